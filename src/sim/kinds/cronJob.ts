// CronJob: makes Jobs at the times of a schedule.
// Upstream: pkg/apis/batch/validation/validation.go, pkg/registry/batch/cronjob/strategy.go

import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { Draft } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { byteLength } from '../api/names.ts';
import { labelSelectorText } from '../api/selectors.ts';
import type { Served } from '../api/types.ts';
import { parseCron } from './shared/cron.ts';
import { dropDisabledFields } from './shared/disabledFields.ts';
import { firstGeneration, nextGeneration } from './shared/generation.ts';
import { selector as selectorShown } from './shared/internal.ts';
import { checkJobWork, defaultJobTemplate, jobWarnings, type JobSpec } from './shared/jobSpec.ts';
import { checkKeeping } from './shared/podTemplate.ts';
import type { PodKeeps, PodSpec } from './shared/podTypes.ts';
import type { Report } from './shared/report.ts';
import { ageText, tableOf } from './shared/tableOf.ts';
import { isTimeZone } from './shared/timeZones.ts';
import { containerImages, containerNames, nameWarnings } from './shared/workloads.ts';

export type CronJob = Served<ICronJob>;

const templateOf = (cronJob: { readonly spec: { readonly jobTemplate?: unknown } }): JobSpec | undefined => (cronJob.spec.jobTemplate as { readonly spec?: JobSpec } | undefined)?.spec;

export const CronJob = defineKind<CronJob>({
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  plural: 'cronjobs',
  shortNames: ['cj'],
  categories: ['all'],
  scope: 'Namespaced',
  status: true,
  defaults({ spec }) {
    spec.concurrencyPolicy ||= 'Allow';
    spec.suspend ??= false;
    spec.successfulJobsHistoryLimit ??= 3;
    spec.failedJobsHistoryLimit ??= 1;
    if (spec.jobTemplate?.spec) defaultJobTemplate(spec.jobTemplate.spec as Draft<JobSpec>);
  },
  strategy: {
    prepareForCreate(cronJob) {
      firstGeneration(cronJob);
      cronJob.status = {};
      dropDisabledFields(templateOf(cronJob)?.template?.spec as Draft<PodSpec>);
    },
    prepareForUpdate(cronJob, old) {
      dropDisabledFields(templateOf(cronJob)?.template?.spec as Draft<PodSpec>);
      nextGeneration(cronJob, old);
    },
    validate: (cronJob) =>
      checkKeeping(undefined, undefined, (report, keeps) => {
        checkSpec(report, cronJob, undefined, keeps);
        const { name = '' } = cronJob.metadata;
        // The name of a Job has 11 characters more.
        if (byteLength(name) > 52) report.invalid('metadata.name', name, 'must be no more than 52 characters');
      }),
    validateUpdate: (cronJob, old) => {
      const template = templateOf(old)?.template;
      return checkKeeping(template?.spec as PodSpec | undefined, template?.metadata?.annotations, (report, keeps) => checkSpec(report, cronJob, old, keeps));
    },
    validateStatusUpdate: () => [],
    warningsOnCreate: (cronJob) => [...nameWarnings(cronJob.metadata.name), ...jobWarnings('spec.jobTemplate.spec', templateOf(cronJob) ?? ({} as JobSpec))],
    warningsOnUpdate: (cronJob, old, { subresource }) => {
      if (subresource === 'status' || cronJob.metadata.generation === old.metadata.generation) return [];
      const zone = cronJob.spec.schedule.includes('TZ') ? [TZ_WARNING] : [];
      return [...jobWarnings('spec.jobTemplate.spec', templateOf(cronJob) ?? ({} as JobSpec)), ...zone];
    },
  },
  table: tableOf('Name;Schedule;Timezone;Suspend:boolean;Active:integer;Last Schedule;Age;Containers*;Images*;Selector*', (cronJob, age, context) => {
    const { metadata, spec, status } = cronJob;
    const job = templateOf(cronJob);
    return [
      metadata.name,
      spec.schedule,
      spec.timeZone ?? '<none>',
      spec.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False',
      status?.active?.length ?? 0,
      status?.lastScheduleTime ? ageText(status.lastScheduleTime, context) : '<none>',
      age,
      containerNames(job?.template?.spec as PodSpec | undefined),
      containerImages(job?.template?.spec as PodSpec | undefined),
      labelSelectorText(job?.selector),
    ];
  }),
});

const TZ_WARNING = 'cannot use TZ or CRON_TZ in spec.schedule, use spec.timeZone instead; see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones for more details';

function checkSpec(report: Report, cronJob: CronJob, old: CronJob | undefined, keeps: PodKeeps): void {
  const { spec } = cronJob;
  const job = templateOf(cronJob) ?? ({} as JobSpec);
  report.enter('spec');
  if (!spec.schedule) report.required('schedule');
  else checkSchedule(report, spec, old?.spec.schedule.includes('TZ') ?? false);
  report.nonNegative('startingDeadlineSeconds', spec.startingDeadlineSeconds);
  if (spec.timeZone !== undefined && spec.timeZone !== old?.spec.timeZone) checkTimeZone(report, spec.timeZone);
  const policy = spec.concurrencyPolicy ?? '';
  if (policy === '') report.required('concurrencyPolicy');
  else if (!CONCURRENCY.includes(policy)) report.unsupported('concurrencyPolicy', policy, CONCURRENCY);
  report.enter('jobTemplate.spec');
  checkJobWork(report, job, keeps);
  if (job.selector) report.invalid('selector', selectorShown(job.selector), '`selector` will be auto-generated');
  if (job.manualSelector) report.unsupported('manualSelector', true, ['nil', 'false']);
  report.leave();
  report.nonNegative('successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit);
  report.nonNegative('failedJobsHistoryLimit', spec.failedJobsHistoryLimit);
  report.leave();
}

const CONCURRENCY = ['Allow', 'Forbid', 'Replace'];

function checkSchedule(report: Report, { schedule, timeZone }: CronJob['spec'], hadZone: boolean): void {
  const result = parseCron(schedule);
  if ('error' in result) report.invalid('schedule', schedule, result.error);
  if (!schedule.includes('TZ')) return;
  if (!hadZone) report.invalid('schedule', schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead');
  else if (timeZone !== undefined) report.invalid('schedule', schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule');
}

function checkTimeZone(report: Report, zone: string): void {
  if (zone === '') return report.invalid('timeZone', zone, 'timeZone must be nil or non-empty string');
  const wellFormed = zone.split('/').every((part) => part !== '.' && part !== '..' && /^[A-Za-z._0-9+][A-Za-z._0-9+-]{0,13}$/.test(part));
  if (!wellFormed) return report.invalid('timeZone', zone, `unknown time zone ${zone}`);
  const local = zone.toLowerCase() === 'local';
  if (local) report.invalid('timeZone', zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones');
  if (!isTimeZone(zone) && zone !== 'Local') report.invalid('timeZone', zone, `unknown time zone ${zone}`);
}
