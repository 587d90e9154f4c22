// Roads as lines: two lanes, six pixels each side of the middle, elbows rounded. A lane knows its length and where on it one
// stands after any share of the way.

import type { Layout, Point, Road } from './layout.ts';
import type { BoxId } from './places.ts';

export type LaneName = 'request' | 'watch';

export interface Lane {
  /** The line as many short straight ones. */
  readonly points: readonly Point[];
  /** Length up to each point. */
  readonly lengths: readonly number[];
  readonly length: number;
}

export interface Street {
  readonly road: Road;
  readonly request: Lane;
  readonly watch: Lane;
}

export type Heading = 'right' | 'down' | 'left' | 'up';
export interface Spot extends Point {
  readonly heading: Heading;
}

export const LANE = 6;
const RADIUS = 9;
const CURVE = 6;

/** How much of a lane a head takes where many travel. */
const HEAD_ROOM = 16;
/** A trunk carries what many nodes say: equals become one early. */
const TRUNK_HOLDS = 4;

/** Which street a box's packets travel, and how many heads it holds: at most twelve, fewer where it is short. */
export function roomOf(streets: ReadonlyMap<BoxId, Street>, most: number): (box: BoxId) => { readonly key: string; readonly most: number } {
  return (box) => {
    const street = streets.get(box);
    if (!street) return { key: box, most };
    const { road, request } = street;
    return { key: road.box, most: Math.max(2, Math.min(road.trunk ? TRUNK_HOLDS : most, Math.floor((2 * request.length) / HEAD_ROOM))) };
  };
}

/** The streets of a layout by the boxes they lead to. */
export function streetsOf(layout: Layout): ReadonlyMap<BoxId, Street> {
  const streets = new Map<BoxId, Street>();
  const off = layout.narrow ? LANE - 1 : LANE;
  for (const road of layout.roads) {
    const street: Street = { road, request: lane(road.points, -off), watch: lane(road.points, off) };
    for (const box of [road.box, ...(road.trunk ?? [])]) streets.set(box, street);
  }
  return streets;
}

/** The middle line moved to the right of the way it runs (seen from above: westwards where it runs south), corners rounded. */
export function lane(middle: readonly Point[], off: number): Lane {
  const moved = middle.map((p, i): Point => {
    const a = direction(middle, Math.max(0, i - 1));
    const b = direction(middle, Math.min(middle.length - 2, i));
    const straight = a.x === b.x && a.y === b.y;
    return straight ? { x: p.x - a.y * off, y: p.y + a.x * off } : { x: p.x - (a.y + b.y) * off, y: p.y + (a.x + b.x) * off };
  });
  const points: Point[] = [moved[0] as Point];
  for (let i = 1; i < moved.length - 1; i++) {
    const [a, b, c] = [moved[i - 1], moved[i], moved[i + 1]] as [Point, Point, Point];
    const r = Math.min(RADIUS, distance(a, b) / 2, distance(b, c) / 2);
    const from = towards(b, a, r);
    const to = towards(b, c, r);
    for (let k = 0; k <= CURVE; k++) {
      const t = k / CURVE;
      const u = 1 - t;
      points.push({ x: u * u * from.x + 2 * u * t * b.x + t * t * to.x, y: u * u * from.y + 2 * u * t * b.y + t * t * to.y });
    }
  }
  points.push(moved[moved.length - 1] as Point);
  const lengths = [0];
  for (let i = 1; i < points.length; i++) lengths.push((lengths[i - 1] as number) + distance(points[i - 1] as Point, points[i] as Point));
  return { points, lengths, length: lengths[lengths.length - 1] as number };
}

/** Where one stands after a share (0 to 1) of the lane, forwards or backwards, and whereto one looks. */
export function along(l: Lane, share: number, backwards: boolean): Spot {
  const at = Math.max(0, Math.min(1, backwards ? 1 - share : share)) * l.length;
  let i = 1;
  while (i < l.points.length - 1 && (l.lengths[i] as number) < at) i++;
  const a = l.points[i - 1] as Point;
  const b = l.points[i] as Point;
  const from = l.lengths[i - 1] as number;
  const span = (l.lengths[i] as number) - from || 1;
  const t = (at - from) / span;
  const dx = (b.x - a.x) * (backwards ? -1 : 1);
  const dy = (b.y - a.y) * (backwards ? -1 : 1);
  const heading: Heading = Math.abs(dx) > Math.abs(dy) ? (dx > 0 ? 'right' : 'left') : dy > 0 ? 'down' : 'up';
  return { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t, heading };
}

function direction(points: readonly Point[], i: number): Point {
  const a = points[i] as Point;
  const b = points[i + 1] as Point;
  return { x: Math.sign(b.x - a.x), y: Math.sign(b.y - a.y) };
}

const distance = (a: Point, b: Point): number => Math.abs(b.x - a.x) + Math.abs(b.y - a.y) === 0 ? 0 : Math.sqrt((b.x - a.x) ** 2 + (b.y - a.y) ** 2);

function towards(from: Point, to: Point, by: number): Point {
  return { x: from.x + Math.sign(to.x - from.x) * by, y: from.y + Math.sign(to.y - from.y) * by };
}
