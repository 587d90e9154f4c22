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

import { defineController, watch } from '../../client/controller.ts';
import { CronJob } from '../../kinds/cronJob.ts';
import { Job } from '../../kinds/job.ts';
import { controllerOf } from '../shared/owners.ts';
import { cronJobChanged, jobChanged, type State } from './changes.ts';
import { sync } from './sync.ts';

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
  watches: [
    watch<CronJob, State>(CronJob, (cronJob, context, old, gone) => cronJobChanged(cronJob, context, old, gone)),
    watch<Job, State>(Job, (job, context, old) => jobChanged(job, context, old)),
  ],
  reconcile: (context, key) => sync(context, key),
});
const NO_KEYS: readonly string[] = [];
