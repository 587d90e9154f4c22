// A decision among very many nodes: which rows are worth their place, and what all the others come to, counted as the
// FailedScheduling message counts them (a node with two reasons counts for both).

import type { ScheduleDetail, ScheduleRow } from '../../../session/protocol.ts';

/** Up to so many nodes the table shows all of them. */
export const FEW = 24;
const ROWS = 8;

export interface Objectors {
  readonly plugin: string;
  readonly reason: string;
  readonly nodes: readonly string[];
}

export interface Sums {
  /** Those that passed every filter. */
  readonly fit: readonly string[];
  /** Of the totals; undefined where nothing was scored. */
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly turnedDown: readonly Objectors[];
  /** Nobody asked for them: enough that fit were found, or the search had been narrowed. */
  readonly unseen: number;
}

export function sumsOf({ rows, nodes }: ScheduleDetail): Sums {
  const groups = new Map<string, { readonly plugin: string; readonly reason: string; readonly nodes: string[] }>();
  for (const { node, filtered } of rows) {
    for (const reason of filtered?.reasons ?? []) {
      const key = `${filtered?.plugin ?? ''}\n${reason}`;
      const group = groups.get(key);
      if (group) group.nodes.push(node);
      else groups.set(key, { plugin: filtered?.plugin ?? '', reason, nodes: [node] });
    }
  }
  const fit = rows.filter((row) => !row.filtered);
  const totals = fit.filter(({ total }) => total >= 0).map(({ total }) => total);
  return {
    fit: ranked(fit),
    least: totals.length === 0 ? undefined : totals.reduce((a, b) => Math.min(a, b)),
    most: totals.length === 0 ? undefined : totals.reduce((a, b) => Math.max(a, b)),
    turnedDown: [...groups.values()].sort((a, b) => b.nodes.length - a.nodes.length || (`${a.plugin} ${a.reason}` < `${b.plugin} ${b.reason}` ? -1 : 1)),
    unseen: Math.max(0, nodes - rows.length),
  };
}

/** The best first; equal ones in their order. */
const ranked = (rows: readonly ScheduleRow[]): readonly string[] => [...rows].sort((a, b) => b.total - a.total).map(({ node }) => node);

/** The chosen one and the best after it; where none fits, one for each reason. */
export function worthShowing({ chosen }: ScheduleDetail, { fit, turnedDown }: Sums): readonly string[] {
  const best = fit.length > 0 ? fit : turnedDown.flatMap(({ nodes }) => nodes.slice(0, 1));
  return [...new Set([...(chosen === '' ? [] : [chosen]), ...best])].slice(0, ROWS);
}

/** Nodes of a group that can still be brought into view: the next of them. */
export const nextOf = (nodes: readonly string[], shown: ReadonlySet<string>): string | undefined => nodes.find((node) => !shown.has(node));
