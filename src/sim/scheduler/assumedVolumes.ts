// What the scheduler has promised about volumes, until the API server shows it.
// Upstream: pkg/scheduler/util/assumecache, pkg/scheduler/framework/plugins/volumebinding/assume_cache.go

import type { PersistentVolume, PersistentVolumeClaim } from './types.ts';

export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** What the scheduler writes before it binds the Pod to the node. */
export interface VolumeDecision {
  /** Volumes that get a claimRef; claims as namespace/name. */
  readonly bindings: readonly { readonly volume: string; readonly claim: string }[];
  /** Claims that get the annotation of the selected node, so that a provisioner makes a volume there. */
  readonly provisions: readonly string[];
}

/** Promises of decisions whose writes have not come back yet. */
export class AssumedVolumes {
  private readonly claimOfVolume = new Map<string, string>();
  private readonly nodeOfClaim = new Map<string, string>();

  assume(decision: VolumeDecision, node: string): void {
    for (const { volume, claim } of decision.bindings) this.claimOfVolume.set(volume, claim);
    for (const claim of decision.provisions) this.nodeOfClaim.set(claim, node);
  }

  forget(decision: VolumeDecision): void {
    for (const { volume } of decision.bindings) this.claimOfVolume.delete(volume);
    for (const claim of decision.provisions) this.nodeOfClaim.delete(claim);
  }

  claimFor(volume: PersistentVolume): string | undefined {
    const ref = volume.spec.claimRef;
    return ref ? `${ref.namespace ?? ''}/${ref.name ?? ''}` : this.claimOfVolume.get(volume.metadata.name);
  }

  selectedNode(claim: PersistentVolumeClaim): string | undefined {
    return claim.metadata.annotations?.[SELECTED_NODE] ?? this.nodeOfClaim.get(claimKey(claim));
  }
}

export function claimKey(claim: PersistentVolumeClaim): string {
  return `${claim.metadata.namespace ?? 'default'}/${claim.metadata.name}`;
}
