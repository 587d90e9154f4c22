// ResourceQuota: counts what a namespace uses, when a quota comes or changes and when something that it counts goes.
// Upstream: pkg/controller/resourcequota/{resource_quota_controller,resource_quota_monitor}.go
//
// What a reconcile notes:
//   used  { … } what was counted, by resource

import { seconds } from '../../../base/time.ts';
import { equal } from '../../../base/json.ts';
import { defineController, every, watch, type Context } from '../../client/controller.ts';
import { keyFor, type Index, type Informer } from '../../client/informer.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Kind } from '../../api/kind.ts';
import type { Sim } from '../../kernel/task.ts';
import { Pod } from '../../kinds/pod.ts';
import { ResourceQuota } from '../../kinds/resourceQuota.ts';
import { isTerminal } from '../shared/pods.ts';
import { concerned, syncQuota } from './syncQuota.ts';

const RESYNC = seconds(300);

export interface Quotas {
  readonly quotas: Informer<ResourceQuota>;
  readonly byNamespace: Index<ResourceQuota>;
  /** Kinds of which objects are counted, as far as quotas have asked for them. */
  readonly counted: Map<string, Informer<KubeObject>>;
}

export const resourceQuota = defineController<Quotas>({
  name: 'resourcequota',
  account: 'resourcequota-controller',
  workers: 5,
  state(context) {
    const quotas = context.informer(ResourceQuota);
    return { quotas, byNamespace: quotas.index('namespace', ({ metadata }) => [metadata.namespace ?? '']), counted: new Map() };
  },
  watches: [
    // Its own status is no reason to count.
    watch<ResourceQuota, Quotas>(ResourceQuota, (quota, _context, old, gone) => (gone || (old && equal(old.spec, quota.spec)) ? [] : [keyFor(quota)])),
    watch<Pod, Quotas>(Pod, (pod, { state }, old, gone) => {
      // Something went: the quotas of its namespace that count such things.
      const { byNamespace } = state;
      const namespace = pod.metadata.namespace ?? '';
      return byNamespace.count(namespace) > 0 && (gone || (old && isTerminal(pod) && !isTerminal(old))) ? concerned(byNamespace.get(namespace), Pod as unknown as Kind) : [];
    }),
  ],
  tasks: (context) => [{ name: 'resync', body: every(context as Context, RESYNC, 'resync', () => resync(context), RESYNC) }],
  *reconcile(context, key): Sim<void> {
    const quota = context.state.quotas.get(key);
    if (quota) yield* syncQuota(context, quota);
  },
});

// eslint-disable-next-line require-yield
function* resync({ state, queue }: Context<Quotas>): Sim<void> {
  for (const quota of state.quotas.list()) queue.add(keyFor(quota));
}
