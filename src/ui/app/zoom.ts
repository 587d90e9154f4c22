// Which box of the stage is open, and the way back out of it. No part of a session: two readers of one moment may look into
// different boxes.

import { create } from 'zustand';

export const useZoom = create<{ readonly box: string }>()(() => ({ box: '' }));

const CONTROL_PLANE = new Set(['kubectl', 'kube-apiserver', 'etcd', 'kube-scheduler', 'kube-controller-manager']);
const isController = (actor: string): boolean => /-(controller|collector|publisher|binder)$/.test(actor);

/** Whether there is anything to be seen inside. */
export const opens = (actor: string): boolean => CONTROL_PLANE.has(actor) || actor.startsWith('node/') || isController(actor);

/** What a box lies in; '' is the cluster. */
export const around = (box: string): string => (isController(box) ? 'kube-controller-manager' : '');

export function openZoom(actor: string): void {
  // What runs on a node is seen inside the node.
  const box = actor.replace(/^(?:kubelet|containerd|cni|kube-proxy)\//, 'node/');
  if (opens(box)) useZoom.setState({ box });
}

export const zoomTo = (box: string): void => useZoom.setState({ box });
export const zoomOut = (): void => useZoom.setState(({ box }) => ({ box: around(box) }));

/** A box from outside the page; '' for none, undefined where it is no box. */
export function readZoom(value: unknown): string | undefined {
  if (value === undefined || value === '') return '';
  return typeof value === 'string' && opens(value) && /^(?:node\/[a-z0-9][-.a-z0-9]{0,62}|[a-z][a-z-]{0,60})$/.test(value) ? value : undefined;
}
