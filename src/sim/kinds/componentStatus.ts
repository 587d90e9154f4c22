// ComponentStatus: whether the control plane is well, asked of each part anew. Deprecated since v1.19.
// Upstream: pkg/registry/core/componentstatus

import type { IComponentStatus } from 'kubernetes-models/v1/ComponentStatus';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { tableOf } from './shared/tableOf.ts';

export type ComponentStatus = Served<IComponentStatus>;

export const ComponentStatus = defineKind<ComponentStatus>({
  group: '',
  version: 'v1',
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  shortNames: ['cs'],
  scope: 'Cluster',
  verbs: ['get', 'list'],
  table: tableOf('Name;Status;Message;Error', ({ metadata, conditions }) => {
    const healthy = conditions?.find((c) => c.type === 'Healthy');
    return [metadata.name, healthy === undefined ? 'Unknown' : healthy.status === 'True' ? 'Healthy' : 'Unhealthy', healthy?.message ?? '', healthy?.error ?? ''];
  }),
});
