// What is on the roads at a moment: each packet where the trace says, as a share of its way. Crowds are merged, never
// thinned out: "×12" stands for twelve.

import type { SpanId } from '../../sim/kernel/trace.ts';
import type { MessageClass } from '../widgets/glyphs/headGlyphs.ts';
import { packetWords, type PacketWords } from './packetWords.ts';
import type { BoxId } from './places.ts';
import type { LaneName } from './roads.ts';
import type { Leg, SceneIndex } from './sceneIndex.ts';

export interface Packet {
  readonly span: SpanId;
  readonly box: BoxId;
  readonly lane: LaneName;
  /** Towards the API server. */
  readonly inward: boolean;
  /** 0 where it left, 1 where it arrives. */
  readonly share: number;
  readonly message: MessageClass;
  readonly words: PacketWords;
  readonly level: Leg['level'];
  readonly part: Leg['part'];
  /** How many it stands for. */
  readonly count: number;
  readonly lost: boolean;
  readonly start: number;
}

export const PER_ROAD = 12;
export const IN_ALL = 120;
/** How long news whose arrival is not known yet is taken to travel; simulated microseconds. */
const USUAL_WAY = 1200;
/** Where what never arrives is last seen. */
const LOST_AT = 0.45;

const words = new WeakMap<Leg, PacketWords>();

/** `roadOf`: boxes that share a road share its room. */
export function packetsAt(index: SceneIndex, at: number, roadOf?: RoadOf): Packet[] {
  const packets: Packet[] = [];
  for (const leg of index.legs.at(at)) {
    const share = leg.end === Infinity ? Math.min(0.9, (at - leg.start) / USUAL_WAY) : leg.end > leg.start ? (at - leg.start) / (leg.end - leg.start) : 1;
    if (leg.lost && share > LOST_AT) continue;
    let known = words.get(leg);
    if (!known) {
      known = packetWords(index.reader.span(leg.span), leg);
      // What is still open may yet learn its code.
      if (leg.end !== Infinity) words.set(leg, known);
    }
    packets.push({
      span: leg.span,
      box: leg.box,
      lane: leg.part === 'watch' || leg.part === 'notify' ? 'watch' : 'request',
      inward: leg.inward,
      share,
      message: known.message,
      words: known,
      level: leg.level,
      part: leg.part,
      count: 1,
      lost: leg.lost,
      start: leg.start,
    });
  }
  return merged(packets, roadOf);
}

export interface Room {
  readonly key: string;
  /** How many heads it holds. */
  readonly most: number;
}
export type RoadOf = (box: BoxId) => Room;
const ITS_OWN: RoadOf = (box) => ({ key: box, most: PER_ROAD });

/** At most twelve on a road and 120 in all; beyond that, equals that are near to each other become one. */
export function merged(packets: Packet[], roadOf: RoadOf = ITS_OWN, inAll = IN_ALL): Packet[] {
  const roads = new Map<string, { readonly most: number; readonly list: Packet[] }>();
  for (const packet of packets) {
    const { key, most } = roadOf(packet.box);
    const road = roads.get(key);
    if (road) road.list.push(packet);
    else roads.set(key, { most, list: [packet] });
  }
  const share = packets.length <= inAll ? PER_ROAD : Math.max(1, Math.floor(inAll / roads.size));
  return [...roads.values()].flatMap(({ list, most }) => (list.length <= Math.min(most, share) ? list : mergedRoad(list, Math.min(most, share))));
}

function mergedRoad(list: readonly Packet[], cap: number): Packet[] {
  // Coarser and coarser stretches of road, until few enough are left.
  for (let stretches = 8; ; stretches = Math.floor(stretches / 2)) {
    const groups = new Map<string, Packet[]>();
    for (const p of list) {
      const key = `${p.lane} ${p.inward} ${p.message} ${stretches > 0 ? `${p.words.verb} ${p.words.noun} ${Math.floor(p.share * stretches)}` : ''}`;
      const group = groups.get(key);
      if (group) group.push(p);
      else groups.set(key, [p]);
    }
    if (groups.size > cap && stretches > 0) continue;
    return [...groups.values()].map((group): Packet => {
      const first = group[0] as Packet;
      if (group.length === 1) return first;
      const share = group.reduce((sum, p) => sum + p.share, 0) / group.length;
      const same = group.every((p) => p.words.verb === first.words.verb && p.words.noun === first.words.noun);
      const level = group.some((p) => p.level === 'story') ? 'story' : first.level;
      return { ...first, share, level, count: group.length, words: { ...first.words, noun: same ? first.words.noun : '', detail: `×${group.length}` } };
    });
  }
}
