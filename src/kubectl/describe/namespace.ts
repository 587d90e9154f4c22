// kubectl describe of Namespaces, ResourceQuotas and LimitRanges.
// Upstream: k8s.io/kubectl/pkg/describe (NamespaceDescriber, ResourceQuotaDescriber, LimitRangeDescriber)

import { compareText } from '../../base/text.ts';
import { parseQuantity, quantityOf } from '../../sim/api/quantity.ts';
import type { KubeObject } from '../../sim/api/types.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import type { LimitRange } from '../../sim/kinds/limitRange.ts';
import type { Namespace } from '../../sim/kinds/namespace.ts';
import type { ResourceQuota } from '../../sim/kinds/resourceQuota.ts';
import { isNotFound } from '../errors.ts';
import type { Describer, Description } from './describer.ts';
import { sortedKeys, type Page } from './page.ts';
import { amount, timeText } from './values.ts';

export const describeNamespace: Describer = function* (d) {
  const { page } = d;
  const namespace = yield* d.get<Namespace>('v1', 'Namespace');
  const { name } = namespace.metadata;
  const quotas = yield* listed<ResourceQuota>(d, 'ResourceQuota', name);
  const ranges = yield* listed<LimitRange>(d, 'LimitRange', name);
  d.head(namespace, { namespaced: false });
  page.field('Status', namespace.status.phase ?? '');
  const { conditions } = namespace.status;
  if (conditions?.length) {
    page.write(0, 'Conditions:\n');
    page.write(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage\n');
    page.write(1, '----\t------\t------------------\t------\t-------\n');
    for (const c of conditions) page.write(1, `${c.type}\t${c.status}\t${timeText(c.lastTransitionTime)}\t${c.reason ?? ''}\t${c.message ?? ''}\n`);
  }
  if (quotas) writeQuotas(page, quotas);
  if (ranges) writeRanges(page, ranges);
};

function* listed<T extends KubeObject>(d: Description, kind: string, namespace: string): Sim<readonly T[] | undefined> {
  try {
    return yield* d.list<T>('v1', kind, namespace, { limit: d.chunk });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return undefined;
  }
}

const SCOPE_HELP: Readonly<Record<string, string>> = {
  Terminating: 'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating: 'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort: 'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

function writeScopes(page: Page, level: number, bullet: string, quota: ResourceQuota): void {
  const scopes = [...(quota.spec.scopes ?? [])].sort(compareText);
  if (scopes.length === 0) return;
  page.inner(level, 'Scopes', scopes.join(', '));
  for (const scope of scopes) if (SCOPE_HELP[scope]) page.write(level, `${bullet}${SCOPE_HELP[scope]}\n`);
}

function writeQuotas(page: Page, quotas: readonly ResourceQuota[]): void {
  page.write(0, '\n');
  if (quotas.length === 0) {
    page.write(0, 'No resource quota.\n');
    return;
  }
  page.write(0, 'Resource Quotas\n');
  for (const quota of [...quotas].sort((a, b) => compareText(a.metadata.name, b.metadata.name))) {
    page.inner(1, 'Name', quota.metadata.name);
    writeScopes(page, 1, '* ', quota);
    page.write(1, 'Resource\tUsed\tHard\n');
    page.write(1, '--------\t---\t---\n');
    for (const name of sortedKeys(quota.status.hard)) page.write(1, `${name}\t${amount(quota.status.used?.[name])}\t${amount(quota.status.hard?.[name])}\n`);
  }
}

export const describeResourceQuota: Describer = function* (d) {
  const { page } = d;
  const quota = yield* d.get<ResourceQuota>('v1', 'ResourceQuota');
  page.field('Name', quota.metadata.name);
  page.field('Namespace', quota.metadata.namespace ?? '');
  writeScopes(page, 0, ' * ', quota);
  page.write(0, 'Resource\tUsed\tHard\n');
  page.write(0, '--------\t----\t----\n');
  for (const name of sortedKeys(quota.status.hard)) page.write(0, `${name}\t${inFormOf(quota.status.used?.[name], quota.status.hard?.[name])}\t${amount(quota.status.hard?.[name])}\n`);
};

/** What is used, in the form in which the limit is written. */
function inFormOf(used: string | number | undefined, hard: string | number | undefined): string {
  const own = parseQuantity(used ?? '0');
  const { format } = parseQuantity(hard ?? '0');
  return own.format === format ? own.text : quantityOf(own.value, format).text;
}

const RANGE_TITLES = ['Type', 'Resource', 'Min', 'Max', 'Default Request', 'Default Limit', 'Max Limit/Request Ratio'];

function writeRangeTitles(page: Page, prefix: string): void {
  page.write(0, `${prefix}${RANGE_TITLES.join('\t')}\n`);
  page.write(0, `${prefix}${RANGE_TITLES.map((title) => '-'.repeat(title.length)).join('\t')}\n`);
}

/** Simplified: upstream writes the resources in Go's random order. */
function writeRange(page: Page, prefix: string, range: LimitRange): void {
  for (const item of range.spec.limits) {
    const columns = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio];
    for (const name of sortedKeys(Object.assign({}, ...columns))) {
      page.write(0, `${prefix}${[item.type, name, ...columns.map((list) => (list?.[name] === undefined ? '-' : amount(list[name])))].join('\t')}\n`);
    }
  }
}

function writeRanges(page: Page, ranges: readonly LimitRange[]): void {
  page.write(0, '\n');
  if (ranges.length === 0) {
    page.write(0, 'No LimitRange resource.\n');
    return;
  }
  page.write(0, 'Resource Limits\n');
  writeRangeTitles(page, ' ');
  for (const range of ranges) writeRange(page, ' ', range);
}

export const describeLimitRange: Describer = function* (d) {
  const range = yield* d.get<LimitRange>('v1', 'LimitRange');
  d.page.field('Name', range.metadata.name);
  d.page.field('Namespace', range.metadata.namespace ?? '');
  writeRangeTitles(d.page, '');
  writeRange(d.page, '', range);
};
