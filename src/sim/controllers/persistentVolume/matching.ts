// Which volume a claim gets: the smallest that is large enough, free, of its class and of the kind it asks for.
// Upstream: pkg/controller/volume/persistentvolume/index.go, k8s.io/component-helpers/storage/volume/pv_helpers.go

import { compareText } from '../../../base/text.ts';
import { compareQuantity } from '../../api/quantity.ts';
import { fromLabelSelector, matches } from '../../api/selectors.ts';
import type { PersistentVolume } from '../../kinds/persistentVolume.ts';
import type { PersistentVolumeClaim } from '../../kinds/persistentVolumeClaim.ts';
import { BETA_CLASS } from '../../kinds/shared/claims.ts';

export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';

export const classNameOf = ({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string => metadata.annotations?.[BETA_CLASS] ?? spec.storageClassName ?? '';

export const claimKeyOf = (reference: { readonly namespace?: string; readonly name?: string }): string => `${reference.namespace ?? ''}/${reference.name ?? ''}`;

/** The volume is held for this claim, by name or already by uid. */
export function isHeldFor({ spec: { claimRef } }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  if (!claimRef || claimRef.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false;
  return !claimRef.uid || claimRef.uid === metadata.uid;
}

const capacityOf = ({ spec }: PersistentVolume): string | number => spec.capacity?.storage ?? '0';
const requestOf = ({ spec }: PersistentVolumeClaim): string | number => spec.resources?.requests?.storage ?? '0';
export const modesDiffer = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean => (claim.spec.volumeMode ?? 'Filesystem') !== (volume.spec.volumeMode ?? 'Filesystem');
const hasModes = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean => (claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode));

/**
 * `waits`: the claim is bound when a Pod is scheduled, so only a volume that is held for it will do. Volumes with few
 * access modes come before those with more, so that a claim takes no more than it needs.
 */
export function bestVolume(volumes: Iterable<PersistentVolume>, claim: PersistentVolumeClaim, waits: boolean): PersistentVolume | undefined {
  const fitting = [...volumes].filter((volume) => hasModes(claim, volume)).sort(byCapacity);
  const groups = new Map<string, PersistentVolume[]>();
  for (const volume of fitting) {
    const modes = [...(volume.spec.accessModes ?? [])].sort(compareText).join();
    const group = groups.get(modes);
    if (group) group.push(volume);
    else groups.set(modes, [volume]);
  }
  for (const modes of [...groups.keys()].sort((a, b) => a.split(',').length - b.split(',').length || compareText(a, b))) {
    const found = bestOf(groups.get(modes) ?? [], claim, waits);
    if (found) return found;
  }
  return undefined;
}

/** `volumes` is in order of capacity. */
function bestOf(volumes: readonly PersistentVolume[], claim: PersistentVolumeClaim, waits: boolean): PersistentVolume | undefined {
  const wanted = classNameOf(claim);
  const selector = claim.spec.selector ? fromLabelSelector(claim.spec.selector) : undefined;
  let best: PersistentVolume | undefined;
  for (const volume of volumes) {
    const { claimRef } = volume.spec;
    if (claimRef && !isHeldFor(volume, claim)) continue;
    if (modesDiffer(claim, volume) || volume.metadata.deletionTimestamp !== undefined) continue;
    if ((claim.spec.volumeAttributesClassName ?? '') !== (volume.spec.volumeAttributesClassName ?? '')) continue;
    if (claimRef) {
      // One that somebody reserved for the claim wins, whatever the others are like, if it is large enough.
      if (compareQuantity(capacityOf(volume), requestOf(claim)) < 0) continue;
      return volume;
    }
    if (waits || best || volume.status?.phase !== 'Available') continue;
    if (selector && !matches(selector, volume.metadata.labels)) continue;
    if (classNameOf(volume) !== wanted || compareQuantity(capacityOf(volume), requestOf(claim)) < 0) continue;
    best = volume;
  }
  return best;
}

const byCapacity = (a: PersistentVolume, b: PersistentVolume): number => compareQuantity(capacityOf(a), capacityOf(b)) || compareText(a.metadata.name, b.metadata.name);

/** Why a volume that a claim names cannot be had. */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (volume.metadata.deletionTimestamp !== undefined) return `the volume is marked for deletion ${JSON.stringify(volume.metadata.name)}`;
  if (compareQuantity(capacityOf(volume), requestOf(claim)) < 0) return 'requested PV is too small';
  if (classNameOf(volume) !== classNameOf(claim)) return 'storageClassName does not match';
  if ((claim.spec.volumeAttributesClassName ?? '') !== (volume.spec.volumeAttributesClassName ?? '')) return 'volumeAttributesClassName does not match';
  if (modesDiffer(claim, volume)) return 'incompatible volumeMode';
  if (!hasModes(claim, volume)) return 'incompatible accessMode';
  return undefined;
}
