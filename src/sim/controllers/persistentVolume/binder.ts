// What the two halves of the persistent volume binder share: what they know, and each other's queues.
// Upstream: pkg/controller/volume/persistentvolume/pv_controller.go (PersistentVolumeController)

import type { Context } from '../../client/controller.ts';
import type { Index, Informer } from '../../client/informer.ts';
import type { WorkQueue } from '../../client/workqueue.ts';
import { PersistentVolume } from '../../kinds/persistentVolume.ts';
import { PersistentVolumeClaim } from '../../kinds/persistentVolumeClaim.ts';
import { Pod } from '../../kinds/pod.ts';
import { StorageClass } from '../../kinds/storageClass.ts';
import { podsByClaim } from '../shared/claims.ts';
import { Known } from './cache.ts';

export interface Binder {
  readonly volumes: Known<PersistentVolume>;
  readonly claims: Known<PersistentVolumeClaim>;
  readonly classes: Informer<StorageClass>;
  readonly pods: Index<Pod>;
  claimQueue: WorkQueue;
  volumeQueue: WorkQueue;
}

/** One for each controller manager that runs: both controllers ask for the same informers. */
const binders = new WeakMap<Informer<PersistentVolume>, Binder>();

export function binderOf(context: Context<never>, own: 'claimQueue' | 'volumeQueue'): Binder {
  const volumes = context.informer(PersistentVolume);
  const claims = context.informer(PersistentVolumeClaim);
  const classes = context.informer(StorageClass);
  const pods = podsByClaim(context.informer(Pod));
  let binder = binders.get(volumes);
  if (!binder) {
    binder = { volumes: new Known(volumes), claims: new Known(claims), classes, pods, claimQueue: context.queue, volumeQueue: context.queue };
    binders.set(volumes, binder);
  }
  binder[own] = context.queue;
  return binder;
}

export type BinderContext = Context<Binder>;
