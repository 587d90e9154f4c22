// What a plugin says of a Pod and a node. Nothing said means success, as upstream's nil status.
// Upstream: staging/src/k8s.io/kube-scheduler/framework/interface.go

/**
 * Unschedulable: removing other Pods could help, so preemption looks at the node.
 * UnschedulableAndUnresolvable: it could not.
 */
export type Code = 'Unschedulable' | 'UnschedulableAndUnresolvable' | 'Error';

export interface Status {
  readonly plugin: string;
  readonly code: Code;
  readonly reasons: readonly string[];
}

/** A plugin has nothing to do with this Pod: its Filter (or Score) is left out for the cycle. */
export const SKIP = 'Skip';

export function unschedulable(plugin: string, ...reasons: string[]): Status {
  return { plugin, code: 'Unschedulable', reasons };
}

export function unresolvable(plugin: string, ...reasons: string[]): Status {
  return { plugin, code: 'UnschedulableAndUnresolvable', reasons };
}

export function failure(plugin: string, message: string): Status {
  return { plugin, code: 'Error', reasons: [message] };
}

/** The statuses of the nodes that were looked at; all others share one. Upstream: pkg/scheduler/framework/types.go NodeToStatus */
export class NodeStatuses {
  readonly explicit = new Map<string, Status>();
  /** Of the nodes that have no own status. */
  absent: Status = unresolvable('');

  get(node: string): Status {
    return this.explicit.get(node) ?? this.absent;
  }
}
