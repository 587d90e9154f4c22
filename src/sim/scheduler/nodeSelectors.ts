// Which nodes a Pod (or a volume) asks for by label or name: nodeSelector and the terms of node affinity.
// Upstream: k8s.io/component-helpers/scheduling/corev1/nodeaffinity

import { fromLabelSelector, fromMap, matches, type Labels, type Selector } from '../api/selectors.ts';
import type { NodeSelectorTerm, PodSpec } from './types.ts';

export interface NodeLike {
  readonly name: string;
  readonly labels: Labels;
}

interface CompiledTerm {
  readonly labels: Selector | undefined;
  readonly fields: Selector | undefined;
}

/** One of the terms must match. No terms: nothing matches. */
export type NodeTerms = readonly CompiledTerm[];

/** Everything a Pod requires of a node. */
export interface RequiredNodes {
  readonly selector: Selector | undefined;
  readonly terms: NodeTerms | undefined;
}

export function compileTerms(terms: readonly NodeSelectorTerm[]): NodeTerms {
  return terms.filter((term) => term.matchExpressions?.length || term.matchFields?.length).map(compileTerm);
}

export function compileTerm(term: NodeSelectorTerm): CompiledTerm {
  return {
    labels: term.matchExpressions?.length ? fromLabelSelector({ matchExpressions: term.matchExpressions }) : undefined,
    fields: term.matchFields?.length ? fromLabelSelector({ matchExpressions: term.matchFields }) : undefined,
  };
}

export function termMatches(term: CompiledTerm, node: NodeLike): boolean {
  if (!term.labels && !term.fields) return false;
  if (term.labels && !matches(term.labels, node.labels)) return false;
  return !term.fields || matches(term.fields, { 'metadata.name': node.name });
}

export function anyTermMatches(terms: NodeTerms, node: NodeLike): boolean {
  for (const term of terms) if (termMatches(term, node)) return true;
  return false;
}

/** The Pod's nodeSelector and required node affinity; undefined where it has neither. */
export function requiredNodes(spec: PodSpec): RequiredNodes | undefined {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const selector = spec.nodeSelector && Object.keys(spec.nodeSelector).length > 0 ? fromMap(spec.nodeSelector) : undefined;
  if (!selector && !required) return undefined;
  return { selector, terms: required ? compileTerms(required.nodeSelectorTerms) : undefined };
}

export function meetsRequired(required: RequiredNodes | undefined, node: NodeLike): boolean {
  if (!required) return true;
  if (required.selector && !matches(required.selector, node.labels)) return false;
  return !required.terms || anyTermMatches(required.terms, node);
}
