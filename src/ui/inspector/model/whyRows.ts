// The chain of causes as a reader takes it: one line for each decision and each write; the news that carries one to the
// next is told with the one who acted on it.

import type { Link } from '../../../trace/explain.ts';

export interface WhyRow {
  readonly link: Link;
  /** The news that it acted on. */
  readonly heard: Link | undefined;
}

export function whyRows(chain: readonly Link[]): readonly WhyRow[] {
  const rows: WhyRow[] = [];
  let heard: Link | undefined;
  for (const [i, link] of chain.entries()) {
    const last = i === chain.length - 1;
    if (link.minor && !last) {
      if (link.what === 'watch') heard = link;
      continue;
    }
    rows.push({ link, heard });
    heard = undefined;
  }
  return rows;
}

/** The chain in one line: where it began, the writes on the way, the thing itself. */
export function whyLine(rows: readonly WhyRow[], most: number): { readonly root: Link | undefined; readonly writes: readonly Link[]; readonly left: number; readonly self: Link | undefined } {
  const self = rows.at(-1)?.link;
  const writes = rows.slice(1, -1).map((row) => row.link).filter((link) => link.what === 'request' && link.revision > 0);
  return { root: rows.length > 1 ? rows[0]?.link : undefined, writes: writes.slice(-most), left: Math.max(0, writes.length - most), self };
}
