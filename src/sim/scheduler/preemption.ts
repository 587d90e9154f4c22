// Evicting Pods of lower priority to make room: who would have to go from a node, and which node costs least.
// Upstream: pkg/scheduler/framework/preemption/preemption.go, pkg/scheduler/util/utils.go

import { parseTime } from '../../base/time.ts';
import { fromLabelSelector, matches } from '../api/selectors.ts';
import type { PodInfo } from './podInfo.ts';
import type { PodDisruptionBudget } from './types.ts';

/** A node on which the Pod would fit without these Pods. */
export interface Candidate {
  readonly node: string;
  /** Most important first. */
  readonly victims: readonly PodInfo[];
  /** How many of them a PodDisruptionBudget protects. */
  readonly violations: number;
}

export interface Preemption {
  /** Why the Pod may not preempt at all. */
  readonly notEligible: string | undefined;
  readonly candidates: readonly Candidate[];
  /** Those that cost least. */
  readonly best: readonly Candidate[];
  /** The candidate whose victims are to be evicted. */
  readonly chosen: Candidate | undefined;
}

/**
 * Pods by importance: priority, then age. Pods that have not started count as started now, and upstream asks for that now
 * once per Pod while it compares, so that of two such Pods the one that came to the node later ends up before the other.
 */
export function byImportance(pods: readonly PodInfo[], nowMs: number): PodInfo[] {
  const started = (info: PodInfo): boolean => info.pod.status?.startTime !== undefined;
  return pods
    .map((info, i) => ({ info, start: startMs(info, nowMs), place: started(info) ? i : -i }))
    .sort((a, b) => b.info.priority - a.info.priority || a.start - b.start || a.place - b.place)
    .map(({ info }) => info);
}

/** Splits Pods (most important first) into those whose eviction a budget forbids and the others. */
export function splitByBudgets(pods: readonly PodInfo[], budgets: readonly PodDisruptionBudget[]): { violating: PodInfo[]; others: PodInfo[] } {
  const left = budgets.map((budget) => budget.status?.disruptionsAllowed ?? 0);
  const violating: PodInfo[] = [];
  const others: PodInfo[] = [];
  for (const info of pods) {
    let violates = false;
    if (Object.keys(info.labels).length > 0) {
      budgets.forEach((budget, i) => {
        if ((budget.metadata.namespace ?? 'default') !== info.namespace) return;
        const selector = fromLabelSelector(budget.spec.selector);
        if (selector.requirements.length === 0 || !matches(selector, info.labels)) return;
        if (budget.status?.disruptedPods && info.pod.metadata.name in budget.status.disruptedPods) return;
        left[i] = (left[i] as number) - 1;
        if ((left[i] as number) < 0) violates = true;
      });
    }
    (violates ? violating : others).push(info);
  }
  return { violating, others };
}

/** The candidates that cost least. */
export function leastCostly(candidates: readonly Candidate[], nowMs: number): readonly Candidate[] {
  let best = candidates;
  for (const cost of COSTS) {
    if (best.length <= 1) break;
    const costs = best.map((candidate) => cost(candidate, nowMs));
    const least = costs.reduce((a, b) => Math.min(a, b), Infinity);
    best = best.filter((_, i) => costs[i] === least);
  }
  return best;
}

const COSTS: readonly ((candidate: Candidate, nowMs: number) => number)[] = [
  (c) => c.violations,
  (c) => c.victims[0]?.priority ?? -Infinity,
  // Each priority is raised to a positive number, so that more victims cost more whatever their priorities.
  (c) => c.victims.reduce((sum, victim) => sum + victim.priority + 2_147_483_648, 0),
  (c) => c.victims.length,
  (c, nowMs) => -earliestStart(c.victims, nowMs),
];

/** Of the victims with the highest priority. */
function earliestStart(victims: readonly PodInfo[], nowMs: number): number {
  const highest = victims.reduce((a, victim) => Math.max(a, victim.priority), -Infinity);
  return victims.reduce((a, victim) => (victim.priority === highest ? Math.min(a, startMs(victim, nowMs)) : a), Infinity);
}

function startMs(info: PodInfo, nowMs: number): number {
  const time = info.pod.status?.startTime;
  return (time === undefined ? undefined : parseTime(time)) ?? nowMs;
}
