// Where everything stands: a compass. West you, north who decides, centre the API server, east the store, south who does.
// Pure arithmetic on the size of the stage and the names of the nodes, in design pixels; at 800×568 it is the drawing of
// shared/design/main-light.png.

import type { Detail } from './lod.ts';
import type { BoxId } from './places.ts';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Road {
  /** The box at its outer end. */
  readonly box: BoxId;
  /** From north to south or from west to east, right angles only. */
  readonly points: readonly Point[];
  /** Does it run from the box to the API server, or the other way round? */
  readonly towardsHub: boolean;
  /** Other boxes that share it (a trunk). */
  readonly trunk?: readonly BoxId[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly narrow: boolean;
  readonly detail: Detail;
  /** Clockwise from the west: the order in which the Tab key walks. */
  readonly boxes: ReadonlyMap<BoxId, Rect>;
  readonly roads: readonly Road[];
  readonly ground: Rect;
  readonly legend: Rect | undefined;
  readonly laptop: Point | undefined;
  /** Where Pods that no node would take wait: under the scheduler; in the west where there are many. */
  readonly tray: Rect | undefined;
  readonly zones: readonly { readonly name: string; readonly nodes: readonly string[]; readonly rect: Rect }[];
}

export interface LayoutOptions {
  readonly width: number;
  readonly height: number;
  readonly narrow: boolean;
  readonly detail: Detail;
  /** In the order in which they stand. */
  readonly nodes: readonly { readonly name: string; readonly zone: string }[];
  readonly controlPlanes: readonly string[];
}

const GAP = 10;
const M = 12;
/** Below this the stage is shrunk rather than squeezed. */
export const SMALLEST = { width: 760, height: 520, narrowWidth: 360, narrowHeight: 430 } as const;

export function layoutFor(options: LayoutOptions): Layout {
  if (options.narrow) return narrowLayout(options);
  return options.detail === 'tiles' ? tileLayout(options) : boxLayout(options);
}

function boxLayout(options: LayoutOptions): Layout {
  const { detail, nodes, controlPlanes } = options;
  const width = Math.max(SMALLEST.width, options.width);
  const height = Math.max(SMALLEST.height, options.height);
  // What the window gives beyond 568 goes to the nodes first, then to the roads and the north.
  const extra = height - 568;
  const share = (part: number, least: number): number => Math.round(Math.max(least, extra * part));
  // Rows of nodes take what the roads can spare.
  const spare = detail === 'rows' ? 1 : 0;
  const topH = 140 + share(0.12, -18) - 8 * spare;
  const gap1 = 96 + share(0.13, -22) - 10 * spare;
  const hubH = 74;
  const gap2 = 76 + share(0.12, -12) - 4 * spare;
  const side = width > 900 ? 160 : 136;
  const hubY = 14 + topH + gap1;
  const nodeY = hubY + hubH + gap2;
  const groundX = M + side + GAP;
  const kcmX = groundX + GAP;
  const right = width - M;
  const north = right - kcmX;
  const schW = Math.round((north - 12) * 0.4145);
  const kcm: Rect = { x: kcmX, y: 14, w: north - 12 - schW, h: topH };
  const sch: Rect = { x: right - schW, y: 14, w: schW, h: topH };
  const hub: Rect = { x: M + side + 48, y: hubY, w: width - 2 * (M + side + 48), h: hubH };
  const kubectl: Rect = { x: M, y: hubY - 8, w: side, h: hubH + 22 };
  const etcd: Rect = { x: right - side, y: hubY - 44, w: side, h: hubH + 56 };
  const ground: Rect = { x: groundX, y: 4, w: width - groundX - 2, h: hubY + hubH + 18 - 4 };

  const boxes = new Map<BoxId, Rect>([['kubectl', kubectl]]);
  const roads: Road[] = [];
  const mid = hubY + (hubH + 2) / 2;
  roads.push({ box: 'kubectl', points: [{ x: kubectl.x + side, y: mid }, { x: hub.x, y: mid }], towardsHub: true });
  const kcmRoad = kcm.x + Math.round(kcm.w * 0.42);
  // The control plane's own node, between the road of the controllers and the corner.
  const name = controlPlanes[0];
  if (name !== undefined) {
    const rect: Rect = { x: kcm.x, y: 14 + topH + 14, w: Math.min(118, kcmRoad - kcm.x - 38), h: 44 };
    boxes.set(`node/${name}`, rect);
    const x = Math.max(hub.x + 20, rect.x + rect.w - 30);
    roads.push({ box: `node/${name}`, points: [{ x, y: rect.y + rect.h }, { x, y: hubY }], towardsHub: true });
  }
  boxes.set('kube-controller-manager', kcm).set('kube-scheduler', sch).set('etcd', etcd);
  roads.push({ box: 'kube-controller-manager', points: [{ x: kcmRoad, y: 14 + topH }, { x: kcmRoad, y: hubY }], towardsHub: true });
  const schRoad = Math.min(sch.x + 38, hub.x + hub.w - 24);
  roads.push({ box: 'kube-scheduler', points: [{ x: schRoad, y: 14 + topH }, { x: schRoad, y: hubY }], towardsHub: true });
  roads.push({ box: 'etcd', points: [{ x: hub.x + hub.w, y: mid }, { x: etcd.x, y: mid }], towardsHub: false });

  const south: Rect = { x: M, y: nodeY, w: width - 2 * M, h: height - GAP - nodeY };
  const places = detail === 'rows' ? rowPlaces(nodes.length, south) : columnPlaces(nodes.length, south);
  // Clockwise: the south is walked from east to west.
  for (let i = nodes.length - 1; i >= 0; i--) boxes.set(`node/${(nodes[i] as { name: string }).name}`, places[i] as Rect);
  boxes.set('kube-apiserver', hub);
  roads.push(...(detail === 'rows' ? trunkRoads(nodes, places, hub) : nodeRoads(nodes, places, hub, gap2)));
  return {
    width,
    height,
    narrow: false,
    detail,
    boxes,
    roads,
    ground,
    legend: { x: 14, y: 16, w: side + 4, h: 140 },
    laptop: { x: 14, y: kubectl.y - 19 },
    tray: { x: schRoad + 22, y: 14 + topH + 8, w: right - schRoad - 22, h: etcd.y - 6 - (14 + topH + 8) },
    zones: [],
  };
}

/** Side by side, at most 420 wide. */
function columnPlaces(count: number, south: Rect): Rect[] {
  if (count === 0) return [];
  const w = Math.min(420, (south.w - (count - 1) * GAP) / count);
  return Array.from({ length: count }, (_, i) => ({ x: Math.round(south.x + i * (w + GAP)), y: south.y, w: Math.round(w), h: south.h }));
}

/** In columns, downwards: the order of names stays readable. A gutter on the left of each holds its trunk. */
function rowPlaces(count: number, south: Rect): Rect[] {
  const columns = count > 12 ? 4 : count > 8 ? 3 : 2;
  const perColumn = Math.ceil(count / columns);
  const gutter = 22;
  const w = (south.w - (columns - 1) * 6) / columns - gutter;
  const h = Math.min(64, (south.h - (perColumn - 1) * 6) / perColumn);
  return Array.from({ length: count }, (_, i) => {
    const column = Math.floor(i / perColumn);
    return { x: Math.round(south.x + column * (w + gutter + 6) + gutter), y: Math.round(south.y + (i % perColumn) * (h + 6)), w: Math.round(w), h: Math.round(h) };
  });
}

const INSET = 48;
/** Between two docks. */
const APART = 32;

/** One road for each node: straight where the bar is above it, else with two elbows; the order of docks is the order of nodes. */
export function nodeRoads(nodes: LayoutOptions['nodes'], places: readonly Rect[], hub: Rect, gap: number): Road[] {
  const bottom = hub.y + hub.h;
  const xs = places.map((p) => p.x + Math.min(44, Math.round(p.w / 2)));
  const n = xs.length;
  const fromWest = (i: number): number => hub.x + 20 + i * APART;
  const fromEast = (j: number): number => hub.x + hub.w - 20 - j * APART;
  let west = 0;
  while (west < n && (xs[west] as number) < fromWest(west)) west++;
  let east = 0;
  while (east < n - west && (xs[n - 1 - east] as number) > fromEast(east)) east++;
  return nodes.map(({ name }, i): Road => {
    const place = places[i] as Rect;
    const x = xs[i] as number;
    const j = n - 1 - i;
    let dock = x;
    let turn = 0;
    if (i < west) {
      // The westernmost turns first, so none crosses another.
      dock = west === 1 && (xs[1] ?? Infinity) > hub.x + INSET + APART ? hub.x + INSET : fromWest(i);
      turn = (i + 1) / (west + 1);
    } else if (j < east) {
      dock = east === 1 && (xs[n - 2] ?? -Infinity) < hub.x + hub.w - INSET - APART ? hub.x + hub.w - INSET : fromEast(j);
      turn = (j + 1) / (east + 1);
    }
    // No jog that is smaller than its own corners.
    if (Math.abs(dock - x) < 18 && x > hub.x + 12 && x < hub.x + hub.w - 12) dock = x;
    const y = Math.round(bottom + 12 + (gap - 24) * turn);
    const points = dock === x ? [{ x, y: bottom }, { x, y: place.y }] : [{ x: Math.round(dock), y: bottom }, { x: Math.round(dock), y }, { x, y }, { x, y: place.y }];
    return { box: `node/${name}`, points, towardsHub: false };
  });
}

/** One trunk for each column of rows, in the gutter on its left; each node hangs on it. */
function trunkRoads(nodes: LayoutOptions['nodes'], places: readonly Rect[], hub: Rect): Road[] {
  const columns = [...new Set(places.map((p) => p.x))];
  const bottom = hub.y + hub.h;
  return nodes.map(({ name }, i): Road => {
    const place = places[i] as Rect;
    const column = columns.indexOf(place.x);
    const x = place.x - 12;
    const dock = Math.round(hub.x + ((column + 0.5) * hub.w) / columns.length);
    const turn = bottom + 28 + (x < dock ? column : columns.length - 1 - column) * 10;
    const y = Math.round(place.y + place.h / 2);
    return { box: `node/${name}`, points: [{ x: dock, y: bottom }, { x: dock, y: turn }, { x, y: turn }, { x, y }, { x: place.x, y }], towardsHub: false };
  });
}

// ---- tiles ----

export const TILE = { w: 72, h: 62, gap: 6 } as const;

function tileLayout(options: LayoutOptions): Layout {
  const width = Math.max(SMALLEST.width, options.width);
  const height = Math.max(SMALLEST.height, options.height);
  const north: Rect = { x: 150, y: 4, w: width - 154, h: 132 };
  const plane = options.controlPlanes[0];
  const own: Rect = { x: 160, y: 12, w: 126, h: 40 };
  const left = plane === undefined ? 160 : own.x + own.w + 12;
  const kcmW = Math.round((width - 26 - left) * 0.525);
  const kcm: Rect = { x: left, y: 12, w: kcmW, h: 40 };
  const sch: Rect = { x: left + kcmW + 14, y: 12, w: width - 12 - (left + kcmW + 14), h: 40 };
  const hub: Rect = { x: 180, y: 86, w: width - 370, h: 40 };
  const kubectl: Rect = { x: 12, y: 86, w: 128, h: 40 };
  const etcd: Rect = { x: width - 150, y: 86, w: 138, h: 40 };
  const boxes = new Map<BoxId, Rect>([['kubectl', kubectl]]);
  if (plane !== undefined) boxes.set(`node/${plane}`, own);
  boxes.set('kube-controller-manager', kcm).set('kube-scheduler', sch).set('etcd', etcd);
  const kcmRoad = kcm.x + Math.round(kcm.w * 0.34);
  const top = 212;
  const tray: Rect = { x: 12, y: top, w: 104, h: height - top - 14 };
  const all = options.nodes;
  const names = [...new Set(all.map((n) => n.zone))];
  const gap = 14;
  const area: Rect = { x: 12 + tray.w + gap, y: top, w: width - 24 - tray.w - gap, h: height - top - 12 };
  const groups = names.map((zone) => ({ zone, nodes: all.filter((n) => n.zone === zone).map((n) => n.name) }));
  const total = groups.reduce((n, g) => n + Math.max(1, Math.ceil(g.nodes.length / 3)), 0);
  const roads: Road[] = [
    { box: 'kubectl', points: [{ x: 140, y: 106 }, { x: 180, y: 106 }], towardsHub: true },
    ...(plane === undefined ? [] : [{ box: `node/${plane}`, points: [{ x: own.x + 70, y: 52 }, { x: own.x + 70, y: 86 }], towardsHub: true } as const]),
    { box: 'kube-controller-manager', points: [{ x: kcmRoad, y: 52 }, { x: kcmRoad, y: 86 }], towardsHub: true },
    { box: 'kube-scheduler', points: [{ x: Math.min(sch.x + 56, hub.x + hub.w - 24), y: 52 }, { x: Math.min(sch.x + 56, hub.x + hub.w - 24), y: 86 }], towardsHub: true },
    { box: 'etcd', points: [{ x: hub.x + hub.w, y: 106 }, { x: etcd.x, y: 106 }], towardsHub: false },
  ];
  const zones: { name: string; nodes: readonly string[]; rect: Rect }[] = [];
  let x = area.x;
  const unit = (area.w - gap * (groups.length - 1)) / Math.max(1, total);
  groups.forEach(({ zone, nodes }, i) => {
    const w = unit * Math.max(1, Math.ceil(nodes.length / 3));
    const columns = Math.max(1, Math.min(nodes.length, Math.floor((w + TILE.gap) / (TILE.w + TILE.gap))));
    const tileW = Math.floor(Math.min(3 * TILE.w, (w - (columns - 1) * TILE.gap) / columns));
    const rows = Math.ceil(nodes.length / columns);
    const tileH = Math.floor(Math.min(TILE.h * 4, Math.max(34, (area.h - (rows - 1) * TILE.gap) / Math.max(1, rows))));
    zones.push({ name: zone, nodes, rect: { x: Math.round(x), y: area.y, w: Math.round(w), h: area.h } });
    nodes.forEach((name, k) => boxes.set(`node/${name}`, { x: Math.round(x + (k % columns) * (tileW + TILE.gap)), y: Math.round(area.y + Math.floor(k / columns) * (tileH + TILE.gap)), w: tileW, h: tileH }));
    const down = Math.round(x + 40);
    const dock = Math.round(hub.x + ((i + 0.5) * hub.w) / groups.length);
    const straight = down > hub.x + 20 && down < hub.x + hub.w - 20;
    const points = straight
      ? [{ x: down, y: 126 }, { x: down, y: top - 24 }]
      : [{ x: dock, y: 126 }, { x: dock, y: 152 }, { x: down, y: 152 }, { x: down, y: top - 24 }];
    const first = nodes[0];
    if (first !== undefined) roads.push({ box: `node/${first}`, points, towardsHub: false, trunk: nodes.slice(1).map((n): BoxId => `node/${n}`) });
    x += w + gap;
  });
  boxes.set('kube-apiserver', hub);
  return { width, height, narrow: false, detail: 'tiles', boxes, roads, ground: north, legend: undefined, laptop: undefined, tray, zones };
}

// ---- narrow ----

function narrowLayout(options: LayoutOptions): Layout {
  const width = Math.max(SMALLEST.narrowWidth, options.width);
  const height = Math.max(SMALLEST.narrowHeight, options.height);
  const { nodes, detail } = options;
  const extra = Math.max(0, height - 472);
  const gap = Math.min(30, extra * 0.15);
  const hub: Rect = { x: Math.round(width * 0.277), y: Math.round(148 + gap), w: Math.round(width * 0.446), h: 60 };
  const nodeY = Math.round(hub.y + hub.h + 82 + gap);
  const kcm: Rect = { x: 12, y: 12, w: Math.round((width - 32) * 0.631), h: 76 };
  const sch: Rect = { x: kcm.x + kcm.w + 8, y: 12, w: width - 12 - (kcm.x + kcm.w + 8), h: 76 };
  const side = hub.x - 28;
  const kubectl: Rect = { x: 10, y: hub.y + 2, w: side, h: 56 };
  const etcd: Rect = { x: width - 10 - side, y: hub.y + 2, w: side, h: 56 };
  const mid = hub.y + hub.h / 2;
  const kx = Math.max(hub.x + 30, kcm.x + 138);
  const sx = Math.min(hub.x + hub.w - 20, Math.max(sch.x + 16, kx + 40));
  const boxes = new Map<BoxId, Rect>([
    ['kubectl', kubectl],
    ['kube-controller-manager', kcm],
    ['kube-scheduler', sch],
    ['etcd', etcd],
  ]);
  const roads: Road[] = [
    { box: 'kubectl', points: [{ x: kubectl.x + side, y: mid }, { x: hub.x, y: mid }], towardsHub: true },
    { box: 'kube-controller-manager', points: [{ x: kx, y: 88 }, { x: kx, y: hub.y }], towardsHub: true },
    { box: 'kube-scheduler', points: [{ x: sx, y: 88 }, { x: sx, y: hub.y }], towardsHub: true },
    { box: 'etcd', points: [{ x: hub.x + hub.w, y: mid }, { x: etcd.x, y: mid }], towardsHub: false },
  ];
  const south: Rect = { x: 10, y: nodeY, w: width - 20, h: height - 10 - nodeY };
  const columns = Math.min(nodes.length, 3);
  const rows = Math.ceil(nodes.length / Math.max(1, columns));
  const w = (south.w - (columns - 1) * 5) / Math.max(1, columns);
  const h = (south.h - (rows - 1) * 5) / Math.max(1, rows);
  const places = nodes.map((_, i): Rect => ({ x: Math.round(south.x + (i % columns) * (w + 5)), y: Math.round(south.y + Math.floor(i / columns) * (h + 5)), w: Math.round(w), h: Math.round(h) }));
  for (let i = nodes.length - 1; i >= 0; i--) boxes.set(`node/${(nodes[i] as { name: string }).name}`, places[i] as Rect);
  boxes.set('kube-apiserver', hub);
  places.slice(0, columns).forEach((place, i) => {
    const x = Math.round(place.x + place.w / 2);
    const dock = Math.round(hub.x + 20 + (i * (hub.w - 40)) / Math.max(1, columns - 1));
    const y = hub.y + hub.h + 42;
    const points = Math.abs(dock - x) < 14 ? [{ x, y: hub.y + hub.h }, { x, y: place.y }] : [{ x: dock, y: hub.y + hub.h }, { x: dock, y }, { x, y }, { x, y: place.y }];
    const more = nodes.filter((_, k) => k !== i && k % columns === i).map((n): BoxId => `node/${n.name}`);
    roads.push({ box: `node/${(nodes[i] as { name: string }).name}`, points, towardsHub: false, ...(more.length ? { trunk: more } : {}) });
  });
  return { width, height, narrow: true, detail, boxes, roads, ground: { x: 4, y: 4, w: width - 8, h: hub.y + hub.h + 14 }, legend: undefined, laptop: undefined, tray: undefined, zones: [] };
}
