// ReplicaSet: keeps the wanted number of Pods alive, no matter why some are missing.
// Upstream: pkg/controller/replicaset/replica_set.go

import { fromLabelSelector } from '../../api/selectors.ts';
import { ReplicaSet } from '../../kinds/replicaSet.ts';
import { replicaController } from './replicas.ts';

export const replicaSet = replicaController<ReplicaSet>({
  name: 'replicaset',
  account: 'replicaset-controller',
  kind: ReplicaSet,
  selector: ({ spec }) => fromLabelSelector(spec.selector),
  countsTerminating: true,
});
