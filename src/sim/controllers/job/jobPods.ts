// The Pods of a Job: how they are made, which index they work on, and when one counts as failed.
// Upstream: pkg/controller/job/job_controller.go, indexed_job_utils.go

import { must } from '../../../base/assert.ts';
import { deepFreeze } from '../../../base/json.ts';
import type { Job } from '../../kinds/job.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { Container, PodSpec, PodTemplateSpec } from '../../kinds/shared/podTypes.ts';
import { TRACKING } from './tracking.ts';

const INDEX = 'batch.kubernetes.io/job-completion-index';
const INDEX_FAILURES = 'batch.kubernetes.io/job-index-failure-count';
const INDEX_IGNORED = 'batch.kubernetes.io/job-index-ignored-failure-count';
const INDEX_ENV = 'JOB_COMPLETION_INDEX';
/** A generated name has five letters more. */
const LONGEST_PREFIX = 58;

/** The index a Pod works on, where it has one. */
export function indexOf({ metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[INDEX];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The index, where the Job has such a one. */
export function validIndex(pod: Pod, job: Job): number | undefined {
  const index = indexOf(pod);
  return index !== undefined && index < (job.spec.completions ?? 0) ? index : undefined;
}

export const isIndexed = ({ spec }: Job): boolean => spec.completionMode === 'Indexed';
export const isSuspended = ({ spec }: Job): boolean => spec.suspend === true;
export const limitsIndexes = (job: Job): boolean => isIndexed(job) && job.spec.backoffLimitPerIndex !== undefined;

/** A Pod on its way to its end is not replaced before it has got there. */
export const replacesFailedOnly = ({ spec }: Job): boolean => spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;

/** Deleted Pods count as failed, for they may never get so far as to fail. */
export function isPodFailed(pod: Pod, job: Job): boolean {
  const phase = pod.status?.phase;
  if (phase === 'Failed') return true;
  return !replacesFailedOnly(job) && pod.metadata.deletionTimestamp !== undefined && phase !== 'Succeeded';
}

const countOf = ({ metadata }: Pod, annotation: string): number => {
  const text = metadata.annotations?.[annotation];
  return text !== undefined && /^\d+$/.test(text) ? Math.min(Number(text), 2147483647) : 0;
};

/** How often the index had failed before this Pod, of the failures that count. */
export const indexFailures = (pod: Pod): number => countOf(pod, INDEX_FAILURES);
/** The same with those that a policy ignores: what the wait for the next Pod goes by. */
export const allIndexFailures = (pod: Pod): number => indexFailures(pod) + countOf(pod, INDEX_IGNORED);

/** What a Pod carries on of the one it replaces. `counts` tells whether that one's failure counts. */
export function failureAnnotations(replaced: Pod | undefined, counts: (pod: Pod) => boolean): Readonly<Record<string, string>> {
  if (!replaced) return { [INDEX_FAILURES]: '0' };
  const counted = counts(replaced);
  const ignored = countOf(replaced, INDEX_IGNORED) + (counted ? 0 : 1);
  return { [INDEX_FAILURES]: String(indexFailures(replaced) + (counted ? 1 : 0)), ...(ignored > 0 ? { [INDEX_IGNORED]: String(ignored) } : {}) };
}

/** The template of its Pods, with what tells their containers the index. */
export function jobTemplate(job: Job): PodTemplateSpec {
  const template = job.spec.template as PodTemplateSpec;
  const spec = must(template.spec, 'the Pods of a Job');
  const { metadata } = template;
  const finalizers = [...(metadata?.finalizers ?? []).filter((f) => f !== TRACKING), TRACKING];
  const told: PodSpec = isIndexed(job) ? { ...spec, ...(spec.initContainers ? { initContainers: spec.initContainers.map(withIndexVariable) } : {}), containers: spec.containers.map(withIndexVariable) } : spec;
  return deepFreeze({ ...template, metadata: { ...metadata, finalizers }, spec: told });
}

function withIndexVariable(container: Container): Container {
  if (container.env?.some(({ name }) => name === INDEX_ENV)) return container;
  return { ...container, env: [...(container.env ?? []), { name: INDEX_ENV, valueFrom: { fieldRef: { fieldPath: `metadata.labels['${INDEX}']` } } }] };
}

/** The same for one index. */
export function templateForIndex(job: Job, template: PodTemplateSpec, index: number, annotations: Readonly<Record<string, string>>): PodTemplateSpec {
  const { metadata = {}, spec } = template;
  return {
    ...template,
    metadata: { ...metadata, labels: { ...metadata.labels, [INDEX]: String(index) }, annotations: { ...metadata.annotations, [INDEX]: String(index), ...annotations } },
    spec: { ...(spec as PodSpec), hostname: `${job.metadata.name}-${index}` },
  };
}

/** How the names of an index's Pods begin; the Job's name gives way where it is too long. */
export function indexPrefix(job: string, index: number): string {
  const end = `-${index}-`;
  const prefix = job + end;
  return prefix.length > LONGEST_PREFIX ? prefix.slice(0, LONGEST_PREFIX - end.length) + end : prefix;
}
