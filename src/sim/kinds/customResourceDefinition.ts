// CustomResourceDefinition: a kind that users add to the API.
// Upstream: k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go, pkg/apis/apiextensions/v1/defaults.go

import type { ICustomResourceDefinition } from 'kubernetes-models/apiextensions.k8s.io/v1/CustomResourceDefinition';
import type { Draft } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { checkDefinition, checkStatus, formatWarnings } from './shared/crd/definition.ts';
import { firstGeneration, nextGeneration } from './shared/generation.ts';
import { reported } from './shared/rules.ts';
import { plainTable } from './shared/tableOf.ts';

export type CustomResourceDefinition = Served<ICustomResourceDefinition>;

const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

export const CustomResourceDefinition = defineKind<CustomResourceDefinition>({
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  scope: 'Cluster',
  simulated: 'partly',
  storage: 'apiextensions.k8s.io/customresourcedefinitions',
  status: true,
  defaults({ spec }) {
    const { names } = spec;
    if (!names.singular && names.kind) names.singular = names.kind.toLowerCase();
    if (!names.listKind && names.kind) names.listKind = `${names.kind}List`;
    spec.conversion ??= { strategy: 'None' };
    const service = spec.conversion.webhook?.clientConfig?.service;
    if (service) service.port ??= 443;
  },
  strategy: {
    needsResourceVersion: true,
    terminate(definition, { nowMs }) {
      const { metadata, status } = definition;
      if (metadata.deletionTimestamp) return metadata.finalizers?.length ? definition : undefined;
      const now = rfc3339(nowMs);
      const pending = { type: 'Terminating', status: 'True', lastTransitionTime: now, reason: 'InstanceDeletionPending', message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon' };
      const conditions = [...(status?.conditions ?? []).filter(({ type }) => type !== 'Terminating'), pending];
      return { ...definition, metadata: { ...metadata, deletionTimestamp: now, finalizers: [...(metadata.finalizers ?? []).filter((name) => name !== CLEANUP), CLEANUP] }, status: { ...status, conditions } } as CustomResourceDefinition;
    },
    prepareForCreate(o) {
      firstGeneration(o);
      (o as { status: unknown }).status = { conditions: null, acceptedNames: { plural: '', kind: '' } };
      noteStorageVersion(o);
    },
    prepareForUpdate(o, old) {
      if (old.status) o.status = old.status as Draft<typeof old.status>;
      nextGeneration(o, old);
      noteStorageVersion(o);
    },
    prepareForStatusUpdate(o, old) {
      o.spec = old.spec as Draft<typeof old.spec>;
    },
    validate: (o) =>
      reported((r) => {
        const wanted = `${o.spec.names?.plural ?? ''}.${o.spec.group ?? ''}`;
        for (const field of ['generateName', 'name'] as const) {
          const name = o.metadata[field];
          if (name && name !== wanted) r.invalid(`metadata.${field}`, name, 'must be spec.names.plural+"."+spec.group');
        }
        checkDefinition(r, o);
      }),
    validateUpdate: (o, old) => reported((r) => checkDefinition(r, o, old)),
    validateStatusUpdate: (o) => reported((r) => checkStatus(r, o)),
    warningsOnCreate: (o) => formatWarnings(o),
    warningsOnUpdate: (o, old) => formatWarnings(o, old),
  },
  table: plainTable,
});

/** Objects are stored in the form of this version from now on. */
function noteStorageVersion(o: Draft<CustomResourceDefinition>): void {
  const storage = o.spec.versions?.find((v) => v.storage)?.name;
  if (storage === undefined || !o.status || o.status.storedVersions?.includes(storage)) return;
  o.status = { ...o.status, storedVersions: [...(o.status.storedVersions ?? []), storage] };
}
