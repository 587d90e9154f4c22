// Why a Pod has to leave its node: a volume or a container that took more room than it may.
// Upstream: pkg/kubelet/eviction (eviction_manager.go, helpers.go)
// Simplified: pressure of the node as a whole is not measured; only the limits that a Pod sets itself are kept.

import { value } from '../api/quantity.ts';
import type { Pod } from '../kinds/pod.ts';
import type { Volume } from '../kinds/shared/podTypes.ts';
import type { FileTree } from './files.ts';

export interface EvictionReason {
  readonly message: string;
  readonly graceSeconds: number;
}

export function evictable(_pod: Pod, emptyDirs: readonly (readonly [Volume, FileTree])[]): EvictionReason | undefined {
  for (const [volume, tree] of emptyDirs) {
    const limit = volume.emptyDir?.sizeLimit;
    if (limit === undefined || volume.emptyDir?.medium === 'Memory') continue;
    if (tree.usedBytes > value(limit)) return { message: `Usage of EmptyDir volume ${JSON.stringify(volume.name)} exceeds the limit ${JSON.stringify(String(limit))}. `, graceSeconds: 1 };
  }
  return undefined;
}
