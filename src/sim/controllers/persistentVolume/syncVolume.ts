// What to do with a volume: say that it is free or bound, or release it, once its claim is gone, as its policy wants.
// Upstream: pkg/controller/volume/persistentvolume/pv_controller.go (syncVolume, reclaimVolume)
//
// Simplified: a volume is recycled at once, without the Pod that would empty it.

import { ApiError } from '../../api/errors.ts';
import { keyFor } from '../../client/informer.ts';
import type { Sim } from '../../kernel/task.ts';
import { PersistentVolume } from '../../kinds/persistentVolume.ts';
import { PersistentVolumeClaim } from '../../kinds/persistentVolumeClaim.ts';
import { isNotFound } from '../shared/podControl.ts';
import type { BinderContext } from './binder.ts';
import { claimKeyOf, modesDiffer } from './matching.ts';
import { failVolume, say, setVolumePhase, unbindVolume } from './writes.ts';

const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
const MIGRATED_TO = 'pv.kubernetes.io/migrated-to';

export function* syncVolume(context: BinderContext, volume: PersistentVolume): Sim<void> {
  const { claimRef } = volume.spec;
  if (!claimRef?.uid) {
    yield* setVolumePhase(context, volume, 'Available');
    return;
  }
  const claim = yield* claimOf(context, volume, claimRef);
  if (!claim) yield* release(context, volume);
  else if (!claim.spec.volumeName) finishLater(context, volume, claim);
  else if (claim.spec.volumeName === volume.metadata.name) yield* setVolumePhase(context, volume, 'Bound');
  else if (volume.metadata.annotations?.[PROVISIONED_BY] !== undefined && volume.spec.persistentVolumeReclaimPolicy === 'Delete') yield* release(context, volume);
  else yield* unbindVolume(context, volume);
}

const isReleased = ({ status }: PersistentVolume): boolean => status?.phase === 'Released' || status?.phase === 'Failed';

type Reference = NonNullable<PersistentVolume['spec']['claimRef']>;

/** The claim that holds the volume. Before the volume is given up for lost, the server itself is asked. */
function* claimOf({ client, state }: BinderContext, volume: PersistentVolume, reference: Reference): Sim<PersistentVolumeClaim | undefined> {
  let claim = state.claims.get(claimKeyOf(reference));
  if (claim?.metadata.uid === reference.uid) return claim;
  if (claim || !isReleased(volume)) {
    try {
      claim = yield* client.get(PersistentVolumeClaim, reference.namespace, reference.name ?? '');
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return undefined;
    }
  }
  return claim?.metadata.uid === reference.uid ? claim : undefined;
}

/** The claim does not know of its volume yet: the other half ties them together. */
function finishLater(context: BinderContext, volume: PersistentVolume, claim: PersistentVolumeClaim): void {
  if (!modesDiffer(claim, volume)) {
    context.state.claimQueue.add(keyFor(claim));
    return;
  }
  say(context, volume, 'Warning', 'VolumeMismatch', `Cannot bind PersistentVolume to requested PersistentVolumeClaim ${JSON.stringify(claim.metadata.name)} due to incompatible volumeMode.`);
  say(context, claim, 'Warning', 'VolumeMismatch', `Cannot bind PersistentVolume ${JSON.stringify(volume.metadata.name)} to requested PersistentVolumeClaim due to incompatible volumeMode.`);
}

function* release(context: BinderContext, volume: PersistentVolume): Sim<void> {
  const released = isReleased(volume) ? volume : yield* setVolumePhase(context, volume, 'Released');
  if (released.metadata.annotations?.[MIGRATED_TO]) return;
  const policy = released.spec.persistentVolumeReclaimPolicy ?? 'Retain';
  context.note('reclaim', { policy });
  if (policy === 'Recycle') yield* recycle(context, released);
  else if (policy === 'Delete') yield* remove(context, released);
  else if (policy !== 'Retain') yield* failVolume(context, released, 'VolumeUnknownReclaimPolicy', 'Volume has an unrecognized PersistentVolumeReclaimPolicy');
}

function* recycle(context: BinderContext, volume: PersistentVolume): Sim<void> {
  const current = yield* read(context, volume);
  if (!current) return;
  const { claimRef, hostPath, nfs } = current.spec;
  const users = claimRef ? [...context.state.pods.get(claimKeyOf(claimRef))].map(keyFor) : [];
  if (users.length > 0) say(context, current, 'Normal', 'VolumeFailedRecycle', `Volume is used by pods: ${users.join(',')}`);
  else if (!hostPath && !nfs) yield* failVolume(context, current, 'VolumeFailedRecycle', 'No recycler plugin found for the volume!');
  else {
    say(context, current, 'Normal', 'VolumeRecycled', 'Volume recycled');
    yield* unbindVolume(context, current);
  }
}

/** In-tree volumes are deleted here; all others by whoever provisioned them. */
function* remove(context: BinderContext, volume: PersistentVolume): Sim<void> {
  const current = yield* read(context, volume);
  if (!current) return;
  const { metadata, spec } = current;
  const provisioner = metadata.annotations?.[PROVISIONED_BY];
  if (provisioner ? !provisioner.startsWith('kubernetes.io/') : spec.csi) return;
  const { path } = spec.hostPath ?? {};
  if (path === undefined) {
    const why = spec.nfs || spec.local || spec.iscsi || spec.fc ? 'no deletable volume plugin matched' : 'no volume plugin matched';
    yield* failVolume(context, current, 'VolumeFailedDelete', `error getting deleter volume plugin for volume ${JSON.stringify(metadata.name)}: ${why}`);
  } else if (!/\/tmp\/.+/.test(path)) yield* failVolume(context, current, 'VolumeFailedDelete', `host_path deleter only supports /tmp/.+ but received provided ${path}`);
  else {
    try {
      yield* context.client.delete(PersistentVolume, undefined, metadata.name);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }
}

function* read({ client }: BinderContext, { metadata: { name } }: PersistentVolume): Sim<PersistentVolume | undefined> {
  try {
    return yield* client.get(PersistentVolume, undefined, name);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
