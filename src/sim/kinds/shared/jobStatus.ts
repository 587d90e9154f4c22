// How the status of a Job may change: what controllers other than the built-in one must keep to as well.
// Upstream: pkg/apis/batch/validation/validation.go (validateJobStatus), pkg/registry/batch/job/strategy.go

import type { IJob } from 'kubernetes-models/batch/v1/Job';
import { equal } from '../../../base/json.ts';
import { parseTime } from '../../../base/time.ts';
import { OMITTED } from '../../api/errors.ts';
import type { Served } from '../../api/types.ts';
import { overlapOfIndexes, totalOfIndexes } from './jobIndexes.ts';
import type { Report } from './report.ts';
import { checkCounts } from './workloads.ts';

type Job = Served<IJob>;
type JobStatus = Job['status'];
type Condition = 'Complete' | 'Failed' | 'FailureTarget' | 'SuccessCriteriaMet' | 'Suspended';

export const jobHas = (status: JobStatus | undefined, type: Condition): boolean => status?.conditions?.some((c) => c.type === type && c.status === 'True') ?? false;
export const isJobFinished = (status: JobStatus | undefined): boolean => jobHas(status, 'Complete') || jobHas(status, 'Failed');

/** The report stands at `status`. Most rules hold only where what they speak of has changed. */
export function checkJobStatus(report: Report, job: Job, old: Job): void {
  const status = job.status ?? {};
  const before = old.status ?? {};
  const { spec } = job;
  const changed = (...fields: (keyof JobStatus)[]): boolean => fields.some((field) => !equal(status[field], before[field]));
  const turned = (...types: Condition[]): boolean => types.some((type) => jobHas(status, type) !== jobHas(before, type));
  const finished = isJobFinished(status);
  const ended = finished !== isJobFinished(before);
  const refuse = (detail: string): void => report.invalid('conditions', OMITTED, detail);
  const [complete, failed, failing, met] = [jobHas(status, 'Complete'), jobHas(status, 'Failed'), jobHas(status, 'FailureTarget'), jobHas(status, 'SuccessCriteriaMet')];
  const { startTime, completionTime, active = 0, uncountedTerminatedPods: uncounted } = status;

  checkCounts(report, status, ['active', 'succeeded', 'failed', 'ready', 'terminating']);
  checkUncounted(report, uncounted);
  if (turned('Complete', 'Failed') && complete && failed) refuse('cannot set Complete=True and Failed=true conditions');
  if (turned('Complete', 'FailureTarget') && complete && failing) refuse('cannot set Complete=True and FailureTarget=true conditions');
  if (turned('Complete') || changed('completionTime')) {
    if (completionTime && !complete) report.invalid('completionTime', completionTime, 'cannot set completionTime when there is no Complete=True condition');
    if (!completionTime && complete) report.required('completionTime', 'completionTime is required for Complete jobs');
  }
  if (changed('startTime', 'completionTime') && startTime && completionTime && (parseTime(completionTime) ?? 0) < (parseTime(startTime) ?? 0)) {
    report.invalid('completionTime', completionTime, 'completionTime cannot be set before startTime');
  }
  if (turned('Failed') && failed && !failing) refuse('cannot set Failed=True condition without the FailureTarget=true condition');
  if (turned('Complete') && complete && !met) refuse('cannot set Complete=True condition without the SuccessCriteriaMet=true condition');
  if ((ended || changed('active')) && active > 0 && finished) report.invalid('active', active, 'active>0 is invalid for finished job');
  if ((ended || changed('startTime')) && !startTime && finished) report.required('startTime', 'startTime is required for finished job');
  if ((ended || changed('uncountedTerminatedPods')) && finished && (uncounted?.failed?.length || uncounted?.succeeded?.length)) {
    report.invalid('uncountedTerminatedPods', { Succeeded: uncounted.succeeded ?? null, Failed: uncounted.failed ?? null }, 'uncountedTerminatedPods needs to be empty for finished job');
  }
  checkIndexes(report, job, changed('completedIndexes'), changed('failedIndexes'));
  if ((ended || changed('terminating')) && (status.terminating ?? 0) > 0 && finished) report.invalid('terminating', status.terminating, 'terminating>0 is invalid for finished job');
  if (changed('ready', 'active') && (status.ready ?? 0) > active) report.invalid('ready', status.ready, 'cannot set more ready pods than active');
  if (met && failed) refuse('cannot set SuccessCriteriaMet=True and Failed=true conditions');
  if (met && failing) refuse('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions');
  if (spec.successPolicy && !met && complete) refuse('cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True');

  for (const type of ['Failed', 'Complete', 'FailureTarget'] as const) if (jobHas(before, type) && !jobHas(status, type)) refuse(`cannot disable the terminal ${type}=True condition`);
  if ((status.failed ?? 0) < (before.failed ?? 0)) report.invalid('failed', status.failed ?? 0, 'cannot decrease the failed counter');
  const scalable = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  if (!scalable && (status.succeeded ?? 0) < (before.succeeded ?? 0)) report.invalid('succeeded', status.succeeded ?? 0, 'cannot decrease the succeeded counter');
  if (completionTime && before.completionTime && completionTime !== before.completionTime) report.invalid('completionTime', completionTime, 'completionTime cannot be mutated');
  if (before.startTime && before.startTime !== startTime && !spec.suspend) report.required('startTime', 'startTime cannot be removed for unsuspended job');
  if (jobHas(before, 'SuccessCriteriaMet') && !met) refuse('cannot disable the SuccessCriteriaMet=True condition');
  if (jobHas(before, 'Complete') && !jobHas(before, 'SuccessCriteriaMet') && met) refuse('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions');
}

function checkUncounted(report: Report, uncounted: JobStatus['uncountedTerminatedPods']): void {
  if (!uncounted) return;
  const seen = new Set<string>();
  for (const field of ['succeeded', 'failed'] as const) {
    uncounted[field]?.forEach((uid, i) => {
      const at = `uncountedTerminatedPods.${field}[${i}]`;
      if (uid === '') report.invalid(at, uid, 'must not be empty');
      else if (seen.has(uid)) report.duplicate(at, uid);
      else seen.add(uid);
    });
  }
}

function checkIndexes(report: Report, { spec, status }: Job, completedChanged: boolean, failedChanged: boolean): void {
  const { completions } = spec;
  const { completedIndexes: completed = '', failedIndexes: failed } = status;
  if (completedChanged && completions !== undefined) {
    const fault = totalOfIndexes(completed, completions);
    if (typeof fault === 'string') report.invalid('completedIndexes', completed, `error parsing completedIndexes: ${fault}`);
  }
  if (failedChanged && completions !== undefined && spec.backoffLimitPerIndex !== undefined && failed !== undefined) {
    const fault = totalOfIndexes(failed, completions);
    if (typeof fault === 'string') report.invalid('failedIndexes', failed, `error parsing failedIndexes: ${fault}`);
  }
  if (completedChanged && completed !== '' && spec.completionMode !== 'Indexed') report.invalid('completedIndexes', completed, 'cannot set non-empty completedIndexes when non-indexed completion mode');
  if (failedChanged && spec.backoffLimitPerIndex === undefined && failed !== undefined) report.invalid('failedIndexes', failed, 'cannot set non-null failedIndexes when backoffLimitPerIndex is null');
  if ((failedChanged || completedChanged) && completions !== undefined && failed !== undefined) {
    const overlap = overlapOfIndexes(completed, failed, completions);
    if (overlap) report.invalid('failedIndexes', failed, overlap);
  }
}
