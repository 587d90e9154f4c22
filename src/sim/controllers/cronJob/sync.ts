// One look at a CronJob: clears away old Jobs, notes those that have ended, and makes the next where its time has come.
// Upstream: pkg/controller/cronjob/cronjob_controllerv2.go (sync, syncCronJob)

import { deepCopy, deepFreeze, type Draft } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { civil, milliseconds, parseTime, rfc3339 } from '../../../base/time.ts';
import { ApiError } from '../../api/errors.ts';
import type { Kind } from '../../api/kind.ts';
import { isExpected, RetryLater, type Context, type Result } from '../../client/controller.ts';
import { referenceTo } from '../../client/recorder.ts';
import type { Sim } from '../../kernel/task.ts';
import { CronJob } from '../../kinds/cronJob.ts';
import { Job } from '../../kinds/job.ts';
import { isJobFinished, jobHas } from '../../kinds/shared/jobStatus.ts';
import { zoneRule } from '../../kinds/shared/timeZones.ts';
import { controllerOf, controllerReference } from '../shared/owners.ts';
import { isNamespaceTerminating, isNotFound } from '../shared/podControl.ts';
import type { State } from './changes.ts';
import { due, jobNameFor, readSchedule, untilNext } from './missed.ts';
import type { Schedule } from './schedule.ts';
import { zonedText } from './zones.ts';

/** The CronJob with the status as it will be written. */
interface Work {
  readonly cronJob: CronJob;
  readonly status: Draft<CronJob['status']>;
  changed: boolean;
}

export function* sync(context: Context<State>, key: string): Sim<Result | void> {
  const { state, client, note } = context;
  const found = state.cronJobs.get(key);
  if (!found) return;
  const jobs = [...state.jobs.get(key)];
  const work: Work = { cronJob: found, status: deepCopy(found.status ?? {}), changed: false };
  yield* clearHistory(context, work, jobs);
  let wait: number | undefined;
  let failure: Error | undefined;
  try {
    wait = yield* look(context, work, jobs);
  } catch (error) {
    if (!isExpected(error)) throw error;
    failure = error;
  }
  if (work.changed) {
    const { active } = work.status;
    note('status', { active: active?.length ?? 0 });
    if (active?.length === 0) delete work.status.active;
    yield* client.updateStatus(CronJob, { ...work.cronJob, status: deepFreeze(work.status) as CronJob['status'] });
  }
  if (wait !== undefined) {
    note('next', { time: Math.round(wait * 1000) });
    return { requeueAfter: milliseconds(wait) };
  }
  if (failure) throw failure;
}

/** Milliseconds until the next look; undefined where only a change will bring one. */
function* look(context: Context<State>, work: Work, jobs: readonly Job[]): Sim<number | undefined> {
  const { kernel, recorder, note } = context;
  yield* noteEnded(context, work, jobs);
  yield* forgetMissing(context, work, jobs);
  const { cronJob } = work;
  const { spec, metadata } = cronJob;
  const say = (type: 'Normal' | 'Warning', reason: string, message: string): void => recorder.event(referenceTo(cronJob), type, reason, message);
  if (metadata.deletionTimestamp !== undefined) return undefined;
  if (spec.timeZone !== undefined && zoneRule(spec.timeZone) === undefined) {
    say('Warning', 'UnknownTimeZone', `invalid timeZone: ${JSON.stringify(spec.timeZone)}: unknown time zone ${spec.timeZone}`);
    return undefined;
  }
  if (spec.suspend) return undefined;
  if (spec.schedule.includes('TZ')) {
    say('Warning', 'UnsupportedSchedule', `CRON_TZ or TZ used in schedule ${JSON.stringify(spec.schedule)} is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details`);
  }
  const schedule = readSchedule(cronJob);
  if ('error' in schedule) {
    say('Warning', 'UnparseableSchedule', `unparseable schedule: ${JSON.stringify(spec.schedule)} : ${schedule.error}`);
    return undefined;
  }
  const now = kernel.wallMs;
  const found = due({ ...cronJob, status: work.status as CronJob['status'] }, now, schedule, true);
  if (!found) {
    say('Warning', 'InvalidSchedule', `invalid schedule: ${spec.schedule} : time difference between two schedules is less than 1 second`);
    return undefined;
  }
  const { at } = found;
  const next = (): number => untilNext({ ...cronJob, status: work.status as CronJob['status'] }, now, schedule);
  if (at === undefined) return next();
  note('due', { at: rfc3339(at), missed: found.missed === 'many' });
  if (found.missed === 'many') say('Warning', 'TooManyMissedTimes', 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew');
  if (spec.startingDeadlineSeconds !== undefined && at + spec.startingDeadlineSeconds * 1000 < now) {
    note('late', { at: rfc3339(at) });
    say('Warning', 'MissSchedule', `Missed scheduled time to start a job: ${mailDate(at)}`);
    return next();
  }
  const { active = [], lastScheduleTime } = work.status;
  if (active.some(({ name }) => name === jobNameFor(cronJob, at)) || (lastScheduleTime && parseTime(lastScheduleTime) === at)) return next();
  if (spec.concurrencyPolicy === 'Forbid' && active.length > 0) {
    note('blocked', { active: active.length });
    say('Normal', 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid');
    return next();
  }
  if (spec.concurrencyPolicy === 'Replace') yield* replaceActive(context, work);
  return yield* start(context, work, at, schedule);
}

function* noteEnded({ client, recorder, note }: Context<State>, work: Work, jobs: readonly Job[]): Sim<void> {
  for (const job of jobs) {
    const { uid, name } = job.metadata;
    const known = work.status.active?.some((reference) => reference.uid === uid) ?? false;
    if (!isJobFinished(job.status)) {
      if (known) continue;
      const fresh = yield* client.get(CronJob, work.cronJob.metadata.namespace, work.cronJob.metadata.name);
      if (fresh.status?.active?.some((reference) => reference.uid === uid)) {
        // The cache was behind.
        Object.assign(work, { cronJob: fresh, status: deepCopy(fresh.status) });
        continue;
      }
      recorder.event(referenceTo(fresh), 'Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`);
      continue;
    }
    const condition = jobHas(job.status, 'Complete') ? 'Complete' : 'Failed';
    if (known) {
      dropActive(work, uid);
      note('seen', { name, condition });
      recorder.event(referenceTo(work.cronJob), 'Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${condition}`);
    }
    const { completionTime } = job.status ?? {};
    const { lastSuccessfulTime } = work.status;
    if (condition !== 'Complete' || !completionTime || (lastSuccessfulTime && (parseTime(completionTime) ?? 0) <= (parseTime(lastSuccessfulTime) ?? 0))) continue;
    work.status.lastSuccessfulTime = completionTime;
    work.changed = true;
  }
}

/** Jobs that somebody deleted no longer run. */
function* forgetMissing({ client, recorder }: Context<State>, work: Work, jobs: readonly Job[]): Sim<void> {
  for (const { uid = '', namespace, name = '' } of work.status.active ?? []) {
    if (jobs.some((job) => job.metadata.uid === uid)) continue;
    try {
      yield* client.get(Job, namespace, name);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      recorder.event(referenceTo(work.cronJob), 'Normal', 'MissingJob', `Active job went missing: ${name}`);
      dropActive(work, uid);
    }
  }
}

function dropActive(work: Work, uid: string): void {
  work.status.active = (work.status.active ?? []).filter((reference) => reference.uid !== uid);
  work.changed = true;
}

function* replaceActive(context: Context<State>, work: Work): Sim<void> {
  const { client, recorder, note } = context;
  for (const { namespace, name = '' } of work.status.active ?? []) {
    let job: Job;
    try {
      job = yield* client.get(Job, namespace, name);
    } catch (error) {
      if (isExpected(error)) recorder.event(referenceTo(work.cronJob), 'Warning', 'FailedGet', `Get job: ${error.message}`);
      throw error;
    }
    note('replace', { name });
    if (!(yield* remove(context, work, job))) throw new RetryLater(`could not replace job ${namespace}/${name}`);
  }
}

function* start({ client, recorder, kernel, note }: Context<State>, work: Work, at: number, schedule: Schedule): Sim<number | undefined> {
  const { cronJob, status } = work;
  const { namespace } = cronJob.metadata;
  const wanted = jobFor(cronJob, at);
  let job: Job;
  try {
    job = yield* client.create(Job, namespace, wanted);
    note('create', { name: job.metadata.name });
    recorder.event(referenceTo(cronJob), 'Normal', 'SuccessfulCreate', `Created job ${job.metadata.name}`);
  } catch (error) {
    if (!isExpected(error) || isNamespaceTerminating(error)) throw error;
    if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') {
      recorder.event(referenceTo(cronJob), 'Warning', 'FailedCreate', `Error creating job: ${error.message}`);
      throw error;
    }
    // Made before, and the status was not written: it is noted now.
    job = yield* client.get(Job, namespace, wanted.metadata.name);
    if (controllerOf(job)?.uid !== cronJob.metadata.uid || status.active?.some(({ uid }) => uid === job.metadata.uid)) return undefined;
  }
  (status.active ??= []).push(referenceTo(job) as Draft<NonNullable<CronJob['status']['active']>[number]>);
  status.lastScheduleTime = rfc3339(at);
  work.changed = true;
  const { wallMs } = kernel;
  return untilNext({ ...cronJob, status: status as CronJob['status'] }, wallMs, schedule);
}

/** The Job for one time of the schedule. */
export function jobFor(cronJob: CronJob, at: number): object & { readonly metadata: { readonly name: string } } {
  const { jobTemplate, timeZone = 'UTC' } = cronJob.spec;
  const { labels, annotations } = jobTemplate.metadata ?? {};
  return deepFreeze({
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: {
      name: jobNameFor(cronJob, at),
      creationTimestamp: rfc3339(at),
      ...(labels && Object.keys(labels).length ? { labels } : {}),
      annotations: { ...annotations, 'batch.kubernetes.io/cronjob-scheduled-timestamp': zonedText(timeZone, at) },
      ownerReferences: [controllerReference(cronJob, CronJob as unknown as Kind)],
    },
    spec: jobTemplate.spec,
  });
}

/** Keeps the youngest of those that ended well and of those that ended badly. */
function* clearHistory(context: Context<State>, work: Work, jobs: readonly Job[]): Sim<void> {
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = work.cronJob.spec;
  for (const [type, limit] of [['Complete', successfulJobsHistoryLimit], ['Failed', failedJobsHistoryLimit]] as const) {
    if (limit === undefined) continue;
    const ended = jobs.filter(({ status }) => jobHas(status, type)).sort(byStart);
    for (const job of ended.slice(0, Math.max(0, ended.length - limit))) {
      context.note('remove', { name: job.metadata.name });
      yield* remove(context, work, job);
    }
  }
}

export function byStart(a: Job, b: Job): number {
  const [first, second] = [a.status?.startTime, b.status?.startTime];
  if (!first || !second) return Number(!first) - Number(!second) || compareText(a.metadata.name, b.metadata.name);
  return compareText(first as string, second as string) || compareText(a.metadata.name, b.metadata.name);
}

function* remove({ client, recorder }: Context<State>, work: Work, job: Job): Sim<boolean> {
  const { namespace, name, uid } = job.metadata;
  try {
    yield* client.delete(Job, namespace, name, { propagationPolicy: 'Background' });
  } catch (error) {
    if (!isExpected(error)) throw error;
    recorder.event(referenceTo(work.cronJob), 'Warning', 'FailedDelete', `Deleted job: ${error.message}`);
    return false;
  }
  dropActive(work, uid);
  recorder.event(referenceTo(work.cronJob), 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
  return true;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mon, 05 Jan 2026 09:00:00 +0000` */
function mailDate(ms: number): string {
  const { year, month, day, weekday } = civil(ms);
  return `${DAYS[weekday]}, ${String(day).padStart(2, '0')} ${MONTHS[month - 1]} ${year} ${rfc3339(ms).slice(11, 19)} +0000`;
}
