// What a Job is to do: in a Job, and in the template of a CronJob.
// Upstream: pkg/apis/batch/validation/validation.go (validateJobSpec)

import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { Draft } from '../../../base/json.ts';
import { domainPrefixedPathFaults, isQualifiedName, byteLength } from '../../api/names.ts';
import { OMITTED } from '../../api/errors.ts';
import type { Served } from '../../api/types.ts';
import { totalOfIndexes } from './jobIndexes.ts';
import { internal } from './internal.ts';
import { checkPodTemplate } from './podTemplate.ts';
import { defaultPodTemplate } from './podDefaults.ts';
import type { PodKeeps } from './podTypes.ts';
import { templateWarnings } from './podWarnings.ts';
import type { Report } from './report.ts';

export type JobSpec = Served<IJob>['spec'];
type PodFailurePolicy = NonNullable<JobSpec['podFailurePolicy']>;
type FailureRule = PodFailurePolicy['rules'][number];
type SuccessRule = NonNullable<JobSpec['successPolicy']>['rules'][number];

/** What Jobs and CronJobs' templates are given alike. */
export function defaultJobTemplate(spec: Draft<JobSpec>): void {
  defaultPodTemplate(spec.template);
  spec.podFailurePolicy?.rules?.forEach((rule) => rule.onPodConditions?.forEach((pattern) => (pattern.status ||= 'True')));
}

/** The report stands at the spec. */
export function checkJobWork(report: Report, spec: JobSpec, keeps: PodKeeps): void {
  report.nonNegative('parallelism', spec.parallelism);
  report.nonNegative('completions', spec.completions);
  report.nonNegative('activeDeadlineSeconds', spec.activeDeadlineSeconds);
  report.nonNegative('backoffLimit', spec.backoffLimit);
  report.nonNegative('ttlSecondsAfterFinished', spec.ttlSecondsAfterFinished);
  report.nonNegative('backoffLimitPerIndex', spec.backoffLimitPerIndex);
  report.nonNegative('maxFailedIndexes', spec.maxFailedIndexes);
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) report.required('backoffLimitPerIndex', 'when maxFailedIndexes is specified');
  if (spec.managedBy !== undefined) {
    if (spec.managedBy === '') report.required('managedBy');
    else for (const { value, fault } of domainPrefixedPathFaults(spec.managedBy)) report.invalid('managedBy', value, fault);
    if (byteLength(spec.managedBy) > 63) report.tooLong('managedBy', spec.managedBy, 63);
  }
  checkCompletionMode(report, spec);
  checkFailurePolicy(report, spec);
  checkSuccessPolicy(report, spec);
  checkReplacement(report, spec);
  checkPodTemplate(report, 'template', spec.template, keeps);
  checkRestartPolicy(report, spec);
}

const MANY = 100_000;
const SOME = 10_000;

function checkCompletionMode(report: Report, spec: JobSpec): void {
  const { completionMode: mode, completions, parallelism, backoffLimitPerIndex, maxFailedIndexes } = spec;
  if (mode !== undefined && mode !== 'NonIndexed' && mode !== 'Indexed') report.unsupported('completionMode', mode, ['NonIndexed', 'Indexed']);
  if (mode === 'Indexed') {
    if (completions === undefined) report.required('completions', 'when completion mode is Indexed');
    if (parallelism !== undefined && parallelism > MANY) report.invalid('parallelism', parallelism, `must be less than or equal to ${MANY} when completion mode is Indexed`);
    if (maxFailedIndexes !== undefined) {
      if (completions !== undefined && maxFailedIndexes > completions) report.invalid('maxFailedIndexes', maxFailedIndexes, 'must be less than or equal to completions');
      if (maxFailedIndexes > MANY) report.invalid('maxFailedIndexes', maxFailedIndexes, `must be less than or equal to ${MANY}`);
    }
    if (completions !== undefined && completions > MANY && backoffLimitPerIndex !== undefined) {
      const limit = `must be less than or equal to ${SOME} when completions are above ${MANY} and used with backoff limit per index`;
      if (maxFailedIndexes === undefined) report.required('maxFailedIndexes', `must be specified when completions is above ${MANY}`);
      if (parallelism !== undefined && parallelism > SOME) report.invalid('parallelism', parallelism, limit);
      if (maxFailedIndexes !== undefined && maxFailedIndexes > SOME) report.invalid('maxFailedIndexes', maxFailedIndexes, limit);
    }
  }
  if (mode === undefined || mode === 'NonIndexed') {
    if (backoffLimitPerIndex !== undefined) report.invalid('backoffLimitPerIndex', backoffLimitPerIndex, 'requires indexed completion mode');
    if (maxFailedIndexes !== undefined) report.invalid('maxFailedIndexes', maxFailedIndexes, 'requires indexed completion mode');
  }
}

// ---- failures and successes ----

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];

/** A list as Go's %q prints it. */
const quoted = (texts: readonly string[]): string => `[${texts.map((t) => JSON.stringify(t)).join(' ')}]`;

function checkChoice(report: Report, child: string, value: string | undefined, choices: readonly string[]): void {
  if (!value) report.required(child, `valid values: ${quoted(choices)}`);
  else if (!choices.includes(value)) report.unsupported(child, value, choices);
}

function checkFailurePolicy(report: Report, spec: JobSpec): void {
  const rules = spec.podFailurePolicy?.rules;
  if (!rules) return;
  report.enter('podFailurePolicy');
  if (rules.length > 20) report.tooMany('rules', rules.length, 20);
  rules.forEach((rule, i) => {
    report.enterItem('rules', i);
    checkFailureRule(report, rule, spec);
    report.leaveItem();
  });
  report.leave();
}

function checkFailureRule(report: Report, { action, onExitCodes: codes, onPodConditions }: FailureRule, spec: JobSpec): void {
  if (action === 'FailIndex') {
    if (spec.backoffLimitPerIndex === undefined) report.invalid('action', action, 'requires the backoffLimitPerIndex to be set');
  } else checkChoice(report, 'action', action, ACTIONS);
  if (codes) {
    report.enter('onExitCodes');
    checkExitCodes(report, codes, spec);
    report.leave();
  }
  const conditions = onPodConditions ?? [];
  if (conditions.length > 20) report.tooMany('onPodConditions', conditions.length, 20);
  conditions.forEach(({ type, status }, i) => {
    report.faults(`onPodConditions[${i}].type`, type ?? '', isQualifiedName(type ?? ''));
    checkChoice(report, `onPodConditions[${i}].status`, status, STATUSES);
  });
  if (codes && conditions.length) report.invalid('', OMITTED, 'specifying both OnExitCodes and OnPodConditions is not supported');
  if (!codes && !conditions.length) report.invalid('', OMITTED, 'specifying one of OnExitCodes and OnPodConditions is required');
}

function checkExitCodes(report: Report, { operator, containerName, values }: NonNullable<FailureRule['onExitCodes']>, { template }: JobSpec): void {
  checkChoice(report, 'operator', operator, OPERATORS);
  if (containerName !== undefined) {
    const known = [...(template?.spec?.containers ?? []), ...(template?.spec?.initContainers ?? [])].some((c) => c.name === containerName);
    if (!known) report.invalid('containerName', containerName, 'must be one of the container or initContainer names in the pod template');
  }
  const list = values ?? [];
  if (list.length === 0) report.invalid('values', values ?? null, 'at least one value is required');
  else if (list.length > 255) report.tooMany('values', list.length, 255);
  list.forEach((code, i) => {
    if (operator === 'In' && code === 0) report.invalid(`values[${i}]`, code, 'must not be 0 for the In operator');
    if (list.indexOf(code) < i) report.duplicate(`values[${i}]`, code);
  });
  if (list.some((code, i) => i > 0 && (list[i - 1] as number) > code)) report.invalid('values', list, 'must be ordered');
}

function checkSuccessPolicy(report: Report, spec: JobSpec): void {
  const { successPolicy: policy } = spec;
  if (!policy) return;
  if (spec.completionMode !== 'Indexed') return report.invalid('successPolicy', internal('SuccessPolicy', policy), 'requires indexed completion mode');
  const rules = policy.rules ?? [];
  report.enter('successPolicy');
  if (rules.length === 0) report.required('rules', 'at least one rules must be specified when the successPolicy is specified');
  if (rules.length > 20) report.tooMany('rules', rules.length, 20);
  rules.forEach((rule, i) => {
    report.enterItem('rules', i);
    checkSuccessRule(report, rule, spec.completions ?? 0);
    report.leaveItem();
  });
  report.leave();
}

function checkSuccessRule(report: Report, { succeededCount: count, succeededIndexes: indexes }: SuccessRule, completions: number): void {
  if (count === undefined && indexes === undefined) report.required('', 'at least one of succeededCount or succeededIndexes must be specified');
  let total = 0;
  if (indexes !== undefined) {
    if (indexes.length > 65536) report.tooLong('succeededIndexes', indexes, 65536);
    const result = totalOfIndexes(indexes, completions);
    if (typeof result === 'number') total = result;
    else report.invalid('succeededIndexes', indexes, `error parsing succeededIndexes: ${result}`);
  }
  if (count === undefined) return;
  report.nonNegative('succeededCount', count);
  if (count > completions) report.invalid('succeededCount', count, `must be less than or equal to ${completions} (the number of specified completions)`);
  if (indexes !== undefined && count > total) report.invalid('succeededCount', count, `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`);
}

function checkReplacement(report: Report, { podReplacementPolicy: policy, podFailurePolicy }: JobSpec): void {
  if (policy === undefined) return;
  const choices = podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  if (!choices.includes(policy)) report.unsupported('podReplacementPolicy', policy, choices);
}

function checkRestartPolicy(report: Report, { template, podFailurePolicy }: JobSpec): void {
  const at = 'template.spec.restartPolicy';
  const policy: string = template?.spec?.restartPolicy ?? '';
  if (policy === 'Always' || policy === '') report.required(at, 'valid values: "OnFailure", "Never"');
  else if (policy !== 'OnFailure' && policy !== 'Never') report.unsupported(at, policy, ['OnFailure', 'Never']);
  else if (podFailurePolicy && policy !== 'Never') report.invalid(at, policy, 'only "Never" is supported when podFailurePolicy is specified');
}

/** Upstream: pkg/api/job/warnings.go */
export function jobWarnings(at: string, spec: JobSpec): string[] {
  const many = spec.completionMode === 'Indexed' && (spec.completions ?? 0) > MANY && (spec.parallelism ?? 0) > SOME;
  const told = `${at}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail`;
  return [...(many ? [told] : []), ...templateWarnings(`${at}.template`, spec.template)];
}
