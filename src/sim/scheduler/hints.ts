// Queueing hints: whether something that happened in the cluster may lift what a plugin rejected a Pod for. Without them
// every change would bring every waiting Pod back, only to be rejected again.
// Upstream: isSchedulableAfter… of each plugin in pkg/scheduler/framework/plugins

import { matches } from '../api/selectors.ts';
import { readAmounts } from '../api/podResources.ts';
import { termSelects, type NamespaceLabels } from './affinityTerms.ts';
import { meetsRequired, requiredNodes } from './nodeSelectors.ts';
import { podInfo, type PodInfo } from './podInfo.ts';
import { compileConstraints } from './spread.ts';
import { toleratesScheduling } from './taints.ts';
import type { Node, Pod } from './types.ts';

/** Something that may help a waiting Pod. */
export type ClusterEvent =
  | { readonly what: 'nodeAdded'; readonly node: Node }
  | { readonly what: 'nodeChanged'; readonly node: Node; readonly old: Node }
  | { readonly what: 'nodeGone'; readonly node: Node }
  /** A Pod with a node is there, its labels are others, or it is gone (also: it has ended). */
  | { readonly what: 'podPlaced'; readonly pod: Pod }
  | { readonly what: 'podRelabelled'; readonly pod: Pod; readonly old: Pod }
  | { readonly what: 'podGone'; readonly pod: Pod }
  | { readonly what: 'volume' | 'namespace' };

const OF_VOLUMES: readonly string[] = ['VolumeBinding', 'VolumeRestrictions', 'VolumeZone', 'NodeVolumeLimits'];

export function helps(event: ClusterEvent, plugin: string, pod: Pod, namespaceLabels: NamespaceLabels): boolean {
  switch (event.what) {
    case 'nodeAdded':
      return plugin !== 'VolumeRestrictions' && mayFit(event.node, undefined, plugin, pod);
    case 'nodeChanged':
      return mayFit(event.node, event.old, plugin, pod);
    case 'nodeGone':
      return plugin === 'PodTopologySpread';
    case 'podPlaced':
      return besides(event.pod, undefined, plugin, pod, namespaceLabels);
    case 'podRelabelled':
      return besides(event.pod, event.old, plugin, pod, namespaceLabels);
    case 'podGone':
      return without(event.pod, plugin, pod, namespaceLabels);
    case 'volume':
      return OF_VOLUMES.includes(plugin);
    case 'namespace':
      return plugin === 'InterPodAffinity';
  }
}

/** A node came or changed. */
function mayFit(node: Node, old: Node | undefined, plugin: string, { spec, metadata }: Pod): boolean {
  const labels = node.metadata.labels ?? {};
  const before = old?.metadata.labels ?? {};
  switch (plugin) {
    case 'NodeUnschedulable':
      return !node.spec.unschedulable && (!old || old.spec.unschedulable === true);
    case 'TaintToleration':
      return toleratesScheduling(spec.tolerations, node.spec.taints ?? []) && !(old && toleratesScheduling(spec.tolerations, old.spec.taints ?? []));
    case 'NodeAffinity': {
      const required = requiredNodes(spec);
      const like = (n: Node): { name: string; labels: Readonly<Record<string, string>> } => ({ name: n.metadata.name, labels: n.metadata.labels ?? {} });
      return meetsRequired(required, like(node)) && !(old && meetsRequired(required, like(old)));
    }
    case 'NodeResourcesFit':
      return roomGrew(node, old, podInfo({ spec, metadata } as Pod));
    case 'PodTopologySpread': {
      const constraints = compileConstraints(spec.topologySpreadConstraints ?? [], 'DoNotSchedule', metadata.labels ?? {});
      const has = (of: Readonly<Record<string, string>>): boolean => constraints.every(({ topologyKey }) => of[topologyKey] !== undefined);
      if (!old) return has(labels);
      return has(labels) !== has(before) || (has(labels) && constraints.some(({ topologyKey }) => labels[topologyKey] !== before[topologyKey]));
    }
    case 'InterPodAffinity': {
      const terms = [...(spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []), ...(spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])];
      return !old || terms.some(({ topologyKey }) => labels[topologyKey] !== before[topologyKey]);
    }
    case 'VolumeBinding':
    case 'VolumeZone':
      return !old || labels !== before;
    default:
      return !old;
  }
}

function roomGrew(node: Node, old: Node | undefined, { requests }: PodInfo): boolean {
  const now = readAmounts(node.status?.allocatable);
  const asked = ['pods', ...Object.keys(requests)];
  if (asked.some((name) => (requests[name] ?? 1) > (now[name] ?? 0))) return false;
  const before = readAmounts(old?.status?.allocatable);
  return !old || asked.some((name) => (now[name] ?? 0) > (before[name] ?? 0));
}

/** A Pod was placed, or one that is placed has other labels. */
function besides(other: Pod, old: Pod | undefined, plugin: string, pod: Pod, namespaceLabels: NamespaceLabels): boolean {
  if (plugin === 'PodTopologySpread') return spreadCounts(other, pod) !== (old !== undefined && spreadCounts(old, pod));
  if (plugin !== 'InterPodAffinity') return false;
  const { affinity } = podInfo(pod);
  const near = (p: Pod): boolean => !!affinity?.requiredAffinity.length && affinity.requiredAffinity.every((term) => termSelects(term, namespaceOf(p), p.metadata.labels ?? {}, namespaceLabels));
  const away = (p: Pod): boolean => !!affinity?.requiredAntiAffinity.some((term) => termSelects(term, namespaceOf(p), p.metadata.labels ?? {}, namespaceLabels));
  if (!old) return near(other);
  return (near(other) && !near(old)) || (away(old) && !away(other));
}

/** A placed Pod is gone. */
function without(gone: Pod, plugin: string, pod: Pod, namespaceLabels: NamespaceLabels): boolean {
  switch (plugin) {
    case 'PodTopologySpread':
      return spreadCounts(gone, pod);
    case 'InterPodAffinity': {
      const own = podInfo(pod);
      const theirs = podInfo(gone);
      return !!own.affinity?.requiredAntiAffinity.some((term) => termSelects(term, theirs.namespace, theirs.labels, namespaceLabels)) || !!theirs.affinity?.requiredAntiAffinity.some((term) => termSelects(term, own.namespace, own.labels, namespaceLabels));
    }
    case 'NodePorts': {
      const wanted = podInfo(pod).hostPorts;
      return podInfo(gone).hostPorts.some((port) => wanted.some((w) => w.port === port.port && w.protocol === port.protocol));
    }
    case 'NodeResourcesFit':
    case 'VolumeRestrictions':
    case 'NodeVolumeLimits':
    case 'DefaultPreemption':
      return true;
    default:
      return false;
  }
}

function spreadCounts(other: Pod, pod: Pod): boolean {
  if (namespaceOf(other) !== namespaceOf(pod)) return false;
  const constraints = compileConstraints(pod.spec.topologySpreadConstraints ?? [], 'DoNotSchedule', pod.metadata.labels ?? {});
  return constraints.some(({ selector }) => matches(selector, other.metadata.labels));
}

const namespaceOf = ({ metadata }: Pod): string => metadata.namespace ?? 'default';
