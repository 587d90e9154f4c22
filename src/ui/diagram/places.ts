// Which box of the stage an actor lives in.

/** The boxes that are always there; nodes are `node/<name>`. */
export type BoxId = 'kubectl' | 'kube-controller-manager' | 'kube-scheduler' | 'kube-apiserver' | 'etcd' | `node/${string}`;

/** Agents that run on a node; their actors are `<agent>/<node>`. */
const AGENTS = new Set(['kubelet', 'containerd', 'cni', 'kube-proxy', 'coredns', 'node']);

/** The box of an actor, undefined for actors that the stage does not show. */
export function boxOf(actor: string): BoxId | undefined {
  switch (actor) {
    case 'kubectl':
    case 'kubeadm':
    case 'you':
      return 'kubectl';
    case 'kube-controller-manager':
    case 'kube-scheduler':
    case 'kube-apiserver':
    case 'etcd':
      return actor;
    default: {
      const slash = actor.indexOf('/');
      if (slash > 0) return AGENTS.has(actor.slice(0, slash)) ? `node/${actor.slice(slash + 1)}` : undefined;
      return isController(actor) ? 'kube-controller-manager' : undefined;
    }
  }
}

export const isController = (actor: string): boolean => /-(controller|collector|publisher|binder)$/.test(actor);
export const nodeOf = (box: string): string => (box.startsWith('node/') ? box.slice(5) : '');
