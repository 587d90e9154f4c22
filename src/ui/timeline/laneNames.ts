// What a lane is called, and its glyph.

import type { Key, Translate } from '../../locales/i18n.ts';
import { actorName } from '../caption/captionText.ts';
import type { KindGlyphName } from '../widgets/glyphs/kindGlyphs.ts';

const LANES: Readonly<Record<string, readonly [KindGlyphName, Key?]>> = {
  kubectl: ['kubectl'],
  'kube-apiserver': ['apiserver'],
  etcd: ['etcd'],
  'deployment-controller': ['deployment', 'timeline.deploymentController'],
  'replicaset-controller': ['replicaSet', 'timeline.replicasetController'],
  'daemon-set-controller': ['daemonSet', 'timeline.daemonSetController'],
  'statefulset-controller': ['statefulSet', 'timeline.statefulsetController'],
  'job-controller': ['job', 'timeline.jobController'],
  'endpointslice-controller': ['endpointSlice', 'timeline.endpointsliceController'],
  'endpoint-controller': ['endpointSlice', 'timeline.endpointController'],
  'node-controller': ['node', 'timeline.nodeController'],
  'generic-garbage-collector': ['controllerManager', 'timeline.garbageCollector'],
  'namespace-controller': ['namespace', 'timeline.namespaceController'],
  'kube-scheduler': ['scheduler', 'timeline.scheduler'],
};

export const laneGlyph = (lane: string): KindGlyphName => (lane.startsWith('node/') ? 'node' : (LANES[lane]?.[0] ?? 'controllerManager'));

export function laneName(t: Translate, lane: string): string {
  if (lane.startsWith('node/')) return lane.slice(5);
  const key = LANES[lane]?.[1];
  return key ? (t as (key: Key) => string)(key) : actorName(t, lane);
}

/** The lane on which an actor of the trace is. */
export function laneOfActor(actor: string): string {
  const node = /^(?:kubelet|containerd|cni|kube-proxy)\/(.*)$/.exec(actor)?.[1];
  return node === undefined ? actor : `node/${node}`;
}
