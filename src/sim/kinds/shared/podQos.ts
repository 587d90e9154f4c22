// Quality of service: how soon a Pod is killed when its node runs short.
// Upstream: pkg/apis/core/helper/qos/qos.go

import { parseQuantity } from '../../api/quantity.ts';
import type { PodSpec, Resources } from './podTypes.ts';
import type { ResourceList } from './resourceLists.ts';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const COUNTED = ['cpu', 'memory'] as const;

/** Pod-level resources take precedence, ephemeral containers do not count. */
export function qosClassOf(spec: PodSpec): QosClass {
  const lists: readonly (Resources | undefined)[] = spec.resources ? [spec.resources] : [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((c) => c.resources);
  let anything = false;
  let guaranteed = true;
  const requests = { cpu: 0n, memory: 0n };
  const limits = { cpu: 0n, memory: 0n };
  for (const list of lists) {
    for (const name of COUNTED) {
      const request = amount(list?.requests, name);
      const limit = amount(list?.limits, name);
      if (request > 0n || limit > 0n) anything = true;
      if (limit <= 0n) guaranteed = false;
      requests[name] += request > 0n ? request : 0n;
      limits[name] += limit > 0n ? limit : 0n;
    }
  }
  if (!anything) return 'BestEffort';
  // Equal sums, resource by resource.
  return guaranteed && COUNTED.every((name) => requests[name] === limits[name]) ? 'Guaranteed' : 'Burstable';
}

const amount = (list: ResourceList | undefined, name: string): bigint => (list?.[name] === undefined ? 0n : parseQuantity(list[name] as string).nano);
