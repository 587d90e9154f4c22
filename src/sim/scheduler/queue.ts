// The scheduling queue: Pods that wait for their turn (active), for their back-off to end, or for something to change.
// Upstream: pkg/scheduler/backend/queue (scheduling_queue.go, backoff_queue.go, active_queue.go)

import { minutes, seconds, type Micros } from '../../base/time.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Signal } from '../kernel/signal.ts';
import type { Sim } from '../kernel/task.ts';
import type { SpanId } from '../kernel/trace.ts';
import type { ClusterEvent } from './hints.ts';
import type { Pod } from './types.ts';

export interface QueuedPod {
  readonly key: string;
  pod: Pod;
  readonly priority: number;
  /** Since when it waits for this attempt. */
  timestamp: Micros;
  attempts: number;
  /** How many events there had been when its attempt began. */
  since: number;
  /** Plugins whose change may help it. */
  rejectedBy: readonly string[];
  cause: SpanId;
  seq: number;
}

const FLUSH_AFTER = minutes(5);
const FLUSH_EVERY = seconds(30);
/** Of events that came while Pods were being scheduled, so many are kept. */
const EVENTS_KEPT = 256;

/** Whether an event may lift what a plugin rejected a Pod for. */
export type Hint = (event: ClusterEvent, plugin: string, pod: Pod) => boolean;

export class SchedulingQueue {
  private readonly active: QueuedPod[] = [];
  private readonly backoff = new Map<string, QueuedPod>();
  private readonly unschedulable = new Map<string, QueuedPod>();
  private readonly activeKeys = new Map<string, QueuedPod>();
  private readonly more = new Signal();
  private readonly kernel: Kernel;
  private readonly hint: Hint;
  /** Seconds of the first back-off, and of the longest. */
  private readonly waits: readonly [number, number];
  private sequence = 0;
  /** A Pod that was being scheduled when something happened may have been judged by an older state. */
  private readonly events: ClusterEvent[] = [];
  private eventCount = 0;

  constructor(kernel: Kernel, hint: Hint, waits: readonly [number, number] = [1, 10]) {
    this.kernel = kernel;
    this.waits = waits;
    this.hint = hint;
  }

  counts(): { readonly active: number; readonly backoff: number; readonly unschedulable: number } {
    return { active: this.active.length, backoff: this.backoff.size, unschedulable: this.unschedulable.size };
  }

  add(pod: Pod, key: string): void {
    if (this.activeKeys.has(key) || this.backoff.has(key)) {
      this.update(pod, key);
      return;
    }
    this.unschedulable.delete(key);
    this.push({ key, pod, priority: pod.spec.priority ?? 0, timestamp: this.kernel.now, attempts: 0, since: 0, rejectedBy: [], cause: this.kernel.span, seq: this.sequence++ });
  }

  /** A waiting Pod changed. A change of its spec or labels brings it back at once. */
  update(pod: Pod, key: string): void {
    const waiting = this.activeKeys.get(key) ?? this.backoff.get(key);
    if (waiting) {
      waiting.pod = pod;
      return;
    }
    const stuck = this.unschedulable.get(key);
    if (!stuck) {
      this.add(pod, key);
      return;
    }
    const changed = stuck.pod.spec !== pod.spec || stuck.pod.metadata.labels !== pod.metadata.labels;
    stuck.pod = pod;
    if (changed) this.requeue(stuck);
  }

  delete(key: string): void {
    this.backoff.delete(key);
    this.unschedulable.delete(key);
    if (!this.activeKeys.delete(key)) return;
    const i = this.active.findIndex((p) => p.key === key);
    if (i >= 0) this.active.splice(i, 1);
  }

  has(key: string): boolean {
    return this.activeKeys.has(key) || this.backoff.has(key) || this.unschedulable.has(key);
  }

  *take(): Sim<QueuedPod> {
    for (;;) {
      const next = this.active.shift();
      if (next) {
        this.activeKeys.delete(next.key);
        return this.begun(next);
      }
      // An idle scheduler does not wait for the end of a back-off.
      const early = this.firstInBackoff();
      if (early) {
        this.backoff.delete(early.key);
        return this.begun(early);
      }
      yield* this.more.wait();
    }
  }

  private begun(item: QueuedPod): QueuedPod {
    item.attempts++;
    item.since = this.eventCount;
    return item;
  }

  /** Puts a Pod back that did not fit; rejected by no plugin: whose attempt failed. */
  putBack(item: QueuedPod, rejectedBy: readonly string[]): void {
    item.rejectedBy = rejectedBy;
    item.timestamp = this.kernel.now;
    const missed = this.events.slice(Math.max(0, this.events.length - (this.eventCount - item.since)));
    if (rejectedBy.length === 0 || missed.some((event) => this.mayHelp(event, item))) this.toBackoff(item);
    else this.unschedulable.set(item.key, item);
  }

  /** Something happened that may help waiting Pods. */
  move(event: ClusterEvent): void {
    this.eventCount++;
    this.events.push(event);
    if (this.events.length > 2 * EVENTS_KEPT) this.events.splice(0, EVENTS_KEPT);
    for (const item of [...this.unschedulable.values()]) {
      if (!this.mayHelp(event, item)) continue;
      item.cause = this.kernel.span;
      this.requeue(item);
    }
  }

  private mayHelp(event: ClusterEvent, item: QueuedPod): boolean {
    return item.rejectedBy.some((plugin) => this.hint(event, plugin, item.pod));
  }

  /** Every 30 s: who has waited five minutes tries again in any case. */
  *flush(): Sim<void> {
    for (;;) {
      yield { begin: (kernel, done) => { const e = kernel.after(FLUSH_EVERY, () => done(undefined)); return () => kernel.cancel(e); } };
      for (const item of [...this.unschedulable.values()]) {
        if (this.kernel.now - item.timestamp < FLUSH_AFTER) continue;
        item.cause = this.kernel.trace.open('timer', 'kube-scheduler', 'flush', this.kernel.now, item.cause, { end: this.kernel.now });
        this.requeue(item);
      }
    }
  }

  private requeue(item: QueuedPod): void {
    this.unschedulable.delete(item.key);
    if (this.backoffEnds(item) > this.kernel.now) this.toBackoff(item);
    else this.push(item);
  }

  /** By default 1 s, 2 s, 4 s … 10 s after the attempt that failed, in whole seconds of the clock. */
  private backoffEnds(item: QueuedPod): number {
    const [first, longest] = this.waits;
    let duration = first;
    for (let i = 1; i < item.attempts && duration < longest; i++) duration *= 2;
    const end = item.timestamp + seconds(Math.min(duration, longest));
    return Math.floor(end / 1_000_000) * 1_000_000;
  }

  private toBackoff(item: QueuedPod): void {
    if (item.attempts === 0) {
      this.push(item);
      return;
    }
    this.backoff.set(item.key, item);
    if (item.rejectedBy.length) this.more.notify();
    const { kernel } = this;
    kernel.at(Math.max(kernel.now, this.backoffEnds(item)) as Micros, () => {
      if (this.backoff.get(item.key) !== item) return;
      this.backoff.delete(item.key);
      item.cause = kernel.trace.open('timer', 'kube-scheduler', 'backoffEnds', kernel.now, item.cause, { end: kernel.now });
      this.push(item);
    }, item.cause);
  }

  /** The one whose back-off ends first; one that failed by an error waits for its end in any case. */
  private firstInBackoff(): QueuedPod | undefined {
    let best: QueuedPod | undefined;
    for (const item of this.backoff.values()) {
      if (item.rejectedBy.length === 0) continue;
      if (!best || this.backoffEnds(item) < this.backoffEnds(best) || (this.backoffEnds(item) === this.backoffEnds(best) && before(item, best))) best = item;
    }
    return best;
  }

  private push(item: QueuedPod): void {
    let low = 0;
    let high = this.active.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (before(this.active[mid] as QueuedPod, item)) low = mid + 1;
      else high = mid;
    }
    this.active.splice(low, 0, item);
    this.activeKeys.set(item.key, item);
    this.more.notify();
  }
}

/** Higher priority first, then who waits longer. */
function before(a: QueuedPod, b: QueuedPod): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp;
  return a.seq < b.seq;
}
