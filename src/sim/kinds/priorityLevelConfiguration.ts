// PriorityLevelConfiguration: how many requests of a level run at a time, and whether others wait or are refused.
// Upstream: pkg/apis/flowcontrol/validation, pkg/registry/flowcontrol/prioritylevelconfiguration

import type { IPriorityLevelConfiguration } from 'kubernetes-models/flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration';
import type { ILimitedPriorityLevelConfiguration } from 'kubernetes-models/flowcontrol.apiserver.k8s.io/v1/LimitedPriorityLevelConfiguration';
import type { DeepReadonly } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { rangeFault } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { checkFlowConditions } from './shared/flowRules.ts';
import { countGenerations, startWith } from './shared/generation.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type PriorityLevelConfiguration = Served<IPriorityLevelConfiguration>;
type Limited = DeepReadonly<ILimitedPriorityLevelConfiguration>;

export const PriorityLevelConfiguration = defineKind<PriorityLevelConfiguration>({
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'PriorityLevelConfiguration',
  plural: 'prioritylevelconfigurations',
  scope: 'Cluster',
  status: true,
  simulated: 'stored',
  defaults({ spec: { limited, exempt } }) {
    if (exempt) {
      exempt.nominalConcurrencyShares ??= 0;
      exempt.lendablePercent ??= 0;
    }
    if (!limited) return;
    limited.nominalConcurrencyShares ??= 30;
    limited.lendablePercent ??= 0;
    const queuing = limited.limitResponse?.queuing;
    if (!queuing) return;
    queuing.handSize ||= 8;
    queuing.queues ||= 64;
    queuing.queueLengthLimit ||= 50;
  },
  strategy: {
    ...countGenerations(['spec'], startWith({})),
    metaOnUpdate: ['object'],
    validate: (o) => reported((r) => check(r, o)),
    validateUpdate: (o) => reported((r) => check(r, o)),
    validateStatusUpdate: (o) => reported((r) => checkFlowConditions(r, o.status.conditions)),
  },
  table: tableOf('Name;Type;NominalConcurrencyShares;Queues;HandSize;QueueLengthLimit;Age', ({ metadata, spec: { type, limited, exempt } }, age) => {
    const q = limited?.limitResponse?.queuing;
    const shares = limited ? limited.nominalConcurrencyShares : exempt?.nominalConcurrencyShares;
    return [metadata.name, type, shares ?? '<none>', q?.queues ?? '<none>', q?.handSize ?? '<none>', q?.queueLengthLimit ?? '<none>', age];
  }),
});

function check(r: Report, { metadata: { name }, spec, status }: PriorityLevelConfiguration): void {
  const { type, limited, exempt } = spec;
  if (!type) r.required('spec.type');
  else {
    if ((name === 'exempt') !== (type === 'Exempt')) r.invalid('spec.type', type, "must be 'Exempt' if and only if `name` is 'exempt'");
    if (type === 'Exempt') {
      if (limited) r.forbidden('spec.limited', 'must be nil if the type is not Limited');
      if (exempt) checkShares(r, 'spec.exempt', exempt);
    } else if (type === 'Limited') {
      if (exempt) r.forbidden('spec.exempt', 'must be nil if the type is Limited');
      if (limited) checkLimited(r, limited);
      else r.required('spec.limited', 'must not be empty when type is Limited');
    } else r.unsupported('spec.type', type, ['Exempt', 'Limited']);
  }
  checkFlowConditions(r, status.conditions);
}

function checkShares(r: Report, at: string, { nominalConcurrencyShares: shares, lendablePercent: lendable }: { readonly nominalConcurrencyShares?: number; readonly lendablePercent?: number }, between?: () => void): void {
  if ((shares ?? 0) < 0) r.invalid(`${at}.nominalConcurrencyShares`, shares, 'must be a non-negative integer');
  between?.();
  if (lendable !== undefined && (lendable < 0 || lendable > 100)) r.invalid(`${at}.lendablePercent`, lendable, rangeFault(0, 100));
}

function checkLimited(r: Report, limited: Limited): void {
  const at = 'spec.limited';
  checkShares(r, at, limited, () => checkResponse(r, `${at}.limitResponse`, limited.limitResponse));
  const borrowing = limited.borrowingLimitPercent;
  if (borrowing !== undefined && borrowing < 0) r.invalid(`${at}.borrowingLimitPercent`, borrowing, 'if specified, must be a non-negative integer');
}

const MAX_QUEUES = 10_000_000;

function checkResponse(r: Report, at: string, response: Limited['limitResponse']): void {
  const { type = '', queuing } = response ?? {};
  if (type === 'Reject') {
    if (queuing) r.forbidden(`${at}.queuing`, 'must be nil if limited.limitResponse.type is not Limited');
  } else if (type === 'Queue') {
    if (!queuing) return r.required(`${at}.queuing`, 'must not be empty if limited.limitResponse.type is Limited');
    const { queueLengthLimit = 0, queues = 0, handSize = 0 } = queuing;
    const field = (name: string): string => `${at}.queuing.${name}`;
    if (queueLengthLimit <= 0) r.invalid(field('queueLengthLimit'), queueLengthLimit, 'must be positive');
    if (queues <= 0) r.invalid(field('queues'), queues, 'must be positive');
    else if (queues > MAX_QUEUES) r.invalid(field('queues'), queues, `must not be greater than ${MAX_QUEUES}`);
    if (handSize <= 0) r.invalid(field('handSize'), handSize, 'must be positive');
    else if (handSize > queues) r.invalid(field('handSize'), handSize, `should not be greater than queues (${queues})`);
    else if (entropyBits(queues, handSize) > 60) r.invalid(field('handSize'), handSize, `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than 60`);
  } else if (type === '') r.required(`${at}.type`);
  else r.unsupported(`${at}.type`, type, ['Queue', 'Reject']);
}

/** Bits that tell all hands apart: the logarithm of queues to the power of handSize, rounded up. */
function entropyBits(queues: number, handSize: number): number {
  let bits = 0;
  // Doubling a bound is exact where a logarithm would not be; beyond the limit the exact number does not matter.
  let hands = 1n;
  for (let i = 0; i < handSize && hands < 1n << 62n; i++) hands *= BigInt(queues);
  while (1n << BigInt(bits) < hands) bits++;
  return bits;
}
