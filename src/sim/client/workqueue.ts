// A work queue of keys: fair (in order), stingy (a key that is there already is not added twice; a key in work is never
// given out a second time, but comes again afterwards), and it remembers why each key was added.
// Upstream: k8s.io/client-go/util/workqueue

import type { Micros } from '../../base/time.ts';
import type { Entry, Kernel } from '../kernel/kernel.ts';
import { Signal } from '../kernel/signal.ts';
import type { Sim } from '../kernel/task.ts';
import type { SpanId } from '../kernel/trace.ts';

export interface Item {
  readonly key: string;
  /** The spans that asked for it, the first one first; never empty. */
  readonly causes: readonly SpanId[];
  readonly addedAt: Micros;
}

interface Pending {
  causes: SpanId[];
  addedAt: Micros;
}

export class WorkQueue {
  private readonly queue: string[] = [];
  private head = 0;
  private readonly dirty = new Map<string, Pending>();
  private readonly processing = new Set<string>();
  private readonly delayed = new Map<string, Entry>();
  private readonly failures = new Map<string, number>();
  private readonly more = new Signal();
  private readonly kernel: Kernel;
  private readonly name: string;

  constructor(kernel: Kernel, name: string) {
    this.kernel = kernel;
    this.name = name;
  }

  get length(): number {
    return this.queue.length - this.head;
  }

  add(key: string, cause: SpanId = this.kernel.span): void {
    const pending = this.dirty.get(key);
    if (pending) {
      // A few causes tell the story; a thousand would only cost memory.
      if (pending.causes.length < 8 && !pending.causes.includes(cause)) pending.causes.push(cause);
      return;
    }
    this.dirty.set(key, { causes: [cause], addedAt: this.kernel.now });
    if (this.processing.has(key)) return;
    this.queue.push(key);
    this.more.notify();
  }

  /** Adds the key after a delay; an earlier date for the same key wins. */
  addAfter(key: string, delay: Micros, why: string): void {
    const { kernel } = this;
    const existing = this.delayed.get(key);
    if (existing?.run) {
      if (existing.at <= kernel.now + delay) return;
      kernel.cancel(existing);
    }
    const cause = kernel.span;
    const entry = kernel.after(delay, () => {
      this.delayed.delete(key);
      // Time itself is the reason now; what set the alarm stays visible as its cause.
      const span = kernel.trace.open('timer', this.name, why, kernel.now, cause, { end: kernel.now });
      this.add(key, span);
    });
    this.delayed.set(key, entry);
  }

  /** Adds the key again after a failure: 5 ms, 10 ms, 20 ms … up to 1,000 s. */
  addRateLimited(key: string): Micros {
    const n = this.failures.get(key) ?? 0;
    this.failures.set(key, n + 1);
    const delay = Math.min(5000 * 2 ** Math.min(n, 30), 1_000_000_000) as Micros;
    this.addAfter(key, delay, 'retry');
    return delay;
  }

  forget(key: string): void {
    this.failures.delete(key);
  }

  retries(key: string): number {
    return this.failures.get(key) ?? 0;
  }

  /** The next key, now or when there is one. The taker must call `done`. */
  *take(): Sim<Item> {
    while (this.length === 0) yield* this.more.wait();
    const key = this.queue[this.head++] as string;
    if (this.head > 256) {
      this.queue.splice(0, this.head);
      this.head = 0;
    }
    const pending = this.dirty.get(key) as Pending;
    this.dirty.delete(key);
    this.processing.add(key);
    return { key, causes: pending.causes, addedAt: pending.addedAt };
  }

  done(key: string): void {
    this.processing.delete(key);
    if (!this.dirty.has(key)) return;
    this.queue.push(key);
    this.more.notify();
  }
}
