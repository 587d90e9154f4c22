// Disruption: keeps the account of each PodDisruptionBudget, which evictions then draw on: how many Pods it selects, how
// many of them are healthy, how many may go.
// Upstream: pkg/controller/disruption/disruption.go
//
// What a reconcile notes:
//   budget { expected, healthy, wanted, allowed }
//
// Simplified: a condition DisruptionTarget that nothing came of is not taken back.

import { defineController, watch } from '../../client/controller.ts';
import { keyFor, type Index, type Informer } from '../../client/informer.ts';
import { Deployment } from '../../kinds/deployment.ts';
import { Pod } from '../../kinds/pod.ts';
import { PodDisruptionBudget } from '../../kinds/podDisruptionBudget.ts';
import { ReplicaSet } from '../../kinds/replicaSet.ts';
import { ReplicationController } from '../../kinds/replicationController.ts';
import { StatefulSet } from '../../kinds/statefulSet.ts';
import { budgetsOf, syncBudget } from './sync.ts';

export interface Disruption {
  readonly budgets: Informer<PodDisruptionBudget>;
  readonly pods: Index<Pod>;
  readonly replicaSets: Informer<ReplicaSet>;
  readonly deployments: Informer<Deployment>;
  readonly statefulSets: Informer<StatefulSet>;
  readonly replicationControllers: Informer<ReplicationController>;
}

const NONE: readonly string[] = [];

export const disruption = defineController<Disruption>({
  name: 'disruption',
  account: 'disruption-controller',
  source: 'controllermanager',
  for: PodDisruptionBudget as never,
  state: (context) => ({
    budgets: context.informer(PodDisruptionBudget),
    pods: context.informer(Pod).index('namespace', ({ metadata }) => [metadata.namespace as string]),
    replicaSets: context.informer(ReplicaSet),
    deployments: context.informer(Deployment),
    statefulSets: context.informer(StatefulSet),
    replicationControllers: context.informer(ReplicationController),
  }),
  watches: [watch<Pod, Disruption>(Pod, (pod, { state }) => (state.budgets.size === 0 ? NONE : budgetsOf(state, pod).slice(0, 1).map(keyFor)))],
  reconcile: (context, key) => syncBudget(context, key),
});
