// CSIStorageCapacity: how much room a storage class has in one part of the cluster.
// Upstream: pkg/apis/storage/validation, pkg/registry/storage/csistoragecapacity

import type { ICSIStorageCapacity } from 'kubernetes-models/storage.k8s.io/v1/CSIStorageCapacity';
import { defineKind } from '../api/kind.ts';
import { isDNS1123Subdomain } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { selector } from './shared/internal.ts';
import { checkImmutable, hasInvalidSelectorValue } from './shared/metadata.ts';
import type { Report } from './shared/report.ts';
import { checkNonNegativeQuantity } from './shared/resourceLists.ts';
import { checkSelectorAt, reported } from './shared/rules.ts';
import { plainTable } from './shared/tableOf.ts';

export type CSIStorageCapacity = Served<ICSIStorageCapacity>;

export const CSIStorageCapacity = defineKind<CSIStorageCapacity>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIStorageCapacity',
  plural: 'csistoragecapacities',
  scope: 'Namespaced',
  simulated: 'stored',
  strategy: {
    metaOnUpdate: ['object', 'update'],
    validate: (o) => reported((r) => check(r, o, false)),
    validateUpdate: (o, old) =>
      reported((r) => {
        check(r, o, hasInvalidSelectorValue(old.nodeTopology));
        checkImmutable(r, 'nodeTopology', o.nodeTopology, old.nodeTopology, o.nodeTopology ? selector(o.nodeTopology) : null);
        checkImmutable(r, 'storageClassName', o.storageClassName, old.storageClassName);
      }),
  },
  table: plainTable,
});

function check(r: Report, o: CSIStorageCapacity, anyValues: boolean): void {
  checkSelectorAt(r, 'nodeTopology', o.nodeTopology, anyValues);
  r.faults('storageClassName', o.storageClassName, isDNS1123Subdomain(o.storageClassName));
  for (const field of ['capacity', 'maximumVolumeSize'] as const) {
    const quantity = o[field];
    if (quantity !== undefined) checkNonNegativeQuantity(r, field, quantity);
  }
}
