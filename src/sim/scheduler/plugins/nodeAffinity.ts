// NodeAffinity: a Pod's nodeSelector and node affinity, and the affinity that a profile adds to all its Pods.
// Upstream: pkg/scheduler/framework/plugins/nodeaffinity

import type { NotesKey } from '../cycle.ts';
import { anyTermMatches, compileTerm, compileTerms, meetsRequired, requiredNodes, termMatches, type NodeLike, type RequiredNodes } from '../nodeSelectors.ts';
import { normaliseToMax } from '../normalise.ts';
import type { PluginEntry } from '../plugin.ts';
import { SKIP, unresolvable } from '../status.ts';
import type { NodeAffinity } from '../types.ts';

const NAME = 'NodeAffinity';
const POD = unresolvable(NAME, "node(s) didn't match Pod's node affinity/selector");
const ENFORCED = unresolvable(NAME, "node(s) didn't match scheduler-enforced node affinity");
const CONFLICT = unresolvable(NAME, 'pod affinity terms conflict');

type Preference = { readonly weight: number; readonly term: ReturnType<typeof compileTerm> };
const REQUIRED: NotesKey<RequiredNodes | undefined> = { name: `${NAME} required` };
const PREFERRED: NotesKey<readonly Preference[]> = { name: `${NAME} preferred` };

export const nodeAffinity: PluginEntry = {
  name: NAME,
  weight: 2,
  create(args) {
    const added = (args as { readonly addedAffinity?: NodeAffinity } | undefined)?.addedAffinity;
    const addedRequired = added?.requiredDuringSchedulingIgnoredDuringExecution;
    const addedTerms = addedRequired && compileTerms(addedRequired.nodeSelectorTerms);
    const addedPreferences = preferences(added);
    return {
      name: NAME,
      preFilter(cycle) {
        const required = requiredNodes(cycle.pod.pod.spec);
        if (!required && !addedTerms) return SKIP;
        cycle.write(REQUIRED, required);
        const names = namedNodes(cycle.pod.pod.spec.affinity?.nodeAffinity);
        if (!names) return undefined;
        return names.size === 0 ? CONFLICT : { only: names };
      },
      filter(cycle) {
        const required = cycle.read(REQUIRED);
        return (node) => {
          if (addedTerms && !anyTermMatches(addedTerms, node)) return ENFORCED;
          return meetsRequired(required, node) ? undefined : POD;
        };
      },
      preScore(cycle) {
        const own = preferences(cycle.pod.pod.spec.affinity?.nodeAffinity);
        if (own.length === 0 && addedPreferences.length === 0) return SKIP;
        cycle.write(PREFERRED, own);
        return undefined;
      },
      score(cycle) {
        const own = cycle.read(PREFERRED) ?? [];
        return (node) => sum(addedPreferences, node) + sum(own, node);
      },
      normalise: (_, scores) => normaliseToMax(scores),
      sign: (pod) => [pod.pod.spec.nodeSelector, pod.pod.spec.affinity?.nodeAffinity],
    };
  },
};

function preferences(affinity: NodeAffinity | undefined): readonly Preference[] {
  return (affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    .filter((p) => p.weight !== 0 && (p.preference.matchExpressions?.length || p.preference.matchFields?.length))
    .map((p) => ({ weight: p.weight, term: compileTerm(p.preference) }));
}

function sum(list: readonly Preference[], node: NodeLike): number {
  let total = 0;
  for (const { weight, term } of list) if (termMatches(term, node)) total += weight;
  return total;
}

/** Where every term names its nodes (matchFields metadata.name In …), only those are worth a look. */
function namedNodes(affinity: NodeAffinity | undefined): ReadonlySet<string> | undefined {
  const terms = affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms || terms.length === 0) return undefined;
  const all = new Set<string>();
  for (const term of terms) {
    let names: ReadonlySet<string> | undefined;
    for (const field of term.matchFields ?? []) {
      if (field.key !== 'metadata.name' || field.operator !== 'In') continue;
      const values = new Set(field.values ?? []);
      names = names ? new Set([...names].filter((name) => values.has(name))) : values;
    }
    if (!names) return undefined;
    for (const name of names) all.add(name);
  }
  return all;
}
