// Which claims a Pod uses, and which Pods use a claim.
// Upstream: pkg/controller/volume/common/common.go (PodPVCIndex)

import type { Index, Informer } from '../../client/informer.ts';
import type { Pod } from '../../kinds/pod.ts';

/** Claims as namespace/name: those it names, and those made for its ephemeral volumes. */
export function claimsOf({ metadata, spec }: Pod): readonly string[] {
  const keys: string[] = [];
  for (const { name, persistentVolumeClaim, ephemeral } of spec.volumes ?? []) {
    if (persistentVolumeClaim) keys.push(`${metadata.namespace}/${persistentVolumeClaim.claimName}`);
    else if (ephemeral) keys.push(`${metadata.namespace}/${metadata.name}-${name}`);
  }
  return keys;
}

export const podsByClaim = (pods: Informer<Pod>): Index<Pod> => pods.index('claim', claimsOf);
