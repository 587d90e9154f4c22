// Volume protection: a volume that is being deleted stays, by its finalizer, as long as it is bound to a claim.
// Upstream: pkg/controller/volume/pvprotection/pv_protection_controller.go

import { defineController, watch } from '../client/controller.ts';
import { keyFor, type Informer } from '../client/informer.ts';
import type { Sim } from '../kernel/task.ts';
import { PersistentVolume } from '../kinds/persistentVolume.ts';
import { needsVolumeLook, protectVolume } from './protectStorage.ts';

export const pvProtection = defineController<Informer<PersistentVolume>>({
  name: 'pv-protection',
  account: 'pv-protection-controller',
  state: (context) => context.informer(PersistentVolume),
  watches: [watch<PersistentVolume>(PersistentVolume, (volume, _context, _old, gone) => (!gone && needsVolumeLook(volume) ? [keyFor(volume)] : []))],
  *reconcile(context, name): Sim<void> {
    yield* protectVolume(context, name);
  },
});
