// Whose the claims of a StatefulSet are: nobody's where they are to stay, the set's where they go with it, the Pod's where
// they go because the set was made smaller. The garbage collector does the rest.
// Upstream: pkg/controller/statefulset/stateful_set_utils.go

import type { Kind } from '../../api/kind.ts';
import type { KubeObject, OwnerReference } from '../../api/types.ts';
import { Pod } from '../../kinds/pod.ts';
import { StatefulSet } from '../../kinds/statefulSet.ts';
import { controllerReference } from '../shared/owners.ts';
import { isInRange } from './setPods.ts';

type Retain = 'Retain' | 'Delete';

export function retentionOf({ spec }: StatefulSet): { readonly whenDeleted: Retain; readonly whenScaled: Retain } {
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } = spec.persistentVolumeClaimRetentionPolicy ?? {};
  return { whenDeleted: whenDeleted as Retain, whenScaled: whenScaled as Retain };
}

const means = (reference: OwnerReference, kind: Kind, object: KubeObject): boolean => reference.apiVersion === kind.apiVersion && reference.kind === kind.kind && reference.name === object.metadata.name;
const SET = StatefulSet as unknown as Kind;
const POD = Pod as unknown as Kind;

const hasOwner = (claim: KubeObject, owner: KubeObject): boolean => claim.metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid) ?? false;

/** Owned by something of this name that is no more. */
export function hasStaleOwner(claim: KubeObject, kind: Kind, owner: KubeObject): boolean {
  const reference = claim.metadata.ownerReferences?.find((r) => means(r, kind, owner));
  return reference !== undefined && reference.uid !== owner.metadata.uid;
}
export const belongsToFormerPod = (claim: KubeObject, pod: Pod): boolean => hasStaleOwner(claim, POD, pod);

/** Somebody else manages the claim; where all are to stay, that is no matter. */
export function hasOtherController(claim: KubeObject, set: StatefulSet, pod: Pod): boolean {
  const { whenDeleted, whenScaled } = retentionOf(set);
  if (whenDeleted === 'Retain' && whenScaled === 'Retain') return false;
  return (claim.metadata.ownerReferences ?? []).some((reference) => {
    if (means(reference, SET, set)) return reference.uid !== set.metadata.uid;
    if (means(reference, POD, pod)) return reference.uid !== pod.metadata.uid;
    return reference.controller === true;
  });
}

/** Which of both owns a claim. */
function wantedOwners(set: StatefulSet, pod: Pod): { readonly set: boolean; readonly pod: boolean } {
  const { whenDeleted, whenScaled } = retentionOf(set);
  const goes = whenScaled === 'Delete' && !isInRange(set, pod);
  return { set: whenDeleted === 'Delete' && !goes, pod: goes };
}

export function isOwnershipRight(claim: KubeObject, set: StatefulSet, pod: Pod): boolean {
  if (hasStaleOwner(claim, SET, set) || hasStaleOwner(claim, POD, pod)) return true;
  if (hasOtherController(claim, set, pod)) return !hasOwner(claim, set) && !hasOwner(claim, pod);
  if (claim.metadata.ownerReferences?.some(({ uid, controller }) => (uid === set.metadata.uid || uid === pod.metadata.uid) && !controller)) return false;
  const wanted = wantedOwners(set, pod);
  return wanted.set === hasOwner(claim, set) && wanted.pod === hasOwner(claim, pod);
}

export function rightOwners(claim: KubeObject, set: StatefulSet, pod: Pod): readonly OwnerReference[] {
  const others = (claim.metadata.ownerReferences ?? []).filter((reference) => !means(reference, SET, set) && !means(reference, POD, pod));
  if (hasOtherController(claim, set, pod)) return others;
  const wanted = wantedOwners(set, pod);
  return [...others, ...(wanted.pod ? [controllerReference(pod, POD)] : []), ...(wanted.set ? [controllerReference(set, SET)] : [])];
}
