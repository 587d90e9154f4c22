// Ways to wake a task: a signal (everybody who waits), a mailbox (one item each), a deferred value (once, for all).

import { assert } from '../../base/assert.ts';
import type { Kernel } from './kernel.ts';
import type { Sim, Wait } from './task.ts';

/** Wakes all tasks that wait at the moment; nobody who comes later. */
export class Signal implements Wait {
  private waiting: (() => void)[] = [];

  begin(_kernel: Kernel, done: (value: unknown) => void): () => void {
    const wake = (): void => done(undefined);
    this.waiting.push(wake);
    return () => {
      this.waiting = this.waiting.filter((w) => w !== wake);
    };
  }

  notify(): void {
    const { waiting } = this;
    if (waiting.length === 0) return;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  *wait(): Sim<void> {
    yield this;
  }
}

/** Items in order; each goes to one taker. */
export class Mailbox<T> implements Wait {
  private items: T[] = [];
  private head = 0;
  private waiting: ((item: unknown) => void)[] = [];

  get size(): number {
    return this.items.length - this.head;
  }

  put(item: T): void {
    const taker = this.waiting.shift();
    if (taker) taker(item);
    else this.items.push(item);
  }

  begin(_kernel: Kernel, done: (value: unknown) => void): () => void {
    assert(this.size === 0, 'a mailbox with items is not waited for');
    this.waiting.push(done);
    return () => {
      this.waiting = this.waiting.filter((w) => w !== done);
    };
  }

  /** The first item, now or when it comes. */
  *take(): Sim<T> {
    if (this.size > 0) return this.shift() as T;
    return (yield this) as T;
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.items[this.head++] as T;
    if (this.head === this.items.length) {
      this.items = [];
      this.head = 0;
    } else if (this.head > 512) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }
}

/** A value that comes once. */
export class Deferred<T> implements Wait {
  private outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  private waiting: { done: (value: unknown) => void; fail: (error: unknown) => void }[] = [];

  get settled(): boolean {
    return this.outcome !== undefined;
  }

  resolve(value: T): void {
    if (this.outcome) return;
    this.outcome = { value };
    const { waiting } = this;
    this.waiting = [];
    for (const w of waiting) w.done(value);
  }

  reject(error: unknown): void {
    if (this.outcome) return;
    this.outcome = { error };
    const { waiting } = this;
    this.waiting = [];
    for (const w of waiting) w.fail(error);
  }

  begin(kernel: Kernel, done: (value: unknown) => void, fail: (error: unknown) => void): () => void {
    const { outcome } = this;
    if (outcome) {
      const entry = kernel.soon(() => ('error' in outcome ? fail(outcome.error) : done(outcome.value)));
      return () => kernel.cancel(entry);
    }
    const waiter = { done, fail };
    this.waiting.push(waiter);
    return () => {
      this.waiting = this.waiting.filter((w) => w !== waiter);
    };
  }

  *wait(): Sim<T> {
    if (this.outcome) {
      if ('error' in this.outcome) throw this.outcome.error;
      return this.outcome.value;
    }
    return (yield this) as T;
  }
}
