// What a change of a CronJob or of one of its Jobs means: when it is to be looked at.
// Upstream: pkg/controller/cronjob/cronjob_controllerv2.go (updateCronJob, updateJob)

import { milliseconds } from '../../../base/time.ts';
import type { Context } from '../../client/controller.ts';
import { keyFor, type Index, type Informer } from '../../client/informer.ts';
import { referenceTo } from '../../client/recorder.ts';
import type { CronJob } from '../../kinds/cronJob.ts';
import type { Job } from '../../kinds/job.ts';
import { controllerOf, resolveOwner } from '../shared/owners.ts';
import { readSchedule, untilNext } from './missed.ts';

export interface State {
  readonly cronJobs: Informer<CronJob>;
  /** Jobs by the namespace and name of their controller. */
  readonly jobs: Index<Job>;
}

export function cronJobChanged(next: CronJob, { queue, recorder, kernel }: Context<State>, old: CronJob | undefined, gone: boolean): readonly string[] {
  const key = keyFor(next);
  if (!old || gone || (old.spec.schedule === next.spec.schedule && old.spec.timeZone === next.spec.timeZone)) return [key];
  const schedule = readSchedule(next);
  if ('error' in schedule) recorder.event(referenceTo(next), 'Warning', 'UnParseableCronJobSchedule', `unparseable schedule for cronjob: ${next.spec.schedule}`);
  else queue.addAfter(key, milliseconds(untilNext(next, kernel.wallMs, schedule)), 'schedule');
  return [];
}

export function jobChanged(job: Job, { state }: Context<State>, old: Job | undefined): readonly string[] {
  const keys: string[] = [];
  for (const object of old ? [job, old] : [job]) {
    const owner = resolveOwner(state.cronJobs, controllerOf(object), object.metadata.namespace);
    if (owner && !keys.includes(keyFor(owner))) keys.push(keyFor(owner));
  }
  return keys;
}
