// CronJob: makes a Job at each time of its schedule.
// Upstream: pkg/controller/cronjob/cronjob_controllerv2.go
//
// What a reconcile notes:
//   due      { at, missed } a time of the schedule has passed, and whether more have than are looked at
//   next     { time } microseconds until the next look
//   create   { name } · replace, remove { name } Jobs that go: because the next one begins, or more are kept than wanted
//   blocked  { active } a Job still runs, and two must not · late { at } its time is too long ago
//   seen     { name, condition } one of its Jobs has ended
//   status   { active } what is written

import { milliseconds } from '../../../base/time.ts';
import { defineController, watch, type Context } from '../../client/controller.ts';
import { keyFor, type Index, type Informer } from '../../client/informer.ts';
import { referenceTo } from '../../client/recorder.ts';
import { CronJob } from '../../kinds/cronJob.ts';
import { Job } from '../../kinds/job.ts';
import { controllerOf, resolveOwner } from '../shared/owners.ts';
import { readSchedule, untilNext } from './missed.ts';
import { sync } from './sync.ts';

export interface State {
  readonly cronJobs: Informer<CronJob>;
  /** Jobs by the namespace and name of their controller. */
  readonly jobs: Index<Job>;
}

export const cronJob = defineController<State>({
  name: 'cronjob',
  account: 'cronjob-controller',
  workers: 5,
  state: (context) => ({
    cronJobs: context.informer(CronJob),
    jobs: context.informer(Job).index('controllerName', (job) => {
      const owner = controllerOf(job);
      return owner ? [`${job.metadata.namespace}/${owner.name}`] : NO_KEYS;
    }),
  }),
  watches: [watch<CronJob, State>(CronJob, cronJobChanged), watch<Job, State>(Job, jobChanged)],
  reconcile: (context, key) => sync(context, key),
});
const NO_KEYS: readonly string[] = [];

function cronJobChanged(next: CronJob, { queue, recorder, kernel }: Context<State>, old: CronJob | undefined, gone: boolean): readonly string[] {
  const key = keyFor(next);
  if (!old || gone || (old.spec.schedule === next.spec.schedule && old.spec.timeZone === next.spec.timeZone)) return [key];
  const schedule = readSchedule(next);
  if ('error' in schedule) recorder.event(referenceTo(next), 'Warning', 'UnParseableCronJobSchedule', `unparseable schedule for cronjob: ${next.spec.schedule}`);
  else queue.addAfter(key, milliseconds(untilNext(next, kernel.wallMs, schedule)), 'schedule');
  return NO_KEYS;
}

function jobChanged(job: Job, { state }: Context<State>, old: Job | undefined): readonly string[] {
  const keys: string[] = [];
  for (const object of old ? [job, old] : [job]) {
    const owner = resolveOwner(state.cronJobs, controllerOf(object), object.metadata.namespace);
    if (owner && !keys.includes(keyFor(owner))) keys.push(keyFor(owner));
  }
  return keys;
}
