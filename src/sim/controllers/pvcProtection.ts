// Claim protection: a claim that is being deleted stays, by its finalizer, until no Pod on any node uses it.
// Upstream: pkg/controller/volume/pvcprotection/pvc_protection_controller.go
//
// What a reconcile notes:
//   users      { pods } which Pods use the claim
//   finalizer  { removed } none does: the claim may go

import { defineController, watch } from '../client/controller.ts';
import { keyFor, type Index, type Informer } from '../client/informer.ts';
import type { Sim } from '../kernel/task.ts';
import { PersistentVolumeClaim } from '../kinds/persistentVolumeClaim.ts';
import { Pod } from '../kinds/pod.ts';
import { needsClaimLook, protectClaim } from './protectStorage.ts';
import { claimsOf, podsByClaim } from './shared/claims.ts';
import { isTerminal } from './shared/pods.ts';

export interface ClaimUsers {
  readonly claims: Informer<PersistentVolumeClaim>;
  readonly users: Index<Pod>;
}

export const pvcProtection = defineController<ClaimUsers>({
  name: 'pvc-protection',
  account: 'pvc-protection-controller',
  state: (context) => ({ claims: context.informer(PersistentVolumeClaim), users: podsByClaim(context.informer(Pod)) }),
  watches: [
    watch<PersistentVolumeClaim, ClaimUsers>(PersistentVolumeClaim, (claim, _context, _old, gone) => (!gone && needsClaimLook(claim) ? [keyFor(claim)] : [])),
    // A Pod that has a node and has not ended uses its claims: nothing to do for those.
    watch<Pod, ClaimUsers>(Pod, (pod, { state }, _old, gone) => (pod.spec.volumes && (gone || isTerminal(pod) || !pod.spec.nodeName) ? claimsOf(pod).filter((key) => state.claims.get(key)?.metadata.deletionTimestamp !== undefined) : [])),
  ],
  *reconcile(context, key): Sim<void> {
    yield* protectClaim(context, key);
  },
});
