// The Pods of a DaemonSet: which nodes should have one, how it is made, and which node a Pod is meant for.
// Upstream: pkg/controller/daemon/util/daemonset_util.go, daemon_controller.go (NodeShouldRunDaemonPod)

import { equal } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import type { DaemonSet } from '../../kinds/daemonSet.ts';
import type { Node } from '../../kinds/node.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { Affinity, PodSpec, PodTemplateSpec, Toleration } from '../../kinds/shared/podTypes.ts';
import { fitsAffinity, toleratesAll } from '../shared/nodeFit.ts';

export const REVISION_HASH = 'controller-revision-hash';
const TEMPLATE_GENERATION = 'pod-template-generation';
const GENERATION_ANNOTATION = 'deprecated.daemonset.template.generation';

const exists = (key: string, effect: 'NoSchedule' | 'NoExecute'): Toleration => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect });

/** A node in trouble keeps its daemons, and they go to it. */
const ADDED: readonly Toleration[] = [
  exists('not-ready', 'NoExecute'),
  exists('unreachable', 'NoExecute'),
  exists('disk-pressure', 'NoSchedule'),
  exists('memory-pressure', 'NoSchedule'),
  exists('pid-pressure', 'NoSchedule'),
  exists('unschedulable', 'NoSchedule'),
];
const NETWORK = exists('network-unavailable', 'NoSchedule');

function withDaemonTolerations(spec: PodSpec): Toleration[] {
  const tolerations = [...(spec.tolerations ?? [])];
  for (const added of spec.hostNetwork ? [...ADDED, NETWORK] : ADDED) {
    const at = tolerations.findIndex((t) => t.key === added.key && t.effect === added.effect && t.operator === added.operator && (t.value ?? '') === '');
    if (at < 0) tolerations.push(added);
    else if (!equal(tolerations[at], added)) tolerations[at] = added;
  }
  return tolerations;
}

export interface ShouldRun {
  readonly run: boolean;
  /** One that is there already may stay. */
  readonly keep: boolean;
}

export function shouldRun({ spec }: DaemonSet, node: Node): ShouldRun {
  const pod = spec.template.spec as PodSpec;
  if (pod.nodeName && pod.nodeName !== node.metadata.name) return { run: false, keep: false };
  if (!fitsAffinity(pod, node)) return { run: false, keep: false };
  const taints = node.spec.taints ?? [];
  if (taints.length === 0) return { run: true, keep: true };
  const tolerations = withDaemonTolerations(pod);
  if (toleratesAll(tolerations, taints, ['NoSchedule', 'NoExecute'])) return { run: true, keep: true };
  return { run: false, keep: toleratesAll(tolerations, taints, ['NoExecute']) };
}

export const templateGeneration = ({ metadata }: DaemonSet): string | undefined => metadata.annotations?.[GENERATION_ANNOTATION];

/** The template of its Pods, for all nodes. */
export function daemonTemplate(set: DaemonSet, hash: string): PodTemplateSpec {
  const { template } = set.spec;
  const generation = templateGeneration(set);
  const labels = { ...template.metadata?.labels, ...(generation === undefined ? {} : { [TEMPLATE_GENERATION]: generation }), ...(hash ? { [REVISION_HASH]: hash } : {}) };
  const spec = template.spec as PodSpec;
  return { ...template, metadata: { ...template.metadata, labels }, spec: { ...spec, tolerations: withDaemonTolerations(spec) } };
}

/** The same for one node: the scheduler has only this node to choose. */
export function templateForNode(template: PodTemplateSpec, node: string): PodTemplateSpec {
  const spec = template.spec as PodSpec;
  const required = { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In' as const, values: [node] }] }] };
  const affinity: Affinity = { ...spec.affinity, nodeAffinity: { ...spec.affinity?.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: required } };
  return { ...template, spec: { ...spec, affinity } };
}

/** Where a Pod is, or is meant to be. */
export function targetNode({ spec }: Pod): string | undefined {
  if (spec.nodeName) return spec.nodeName;
  for (const { matchFields = [] } of spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []) {
    for (const field of matchFields) if (field.key === 'metadata.name' && field.operator === 'In' && field.values?.length === 1) return field.values[0];
  }
  return undefined;
}

/** Made from the present template. */
export function isUpdated(set: DaemonSet, pod: Pod, hash: string): boolean {
  const labels = pod.metadata.labels ?? {};
  const generation = templateGeneration(set);
  return (hash !== '' && labels[REVISION_HASH] === hash) || (generation !== undefined && labels[TEMPLATE_GENERATION] === generation);
}

/** Those on a node first, then the oldest. */
export function byAssignmentAndAge(a: Pod, b: Pod): number {
  const assigned = Number(Boolean(b.spec.nodeName)) - Number(Boolean(a.spec.nodeName));
  return assigned || compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) || compareText(a.metadata.name, b.metadata.name);
}
