// Who hears of a write: etcd tells the server's watch cache, the cache tells everybody who watches.

import type { PanelIndex } from './panelIndex.ts';

export interface Hearer {
  readonly span: number;
  readonly actor: string;
  /** When it has heard; Infinity while the news is under way. */
  readonly at: number;
}

export interface Spread {
  /** When the watch cache had it; undefined where that is not known (yet). */
  readonly cached: number | undefined;
  /** In the order of hearing. */
  readonly hearers: readonly Hearer[];
}

export function spreadOf(index: PanelIndex, change: number): Spread {
  const { reader } = index;
  const { revision, span, key } = reader.change(change);
  const notify = revision === 0 ? undefined : index.effectsOf(span).find((id) => {
    const { summary } = reader.span(id);
    return summary.type === 'notify' && summary.revision === revision && summary.key === key;
  });
  if (notify === undefined) return { cached: undefined, hearers: [] };
  const hearers: Hearer[] = [];
  for (const id of index.effectsOf(notify)) {
    const { summary, to, end } = reader.span(id);
    if (summary.type === 'watch') hearers.push({ span: id, actor: to, at: end });
  }
  return { cached: reader.endOf(notify), hearers: hearers.sort((a, b) => a.at - b.at || a.span - b.span) };
}

/** All who were told what a watch event tells, that event among them. */
export function alsoTold(index: PanelIndex, span: number): readonly Hearer[] {
  const { reader } = index;
  const cause = reader.causeOf(span);
  const { summary } = reader.span(span);
  if (cause === 0 || summary.type !== 'watch') return [];
  const told: Hearer[] = [];
  for (const id of index.effectsOf(cause)) {
    const other = reader.span(id);
    if (other.summary.type === 'watch' && other.summary.revision === summary.revision) told.push({ span: id, actor: other.to, at: other.end });
  }
  return told.sort((a, b) => a.at - b.at || a.span - b.span);
}
