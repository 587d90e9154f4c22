// Finalizers that keep claims and volumes as long as they are in use.
// Upstream: pkg/controller/volume/{protectionutil,pvcprotection,pvprotection}

import { deepFreeze } from '../../base/json.ts';
import type { KubeObject } from '../api/types.ts';
import type { Context } from '../client/controller.ts';
import type { Informer } from '../client/informer.ts';
import type { Sim } from '../kernel/task.ts';
import { PersistentVolume } from '../kinds/persistentVolume.ts';
import { PersistentVolumeClaim } from '../kinds/persistentVolumeClaim.ts';
import { Pod } from '../kinds/pod.ts';
import type { ClaimUsers } from './pvcProtection.ts';
import { claimsOf } from './shared/claims.ts';

const CLAIM = 'kubernetes.io/pvc-protection';
const VOLUME = 'kubernetes.io/pv-protection';

const has = ({ metadata }: KubeObject, finalizer: string): boolean => metadata.finalizers?.includes(finalizer) === true;
/** It is being deleted, and the finalizer keeps it. */
const isHeld = (object: KubeObject, finalizer: string): boolean => object.metadata.deletionTimestamp !== undefined && has(object, finalizer);
const isBare = (object: KubeObject, finalizer: string): boolean => object.metadata.deletionTimestamp === undefined && !has(object, finalizer);

export const needsClaimLook = (claim: PersistentVolumeClaim): boolean => isBare(claim, CLAIM) || isHeld(claim, CLAIM);
export const needsVolumeLook = (volume: PersistentVolume): boolean => isBare(volume, VOLUME) || isHeld(volume, VOLUME);

export function* protectClaim(context: Context<ClaimUsers>, key: string): Sim<void> {
  const { state, client, note } = context;
  const claim = state.claims.get(key);
  if (!claim) return;
  if (isBare(claim, CLAIM)) yield* client.update(PersistentVolumeClaim, deepFreeze(withFinalizer(claim, CLAIM)));
  else if (isHeld(claim, CLAIM)) {
    const users = [...state.users.get(key)].filter(({ spec }) => spec.nodeName);
    note('users', { pods: users.map(({ metadata }) => metadata.name).join(' ') });
    if (users.length > 0 || (yield* isUsed(context, key, claim))) return;
    note('finalizer', { removed: CLAIM });
    yield* client.update(PersistentVolumeClaim, deepFreeze(withoutFinalizer(claim, CLAIM)));
  }
}

/** What has been heard may be old: the server is asked as well. */
function* isUsed({ client }: Context<ClaimUsers>, key: string, { metadata: { namespace } }: PersistentVolumeClaim): Sim<boolean> {
  const { items } = yield* client.list(Pod, { namespace });
  return items.some((pod) => pod.spec.nodeName && claimsOf(pod).includes(key));
}

export function* protectVolume({ state, client, note }: Context<Informer<PersistentVolume>>, name: string): Sim<void> {
  const volume = state.get(name);
  if (!volume) return;
  if (isBare(volume, VOLUME)) yield* client.update(PersistentVolume, deepFreeze(withFinalizer(volume, VOLUME)));
  else if (isHeld(volume, VOLUME) && volume.status?.phase !== 'Bound') {
    note('finalizer', { removed: VOLUME });
    yield* client.update(PersistentVolume, deepFreeze(withoutFinalizer(volume, VOLUME)));
  }
}

function withFinalizer<T extends KubeObject>(object: T, finalizer: string): T {
  return { ...object, metadata: { ...object.metadata, finalizers: [...(object.metadata.finalizers ?? []), finalizer] } };
}

function withoutFinalizer<T extends KubeObject>(object: T, finalizer: string): T {
  const { finalizers, ...metadata } = object.metadata;
  const left = (finalizers ?? []).filter((name) => name !== finalizer);
  return { ...object, metadata: left.length ? { ...metadata, finalizers: left } : metadata };
}
