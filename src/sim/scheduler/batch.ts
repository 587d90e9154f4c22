// Equal Pods in a row, each filling its node: the next one takes the next node of the last ranking, without looking at all
// nodes again. With the default profile this never happens, since default spreading depends on all Pods.
// Upstream: pkg/scheduler/framework/runtime/batch.go

import type { Cycle } from './cycle.ts';
import type { Framework } from './framework.ts';
import type { Ranking } from './ranking.ts';

const MAX_AGE_MS = 500;

export class Batch {
  private state: { readonly signature: string; readonly ranking: Ranking; readonly sinceMs: number } | undefined;
  private last = { cycle: -1, node: '' };

  constructor(private readonly framework: Framework) {}

  /** The node to try first. `cycleCount`: of all profiles; another profile's cycle in between ends the batch. */
  hint(cycle: Cycle, signature: string | undefined, cycleCount: number): string | undefined {
    const { state, last } = this;
    if (!state || state.ranking.size === 0 || cycleCount !== last.cycle + 1) return undefined;
    if (signature === undefined || signature !== state.signature) return undefined;
    if (cycle.nowMs > state.sinceMs + MAX_AGE_MS) return undefined;
    // Only where the last node is full now is it certain that the rest of the ranking still holds.
    const node = cycle.snapshot.node(last.node);
    if (!node || !this.framework.filter(cycle, node)) return undefined;
    return state.ranking.pop();
  }

  /** After a cycle that found a node. `others`: the nodes behind it, unless it was the only one. */
  store(cycle: Cycle, signature: string | undefined, hint: string | undefined, chosen: string, others: Ranking | undefined, cycleCount: number): void {
    this.last = { cycle: cycleCount, node: chosen };
    if (hint === chosen) return;
    this.state = signature !== undefined && others && others.size > 0 ? { signature, ranking: others, sinceMs: cycle.nowMs } : undefined;
  }
}
