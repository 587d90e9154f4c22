// When something is going on that is worth watching: what a player must not skip. Found once, forward, as a trace grows.
//
// What travels is always worth it, and so is what is done in a moment: a stage of a request, a reconcile. What lasts longer
// (an image pull, a grace period, a container that starts) is waiting: its beginning and its end count, not the time between.

import { upperBound } from './sorted.ts';
import type { TraceReader } from './reader.ts';

/** What takes longer than this is waiting, not doing; simulated microseconds. */
const LONG = 50_000;

export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** How many things begin or end in it. */
  readonly count: number;
}

export class Activity {
  private readonly reader: TraceReader;
  /** Stretches of activity, apart from one another, in the order of time. */
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private readonly counts: number[] = [];
  private open: number[] = [];
  private seenSpans = 0;
  private version: number | undefined;
  private seenChanges = 0;

  constructor(reader: TraceReader) {
    this.reader = reader;
  }

  /** Whether something is going on at a moment. */
  moving(at: number): boolean {
    this.update();
    const i = upperBound(this.from, at) - 1;
    if (i >= 0 && (this.to[i] as number) >= at) return true;
    return this.open.some((id) => this.goesOn(id, at));
  }

  /** When something is going on next, from a moment on; undefined where nothing of the kind is known. */
  next(at: number): number | undefined {
    if (this.moving(at)) return at;
    return this.from[upperBound(this.from, at)];
  }

  /** When something was going on last, up to a moment; 0 where nothing ever was. */
  last(at: number): number {
    if (this.moving(at)) return at;
    return this.to[upperBound(this.from, at) - 1] ?? 0;
  }

  /** The stretches in which something goes on, within bounds, in the order of time. */
  stretches(from: number, to: number): readonly Stretch[] {
    this.update();
    const out: Stretch[] = [];
    for (let i = Math.max(0, upperBound(this.from, from) - 1); i < this.from.length && (this.from[i] as number) <= to; i++) {
      const end = Math.min(to, this.to[i] as number);
      if (end >= from) out.push({ from: Math.max(from, this.from[i] as number), to: end, count: this.counts[i] as number });
    }
    return out;
  }

  /** How much of the story has begun and not ended at the end of what is known: pulls, back-offs, commands among it. */
  get pending(): number {
    this.update();
    return this.open.length;
  }

  /** Whether something had begun by then and has not ended by the end of what is known. */
  underWay(at: number): boolean {
    this.update();
    return this.open.some((id) => this.reader.startOf(id) <= at);
  }

  private update(): void {
    const { reader } = this;
    if (reader.version !== undefined && reader.version === this.version) return;
    this.version = reader.version;
    if (reader.spanCount > this.seenSpans) {
      for (let id = this.seenSpans + 1; id <= reader.spanCount; id++) {
        // That a timer fired is nothing to see; what came of it is.
        if (reader.levelOf(id) === 'story' ? reader.typeOf(id) !== 'timer' : this.isRun(id)) this.open.push(id);
      }
      this.seenSpans = reader.spanCount;
    }
    for (; this.seenChanges < reader.changeCount; this.seenChanges++) {
      const { span, at } = reader.change(this.seenChanges);
      if (span !== 0 && reader.levelOf(span) === 'story') this.add(at, at);
    }
    this.open = this.open.filter((id) => !this.settle(id));
  }

  /** Requests at a rate are a crowd, and none of them is a step of the story; while they go on, something goes on. */
  private isRun(id: number): boolean {
    const { reader } = this;
    return reader.levelOf(id) === 'detail' && reader.typeOf(id) === 'wait' && reader.span(id).summary.type === 'requests';
  }

  /** Takes in a span that has ended; false while it goes on. */
  private settle(id: number): boolean {
    const { reader } = this;
    const start = reader.startOf(id);
    const end = reader.endOf(id);
    if (end > reader.now) return false;
    if (end - start <= LONG) {
      this.add(start, end);
      return true;
    }
    const { summary, type } = reader.span(id);
    if (summary.type === 'requests') {
      this.add(start, end);
      return true;
    }
    this.add(start, start);
    if (summary.type === 'request') {
      if (summary.arrived >= 0) this.add(start, summary.arrived);
      if (summary.answered >= 0) this.add(summary.answered, end);
    } else if (type === 'message') this.add(start, end);
    this.add(end, end);
    return true;
  }

  /** Whether a span that has not ended is on its way, or was just begun. */
  private goesOn(id: number, at: number): boolean {
    const { reader } = this;
    const start = reader.startOf(id);
    if (start > at) return false;
    if (at - start <= LONG || this.isRun(id)) return true;
    if (reader.typeOf(id) !== 'message') return false;
    const { summary } = reader.span(id);
    return summary.type !== 'request' || summary.arrived < 0 || (summary.answered >= 0 && summary.answered <= at);
  }

  private add(from: number, to: number): void {
    const { from: starts, to: ends, counts } = this;
    let count = 1;
    // Stretches that it touches: those that begin by its end and end after its beginning.
    const last = upperBound(starts, to);
    let first = last;
    while (first > 0 && (ends[first - 1] as number) >= from) first--;
    if (first < last) {
      for (let i = first; i < last; i++) count += counts[i] as number;
      from = Math.min(from, starts[first] as number);
      to = Math.max(to, ends[last - 1] as number);
    }
    starts.splice(first, last - first, from);
    ends.splice(first, last - first, to);
    counts.splice(first, last - first, count);
  }
}

const made = new WeakMap<TraceReader, Activity>();

/** The activity of a trace: found once for all who ask. */
export function activityOf(reader: TraceReader): Activity {
  let activity = made.get(reader);
  if (!activity) made.set(reader, (activity = new Activity(reader)));
  return activity;
}
