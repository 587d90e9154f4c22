// Whether a Pod would be let onto a node by its name, its labels and its taints: what DaemonSets ask before they make one.
// Upstream: k8s.io/component-helpers/scheduling/corev1 (nodeaffinity, helpers.go)

import { fromLabelSelector, fromMap, matches } from '../../api/selectors.ts';
import type { Node } from '../../kinds/node.ts';
import type { PodSpec, Toleration } from '../../kinds/shared/podTypes.ts';

export type Taint = NonNullable<Node['spec']['taints']>[number];

/** The Pod's nodeSelector and required node affinity. */
export function fitsAffinity(spec: PodSpec, { metadata }: Node): boolean {
  const labels = metadata.labels ?? {};
  if (spec.nodeSelector && !matches(fromMap(spec.nodeSelector as Readonly<Record<string, string>>), labels)) return false;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (!required) return true;
  return required.nodeSelectorTerms.some(({ matchExpressions = [], matchFields = [] }) => {
    if (matchExpressions.length === 0 && matchFields.length === 0) return false;
    return matches(fromLabelSelector({ matchExpressions }), labels) && matches(fromLabelSelector({ matchExpressions: matchFields }), { 'metadata.name': metadata.name });
  });
}

export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator) {
    case undefined:
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    case 'Exists':
      return true;
    default:
      return false;
  }
}

export function toleratesAll(tolerations: readonly Toleration[], taints: readonly Taint[], effects: readonly string[]): boolean {
  return taints.every((taint) => !effects.includes(taint.effect) || tolerations.some((toleration) => tolerates(toleration, taint)));
}
