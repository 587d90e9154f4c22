// What an object counts towards a ResourceQuota, and which quotas look at it: the one sum on which admission and the
// controller must agree.
// Upstream: pkg/quota/v1/evaluator/core/{pods,services,persistent_volume_claims}.go, k8s.io/apiserver/pkg/quota/v1
//
// Simplified: devices of ResourceClaims are not counted.

import { compareText } from '../../../base/text.ts';
import { parseTime } from '../../../base/time.ts';
import { addQuantity, compareQuantity, parseQuantity, subQuantity } from '../../api/quantity.ts';
import type { KubeObject } from '../../api/types.ts';
import type { PersistentVolumeClaim } from '../persistentVolumeClaim.ts';
import type { Pod } from '../pod.ts';
import type { ResourceQuota } from '../resourceQuota.ts';
import type { Service } from '../service.ts';
import { BETA_CLASS } from './claims.ts';
import { aggregateLimits, aggregateRequests } from './podResourceSums.ts';
import type { PodSpec } from './podTypes.ts';

export type Amounts = Readonly<Record<string, string>>;

interface Counted {
  readonly group: string;
  readonly plural: string;
}

/** Kinds whose count has a short name as well. */
const SHORT = ['configmaps', 'persistentvolumeclaims', 'replicationcontrollers', 'resourcequotas', 'secrets', 'services'];
const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];
const POD_RESOURCES = new Set(['pods', 'count/pods', ...COMPUTE, ...COMPUTE.flatMap((name) => [`requests.${name}`, `limits.${name}`])]);
/** What every container must state once a quota speaks of it. */
const REQUIRED = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

export const countName = ({ group, plural }: Counted): string => (group === '' ? `count/${plural}` : `count/${plural}.${group}`);

/** Those of the resources that an object of the kind counts towards. */
export function resourcesOf(kind: Counted, resources: readonly string[]): readonly string[] {
  const isCore = kind.group === '';
  return resources.filter((name) => {
    if (name === countName(kind)) return true;
    if (!isCore) return false;
    if (kind.plural === 'pods') return POD_RESOURCES.has(name) || /^(requests\.)?hugepages-/.test(name) || (name.startsWith('requests.') && name.includes('/'));
    if (SHORT.includes(kind.plural) && name === kind.plural) return true;
    if (kind.plural === 'services') return name.startsWith('services.');
    if (kind.plural === 'persistentvolumeclaims') return name === 'requests.storage' || name.includes('.storageclass.storage.k8s.io/');
    return false;
  });
}

export function usageOf(kind: Counted, object: KubeObject, nowMs: number): Amounts {
  const used: Record<string, string> = { [countName(kind)]: '1' };
  if (kind.group !== '') return used;
  if (kind.plural === 'pods') return podUsage(object as unknown as Pod, used, nowMs);
  if (SHORT.includes(kind.plural)) used[kind.plural] = '1';
  if (kind.plural === 'services') return serviceUsage(object as unknown as Service, used);
  if (kind.plural === 'persistentvolumeclaims') return claimUsage(object as unknown as PersistentVolumeClaim, used);
  return used;
}

function podUsage(pod: Pod, used: Record<string, string>, nowMs: number): Amounts {
  if (hasEnded(pod, nowMs)) return used;
  return { ...used, pods: '1', ...computeUsage({ ...aggregateRequests(pod.spec), ...texts(pod.spec.resources?.requests) }, { ...aggregateLimits(pod.spec), ...texts(pod.spec.resources?.limits) }) };
}

/** Such Pods need no more room. */
function hasEnded({ status, metadata }: Pod, nowMs: number): boolean {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return true;
  const until = metadata.deletionTimestamp === undefined ? undefined : parseTime(metadata.deletionTimestamp);
  return until !== undefined && nowMs > until;
}

const texts = (list: Readonly<Record<string, string | number>> | undefined): Record<string, string> => Object.fromEntries(Object.entries(list ?? {}).map(([name, amount]) => [name, String(amount)]));

function computeUsage(requests: Amounts, limits: Amounts): Record<string, string> {
  const used: Record<string, string> = {};
  for (const [name, amount] of Object.entries(requests)) {
    if (COMPUTE.includes(name) || name.startsWith('hugepages-')) used[name] = amount;
    if (COMPUTE.includes(name) || name.startsWith('hugepages-') || name.includes('/')) used[`requests.${name}`] = amount;
  }
  for (const [name, amount] of Object.entries(limits)) if (COMPUTE.includes(name)) used[`limits.${name}`] = amount;
  return used;
}

function serviceUsage({ spec }: Service, used: Record<string, string>): Amounts {
  const ports = String(spec.ports?.length ?? 0);
  used['services.loadbalancers'] = '0';
  used['services.nodeports'] = '0';
  if (spec.type === 'NodePort') used['services.nodeports'] = ports;
  if (spec.type === 'LoadBalancer') {
    used['services.loadbalancers'] = '1';
    if (spec.allocateLoadBalancerNodePorts !== false) used['services.nodeports'] = ports;
    else used['services.nodeports'] = String((spec.ports ?? []).filter(({ nodePort }) => nodePort).length);
  }
  return used;
}

function claimUsage({ metadata, spec }: PersistentVolumeClaim, used: Record<string, string>): Amounts {
  const className = metadata.annotations?.[BETA_CLASS] ?? spec.storageClassName ?? '';
  const storage = spec.resources?.requests?.storage;
  const suffix = `${className}.storageclass.storage.k8s.io/`;
  if (className) used[`${suffix}persistentvolumeclaims`] = '1';
  if (storage !== undefined) {
    used['requests.storage'] = String(storage);
    if (className) used[`${suffix}requests.storage`] = String(storage);
  }
  return used;
}

/** What a Pod must state because the quota speaks of it, and does not; as the refusal says it. */
export function missing({ spec }: Pod, resources: readonly string[]): string | undefined {
  const required = REQUIRED.filter((name) => resources.includes(name));
  const unset = new Map<string, Set<string>>();
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    const own = computeUsage(
      { ...texts(container.resources?.requests), ...texts(spec.resources?.requests) },
      { ...texts(container.resources?.limits), ...texts(spec.resources?.limits) },
    );
    for (const name of required) if (own[name] === undefined) unset.set(name, (unset.get(name) ?? new Set()).add(container.name));
  }
  if (unset.size === 0) return undefined;
  return `must specify ${[...unset].sort(([a], [b]) => compareText(a, b)).map(([name, containers]) => `${name} for: ${[...containers].sort(compareText).join(',')}`).join('; ')}`;
}

/** Whether the quota is about the object at all: scopes are about Pods (and storage classes). */
export function inScope({ spec }: ResourceQuota, kind: Counted, object: KubeObject): boolean {
  const scopes: readonly Scope[] = [...(spec.scopes ?? []).map((scopeName): Scope => ({ scopeName, operator: 'Exists' })), ...((spec.scopeSelector?.matchExpressions ?? []) as readonly Scope[])];
  if (scopes.length === 0) return true;
  if (kind.group !== '' || kind.plural !== 'pods') return false;
  const pod = object as unknown as Pod;
  return scopes.every((scope) => podInScope(pod.spec, scope));
}

interface Scope {
  readonly scopeName: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

function podInScope(spec: PodSpec, { scopeName, operator, values = [] }: Scope): boolean {
  switch (scopeName) {
    case 'Terminating':
      return spec.activeDeadlineSeconds !== undefined && spec.activeDeadlineSeconds >= 0;
    case 'NotTerminating':
      return !(spec.activeDeadlineSeconds !== undefined && spec.activeDeadlineSeconds >= 0);
    case 'BestEffort':
      return isBestEffort(spec);
    case 'NotBestEffort':
      return !isBestEffort(spec);
    case 'CrossNamespacePodAffinity':
      return crossesNamespaces(spec);
    case 'PriorityClass': {
      const name = spec.priorityClassName ?? '';
      if (operator === 'Exists') return name !== '';
      if (operator === 'DoesNotExist') return name === '';
      return operator === 'In' ? values.includes(name) : !values.includes(name);
    }
    default:
      return false;
  }
}

const isBestEffort = (spec: PodSpec): boolean => ![...(spec.containers ?? []), ...(spec.initContainers ?? []), spec].some(({ resources }) => [resources?.requests, resources?.limits].some((list) => Object.keys(list ?? {}).some((name) => name === 'cpu' || name === 'memory')));

function crossesNamespaces({ affinity }: PodSpec): boolean {
  for (const kind of [affinity?.podAffinity, affinity?.podAntiAffinity]) {
    const terms = [...(kind?.requiredDuringSchedulingIgnoredDuringExecution ?? []), ...(kind?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm)];
    if (terms.some((term) => (term.namespaces?.length ?? 0) > 0 || term.namespaceSelector)) return true;
  }
  return false;
}

// ---- lists of amounts ----

export function added(a: Amounts, b: Amounts): Amounts {
  const sum: Record<string, string> = { ...a };
  for (const name in b) sum[name] = sum[name] === undefined ? (b[name] as string) : addQuantity(sum[name] as string, b[name] as string).text;
  return sum;
}

export function subtracted(a: Amounts, b: Amounts): Amounts {
  const rest: Record<string, string> = { ...a };
  for (const name in b) rest[name] = subQuantity(rest[name] ?? '0', b[name] as string).text;
  return rest;
}

export function masked(amounts: Amounts, names: readonly string[]): Amounts {
  const out: Record<string, string> = {};
  for (const name of names) if (amounts[name] !== undefined) out[name] = amounts[name] as string;
  return out;
}

/** Names of those that are more in `a` than `b` allows. */
export const exceeding = (a: Amounts, b: Amounts): readonly string[] => Object.keys(a).filter((name) => b[name] !== undefined && compareQuantity(a[name] as string, b[name] as string) > 0);

export const canonical = (amounts: Readonly<Record<string, string | number>> | undefined): Amounts => Object.fromEntries(Object.entries(amounts ?? {}).map(([name, amount]) => [name, parseQuantity(amount).text]));
