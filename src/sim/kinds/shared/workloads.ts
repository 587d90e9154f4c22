// What Deployments, ReplicaSets, StatefulSets, DaemonSets and Jobs have in common: a selector, a template of Pods,
// limits given as numbers or percentages, counts in the status, and columns that show containers and selector.
// Upstream: pkg/apis/apps/validation/validation.go, pkg/printers/internalversion/printers.go

import { isDNS1123Label, isPercent } from '../../api/names.ts';
import { compareText } from '../../../base/text.ts';
import { selector as selectorShown } from './internal.ts';
import { checkLabelSelector, type SelectorShape } from './metadata.ts';
import { checkPodTemplate, checkRunsForever, checkSelectorMatches } from './podTemplate.ts';
import type { PodKeeps, PodSpec, PodTemplateSpec } from './podTypes.ts';
import type { Report } from './report.ts';
import { isEmptySelector, isReadableSelector } from './selectorMatch.ts';

/** The report stands above `selector`, which must be there, be sound and pick something. */
export function checkOwnSelector(report: Report, selector: SelectorShape | undefined | null, owner: string): void {
  if (!selector) return report.required('selector');
  report.enter('selector');
  checkLabelSelector(report, selector);
  report.leave();
  if (isEmptySelector(selector)) report.invalid('selector', shown(selector), `empty selector is invalid for ${owner}`);
}

const shown = (selector: SelectorShape | undefined | null): unknown => (selector ? selectorShown(selector as Readonly<Record<string, unknown>>) : null);

/** Selector and template of ReplicaSets and Deployments. Upstream: ValidatePodTemplateSpecForReplicaSet */
export function checkReplicated(report: Report, spec: { readonly selector?: SelectorShape | null; readonly template?: PodTemplateSpec }, keeps: PodKeeps): void {
  const { selector, template } = spec;
  checkOwnSelector(report, selector, 'deployment');
  if (!isReadableSelector(selector)) return report.invalid('selector', shown(selector), 'invalid label selector');
  if (!selector || !isEmptySelector(selector)) checkSelectorMatches(report, 'template', selector as SelectorShape, template);
  checkPodTemplate(report, 'template', template, keeps);
  checkRunsForever(report, 'template', template, 'ReplicaSet');
}

/** Upstream: ValidateImmutableField, which shows the selector as JSON. The report stands above `selector`. */
export function checkSameSelector(report: Report, selector: SelectorShape | undefined | null, old: SelectorShape | undefined | null): void {
  const now = shown(selector);
  if (JSON.stringify(now) !== JSON.stringify(shown(old))) report.invalid('selector', now, 'field is immutable');
}

// ---- numbers or percentages ----

type Share = number | string | undefined;

/** Upstream: ValidatePositiveIntOrPercent */
export function checkShare(report: Report, child: string, share: Share): void {
  if (typeof share === 'number') report.nonNegative(child, share);
  else if (share !== undefined) report.faults(child, share, isPercent(share));
}

export function checkAtMost100(report: Report, child: string, share: Share): void {
  if (isShare(share) && shareValue(share) > 100) report.invalid(child, share, 'must not be greater than 100%');
}

const isShare = (share: Share): share is string => typeof share === 'string' && isPercent(share).length === 0;

/** The number in it; 0 where there is none. */
export function shareValue(share: Share): number {
  if (typeof share === 'number') return share;
  if (share === undefined) return 0;
  return Number(/^(?:[+-]?\d+(?=$)|\d+(?=%$))/.exec(share)?.[0] ?? 0);
}

// ---- status ----

export function checkCounts<T extends object>(report: Report, status: T, fields: readonly (keyof T & string)[]): void {
  for (const field of fields) report.nonNegative(field, status[field] as number | undefined);
}

export function checkNotAbove<T extends object>(report: Report, status: T, fields: readonly (keyof T & string)[], limit: number | undefined, of: string): void {
  for (const field of fields) {
    const count = (status[field] as number | undefined) ?? 0;
    if (count > (limit ?? 0)) report.invalid(field, count, `cannot be greater than ${of}`);
  }
}

/** A count of collisions never falls. */
export function checkCollisions(report: Report, next: { readonly collisionCount?: number }, old: { readonly collisionCount?: number } | undefined): void {
  const before = old?.collisionCount;
  if (before !== undefined && (next.collisionCount ?? -1) < before) report.invalid('collisionCount', next.collisionCount ?? 0, 'cannot be decremented');
}

// ---- warnings ----

/** Pods get their names from it. */
export function nameWarnings(name: string): string[] {
  const faults = isDNS1123Label(name);
  return faults.length ? [`metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${faults.join(' ')}]`] : [];
}

// ---- cells ----

export const containerNames = (spec: PodSpec | undefined): string => (spec?.containers ?? []).map((c) => c.name).join(',');
export const containerImages = (spec: PodSpec | undefined): string => (spec?.containers ?? []).map((c) => c.image).join(',');

/** Upstream: labels.FormatLabels */
export function labelsCell(labels: { readonly [key: string]: string } | undefined): string {
  const keys = Object.keys(labels ?? {}).sort(compareText);
  return keys.length ? keys.map((key) => `${key}=${labels?.[key] ?? ''}`).join(',') : '<none>';
}

/** `a,b,c + 4 more...` */
export function firstFew(texts: readonly string[], max = 3, separator = ','): string {
  const shown = texts.slice(0, max).join(separator);
  return texts.length > max ? `${shown} + ${texts.length - max} more...` : shown;
}
