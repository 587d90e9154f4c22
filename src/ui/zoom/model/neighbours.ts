// Who lies around a box, by compass: west is who asks, east the memory, north who decides, south who does. The compass of the
// stage holds inside a box too.

export interface Neighbours {
  readonly north: readonly string[];
  readonly south: readonly string[];
  readonly west: readonly string[];
  readonly east: readonly string[];
}

const HUB = 'kube-apiserver';
const MANAGER = 'kube-controller-manager';
const SCHEDULER = 'kube-scheduler';

export function neighboursOf(box: string, nodes: readonly string[]): Neighbours {
  const none = { north: [], south: [], west: [], east: [] };
  switch (box) {
    case HUB:
      return { north: [MANAGER, SCHEDULER], west: ['kubectl'], east: ['etcd'], south: nodes.map((node) => `node/${node}`) };
    case SCHEDULER:
      return { ...none, west: [MANAGER], south: [HUB] };
    case 'kubectl':
      return { ...none, east: [HUB] };
    case 'etcd':
      return { ...none, west: [HUB] };
    default: {
      if (!box.startsWith('node/')) return { ...none, east: [SCHEDULER], south: [HUB] };
      const at = nodes.indexOf(box.slice(5));
      const beside = (i: number): readonly string[] => (at >= 0 && nodes[i] !== undefined ? [`node/${nodes[i]}`] : []);
      return { ...none, north: [HUB], west: beside(at - 1), east: beside(at + 1) };
    }
  }
}
