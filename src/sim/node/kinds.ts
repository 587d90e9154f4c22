// The kinds that a node works with, as its clients name them.

import type { IPersistentVolume } from 'kubernetes-models/v1/PersistentVolume';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';

export { ConfigMap } from '../kinds/configMap.ts';
export { CSIDriver } from '../kinds/csiDriver.ts';
export { CSINode } from '../kinds/csiNode.ts';
export { Lease } from '../kinds/lease.ts';
export { Node } from '../kinds/node.ts';
export { Pod } from '../kinds/pod.ts';
export { RuntimeClass } from '../kinds/runtimeClass.ts';
export { Secret } from '../kinds/secret.ts';
export { Service } from '../kinds/service.ts';

export type PersistentVolumeClaim = Served<IPersistentVolumeClaim>;
export const PersistentVolumeClaim = defineKind<PersistentVolumeClaim>({ group: '', version: 'v1', kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims', scope: 'Namespaced' });
export type PersistentVolume = Served<IPersistentVolume>;
export const PersistentVolume = defineKind<PersistentVolume>({ group: '', version: 'v1', kind: 'PersistentVolume', plural: 'persistentvolumes', scope: 'Cluster' });
