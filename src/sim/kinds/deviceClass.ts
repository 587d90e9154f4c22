// DeviceClass: a kind of device that claims ask for by name.
// Upstream: pkg/apis/resource/validation, pkg/registry/resource/deviceclass

import type { IDeviceClass } from 'kubernetes-models/resource.k8s.io/v1/DeviceClass';
import { equal } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { checkConfiguration, checkSelectors, checkSet } from './shared/deviceRules.ts';
import { countGenerations } from './shared/generation.ts';
import type { Report } from './shared/report.ts';
import { isExtendedResource } from './shared/resourceLists.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type DeviceClass = Served<IDeviceClass>;

export const DeviceClass = defineKind<DeviceClass>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'DeviceClass',
  plural: 'deviceclasses',
  scope: 'Cluster',
  simulated: 'stored',
  strategy: {
    ...countGenerations(),
    validate: (o) => reported((r) => checkSpec(r, o, false)),
    validateUpdate: (o, old) => reported((r) => checkSpec(r, o, equal(o.spec.selectors, old.spec.selectors))),
  },
  table: tableOf('Name;Age', (o, age) => [o.metadata.name, age]),
});

function checkSpec(r: Report, { spec: { selectors, config, extendedResourceName: name } }: DeviceClass, stored: boolean): void {
  checkSelectors(r, 'spec.selectors', selectors, stored);
  checkSet(r, 'spec.config', config, 32, (entry, path) => checkConfiguration(r, path, entry));
  if (name !== undefined && !isExtendedResource(name)) r.invalid('spec.extendedResourceName', name, 'must be a valid extended resource name');
}
