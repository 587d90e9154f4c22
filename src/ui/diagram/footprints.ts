// Footprints: the number of a milestone, left beside the road where its write crossed. Outlined when past, yellow when now.

import type { Milestone } from '../../trace/milestones.ts';
import type { TraceReader } from '../../trace/reader.ts';
import type { Point } from './layout.ts';
import { boxOf, type BoxId } from './places.ts';
import type { Street } from './roads.ts';

export interface Footprint extends Point {
  readonly number: number;
  readonly now: boolean;
}

/** The newest of each road; older ones make room. */
const PER_ROAD = 3;
const STEP = 34;
const ASIDE = 26;

/** `current`: the milestone that the caption is on the way to, shown as soon as its write has set out. */
export function footprintsAt(list: readonly Milestone[], at: number, origin: number, current: number, reader: TraceReader, streets: ReadonlyMap<BoxId, Street>): Footprint[] {
  const past = list.filter((m) => m.at >= origin && (m.at <= at || (m.number === current && m.span !== 0 && reader.startOf(m.span) <= at)));
  // Roads that begin as one (a trunk) share their footprints.
  const byRoad = new Map<string, { readonly street: Street; readonly left: Milestone[] }>();
  for (const milestone of past) {
    if (milestone.span === 0) continue;
    const box = milestone.code === 'answered' || milestone.code === 'unanswered' ? 'kubectl' : boxOf(reader.span(milestone.span).actor);
    const street = box && streets.get(box);
    if (!street) continue;
    const [first] = street.road.points as [Point];
    const beginning = street.road.towardsHub ? street.road.box : `${first.x} ${first.y}`;
    const road = byRoad.get(beginning);
    if (road) road.left.push(milestone);
    else byRoad.set(beginning, { street, left: [milestone] });
  }
  return [...byRoad.values()].flatMap(({ street, left }) => {
    const places = placesBeside(street);
    const shown = left.slice(-places.length);
    return shown.map((m, i): Footprint => ({ ...(places[i] as Point), number: m.number, now: m.number === current && m.at > at - 0.5 }));
  });
}

/** From the API server outwards: on the west of a road that runs north and south, on the north of one that runs east. */
function placesBeside({ road }: Street): Point[] {
  const points = road.towardsHub ? [...road.points].reverse() : road.points;
  const [a, b] = [points[0] as Point, points[1] as Point];
  const last = points[points.length - 1] as Point;
  const beforeLast = points[points.length - 2] as Point;
  if (a.y === b.y) {
    const middle = (a.x + b.x) / 2;
    // Where the road is short, the number stands under the boxes: over them are those of the controllers' road.
    return [{ x: middle, y: a.y + (Math.abs(b.x - a.x) < 30 ? 42 : -18) }];
  }
  // Where a road bends, its last stretch is its own; the first may lie close to its neighbours.
  const bent = points.length > 2 && last.x === beforeLast.x;
  const from = bent ? last : a;
  const to = bent ? beforeLast : b;
  const length = Math.abs(to.y - from.y);
  const count = Math.max(1, Math.min(PER_ROAD, Math.floor((length - 26) / STEP) + 1));
  const sign = to.y > from.y ? 1 : -1;
  return Array.from({ length: count }, (_, i) => ({ x: from.x - ASIDE, y: from.y + sign * (16 + i * STEP) })).filter((p, i) => i === 0 || Math.abs(p.y - from.y) < length - 10);
}
