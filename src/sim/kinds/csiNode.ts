// CSINode: the storage drivers of one node.      Upstream: pkg/apis/storage/validation, pkg/registry/storage/csinode

import type { ICSINode } from 'kubernetes-models/storage.k8s.io/v1/CSINode';
import { equal } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { byteLength, isDNS1123Subdomain, isQualifiedName } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { internalBy } from './shared/internal.ts';
import { IMMUTABLE, type Report } from './shared/report.ts';
import { checkDriverName, each, reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type CSINode = Served<ICSINode>;

const MAX_NODE_ID = 256;

export const CSINode = defineKind<CSINode>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSINode',
  plural: 'csinodes',
  scope: 'Cluster',
  simulated: 'stored',
  strategy: {
    returnsDeleted: true,
    needsResourceVersion: true,
    metaOnUpdate: ['object'],
    validate: (o) => reported((r) => checkDrivers(r, o)),
    validateUpdate: (o, old) =>
      reported((r) => {
        checkDrivers(r, o);
        for (const was of old.spec.drivers ?? []) {
          for (const now of o.spec.drivers ?? []) {
            if (now.name !== was.name) continue;
            const fixed = { ...now, allocatable: undefined };
            if (!equal(fixed, { ...was, allocatable: undefined })) r.invalid('spec.drivers', internalBy('Name NodeID TopologyKeys:? Allocatable:?', fixed), IMMUTABLE);
          }
        }
      }),
  },
  table: tableOf('Name;Drivers:integer;Age', (o, age) => [o.metadata.name, o.spec.drivers?.length ?? 0, age]),
});

function checkDrivers(r: Report, { spec }: CSINode): void {
  const names: string[] = [];
  each(spec.drivers, 'spec.drivers', ({ name, nodeID, allocatable, topologyKeys }, path) => {
    checkDriverName(r, `${path}.name`, name, isDNS1123Subdomain);
    if (!nodeID) r.required(`${path}.nodeID`);
    if (byteLength(nodeID ?? '') > MAX_NODE_ID) r.invalid(`${path}.nodeID`, nodeID, `must be ${MAX_NODE_ID} characters or less`);
    r.nonNegative(`${path}.allocatable.count`, allocatable?.count);
    if (names.includes(name)) r.duplicate(`${path}.name`, name);
    names.push(name);
    topologyKeys?.forEach((key, i) => {
      if (!key) r.required(path);
      if (topologyKeys.indexOf(key) < i) r.duplicate(path, key);
      r.faults(path, key, isQualifiedName(key));
    });
  });
}
