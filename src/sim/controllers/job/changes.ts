// What a change of a Job or of a Pod means for the Jobs: which is to be looked at, and when; and the Pods that no Job counts.
// Upstream: pkg/controller/job/job_controller.go (updateJob, updatePod, deletePod, syncOrphanPod)

import { equal } from '../../../base/json.ts';
import { milliseconds, parseTime } from '../../../base/time.ts';
import { fromLabelSelector, matches } from '../../api/selectors.ts';
import type { ReconcileData } from '../../api/spans.ts';
import { isExpected, type Context } from '../../client/controller.ts';
import { keyFor } from '../../client/informer.ts';
import type { Item } from '../../client/workqueue.ts';
import { running, type Sim } from '../../kernel/task.ts';
import type { SpanId } from '../../kernel/trace.ts';
import { Job } from '../../kinds/job.ts';
import type { Pod } from '../../kinds/pod.ts';
import { isJobFinished } from '../../kinds/shared/jobStatus.ts';
import { controllerOf, resolveOwner } from '../shared/owners.ts';
import { isNotFound } from '../shared/podControl.ts';
import { untrack } from './manage.ts';
import { BATCH, isTracked, managedElsewhere, type State } from './tracking.ts';

export function jobChanged(changed: Job, context: Context<State>, old: Job | undefined, gone: boolean): readonly string[] {
  const key = keyFor(changed);
  const { state, queue, kernel } = context;
  if (gone) {
    letGo(state, changed);
    return [key];
  }
  if (isJobFinished(changed.status)) letGo(state, changed);
  if (!old) return [key];
  const { startTime } = changed.status ?? {};
  const deadline = changed.spec.activeDeadlineSeconds;
  if (startTime && deadline !== undefined && deadline !== old.spec.activeDeadlineSeconds) {
    queue.addAfter(key, milliseconds(Math.max(0, (parseTime(startTime) ?? 0) + deadline * 1000 - kernel.wallMs)), 'deadline');
  }
  if (changed.metadata.generation !== old.metadata.generation) return [key];
  queue.addAfter(key, BATCH, 'batch');
  return NO_KEYS;
}
const NO_KEYS: readonly string[] = [];

/** A Job that has ended or is gone counts nothing any more; what still waits to be counted is let go. */
function letGo({ byController, orphans }: State, { metadata }: Job): void {
  for (const pod of byController.get(metadata.uid)) if (isTracked(pod)) orphans.add(keyFor(pod));
}

export function podChanged(pod: Pod, context: Context<State>, old: Pod | undefined, gone: boolean): readonly string[] {
  const { state, expectations, queue } = context;
  const reference = controllerOf(pod);
  const moved = old !== undefined && old.metadata.ownerReferences !== pod.metadata.ownerReferences;
  const owner = resolveOwner(state.jobs, reference, pod.metadata.namespace);
  const key = owner && keyFor(owner);
  if (gone || pod.metadata.deletionTimestamp !== undefined) {
    if (!owner || isJobFinished(owner.status)) {
      if (!gone && isTracked(pod) && (!reference || reference.kind === Job.kind)) state.orphans.add(keyFor(pod));
      return NO_KEYS;
    }
    expectations.deletionObserved(key as string, pod.metadata.uid);
    if (gone || !isTracked(pod)) state.removals.get(key as string)?.delete(pod.metadata.uid);
    queue.addAfter(key as string, BATCH, 'batch');
    return NO_KEYS;
  }
  const before = moved ? controllerOf(old) : undefined;
  const former = before && before.uid !== reference?.uid ? resolveOwner(state.jobs, before, old?.metadata.namespace) : undefined;
  for (const one of former ? [former, owner] : [owner]) {
    if (!one) continue;
    if (!isTracked(pod)) state.removals.get(keyFor(one))?.delete(pod.metadata.uid);
    if (one === owner && !old) expectations.creationObserved(keyFor(one));
    queue.addAfter(keyFor(one), BATCH, 'batch');
  }
  if (reference) return NO_KEYS;
  if (isTracked(pod)) state.orphans.add(keyFor(pod));
  if (!old || before || !equal(pod.metadata.labels, old.metadata.labels)) {
    for (const candidate of state.jobs.list()) {
      if (candidate.metadata.namespace === pod.metadata.namespace && candidate.spec.selector && matches(fromLabelSelector(candidate.spec.selector), pod.metadata.labels)) queue.addAfter(keyFor(candidate), BATCH, 'batch');
    }
  }
  return NO_KEYS;
}

/** Takes the finalizer off a Pod that no Job will count. */
export function* free(context: Context<State>, { key, causes }: Item): Sim<void> {
  const { state, kernel } = context;
  const { orphans, pods, jobs } = state;
  const data: ReconcileData = { type: 'reconcile', controller: 'job', key: `pod ${key}`, waited: milliseconds(0), steps: [] };
  const span = kernel.trace.open('work', 'job-controller', 'reconcile', kernel.now, causes[0] as SpanId, { causes, data });
  running().span = span;
  kernel.span = span;
  const pod = pods.get(key);
  const reference = pod && controllerOf(pod);
  const owner = pod && resolveOwner(jobs, reference, pod.metadata.namespace);
  const ours = !reference || (reference.kind === Job.kind && (!owner || (isJobFinished(owner.status) && !managedElsewhere(owner))));
  try {
    if (pod && ours && isTracked(pod)) {
      context.note('counted', { pods: 1 });
      yield* untrack(context, pod);
    }
    orphans.forget(key);
  } catch (error) {
    if (!isExpected(error)) throw error;
    if (!isNotFound(error)) orphans.addRateLimited(key);
  } finally {
    kernel.trace.close(span, kernel.now);
  }
  orphans.done(key);
}
