// Values over time, found by binary search: what held at a moment, whichever way the playhead came there.

import { upperBound } from '../../trace/sorted.ts';

/** Values that replace one another; each holds from its moment on. */
export class History<T> {
  readonly times: number[] = [];
  readonly values: T[] = [];

  /** Moments come in order, with few exceptions near the end. */
  add(at: number, value: T): void {
    const { times, values } = this;
    if (times.length === 0 || (times[times.length - 1] as number) <= at) {
      times.push(at);
      values.push(value);
      return;
    }
    const i = upperBound(times, at);
    times.splice(i, 0, at);
    values.splice(i, 0, value);
  }

  /** How many values there were up to a moment. */
  count(at: number): number {
    return upperBound(this.times, at);
  }

  at(at: number): T | undefined {
    return this.values[upperBound(this.times, at) - 1];
  }
}

export interface Interval {
  readonly start: number;
  /** Infinity while it is still going on. */
  end: number;
}

const BLOCK = 64;

/** Intervals by their beginning; finds those that hold at a moment without looking at all of them. */
export class Intervals<T extends Interval> {
  readonly items: T[] = [];
  private readonly starts: number[] = [];
  /** The latest end in each block of items; only the first `fresh` of them can be trusted. */
  private readonly latest: number[] = [];
  private fresh = 0;

  add(item: T): void {
    const { items, starts } = this;
    const n = items.length;
    if (n === 0 || (starts[n - 1] as number) <= item.start) {
      items.push(item);
      starts.push(item.start);
      this.stale(n);
      return;
    }
    const i = upperBound(starts, item.start);
    items.splice(i, 0, item);
    starts.splice(i, 0, item.start);
    this.stale(i);
  }

  end(item: T, end: number): void {
    item.end = end;
    const { starts, items } = this;
    let i = upperBound(starts, item.start) - 1;
    while (i > 0 && items[i] !== item) i--;
    this.stale(i);
  }

  /** What began at or before a moment and has not ended by it, the earliest first. */
  at(at: number, into: T[] = []): T[] {
    this.refresh();
    const { items } = this;
    const n = upperBound(this.starts, at);
    for (let block = 0; block * BLOCK < n; block++) {
      if ((this.latest[block] as number) <= at) continue;
      const last = Math.min(n, (block + 1) * BLOCK);
      for (let i = block * BLOCK; i < last; i++) {
        const item = items[i] as T;
        if (item.end > at) into.push(item);
      }
    }
    return into;
  }

  /** The one that began last, up to a moment. */
  last(at: number): T | undefined {
    return this.items[upperBound(this.starts, at) - 1];
  }

  count(at: number): number {
    return upperBound(this.starts, at);
  }

  private stale(item: number): void {
    this.fresh = Math.min(this.fresh, Math.floor(item / BLOCK));
  }

  private refresh(): void {
    const { items, latest } = this;
    for (let block = this.fresh; block * BLOCK < items.length; block++) {
      let most = -Infinity;
      const last = Math.min(items.length, (block + 1) * BLOCK);
      for (let i = block * BLOCK; i < last; i++) most = Math.max(most, (items[i] as T).end);
      latest[block] = most;
    }
    this.fresh = Math.floor(items.length / BLOCK);
  }
}
