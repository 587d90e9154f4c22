// PriorityClass: a name for how much a Pod matters when there is not room for all.
// Upstream: pkg/apis/scheduling/validation, pkg/registry/scheduling/priorityclass

import type { IPriorityClass } from 'kubernetes-models/scheduling.k8s.io/v1/PriorityClass';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { firstGeneration } from './shared/generation.ts';
import { checkImmutable } from './shared/metadata.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type PriorityClass = Served<IPriorityClass>;

const HIGHEST_USER_VALUE = 1_000_000_000;
const SYSTEM: Readonly<Record<string, number>> = { 'system-node-critical': 2_000_001_000, 'system-cluster-critical': 2_000_000_000 };

export const PriorityClass = defineKind<PriorityClass>({
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  shortNames: ['pc'],
  scope: 'Cluster',
  defaults(o) {
    o.preemptionPolicy ??= 'PreemptLowerPriority';
  },
  strategy: {
    prepareForCreate: firstGeneration,
    validate: (o) =>
      reported((r) => {
        const { name = '' } = o.metadata;
        if (name.startsWith('system-')) {
          const fault = systemFault(o);
          if (fault) r.forbidden('metadata.name', `priority class names with 'system-' prefix are reserved for system use only. error: ${fault}`);
        } else if ((o.value ?? 0) > HIGHEST_USER_VALUE) r.forbidden('value', `maximum allowed value of a user defined priority is ${HIGHEST_USER_VALUE}`);
        const policy: string | undefined = o.preemptionPolicy;
        if (policy === 'Never' || policy === 'PreemptLowerPriority') return;
        if (policy) r.unsupported('preemptionPolicy', policy, ['PreemptLowerPriority', 'Never']);
        else r.required('preemptionPolicy');
      }),
    validateUpdate: (o, old) =>
      reported((r) => {
        if (o.value !== old.value) r.forbidden('value', 'may not be changed in an update.');
        checkImmutable(r, 'preemptionPolicy', o.preemptionPolicy, old.preemptionPolicy);
      }),
  },
  table: tableOf('Name;Value:integer;Global-Default:boolean;Age;PreemptionPolicy', (o, age) => [o.metadata.name, o.value ?? 0, o.globalDefault ?? false, age, o.preemptionPolicy ?? '']),
});

function systemFault({ metadata: { name }, value, globalDefault }: PriorityClass): string | undefined {
  const known = SYSTEM[name];
  if (known === undefined) return `${name} is not a known system priority class`;
  if (value !== known) return `value of ${name} PriorityClass must be ${known}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}
