// What to do with a claim: bind it, have a volume made for it, or say why it must wait.
// Upstream: pkg/controller/volume/persistentvolume/pv_controller.go (syncClaim)

import { deepFreeze } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { keyFor } from '../../client/informer.ts';
import type { Sim } from '../../kernel/task.ts';
import type { PersistentVolume } from '../../kinds/persistentVolume.ts';
import { PersistentVolumeClaim } from '../../kinds/persistentVolumeClaim.ts';
import type { StorageClass } from '../../kinds/storageClass.ts';
import type { BinderContext } from './binder.ts';
import { bestVolume, BIND_COMPLETED, BOUND_BY_CONTROLLER, classNameOf, isHeldFor, mismatch } from './matching.ts';
import { provision } from './provisioning.ts';
import { bind, loseClaim, say, setClaimStatus } from './writes.ts';

const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const DEFAULT_CLASS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

export function* syncClaim(context: BinderContext, claim: PersistentVolumeClaim): Sim<void> {
  if (claim.metadata.annotations?.[BIND_COMPLETED] === undefined) yield* syncUnbound(context, claim);
  else yield* syncBound(context, claim);
}

/** Claims and volumes that are bound to each other need no look. */
export function* lookAgain({ state, kernel }: BinderContext, timer: number): Sim<void> {
  let any = false;
  for (const claim of state.claims.list()) {
    if (claim.status.phase === 'Bound') continue;
    state.claimQueue.add(keyFor(claim));
    any = true;
  }
  for (const volume of state.volumes.list()) {
    const { phase } = volume.status ?? {};
    if (phase === 'Bound' || (phase === 'Available' && !volume.spec.claimRef)) continue;
    state.volumeQueue.add(keyFor(volume));
    any = true;
  }
  if (any) kernel.trace.raise(timer as never, 'detail');
}

function* syncUnbound(context: BinderContext, claim: PersistentVolumeClaim): Sim<void> {
  const { state } = context;
  const { volumeName } = claim.spec;
  if (volumeName) {
    yield* bindNamed(context, claim, state.volumes.get(volumeName));
    return;
  }
  const waits = delaysBinding(claim, state.classes.get(classNameOf(claim)));
  const volume = bestVolume(state.volumes.list(), claim, waits);
  if (volume) {
    yield* bind(context, volume, claim);
    return;
  }
  const className = classNameOf(claim);
  if (claim.spec.storageClassName === undefined && className === '' && (yield* giveDefaultClass(context, claim))) return;
  if (waits && claim.metadata.annotations?.[SELECTED_NODE] === undefined) tellThatItWaits(context, claim);
  else if (className !== '') {
    context.note('none', { class: className });
    yield* provision(context, claim, className);
    return;
  } else {
    context.note('none', { class: '' });
    say(context, claim, 'Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set');
  }
  yield* setClaimStatus(context, claim, 'Pending');
}

const delaysBinding = ({ metadata }: PersistentVolumeClaim, storageClass: StorageClass | undefined): boolean =>
  storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && metadata.annotations?.[SELECTED_NODE] === undefined;

function tellThatItWaits(context: BinderContext, claim: PersistentVolumeClaim): void {
  const pods = [...context.state.pods.get(keyFor(claim))].filter(({ spec }) => !spec.nodeName).map(({ metadata }) => metadata.name).sort(compareText);
  context.note('waits', { pods: pods.join(' ') });
  if (pods.length === 0) say(context, claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
  else say(context, claim, 'Normal', 'WaitForPodScheduled', `waiting for ${pods.length > 1 ? 'pods' : 'pod'} ${pods.join(',')} to be scheduled`);
}

/** The claim asks for a certain volume. */
function* bindNamed(context: BinderContext, claim: PersistentVolumeClaim, volume: PersistentVolume | undefined): Sim<void> {
  if (volume && !volume.spec.claimRef) {
    const why = mismatch(volume, claim);
    if (why === undefined) {
      yield* bind(context, volume, claim);
      return;
    }
    say(context, claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume ${JSON.stringify(volume.metadata.name)}: ${why}`);
  } else if (volume && isHeldFor(volume, claim)) {
    yield* bind(context, volume, claim);
    return;
  } else if (volume && claim.metadata.annotations?.[BOUND_BY_CONTROLLER] !== undefined) return;
  yield* setClaimStatus(context, claim, 'Pending');
}

function* syncBound(context: BinderContext, claim: PersistentVolumeClaim): Sim<void> {
  const { volumeName } = claim.spec;
  if (!volumeName) {
    yield* loseClaim(context, claim, 'ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!');
    return;
  }
  const volume = context.state.volumes.get(volumeName);
  if (!volume) yield* loseClaim(context, claim, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  else if (!volume.spec.claimRef || volume.spec.claimRef.uid === claim.metadata.uid) yield* bind(context, volume, claim);
  else yield* loseClaim(context, claim, 'ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
}

/** A claim that was there before there was a default class gets it now. */
function* giveDefaultClass({ client, state }: BinderContext, claim: PersistentVolumeClaim): Sim<boolean> {
  let chosen: StorageClass | undefined;
  for (const candidate of state.classes.list()) {
    if (!DEFAULT_CLASS.some((key) => candidate.metadata.annotations?.[key] === 'true')) continue;
    if (!chosen || candidate.metadata.creationTimestamp > chosen.metadata.creationTimestamp || (candidate.metadata.creationTimestamp === chosen.metadata.creationTimestamp && compareText(candidate.metadata.name, chosen.metadata.name) < 0)) chosen = candidate;
  }
  if (!chosen) return false;
  state.claims.wrote(yield* client.update(PersistentVolumeClaim, deepFreeze({ ...claim, spec: { ...claim.spec, storageClassName: chosen.metadata.name } })));
  return true;
}
