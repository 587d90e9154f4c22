// Where one can stop: the moments at which a hop, a reconcile (or another step that has a sentence of its own) or a
// milestone is over. Found once, forward, as the trace grows; the same in the worker (which stops there) and on the page
// (which jumps there).

import type { Micros } from '../base/time.ts';
import type { SpanId } from '../sim/kernel/trace.ts';
import { Milestones } from './milestones.ts';
import { netHops } from './netHops.ts';
import type { TraceReader } from './reader.ts';
import { lowerBound, upperBound } from './sorted.ts';
import { stepsOf, type Steps } from './steps.ts';

export type Grain = 'hop' | 'reconcile' | 'milestone';

/** Sorted moments, kept up to date with a trace that grows. */
export class Boundaries {
  readonly milestones: Milestones;
  private readonly reader: TraceReader;
  private readonly steps: Steps;
  private readonly hops: number[] = [];
  /** What is over at each of them; of several the last that began. */
  private readonly hopSpans: SpanId[] = [];
  private readonly reconciles: number[] = [];
  private open: number[] = [];
  private seen = 0;
  private seenSteps = 0;
  private version: number | undefined;

  constructor(reader: TraceReader) {
    this.reader = reader;
    this.milestones = new Milestones(reader);
    this.steps = stepsOf(reader);
  }

  /** The last moment of the grain in (from, to], if there is one. */
  passed(grain: Grain, from: Micros, to: Micros): number | undefined {
    const times = this.times(grain);
    const i = upperBound(times, to) - 1;
    const at = times[i];
    return at !== undefined && at > from ? at : undefined;
  }

  next(grain: Grain, after: number): number | undefined {
    const times = this.times(grain);
    return times[upperBound(times, after)];
  }

  previous(grain: Grain, before: number): number | undefined {
    const times = this.times(grain);
    return times[lowerBound(times, before) - 1];
  }

  /** How many moments of the grain lie in (0, at], and how many there are. */
  count(grain: Grain, at: number): { readonly at: number; readonly of: number } {
    const times = this.times(grain);
    return { at: upperBound(times, at), of: times.length };
  }

  /** The message (or input) whose hop is over exactly at a moment; 0 where none is. */
  hopAt(at: number): SpanId {
    const times = this.times('hop');
    const i = lowerBound(times, at);
    return times[i] === at ? (this.hopSpans[i] as SpanId) : (0 as SpanId);
  }

  times(grain: Grain): readonly number[] {
    this.update();
    return grain === 'hop' ? this.hops : grain === 'reconcile' ? this.reconciles : this.milestones.times;
  }

  private update(): void {
    const { reader } = this;
    if (reader.version !== undefined && reader.version === this.version) return;
    this.version = reader.version;
    this.milestones.update();
    for (let id = this.seen + 1; id <= reader.spanCount; id++) {
      if (reader.levelOf(id) !== 'story') continue;
      const type = reader.typeOf(id);
      if (type === 'message') this.open.push(id);
      else if (type === 'input') this.addHop(reader.startOf(id), id as SpanId);
    }
    this.seen = reader.spanCount;
    this.open = this.open.filter((id) => !this.settle(id));
    const ends = this.steps.endsSince(this.seenSteps);
    this.seenSteps += ends.length;
    for (const end of ends) insert(this.reconciles, end);
  }

  /** Takes the moments of a span once they are known; true when nothing more will come of it. */
  private settle(id: number): boolean {
    const { reader } = this;
    const end = reader.endOf(id);
    if (end > reader.now) return false;
    const span = reader.span(id);
    const { summary } = span;
    if (summary.type === 'request') {
      if (summary.arrived >= 0) this.addHop(summary.arrived, span.id);
      this.addHop(end, span.id);
    } else if (summary.type === 'watch') this.addHop(end, span.id);
    else if (summary.type === 'hop' && netHops(reader).commandOf(span.id) !== 0) {
      if (summary.arrived >= 0) this.addHop(summary.arrived, span.id);
      this.addHop(end, span.id);
    }
    return true;
  }

  private addHop(at: number, span: SpanId): void {
    const { hops, hopSpans } = this;
    const i = insert(hops, at);
    if (hopSpans.length < hops.length) hopSpans.splice(i, 0, span);
    else if (span > (hopSpans[i] as SpanId)) hopSpans[i] = span;
  }
}

/** Puts a moment where it belongs, if it is not there; returns its place. */
function insert(times: number[], at: number): number {
  if (times.length === 0 || (times[times.length - 1] as number) < at) return times.push(at) - 1;
  const i = lowerBound(times, at);
  if (times[i] !== at) times.splice(i, 0, at);
  return i;
}
