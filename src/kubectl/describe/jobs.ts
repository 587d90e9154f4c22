// kubectl describe of Jobs and CronJobs.
// Upstream: k8s.io/kubectl/pkg/describe (JobDescriber, CronJobDescriber)

import { parseTime } from '../../base/time.ts';
import { humanDuration } from '../../sim/api/duration.ts';
import { fromLabelSelector, selectorText } from '../../sim/api/selectors.ts';
import type { CronJob } from '../../sim/kinds/cronJob.ts';
import type { Job } from '../../sim/kinds/job.ts';
import { controllerText, type Describer } from './describer.ts';
import type { Page } from './page.ts';
import { describePodTemplate } from './podTemplate.ts';
import { orUnset, timeText, yesNoUnset } from './values.ts';

export const describeJob: Describer = function* (d) {
  const { page } = d;
  const job = yield* d.get<Job>('batch/v1', 'Job');
  const events = yield* d.eventsOf(job, 'Job');
  const { metadata, spec, status } = job;
  page.field('Name', metadata.name);
  page.field('Namespace', metadata.namespace ?? '');
  page.field('Selector', selectorText(fromLabelSelector(spec.selector as never)));
  page.labels('Labels', metadata.labels);
  page.annotations('Annotations', metadata.annotations);
  const owner = controllerText(job);
  if (owner) page.field('Controlled By', owner);
  if (spec.parallelism !== undefined) page.field('Parallelism', spec.parallelism);
  page.field('Completions', orUnset(spec.completions));
  if (spec.completionMode !== undefined) page.field('Completion Mode', spec.completionMode);
  if (spec.suspend !== undefined) page.field('Suspend', spec.suspend);
  if (spec.backoffLimit !== undefined) page.field('Backoff Limit', spec.backoffLimit);
  if (spec.ttlSecondsAfterFinished !== undefined) page.field('TTL Seconds After Finished', spec.ttlSecondsAfterFinished);
  if (status.startTime) page.field('Start Time', timeText(status.startTime));
  if (status.completionTime) page.field('Completed At', timeText(status.completionTime));
  if (status.startTime && status.completionTime) page.field('Duration', humanDuration((parseTime(status.completionTime) ?? 0) - (parseTime(status.startTime) ?? 0)));
  if (spec.activeDeadlineSeconds !== undefined) page.field('Active Deadline Seconds', `${spec.activeDeadlineSeconds}s`);
  const ready = status.ready === undefined ? '' : ` (${status.ready} Ready)`;
  page.field('Pods Statuses', `${status.active ?? 0} Active${ready} / ${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed`);
  if (spec.completionMode === 'Indexed') page.field('Completed Indexes', someIndexes(status.completedIndexes ?? ''));
  describePodTemplate(page, spec.template);
  d.writeEvents(events);
};

/** A long list ends with the index that passes the limit. */
function someIndexes(indexes: string, limit = 50): string {
  if (indexes === '') return '<none>';
  const end = indexes.indexOf(',', limit);
  return end < 0 ? indexes : `${indexes.slice(0, end + 1)}...`;
}

export const describeCronJob: Describer = function* (d) {
  const { page } = d;
  const cron = yield* d.get<CronJob>('batch/v1', 'CronJob');
  const events = yield* d.eventsOf(cron, 'CronJob');
  const { metadata, spec, status } = cron;
  page.field('Name', metadata.name);
  page.field('Namespace', metadata.namespace ?? '');
  page.labels('Labels', metadata.labels);
  page.annotations('Annotations', metadata.annotations);
  page.field('Schedule', spec.schedule);
  page.field('Concurrency Policy', spec.concurrencyPolicy ?? '');
  page.field('Suspend', yesNoUnset(spec.suspend));
  page.field('Time Zone', orUnset(spec.timeZone));
  page.field('Successful Job History Limit', orUnset(spec.successfulJobsHistoryLimit));
  page.field('Failed Job History Limit', orUnset(spec.failedJobsHistoryLimit));
  page.field('Starting Deadline Seconds', spec.startingDeadlineSeconds === undefined ? '<unset>' : `${spec.startingDeadlineSeconds}s`);
  writeJobTemplate(page, spec.jobTemplate);
  page.field('Last Schedule Time', status.lastScheduleTime ? timeText(status.lastScheduleTime) : '<unset>');
  page.field('Active Jobs', (status.active ?? []).map((job) => job.name ?? '').join(', ') || '<none>');
  d.writeEvents(events);
};

function writeJobTemplate(page: Page, { spec }: CronJob['spec']['jobTemplate']): void {
  page.field('Selector', spec?.selector ? selectorText(fromLabelSelector(spec.selector as never)) : '<unset>');
  page.field('Parallelism', orUnset(spec?.parallelism));
  page.field('Completions', orUnset(spec?.completions));
  if (spec?.activeDeadlineSeconds !== undefined) page.field('Active Deadline Seconds', `${spec.activeDeadlineSeconds}s`);
  describePodTemplate(page, spec?.template);
}
