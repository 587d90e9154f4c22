// A trace as everything that explains it reads it: the kernel's own in the worker and in tests, a mirror of it on the page.

import type { Micros } from '../base/time.ts';
import type { Level, SpanId, SpanType } from '../sim/kernel/trace.ts';
import type { ChangeSummary, SpanSummary } from './summary.ts';

export interface SpanView {
  readonly id: SpanId;
  readonly type: SpanType;
  readonly level: Level;
  readonly actor: string;
  /** '' for what does not travel. */
  readonly to: string;
  readonly name: string;
  readonly start: Micros;
  /** Infinity while it is still going on. */
  readonly end: number;
  readonly cause: SpanId;
  readonly causes: readonly SpanId[];
  readonly summary: SpanSummary;
}

export interface ChangeView {
  readonly index: number;
  /** 0: known to one actor only. */
  readonly revision: number;
  readonly key: string;
  readonly deleted: boolean;
  readonly span: SpanId;
  readonly at: Micros;
  readonly previous: number;
  readonly summary: ChangeSummary;
}

export interface TraceReader {
  /** Spans have the ids 1 … spanCount, in the order in which they began. */
  readonly spanCount: number;
  readonly changeCount: number;
  /** Grows with everything that becomes known; absent where that cannot be told. Who has looked at a version need not look again. */
  readonly version?: number;
  /** Up to where the simulation has run. */
  readonly now: Micros;
  span(id: number): SpanView;
  change(index: number): ChangeView;
  /** Cheap looks at single columns, for walks over many spans. */
  startOf(id: number): number;
  endOf(id: number): number;
  levelOf(id: number): Level;
  typeOf(id: number): SpanType;
  causeOf(id: number): SpanId;
}
