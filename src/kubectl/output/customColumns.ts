// -o custom-columns: a header and a JSONPath for each column.
// Upstream: k8s.io/kubectl/pkg/cmd/get/customcolumn.go

import { KubectlError, PartialOutputError } from './errors.ts';
import { goText } from './goValue.ts';
import { parseJsonPath, type ListNode } from './jsonpath.ts';
import { findJsonPath } from './jsonpathFind.ts';
import { itemsOf } from './object.ts';
import { relaxedPath } from './relaxedPath.ts';
import { TabWriter, escapeTerminal } from './tabWriter.ts';

export interface CustomColumn {
  readonly header: string;
  readonly path: string;
}

/** `NAME:.metadata.name,IMAGE:.spec.containers[0].image` */
export function columnsFromSpec(spec: string): readonly CustomColumn[] {
  if (spec === '') throw new KubectlError('custom-columns format specified but no custom columns given');
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) throw new KubectlError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return { header: part.slice(0, colon), path: relaxedPath(part.slice(colon + 1)) };
  });
}

/** A file of two lines: headers and paths, separated by white space. */
export function columnsFromFile(text: string): readonly CustomColumn[] {
  const lines = text.split(/\r?\n/);
  if (lines[lines.length - 1] === '') lines.pop();
  const expected = 'Expected format is one line of space separated headers, one line of space separated column specs.';
  if (lines[0] === undefined) throw new KubectlError(`invalid template, missing header line. ${expected}`);
  if (lines[1] === undefined) throw new KubectlError(`invalid template, missing spec line. ${expected}`);
  const headers = lines[0].split(/\s+/).filter(Boolean);
  const paths = lines[1].split(/\s+/).filter(Boolean);
  if (headers.length !== paths.length) throw new KubectlError(`number of headers (${headers.length}) and field specifications (${paths.length}) don't match`);
  return headers.map((header, i) => ({ header, path: relaxedPath(paths[i] as string) }));
}

export class CustomColumnsPrinter {
  private readonly columns: readonly CustomColumn[];
  private readonly headers: boolean;
  private paths: readonly ListNode[] | undefined;
  private printed = false;
  private readonly tabs = new TabWriter();

  constructor(columns: readonly CustomColumn[], noHeaders = false) {
    this.columns = columns;
    this.headers = !noHeaders;
  }

  print(object: unknown): string {
    if (this.headers && !this.printed) this.row(this.columns.map((c) => c.header));
    this.printed = true;
    try {
      this.paths ??= this.columns.map((c) => (c.path === '' ? { kind: 'list', nodes: [] } : parseJsonPath(c.path)));
      const { paths } = this;
      for (const item of itemsOf(object)) this.row(paths.map((path) => cell(path, item)));
    } catch (error) {
      if (error instanceof KubectlError) throw new PartialOutputError(error.message, this.tabs.flush());
      throw error;
    }
    return this.tabs.flush();
  }

  private row(cells: readonly string[]): void {
    this.tabs.write(`${cells.join('\t')}\n`);
  }
}

function cell(path: ListNode, item: unknown): string {
  const results = findJsonPath(path, item);
  const texts = results.flatMap((values) => values.map((value) => escapeTerminal(goText(value))));
  if (results.length === 0 || results[0]?.length === 0) texts.unshift('<none>');
  return texts.join(',');
}
