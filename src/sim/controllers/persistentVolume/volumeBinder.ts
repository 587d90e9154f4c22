// PersistentVolume binder, the half that looks at volumes: which are free, which are bound, and what becomes of one whose
// claim has gone.
// Upstream: pkg/controller/volume/persistentvolume/pv_controller_base.go (volumeWorker)
//
// What a reconcile notes:
//   phase    { name, phase } the volume gets another phase
//   reclaim  { policy } its claim is gone; what the volume's policy says is done

import { defineController, watch, type Context } from '../../client/controller.ts';
import type { Sim } from '../../kernel/task.ts';
import { PersistentVolume } from '../../kinds/persistentVolume.ts';
import { PersistentVolumeClaim } from '../../kinds/persistentVolumeClaim.ts';
import { binderOf, type Binder } from './binder.ts';
import { syncVolume } from './syncVolume.ts';

export const volumeBinder = defineController<Binder>({
  name: 'persistentvolume-binder/volumes',
  account: 'persistent-volume-binder',
  source: 'persistentvolume-controller',
  for: PersistentVolume as never,
  maxRetries: 0,
  state: (context) => binderOf(context as Context<never>, 'volumeQueue'),
  watches: [watch<PersistentVolumeClaim, Binder>(PersistentVolumeClaim, ({ spec: { volumeName } }, _context, _old, gone) => (gone && volumeName ? [volumeName] : []))],
  *reconcile(context, name): Sim<void> {
    const volume = context.state.volumes.get(name);
    if (volume) yield* syncVolume(context, volume);
  },
});
