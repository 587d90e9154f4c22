// PodTopologySpread keeps the numbers of alike Pods in the domains of a topology (zones, nodes) close to each other.
// Hard constraints (DoNotSchedule) filter, soft ones (ScheduleAnyway) score. Pods of a Service or a workload that state
// none get the defaults: soft, over nodes and zones. Upstream: pkg/scheduler/framework/plugins/podtopologyspread

import { ln } from '../../../base/ln.ts';
import { matches, type Labels, type Selector } from '../../api/selectors.ts';
import type { Cycle, NotesKey } from '../cycle.ts';
import type { NodeInfo } from '../nodeInfo.ts';
import { meetsRequired, requiredNodes, type RequiredNodes } from '../nodeSelectors.ts';
import { MAX_SCORE } from '../normalise.ts';
import { NOT_SIGNABLE, type PluginEntry } from '../plugin.ts';
import type { PodInfo } from '../podInfo.ts';
import { compileConstraints, defaultConstraints, SYSTEM_DEFAULTS, type Constraint } from '../spread.ts';
import { SKIP, unresolvable, unschedulable } from '../status.ts';
import { toleratesScheduling } from '../taints.ts';
import type { TopologySpreadConstraint } from '../types.ts';

const NAME = 'PodTopologySpread';
const HOSTNAME = 'kubernetes.io/hostname';
const UNEVEN = "node(s) didn't match pod topology spread constraints";
const TOO_UNEVEN = unschedulable(NAME, UNEVEN);
const NO_LABEL = unresolvable(NAME, `${UNEVEN} (missing required label)`);

interface SpreadArgs {
  readonly defaultingType?: 'System' | 'List';
  readonly defaultConstraints?: readonly TopologySpreadConstraint[];
}

/** Of hard constraints. */
interface Counted {
  readonly constraints: readonly Constraint[];
  readonly required: RequiredNodes | undefined;
  /** Per constraint: domain → Pods in it, and the least of them (undefined: not known since the last change). */
  readonly counts: readonly Map<string, number>[];
  readonly least: (number | undefined)[];
}
const COUNTED: NotesKey<Counted> = {
  name: `${NAME} hard`,
  clone: (n) => ({ ...n, counts: n.counts.map((domains) => new Map(domains)), least: [...n.least] }),
};

/** Of soft constraints. */
interface Weighed {
  readonly constraints: readonly Constraint[];
  /** Nodes that lack a label that the Pod's own constraints name. */
  readonly ignored: ReadonlySet<NodeInfo>;
  readonly perNode: readonly ReadonlyMap<NodeInfo, number>[];
  /** Per constraint: domain → Pods in it; undefined for host names, which are counted per node. */
  readonly perDomain: readonly (Map<string, number> | undefined)[];
  readonly weights: readonly number[];
}
const WEIGHED: NotesKey<Weighed> = { name: `${NAME} soft` };

export const podTopologySpread: PluginEntry = {
  name: NAME,
  weight: 2,
  create(args) {
    const { defaultingType = 'System', defaultConstraints: listed = [] } = (args ?? {}) as SpreadArgs;
    const system = defaultingType === 'System';
    const defaults = system ? SYSTEM_DEFAULTS : listed;
    const constraintsOf = (cycle: Cycle, action: string): readonly Constraint[] => {
      const own = cycle.pod.pod.spec.topologySpreadConstraints ?? [];
      return own.length > 0 ? compileConstraints(own, action, cycle.pod.labels) : defaultConstraints(defaults, action, cycle);
    };
    return {
      name: NAME,
      preFilter(cycle) {
        const constraints = constraintsOf(cycle, 'DoNotSchedule');
        if (constraints.length === 0) return SKIP;
        cycle.write(COUNTED, count(cycle, constraints));
        return undefined;
      },
      addPod: (cycle, added, node) => correct(cycle, added, node, 1),
      removePod: (cycle, removed, node) => correct(cycle, removed, node, -1),
      filter(cycle) {
        const state = cycle.read(COUNTED);
        if (!state) return undefined;
        const self = state.constraints.map((c) => (matches(c.selector, cycle.pod.labels) ? 1 : 0));
        return (node) => {
          for (let i = 0; i < state.constraints.length; i++) {
            const { topologyKey, maxSkew } = state.constraints[i] as Constraint;
            const domain = node.labels[topologyKey];
            if (domain === undefined) return NO_LABEL;
            const here = state.counts[i]?.get(domain) ?? 0;
            if (here + (self[i] as number) - least(state, i) > maxSkew) return TOO_UNEVEN;
          }
          return undefined;
        };
      },
      preScore(cycle, feasible) {
        const constraints = constraintsOf(cycle, 'ScheduleAnyway');
        if (constraints.length === 0 || feasible.length === 0) return SKIP;
        const needsAll = (cycle.pod.pod.spec.topologySpreadConstraints ?? []).length > 0 || !system;
        cycle.write(WEIGHED, weigh(cycle, constraints, feasible, needsAll));
        return undefined;
      },
      score(cycle) {
        const state = cycle.read(WEIGHED);
        if (!state) return () => 0;
        const parts = state.constraints.map((c, i) => ({
          key: c.topologyKey,
          base: c.maxSkew - 1,
          weight: state.weights[i] as number,
          domains: state.perDomain[i],
          nodes: state.perNode[i] as ReadonlyMap<NodeInfo, number>,
        }));
        return (node) => {
          if (state.ignored.has(node)) return 0;
          let score = 0;
          for (const { key, base, weight, domains, nodes } of parts) {
            const domain = node.labels[key];
            if (domain === undefined) continue;
            score += ((domains ? domains.get(domain) : nodes.get(node)) ?? 0) * weight + base;
          }
          return Math.floor(score + 0.5);
        };
      },
      normalise(cycle, scores) {
        const state = cycle.read(WEIGHED);
        const nodes = cycle.read(FEASIBLE);
        if (!state || !nodes) return;
        let min = Infinity;
        let max = 0;
        scores.forEach((score, i) => {
          if (state.ignored.has(nodes[i] as NodeInfo)) return;
          min = Math.min(min, score);
          max = Math.max(max, score);
        });
        for (let i = 0; i < scores.length; i++) {
          if (state.ignored.has(nodes[i] as NodeInfo)) scores[i] = 0;
          else scores[i] = max === 0 ? MAX_SCORE : Math.trunc((MAX_SCORE * (max + min - (scores[i] as number))) / max);
        }
      },
      sign: (pod) => (defaults.length > 0 || (pod.pod.spec.topologySpreadConstraints ?? []).length > 0 ? NOT_SIGNABLE : undefined),
    };
  },
};

const FEASIBLE: NotesKey<readonly NodeInfo[]> = { name: `${NAME} feasible` };

function count(cycle: Cycle, constraints: readonly Constraint[]): Counted {
  const required = requiredNodes(cycle.pod.pod.spec);
  const state: Counted = { constraints, required, counts: constraints.map(() => new Map<string, number>()), least: constraints.map(() => undefined) };
  const perNode = countsPerNode(cycle, constraints);
  for (const node of cycle.snapshot.nodes) {
    if (!hasAllKeys(node.labels, constraints)) continue;
    for (let i = 0; i < constraints.length; i++) {
      const constraint = constraints[i] as Constraint;
      if (!includes(constraint, cycle.pod, required, node)) continue;
      const domains = state.counts[i] as Map<string, number>;
      const domain = node.labels[constraint.topologyKey] as string;
      domains.set(domain, (domains.get(domain) ?? 0) + (perNode[i]?.get(node) ?? 0));
    }
  }
  return state;
}

/** Pods in the emptiest domain; none where there are fewer domains than the constraint asks for. */
function least(state: Counted, i: number): number {
  const known = state.least[i];
  if (known !== undefined) return known;
  const domains = state.counts[i] as Map<string, number>;
  let min = Infinity;
  for (const pods of domains.values()) min = Math.min(min, pods);
  if (min === Infinity) min = Number.MAX_SAFE_INTEGER;
  if (domains.size < (state.constraints[i] as Constraint).minDomains) min = 0;
  state.least[i] = min;
  return min;
}

function correct(cycle: Cycle, changed: PodInfo, node: NodeInfo, by: 1 | -1): void {
  const state = cycle.read(COUNTED);
  if (!state || changed.namespace !== cycle.pod.namespace || changed.terminating || !hasAllKeys(node.labels, state.constraints)) return;
  state.constraints.forEach((constraint, i) => {
    if (!matches(constraint.selector, changed.labels) || !includes(constraint, cycle.pod, state.required, node)) return;
    const domains = state.counts[i] as Map<string, number>;
    const domain = node.labels[constraint.topologyKey] as string;
    domains.set(domain, (domains.get(domain) ?? 0) + by);
    state.least[i] = undefined;
  });
}

function weigh(cycle: Cycle, constraints: readonly Constraint[], feasible: readonly NodeInfo[], needsAll: boolean): Weighed {
  cycle.write(FEASIBLE, feasible);
  const ignored = new Set<NodeInfo>();
  const perDomain = constraints.map((c) => (c.topologyKey === HOSTNAME ? undefined : new Map<string, number>()));
  for (const node of feasible) {
    if (needsAll && !hasAllKeys(node.labels, constraints)) {
      ignored.add(node);
      continue;
    }
    for (let i = 0; i < constraints.length; i++) perDomain[i]?.set(node.labels[(constraints[i] as Constraint).topologyKey] ?? '', 0);
  }
  const weights = perDomain.map((domains) => ln((domains ? domains.size : feasible.length - ignored.size) + 2));
  const perNode = countsPerNode(cycle, constraints);
  const required = requiredNodes(cycle.pod.pod.spec);
  constraints.forEach((constraint, i) => {
    const domains = perDomain[i];
    if (!domains) return;
    for (const [node, pods] of perNode[i] ?? []) {
      if (!node.node || (needsAll && !hasAllKeys(node.labels, constraints)) || !includes(constraint, cycle.pod, required, node)) continue;
      const domain = node.labels[constraint.topologyKey] ?? '';
      const before = domains.get(domain);
      if (before !== undefined) domains.set(domain, before + pods);
    }
  });
  return { constraints, ignored, perNode, perDomain, weights };
}

/** Matching Pods per node. Default constraints share one selector, so it is asked once. */
function countsPerNode(cycle: Cycle, constraints: readonly Constraint[]): readonly ReadonlyMap<NodeInfo, number>[] {
  const known = new Map<Selector, ReadonlyMap<NodeInfo, number>>();
  return constraints.map(({ selector }) => {
    let counts = known.get(selector);
    if (!counts) known.set(selector, (counts = cycle.snapshot.groups.countLive(cycle.pod.namespace, selector)));
    return counts;
  });
}

/** Whether the Pods of a node count: by default those of nodes that the Pod's own node affinity allows. */
function includes(constraint: Constraint, pod: PodInfo, required: RequiredNodes | undefined, node: NodeInfo): boolean {
  if (constraint.honoursAffinity && !meetsRequired(required, node)) return false;
  return !constraint.honoursTaints || toleratesScheduling(pod.pod.spec.tolerations, node.taints);
}

function hasAllKeys(labels: Labels, constraints: readonly Constraint[]): boolean {
  for (const { topologyKey } of constraints) if (labels[topologyKey] === undefined) return false;
  return true;
}
