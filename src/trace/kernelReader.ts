// The kernel's own trace as a TraceReader: for the worker, for tests, for lessons.

import type { Micros } from '../base/time.ts';
import type { Kernel } from '../sim/kernel/kernel.ts';
import type { Level, SpanId, SpanType } from '../sim/kernel/trace.ts';
import type { ChangeView, SpanView, TraceReader } from './reader.ts';
import { summarizeChange, summarizeSpan } from './summarize.ts';

export class KernelReader implements TraceReader {
  private readonly kernel: Kernel;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  get spanCount(): number {
    return this.kernel.trace.size;
  }

  get changeCount(): number {
    return this.kernel.trace.changeCount;
  }

  get now(): Micros {
    return this.kernel.now;
  }

  span(id: number): SpanView {
    const span = this.kernel.trace.span(id as SpanId);
    const { type, level, actor, to = '', name, start, end = Infinity, cause, causes } = span;
    return { id: span.id, type, level, actor, to, name, start, end, cause, causes, summary: summarizeSpan(span) };
  }

  change(index: number): ChangeView {
    const change = this.kernel.trace.changeAt(index);
    const { revision, key, span, at, previous } = change;
    return { index, revision, key, deleted: change.value === undefined, span, at, previous, summary: summarizeChange(change) };
  }

  startOf(id: number): number {
    return this.kernel.trace.columns().starts[id] as number;
  }

  endOf(id: number): number {
    const end = this.kernel.trace.columns().ends[id] as number;
    return Number.isNaN(end) ? Infinity : end;
  }

  levelOf(id: number): Level {
    return this.kernel.trace.level(id as SpanId);
  }

  typeOf(id: number): SpanType {
    return this.kernel.trace.span(id as SpanId).type;
  }

  causeOf(id: number): SpanId {
    return this.kernel.trace.columns().causes[id] as SpanId;
  }
}
