// The template that a workload makes its Pods from.
// Upstream: pkg/apis/core/validation/validation.go (ValidatePodTemplateSpec), pkg/api/pod/util.go

import { labelsMatch } from './selectorMatch.ts';
import { checkAnnotations, checkLabels, hasInvalidSelectorValue, type SelectorShape } from './metadata.ts';
import { checkPodAnnotations, checkProfilesAgree, DELETION_COST, isDeletionCost } from './podAnnotations.ts';
import { checkPodSpec } from './podSpec.ts';
import { KEEPS_NOTHING, type Affinity, type PodChecks, type PodKeeps, type PodSpec, type PodTemplateSpec } from './podTypes.ts';
import { isLabelValue, isQualifiedName } from '../../api/names.ts';
import { parseQuantity, quantityProblem } from '../../api/quantity.ts';
import { hasBackstep } from './paths.ts';
import { internal, sorted } from './internal.ts';
import { Report } from './report.ts';
import type { FieldError } from '../../api/errors.ts';
import { isHugePages } from './resourceLists.ts';
import { sysctlArea } from './securityContext.ts';

const EMPTY_SPEC = {} as PodSpec;

/** The report stands above `template`; `field` is its name there. */
export function checkPodTemplate(report: Report, field: string, template: PodTemplateSpec | undefined | null, keeps: PodKeeps): void {
  const meta = template?.metadata;
  const spec = (template?.spec ?? EMPTY_SPEC) as PodSpec;
  const checks: PodChecks = { isPod: false, podName: '', mirror: false, keeps };
  checkTemplateMeta(report, field, template, keeps);
  report.enter(field);
  report.enter('spec');
  checkPodSpec(report, spec, checks);
  checkProfilesAgree(report, meta?.annotations, spec);
  if (spec.ephemeralContainers?.length) report.forbidden('ephemeralContainers', 'ephemeral containers not allowed in pod template');
  report.leave();
  report.leave();
}

/** Labels and annotations only. */
export function checkTemplateMeta(report: Report, field: string, template: PodTemplateSpec | undefined | null, keeps: PodKeeps): void {
  const meta = template?.metadata;
  report.enter(field);
  checkLabels(report, meta?.labels, 'labels');
  checkAnnotations(report, meta?.annotations, 'annotations');
  checkPodAnnotations(report, meta?.annotations, (template?.spec ?? EMPTY_SPEC) as PodSpec, keeps);
  report.leave();
}

/** Whether the selector picks the Pods of the template. */
export function checkSelectorMatches(report: Report, field: string, selector: SelectorShape, template: PodTemplateSpec | undefined): void {
  const labels = template?.metadata?.labels;
  if (!labelsMatch(selector, labels)) report.invalid(`${field}.metadata.labels`, labels ? sorted(labels) : null, '`selector` does not match template `labels`');
}

/** Workloads that keep Pods running: no other restart policy, no deadline. */
export function checkRunsForever(report: Report, field: string, template: PodTemplateSpec | undefined, owner: string): void {
  const policy: string | undefined = template?.spec?.restartPolicy;
  if (policy !== 'Always') report.unsupported(`${field}.spec.restartPolicy`, policy ?? '', ['Always']);
  if (template?.spec?.activeDeadlineSeconds !== undefined) report.forbidden(`${field}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${owner} is not Supported`);
}

/**
 * Runs a check of something with Pods inside. Where it finds errors on an update, it runs once more without the rules
 * that the old object broke already: upstream works out beforehand which those are, for nearly always none.
 */
export function checkKeeping(old: PodSpec | undefined, oldAnnotations: { readonly [key: string]: string } | undefined, check: (report: Report, keeps: PodKeeps) => void): FieldError[] {
  const report = new Report();
  check(report, KEEPS_NOTHING);
  if (report.count === 0 || !old) return report.errors;
  const keeps = keepsOf(old, oldAnnotations);
  if (!Object.values(keeps).includes(true)) return report.errors;
  const again = new Report();
  check(again, keeps);
  return again.errors;
}

/** Which rules an existing Pod breaks, and so may go on breaking. Upstream: GetValidationOptionsFromPodSpecAndMeta */
export function keepsOf(spec: PodSpec, annotations: { readonly [key: string]: string } | undefined): PodKeeps {
  const cost = annotations?.[DELETION_COST];
  const spread = spec.topologySpreadConstraints ?? [];
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const sources = (spec.volumes ?? []).flatMap((v) => v.projected?.sources ?? []);
  return {
    selectorValues: affinitySelectors(spec.affinity).some(hasInvalidSelectorValue),
    requiredNodeAffinityValues: required.some((term) => term.matchExpressions?.some((e) => e.values?.some((v) => isLabelValue(v).length > 0))),
    indivisibleHugePages: containers.some((c) => isIndivisible(c.resources?.limits) || isIndivisible(c.resources?.requests)),
    spreadSelector: spread.some((c) => hasInvalidSelectorValue(c.labelSelector) || hasInvalidKey(c.labelSelector)),
    tokenPath: sources.some((s) => s.serviceAccountToken && (s.serviceAccountToken.path.startsWith('/') || s.serviceAccountToken.path.startsWith('..') || hasBackstep(s.serviceAccountToken.path))),
    deletionCost: cost !== undefined && !isDeletionCost(cost),
    hostSysctls: (spec.securityContext?.sysctls ?? []).some((s) => (spec.hostNetwork && sysctlArea(s.name) === 'net') || (spec.hostIPC && sysctlArea(s.name) === 'ipc')),
  } as PodKeeps;
}

function affinitySelectors(affinity: Affinity | undefined): (SelectorShape | undefined)[] {
  return [affinity?.podAffinity, affinity?.podAntiAffinity].flatMap((a) => [
    ...(a?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((t) => t.labelSelector),
    ...(a?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((t) => t.podAffinityTerm?.labelSelector),
  ]);
}

const hasInvalidKey = (selector: SelectorShape | undefined): boolean => Object.keys(selector?.matchLabels ?? {}).some((key) => isQualifiedName(key).length > 0);

function isIndivisible(list: { readonly [name: string]: string | number } | undefined): boolean {
  for (const name in list) {
    if (!isHugePages(name)) continue;
    const size = name.slice('hugepages-'.length);
    if (quantityProblem(size) !== undefined) return true;
    const page = parseQuantity(size).nano;
    if (page <= 0n || parseQuantity(list[name] as string).nano % page !== 0n) return true;
  }
  return false;
}

/** A template as messages show it: internal, but for its metadata. */
export function templateShown(template: PodTemplateSpec | undefined): object {
  const { labels, annotations, ...others } = template?.metadata ?? {};
  const meta = { ...others, ...(labels ? { labels: sorted(labels) } : {}), ...(annotations ? { annotations: sorted(annotations) } : {}) };
  return { ...meta, Spec: internal('PodSpec', template?.spec) };
}
