// The resources of a Pod as a whole, in the form of its status.
// Upstream: k8s.io/component-helpers/resource (AggregateContainerRequests), pkg/kubelet/kubelet_pods.go

import { milliQuantityOf, quantityOf } from '../api/quantity.ts';
import { podLimits, podRequests, type Amounts } from '../api/podResources.ts';
import type { Pod } from '../kinds/pod.ts';

const lists = new WeakMap<object, { readonly requests: Record<string, string> | undefined; readonly limits: Record<string, string> | undefined }>();

function sums(pod: Pod): { readonly requests: Record<string, string> | undefined; readonly limits: Record<string, string> | undefined } {
  const { spec } = pod;
  let found = lists.get(spec);
  if (!found) {
    found = { requests: shown(podRequests({ spec })), limits: shown(podLimits({ spec }), spec.containers.length) };
    lists.set(spec, found);
  }
  return found;
}

export const levelRequests = (pod: Pod): Record<string, string> | undefined => sums(pod).requests;
export const levelLimits = (pod: Pod): Record<string, string> | undefined => sums(pod).limits;

function shown(amounts: Amounts, _containers = 1): Record<string, string> | undefined {
  let out: Record<string, string> | undefined;
  for (const name of Object.keys(amounts).sort()) {
    const amount = amounts[name] as number;
    if (amount === 0 && name !== 'memory') continue;
    (out ??= {})[name] = name === 'cpu' ? milliQuantityOf(amount).text : quantityOf(amount, 'BinarySI').text;
  }
  return out;
}
