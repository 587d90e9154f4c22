// What a decision's scores were computed from, as the scheduler counted it at that moment: kept with the decision, since the
// snapshot goes on changing. Amounts in milli cpu and bytes.

import { imagesOf } from './plugins/imageLocality.ts';
import { scored } from './plugins/nodeResourcesFit.ts';
import type { PodInfo } from './podInfo.ts';
import type { Snapshot } from './snapshot.ts';

export interface Counted {
  /** Nodes for which it was kept. */
  readonly names: readonly string[];
  /** Of the Pod: requested cpu and memory; the same with assumed amounts where a container names none. */
  readonly pod: readonly number[];
  /** Of each of the nodes: offered cpu and memory, requested by its Pods, and the same with assumed amounts. */
  readonly nodes: readonly (readonly number[])[];
  /** Images that a node has: what each counts, and the nodes (by number) that have it. */
  readonly images: readonly { readonly share: number; readonly nodes: readonly number[] }[];
  /** More than this many bytes count for nothing. */
  readonly mostBytes: number;
}

const RESOURCES = ['cpu', 'memory'] as const;

export function countedOf(names: readonly string[], pod: PodInfo, snapshot: Snapshot): Counted {
  const assumed = scored(pod);
  const { known, most } = imagesOf(pod.pod, snapshot);
  return {
    names,
    pod: [...RESOURCES.map((r) => pod.requests[r] ?? 0), ...RESOURCES.map((r) => assumed[r] ?? 0)],
    nodes: names.map((name) => {
      const node = snapshot.node(name);
      return node ? [...RESOURCES.map((r) => node.offered(r)), ...RESOURCES.map((r) => node.requested(r)), ...RESOURCES.map((r) => node.scoringRequested(r))] : [];
    }),
    images: known.map(({ share, nodes }) => ({ share, nodes: names.flatMap((name, i) => (nodes.has(name) ? [i] : [])) })),
    mostBytes: most,
  };
}
