// One look at a Job: counts its Pods, decides whether it has to end, makes and deletes Pods, and writes what it found.
// Upstream: pkg/controller/job/job_controller.go (syncJob)

import { deepCopy } from '../../../base/json.ts';
import { milliseconds, parseTime } from '../../../base/time.ts';
import { fromLabelSelector, matches } from '../../api/selectors.ts';
import type { Context } from '../../client/controller.ts';
import { referenceTo } from '../../client/recorder.ts';
import type { Sim } from '../../kernel/task.ts';
import { Job } from '../../kinds/job.ts';
import { Pod } from '../../kinds/pod.ts';
import { isJobFinished } from '../../kinds/shared/jobStatus.ts';
import { claim, controllerOf } from '../shared/owners.ts';
import { isActive, isReady, isTerminating, orphansOf } from '../shared/pods.ts';
import { finishedMs, NO_BACKOFF, withEnded } from './backoff.ts';
import { condition, ensureCondition, failure, trueCondition } from './conditions.ts';
import { hasIndex, parseIndexes, totalOf, withIndexes } from './indexes.ts';
import { allIndexFailures, indexFailures, indexOf, isIndexed, isPodFailed, isSuspended, limitsIndexes, validIndex } from './jobPods.ts';
import { endActive, manage, wantedActive } from './manage.ts';
import { judgeFailure, metSuccessRule } from './policies.ts';
import { track } from './track.ts';
import { isTracked, managedElsewhere, TRACKING, type State } from './tracking.ts';
import { count, type Work } from './work.ts';

export function* sync(context: Context<State>, key: string): Sim<void> {
  const { state, expectations, kernel } = context;
  state.consistency.ensureReady(key);
  const found = state.jobs.get(key);
  if (!found) {
    expectations.forget(key);
    state.removals.delete(key);
    state.consistency.forget(key);
  }
  if (!found || isJobFinished(found.status)) {
    state.backoffs.delete(key);
    return;
  }
  if (managedElsewhere(found)) return;
  const settled = expectations.satisfied(key);
  const work = yield* look(context, found, key);
  const { status, spec } = { status: work.status, spec: found.spec };
  if (!status.startTime && !isSuspended(found)) status.startTime = kernel.timestamp();
  judge(context, work);
  const awaited = expectations.awaited(key);
  context.note('count', {
    wanted: wantedActive(work),
    exist: work.active,
    ready: work.ready,
    terminating: work.terminating,
    succeeded: work.succeeded,
    failed: work.failed,
    awaited: awaited.creations + awaited.deletions,
  });
  let failed: Error | undefined;
  let turned = false;
  if (work.finished) {
    context.note(work.finished.type === 'SuccessCriteriaMet' ? 'enough' : 'failing', { reason: work.finished.reason ?? '' });
    failed = yield* endActive(context, work);
    // Pods that are not seen yet might be left.
    if (work.active > 0 || !settled) work.finished = undefined;
  } else {
    const managing = settled && found.metadata.deletionTimestamp === undefined;
    if (managing) failed = yield* manage(context, work);
    const done = spec.completions === undefined ? work.succeeded > 0 : work.succeeded >= spec.completions;
    if (done && work.active === 0) work.finished = condition('SuccessCriteriaMet', 'True', 'CompletionsReached', 'Reached expected number of succeeded pods', kernel.timestamp());
    else if (managing) turned = suspendOrResume(context, work);
  }
  const changed = turned || work.active !== (found.status.active ?? 0) || work.ready !== found.status.ready || work.terminating !== found.status.terminating;
  count(status, 'active', work.active);
  status.ready = work.ready;
  status.terminating = work.terminating;
  yield* track(context, work, changed);
  if (failed) throw failed;
}

function* look(context: Context<State>, found: Job, key: string): Sim<Work> {
  const { state } = context;
  const { byController, removals, backoffs } = state;
  const { uid, namespace = '' } = found.metadata;
  const selector = fromLabelSelector(found.spec.selector ?? {});
  const candidates = [...byController.get(uid)];
  for (const pod of byController.get(orphansOf(namespace))) if (matches(selector, pod.metadata.labels)) candidates.push(pod);
  const claimed = yield* claim<Job, Pod>(context as Context<never>, { owner: found, ownerKind: Job, kind: Pod, selector, finalizers: [TRACKING] }, candidates);
  const pods = claimed.map((pod) => (controllerOf(pod) || isTracked(pod) ? pod : { ...pod, metadata: { ...pod.metadata, finalizers: [...(pod.metadata.finalizers ?? []), TRACKING] } }));
  const status = deepCopy(found.status ?? {}) as Work['status'];
  const uncounted = { succeeded: new Set(found.status?.uncountedTerminatedPods?.succeeded), failed: new Set(found.status?.uncountedTerminatedPods?.failed) };
  const removed = new Set(removals.get(key));
  const fresh = pods.filter((pod) => isTracked(pod) && !removed.has(pod.metadata.uid) && (!isIndexed(found) || validIndex(pod, found) !== undefined));
  const succeeded = fresh.filter((pod) => pod.status?.phase === 'Succeeded' && !uncounted.succeeded.has(pod.metadata.uid));
  const failedPods = fresh.filter((pod) => isPodFailed(pod, found) && !uncounted.failed.has(pod.metadata.uid));
  const counting = failedPods.filter((pod) => judgeFailure(found.spec.podFailurePolicy, pod).counts);
  const activePods = pods.filter(isActive);
  const work: Work = {
    key,
    job: found,
    status,
    pods,
    activePods,
    uncounted,
    removals: removed,
    active: activePods.length,
    ready: activePods.filter(isReady).length,
    terminating: pods.filter(isTerminating).length,
    succeeded: (status.succeeded ?? 0) + succeeded.length + uncounted.succeeded.size,
    failed: (status.failed ?? 0) + counting.length + uncounted.failed.size,
    backoff: withEnded(backoffs.get(key) ?? NO_BACKOFF, succeeded, failedPods),
    finished: undefined,
    formerSucceeded: [],
    succeededIndexes: [],
    failedIndexes: undefined,
    lastFailed: new Map(),
  };
  if (isIndexed(found)) lookAtIndexes(work, fresh);
  return work;
}

function lookAtIndexes(work: Work, fresh: readonly Pod[]): void {
  const { job: found, pods, activePods } = work;
  const { completions = 0, backoffLimitPerIndex = 0, podFailurePolicy } = found.spec;
  const tracked = pods.filter((pod) => isTracked(pod) && validIndex(pod, found) !== undefined);
  const indexes = (list: readonly Pod[]): number[] => list.map(indexOf).filter((index) => index !== undefined);
  work.formerSucceeded = parseIndexes(found.status?.completedIndexes ?? '', completions);
  const succeeded = withIndexes(work.formerSucceeded, indexes(tracked.filter((pod) => pod.status?.phase === 'Succeeded')));
  work.succeededIndexes = succeeded;
  work.succeeded = totalOf(succeeded);
  if (!limitsIndexes(found)) return;
  const hopeless = (pod: Pod): boolean => {
    const { counts, action } = judgeFailure(podFailurePolicy, pod);
    return isPodFailed(pod, found) && (action === 'FailIndex' || (counts && indexFailures(pod) >= backoffLimitPerIndex));
  };
  const failed = withIndexes(parseIndexes(found.status?.failedIndexes ?? '', completions), indexes(tracked.filter(hopeless)));
  work.failedIndexes = failed;
  const active = new Set(indexes(activePods));
  const last = new Map<number, Pod>();
  for (const pod of fresh) {
    const index = indexOf(pod) as number;
    if (!isPodFailed(pod, found) || hasIndex(succeeded, index) || hasIndex(failed, index) || active.has(index)) continue;
    const other = last.get(index);
    if (!other || (allIndexFailures(other) <= allIndexFailures(pod) && finishedMs(pod) >= finishedMs(other))) last.set(index, pod);
  }
  work.lastFailed = last;
}

/** Whether the Job is to end, and why. */
function judge({ kernel, queue }: Context<State>, work: Work): void {
  const { job: found, pods, status } = work;
  const { spec } = found;
  const now = kernel.timestamp();
  work.finished = trueCondition(status, 'SuccessCriteriaMet') ?? trueCondition(status, 'FailureTarget');
  if (!work.finished) {
    const message = pods.map((pod) => (isPodFailed(pod, found) ? judgeFailure(spec.podFailurePolicy, pod).message : undefined)).find((text) => text !== undefined);
    if (message !== undefined) work.finished = failure('PodFailurePolicy', message, now);
  }
  if (!work.finished) {
    if (work.failed > (spec.backoffLimit ?? 6) || restartsExceed(found, pods)) work.finished = failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit', now);
    else if (spec.activeDeadlineSeconds !== undefined && !isSuspended(found)) {
      const left = (parseTime(status.startTime as string) ?? 0) + spec.activeDeadlineSeconds * 1000 - kernel.wallMs;
      if (left <= 0) work.finished = failure('DeadlineExceeded', 'Job was active longer than specified deadline', now);
      else queue.addAfter(work.key, milliseconds(left), 'deadline');
    }
  }
  if (work.finished || !isIndexed(found)) return;
  if (work.failedIndexes) {
    const [failed, succeeded] = [totalOf(work.failedIndexes), totalOf(work.succeededIndexes)];
    if (spec.maxFailedIndexes !== undefined && failed > spec.maxFailedIndexes) work.finished = failure('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes', now);
    else if (failed > 0 && failed + succeeded >= (spec.completions ?? 0)) work.finished = failure('FailedIndexes', 'Job has failed indexes', now);
  }
  const rule = work.finished ? undefined : metSuccessRule(found, work.succeededIndexes);
  if (rule !== undefined) work.finished = condition('SuccessCriteriaMet', 'True', 'SuccessPolicy', `Matched rules at index ${rule}`, now);
}

/** Where the kubelet starts containers again, its restarts are the failures. */
export function restartsExceed({ spec }: Job, pods: readonly Pod[]): boolean {
  if (spec.template.spec?.restartPolicy !== 'OnFailure') return false;
  const { backoffLimit = 6 } = spec;
  let restarts = 0;
  for (const { status } of pods) {
    if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue;
    for (const { restartCount = 0 } of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) restarts += restartCount;
  }
  return backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit;
}

/** Whether the condition changed. A suspended Job has not begun; one that goes on begins anew. */
function suspendOrResume({ kernel, recorder, note }: Context<State>, { job: found, status }: Work): boolean {
  const suspended = isSuspended(found);
  const conditions = (status.conditions ??= []);
  const now = kernel.timestamp();
  const changed = ensureCondition(conditions, suspended ? condition('Suspended', 'True', 'JobSuspended', 'Job suspended', now) : condition('Suspended', 'False', 'JobResumed', 'Job resumed', now));
  if (conditions.length === 0) delete status.conditions;
  if (!changed) return false;
  note(suspended ? 'suspend' : 'resume', {});
  recorder.event(referenceTo(found), 'Normal', suspended ? 'Suspended' : 'Resumed', suspended ? 'Job suspended' : 'Job resumed');
  if (suspended) delete status.startTime;
  else status.startTime = now;
  return true;
}
