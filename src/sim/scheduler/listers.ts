// What the plugins look up besides nodes and Pods: the scheduler gives them its informers' caches, tests plain maps.

import type { Labels } from '../api/selectors.ts';
import type {
  CsiNode,
  PersistentVolume,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  Service,
  StatefulSet,
  StorageClass,
} from './types.ts';

/** All in a fixed order (as the informer's cache lists them), so that a decision repeats. */
export interface Listers {
  namespaceLabels(name: string): Labels | undefined;
  services(namespace: string): Iterable<Service>;
  replicaSet(namespace: string, name: string): ReplicaSet | undefined;
  statefulSet(namespace: string, name: string): StatefulSet | undefined;
  replicationController(namespace: string, name: string): ReplicationController | undefined;
  disruptionBudgets(): Iterable<PodDisruptionBudget>;
  claim(namespace: string, name: string): PersistentVolumeClaim | undefined;
  volume(name: string): PersistentVolume | undefined;
  volumes(): Iterable<PersistentVolume>;
  storageClass(name: string): StorageClass | undefined;
  csiNode(name: string): CsiNode | undefined;
}

/** A cluster that has nothing of the kind. */
export const NO_LISTERS: Listers = {
  namespaceLabels: () => undefined,
  services: () => [],
  replicaSet: () => undefined,
  statefulSet: () => undefined,
  replicationController: () => undefined,
  disruptionBudgets: () => [],
  claim: () => undefined,
  volume: () => undefined,
  volumes: () => [],
  storageClass: () => undefined,
  csiNode: () => undefined,
};
