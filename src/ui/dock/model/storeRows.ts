// The store at a moment as a table: every key that is there, the latest write first.

import type { PanelIndex } from '../../inspector/model/panelIndex.ts';

export interface StoreRow {
  readonly key: string;
  /** Position of its latest change. */
  readonly change: number;
  readonly revision: number;
}

export interface StoreTable {
  readonly rows: readonly StoreRow[];
  /** Keys there are, filtered or not. */
  readonly all: number;
}

export function storeTable(index: PanelIndex, at: number, filter: string): StoreTable {
  const { reader } = index;
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const rows: StoreRow[] = [];
  let all = 0;
  for (const key of index.storeKeys) {
    const change = index.changeAt(key, at);
    if (change < 0) continue;
    const { deleted, revision } = reader.change(change);
    if (deleted) continue;
    all++;
    const lower = words.length > 0 ? key.toLowerCase() : '';
    if (words.every((word) => lower.includes(word))) rows.push({ key, change, revision });
  }
  return { rows: rows.sort((a, b) => b.revision - a.revision), all };
}

/** What wrote a change, as on the wire: `POST binding`; '' where a message is not known. */
export function writtenBy(index: PanelIndex, change: number): { readonly what: string; readonly by: string } {
  const { span } = index.reader.change(change);
  const { summary, actor } = span > 0 ? index.reader.span(span) : { summary: undefined, actor: '' };
  if (summary?.type !== 'request') return { what: '', by: actor };
  return { what: `${summary.method} ${summary.subresource || summary.resource}`, by: summary.component };
}
