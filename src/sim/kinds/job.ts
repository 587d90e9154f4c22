// Job: runs Pods until enough of them have ended well.
// Upstream: pkg/apis/batch/validation/validation.go, pkg/registry/batch/job/strategy.go

import type { IJob } from 'kubernetes-models/batch/v1/Job';
import { equal, type Draft } from '../../base/json.ts';
import { parseTime } from '../../base/time.ts';
import { humanDuration } from '../api/duration.ts';
import { defineKind, type PrintContext } from '../api/kind.ts';
import { isDNS1123Label } from '../api/names.ts';
import { labelSelectorText } from '../api/selectors.ts';
import type { Served } from '../api/types.ts';
import { dropDisabledFields } from './shared/disabledFields.ts';
import { firstGeneration, nextGeneration } from './shared/generation.ts';
import { internal, selector as selectorShown, sorted } from './shared/internal.ts';
import { checkJobWork, defaultJobTemplate, jobWarnings, type JobSpec } from './shared/jobSpec.ts';
import { checkJobStatus, jobHas } from './shared/jobStatus.ts';
import { checkLabelSelector, checkObjectMetaUpdate, hasInvalidSelectorValue } from './shared/metadata.ts';
import { checkKeeping, checkSelectorMatches, templateShown } from './shared/podTemplate.ts';
import type { PodKeeps, PodSpec } from './shared/podTypes.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { isReadableSelector, labelsMatch } from './shared/selectorMatch.ts';
import { tableOf } from './shared/tableOf.ts';
import { checkSameSelector, containerImages, containerNames, nameWarnings } from './shared/workloads.ts';

export type Job = Served<IJob>;

/** The labels by which a Job knows its Pods, and their older names. */
const UID_LABELS = ['controller-uid', 'batch.kubernetes.io/controller-uid'];
const NAME_LABELS = ['job-name', 'batch.kubernetes.io/job-name'];
const SELECTOR_LABEL = 'batch.kubernetes.io/controller-uid';

export const Job = defineKind<Job>({
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  categories: ['all'],
  scope: 'Namespaced',
  status: true,
  defaults({ metadata, spec }) {
    if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
    spec.parallelism ??= 1;
    spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : 2147483647;
    const labels = spec.template?.metadata?.labels;
    if (labels && !hasKeys(metadata.labels)) metadata.labels = labels;
    spec.completionMode ??= 'NonIndexed';
    spec.suspend ??= false;
    spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
    spec.manualSelector ??= false;
    defaultJobTemplate(spec as Draft<JobSpec>);
  },
  addsOnRead: true,
  strategy: {
    // The check of what must not change comes between the Job's own.
    metaOnUpdate: ['object'],
    orphanByDefault: true,
    deleteWarning: 'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
    prepareForCreate(job) {
      firstGeneration(job);
      if (!job.spec.manualSelector) generateSelector(job);
      job.status = {};
      dropDisabledFields(job.spec.template?.spec as Draft<PodSpec>);
    },
    // The labels that it got for its Pods are its own as well, from the first read on; stored are they with the next write.
    asRead(job) {
      const labels = job.spec.template?.metadata?.labels;
      return labels && !hasKeys(job.metadata.labels) ? { ...job, metadata: { ...job.metadata, labels } } : job;
    },
    prepareForUpdate(job, old) {
      dropDisabledFields(job.spec.template?.spec as Draft<PodSpec>);
      nextGeneration(job, old);
    },
    validate: (job) => checkKeeping(undefined, undefined, (report, keeps) => checkJob(report, job, true, keeps, keeps.selectorValues)),
    validateUpdate: (job, old) =>
      checkKeeping(old.spec.template.spec, old.spec.template.metadata?.annotations, (report, keeps) => {
        const labels = old.spec.template.metadata?.labels;
        const anyValues = keeps.selectorValues === true || hasInvalidSelectorValue(old.spec.selector);
        checkJob(report, job, [...NAME_LABELS, ...UID_LABELS].every((key) => labels?.[key] !== undefined || !key.includes('/')), keeps, anyValues);
        checkObjectMetaUpdate(report, job.metadata, old.metadata, true);
        report.enter('spec');
        // Upstream checks the whole spec a second time, which shows only where something is wrong.
        if (report.count) checkSpec(report, job.spec, keeps, anyValues);
        checkSpecUpdate(report, job, old);
        report.leave();
      }),
    validateStatusUpdate: (job, old) =>
      reported((report) => {
        report.enter('status');
        checkJobStatus(report, job, old);
        report.leave();
      }),
    warningsOnCreate: ({ metadata, spec }) => [...nameWarnings(metadata.name), ...jobWarnings('spec', spec)],
    warningsOnUpdate: ({ metadata, spec }, old, { subresource }) => (subresource === 'status' || metadata.generation === old.metadata.generation ? [] : jobWarnings('spec', spec)),
  },
  table: tableOf('Name;Status;Completions;Duration;Age;Containers*;Images*;Selector*', (job, age, context) => [
    job.metadata.name,
    statusWord(job),
    completionsText(job),
    durationText(job, context),
    age,
    containerNames(job.spec.template.spec),
    containerImages(job.spec.template.spec),
    labelSelectorText(job.spec.selector),
  ]),
  selectableFields: { 'status.successful': ({ status }) => String(status?.succeeded ?? 0) },
});

function hasKeys(labels: object | undefined): boolean {
  return labels !== undefined && Object.keys(labels).length > 0;
}

/** Labels that no other Job's Pods have, and a selector for them. */
function generateSelector(job: Draft<Job>): void {
  const { metadata, spec } = job;
  const template = (spec.template ??= {});
  const meta = (template.metadata ??= {});
  // Upstream's template and Job share one map where the Job had no labels.
  const shared = metadata.labels !== undefined && metadata.labels === meta.labels;
  const labels: Record<string, string> = { ...meta.labels };
  for (const key of NAME_LABELS) labels[key] ??= metadata.name ?? '';
  for (const key of UID_LABELS) labels[key] ??= metadata.uid;
  meta.labels = labels;
  if (shared) metadata.labels = labels;
  const selector = (spec.selector ??= {});
  selector.matchLabels = { [SELECTOR_LABEL]: metadata.uid, ...selector.matchLabels };
}

// ---- validation ----

function checkJob(report: Report, job: Job, bothNames: boolean, keeps: PodKeeps, anyValues: boolean | undefined): void {
  checkGenerated(report, job, bothNames);
  report.enter('spec');
  checkSpec(report, job.spec, keeps, anyValues);
  report.leave();
  const { completionMode, completions } = job.spec;
  if (completionMode !== 'Indexed' || !completions || completions < 0) return;
  const { name = '' } = job.metadata;
  const longest = `${name}-${completions - 1}`;
  if (isDNS1123Label(longest).length) report.invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${longest}`);
}

function checkGenerated(report: Report, { metadata, spec }: Job, bothNames: boolean): void {
  if (spec.manualSelector || !spec.selector) return;
  if (!metadata.uid) report.required('metadata.uid');
  const labels = spec.template?.metadata?.labels;
  const expected: Record<string, string> = {};
  for (const [i, key] of [UID_LABELS[0], NAME_LABELS[0], UID_LABELS[1], NAME_LABELS[1]].entries()) {
    if (key === undefined || (i > 1 && !bothNames)) continue;
    const value = i % 2 === 0 ? metadata.uid : (metadata.name ?? '');
    expected[key] = value;
    const at = `spec.template.metadata.labels[${key}]`;
    if (labels?.[key] === undefined) report.required(at, `must be '${value}'`);
    else if (labels[key] !== value) report.invalid(at, sorted(labels), `must be '${value}'`);
  }
  if (isReadableSelector(spec.selector) && !labelsMatch(spec.selector, expected)) report.invalid('spec.selector', selectorShown(spec.selector), '`selector` not auto-generated');
}

function checkSpec(report: Report, spec: JobSpec, keeps: PodKeeps, anyValues: boolean | undefined): void {
  checkJobWork(report, spec, keeps);
  if (!spec.selector) report.required('selector');
  else {
    report.enter('selector');
    checkLabelSelector(report, spec.selector, anyValues);
    report.leave();
  }
  if (isReadableSelector(spec.selector)) checkSelectorMatches(report, 'template', spec.selector as NonNullable<JobSpec['selector']>, spec.template);
}

/** The report stands at `spec`. */
function checkSpecUpdate(report: Report, { spec }: Job, old: Job): void {
  const before = old.spec;
  const same = (field: keyof JobSpec, shown: unknown = spec[field] ?? null): void => {
    if (!equal(spec[field], before[field])) report.invalid(field, shown, 'field is immutable');
  };
  if (spec.completionMode !== 'Indexed') same('completions');
  else if (spec.completions !== undefined && spec.completions !== before.completions && spec.completions !== spec.parallelism) {
    report.invalid('completions', spec.completions, 'can only be modified in tandem with spec.parallelism');
  }
  checkSameSelector(report, spec.selector, before.selector);
  if (mayReschedule(old)) {
    const now = spec.template.spec as PodSpec;
    if (!equal(now, withSchedulingOf(before.template.spec as PodSpec, now))) report.invalid('template.spec', internal('PodSpec', now), 'field is immutable');
  } else if (!equal(spec.template, before.template)) report.invalid('template', templateShown(spec.template), 'field is immutable');
  same('completionMode');
  same('podFailurePolicy', spec.podFailurePolicy ? internal('PodFailurePolicy', spec.podFailurePolicy) : null);
  same('backoffLimitPerIndex');
  same('managedBy');
  same('successPolicy', spec.successPolicy ? internal('SuccessPolicy', spec.successPolicy) : null);
}

/** A suspended Job whose Pods do not run may be told where they are to run. */
function mayReschedule({ spec, status }: Job): boolean {
  return spec.suspend === true && (!status?.startTime || (jobHas(status, 'Suspended') && !status.active));
}

function withSchedulingOf(old: PodSpec, next: PodSpec | undefined): PodSpec {
  const { nodeSelector: _selector, tolerations: _tolerations, schedulingGates: _gates, affinity, ...spec } = old;
  const { nodeSelector, tolerations, schedulingGates, affinity: wanted } = next ?? ({} as PodSpec);
  const kept = { ...affinity };
  delete kept.nodeAffinity;
  const nodeAffinity = wanted?.nodeAffinity;
  const merged = wanted || Object.keys(kept).length ? { ...kept, ...(nodeAffinity ? { nodeAffinity } : {}) } : undefined;
  return {
    ...spec,
    ...(nodeSelector ? { nodeSelector } : {}),
    ...(tolerations ? { tolerations } : {}),
    ...(schedulingGates ? { schedulingGates } : {}),
    ...(merged ? { affinity: merged } : {}),
  };
}

// ---- cells ----

function statusWord({ metadata, status }: Job): string {
  if (jobHas(status, 'Complete')) return 'Complete';
  if (jobHas(status, 'Failed')) return 'Failed';
  if (metadata.deletionTimestamp) return 'Terminating';
  for (const type of ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'] as const) if (jobHas(status, type)) return type;
  return 'Running';
}

function completionsText({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function durationText({ status }: Job, { nowMs }: PrintContext): string {
  const start = status?.startTime ? parseTime(status.startTime) : undefined;
  if (start === undefined) return '';
  const end = status?.completionTime ? (parseTime(status.completionTime) ?? nowMs) : nowMs;
  return humanDuration(end - start);
}

