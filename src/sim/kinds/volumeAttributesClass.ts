// VolumeAttributesClass: qualities of a volume that can change while it is used.
// Upstream: pkg/apis/storage/validation, pkg/registry/storage/volumeattributesclass

import type { IVolumeAttributesClass } from 'kubernetes-models/storage.k8s.io/v1/VolumeAttributesClass';
import { equal } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { checkParameters, checkProvisioner } from './shared/storageRules.ts';
import { tableOf } from './shared/tableOf.ts';

export type VolumeAttributesClass = Served<IVolumeAttributesClass>;

const PROTECTION = 'kubernetes.io/vac-protection';

export const VolumeAttributesClass = defineKind<VolumeAttributesClass>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttributesClass',
  plural: 'volumeattributesclasses',
  shortNames: ['vac'],
  scope: 'Cluster',
  simulated: 'stored',
  strategy: {
    returnsDeleted: true,
    metaOnUpdate: ['update', 'object'],
    // The admission plugin StorageObjectInUseProtection does this.
    prepareForCreate({ metadata }) {
      if (!metadata.finalizers?.includes(PROTECTION)) metadata.finalizers = [...(metadata.finalizers ?? []), PROTECTION];
    },
    validate: (o) => reported((r) => check(r, o)),
    validateUpdate: (o, old) =>
      reported((r) => {
        for (const field of ['driverName', 'parameters'] as const) if (!equal(o[field], old[field])) r.forbidden(field, `updates to ${field} are forbidden.`);
        check(r, o);
      }),
  },
  table: tableOf('Name;DriverName;Age', (o, age) => [o.metadata.name, o.driverName, age]),
});

function check(r: Report, { driverName, parameters }: VolumeAttributesClass): void {
  checkProvisioner(r, 'driverName', driverName);
  checkParameters(r, parameters, false);
}
