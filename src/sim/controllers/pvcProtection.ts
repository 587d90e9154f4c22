// Claim protection: a claim that is being deleted stays, by its finalizer, until no Pod on any node uses it.
// Upstream: pkg/controller/volume/pvcprotection/pvc_protection_controller.go

import { deepFreeze } from '../../base/json.ts';
import { defineController, watch, type Context } from '../client/controller.ts';
import { keyFor, type Index, type Informer } from '../client/informer.ts';
import type { Sim } from '../kernel/task.ts';
import { PersistentVolumeClaim } from '../kinds/persistentVolumeClaim.ts';
import { Pod } from '../kinds/pod.ts';
import { claimsOf, podsByClaim } from './shared/claims.ts';
import { isTerminal } from './shared/pods.ts';
import { isDeletionCandidate, lacksFinalizer, withFinalizer, withoutFinalizer } from './shared/protection.ts';

const FINALIZER = 'kubernetes.io/pvc-protection';

interface State {
  readonly claims: Informer<PersistentVolumeClaim>;
  readonly users: Index<Pod>;
}

export const pvcProtection = defineController<State>({
  name: 'pvc-protection',
  account: 'pvc-protection-controller',
  state: (context) => ({ claims: context.informer(PersistentVolumeClaim), users: podsByClaim(context.informer(Pod)) }),
  watches: [
    watch<PersistentVolumeClaim, State>(PersistentVolumeClaim, (claim, _context, _old, gone) => (!gone && (lacksFinalizer(claim, FINALIZER) || isDeletionCandidate(claim, FINALIZER)) ? [keyFor(claim)] : [])),
    // A Pod that has a node and has not ended uses its claims: nothing to do for those.
    watch<Pod, State>(Pod, (pod, { state }, _old, gone) => (pod.spec.volumes && (gone || isTerminal(pod) || !pod.spec.nodeName) ? claimsOf(pod).filter((key) => state.claims.get(key)?.metadata.deletionTimestamp !== undefined) : [])),
  ],
  *reconcile({ state, client, note }, key): Sim<void> {
    const claim = state.claims.get(key);
    if (!claim) return;
    if (lacksFinalizer(claim, FINALIZER)) yield* client.update(PersistentVolumeClaim, deepFreeze(withFinalizer(claim, FINALIZER)));
    else if (isDeletionCandidate(claim, FINALIZER)) {
      const users = [...state.users.get(key)].filter(({ spec }) => spec.nodeName);
      note('users', { pods: users.map(({ metadata }) => metadata.name).join(' ') });
      if (users.length > 0 || (yield* isUsed({ client }, key, claim))) return;
      note('finalizer', { removed: FINALIZER });
      yield* client.update(PersistentVolumeClaim, deepFreeze(withoutFinalizer(claim, FINALIZER)));
    }
  },
});

/** What has been heard may be old: the server is asked as well. */
function* isUsed({ client }: Pick<Context, 'client'>, key: string, { metadata: { namespace } }: PersistentVolumeClaim): Sim<boolean> {
  const { items } = yield* client.list(Pod, { namespace });
  return items.some((pod) => pod.spec.nodeName && claimsOf({ ...pod, metadata: { ...pod.metadata, namespace: namespace ?? '' } }).includes(key));
}
