// How the kubelet learns what became of its containers: it asks the runtime for all of them about once a second, compares
// with the last answer, and makes an event of every difference. After a sync that did something it asks for that one Pod
// at once (PLEGOnDemandRelist).
// Upstream: pkg/kubelet/pleg/generic.go
//
// Nothing is asked while nothing changes: the runtime marks Pods that did, and the next beat of the rhythm looks at those.

import { milliseconds, type Micros } from '../../base/time.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Sim } from '../kernel/task.ts';
import { NO_SPAN, type SpanId } from '../kernel/trace.ts';
import type { Runtime } from './runtime.ts';
import type { PodInfo } from './runtimeTypes.ts';
import { nextBeat, RELIST_PERIOD } from './timing.ts';

export interface PodEvent {
  readonly uid: string;
  readonly type: 'started' | 'died' | 'removed';
  readonly containerId: string;
}

interface Cached {
  readonly info: PodInfo | undefined;
  readonly at: Micros;
}

interface Waiter {
  readonly uid: string;
  readonly after: Micros;
  readonly done: (value: unknown) => void;
}

export class Pleg {
  private readonly cache = new Map<string, Cached>();
  private readonly dirty = new Map<string, SpanId>();
  private waiters: Waiter[] = [];
  private scheduled = false;
  private running = false;
  private began = 0 as Micros;
  private round = 0;
  private observedAt: Micros = -1 as Micros;
  private readonly kernel: Kernel;
  private readonly runtime: Runtime;
  private readonly phase: number;
  private readonly listener: (event: PodEvent) => void;

  constructor(kernel: Kernel, runtime: Runtime, phase: number, listener: (event: PodEvent) => void) {
    this.kernel = kernel;
    this.runtime = runtime;
    this.phase = phase;
    this.listener = listener;
  }

  get started(): boolean {
    return this.running;
  }

  start(): void {
    this.running = true;
    this.round++;
    this.began = this.kernel.now;
    this.observedAt = -1 as Micros;
    this.cache.clear();
    this.runtime.onChange = (uid) => this.changed(uid);
    for (const uid of this.runtime.uids()) this.dirty.set(uid, NO_SPAN);
    this.relist();
  }

  stop(): void {
    this.running = false;
    this.round++;
    this.scheduled = false;
    this.waiters = [];
    this.dirty.clear();
    this.runtime.onChange = () => {};
  }

  get(uid: string): PodInfo | undefined {
    return this.cache.get(uid)?.info;
  }

  forget(uid: string): void {
    this.cache.delete(uid);
  }

  /** What is known of a Pod, once it is newer than a moment. */
  *newerThan(uid: string, after: Micros): Sim<PodInfo | undefined> {
    if (after > 0 && !this.isNewer(uid, after)) {
      yield {
        begin: (_kernel, done) => {
          const waiter: Waiter = { uid, after, done };
          this.waiters.push(waiter);
          this.schedule();
          return () => {
            this.waiters = this.waiters.filter((w) => w !== waiter);
          };
        },
      };
    }
    return this.cache.get(uid)?.info;
  }

  /** Looks at one Pod now, not at the next beat. */
  requestRelist(uid: string): void {
    const { round } = this;
    this.kernel.after(milliseconds(2), () => {
      if (this.round !== round || !this.runtime.available) return;
      this.reconcile(uid);
      const info = this.runtime.pod(uid);
      if (info) this.cache.set(uid, { info, at: this.kernel.now });
      this.wake(uid);
    });
  }

  /** The runtime answers again. */
  resume(): void {
    if (this.running) this.schedule();
  }

  private changed(uid: string): void {
    if (!this.running) return;
    if (!this.dirty.has(uid)) this.dirty.set(uid, this.kernel.span);
    this.schedule();
  }

  private isNewer(uid: string, after: Micros): boolean {
    const cached = this.cache.get(uid);
    if (cached && cached.at > after) return true;
    return this.lastBeat() > after && this.runtime.available;
  }

  /** When everything was last looked at, had there been a reason to look. */
  private lastBeat(): Micros {
    const { now } = this.kernel;
    const next = nextBeat(this.phase, RELIST_PERIOD, (now + 1) as Micros);
    const last = Math.round(next - RELIST_PERIOD);
    return Math.max(last >= this.began ? last : this.began, this.observedAt) as Micros;
  }

  private schedule(): void {
    if (this.scheduled || !this.running) return;
    this.scheduled = true;
    const { round, kernel } = this;
    const at = Math.round(nextBeat(this.phase, RELIST_PERIOD, (kernel.now + 1) as Micros)) as Micros;
    kernel.at(
      at,
      () => {
        if (this.round !== round) return;
        this.scheduled = false;
        this.relist();
        if (this.waiters.length > 0 || (this.dirty.size > 0 && this.runtime.available)) this.schedule();
      },
      NO_SPAN,
    );
  }

  private relist(): void {
    if (!this.runtime.available) return;
    this.observedAt = this.kernel.now;
    for (const uid of [...this.dirty.keys()]) this.reconcile(uid);
    this.wake();
  }

  private wake(only?: string): void {
    const ready = this.waiters.filter((w) => (only === undefined || w.uid === only) && this.isNewer(w.uid, w.after));
    if (ready.length === 0) return;
    this.waiters = this.waiters.filter((w) => !ready.includes(w));
    for (const { done } of ready) done(undefined);
  }

  /** Compares a Pod with what was known of it, and tells of what differs. */
  private reconcile(uid: string): void {
    const cause = this.dirty.get(uid);
    if (cause === undefined) return;
    this.dirty.delete(uid);
    const old = this.cache.get(uid)?.info;
    const info = this.runtime.pod(uid);
    if (info) this.cache.set(uid, { info, at: this.kernel.now });
    else this.cache.delete(uid);
    const { kernel } = this;
    const outer = kernel.span;
    if (cause !== NO_SPAN) kernel.span = cause;
    for (const [type, containerId] of differences(old, info)) this.listener({ uid, type, containerId });
    kernel.span = outer;
  }
}

type State = 'running' | 'exited' | 'unknown' | 'none';

function* differences(old: PodInfo | undefined, info: PodInfo | undefined): Generator<readonly [PodEvent['type'], string]> {
  const before = states(old);
  const after = states(info);
  for (const [id, state] of after) {
    if (before.get(id) === state) continue;
    if (state === 'running') yield ['started', id];
    else if (state === 'exited') yield ['died', id];
  }
  for (const [id, state] of before) {
    if (after.has(id)) continue;
    if (state !== 'exited') yield ['died', id];
    yield ['removed', id];
  }
}

function states(info: PodInfo | undefined): Map<string, State> {
  const out = new Map<string, State>();
  for (const c of info?.containers ?? []) out.set(c.id, c.state === 'created' ? 'unknown' : c.state);
  for (const s of info?.sandboxes ?? []) out.set(s.id, s.ready ? 'running' : 'exited');
  return out;
}
