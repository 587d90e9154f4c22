// ResourceQuota: how much there may be of something in a namespace.
// Upstream: pkg/apis/core/validation/validation.go (ValidateResourceQuota), pkg/apis/core/helper/helpers.go

import type { IResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import { compareText } from '../../base/text.ts';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { internal } from './shared/internal.ts';
import type { Report } from './shared/report.ts';
import { checkResourceName, checkResourceQuantity, isStandardQuotaResource, roundList, type ResourceList } from './shared/resourceLists.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type ResourceQuota = Served<IResourceQuota>;
type Spec = ResourceQuota['spec'];

export const ResourceQuota = defineKind<ResourceQuota>({
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  shortNames: ['quota'],
  scope: 'Namespaced',
  status: true,
  defaults({ spec, status }) {
    roundList(spec?.hard);
    roundList(status?.hard);
    roundList(status?.used);
  },
  strategy: {
    returnsDeleted: true,
    prepareForCreate(quota) {
      quota.status = {};
    },
    validate: ({ spec }) => reported((report) => checkSpec(report, spec)),
    validateUpdate: ({ spec }, old) =>
      reported((report) => {
        checkSpec(report, spec);
        const [now, before] = [spec.scopes ?? [], old.spec.scopes ?? []].map((scopes) => JSON.stringify([...new Set(scopes)].sort(compareText)));
        if (now !== before) report.invalid('spec.scopes', spec.scopes ?? null, 'field is immutable');
      }),
    validateStatusUpdate: ({ status }) =>
      reported((report) => {
        checkList(report, 'status.hard', status.hard);
        checkList(report, 'status.used', status.used);
      }),
  },
  table: tableOf('Name;Request;Limit;Age', ({ metadata, status }, age) => {
    const { hard = {}, used = {} } = status ?? {};
    const names = Object.keys(hard).sort(compareText);
    const text = (limits: boolean): string => names.filter((name) => name.startsWith('limits.') === limits).map((name) => `${name}: ${used[name] ?? '0'}/${hard[name] ?? '0'}`).join(', ');
    return [metadata.name, text(false), text(true), age];
  }),
});

function checkSpec(report: Report, spec: Spec = {}): void {
  checkList(report, 'spec.hard', spec.hard);
  checkScopes(report, spec);
  checkScopeSelector(report, spec);
}

function checkList(report: Report, at: string, list: ResourceList | undefined): void {
  for (const name in list) {
    const child = `${at}[${name}]`;
    checkResourceName(report, child, name);
    if (!name.includes('/') && !isStandardQuotaResource(name)) report.invalid(child, name, 'must be a standard resource for quota');
    checkResourceQuantity(report, child, name, list[name] as string);
  }
}

const POD_RESOURCES = ['pods', 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
/** What each scope can limit. */
const OF_SCOPE: Readonly<Record<string, readonly string[]>> = {
  Terminating: POD_RESOURCES,
  NotTerminating: POD_RESOURCES,
  NotBestEffort: POD_RESOURCES,
  PriorityClass: POD_RESOURCES,
  CrossNamespacePodAffinity: POD_RESOURCES,
  BestEffort: ['pods'],
  VolumeAttributesClass: ['persistentvolumeclaims', 'requests.storage'],
};
const EXISTENTIAL = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];

const isScope = (scope: string): boolean => Object.hasOwn(OF_SCOPE, scope);

/** The quota's resources that the scope says nothing about. */
function unfit(spec: Spec, scope: string): readonly string[] {
  if (!isScope(scope)) return [];
  return Object.keys(spec.hard ?? {}).filter((name) => isStandardQuotaResource(name) && !OF_SCOPE[scope]?.includes(name));
}

const conflicts = (scopes: readonly string[]): number => [['BestEffort', 'NotBestEffort'], ['Terminating', 'NotTerminating']].filter((pair) => pair.every((scope) => scopes.includes(scope))).length;

function checkScopes(report: Report, spec: Spec): void {
  const { scopes } = spec;
  for (const scope of scopes ?? []) {
    if (!isScope(scope)) report.invalid('spec.scopes', scopes, 'unsupported scope');
    for (const _name of unfit(spec, scope)) report.invalid('spec.scopes', scopes, 'unsupported scope applied to resource');
  }
  for (let i = conflicts(scopes ?? []); i > 0; i--) report.invalid('spec.scopes', scopes, 'conflicting scopes');
}

function checkScopeSelector(report: Report, spec: Spec): void {
  const { scopeSelector } = spec;
  if (!scopeSelector) return;
  const requirements = scopeSelector.matchExpressions ?? [];
  report.enter('spec.scopeSelector.matchExpressions');
  for (const { scopeName = '', operator = '', values } of requirements as readonly { scopeName?: string; operator?: string; values?: readonly string[] }[]) {
    if (!isScope(scopeName)) report.invalid('scopeName', scopeName, 'unsupported scope');
    for (const _name of unfit(spec, scopeName)) report.invalid('', internal('ScopeSelector', scopeSelector), 'unsupported scope applied to resource');
    if (EXISTENTIAL.includes(scopeName) && operator !== 'Exists') report.invalid('operator', operator, ONLY_EXISTS);
    if (operator === 'In' || operator === 'NotIn') {
      if (!values?.length) report.required('values', "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values?.length) report.invalid('values', values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
    } else report.invalid('operator', operator, 'not a valid selector operator');
  }
  for (let i = conflicts(requirements.map((r) => r.scopeName)); i > 0; i--) report.invalid('', spec.scopes ?? null, 'conflicting scopes');
  report.leave();
}

const ONLY_EXISTS =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
