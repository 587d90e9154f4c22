// Every version of one key up to a moment, the newest first.

import { writtenBy } from '../../dock/model/storeRows.ts';
import type { PanelIndex } from '../../inspector/model/panelIndex.ts';

export interface VersionRow {
  readonly revision: number;
  /** Counts from 1 at each creation. */
  readonly version: number;
  readonly deleted: boolean;
  readonly what: string;
  readonly by: string;
  readonly span: number;
  readonly at: number;
}

const MOST = 12;

export function keyHistory(index: PanelIndex, key: string, at: number): readonly VersionRow[] {
  const out: VersionRow[] = [];
  for (let change = key === '' ? -1 : index.changeAt(key, at); change >= 0 && out.length < MOST; ) {
    const { revision, deleted, span, at: time, previous } = index.reader.change(change);
    out.push({ revision, version: index.keyVersion(change), deleted, ...writtenBy(index, change), span, at: time });
    change = previous;
  }
  return out;
}
