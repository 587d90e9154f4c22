// StorageClass: how volumes are made for claims that name it.
// Upstream: pkg/apis/storage/validation, pkg/registry/storage/storageclass

import type { IStorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass';
import { defineKind } from '../api/kind.ts';
import { isLabelValue, isQualifiedName } from '../api/names.ts';
import { wasSentEmpty } from '../api/schema/sentEmpty.ts';
import type { Served } from '../api/types.ts';
import { equal } from '../../base/json.ts';
import { sorted } from './shared/internal.ts';
import { checkImmutable } from './shared/metadata.ts';
import type { Report } from './shared/report.ts';
import { checkOneOf, each, reported } from './shared/rules.ts';
import { checkParameters, checkProvisioner } from './shared/storageRules.ts';
import { tableOf } from './shared/tableOf.ts';

export type StorageClass = Served<IStorageClass>;

const DEFAULT_CLASS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

export const isDefaultClass = (o: StorageClass): boolean => DEFAULT_CLASS.some((a) => o.metadata.annotations?.[a] === 'true');

export const StorageClass = defineKind<StorageClass>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  plural: 'storageclasses',
  shortNames: ['sc'],
  scope: 'Cluster',
  simulated: 'partly',
  defaults(o) {
    o.reclaimPolicy ??= 'Delete';
    o.volumeBindingMode ??= 'Immediate';
  },
  strategy: {
    returnsDeleted: true,
    metaOnUpdate: ['object', 'update'],
    validate: (o) => reported((r) => check(r, o)),
    validateUpdate: (o, old) =>
      reported((r) => {
        check(r, o);
        checkImmutable(r, 'parameters', o.parameters, old.parameters, o.parameters ? sorted(o.parameters) : wasSentEmpty(o, 'parameters') ? {} : null);
        for (const field of ['provisioner', 'reclaimPolicy', 'volumeBindingMode'] as const) checkImmutable(r, field, o[field], old[field]);
      }),
  },
  table: tableOf('Name;Provisioner;ReclaimPolicy;VolumeBindingMode;AllowVolumeExpansion;Age', (o, age) => [
    o.metadata.name + (isDefaultClass(o) ? ' (default)' : ''),
    o.provisioner,
    o.reclaimPolicy ?? 'Delete',
    o.volumeBindingMode ?? '<unset>',
    o.allowVolumeExpansion ?? false,
    age,
  ]),
});

function check(r: Report, o: StorageClass): void {
  checkProvisioner(r, 'provisioner', o.provisioner);
  checkParameters(r, o.parameters, true);
  if (o.reclaimPolicy) checkOneOf(r, 'reclaimPolicy', o.reclaimPolicy, ['Delete', 'Retain']);
  checkOneOf(r, 'volumeBindingMode', o.volumeBindingMode ?? '', ['Immediate', 'WaitForFirstConsumer']);
  const seen: unknown[] = [];
  each(o.allowedTopologies, 'allowedTopologies', (term, path) => {
    const keys: Record<string, string[]> = {};
    each(term.matchLabelExpressions, `${path}.matchLabelExpressions`, ({ key, values }, at) => {
      if (!values?.length) r.required(`${at}.values`);
      const before: string[] = [];
      each(values, `${at}.values`, (value, item) => {
        if (before.includes(value)) r.duplicate(item, value);
        before.push(value);
        r.faults(item, value, isLabelValue(value));
      });
      r.faults(`${at}.key`, key, isQualifiedName(key));
      if (keys[key]) r.duplicate(`${at}.key`, key);
      keys[key] = before.sort();
    });
    if (seen.some((s) => equal(s, keys))) r.duplicate(`${path}.matchLabelExpressions`, '');
    seen.push(keys);
  });
}
