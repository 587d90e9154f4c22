// ImageLocality favours nodes that have the Pod's images already; an image that many nodes have counts more, so that one
// node does not draw all Pods. Upstream: pkg/scheduler/framework/plugins/imagelocality

import { MAX_SCORE } from '../normalise.ts';
import type { PluginEntry } from '../plugin.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Pod } from '../types.ts';

const NAME = 'ImageLocality';
const MIB = 1024 * 1024;
const LEAST = 23 * MIB;
const MOST_PER_CONTAINER = 1000 * MIB;

interface Images {
  readonly known: readonly { readonly share: number; readonly nodes: ReadonlySet<string> }[];
  readonly most: number;
}

export const imageLocality: PluginEntry = {
  name: NAME,
  weight: 1,
  create: () => ({
    name: NAME,
    score(cycle) {
      const images = imagesOf(cycle.pod.pod, cycle.snapshot);
      if (images.known.length === 0) return () => 0;
      return (node) => {
        let sum = 0;
        for (const { share, nodes } of images.known) if (nodes.has(node.name)) sum += share;
        const clamped = Math.min(Math.max(sum, LEAST), images.most);
        return Math.trunc((MAX_SCORE * (clamped - LEAST)) / (images.most - LEAST));
      };
    },
    sign: (pod) => imageNames(pod.pod),
  }),
};

export function imagesOf(pod: Pod, snapshot: Snapshot): Images {
  const names = imageNames(pod);
  const known: { share: number; nodes: ReadonlySet<string> }[] = [];
  for (const name of names) {
    const image = snapshot.image(name);
    if (image) known.push({ share: Math.trunc(image.size * (image.nodes.size / snapshot.nodes.length)), nodes: image.nodes });
  }
  return { known, most: MOST_PER_CONTAINER * names.length };
}

function imageNames(pod: Pod): readonly string[] {
  const { initContainers = [], containers, volumes = [] } = pod.spec;
  const names = [...initContainers, ...containers].map((container) => withTag(container.image ?? ''));
  for (const volume of volumes) if (volume.image?.reference) names.push(withTag(volume.image.reference));
  return names;
}

/** The names of a node's status always have a tag (or digest); a Pod's may lack it. */
function withTag(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}
