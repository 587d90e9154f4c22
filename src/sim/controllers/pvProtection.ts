// Volume protection: a volume that is being deleted stays, by its finalizer, as long as it is bound to a claim.
// Upstream: pkg/controller/volume/pvprotection/pv_protection_controller.go

import { deepFreeze } from '../../base/json.ts';
import { defineController, watch } from '../client/controller.ts';
import { keyFor, type Informer } from '../client/informer.ts';
import type { Sim } from '../kernel/task.ts';
import { PersistentVolume } from '../kinds/persistentVolume.ts';
import { isDeletionCandidate, lacksFinalizer, withFinalizer, withoutFinalizer } from './shared/protection.ts';

const FINALIZER = 'kubernetes.io/pv-protection';

export const pvProtection = defineController<Informer<PersistentVolume>>({
  name: 'pv-protection',
  account: 'pv-protection-controller',
  state: (context) => context.informer(PersistentVolume),
  watches: [watch<PersistentVolume>(PersistentVolume, (volume, _context, _old, gone) => (!gone && (lacksFinalizer(volume, FINALIZER) || isDeletionCandidate(volume, FINALIZER)) ? [keyFor(volume)] : []))],
  *reconcile({ state, client, note }, name): Sim<void> {
    const volume = state.get(name);
    if (!volume) return;
    if (lacksFinalizer(volume, FINALIZER)) yield* client.update(PersistentVolume, deepFreeze(withFinalizer(volume, FINALIZER)));
    else if (isDeletionCandidate(volume, FINALIZER) && volume.status?.phase !== 'Bound') {
      note('finalizer', { removed: FINALIZER });
      yield* client.update(PersistentVolume, deepFreeze(withoutFinalizer(volume, FINALIZER)));
    }
  },
});
