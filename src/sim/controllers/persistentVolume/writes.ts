// The writes that tie a claim and a volume together, and that part them. A binding is four writes: volume, its status, claim, its status; any of them may have been
// made before, so that a binding that broke off half-way is finished by the next look.
// Upstream: pkg/controller/volume/persistentvolume/pv_controller.go

import { deepFreeze, equal } from '../../../base/json.ts';
import { compareQuantity } from '../../api/quantity.ts';
import { referenceTo, type EventType } from '../../client/recorder.ts';
import type { Sim } from '../../kernel/task.ts';
import { PersistentVolume } from '../../kinds/persistentVolume.ts';
import { PersistentVolumeClaim } from '../../kinds/persistentVolumeClaim.ts';
import type { BinderContext } from './binder.ts';
import { BIND_COMPLETED, BOUND_BY_CONTROLLER, isHeldFor } from './matching.ts';

type Phase = NonNullable<PersistentVolume['status']['phase']>;

/** Ties them together, as far as that has not been done. */
export function* bind(context: BinderContext, volume: PersistentVolume, claim: PersistentVolumeClaim): Sim<void> {
  const held = yield* holdVolume(context, volume, claim);
  const bound = yield* setVolumePhase(context, held, 'Bound');
  const told = yield* tellClaim(context, claim, bound);
  yield* setClaimStatus(context, told, 'Bound', bound);
}

function* holdVolume({ client, state, note }: BinderContext, volume: PersistentVolume, claim: PersistentVolumeClaim): Sim<PersistentVolume> {
  const { claimRef } = volume.spec;
  const annotations = volume.metadata.annotations ?? {};
  // What somebody reserved for the claim is not marked as the binder's own doing.
  const mark = !isHeldFor(volume, claim) && annotations[BOUND_BY_CONTROLLER] === undefined;
  const holds = claimRef?.name === claim.metadata.name && claimRef.namespace === claim.metadata.namespace && claimRef.uid === claim.metadata.uid;
  if (holds && !mark) return volume;
  note('bind', { volume: volume.metadata.name, claim: claim.metadata.name });
  const { kind, namespace, name, uid, apiVersion, resourceVersion } = referenceTo(claim);
  const next = {
    ...volume,
    metadata: mark ? { ...volume.metadata, annotations: { ...annotations, [BOUND_BY_CONTROLLER]: 'yes' } } : volume.metadata,
    spec: holds ? volume.spec : { ...volume.spec, claimRef: { kind, namespace, name, uid, apiVersion, resourceVersion } },
  };
  return state.volumes.wrote(yield* client.update(PersistentVolume, deepFreeze(next) as PersistentVolume));
}

function* tellClaim({ client, state }: BinderContext, claim: PersistentVolumeClaim, { metadata: { name } }: PersistentVolume): Sim<PersistentVolumeClaim> {
  const annotations = claim.metadata.annotations ?? {};
  const named = claim.spec.volumeName === name;
  if (named && annotations[BIND_COMPLETED] !== undefined) return claim;
  const next = {
    ...claim,
    metadata: {
      ...claim.metadata,
      annotations: { ...annotations, [BIND_COMPLETED]: 'yes', ...(named || annotations[BOUND_BY_CONTROLLER] !== undefined ? {} : { [BOUND_BY_CONTROLLER]: 'yes' }) },
    },
    spec: { ...claim.spec, volumeName: name },
  };
  return state.claims.wrote(yield* client.update(PersistentVolumeClaim, deepFreeze(next)));
}

export function* setVolumePhase({ client, state, note }: BinderContext, volume: PersistentVolume, phase: Phase, message?: string): Sim<PersistentVolume> {
  if (volume.status?.phase === phase) return volume;
  note('phase', { name: volume.metadata.name, phase });
  const { message: _, ...status } = volume.status ?? {};
  const next = { ...volume, status: { ...status, phase, ...(message ? { message } : {}) } };
  return state.volumes.wrote(yield* client.updateStatus(PersistentVolume, deepFreeze(next)));
}

/** As above, and says so in an Event. */
export function* failVolume(context: BinderContext, volume: PersistentVolume, reason: string, message: string): Sim<void> {
  if (volume.status?.phase === 'Failed') return;
  const next = yield* setVolumePhase(context, volume, 'Failed', message);
  context.recorder.event(referenceTo(next), 'Warning', reason, message);
}

/** The status of a claim; with a volume, what it got from that. */
export function* setClaimStatus({ client, state, note }: BinderContext, claim: PersistentVolumeClaim, phase: string, volume?: PersistentVolume): Sim<PersistentVolumeClaim> {
  const { accessModes: _modes, capacity, ...rest } = claim.status;
  const becomes = claim.status.phase !== phase;
  const offered = volume?.spec.capacity;
  const grown = becomes && offered?.storage !== undefined && (capacity?.storage === undefined || compareQuantity(offered.storage, capacity.storage) !== 0);
  const attributes = volume?.spec.volumeAttributesClassName;
  const status = volume
    ? { ...rest, accessModes: volume.spec.accessModes, ...(grown ? { capacity: offered } : capacity ? { capacity } : {}), ...(becomes && attributes ? { currentVolumeAttributesClassName: attributes } : {}), phase }
    : { ...rest, phase };
  if (equal(status, claim.status)) return claim;
  if (becomes) note('phase', { name: claim.metadata.name, phase });
  return state.claims.wrote(yield* client.updateStatus(PersistentVolumeClaim, deepFreeze({ ...claim, status }) as PersistentVolumeClaim));
}

export function* loseClaim(context: BinderContext, claim: PersistentVolumeClaim, reason: string, message: string): Sim<void> {
  if (claim.status.phase === 'Lost') return;
  const next = yield* setClaimStatus(context, claim, 'Lost');
  say(context, next, 'Warning', reason, message);
}

export const say = ({ recorder }: BinderContext, object: PersistentVolume | PersistentVolumeClaim, type: EventType, reason: string, message: string): void => recorder.event(referenceTo(object), type, reason, message);

/** Frees a volume; where a person reserved it, it stays reserved for a claim of that name. */
export function* unbindVolume(context: BinderContext, volume: PersistentVolume): Sim<void> {
  const { client, state } = context;
  const { [BOUND_BY_CONTROLLER]: mark, ...annotations } = volume.metadata.annotations ?? {};
  const { claimRef, ...spec } = volume.spec;
  const { annotations: _, ...metadata } = volume.metadata;
  const { uid: _uid, ...reserved } = claimRef ?? {};
  const next =
    mark === undefined
      ? { ...volume, spec: { ...spec, claimRef: reserved } }
      : { ...volume, metadata: Object.keys(annotations).length ? { ...metadata, annotations } : metadata, spec };
  const freed = state.volumes.wrote(yield* client.update(PersistentVolume, deepFreeze(next) as PersistentVolume));
  yield* setVolumePhase(context, freed, 'Available');
}
