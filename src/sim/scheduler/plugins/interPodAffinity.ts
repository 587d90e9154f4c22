// InterPodAffinity: near which Pods a Pod must or would like to be, and from which it keeps away; the terms of Pods that are
// there already count as well. Upstream: pkg/scheduler/framework/plugins/interpodaffinity

import type { Labels } from '../../api/selectors.ts';
import { termSelects, type AffinityTerm } from '../affinityTerms.ts';
import type { Cycle, NotesKey } from '../cycle.ts';
import type { NodeInfo } from '../nodeInfo.ts';
import { MAX_SCORE } from '../normalise.ts';
import { NOT_SIGNABLE, type PluginEntry } from '../plugin.ts';
import type { PodInfo } from '../podInfo.ts';
import { SKIP, unresolvable, unschedulable } from '../status.ts';

const NAME = 'InterPodAffinity';
const NOT_NEAR = unresolvable(NAME, "node(s) didn't match pod affinity rules");
const TOO_NEAR = unschedulable(NAME, "node(s) didn't match pod anti-affinity rules");
const UNWELCOME = unschedulable(NAME, "node(s) didn't satisfy existing pods anti-affinity rules");

interface AffinityArgs {
  readonly hardPodAffinityWeight?: number;
  readonly ignorePreferredTermsOfExistingPods?: boolean;
}

/** Topology key → domain → sum. */
type Sums = Map<string, Map<string, number>>;

interface Notes {
  /** Pods that all required affinity terms select. */
  readonly near: Sums;
  /** Pods that a required anti-affinity term selects. */
  readonly far: Sums;
  /** Pods that have an anti-affinity term against this one. */
  readonly against: Sums;
}
const copy = (sums: Sums): Sums => new Map([...sums].map(([key, domains]) => [key, new Map(domains)]));
const NOTES: NotesKey<Notes> = { name: `${NAME} required`, clone: (n) => ({ near: copy(n.near), far: copy(n.far), against: copy(n.against) }) };
const SCORES: NotesKey<Sums> = { name: `${NAME} preferred` };

export const interPodAffinity: PluginEntry = {
  name: NAME,
  weight: 2,
  create(args) {
    const { hardPodAffinityWeight = 1, ignorePreferredTermsOfExistingPods = false } = (args ?? {}) as AffinityArgs;
    return {
      name: NAME,
      preFilter(cycle) {
        const notes: Notes = { near: new Map(), far: new Map(), against: new Map() };
        const { groups } = cycle.snapshot;
        const own = cycle.pod.affinity;
        const required = own !== undefined && (own.requiredAffinity.length > 0 || own.requiredAntiAffinity.length > 0);
        for (const group of required ? groups.all : groups.withAffinity) {
          const keys = concerned(cycle, group);
          if (keys) for (const [node, pods] of group.perNode) if (node.node) correct(notes, keys, node, pods);
        }
        if (!required && notes.against.size === 0) return SKIP;
        cycle.write(NOTES, notes);
        return undefined;
      },
      addPod(cycle, added, node) {
        const notes = cycle.read(NOTES);
        const keys = notes && concerned(cycle, added);
        if (keys) correct(notes, keys, node, 1);
      },
      removePod(cycle, removed, node) {
        const notes = cycle.read(NOTES);
        const keys = notes && concerned(cycle, removed);
        if (keys) correct(notes, keys, node, -1);
      },
      filter(cycle) {
        const notes = cycle.read(NOTES);
        if (!notes) return undefined;
        const { requiredAffinity = [], requiredAntiAffinity = [] } = cycle.pod.affinity ?? {};
        return (node) => {
          if (!isNear(cycle, notes, requiredAffinity, node)) return NOT_NEAR;
          for (const { topologyKey } of requiredAntiAffinity) if (sumFor(notes.far, topologyKey, node.labels) > 0) return TOO_NEAR;
          for (const topologyKey of notes.against.keys()) if (sumFor(notes.against, topologyKey, node.labels) > 0) return UNWELCOME;
          return undefined;
        };
      },
      preScore(cycle) {
        const { pod, snapshot } = cycle;
        const preferences = pod.affinity !== undefined && (pod.affinity.preferredAffinity.length > 0 || pod.affinity.preferredAntiAffinity.length > 0);
        if (ignorePreferredTermsOfExistingPods && !preferences) return SKIP;
        const sums: Sums = new Map();
        for (const group of preferences ? snapshot.groups.all : snapshot.groups.withAffinity) weigh(cycle, sums, group, hardPodAffinityWeight);
        if (sums.size === 0) return SKIP;
        cycle.write(SCORES, sums);
        return undefined;
      },
      score(cycle) {
        const sums: Sums = cycle.read(SCORES) ?? new Map();
        return (node) => {
          let score = 0;
          for (const topologyKey of sums.keys()) score += sumFor(sums, topologyKey, node.labels);
          return score;
        };
      },
      normalise(_, scores) {
        const min = scores.reduce((a, b) => Math.min(a, b), Infinity);
        const range = scores.reduce((a, b) => Math.max(a, b), -Infinity) - min;
        // The order of the operations matters: this is arithmetic on doubles, cut off.
        for (let i = 0; i < scores.length; i++) scores[i] = range > 0 ? Math.trunc(MAX_SCORE * (((scores[i] as number) - min) / range)) : 0;
      },
      sign: (pod) => (pod.pod.spec.affinity?.podAffinity || pod.pod.spec.affinity?.podAntiAffinity ? NOT_SIGNABLE : [pod.namespace, pod.labels]),
    };
  },
};

/** Topology keys of the required terms that concern another Pod, or through which it concerns the Pod. */
interface Concerned {
  readonly near: readonly string[];
  readonly far: readonly string[];
  readonly against: readonly string[];
}

function concerned(cycle: Cycle, other: Pick<PodInfo, 'namespace' | 'labels' | 'affinity'>): Concerned | undefined {
  const { pod } = cycle;
  const { namespaceLabels } = cycle.snapshot.listers;
  const selects = (term: AffinityTerm): boolean => termSelects(term, other.namespace, other.labels, namespaceLabels);
  const isSelected = (term: AffinityTerm): boolean => termSelects(term, pod.namespace, pod.labels, namespaceLabels);
  const { requiredAffinity = NO_TERMS, requiredAntiAffinity = NO_TERMS } = pod.affinity ?? {};
  const near = requiredAffinity.every(selects) ? requiredAffinity.map(keyOf) : [];
  const far = requiredAntiAffinity.filter(selects).map(keyOf);
  const against = (other.affinity?.requiredAntiAffinity ?? NO_TERMS).filter(isSelected).map(keyOf);
  return near.length + far.length + against.length > 0 ? { near, far, against } : undefined;
}

function correct(notes: Notes, keys: Concerned, node: NodeInfo, pods: number): void {
  for (const key of keys.near) addTo(notes.near, key, node.labels, pods);
  for (const key of keys.far) addTo(notes.far, key, node.labels, pods);
  for (const key of keys.against) addTo(notes.against, key, node.labels, pods);
}

const NO_TERMS: readonly AffinityTerm[] = [];
const keyOf = (term: AffinityTerm): string => term.topologyKey;

/** All terms must find a Pod in the node's domain; the first Pod of a group that wants to be near itself may go anywhere. */
function isNear(cycle: Cycle, notes: Notes, terms: readonly AffinityTerm[], node: NodeInfo): boolean {
  let found = true;
  for (const { topologyKey } of terms) {
    if (node.labels[topologyKey] === undefined) return false;
    if (sumFor(notes.near, topologyKey, node.labels) <= 0) found = false;
  }
  if (found) return true;
  if (!isEmpty(notes.near)) return false;
  const { pod, snapshot } = cycle;
  return terms.every((term) => termSelects(term, pod.namespace, pod.labels, snapshot.listers.namespaceLabels));
}

/** What a group of Pods means for the preferred terms, its own and the Pod's. */
function weigh(cycle: Cycle, sums: Sums, group: Pick<PodInfo, 'namespace' | 'labels' | 'affinity'> & { readonly perNode: ReadonlyMap<NodeInfo, number> }, hardWeight: number): void {
  const { pod } = cycle;
  const { namespaceLabels } = cycle.snapshot.listers;
  const weights = new Map<string, number>();
  const add = (key: string, by: number): void => void weights.set(key, (weights.get(key) ?? 0) + by);
  const chosen = (term: AffinityTerm): boolean => termSelects(term, group.namespace, group.labels, namespaceLabels);
  const choosing = (term: AffinityTerm): boolean => termSelects(term, pod.namespace, pod.labels, namespaceLabels);
  if (pod.affinity) {
    for (const term of pod.affinity.preferredAffinity) if (chosen(term)) add(term.topologyKey, term.weight);
    for (const term of pod.affinity.preferredAntiAffinity) if (chosen(term)) add(term.topologyKey, -term.weight);
  }
  if (group.affinity) {
    if (hardWeight > 0) for (const term of group.affinity.requiredAffinity) if (choosing(term)) add(term.topologyKey, hardWeight);
    for (const term of group.affinity.preferredAffinity) if (choosing(term)) add(term.topologyKey, term.weight);
    for (const term of group.affinity.preferredAntiAffinity) if (choosing(term)) add(term.topologyKey, -term.weight);
  }
  if (weights.size === 0) return;
  for (const [node, pods] of group.perNode) {
    if (!node.node) continue;
    for (const [topologyKey, weight] of weights) addTo(sums, topologyKey, node.labels, weight * pods);
  }
}

function addTo(sums: Sums, topologyKey: string, labels: Labels, by: number): void {
  const domain = labels[topologyKey];
  if (domain === undefined) return;
  let domains = sums.get(topologyKey);
  if (!domains) sums.set(topologyKey, (domains = new Map()));
  domains.set(domain, (domains.get(domain) ?? 0) + by);
}

function sumFor(sums: Sums, topologyKey: string, labels: Labels): number {
  const domain = labels[topologyKey];
  return domain === undefined ? 0 : (sums.get(topologyKey)?.get(domain) ?? 0);
}

function isEmpty(sums: Sums): boolean {
  for (const domains of sums.values()) for (const sum of domains.values()) if (sum !== 0) return false;
  return true;
}
