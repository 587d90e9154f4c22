// What a lane is called, and its glyph.

import type { Key, Translate } from '../../locales/i18n.ts';
import { actorName } from '../caption/captionText.ts';
import { controllerLooks } from '../caption/controllers.ts';
import type { KindGlyphName } from '../widgets/glyphs/kindGlyphs.ts';

/** Lanes of what is no controller. */
const LANES: Readonly<Record<string, { readonly glyph: KindGlyphName; readonly lane?: Key }>> = {
  traffic: { glyph: 'service', lane: 'timeline.traffic' },
  kubectl: { glyph: 'kubectl' },
  kubeadm: { glyph: 'kubectl' },
  'kube-apiserver': { glyph: 'apiserver' },
  etcd: { glyph: 'etcd' },
  'kube-scheduler': { glyph: 'scheduler', lane: 'timeline.scheduler' },
};
const looks = (lane: string): { readonly glyph: KindGlyphName; readonly lane?: Key } | undefined => LANES[lane] ?? controllerLooks(lane);

export const laneGlyph = (lane: string): KindGlyphName => (lane.startsWith('node/') ? 'node' : (looks(lane)?.glyph ?? 'controllerManager'));

export function laneName(t: Translate, lane: string): string {
  if (lane.startsWith('node/')) return lane.slice(5);
  const key = looks(lane)?.lane;
  return key ? (t as (key: Key) => string)(key) : actorName(t, lane);
}

/** The lane on which an actor of the trace is. */
export function laneOfActor(actor: string): string {
  const node = /^(?:kubelet|containerd|cni|kube-proxy)\/(.*)$/.exec(actor)?.[1];
  return node === undefined ? actor : `node/${node}`;
}
