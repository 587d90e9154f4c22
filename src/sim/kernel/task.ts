// Tasks: generators that yield what they wait for. `yield*` keeps types, lets errors travel, and cancelling runs `finally`.
//
//   function* worker(): Sim<void> {
//     yield* sleep(seconds(1));
//     const item = yield* mailbox.take();
//   }

import { AssertionError, assert } from '../../base/assert.ts';
import type { Micros } from '../../base/time.ts';
import type { Entry, Kernel } from './kernel.ts';
import type { SpanId } from './trace.ts';

/** A piece of simulated behaviour that takes simulated time and ends with a T. */
export type Sim<T = void> = Generator<Wait, T, unknown>;

/**
 * What a task may wait for. `begin` is called once; it must later call `done` or `fail` exactly once, never before it
 * returns, unless the function that it returned was called to give up.
 */
export interface Wait {
  begin(kernel: Kernel, done: (value: unknown) => void, fail: (error: unknown) => void): () => void;
}

export class Task<T = unknown> {
  /** The span on whose behalf the task runs; what it schedules and sends names it as its cause. */
  span: SpanId;
  private state: 'new' | 'running' | 'waiting' | 'done' = 'new';
  private giveUp: (() => void) | undefined;
  private result: { readonly value: T } | { readonly error: unknown } | undefined;
  private watchers: (() => void)[] = [];
  private orphanError = true;

  readonly kernel: Kernel;
  readonly name: string;
  private readonly body: Sim<T>;

  constructor(kernel: Kernel, name: string, body: Sim<T>, span: SpanId) {
    this.kernel = kernel;
    this.name = name;
    this.body = body;
    this.span = span;
  }

  get done(): boolean {
    return this.state === 'done';
  }

  readonly start = (): void => {
    if (this.state === 'new') this.advance(undefined, undefined, false);
  };

  /** Ends the task where it waits: its `finally` blocks run, its result never comes. */
  cancel(): void {
    if (this.state === 'done') return;
    assert(this.state !== 'running', `task ${this.name} cannot cancel itself; it returns instead`);
    const started = this.state !== 'new';
    this.giveUp?.();
    this.giveUp = undefined;
    this.state = 'running';
    if (started) {
      const outer = this.kernel.span;
      this.kernel.span = this.span;
      const step = this.body.return(undefined as T);
      this.kernel.span = outer;
      if (!step.done) throw new AssertionError(`task ${this.name} waits inside a finally block`);
    }
    this.finish({ error: new Cancelled(this.name) });
  }

  /** Waits for the task's end: its value, or its error thrown anew. */
  *join(): Sim<T> {
    this.orphanError = false;
    if (!this.result) yield { begin: (_kernel, done) => this.onEnd(() => done(undefined)) };
    const result = this.result as { value: T } | { error: unknown };
    if ('error' in result) throw result.error;
    return result.value;
  }

  /** Calls back when the task has ended in whatever way; returns how to stop listening. */
  onEnd(callback: () => void): () => void {
    this.watchers.push(callback);
    return () => {
      this.watchers = this.watchers.filter((w) => w !== callback);
    };
  }

  private advance(value: unknown, error: unknown, failed: boolean): void {
    this.state = 'running';
    const { kernel } = this;
    kernel.span = this.span;
    currentTask = this as Task;
    let step: IteratorResult<Wait, T>;
    try {
      step = failed ? this.body.throw(error) : this.body.next(value);
    } catch (thrown) {
      currentTask = undefined;
      this.finish({ error: thrown });
      // Nobody is there to hear of it: an exception nobody expects is a bug of ours and stops the run.
      if (this.orphanError && !(thrown instanceof Cancelled)) throw thrown;
      return;
    }
    currentTask = undefined;
    if (step.done) {
      this.finish({ value: step.value });
      return;
    }
    this.state = 'waiting';
    const wait = step.value;
    if (wait instanceof Sleep) {
      const entry: Entry = kernel.after(wait.duration, this.wake, this.span);
      this.giveUp = () => kernel.cancel(entry);
      return;
    }
    let over = false;
    const once = (v: unknown, e: unknown, bad: boolean): void => {
      if (over) return;
      over = true;
      this.giveUp = undefined;
      kernel.soon(() => {
        if (this.state === 'waiting') this.advance(v, e, bad);
      }, this.span);
    };
    const stop = wait.begin(
      kernel,
      (v) => once(v, undefined, false),
      (e) => once(undefined, e, true),
    );
    this.giveUp = () => {
      over = true;
      stop();
    };
    if (over) this.giveUp = undefined;
  }

  private readonly wake = (): void => {
    this.giveUp = undefined;
    if (this.state === 'waiting') this.advance(undefined, undefined, false);
  };

  private finish(result: { value: T } | { error: unknown }): void {
    this.state = 'done';
    this.result = result;
    const { watchers } = this;
    this.watchers = [];
    for (const watcher of watchers) watcher();
  }
}

/** What waits on a cancelled task sees. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

let currentTask: Task | undefined;

/** The task that runs at this moment. */
export function running(): Task {
  assert(currentTask, 'no task is running');
  return currentTask;
}

class Sleep implements Wait {
  readonly duration: Micros;
  constructor(duration: Micros) {
    this.duration = duration;
  }
  begin(kernel: Kernel, done: (value: unknown) => void): () => void {
    const entry = kernel.after(this.duration, () => done(undefined));
    return () => kernel.cancel(entry);
  }
}

export function* sleep(duration: Micros): Sim<void> {
  yield new Sleep(duration);
}

/** A wait for `sleep` to be raced against others. */
export const timeout = (duration: Micros): Wait => new Sleep(duration);

/** Gives every other entry that is due now its turn. Long work breathes here, so that no step takes long. */
export function* breathe(): Sim<void> {
  yield new Sleep(0 as Micros);
}

/** Waits until the first of several waits is over; its index and value. The others are given up. */
export function* race(waits: readonly Wait[]): Sim<{ readonly index: number; readonly value: unknown }> {
  const winner = yield {
    begin(kernel, done, fail) {
      const stops: (() => void)[] = [];
      let over = false;
      const stopAll = (): void => {
        over = true;
        for (const stop of stops) stop();
      };
      waits.forEach((wait, index) => {
        if (over) return;
        const end = (finish: () => void): void => {
          if (over) return;
          stopAll();
          finish();
        };
        const stop = wait.begin(
          kernel,
          (value) => end(() => done({ index, value })),
          (error) => end(() => fail(error)),
        );
        if (over) stop();
        else stops.push(stop);
      });
      return stopAll;
    },
  };
  return winner as { index: number; value: unknown };
}

/** Runs several bodies at the same time and waits for all; the first error, if any, is thrown once all have ended. */
export function* all<T>(kernel: Kernel, name: string, bodies: readonly Sim<T>[]): Sim<T[]> {
  const tasks = bodies.map((body, i) => kernel.spawn(`${name}/${i}`, body));
  const results: T[] = [];
  let first: { error: unknown } | undefined;
  try {
    for (const task of tasks) {
      try {
        results.push(yield* task.join());
      } catch (error) {
        first ??= { error };
      }
    }
  } finally {
    for (const task of tasks) task.cancel();
  }
  if (first) throw first.error;
  return results;
}

/** Tasks that live and die together: the processes of one component. */
export class TaskGroup {
  private readonly tasks = new Set<Task>();
  private readonly kernel: Kernel;
  private readonly name: string;

  constructor(kernel: Kernel, name: string) {
    this.kernel = kernel;
    this.name = name;
  }

  spawn<T>(name: string, body: Sim<T>, cause?: SpanId): Task<T> {
    const task = this.kernel.spawn(`${this.name}/${name}`, body, cause);
    this.tasks.add(task as Task);
    task.onEnd(() => this.tasks.delete(task as Task));
    return task;
  }

  cancel(): void {
    for (const task of [...this.tasks]) task.cancel();
  }

  get size(): number {
    return this.tasks.size;
  }
}
