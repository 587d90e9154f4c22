// What Pods ask for and may use, in the form in which it was written.
// Upstream: k8s.io/component-helpers/resource (PodRequests, PodLimits)
// Simplified: what a running Pod was granted during a resize is not looked at.

import { addQuantity, quantitySign } from '../../sim/api/quantity.ts';
import { isPodLevelResource } from '../../sim/api/podResources.ts';
import type { Pod } from '../../sim/kinds/pod.ts';
import { aggregateLimits, aggregateRequests } from '../../sim/kinds/shared/podResourceSums.ts';
import { amount } from './values.ts';

export type AmountTexts = { readonly [resource: string]: string };

type Level = { readonly [resource: string]: string | number } | undefined;

export function podAmounts({ spec }: Pod): { readonly requests: AmountTexts; readonly limits: AmountTexts } {
  const requests = withLevel(aggregateRequests(spec), spec.resources?.requests);
  const limits = withLevel(aggregateLimits(spec), spec.resources?.limits);
  for (const name of Object.keys(spec.overhead ?? {})) {
    const more = spec.overhead?.[name] ?? '0';
    requests[name] = addQuantity(requests[name] ?? '0', more).text;
    const limit = limits[name];
    if (limit !== undefined && quantitySign(limit) !== 0) limits[name] = addQuantity(limit, more).text;
  }
  return { requests, limits };
}

function withLevel(sum: AmountTexts, level: Level): { [resource: string]: string } {
  const out: { [resource: string]: string } = { ...sum };
  for (const name in level) if (isPodLevelResource(name)) out[name] = amount(level[name]);
  return out;
}

export function totals(lists: readonly AmountTexts[]): AmountTexts {
  const out: { [resource: string]: string } = {};
  for (const list of lists) for (const name in list) out[name] = addQuantity(out[name] ?? '0', list[name] ?? '0').text;
  return out;
}
