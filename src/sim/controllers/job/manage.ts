// Makes the Pods that a Job lacks and deletes those it has too many of. Never both in one go; and after failures it waits.
// Upstream: pkg/controller/job/job_controller.go (manageJob, deleteJobPods, deleteActivePods)

import { milliseconds } from '../../../base/time.ts';
import { PATCH_TYPES } from '../../api/http.ts';
import type { Context } from '../../client/controller.ts';
import type { Sim } from '../../kernel/task.ts';
import { Job } from '../../kinds/job.ts';
import { Pod } from '../../kinds/pod.ts';
import { allOf, createPod, deletePod, isNamespaceTerminating, isNotFound, podPrefix, slowStart } from '../shared/podControl.ts';
import { isReady, isTerminating } from '../shared/pods.ts';
import { remainingForIndexMs, remainingMs } from './backoff.ts';
import { firstPending, merge, withIndexes } from './indexes.ts';
import { failureAnnotations, indexOf, indexPrefix, isIndexed, isSuspended, jobTemplate, limitsIndexes, replacesFailedOnly, templateForIndex } from './jobPods.ts';
import { judgeFailure } from './policies.ts';
import { surplusPods } from './surplus.ts';
import { BATCH, isTracked, TRACKING, type State } from './tracking.ts';
import type { Work } from './work.ts';

/** At most so many creations or deletions in one go. */
const BURST = 500;

export function* manage(context: Context<State>, work: Work): Sim<Error | undefined> {
  const { job } = work;
  if (isSuspended(job)) return yield* remove(context, work, surplusPods(job, work.activePods, work.active));
  const wanted = wantedActive(work);
  const surplus = surplusPods(job, work.activePods, Math.max(0, work.active - wanted)).slice(0, BURST);
  if (surplus.length > 0) return yield* remove(context, work, surplus);
  const missing = wanted - (replacesFailedOnly(job) ? work.terminating : 0) - work.active;
  return missing > 0 ? yield* add(context, work, Math.min(missing, BURST)) : undefined;
}

/** Without a number of completions the first success says that the others only finish. */
export function wantedActive({ job, succeeded, active }: Pick<Work, 'job' | 'succeeded' | 'active'>): number {
  const { completions, parallelism = 1 } = job.spec;
  if (completions === undefined) return succeeded > 0 ? active : parallelism;
  return Math.max(0, Math.min(completions - succeeded, parallelism));
}

function* add(context: Context<State>, work: Work, missing: number): Sim<Error | undefined> {
  const { job, key } = work;
  const { kernel, expectations, state } = context;
  const perIndex = limitsIndexes(job);
  if (!perIndex && wait(context, work, remainingMs(work.backoff, kernel.wallMs))) return undefined;
  let indexes: readonly number[] | undefined;
  if (isIndexed(job)) {
    indexes = pendingIndexes(work, missing);
    if (perIndex) {
      const waits = indexes.map((index) => remainingForIndexMs(work.lastFailed.get(index), kernel.wallMs));
      const now = indexes.filter((_, i) => waits[i] === 0);
      if (now.length === 0 && indexes.length > 0 && wait(context, work, Math.min(...waits))) return undefined;
      indexes = now;
    }
  }
  const n = indexes?.length ?? missing;
  if (n === 0) return undefined;
  const template = jobTemplate(job);
  context.note('create', { pods: n });
  expectations.expectCreations(key, n);
  const { successes, error } = yield* slowStart(context as Context<never>, 'create', n, function* (i) {
    const index = indexes?.[i];
    try {
      const own = index === undefined ? template : templateForIndex(job, template, index, perIndex ? failureAnnotations(work.lastFailed.get(index), (pod) => judgeFailure(job.spec.podFailurePolicy, pod).counts) : {});
      const created = yield* createPod(context as Context<never>, { owner: job, kind: Job }, own, index === undefined ? podPrefix(job.metadata.name) : indexPrefix(job.metadata.name, index));
      state.consistency.wrote(key, state.pods, created);
    } catch (failed) {
      if (!isNamespaceTerminating(failed)) throw failed;
    }
  });
  for (let i = successes; i < n; i++) expectations.creationObserved(key);
  work.active += successes;
  context.note('created', { pods: successes, failed: error?.message ?? '' });
  return error;
}

/** Whether it is too early for the next Pod. */
function wait({ queue, note }: Context<State>, { key, backoff }: Work, ms: number): boolean {
  if (ms <= 0) return false;
  note('backoff', { failures: backoff.failures, time: Math.round(ms * 1000) });
  queue.addAfter(key, milliseconds(Math.max(ms, BATCH / 1000)), 'back-off');
  return true;
}

/** The lowest indexes that nobody works on and that have neither succeeded nor failed for good. */
export function pendingIndexes({ job, pods, activePods, succeededIndexes, failedIndexes }: Pick<Work, 'job' | 'pods' | 'activePods' | 'succeededIndexes' | 'failedIndexes'>, n: number): number[] {
  const busy = replacesFailedOnly(job) ? [...activePods, ...pods.filter(isTerminating)] : activePods;
  const taken = withIndexes(succeededIndexes, busy.map(indexOf).filter((index) => index !== undefined));
  return firstPending(failedIndexes ? merge(taken, failedIndexes) : taken, n, job.spec.completions ?? 0);
}

/** Takes Pods away that nobody is to count: their finalizer goes first. */
function* remove(context: Context<State>, work: Work, pods: readonly Pod[]): Sim<Error | undefined> {
  const { expectations } = context;
  const { key, job } = work;
  if (pods.length === 0) return undefined;
  context.note('delete', { pods: pods.length, names: pods.slice(0, 10).map((pod) => pod.metadata.name).join(' ') });
  expectations.expectDeletions(key, pods.map((pod) => pod.metadata.uid));
  return yield* allOf(
    context as Context<never>,
    'delete',
    pods.map(function* (pod) {
      try {
        yield* untrack(context, pod);
        yield* deletePod(context as Context<never>, { owner: job, kind: Job }, pod.metadata.name);
      } catch (error) {
        expectations.deletionObserved(key, pod.metadata.uid);
        if (!isNotFound(error)) throw error;
      }
      leaves(work, pod);
    }),
  );
}

/** Ends all that still run, because the Job ends; they are counted afterwards. Whether none is left. */
export function* endActive(context: Context<State>, work: Work): Sim<Error | undefined> {
  const { job, activePods } = work;
  if (activePods.length === 0) return undefined;
  context.note('delete', { pods: activePods.length, names: activePods.slice(0, 10).map((pod) => pod.metadata.name).join(' ') });
  return yield* allOf(
    context as Context<never>,
    'delete',
    activePods.map(function* (pod) {
      try {
        yield* deletePod(context as Context<never>, { owner: job, kind: Job }, pod.metadata.name);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
      leaves(work, pod);
    }),
  );
}

function leaves(work: Work, pod: Pod): void {
  work.active--;
  work.terminating++;
  if (isReady(pod)) work.ready--;
}

export function* untrack({ client }: Context<State>, pod: Pod): Sim<void> {
  if (!isTracked(pod)) return;
  const { namespace, name } = pod.metadata;
  yield* client.patch(Pod, namespace, name, PATCH_TYPES.strategic, UNTRACK);
}
const UNTRACK = Object.freeze({ metadata: Object.freeze({ '$deleteFromPrimitiveList/finalizers': Object.freeze([TRACKING]) }) });
