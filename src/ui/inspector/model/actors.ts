// Who acts in a trace, as far as names tell: which part of the cluster an actor is, on which node.

import { isController } from '../../diagram/places.ts';

export type ComponentRole = 'you' | 'kubectl' | 'apiserver' | 'etcd' | 'manager' | 'controller' | 'scheduler' | 'kubelet' | 'containerd' | 'cni' | 'kubeProxy' | 'node' | 'other';

export interface ActorParts {
  readonly role: ComponentRole;
  /** Of what runs on a node. */
  readonly node: string;
}

const ROLES: Readonly<Record<string, ComponentRole>> = {
  you: 'you',
  kubectl: 'kubectl',
  'kube-apiserver': 'apiserver',
  etcd: 'etcd',
  'kube-controller-manager': 'manager',
  'kube-scheduler': 'scheduler',
};
const ON_NODES: Readonly<Record<string, ComponentRole>> = { kubelet: 'kubelet', containerd: 'containerd', cni: 'cni', 'kube-proxy': 'kubeProxy', node: 'node' };

export function parseActor(actor: string): ActorParts {
  const role = ROLES[actor];
  if (role) return { role, node: '' };
  const slash = actor.indexOf('/');
  const onNode = ON_NODES[slash < 0 ? '' : actor.slice(0, slash)];
  if (onNode) return { role: onNode, node: actor.slice(slash + 1) };
  return { role: isController(actor) ? 'controller' : 'other', node: '' };
}

/** A name in small letters and hyphens as words: `generic-garbage-collector` → `Generic garbage collector`. */
export function spelledOut(actor: string): string {
  const words = actor.replace(/-/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
