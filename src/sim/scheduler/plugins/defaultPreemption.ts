// DefaultPreemption: where no node fits, find one on which the Pod would fit if Pods of lower priority went, and choose whom.
// Upstream: pkg/scheduler/framework/plugins/defaultpreemption, pkg/scheduler/framework/preemption
// Simplified: candidates are tried in node order, and of equally good ones the first is taken; upstream starts anywhere and takes any.

import type { Cycle } from '../cycle.ts';
import { fitError } from '../messages.ts';
import type { NodeInfo } from '../nodeInfo.ts';
import type { Handle, PluginEntry } from '../plugin.ts';
import { byImportance, leastCostly, splitByBudgets, type Candidate } from '../preemption.ts';
import type { PodInfo } from '../podInfo.ts';
import { NodeStatuses, unresolvable, unschedulable, type Status } from '../status.ts';
import type { PodDisruptionBudget } from '../types.ts';

const NAME = 'DefaultPreemption';
const NOT_HELPFUL = unresolvable(NAME, 'Preemption is not helpful for scheduling');
const NO_VICTIMS = unresolvable(NAME, 'No preemption victims found for incoming pod');

interface PreemptionArgs {
  readonly minCandidateNodesPercentage?: number;
  readonly minCandidateNodesAbsolute?: number;
}

export const defaultPreemption: PluginEntry = {
  name: NAME,
  create(args, handle) {
    const { minCandidateNodesPercentage = 10, minCandidateNodesAbsolute = 100 } = (args ?? {}) as PreemptionArgs;
    return {
      name: NAME,
      postFilter(cycle, statuses) {
        const notEligible = whyNotEligible(cycle, statuses);
        if (notEligible) return { status: unschedulable(NAME, `preemption: ${notEligible}`), preemption: { notEligible, candidates: [], best: [], chosen: undefined } };
        const nodes = cycle.snapshot.nodes.filter((node) => statuses.get(node.name).code === 'Unschedulable');
        const enough = Math.min(nodes.length, Math.max(Math.trunc((nodes.length * minCandidateNodesPercentage) / 100), minCandidateNodesAbsolute));
        const { candidates, objections } = dryRun(handle, cycle, nodes, enough);
        const best = leastCostly(candidates, cycle.nowMs);
        const preemption = { notEligible: undefined, candidates, best, chosen: best[0] };
        if (best.length > 0) return { status: undefined, preemption };
        const message = fitError(cycle.snapshot.nodes.length, objections);
        return { status: unschedulable(NAME, `preemption: ${message}`), preemption };
      },
    };
  },
};

/** A Pod that may not preempt, or is waiting for earlier victims to leave. */
function whyNotEligible(cycle: Cycle, statuses: NodeStatuses): string | undefined {
  const { pod, snapshot } = cycle;
  if (pod.pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.pod.status?.nominatedNodeName;
  if (!nominated || statuses.get(nominated).code === 'UnschedulableAndUnresolvable') return undefined;
  for (const other of snapshot.node(nominated)?.pods.values() ?? []) {
    if (other.priority < pod.priority && isLeavingForPreemption(other)) return 'not eligible due to a terminating pod on the nominated node.';
  }
  return undefined;
}

function isLeavingForPreemption(info: PodInfo): boolean {
  if (!info.terminating) return false;
  return info.pod.status?.conditions?.some((c) => c.type === 'DisruptionTarget' && c.status === 'True' && c.reason === 'PreemptionByScheduler') ?? false;
}

function dryRun(handle: Handle, cycle: Cycle, nodes: readonly NodeInfo[], enough: number): { candidates: readonly Candidate[]; objections: NodeStatuses } {
  const objections = new NodeStatuses();
  objections.absent = NOT_HELPFUL;
  const budgets = nodes.length > 0 ? [...cycle.snapshot.listers.disruptionBudgets()] : [];
  const unprotected: Candidate[] = [];
  const protectedOnes: Candidate[] = [];
  for (const node of nodes) {
    if (unprotected.length > 0 && unprotected.length + protectedOnes.length >= enough) break;
    const result = victimsOn(handle, cycle, node, budgets);
    if ('victims' in result) (result.violations === 0 ? unprotected : protectedOnes).push(result);
    else objections.explicit.set(node.name, result);
  }
  return { candidates: [...unprotected, ...protectedOnes], objections };
}

/** Takes all Pods of lower priority off a copy of the node, then puts back as many as still fit, the most important first. */
function victimsOn(handle: Handle, cycle: Cycle, original: NodeInfo, budgets: readonly PodDisruptionBudget[]): Candidate | Status {
  const lower = [...original.pods.values()].filter((other) => other.priority < cycle.pod.priority);
  if (lower.length === 0) return NO_VICTIMS;
  const trial = cycle.clone();
  const node = original.clone();
  for (const other of lower) {
    node.removePod(other);
    handle.removePod(trial, other, node);
  }
  const remaining = handle.filterNode(trial, node);
  if (remaining) return remaining;

  const sorted = byImportance(lower, cycle.nowMs);
  const { violating, others } = splitByBudgets(sorted, budgets);
  const victims = new Set<PodInfo>();
  const staysAway = (other: PodInfo): boolean => {
    node.addPod(other);
    handle.addPod(trial, other, node);
    if (!handle.filterNode(trial, node)) return false;
    node.removePod(other);
    handle.removePod(trial, other, node);
    victims.add(other);
    return true;
  };
  const violations = violating.filter(staysAway).length;
  others.forEach(staysAway);
  return { node: node.name, victims: sorted.filter((other) => victims.has(other)), violations };
}
