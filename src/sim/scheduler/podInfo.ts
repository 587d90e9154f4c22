// A Pod with what the plugins ask of it again and again, worked out once.
// Upstream: pkg/scheduler/framework/types.go PodInfo, calculateResource, GetHostPorts

import { stableText } from '../../base/json.ts';
import { isSidecar, podRequests, type Amounts } from '../api/podResources.ts';
import type { Labels } from '../api/selectors.ts';
import { affinityTerms, type AffinityTerms } from './affinityTerms.ts';
import type { Pod } from './types.ts';

/** Assumed of a container that names no cpu or memory, so that such Pods spread too. Upstream: pkg/scheduler/util/pod_resources.go */
export const ASSUMED_CPU = 100;
export const ASSUMED_MEMORY = 200 * 1024 * 1024;
export const ASSUMED_REQUESTS: Amounts = { cpu: ASSUMED_CPU, memory: ASSUMED_MEMORY };

export interface HostPort {
  /** '0.0.0.0' for all addresses. */
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

export interface PodInfo {
  readonly pod: Pod;
  /** namespace/name */
  readonly key: string;
  readonly uid: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly priority: number;
  readonly requests: Amounts;
  /** Requests with the assumed amounts filled in. */
  readonly scoringCpu: number;
  readonly scoringMemory: number;
  readonly hostPorts: readonly HostPort[];
  /** namespace/name of the claims that its volumes use, in their order. */
  readonly claims: readonly string[];
  readonly affinity: AffinityTerms | undefined;
  /** Whether its deletion has begun. */
  readonly terminating: boolean;
  /** Equal for Pods that no count can tell apart: namespace, labels, affinity terms, terminating or not. */
  readonly groupKey: string;
}

export function podInfo(pod: Pod): PodInfo {
  const { metadata, spec } = pod;
  const namespace = metadata.namespace ?? 'default';
  const labels = metadata.labels ?? NO_LABELS;
  const requests = podRequests(pod);
  const affinity = spec.affinity ? affinityTerms(spec, namespace) : undefined;
  const terminating = metadata.deletionTimestamp !== undefined;
  const assumed = assumedRequests(pod, requests);
  return {
    pod,
    key: `${namespace}/${metadata.name}`,
    uid: metadata.uid,
    namespace,
    labels,
    priority: spec.priority ?? 0,
    requests,
    scoringCpu: assumed['cpu'] ?? 0,
    scoringMemory: assumed['memory'] ?? 0,
    hostPorts: hostPorts(pod),
    claims: claimsOf(pod, namespace),
    affinity,
    terminating,
    groupKey: groupKey(namespace, labels, affinity ? spec.affinity : undefined, terminating),
  };
}

/** After a change that touched nothing the scheduler counts (a status, or the binding): the old sums with the new object. */
export function refreshed(old: PodInfo, pod: Pod): PodInfo {
  const a = old.pod.spec;
  const b = pod.spec;
  const same =
    (a === b ||
      (a.containers === b.containers &&
        a.initContainers === b.initContainers &&
        a.affinity === b.affinity &&
        a.volumes === b.volumes &&
        a.resources === b.resources &&
        a.overhead === b.overhead &&
        a.priority === b.priority)) &&
    old.pod.metadata.labels === pod.metadata.labels &&
    old.terminating === (pod.metadata.deletionTimestamp !== undefined) &&
    old.uid === pod.metadata.uid &&
    !pod.status?.conditions?.some((c) => c.type === 'PodResizePending' || c.type === 'PodResizeInProgress');
  return same ? { ...old, pod } : podInfo(pod);
}

function assumedRequests(pod: Pod, requests: Amounts): Amounts {
  const level = pod.spec.resources?.requests;
  const fallback: { [resource: string]: number } = {};
  if (level?.['cpu'] === undefined) fallback['cpu'] = ASSUMED_CPU;
  if (level?.['memory'] === undefined) fallback['memory'] = ASSUMED_MEMORY;
  const complete = (container: { readonly resources?: { readonly requests?: object } }): boolean => {
    const own = container.resources?.requests;
    return own !== undefined && 'cpu' in own && 'memory' in own;
  };
  if (pod.spec.containers.every(complete) && (pod.spec.initContainers ?? []).every(complete)) return requests;
  return podRequests(pod, { fallback });
}

function hostPorts(pod: Pod): readonly HostPort[] {
  let out: HostPort[] | undefined;
  const read = (container: Pod['spec']['containers'][number]): void => {
    for (const port of container.ports ?? []) {
      if (!port.hostPort) continue;
      (out ??= []).push({ ip: port.hostIP || ANY_ADDRESS, protocol: port.protocol ?? 'TCP', port: port.hostPort });
    }
  };
  for (const container of pod.spec.containers) read(container);
  for (const container of pod.spec.initContainers ?? []) if (isSidecar(container)) read(container);
  return out ?? NONE;
}

function claimsOf(pod: Pod, namespace: string): readonly string[] {
  let out: string[] | undefined;
  for (const volume of pod.spec.volumes ?? []) {
    if (volume.persistentVolumeClaim) (out ??= []).push(`${namespace}/${volume.persistentVolumeClaim.claimName}`);
    else if (volume.ephemeral) (out ??= []).push(`${namespace}/${pod.metadata.name}-${volume.name}`);
  }
  return out ?? NONE;
}

function groupKey(namespace: string, labels: Labels, affinity: unknown, terminating: boolean): string {
  let key = terminating ? `${namespace}!` : namespace;
  for (const name of Object.keys(labels).sort()) key += `\n${name}=${labels[name] as string}`;
  return affinity ? `${key}\n${stableText(affinity)}` : key;
}

export const ANY_ADDRESS = '0.0.0.0';
const NO_LABELS: Labels = {};
const NONE: readonly never[] = [];
