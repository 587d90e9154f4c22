// The kinds that a node works with, as its clients name them.

import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { INode } from 'kubernetes-models/v1/Node';
import type { IPersistentVolume } from 'kubernetes-models/v1/PersistentVolume';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { ISecret } from 'kubernetes-models/v1/Secret';
import type { IService } from 'kubernetes-models/v1/Service';
import type { ILease } from 'kubernetes-models/coordination.k8s.io/v1/Lease';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';

export { Pod } from '../kinds/pod.ts';
export { CSIDriver } from '../kinds/csiDriver.ts';
export { CSINode } from '../kinds/csiNode.ts';
export { RuntimeClass } from '../kinds/runtimeClass.ts';

export type Node = Served<INode>;
export const Node = defineKind<Node>({ group: '', version: 'v1', kind: 'Node', plural: 'nodes', scope: 'Cluster', storage: 'minions' });
export type Lease = Served<ILease>;
export const Lease = defineKind<Lease>({ group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', plural: 'leases', scope: 'Namespaced' });
export type ConfigMap = Served<IConfigMap>;
export const ConfigMap = defineKind<ConfigMap>({ group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', scope: 'Namespaced' });
export type Secret = Served<ISecret>;
export const Secret = defineKind<Secret>({ group: '', version: 'v1', kind: 'Secret', plural: 'secrets', scope: 'Namespaced' });
export type Service = Served<IService>;
export const Service = defineKind<Service>({ group: '', version: 'v1', kind: 'Service', plural: 'services', scope: 'Namespaced' });
export type PersistentVolumeClaim = Served<IPersistentVolumeClaim>;
export const PersistentVolumeClaim = defineKind<PersistentVolumeClaim>({ group: '', version: 'v1', kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims', scope: 'Namespaced' });
export type PersistentVolume = Served<IPersistentVolume>;
export const PersistentVolume = defineKind<PersistentVolume>({ group: '', version: 'v1', kind: 'PersistentVolume', plural: 'persistentvolumes', scope: 'Cluster' });
