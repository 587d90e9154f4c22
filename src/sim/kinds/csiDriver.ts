// CSIDriver: what a storage driver of the cluster can and needs.
// Upstream: pkg/apis/storage/validation, pkg/registry/storage/csidriver

import type { ICSIDriver } from 'kubernetes-models/storage.k8s.io/v1/CSIDriver';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { nextGeneration } from './shared/generation.ts';
import { checkImmutable } from './shared/metadata.ts';
import type { Report } from './shared/report.ts';
import { checkOneOf, each, reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type CSIDriver = Served<ICSIDriver>;

export const CSIDriver = defineKind<CSIDriver>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIDriver',
  plural: 'csidrivers',
  scope: 'Cluster',
  simulated: 'stored',
  defaults({ spec }) {
    spec.attachRequired ??= true;
    spec.podInfoOnMount ??= false;
    spec.storageCapacity ??= false;
    spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
    if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ['Persistent'];
    spec.requiresRepublish ??= false;
    spec.seLinuxMount ??= false;
  },
  strategy: {
    returnsDeleted: true,
    needsResourceVersion: true,
    prepareForUpdate: (o, old) => nextGeneration(o, old),
    validate: (o) => reported((r) => checkSpec(r, o)),
    validateUpdate: (o, old) =>
      reported((r) => {
        checkSpec(r, o);
        checkImmutable(r, 'spec.attachedRequired', o.spec.attachRequired, old.spec.attachRequired);
        checkImmutable(r, 'spec.volumeLifecycleModes', o.spec.volumeLifecycleModes, old.spec.volumeLifecycleModes);
      }),
    warningsOnCreate: warnings,
    warningsOnUpdate: warnings,
  },
  table: tableOf('Name;AttachRequired:boolean;PodInfoOnMount:boolean;StorageCapacity:boolean;TokenRequests;RequiresRepublish:boolean;Modes;Age', ({ metadata, spec }, age) => [
    metadata.name,
    spec.attachRequired ?? true,
    spec.podInfoOnMount ?? false,
    spec.storageCapacity ?? false,
    spec.tokenRequests ? spec.tokenRequests.map((t) => t.audience).join(',') : '<unset>',
    spec.requiresRepublish ?? false,
    spec.volumeLifecycleModes?.join(',') || '<none>',
    age,
  ]),
});

function warnings({ spec }: CSIDriver): string[] {
  const unset = spec.tokenRequests?.length && spec.serviceAccountTokenInSecrets === undefined;
  return unset ? ['spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes'] : [];
}

function checkSpec(r: Report, { spec }: CSIDriver): void {
  checkOneOf(r, 'spec.fsGroupPolicy', spec.fsGroupPolicy, ['ReadWriteOnceWithFSType', 'File', 'None']);
  const audiences: string[] = [];
  each(spec.tokenRequests, 'spec.tokenRequests', ({ audience = '', expirationSeconds: seconds }, path) => {
    if (audiences.includes(audience)) return r.duplicate(`${path}.audience`, audience);
    audiences.push(audience);
    if (seconds === undefined) return;
    if (seconds < 600) r.invalid(`${path}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes');
    if (seconds > 4294967296) r.invalid(`${path}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds');
  });
  for (const mode of spec.volumeLifecycleModes ?? []) checkOneOf(r, 'spec.volumeLifecycleModes', mode, ['Persistent', 'Ephemeral'], false);
  const period = spec.nodeAllocatableUpdatePeriodSeconds;
  if (period !== undefined && period < 10) r.invalid('spec.nodeAllocatableUpdatePeriodSeconds', period, 'must be greater than or equal to 10 seconds');
}
