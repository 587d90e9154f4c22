// PodDisruptionBudget: how many of its Pods an eviction may take away at a time.
// Upstream: pkg/apis/policy/validation, pkg/registry/policy/poddisruptionbudget

import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { defineKind } from '../api/kind.ts';
import { isPercent } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { countGenerations, startWith } from './shared/generation.ts';
import { internalBy } from './shared/internal.ts';
import { hasInvalidSelectorValue } from './shared/metadata.ts';
import type { Report } from './shared/report.ts';
import { checkConditions, checkOneOf, checkSelectorAt, reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type PodDisruptionBudget = Served<IPodDisruptionBudget>;

export const PodDisruptionBudget = defineKind<PodDisruptionBudget>({
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  shortNames: ['pdb'],
  scope: 'Namespaced',
  status: true,
  strategy: {
    ...countGenerations(['spec'], startWith({ disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 })),
    metaOnCreate: false,
    metaOnUpdate: [],
    needsResourceVersion: true,
    validate: (o) => reported((r) => checkSpec(r, o, false)),
    validateUpdate: (o, old) => reported((r) => checkSpec(r, o, hasInvalidSelectorValue(old.spec.selector))),
    validateStatusUpdate: ({ status }) =>
      reported((r) => {
        checkConditions(r, 'status.conditions', status.conditions);
        for (const name of ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const) r.nonNegative(`status.${name}`, status[name]);
      }),
  },
  table: tableOf('Name;Min Available;Max Unavailable;Allowed Disruptions:integer;Age', ({ metadata, spec, status }, age) => [
    metadata.name,
    String(spec.minAvailable ?? 'N/A'),
    String(spec.maxUnavailable ?? 'N/A'),
    status.disruptionsAllowed ?? 0,
    age,
  ]),
});

function checkSpec(r: Report, { spec }: PodDisruptionBudget, anyValues: boolean): void {
  const { minAvailable, maxUnavailable } = spec;
  if (minAvailable !== undefined && maxUnavailable !== undefined) r.invalid('spec', internalBy('MinAvailable:? Selector:L MaxUnavailable:? UnhealthyPodEvictionPolicy:?', spec), 'minAvailable and maxUnavailable cannot be both set');
  checkShare(r, 'spec.minAvailable', minAvailable);
  checkShare(r, 'spec.maxUnavailable', maxUnavailable);
  checkSelectorAt(r, 'spec.selector', spec.selector, anyValues);
  checkOneOf(r, 'spec.unhealthyPodEvictionPolicy', spec.unhealthyPodEvictionPolicy, ['AlwaysAllow', 'IfHealthyBudget']);
}

/** A number that is not negative, or up to 100%. */
function checkShare(r: Report, field: string, share: number | string | undefined): void {
  if (typeof share === 'number') return r.nonNegative(field, share);
  if (share === undefined) return;
  const faults = isPercent(share);
  r.faults(field, share, faults);
  if (!faults.length && Number(share.slice(0, -1)) > 100) r.invalid(field, share, 'must not be greater than 100%');
}
