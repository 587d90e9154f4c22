// The kernel: simulated time, one queue, one seed. It has never heard of Kubernetes.
//
// Time is whole microseconds. Work that is due now waits in `ready` (first in, first out); work for later waits in a heap
// ordered by (time, sequence). `step()` runs exactly one entry to its end: everything between two `yield`s of a task is
// atomic. Every entry carries the span that caused it, so causes flow without anybody passing them on.

import { assert } from '../../base/assert.ts';
import { Heap } from '../../base/heap.ts';
import { Prng } from '../../base/prng.ts';
import { EPOCH_MS, rfc3339, rfc3339Micro, type Micros } from '../../base/time.ts';
import { Task, type Sim } from './task.ts';
import { Trace, type SpanId, NO_SPAN } from './trace.ts';

export interface KernelOptions {
  readonly seed: number;
  /** Wall-clock milliseconds since 1970 at simulated time zero. */
  readonly epochMs?: number;
  readonly trace?: Trace;
}

/** Something scheduled; `cancel` makes the kernel pass over it. */
export interface Entry {
  readonly at: Micros;
  readonly seq: number;
  readonly cause: SpanId;
  run: (() => void) | undefined;
}

export class Kernel {
  readonly seed: number;
  readonly epochMs: number;
  readonly trace: Trace;
  /** The span on whose behalf code runs at this moment. */
  span: SpanId = NO_SPAN;
  /** Set when an exception that is no API error left a task: our own bug. Nothing runs afterwards. */
  halted: unknown;

  private time = 0 as Micros;
  private sequence = 0;
  private cancelled = 0;
  private readonly heap = new Heap<Entry>();
  private ready: Entry[] = [];
  private readyHead = 0;
  private readonly streams = new Map<string, Prng>();
  /** The present date as text: asked for many times a second, and kept by every object that was written then. */
  private stamp = '';
  private stampSecond = Number.NaN;

  constructor(options: KernelOptions) {
    this.seed = options.seed;
    this.epochMs = options.epochMs ?? EPOCH_MS;
    this.trace = options.trace ?? new Trace();
  }

  get now(): Micros {
    return this.time;
  }

  /** Wall-clock milliseconds since 1970, with fractions. */
  get wallMs(): number {
    return this.epochMs + this.time / 1000;
  }

  /** The current date as metav1.Time. */
  timestamp(): string {
    const second = Math.floor(this.wallMs / 1000);
    if (second !== this.stampSecond) {
      this.stampSecond = second;
      this.stamp = rfc3339(second * 1000);
    }
    return this.stamp;
  }

  /** The current date as metav1.MicroTime. */
  microTimestamp(): string {
    return rfc3339Micro(this.wallMs);
  }

  /** The random stream of this name; kept, so later draws go on where earlier ones stopped. */
  stream(name: string): Prng {
    let stream = this.streams.get(name);
    if (!stream) this.streams.set(name, (stream = new Prng(this.seed, name)));
    return stream;
  }

  /** A fresh random stream, for one-time use under a name that does not come again (a uid, say). */
  freshStream(name: string): Prng {
    return new Prng(this.seed, name);
  }

  /** Runs `run` at the given time, on behalf of `cause` (by default: of the present span). */
  at(time: Micros, run: () => void, cause: SpanId = this.span): Entry {
    assert(time >= this.time, 'cannot schedule into the past');
    const entry: Entry = { at: time, seq: this.sequence++, cause, run };
    if (time === this.time) this.ready.push(entry);
    else this.heap.push(entry);
    return entry;
  }

  after(delay: Micros, run: () => void, cause: SpanId = this.span): Entry {
    return this.at((this.time + Math.max(0, delay)) as Micros, run, cause);
  }

  /** Runs `run` once the present step has ended, at the same simulated time. */
  soon(run: () => void, cause: SpanId = this.span): Entry {
    const entry: Entry = { at: this.time, seq: this.sequence++, cause, run };
    this.ready.push(entry);
    return entry;
  }

  cancel(entry: Entry): void {
    if (!entry.run) return;
    entry.run = undefined;
    if (++this.cancelled > 4096 && this.cancelled > this.heap.size >> 1) {
      this.heap.filter((e) => e.run !== undefined);
      this.cancelled = 0;
    }
  }

  /** Starts a task; it begins to run once the present step has ended. */
  spawn<T>(name: string, body: Sim<T>, cause: SpanId = this.span): Task<T> {
    const task = new Task<T>(this, name, body, cause);
    this.soon(task.start, cause);
    return task;
  }

  /** The time of the next entry, or undefined when nothing will ever happen again. */
  peek(): Micros | undefined {
    while (this.readyHead < this.ready.length) {
      if (this.ready[this.readyHead]?.run) return this.time;
      this.readyHead++;
    }
    for (;;) {
      const next = this.heap.peek();
      if (!next) return undefined;
      if (next.run) return next.at;
      this.heap.pop();
      this.cancelled--;
    }
  }

  /** Runs the next entry. False when there is none. */
  step(): boolean {
    if (this.halted !== undefined) throw this.halted;
    const entry = this.next();
    if (!entry) return false;
    this.time = entry.at;
    const { run } = entry;
    entry.run = undefined;
    this.span = entry.cause;
    try {
      (run as () => void)();
    } catch (error) {
      this.halted = error;
      throw error;
    } finally {
      this.span = NO_SPAN;
    }
    return true;
  }

  /** Runs everything that is due up to and including `time`, and lets the clock stand there. */
  runUntil(time: Micros): void {
    for (let next = this.peek(); next !== undefined && next <= time; next = this.peek()) this.step();
    this.advanceTo(time);
  }

  /** Lets the clock stand at `time`, where nothing is due before it. */
  advanceTo(time: Micros): void {
    const next = this.peek();
    assert(next === undefined || next >= time, 'something is due before that time');
    if (time > this.time) this.time = time;
  }

  private next(): Entry | undefined {
    while (this.readyHead < this.ready.length) {
      const entry = this.ready[this.readyHead++] as Entry;
      if (this.readyHead === this.ready.length) {
        this.ready = [];
        this.readyHead = 0;
      } else if (this.readyHead > 1024) {
        this.ready = this.ready.slice(this.readyHead);
        this.readyHead = 0;
      }
      if (entry.run) return entry;
    }
    for (;;) {
      const entry = this.heap.pop();
      if (!entry || entry.run) return entry;
      this.cancelled--;
    }
  }
}
