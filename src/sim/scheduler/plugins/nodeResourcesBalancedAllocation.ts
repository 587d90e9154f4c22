// NodeResourcesBalancedAllocation favours nodes whose cpu and memory are used evenly with the Pod on them: half of the score is
// how much the Pod improves or spoils the balance. Pods that request neither are left out, or they would pile up.
// Upstream: pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go

import { MAX_SCORE } from '../normalise.ts';
import type { PluginEntry } from '../plugin.ts';
import { CPU_AND_MEMORY, NATIVE, type ResourceWeight } from '../resources.ts';
import { SKIP } from '../status.ts';

const NAME = 'NodeResourcesBalancedAllocation';

export const nodeResourcesBalancedAllocation: PluginEntry = {
  name: NAME,
  weight: 1,
  create(args) {
    const resources = (args as { readonly resources?: readonly ResourceWeight[] } | undefined)?.resources ?? CPU_AND_MEMORY;
    return {
      name: NAME,
      preScore: (cycle) => (resources.every(({ name }) => !cycle.pod.requests[name]) ? SKIP : undefined),
      score(cycle) {
        const { requests } = cycle.pod;
        const counted = resources.map(({ name }) => ({ name, amount: requests[name] ?? 0 })).filter((r) => r.amount > 0 || NATIVE.includes(r.name));
        return (node) => {
          const before: number[] = [];
          const after: number[] = [];
          for (const { name, amount } of counted) {
            const offered = node.offered(name);
            if (offered === 0) continue;
            const requested = node.requested(name);
            before.push(Math.min(1, requested / offered));
            after.push(Math.min(1, (requested + amount) / offered));
          }
          return MAX_SCORE / 2 + Math.trunc((MAX_SCORE / 2 + balance(after) - balance(before)) / 2);
        };
      },
      sign: (pod) => pod.requests,
    };
  },
};

/** 100 where all resources are used to the same share. */
function balance(shares: readonly number[]): number {
  return Math.trunc((1 - deviation(shares)) * MAX_SCORE);
}

function deviation(shares: readonly number[]): number {
  if (shares.length < 2) return 0;
  if (shares.length === 2) return Math.abs(((shares[0] as number) - (shares[1] as number)) / 2);
  let total = 0;
  for (const share of shares) total += share;
  const mean = total / shares.length;
  let sum = 0;
  for (const share of shares) sum += (share - mean) * (share - mean);
  return Math.sqrt(sum / shares.length); // a square root, unlike ln and pow, is exact on every engine
}
