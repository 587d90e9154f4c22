// What a Pod's containers ask for together, as exact quantities; sidecars run beside the others, init containers before.
// Upstream: k8s.io/component-helpers/resource/helpers.go (AggregateContainerRequests, AggregateContainerLimits)

import { addQuantity, compareQuantity, quantityText } from '../../api/quantity.ts';
import type { Container, PodSpec } from './podTypes.ts';
import type { ResourceList } from './resourceLists.ts';

type Sum = Record<string, string>;

export const aggregateRequests = (spec: PodSpec): Sum => aggregate(spec, (container) => container.resources?.requests);
export const aggregateLimits = (spec: PodSpec): Sum => aggregate(spec, (container) => container.resources?.limits);

function aggregate(spec: PodSpec, of: (container: Container) => ResourceList | undefined): Sum {
  const sum: Sum = {};
  for (const container of spec.containers ?? []) add(sum, of(container));
  const sidecars: Sum = {};
  const starting: Sum = {};
  for (const container of spec.initContainers ?? []) {
    const own = of(container);
    if (container.restartPolicy === 'Always') {
      add(sum, own);
      add(sidecars, own);
      raise(starting, sidecars);
    } else {
      const now: Sum = {};
      add(now, own);
      add(now, sidecars);
      raise(starting, now);
    }
  }
  raise(sum, starting);
  return sum;
}

function add(to: Sum, list: ResourceList | undefined): void {
  for (const name in list) {
    const amount = list[name] as string | number;
    const before = to[name];
    to[name] = before === undefined ? quantityText(amount) : addQuantity(before, amount).text;
  }
}

function raise(to: Sum, list: ResourceList): void {
  for (const name in list) {
    const amount = quantityText(list[name] as string);
    const before = to[name];
    if (before === undefined || compareQuantity(amount, before) > 0) to[name] = amount;
  }
}
