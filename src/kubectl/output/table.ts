// The tables of `kubectl get`: what the server sends as a Table, or NAME and AGE of a plain object. One printer serves a
// whole command, watches included: headers are printed once for each kind of table.
// Upstream: k8s.io/cli-runtime/pkg/printers/tableprinter.go

import { isObject } from '../../base/json.ts';
import { compareText } from '../../base/text.ts';
import { parseTime } from '../../base/time.ts';
import { humanDuration } from '../../sim/api/duration.ts';
import { goText } from './goValue.ts';
import { itemsOf, kindOf, labelsOf, nameOf, namespaceOf } from './object.ts';
import { TabWriter, escapeTerminal } from './tabWriter.ts';

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly priority?: number;
}

export interface TableRow {
  readonly cells: readonly unknown[];
  /** The object or its metadata. */
  readonly object?: unknown;
}

/** meta.k8s.io/v1 Table; watch events after the first have no columns. */
export interface Table {
  readonly columnDefinitions?: readonly TableColumn[] | null;
  readonly rows?: readonly TableRow[] | null;
}

export interface TableOptions {
  readonly noHeaders?: boolean;
  readonly wide?: boolean;
  readonly withNamespace?: boolean;
  /** With the kind in front of the name: `pod/web-1`. */
  readonly withKind?: boolean;
  /** `deployment.apps` */
  readonly kind?: string;
  readonly showLabels?: boolean;
  readonly columnLabels?: readonly string[];
  /** Milliseconds since 1970, for ages that are counted here. */
  readonly nowMs: number;
}

export const isTable = (object: unknown): object is Table => isObject(object) && kindOf(object) === 'Table';

export class TablePrinter {
  private readonly options: TableOptions;
  private readonly tabs: TabWriter;
  private lastColumns: readonly TableColumn[] = [];
  private printedHeaders = false;
  private lastHandler = '';

  /** Printers of one command that share a writer keep their columns aligned until it forgets its widths. */
  constructor(options: TableOptions, tabs: TabWriter = new TabWriter()) {
    this.options = options;
    this.tabs = tabs;
  }

  print(object: unknown, eventType = ''): string {
    this.write(object, eventType);
    return this.tabs.flush();
  }

  /** Without printing yet: rows that follow may widen the columns. */
  write(object: unknown, eventType = ''): void {
    if (isTable(object)) this.table(object, eventType);
    else this.plain(object, eventType);
  }

  private table(table: Table, eventType: string): void {
    const given = table.columnDefinitions ?? [];
    const rows = table.rows ?? [];
    let noHeaders = this.options.noHeaders === true;
    if (this.printedHeaders && (given.length === 0 || sameColumns(given, this.lastColumns))) noHeaders = true;
    if (given.length > 0 && !sameColumns(given, this.lastColumns)) {
      this.lastColumns = given;
      this.printedHeaders = false;
    }
    if (rows.length > 0) this.printedHeaders = true;
    const columns = this.lastColumns.map((column, i) => ({ column, i })).filter(({ column }) => this.options.wide || !column.priority);
    const nameColumn = this.options.withKind && this.options.kind ? this.lastColumns.findIndex((c) => c.format === 'name' && c.type === 'string') : -1;
    if (!noHeaders && rows.length > 0) {
      this.line([...this.leading(eventType, 'EVENT', 'NAMESPACE'), ...columns.map(({ column }) => column.name.toUpperCase()), ...this.labelHeaders()]);
    }
    for (const row of rows) {
      const cells = columns.filter(({ i }) => i < row.cells.length).map(({ i }) => {
        const text = cellText(row.cells[i]);
        return i === nameColumn ? `${this.options.kind?.toLowerCase()}/${text}` : text;
      });
      this.line([...this.leading(eventType, EVENTS[eventType] ?? eventType, namespaceOf(row.object)), ...cells, ...this.labelCells(row.object)]);
    }
  }

  /** A Status, or anything with metadata. */
  private plain(object: unknown, eventType: string): void {
    const status = kindOf(object) === 'Status';
    const handler = status ? 'status' : 'object';
    const headers = status ? ['STATUS', 'REASON', 'MESSAGE'] : ['NAME', 'AGE'];
    if (this.lastHandler !== '' && this.lastHandler !== handler && !this.options.noHeaders) this.tabs.write('\n');
    if (this.lastHandler !== handler && !this.options.noHeaders) this.line([...this.leading(eventType, 'EVENT', 'NAMESPACE'), ...headers, ...this.labelHeaders()]);
    this.lastHandler = handler;
    for (const item of itemsOf(object)) {
      const cells = status ? statusCells(item) : [nameOf(item), this.age(item)];
      if (this.options.withKind && this.options.kind) cells[0] = `${this.options.kind.toLowerCase()}/${cells[0]}`;
      this.line([...this.leading(eventType, EVENTS[eventType] ?? eventType, namespaceOf(item)), ...cells, ...this.labelCells(item)]);
    }
  }

  private leading(eventType: string, event: string, namespace: string): readonly string[] {
    return [...(eventType ? [event] : []), ...(this.options.withNamespace ? [namespace] : [])];
  }

  private labelHeaders(): readonly string[] {
    const headers = (this.options.columnLabels ?? []).map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase());
    return this.options.showLabels ? [...headers, 'LABELS'] : headers;
  }

  private labelCells(object: unknown): readonly string[] {
    const labels = labelsOf(object);
    const cells = (this.options.columnLabels ?? []).map((label) => labels[label] ?? '');
    return this.options.showLabels ? [...cells, formatLabels(labels)] : cells;
  }

  private age(object: unknown): string {
    const created = isObject(object) && isObject(object.metadata) ? object.metadata.creationTimestamp : undefined;
    const at = typeof created === 'string' ? parseTime(created) : undefined;
    return at === undefined ? '<unknown>' : humanDuration(this.options.nowMs - at);
  }

  private line(cells: readonly string[]): void {
    this.tabs.write(`${cells.join('\t')}\n`);
  }
}

/** `a=b,c=d`, or `<none>`. */
export function formatLabels(labels: { readonly [key: string]: string }): string {
  const text = Object.keys(labels).sort(compareText).map((key) => `${key}=${labels[key]}`).join(',');
  return text || '<none>';
}

/** As wide as each other. */
const EVENTS: Readonly<Record<string, string>> = { ADDED: 'ADDED   ', MODIFIED: 'MODIFIED', DELETED: 'DELETED ', ERROR: 'ERROR   ' };

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return escapeTerminal(goText(cell));
  // Text ends at the first line break.
  const end = cell.search(/[\f\n\r]/);
  return end < 0 ? escapeTerminal(cell) : `${escapeTerminal(cell.slice(0, end))}...`;
}

function statusCells(status: unknown): string[] {
  const of = (key: string): string => (isObject(status) && typeof status[key] === 'string' ? (status[key] as string) : '');
  return [of('status'), of('reason'), of('message')];
}

function sameColumns(a: readonly TableColumn[], b: readonly TableColumn[]): boolean {
  return a === b || (a.length === b.length && a.every((column, i) => column.name === b[i]?.name && column.type === b[i]?.type && column.format === b[i]?.format && (column.priority ?? 0) === (b[i]?.priority ?? 0)));
}
