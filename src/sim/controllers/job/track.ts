// Counts the Pods of a Job that have ended, so that none is counted twice and none is lost: their uids are noted in the
// status, then their finalizer is taken off, then the counts go up. Only then can a Pod disappear.
// Upstream: pkg/controller/job/job_controller.go (trackJobStatusAndRemoveFinalizers)

import { type Draft } from '../../../base/json.ts';
import type { Context } from '../../client/controller.ts';
import { referenceTo } from '../../client/recorder.ts';
import type { Sim } from '../../kernel/task.ts';
import type { Pod } from '../../kinds/pod.ts';
import { allOf, isNotFound } from '../shared/podControl.ts';
import { ensureCondition, lastStep, trueCondition, type Condition } from './conditions.ts';
import { hasIndex, indexesText, totalOf, withIndexes } from './indexes.ts';
import { indexOf, isIndexed, isPodFailed, limitsIndexes, validIndex } from './jobPods.ts';
import { untrack } from './manage.ts';
import { judgeFailure } from './policies.ts';
import { isTracked, type State } from './tracking.ts';
import { count, flush, type Work } from './work.ts';

/** At most so many uids in a status. */
const MOST = 500;

/** `dirty` where something is to be written already. */
export function* track(context: Context<State>, work: Work, dirty: boolean): Sim<void> {
  const { kernel, recorder, note } = context;
  const pods = isIndexed(work.job) ? [...work.pods].sort((a, b) => (indexOf(a) ?? -1) - (indexOf(b) ?? -1)) : work.pods;
  const tracked = new Set(pods.filter((pod) => isTracked(pod) && !work.removals.has(pod.metadata.uid)).map((pod) => pod.metadata.uid));
  let changed = countRemoved(work, tracked) || dirty;
  const noted = noteEnded(work, pods);
  changed ||= noted.changed;
  changed = noteIndexes(work, noted.newIndexes) || changed;
  const { finished } = work;
  if (finished && (finished.type === 'FailureTarget' || finished.type === 'SuccessCriteriaMet')) {
    if (!trueCondition(work.status, finished.type)) {
      (work.status.conditions ??= []).push({ ...finished });
      changed = true;
    }
    work.finished = lastStep(finished, kernel.timestamp());
  }
  if (changed) {
    yield* flush(context, work);
    context.state.backoffs.set(work.key, work.backoff);
    changed = false;
  }
  const failed = yield* removeFinalizers(context, work, noted.toRelease, tracked);
  changed = countRemoved(work, tracked);
  if (failed) {
    if (changed) yield* flush(context, work);
    throw failed;
  }
  const ended = !noted.full && mayFinish(work);
  if (ended) changed = true;
  if (!changed) return;
  yield* flush(context, work);
  if (!ended) return;
  note('finish', { type: ended.type, reason: ended.reason ?? '' });
  const { completions } = work.job.spec;
  if (ended.type === 'Complete') {
    if (completions !== undefined && (work.status.succeeded ?? 0) > completions) recorder.event(referenceTo(work.job), 'Warning', 'TooManySucceededPods', 'Too many succeeded pods running after completion count reached');
    recorder.event(referenceTo(work.job), 'Normal', 'Completed', 'Job completed');
  } else recorder.event(referenceTo(work.job), 'Warning', ended.reason ?? '', ended.message ?? '');
}

/** What was noted and has no finalizer any more goes into the counts. */
function countRemoved({ status }: Work, tracked: ReadonlySet<string>): boolean {
  const noted = (status.uncountedTerminatedPods ??= {});
  let changed = false;
  for (const field of ['succeeded', 'failed'] as const) {
    const uids = noted[field];
    if (!uids) continue;
    const left = uids.filter((uid) => tracked.has(uid));
    if (left.length === uids.length) continue;
    changed = true;
    count(status, field, (status[field] ?? 0) + uids.length - left.length);
    if (left.length) noted[field] = left;
    else delete noted[field];
  }
  return changed;
}

interface Noted {
  readonly changed: boolean;
  /** Pods whose finalizer may go. */
  readonly toRelease: readonly Pod[];
  readonly newIndexes: readonly number[];
  readonly full: boolean;
}

function noteEnded(work: Work, pods: readonly Pod[]): Noted {
  const { job, uncounted, finished, formerSucceeded } = work;
  const noted = work.status.uncountedTerminatedPods as Draft<NonNullable<Work['job']['status']['uncountedTerminatedPods']>>;
  const toRelease: Pod[] = [];
  const newIndexes: number[] = [];
  let changed = false;
  for (const pod of pods) {
    const { uid } = pod.metadata;
    if (!isTracked(pod) || work.removals.has(uid)) continue;
    const failed = isPodFailed(pod, job);
    if (!mayRelease(work, pod, failed)) continue;
    toRelease.push(pod);
    const index = validIndex(pod, job);
    if (pod.status?.phase === 'Succeeded' && !uncounted.failed.has(uid)) {
      if (isIndexed(job)) {
        if (index !== undefined && !hasIndex(formerSucceeded, index)) {
          newIndexes.push(index);
          changed = true;
        }
      } else if (!uncounted.succeeded.has(uid)) {
        (noted.succeeded ??= []).push(uid);
        changed = true;
      }
    } else if (failed || (finished && finished.type !== 'SuccessCriteriaMet')) {
      // When a Job fails, every Pod that has not ended counts as failed.
      if (!uncounted.failed.has(uid) && (!isIndexed(job) || index !== undefined) && judgeFailure(job.spec.podFailurePolicy, pod).counts) {
        (noted.failed ??= []).push(uid);
        changed = true;
      }
    }
    if (newIndexes.length + (noted.succeeded?.length ?? 0) + (noted.failed?.length ?? 0) >= MOST) return { changed, toRelease, newIndexes, full: true };
  }
  return { changed, toRelease, newIndexes, full: false };
}

function mayRelease({ job, finished, lastFailed }: Work, pod: Pod, failed: boolean): boolean {
  if (job.metadata.deletionTimestamp !== undefined || finished !== undefined || pod.status?.phase === 'Succeeded') return true;
  if (!failed) return false;
  const index = indexOf(pod);
  return !limitsIndexes(job) || index === undefined || lastFailed.get(index)?.metadata.uid !== pod.metadata.uid;
}

function noteIndexes(work: Work, newIndexes: readonly number[]): boolean {
  const { status, job } = work;
  if (!isIndexed(job)) return false;
  work.succeededIndexes = withIndexes(work.succeededIndexes, newIndexes);
  const completed = indexesText(work.succeededIndexes);
  let changed = completed !== (status.completedIndexes ?? '');
  count(status, 'succeeded', totalOf(work.succeededIndexes));
  if (completed) status.completedIndexes = completed;
  else delete status.completedIndexes;
  const failed = work.failedIndexes && indexesText(work.failedIndexes);
  if (failed !== status.failedIndexes) {
    changed = true;
    if (failed === undefined) delete status.failedIndexes;
    else status.failedIndexes = failed;
  }
  return changed;
}

function* removeFinalizers(context: Context<State>, { key }: Work, pods: readonly Pod[], tracked: Set<string>): Sim<Error | undefined> {
  if (pods.length === 0) return undefined;
  const { removals } = context.state;
  const expected = removals.get(key) ?? new Set<string>();
  removals.set(key, expected);
  for (const pod of pods) expected.add(pod.metadata.uid);
  context.note('counted', { pods: pods.length });
  return yield* allOf(
    context as Context<never>,
    'untrack',
    pods.map(function* (pod) {
      const { uid } = pod.metadata;
      try {
        yield* untrack(context, pod);
      } catch (error) {
        expected.delete(uid);
        if (!isNotFound(error)) throw error;
      }
      tracked.delete(uid);
    }),
  );
}

/** The last step, once nothing is left to be counted and no Pod to end. */
function mayFinish({ finished, status, terminating }: Work): Condition | undefined {
  const { succeeded, failed } = status.uncountedTerminatedPods ?? {};
  if (!finished || succeeded?.length || failed?.length || terminating > 0) return undefined;
  ensureCondition((status.conditions ??= []), { ...finished });
  if (finished.type === 'Complete') status.completionTime = finished.lastTransitionTime as string;
  return finished;
}
