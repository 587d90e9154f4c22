// ReplicationController: what ReplicaSets were before there were ReplicaSets. The same code keeps them.
// Upstream: pkg/controller/replication

import { fromMap, NOTHING } from '../../api/selectors.ts';
import { ReplicationController } from '../../kinds/replicationController.ts';
import { replicaController } from './replicas.ts';

export const replicationController = replicaController<ReplicationController>({
  name: 'replicationcontroller',
  account: 'replication-controller',
  kind: ReplicationController,
  selector: ({ spec }) => (spec.selector && Object.keys(spec.selector).length ? fromMap(spec.selector as Readonly<Record<string, string>>) : NOTHING),
  countsTerminating: false,
});
