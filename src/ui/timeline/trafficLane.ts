// The lane of the traffic: how many requests of all runs were answered and how many failed in each stretch of the axis. Pure.

import { loadsOf } from '../../trace/loads.ts';
import type { TraceReader } from '../../trace/reader.ts';
import { lowerBound } from '../../trace/sorted.ts';
import type { Axis } from './axis.ts';

export const TRAFFIC = 'traffic';
/** Design pixels of one bar. */
export const BAR = 5;

export interface Bar {
  /** Simulated microseconds: from, and up to but not at. */
  readonly from: number;
  readonly to: number;
  readonly ok: number;
  readonly failed: number;
}

/** The bar at a place of the axis. They stand still when the view is moved; where one begins belongs to it, however it was rounded. */
export const barOf = (x: number): number => Math.floor((x + 0.01) / BAR);

export function barAt(reader: TraceReader, axis: Axis, bar: number): Bar {
  const from = axis.time(bar * BAR);
  const to = Math.max(from, axis.time((bar + 1) * BAR));
  let ok = 0;
  let failed = 0;
  for (const { outcomes } of loadsOf(reader).runs) {
    for (const outcome of outcomes.values()) {
      const n = lowerBound(outcome.ends, to) - lowerBound(outcome.ends, from);
      if (outcome.ok) ok += n;
      else failed += n;
    }
  }
  return { from, to, ok, failed };
}

/** All bars from one place to another, and the most that any of them holds. */
export function barsOf(reader: TraceReader, axis: Axis, left: number, right: number): { readonly bars: readonly (Bar & { readonly x: number })[]; readonly most: number } {
  const bars: (Bar & { readonly x: number })[] = [];
  let most = 1;
  for (let bar = barOf(left); bar * BAR < Math.min(right, axis.length); bar++) {
    const found = barAt(reader, axis, bar);
    if (found.ok + found.failed === 0) continue;
    bars.push({ ...found, x: bar * BAR });
    most = Math.max(most, found.ok, found.failed);
  }
  return { bars, most };
}

/** The next bar in a direction that holds anything, or a failure; undefined where none does. */
export function nextBar(reader: TraceReader, axis: Axis, bar: number, direction: 1 | -1, failures: boolean): Bar | undefined {
  for (let i = bar + direction; i >= 0 && i * BAR < axis.length; i += direction) {
    const found = barAt(reader, axis, i);
    if (found.failed > 0 || (!failures && found.ok > 0)) return found;
  }
  return undefined;
}

/** The first request that failed in a stretch; 0 where none did. */
export function failureIn(reader: TraceReader, { from, to }: Bar): number {
  for (const { failures, failedAt } of loadsOf(reader).runs) {
    const i = lowerBound(failedAt, from);
    if ((failedAt[i] ?? Infinity) < to) return failures[i] as number;
  }
  return 0;
}
