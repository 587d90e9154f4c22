// Pods that no count can tell apart (same namespace, labels, affinity terms), with how many of them each node has. Spreading
// and affinity count groups instead of Pods: a Deployment of a thousand Pods is one group. An index from label to
// groups keeps a selector from looking at all of them.

import { matches, type Labels, type Selector } from '../api/selectors.ts';
import type { AffinityTerms } from './affinityTerms.ts';
import type { NodeInfo } from './nodeInfo.ts';
import type { PodInfo } from './podInfo.ts';

export interface PodGroup {
  readonly namespace: string;
  readonly labels: Labels;
  readonly affinity: AffinityTerms | undefined;
  readonly terminating: boolean;
  readonly perNode: ReadonlyMap<NodeInfo, number>;
}

interface OwnGroup extends PodGroup {
  readonly perNode: Map<NodeInfo, number>;
}

export class PodGroups {
  private readonly groups = new Map<string, OwnGroup>();
  /** Groups whose Pods have affinity or anti-affinity terms. */
  readonly withAffinity = new Set<PodGroup>();
  private readonly byNamespace = new Map<string, Set<PodGroup>>();
  private readonly byLabel = new Map<string, Set<PodGroup>>();

  get all(): Iterable<PodGroup> {
    return this.groups.values();
  }

  add(info: PodInfo, node: NodeInfo): void {
    let group = this.groups.get(info.groupKey);
    if (!group) {
      group = { namespace: info.namespace, labels: info.labels, affinity: info.affinity, terminating: info.terminating, perNode: new Map() };
      this.groups.set(info.groupKey, group);
      if (group.affinity) this.withAffinity.add(group);
      put(this.byNamespace, group.namespace, group);
      for (const name in group.labels) put(this.byLabel, labelKey(group.namespace, name, group.labels[name] as string), group);
    }
    group.perNode.set(node, (group.perNode.get(node) ?? 0) + 1);
  }

  remove(info: PodInfo, node: NodeInfo): void {
    const group = this.groups.get(info.groupKey);
    if (!group) return;
    const count = group.perNode.get(node) ?? 0;
    if (count > 1) {
      group.perNode.set(node, count - 1);
      return;
    }
    group.perNode.delete(node);
    if (group.perNode.size > 0) return;
    this.groups.delete(info.groupKey);
    this.withAffinity.delete(group);
    drop(this.byNamespace, group.namespace, group);
    for (const name in group.labels) drop(this.byLabel, labelKey(group.namespace, name, group.labels[name] as string), group);
  }

  /** How many Pods of the namespace that match, and are not being deleted, each node has. */
  countLive(namespace: string, selector: Selector): ReadonlyMap<NodeInfo, number> {
    let only: ReadonlyMap<NodeInfo, number> | undefined;
    let sum: Map<NodeInfo, number> | undefined;
    for (const group of this.candidates(namespace, selector)) {
      if (group.terminating || !matches(selector, group.labels)) continue;
      if (!only) {
        only = group.perNode;
        continue;
      }
      sum ??= new Map(only);
      for (const [node, count] of group.perNode) sum.set(node, (sum.get(node) ?? 0) + count);
    }
    return sum ?? only ?? NO_COUNTS;
  }

  /** A superset of the groups that match: the shortest list that one of the selector's equalities gives. */
  private candidates(namespace: string, selector: Selector): Iterable<PodGroup> {
    if (selector.nothing) return NO_GROUPS;
    let best = this.byNamespace.get(namespace);
    if (!best) return NO_GROUPS;
    for (const r of selector.requirements) {
      const equality = r.operator === '=' || (r.operator === 'in' && r.values.length === 1);
      if (!equality) continue;
      const groups = this.byLabel.get(labelKey(namespace, r.key, r.values[0] as string));
      if (!groups) return NO_GROUPS;
      if (groups.size < best.size) best = groups;
    }
    return best;
  }
}

function put(index: Map<string, Set<PodGroup>>, key: string, group: PodGroup): void {
  const groups = index.get(key);
  if (groups) groups.add(group);
  else index.set(key, new Set([group]));
}

function drop(index: Map<string, Set<PodGroup>>, key: string, group: PodGroup): void {
  const groups = index.get(key);
  groups?.delete(group);
  if (groups?.size === 0) index.delete(key);
}

function labelKey(namespace: string, name: string, value: string): string {
  return `${namespace}\n${name}\n${value}`;
}

const NO_COUNTS: ReadonlyMap<NodeInfo, number> = new Map();
const NO_GROUPS: readonly PodGroup[] = [];
