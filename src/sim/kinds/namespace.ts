// Namespace: a room for names. Deleting one deletes what is in it, which a controller does before the namespace goes.
// Upstream: pkg/registry/core/namespace/strategy.go, pkg/apis/core/validation/validation.go

import type { INamespace } from 'kubernetes-models/v1/Namespace';
import { equal } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import { defineKind } from '../api/kind.ts';
import { isQualifiedName } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { isFullyQualified, NOT_QUALIFIED } from './shared/metadata.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type Namespace = Served<INamespace>;

const NAME_LABEL = 'kubernetes.io/metadata.name';

export const Namespace = defineKind<Namespace>({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  shortNames: ['ns'],
  scope: 'Cluster',
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  status: true,
  subresources: ['finalize'],
  defaults(namespace) {
    nameLabel(namespace.metadata);
    const status = (namespace.status ??= {});
    status.phase ||= 'Active';
  },
  strategy: {
    nameRule: 'dns1123Label',
    metaOnUpdate: ['object', 'update'],
    returnsDeleted: true,
    prepareForCreate(namespace) {
      namespace.status = { phase: 'Active' };
      const spec = (namespace.spec ??= {});
      if (!spec.finalizers?.includes('kubernetes')) spec.finalizers = [...(spec.finalizers ?? []), 'kubernetes'];
    },
    canonicalize: ({ metadata }) => nameLabel(metadata),
    terminate(namespace, { nowMs }) {
      const { metadata, spec, status } = namespace;
      if (metadata.deletionTimestamp) return spec?.finalizers?.length ? namespace : undefined;
      return { ...namespace, metadata: { ...metadata, deletionTimestamp: rfc3339(nowMs) }, status: { ...status, phase: 'Terminating' } };
    },
    prepareForUpdate(namespace, old, { subresource }) {
      if (subresource === 'finalize' || equal(namespace.spec?.finalizers, old.spec?.finalizers)) return;
      const { finalizers: _finalizers, ...spec } = namespace.spec ?? {};
      namespace.spec = { ...spec, ...(old.spec?.finalizers ? { finalizers: [...old.spec.finalizers] } : {}) };
    },
    validate: ({ spec }) => reported((report) => spec?.finalizers?.forEach((finalizer) => checkFinalizer(report, 'spec.finalizers', finalizer))),
    validateUpdate: ({ spec }, _old, { subresource }) =>
      subresource === 'finalize' ? reported((report) => spec?.finalizers?.forEach((finalizer, i) => checkFinalizer(report, `spec.finalizers[${i}]`, finalizer))) : [],
    validateStatusUpdate: ({ metadata, status }) =>
      reported((report) => {
        const phase = status?.phase ?? '';
        if (!metadata.deletionTimestamp && phase !== 'Active') report.invalid('status.Phase', phase, "may only be 'Active' if `deletionTimestamp` is empty");
        if (metadata.deletionTimestamp && phase !== 'Terminating') report.invalid('status.Phase', phase, "may only be 'Terminating' if `deletionTimestamp` is not empty");
      }),
  },
  table: tableOf('Name;Status;Age', ({ metadata, status }, age) => [metadata.name, status?.phase ?? '', age]),
  selectableFields: { 'status.phase': ({ status }) => status?.phase ?? '' },
});

function nameLabel(metadata: { name?: string; labels?: Record<string, string> | undefined }): void {
  if (metadata.name && metadata.labels?.[NAME_LABEL] !== metadata.name) metadata.labels = { ...metadata.labels, [NAME_LABEL]: metadata.name };
}

function checkFinalizer(report: Report, at: string, finalizer: string): void {
  report.faults(at, finalizer, isQualifiedName(finalizer));
  if (!isFullyQualified(finalizer)) report.invalid(at, finalizer, NOT_QUALIFIED);
}
