// The texts that a learner sees in events, conditions and `kubectl describe pod`.
// Upstream: pkg/scheduler/framework/types.go FitError

import { compareText } from '../../base/text.ts';
import type { NodeStatuses } from './status.ts';

export const NO_NODES = 'no nodes available to schedule pods';
export const GATED = 'Scheduling is blocked due to non-empty scheduling gates';
export const DISRUPTION_REASON = 'PreemptionByScheduler';

export function assigned(namespace: string, name: string, node: string): string {
  return `Successfully assigned ${namespace}/${name} to ${node}`;
}

export function preempted(preemptorUid: string, node: string): string {
  return `Preempted by pod ${preemptorUid} on node ${node}`;
}

export function disruption(schedulerName: string): string {
  return `${schedulerName}: preempting to accommodate a higher priority pod`;
}

export function skipped(namespace: string, name: string): string {
  return `skip schedule deleting pod: ${namespace}/${name}`;
}

/** An event's text is cut at 1,024 characters. Upstream: pkg/scheduler/schedule_one.go truncateMessage */
export function eventNote(text: string): string {
  return text.length <= EVENT_LIMIT ? text : `${text.slice(0, EVENT_LIMIT - CUT.length)}${CUT}`;
}
const EVENT_LIMIT = 1024;
const CUT = ' ...';

/** Why no node fits. A node with two reasons counts for both; `preFilter` stands for all nodes, uncounted. */
export function fitError(allNodes: number, statuses: NodeStatuses, preFilter = '', postFilter = ''): string {
  let text = `0/${allNodes} nodes are available:`;
  if (preFilter !== '') text += ` ${preFilter}.`;
  else {
    const reasons = reasonCounts(allNodes, statuses);
    if (reasons.length > 0) text += ` ${reasons.join(', ')}.`;
  }
  return postFilter === '' ? text : `${text} ${postFilter}`;
}

function reasonCounts(allNodes: number, statuses: NodeStatuses): string[] {
  const counts = new Map<string, number>();
  const add = (reason: string, by: number): void => void counts.set(reason, (counts.get(reason) ?? 0) + by);
  for (const status of statuses.explicit.values()) for (const reason of status.reasons) add(reason, 1);
  const absent = allNodes - statuses.explicit.size;
  if (absent > 0) for (const reason of statuses.absent.reasons) add(reason, absent);
  return [...counts].map(([reason, count]) => `${count} ${reason}`).sort(compareText);
}
