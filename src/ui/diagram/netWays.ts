// The ways of requests through the cluster's network, on which nothing lies as long as nobody travels: out of a node at its
// kube-proxy, along the front of the nodes, in at another's; from the learner's machine down to that line. Right angles only.
// Places are those of the scene: the same moment gives the same ways.

import type { Layout, Point, Rect } from './layout.ts';
import { boxOf, nodeOf, type BoxId } from './places.ts';
import { hasFoot, podGrid, podPlace, podRoom, seatsOf } from './podGrid.ts';
import { lane, type Lane } from './roads.ts';
import type { Scene } from './sceneTypes.ts';

export interface Way {
  readonly lane: Lane;
  /** The boxes at its ends; undefined: nobody has that address. */
  readonly from: BoxId | undefined;
  readonly to: BoxId | undefined;
  /** The lane runs from its end to its beginning. */
  readonly reversed?: boolean;
}

/** From the front of the nodes to the line along them. */
const FRONT = 13;
/** Where the rules of a node are drawn, from the top of its box. */
const RULES = 17;
/** From a node's edge to the way in its gutter. */
const GUTTER = 5;

interface End {
  readonly box: BoxId;
  /** From the line along the nodes (or the box itself) to the very end. */
  readonly points: readonly Point[];
  /** Inside a node, without the door. */
  readonly inner: readonly Point[];
}

const known = new Map<string, Lane>();

/** The way between two actors of the trace; undefined where neither end is on the stage. `turned`: the rules of a node had a say. */
export function wayOf(layout: Layout, scene: Scene, from: string, to: string, turned: boolean): Way | undefined {
  const line = lineOf(layout);
  const a = endOf(layout, scene, from, line);
  const b = endOf(layout, scene, to, line);
  if (!a) return undefined;
  const points = b ? joined(a, b, turned) : deadEnd(a, line);
  const key = points.map((p) => `${p.x},${p.y}`).join(' ');
  let found = known.get(key);
  if (!found) {
    if (known.size > 400) known.clear();
    known.set(key, (found = lane(points, 0)));
  }
  return { lane: found, from: a.box, to: b?.box };
}

/** The door of a node: where its way meets the line along the nodes. */
export function doorOf(layout: Layout, box: BoxId): Point | undefined {
  const rect = layout.boxes.get(box);
  return rect && { x: doorX(layout, rect, box), y: lineOf(layout) };
}

function lineOf(layout: Layout): number {
  let top = Infinity;
  for (const [box, rect] of layout.boxes) if (nodeOf(box) !== '' && !isPlane(layout, rect)) top = Math.min(top, rect.y);
  const away = layout.detail === 'boxes' && !layout.narrow ? FRONT : 8;
  return (top === Infinity ? layout.height : top) - away;
}

/** The control plane's own node stands in the north. */
const isPlane = (layout: Layout, rect: Rect): boolean => rect.y < (layout.boxes.get('kube-apiserver')?.y ?? 0);

function doorX(layout: Layout, rect: Rect, box: BoxId): number {
  if (nodeOf(box) === '') return rect.x + 9;
  if (isPlane(layout, rect)) return rect.x + 4;
  return layout.detail === 'boxes' && !layout.narrow ? rect.x + rect.w - GUTTER : rect.x + rect.w + 2.5;
}

function endOf(layout: Layout, scene: Scene, actor: string, line: number): End | undefined {
  const [kind = '', namespace = '', pod = ''] = actor.split('/');
  const box: BoxId | undefined = kind === 'pod' ? nodeOfPod(scene, `/registry/pods/${namespace}/${pod}`) : kind === 'address' ? undefined : boxOf(actor);
  const rect = box && layout.boxes.get(box);
  if (!box || !rect) return undefined;
  const x = doorX(layout, rect, box);
  if (nodeOf(box) === '' || isPlane(layout, rect)) {
    const edge: Point = { x, y: rect.y + rect.h };
    return { box, points: [{ x, y: line }, edge], inner: [edge] };
  }
  const rules: Point = { x, y: rect.y + (rect.h > 60 ? RULES : rect.h / 2) };
  if (kind !== 'pod') return { box, points: [{ x, y: line }, rules], inner: [rules] };
  const inner = podPoints(layout, scene, rect, box, `/registry/pods/${namespace}/${pod}`, x);
  return { box, points: [{ x, y: line }, ...inner], inner };
}

/** Down the gutter to the row of a Pod, and to its upper edge. */
function podPoints(layout: Layout, scene: Scene, rect: Rect, box: BoxId, key: string, x: number): Point[] {
  const node = scene.nodes.find((n) => n.name === nodeOf(box));
  const mine = node?.pods.find((p) => p.key === key);
  if (layout.detail !== 'boxes' || layout.narrow) return [{ x, y: rect.y + rect.h / 2 }, { x: rect.x + rect.w - 6, y: rect.y + rect.h / 2 }];
  // A Pod of the system is one of those counted in the foot.
  if (!node || !mine) return [{ x, y: rect.y + rect.h - 14 }];
  const { width, height } = podRoom(rect, hasFoot(node));
  const place = podPlace(rect, podGrid(seatsOf(node), width, height), mine.seat);
  const y = Math.min(place.y - 1, rect.y + rect.h - 10);
  return [{ x, y }, { x: Math.round(place.x + place.w * 0.62), y }];
}

function nodeOfPod(scene: Scene, key: string): BoxId | undefined {
  for (const node of [...scene.nodes, ...scene.controlPlanes]) if (node.pods.some((p) => p.key === key) || node.systemPods.some((p) => p.key === key)) return `node/${node.name}`;
  return undefined;
}

/** The middle of a Pod's upper edge, where it stands on the stage as a tile. */
export function podSpot(layout: Layout, scene: Scene, key: string): Point | undefined {
  if (layout.detail !== 'boxes' || layout.narrow) return undefined;
  const box = nodeOfPod(scene, key);
  const rect = box && layout.boxes.get(box);
  if (!rect || isPlane(layout, rect) || !scene.nodes.some((n) => n.pods.some((p) => p.key === key))) return undefined;
  return podPoints(layout, scene, rect, box, key, 0).at(-1);
}

function joined(a: End, b: End, turned: boolean): Point[] {
  if (a.box !== b.box) return tidy([...a.points.slice().reverse(), ...b.points]);
  // Within a node: past its rules where they have a say, else straight through its bridge.
  const [first] = a.inner as [Point];
  const out = a.inner.slice().reverse();
  const up: Point[] = turned && a.inner.length > 1 && b.inner.length > 1 ? [{ x: first.x, y: Math.min(first.y, (b.inner[0] as Point).y) - 30 }] : [];
  return tidy([...out, ...up, ...b.inner]);
}

/** A little way out, and no further. */
function deadEnd(a: End, line: number): Point[] {
  const [door] = a.points as [Point];
  return tidy([...a.points.slice().reverse(), { x: door.x + 46, y: line }]);
}

/** Without points that stand on one another. */
function tidy(points: readonly Point[]): Point[] {
  const out = points.filter((p, i) => i === 0 || p.x !== (points[i - 1] as Point).x || p.y !== (points[i - 1] as Point).y);
  if (out.length === 1) out.push({ x: (out[0] as Point).x, y: (out[0] as Point).y - 1 });
  return out;
}
