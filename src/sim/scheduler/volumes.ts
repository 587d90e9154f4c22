// Claims and volumes as the scheduler knows them: which claim a Pod's volume uses, and what was decided for it.
// Upstream: pkg/scheduler/framework/plugins/volumebinding/binder.go, k8s.io/component-helpers/storage/volume

import type { VolumeDecision } from './assumedVolumes.ts';
import type { Cycle, NotesKey } from './cycle.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, Volume } from './types.ts';

export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

/** Per node: what would have to be written if the Pod came here. */
export const VOLUME_DECISIONS: NotesKey<Map<string, VolumeDecision>> = { name: 'VolumeBinding' };

export function volumeDecision(cycle: Cycle, node: string): VolumeDecision | undefined {
  return cycle.read(VOLUME_DECISIONS)?.get(node);
}

/** The name of the claim that a Pod's volume uses; undefined for other volumes. */
export function claimName(pod: Pod, volume: Volume): string | undefined {
  if (volume.persistentVolumeClaim) return volume.persistentVolumeClaim.claimName;
  return volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : undefined;
}

/** Bound in both directions, by the volume controller. */
export function isBound(claim: PersistentVolumeClaim): boolean {
  return !!claim.spec.volumeName && claim.metadata.annotations?.[BIND_COMPLETED] !== undefined;
}

export function className(object: PersistentVolumeClaim | PersistentVolume): string {
  return object.metadata.annotations?.[CLASS_ANNOTATION] ?? object.spec.storageClassName ?? '';
}
