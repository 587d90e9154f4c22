// One worker for each Pod: whatever happens to the Pod, its syncs run one after the other, and its life goes one way:
// syncing, terminating, terminated.
// Upstream: pkg/kubelet/pod_workers.go
//
// A worker's task lives only as long as there is something to do.

import type { Prng } from '../../base/prng.ts';
import type { Micros } from '../../base/time.ts';
import type { NodeWorkData } from '../api/spans.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Cancelled, type Sim, type Task, type TaskGroup } from '../kernel/task.ts';
import { running } from '../kernel/task.ts';
import type { SpanId } from '../kernel/trace.ts';
import type { Pod } from '../kinds/pod.ts';
import type { PodStatus } from '../kinds/shared/podTypes.ts';
import type { Pleg } from './pleg.ts';
import { isTerminal, podKey } from './podParts.ts';
import type { PodInfo } from './runtimeTypes.ts';
import { jitter, RESYNC, RETRY } from './timing.ts';
import { SyncQueue } from './workQueue.ts';

export type UpdateType = 'create' | 'update' | 'sync' | 'kill';

export interface PodUpdate {
  readonly type: UpdateType;
  readonly pod: Pod;
  readonly mirror?: Pod | undefined;
  /** Of kills: a shorter grace period, and what becomes of the status. */
  readonly graceSeconds?: number;
  readonly statusFn?: (status: { phase?: string | undefined; reason?: string | undefined; message?: string | undefined; conditions?: PodStatus['conditions'] }) => void;
  readonly evict?: boolean;
}

/** A sync failed; it is tried again after a while, at once where the time is given. */
export class SyncError extends Error {
  override readonly name = 'SyncError';
  /** When the back-off that caused it is over. */
  readonly until: Micros | undefined;
  /** Whether the worker may wait for that, or looks again as after any other failure. */
  readonly tells: boolean;
  constructor(message: string, until?: Micros, tells = true) {
    super(message);
    this.until = until;
    this.tells = tells;
  }
}

export interface PodSyncer {
  /** True: the Pod has ended and is to be cleaned up. `postSync` runs when the sync is over. */
  syncPod(update: PodUpdate, info: PodInfo | undefined): Sim<{ readonly terminal: boolean; readonly acted: boolean }>;
  syncTerminatingPod(update: PodUpdate, info: PodInfo | undefined, graceSeconds: number, statusFn: PodUpdate['statusFn'], interrupted: () => boolean): Sim<void>;
  syncTerminatedPod(update: PodUpdate, info: PodInfo | undefined): Sim<void>;
  /** Whether a Pod whose state is as wanted needs to be looked at again after a while. */
  needsResync(pod: Pod): boolean;
  /** The worker is done with the Pod. */
  finished(pod: Pod): void;
}

interface Worker {
  readonly uid: string;
  update: PodUpdate;
  pending: PodUpdate | undefined;
  causes: SpanId[];
  task: Task<void> | undefined;
  lastSync: Micros;
  /** Until when it backs off from what failed last. */
  backsOffUntil: Micros | undefined;
  terminatingAt: Micros | undefined;
  terminatedAt: Micros | undefined;
  deleted: boolean;
  evicted: boolean;
  graceSeconds: number;
  statusFn: PodUpdate['statusFn'];
  finished: boolean;
  /** The sync under way may be given up: something more urgent came. */
  interrupt: boolean;
  phase: 'sync' | 'terminating' | 'terminated' | undefined;
}

export interface PodWorkersOptions {
  readonly kernel: Kernel;
  readonly node: string;
  readonly group: TaskGroup;
  readonly pleg: Pleg;
  readonly random: Prng;
  readonly tickPhase: number;
  readonly syncer: PodSyncer;
  /** A Pod as it is known now. */
  readonly current: (uid: string) => Pod | undefined;
}

export class PodWorkers {
  private readonly workers = new Map<string, Worker>();
  private readonly options: PodWorkersOptions;
  private readonly kernel: Kernel;
  private readonly queue: SyncQueue;

  constructor(options: PodWorkersOptions) {
    this.options = options;
    this.kernel = options.kernel;
    this.queue = new SyncQueue(options.kernel, options.tickPhase, (uid, cause) => this.resync(uid, cause));
  }

  known(uid: string): boolean {
    return this.workers.has(uid);
  }

  uids(): string[] {
    return [...this.workers.keys()];
  }

  /** Containers of the Pod may still run. */
  mayRun(uid: string): boolean {
    const worker = this.workers.get(uid);
    return worker !== undefined && worker.terminatedAt === undefined;
  }

  isTerminating(uid: string): boolean {
    return this.workers.get(uid)?.terminatingAt !== undefined;
  }

  isTerminated(uid: string): boolean {
    return this.workers.get(uid)?.terminatedAt !== undefined;
  }

  terminatedAt(uid: string): Micros | undefined {
    return this.workers.get(uid)?.terminatedAt;
  }

  isFinished(uid: string): boolean {
    return this.workers.get(uid)?.finished === true;
  }

  /** Nothing of it is to be kept: it was deleted or evicted and has ended. */
  contentMayGo(uid: string): boolean {
    const worker = this.workers.get(uid);
    if (!worker) return true;
    return worker.terminatedAt !== undefined && (worker.evicted || worker.deleted);
  }

  forget(uid: string): void {
    this.queue.drop(uid);
    this.workers.delete(uid);
  }

  clear(): void {
    this.queue.clear();
    this.workers.clear();
  }

  /** Something happened to a Pod. */
  updatePod(update: PodUpdate): void {
    const { pod } = update;
    const { uid, deletionTimestamp } = pod.metadata;
    const { now } = this.kernel;
    let worker = this.workers.get(uid);
    if (!worker) {
      if (update.type === 'kill' && !deletionTimestamp && update.graceSeconds === undefined) return;
      worker = {
        uid,
        update,
        pending: undefined,
        causes: [],
        task: undefined,
        lastSync: 0 as Micros,
        backsOffUntil: undefined,
        terminatingAt: undefined,
        terminatedAt: undefined,
        deleted: false,
        evicted: false,
        graceSeconds: 0,
        statusFn: undefined,
        finished: false,
        interrupt: false,
        phase: undefined,
      };
      this.workers.set(uid, worker);
      if (isTerminal(pod.status?.phase)) {
        // It ended before the kubelet was restarted. What is left of it is cleaned up all the same.
        const left = this.options.pleg.get(uid)?.containers.some((c) => c.state === 'running') ?? false;
        if (!left) {
          worker.terminatingAt = now;
          worker.terminatedAt = now;
          worker.graceSeconds = 1;
        }
      }
    }
    if (worker.finished) return;
    let became = false;
    if (deletionTimestamp) worker.deleted = true;
    if (worker.terminatingAt === undefined && (deletionTimestamp || isTerminal(pod.status?.phase) || update.type === 'kill')) {
      worker.terminatingAt = now;
      worker.deleted = Boolean(deletionTimestamp) || (update.type === 'kill' && !update.evict);
      became = true;
    }
    if (update.evict) worker.evicted = true;
    let shortened = false;
    if (worker.terminatingAt !== undefined && worker.terminatedAt === undefined) {
      const grace = effectiveGrace(worker.graceSeconds, pod, update.graceSeconds);
      shortened = worker.graceSeconds !== 0 && worker.graceSeconds !== grace;
      worker.graceSeconds = grace;
      if (update.statusFn) worker.statusFn = update.statusFn;
    }
    worker.pending = update;
    const cause = this.kernel.span;
    if (worker.causes.length < 4 && !worker.causes.includes(cause)) worker.causes.push(cause);
    this.wake(worker);
    if ((became || shortened) && worker.phase) this.interrupt(worker);
  }

  private interrupt(worker: Worker): void {
    worker.interrupt = true;
    // A grace period that is under way is begun anew with the shorter one; a sync ends at its next chance.
    if (worker.phase !== 'terminating') return;
    const { task } = worker;
    this.kernel.soon(() => {
      if (worker.task !== task || !task || task.done || !worker.interrupt) return;
      task.cancel();
      worker.task = undefined;
      worker.pending ??= worker.update;
      this.wake(worker);
    });
  }

  private resync(uid: string, cause: SpanId): void {
    const worker = this.workers.get(uid);
    if (!worker || worker.finished) return;
    const { kernel, node } = this.options;
    // Where a back-off is over, the story goes on; else this only looks after what is.
    const level = worker.backsOffUntil !== undefined && kernel.now >= worker.backsOffUntil ? 'story' : 'detail';
    const span = kernel.trace.open('timer', `kubelet/${node}`, 'resync', kernel.now, cause, { level, end: kernel.now });
    const outer = kernel.span;
    kernel.span = span;
    this.updatePod({ ...worker.update, pod: this.options.current(uid) ?? worker.update.pod, type: 'sync' });
    kernel.span = outer;
  }

  private wake(worker: Worker): void {
    if (worker.task && !worker.task.done) return;
    const { metadata } = worker.update.pod;
    worker.task = this.options.group.spawn(`pod/${metadata.namespace}/${metadata.name}`, this.work(worker));
  }

  private *work(worker: Worker): Sim<void> {
    const { kernel, node, pleg, syncer } = this.options;
    while (worker.pending && !worker.finished) {
      const update = worker.pending;
      worker.pending = undefined;
      const causes = worker.causes.length ? worker.causes : [running().span];
      worker.causes = [];
      // The last word about the Pod counts, but a create stays one until it was synced once.
      worker.update = update;
      worker.interrupt = false;
      const phase = worker.terminatedAt !== undefined ? 'terminated' : worker.terminatingAt !== undefined ? 'terminating' : 'sync';
      worker.phase = phase;
      running().span = causes[0] as SpanId;
      const info = yield* pleg.newerThan(worker.uid, worker.lastSync);
      const data: NodeWorkData = { type: 'node', node, pod: podKey(update.pod), detail: phase };
      const span = kernel.trace.open('work', `kubelet/${node}`, 'syncPod', kernel.now, causes[0] as SpanId, { causes, data });
      running().span = span;
      kernel.span = span;
      let failed: SyncError | undefined;
      let moved = false;
      let acted = false;
      try {
        if (phase === 'terminated') {
          yield* syncer.syncTerminatedPod(update, info);
          worker.finished = true;
        } else if (phase === 'terminating') {
          yield* syncer.syncTerminatingPod(update, info, worker.graceSeconds, worker.statusFn, () => worker.interrupt);
          worker.terminatedAt = kernel.now;
          moved = true;
        } else {
          const result = yield* syncer.syncPod(update, info);
          acted = result.acted;
          if (result.terminal) {
            worker.terminatingAt = kernel.now;
            worker.graceSeconds ||= effectiveGrace(0, update.pod, undefined);
            moved = true;
          }
        }
      } catch (error) {
        if (error instanceof Cancelled || !(error instanceof SyncError)) throw error;
        failed = error;
        data.error = error.message;
      } finally {
        worker.phase = undefined;
        worker.lastSync = kernel.now;
        kernel.trace.close(span, kernel.now);
      }
      if (worker.finished) {
        this.queue.drop(worker.uid);
        syncer.finished(update.pod);
        return;
      }
      if (acted && !failed) pleg.requestRelist(worker.uid);
      this.completeWork(worker, moved, failed, span);
    }
  }

  private completeWork(worker: Worker, moved: boolean, failed: SyncError | undefined, span: SpanId): void {
    const { kernel, random, syncer } = this.options;
    const { uid } = worker;
    if (moved) {
      worker.pending ??= worker.update;
      if (worker.causes.length === 0) worker.causes.push(span);
      return;
    }
    worker.backsOffUntil = failed?.until;
    if (failed) {
      const wait = failed.until === undefined || !failed.tells ? RETRY : (Math.min(Math.max(0, failed.until - kernel.now), RESYNC) as Micros);
      this.queue.enqueue(uid, jitter(wait, 0.5, random), span);
    } else if (syncer.needsResync(worker.update.pod)) this.queue.enqueue(uid, jitter(RESYNC, 0.5, random), span);
    else this.queue.drop(uid);
  }
}

/** The grace period can only get shorter. Upstream: calculateEffectiveGracePeriod */
export function effectiveGrace(present: number, pod: Pod, override: number | undefined): number {
  let grace = present;
  for (const wanted of [pod.metadata.deletionGracePeriodSeconds, override]) if (wanted !== undefined && (grace === 0 || wanted < grace)) grace = wanted;
  if (grace === 0) grace = pod.spec.terminationGracePeriodSeconds ?? 0;
  return Math.max(1, grace);
}
