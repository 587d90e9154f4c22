// Which box of the stage an actor lives in, and which place in its node a Pod has. Places depend on identity alone: the same
// trace gives the same places, whichever way the playhead came.

import type { ChangeView } from '../../trace/reader.ts';
import type { PodSummary } from '../../trace/summary.ts';

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

export const isController = (actor: string): boolean => /-(controller|collector|publisher)$/.test(actor);
export const nodeOf = (box: string): string => (box.startsWith('node/') ? box.slice(5) : '');

/** Seats of Pods on one node: the lowest that is free when the Pod comes, kept until it is gone. */
class Seats {
  private readonly taken = new Map<string, number>();
  private readonly free: number[] = [];
  private next = 0;

  take(pod: string): number {
    const known = this.taken.get(pod);
    if (known !== undefined) return known;
    const seat = this.free.shift() ?? this.next++;
    this.taken.set(pod, seat);
    return seat;
  }

  leave(pod: string): void {
    const seat = this.taken.get(pod);
    if (seat === undefined) return;
    this.taken.delete(pod);
    this.free.push(seat);
    this.free.sort((a, b) => a - b);
  }
}

/** Gives out seats as the changes of Pods come in, each once, in their order. */
export class Seating {
  private readonly nodes = new Map<string, Seats>();
  private readonly where = new Map<string, string>();

  /** The seat of a Pod after this change; -1 where it has no node. */
  take(change: ChangeView, pod: PodSummary | undefined): number {
    const node = this.where.get(change.key);
    if (change.deleted || !pod) {
      if (node !== undefined) this.seats(node).leave(change.key);
      this.where.delete(change.key);
      return -1;
    }
    if (pod.node === '') return -1;
    this.where.set(change.key, pod.node);
    return this.seats(pod.node).take(change.key);
  }

  private seats(node: string): Seats {
    let seats = this.nodes.get(node);
    if (!seats) this.nodes.set(node, (seats = new Seats()));
    return seats;
  }
}
