// Lease: who holds something, since when, and for how long. Nodes renew one as a sign of life; of several equal
// controllers the holder works.
// Upstream: pkg/apis/coordination/validation/validation.go, pkg/registry/coordination/lease/strategy.go

import type { ILease } from 'kubernetes-models/coordination.k8s.io/v1/Lease';
import { defineKind } from '../api/kind.ts';
import { isQualifiedName } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { NEGATIVE, type Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type Lease = Served<ILease>;

export const Lease = defineKind<Lease>({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  scope: 'Namespaced',
  strategy: {
    needsResourceVersion: true,
    createOnUpdate: true,
    validate: ({ spec }) => reported((report) => checkSpec(report, spec)),
    validateUpdate: ({ spec }) => reported((report) => checkSpec(report, spec)),
  },
  table: tableOf('Name;Holder;Age', ({ metadata, spec }, age) => [metadata.name, spec?.holderIdentity ?? '', age]),
});

function checkSpec(report: Report, spec: Lease['spec'] | undefined): void {
  const { leaseDurationSeconds: seconds, leaseTransitions: transitions, strategy, preferredHolder } = spec ?? {};
  if (seconds !== undefined && seconds <= 0) report.invalid('spec.leaseDurationSeconds', seconds, 'must be greater than 0');
  if (transitions !== undefined && transitions < 0) report.invalid('spec.leaseTransitions', transitions, NEGATIVE);
  if (strategy !== undefined) {
    const at = 'spec.strategy.strategy';
    if (strategy.includes('/')) report.faults(at, strategy, isQualifiedName(strategy));
    else if (strategy !== 'OldestEmulationVersion') report.unsupported(at, strategy, ['OldestEmulationVersion']);
  }
  if (preferredHolder && !strategy) report.forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined');
}
