// Taints keep Pods away from a node; tolerations let them pass. Upstream: k8s.io/component-helpers/scheduling/corev1/helpers.go

import type { Taint, Toleration } from './types.ts';

export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator ?? '') {
    case 'Exists':
      return true;
    case '':
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    default:
      return false; // Gt and Lt: off by default in v1.36
  }
}

export function anyTolerates(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  if (tolerations) for (const toleration of tolerations) if (tolerates(toleration, taint)) return true;
  return false;
}

/** Whether the Pod may be placed (and stay) on a node with these taints. */
export function toleratesScheduling(tolerations: readonly Toleration[] | undefined, taints: readonly Taint[]): boolean {
  for (const taint of taints) if (taint.effect !== 'PreferNoSchedule' && !anyTolerates(tolerations, taint)) return false;
  return true;
}
