// PersistentVolume binder, the half that looks at claims: finds a volume for each, or asks for one to be made.
// Upstream: pkg/controller/volume/persistentvolume/pv_controller_base.go (claimWorker, resync)
//
// What a reconcile notes:
//   bind    { volume, claim } a volume is found
//   phase   { name, phase } the claim or the volume gets another phase
//   none    { class } no volume fits; `class` is asked for one, if there is any
//   waits   { pods } a volume is chosen when a Pod that uses the claim is scheduled

import { seconds } from '../../../base/time.ts';
import { defineController, every, watch, type Context } from '../../client/controller.ts';
import type { Sim } from '../../kernel/task.ts';
import { PersistentVolume } from '../../kinds/persistentVolume.ts';
import { PersistentVolumeClaim } from '../../kinds/persistentVolumeClaim.ts';
import { binderOf, type Binder } from './binder.ts';
import { lookAgain, syncClaim } from './syncClaim.ts';

/** How often everything is looked at again. */
const RESYNC = seconds(15);

export const claimBinder = defineController<Binder>({
  name: 'persistentvolume-binder',
  account: 'persistent-volume-binder',
  source: 'persistentvolume-controller',
  for: PersistentVolumeClaim as never,
  // What failed is tried again at the next look.
  maxRetries: 0,
  state: (context) => binderOf(context as Context<never>, 'claimQueue'),
  watches: [watch<PersistentVolume, Binder>(PersistentVolume, ({ spec: { claimRef } }, _context, _old, gone) => (gone && claimRef ? [`${claimRef.namespace}/${claimRef.name}`] : []))],
  tasks: (context) => [{ name: 'resync', body: every(context as Context, RESYNC, 'resync', (timer) => lookAround(context, timer), RESYNC) }],
  *reconcile(context, key): Sim<void> {
    const claim = context.state.claims.get(key);
    if (claim) yield* syncClaim(context, claim);
  },
});

/** Most clusters have none, and there is nothing to look at. */
function* lookAround(context: Context<Binder>, timer: number): Sim<void> {
  const { claims, volumes } = context.state;
  for (const _one of claims.list()) return yield* lookAgain(context, timer);
  for (const _one of volumes.list()) return yield* lookAgain(context, timer);
}
