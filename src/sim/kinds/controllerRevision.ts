// ControllerRevision: a version of a StatefulSet's or DaemonSet's template, kept for rolling back.
// Upstream: pkg/apis/apps/validation/validation.go, pkg/registry/apps/controllerrevision/strategy.go

import type { IControllerRevision } from 'kubernetes-models/apps/v1/ControllerRevision';
import { equal, isObject } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type ControllerRevision = Served<IControllerRevision>;

export const ControllerRevision = defineKind<ControllerRevision>({
  group: 'apps',
  version: 'v1',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  scope: 'Namespaced',
  strategy: {
    metaOnUpdate: ['update', 'object'],
    validate: (revision) =>
      reported((report) => {
        checkRevision(report, revision);
        if (revision.data !== undefined && revision.data !== null && !isObject(revision.data)) report.required('data', 'data must be a valid JSON object');
      }),
    validateUpdate: (revision, old) =>
      reported((report) => {
        checkRevision(report, revision);
        if (!equal(revision.data, old.data)) report.invalid('data', revision.data ?? null, 'field is immutable');
      }),
  },
  table: tableOf('Name;Controller;Revision;Age', ({ metadata, revision }, age) => {
    const owner = metadata.ownerReferences?.find((o) => o.controller);
    const [group, version] = owner?.apiVersion.split('/') ?? [];
    return [metadata.name, owner ? `${owner.kind.toLowerCase()}${version ? `.${group}` : ''}/${owner.name}` : '<none>', revision, age];
  }),
});

function checkRevision(report: Report, { data, revision }: ControllerRevision): void {
  if (data === undefined || data === null) report.required('data', 'data is mandatory');
  report.nonNegative('revision', revision);
}
