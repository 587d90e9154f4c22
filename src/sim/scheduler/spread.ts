// Topology spread constraints, compiled; and the default ones for Pods that state none but belong to something.
// Upstream: pkg/scheduler/framework/plugins/podtopologyspread/common.go, pkg/scheduler/framework/plugins/helper/spread.go

import { fromLabelSelector, fromMap, type Labels, type Requirement, type Selector } from '../api/selectors.ts';
import type { Cycle } from './cycle.ts';
import type { Listers } from './listers.ts';
import type { PodInfo } from './podInfo.ts';
import type { TopologySpreadConstraint } from './types.ts';

export interface Constraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly selector: Selector;
  readonly minDomains: number;
  readonly honoursAffinity: boolean;
  readonly honoursTaints: boolean;
}

export const SYSTEM_DEFAULTS: readonly TopologySpreadConstraint[] = [
  { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
];

/** Those with this whenUnsatisfiable. matchLabelKeys narrow the selector to Pods with the Pod's own values. */
export function compileConstraints(constraints: readonly TopologySpreadConstraint[], action: string, labels: Labels): readonly Constraint[] {
  return constraints.filter((c) => c.whenUnsatisfiable === action).map((c) => compile(c, withOwnValues(fromLabelSelector(c.labelSelector), c.matchLabelKeys, labels)));
}

/** Defaults for a Pod that is selected by a Service or owned by a workload; none for others. */
export function defaultConstraints(defaults: readonly TopologySpreadConstraint[], action: string, cycle: Cycle): readonly Constraint[] {
  const chosen = defaults.filter((c) => c.whenUnsatisfiable === action);
  if (chosen.length === 0) return [];
  const selector = siblings(cycle.pod, cycle.snapshot.listers);
  return selector ? chosen.map((c) => compile(c, selector)) : [];
}

function compile(c: TopologySpreadConstraint, selector: Selector): Constraint {
  return {
    topologyKey: c.topologyKey,
    maxSkew: c.maxSkew,
    selector,
    minDomains: c.minDomains ?? 1,
    honoursAffinity: (c.nodeAffinityPolicy ?? 'Honor') === 'Honor',
    honoursTaints: c.nodeTaintsPolicy === 'Honor',
  };
}

function withOwnValues(selector: Selector, keys: readonly string[] | undefined, labels: Labels): Selector {
  if (!keys?.length || selector.nothing) return selector;
  const own: Requirement[] = keys.filter((key) => labels[key] !== undefined).map((key) => ({ key, operator: 'in', values: [labels[key] as string] }));
  return { requirements: [...selector.requirements, ...own] };
}

/** Selects the Pods that belong together with this one: all that its Services and its owner select. */
function siblings(pod: PodInfo, listers: Listers): Selector | undefined {
  const merged: { [key: string]: string } = {};
  for (const service of listers.services(pod.namespace)) {
    const selector = service.spec.selector;
    if (selector && selects(selector, pod.labels)) Object.assign(merged, selector);
  }
  let more: readonly Requirement[] = [];
  const owner = pod.pod.metadata.ownerReferences?.find((ref) => ref.controller);
  if (owner?.apiVersion === 'v1' && owner.kind === 'ReplicationController') {
    Object.assign(merged, listers.replicationController(pod.namespace, owner.name)?.spec.selector);
  } else if (owner?.apiVersion === 'apps/v1' && (owner.kind === 'ReplicaSet' || owner.kind === 'StatefulSet')) {
    const set = owner.kind === 'ReplicaSet' ? listers.replicaSet(pod.namespace, owner.name) : listers.statefulSet(pod.namespace, owner.name);
    if (set) more = fromLabelSelector(set.spec.selector).requirements;
  }
  const requirements = [...fromMap(merged).requirements, ...more];
  return requirements.length > 0 ? { requirements } : undefined;
}

/** A Service without a selector selects nothing. */
function selects(selector: Labels, labels: Labels): boolean {
  let any = false;
  for (const key in selector) {
    if (labels[key] !== selector[key]) return false;
    any = true;
  }
  return any;
}
