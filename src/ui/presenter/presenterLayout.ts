// The compass on a projector: the same places as on the page, larger boxes, fewer words, straight roads. Design pixels are
// twice as large there (1920×1080 is 960×540), so that this is half of shared/design/presenter-light.png.

import { nodeRoads, type Layout, type Rect, type Road } from '../diagram/layout.ts';
import type { BoxId } from '../diagram/places.ts';

export interface Room {
  readonly width: number;
  readonly height: number;
}

/** Below this it is shrunk. */
const SMALLEST: Room = { width: 470, height: 206 };
/** As many nodes as have a box of their own; of more, the page's own stage tells better. */
export const MOST_NODES = 6;
const M = 10;
const GAP = 10;

const between = (least: number, value: number, most: number): number => Math.round(Math.max(least, Math.min(most, value)));

export function presenterLayout(room: Room, nodes: readonly string[]): Layout {
  const width = Math.max(SMALLEST.width, room.width, nodes.length * 128 + 2 * M);
  // Higher than wide, boxes would be mostly empty.
  const height = Math.max(SMALLEST.height, Math.min(room.height, Math.round(width * 0.9)));
  const top = 6;
  const northH = between(30, height * 0.198, 96);
  const gap = between(22, height * 0.125, 64);
  const hubH = between(32, height * 0.145, 66);
  const side = between(92, width * 0.175, 170);
  const etcdW = side + 16;
  const hubY = top + northH + gap;
  const nodeY = hubY + hubH + gap;
  const right = width - M;
  const kcmX = M + side + 5;
  const kcmW = Math.round((right - kcmX - GAP) * 0.495);
  const kcm: Rect = { x: kcmX, y: top, w: kcmW, h: northH };
  const sch: Rect = { x: kcmX + kcmW + GAP, y: top, w: right - kcmX - kcmW - GAP, h: northH };
  const hub: Rect = { x: M + side + 34, y: hubY, w: right - etcdW - 34 - (M + side + 34), h: hubH };
  const tall = hubH + 4;
  const kubectl: Rect = { x: M, y: hubY - 2, w: side, h: tall };
  const etcd: Rect = { x: right - etcdW, y: hubY - 2, w: etcdW, h: tall };
  const mid = hubY + hubH / 2;
  const boxes = new Map<BoxId, Rect>([['kubectl', kubectl], ['kube-controller-manager', kcm], ['kube-scheduler', sch], ['etcd', etcd]]);
  const schRoad = Math.min(sch.x + 40, hub.x + hub.w - 24);
  const kcmRoad = Math.max(hub.x + 24, Math.min(kcm.x + Math.round(kcm.w * 0.46), hub.x + hub.w - 60));
  const roads: Road[] = [
    { box: 'kubectl', points: [{ x: kubectl.x + kubectl.w, y: mid }, { x: hub.x, y: mid }], towardsHub: true },
    { box: 'kube-controller-manager', points: [{ x: kcmRoad, y: top + northH }, { x: kcmRoad, y: hubY }], towardsHub: true },
    { box: 'kube-scheduler', points: [{ x: schRoad, y: top + northH }, { x: schRoad, y: hubY }], towardsHub: true },
    { box: 'etcd', points: [{ x: hub.x + hub.w, y: mid }, { x: etcd.x, y: mid }], towardsHub: false },
  ];
  const w = (right - M - (nodes.length - 1) * GAP) / Math.max(1, nodes.length);
  const places = nodes.map((_, i): Rect => ({ x: Math.round(M + i * (w + GAP)), y: nodeY, w: Math.round(w), h: height - 4 - nodeY }));
  for (let i = nodes.length - 1; i >= 0; i--) boxes.set(`node/${nodes[i] as string}`, places[i] as Rect);
  boxes.set('kube-apiserver', hub);
  roads.push(...nodeRoads(nodes.map((name) => ({ name, zone: '' })), places, hub, gap));
  return { width, height, narrow: false, detail: 'boxes', boxes, roads, ground: { x: 0, y: 0, w: 0, h: 0 }, legend: undefined, laptop: undefined, tray: undefined, zones: [] };
}
