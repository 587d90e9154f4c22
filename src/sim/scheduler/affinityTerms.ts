// Pod (anti-)affinity terms, compiled once per Pod: which Pods, in which namespaces, within which domain of nodes.
// Upstream: staging/src/k8s.io/kube-scheduler/framework/types.go AffinityTerm

import { fromLabelSelector, matches, type Labels, type Selector } from '../api/selectors.ts';
import type { PodAffinityTerm, PodSpec } from './types.ts';

export interface AffinityTerm {
  readonly topologyKey: string;
  readonly selector: Selector;
  readonly namespaces: readonly string[];
  /** Namespaces by their labels; undefined: none besides those listed. */
  readonly namespaceSelector: Selector | undefined;
  /** Of preferred terms; 0 for required ones. */
  readonly weight: number;
}

export interface AffinityTerms {
  readonly requiredAffinity: readonly AffinityTerm[];
  readonly requiredAntiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly AffinityTerm[];
  readonly preferredAntiAffinity: readonly AffinityTerm[];
}

/** The labels of a namespace, by name. */
export type NamespaceLabels = (namespace: string) => Labels | undefined;

/** Undefined where the Pod has no terms. */
export function affinityTerms(spec: PodSpec, namespace: string): AffinityTerms | undefined {
  const to = spec.affinity?.podAffinity;
  const from = spec.affinity?.podAntiAffinity;
  if (!to && !from) return undefined;
  const terms: AffinityTerms = {
    requiredAffinity: (to?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((t) => compile(t, namespace, 0)),
    requiredAntiAffinity: (from?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((t) => compile(t, namespace, 0)),
    preferredAffinity: (to?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((t) => compile(t.podAffinityTerm, namespace, t.weight)),
    preferredAntiAffinity: (from?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((t) => compile(t.podAffinityTerm, namespace, t.weight)),
  };
  return Object.values(terms).some((list: readonly AffinityTerm[]) => list.length > 0) ? terms : undefined;
}

/** Whether a Pod with these labels in this namespace is one the term speaks of. */
export function termSelects(term: AffinityTerm, namespace: string, labels: Labels, namespaceLabels: NamespaceLabels): boolean {
  if (!term.namespaces.includes(namespace)) {
    if (!term.namespaceSelector || !matches(term.namespaceSelector, namespaceLabels(namespace))) return false;
  }
  return matches(term.selector, labels);
}

// matchLabelKeys and mismatchLabelKeys are not read here: the API server has merged them into labelSelector.
function compile(term: PodAffinityTerm, namespace: string, weight: number): AffinityTerm {
  const own = !term.namespaces?.length && !term.namespaceSelector;
  return {
    topologyKey: term.topologyKey,
    selector: fromLabelSelector(term.labelSelector),
    namespaces: own ? [namespace] : (term.namespaces ?? []),
    namespaceSelector: term.namespaceSelector ? fromLabelSelector(term.namespaceSelector) : undefined,
    weight,
  };
}
