// Tables: what `kubectl get` asks for. The server prints the cells, the client only lays them out.
// Upstream: pkg/printers/internalversion/printers.go, k8s.io/apiserver/pkg/registry/rest/table.go

import type { Kind, TablePrinter } from '../api/kind.ts';
import type { AnyObject, KubeObject, ListMeta } from '../api/types.ts';

export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: string;
  readonly metadata: ListMeta;
  /** Null in all but the first event of a watch. */
  readonly columnDefinitions: TablePrinter<KubeObject>['columns'] | null;
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  readonly cells: readonly unknown[];
  readonly conditions?: readonly object[];
  readonly object: object | null;
}

/** For kinds that nobody wrote a printer for. */
const DEFAULT_PRINTER: TablePrinter<KubeObject> = {
  columns: [
    { name: 'Name', type: 'string', format: 'name', priority: 0 },
    { name: 'Created At', type: 'date', format: '', priority: 0 },
  ],
  cells: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
};

export interface TableOptions {
  readonly kind: Kind;
  readonly version: 'v1' | 'v1beta1';
  readonly nowMs: number;
  readonly headers: boolean;
  /** What stands in a row beside its cells. */
  readonly object: (object: KubeObject) => object | null;
}

export function tableOf(objects: readonly KubeObject[], metadata: ListMeta, options: TableOptions): Table {
  const printer = printerOf(options.kind);
  const context = { nowMs: options.nowMs };
  const rows = objects.map((object): TableRow => {
    const conditions = options.kind.kind === 'Pod' ? podConditions(object as AnyObject) : undefined;
    return { cells: isBookmark(object) ? printer.columns.map(() => '') : printer.cells(object, context), ...(conditions ? { conditions } : {}), object: options.object(object) };
  });
  return { kind: 'Table', apiVersion: `meta.k8s.io/${options.version}`, metadata, columnDefinitions: options.headers ? printer.columns : null, rows };
}

/** Rows of Pods that have come to their end say so, for clients that would rather not show them. */
function podConditions(pod: AnyObject): TableRow['conditions'] {
  const phase = pod.status?.phase;
  return typeof phase === 'string' ? ENDED[phase] : undefined;
}

const ENDED: Readonly<Record<string, readonly object[]>> = {
  Succeeded: [{ type: 'Completed', status: 'True', reason: 'Succeeded', message: 'The pod has completed successfully.' }],
  Failed: [{ type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' }],
};

export const printerOf = (kind: Kind): TablePrinter<KubeObject> => (kind.table as TablePrinter<KubeObject> | undefined) ?? DEFAULT_PRINTER;

/** A BOOKMARK of a watch carries an object that is nothing but a revision. */
export const isBookmark = (object: KubeObject): boolean => object.metadata.name === undefined;
