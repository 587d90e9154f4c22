// The objects that the scheduler reads, as the API server serves them.

import type { IReplicaSet } from 'kubernetes-models/apps/v1/ReplicaSet';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { ICSINode } from 'kubernetes-models/storage.k8s.io/v1/CSINode';
import type { IStorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass';
import type { INode } from 'kubernetes-models/v1/Node';
import type { IPersistentVolume } from 'kubernetes-models/v1/PersistentVolume';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { IPod } from 'kubernetes-models/v1/Pod';
import type { IReplicationController } from 'kubernetes-models/v1/ReplicationController';
import type { IService } from 'kubernetes-models/v1/Service';
import type { Served } from '../api/types.ts';

export type Pod = Served<IPod>;
export type PodSpec = Pod['spec'];
export type Node = Served<INode>;
export type Service = Served<IService>;
export type ReplicaSet = Served<IReplicaSet>;
export type StatefulSet = Served<IStatefulSet>;
export type ReplicationController = Served<IReplicationController>;
export type PersistentVolume = Served<IPersistentVolume>;
export type PersistentVolumeClaim = Served<IPersistentVolumeClaim>;
export type StorageClass = Served<IStorageClass>;
export type CsiNode = Served<ICSINode>;
export type PodDisruptionBudget = Served<IPodDisruptionBudget>;

export type Container = PodSpec['containers'][number];
export type Volume = NonNullable<PodSpec['volumes']>[number];
export type Toleration = NonNullable<PodSpec['tolerations']>[number];
export type Taint = NonNullable<Node['spec']['taints']>[number];
export type TopologySpreadConstraint = NonNullable<PodSpec['topologySpreadConstraints']>[number];
export type NodeSelectorTerm = NonNullable<PersistentVolume['spec']['nodeAffinity']>['required'] extends infer R
  ? NonNullable<R> extends { readonly nodeSelectorTerms: readonly (infer T)[] }
    ? T
    : never
  : never;
export type PodAffinityTerm = NonNullable<NonNullable<NonNullable<PodSpec['affinity']>['podAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']>[number];
export type NodeAffinity = NonNullable<NonNullable<PodSpec['affinity']>['nodeAffinity']>;
