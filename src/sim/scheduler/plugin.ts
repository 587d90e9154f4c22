// What a scheduler plugin may do, extension point by extension point. A plugin implements those it needs. Filter and Score are
// asked once per cycle for a function of the node, so that what depends on the Pod alone is worked out once.
// Upstream: staging/src/k8s.io/kube-scheduler/framework/interface.go

import type { Cycle } from './cycle.ts';
import type { NodeInfo } from './nodeInfo.ts';
import type { PodInfo } from './podInfo.ts';
import type { Preemption } from './preemption.ts';
import type { NodeStatuses, SKIP, Status } from './status.ts';

/** Only these nodes are worth a look. */
export interface OnlyNodes {
  readonly only: ReadonlySet<string>;
}

export interface PostFilterResult {
  /** Undefined: success, the Pod may come back to the nominated node once its victims are gone. */
  readonly status: Status | undefined;
  readonly preemption?: Preemption;
}

/** An objection to the node, or none. */
export type NodeFilter = (node: NodeInfo) => Status | undefined;
export type NodeScorer = (node: NodeInfo) => number;

/** This Pod's decision must not be reused for another one. */
export const NOT_SIGNABLE = 'NotSignable';

export interface Plugin {
  readonly name: string;

  /** Whether the Pod may enter the queue at all. */
  preEnqueue?(pod: PodInfo): Status | undefined;

  /** Once per cycle: look at the Pod, note what Filter needs. */
  preFilter?(cycle: Cycle): typeof SKIP | Status | OnlyNodes | undefined;
  /** A trial put this Pod on the node (a copy): correct the notes of preFilter. */
  addPod?(cycle: Cycle, added: PodInfo, node: NodeInfo): void;
  removePod?(cycle: Cycle, removed: PodInfo, node: NodeInfo): void;

  /** Can the Pod run on a node? Undefined: on any. The function must see what addPod and removePod change later. */
  filter?(cycle: Cycle): NodeFilter | undefined;

  /** No node was feasible: can something be done about it? */
  postFilter?(cycle: Cycle, statuses: NodeStatuses): PostFilterResult;

  preScore?(cycle: Cycle, feasible: readonly NodeInfo[]): typeof SKIP | undefined;
  /** How good is a node? Any whole number; `normalise` brings it to 0–100. */
  score?(cycle: Cycle): NodeScorer;
  /** Changes the scores (in the order of the feasible nodes) in place. */
  normalise?(cycle: Cycle, scores: number[]): void;

  /** What decides about the Pod besides the nodes, so that equal Pods can reuse a ranking. */
  sign?(pod: PodInfo): unknown;
}

/** What plugins may ask of the framework that runs them. */
export interface Handle {
  /** All filters on one (copied) node, other nominated Pods included. */
  filterNode(cycle: Cycle, node: NodeInfo): Status | undefined;
  /** Tells all plugins that took part in this cycle. */
  addPod(cycle: Cycle, added: PodInfo, node: NodeInfo): void;
  removePod(cycle: Cycle, removed: PodInfo, node: NodeInfo): void;
}

export interface PluginEntry {
  readonly name: string;
  /** Of its score, in the default profile. */
  readonly weight?: number;
  /** `args`: from the profile's pluginConfig. */
  create(args: unknown, handle: Handle): Plugin;
}
