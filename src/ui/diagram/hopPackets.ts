// Requests through the cluster's network as packets: where on its way each is at a moment, what its flag says, and the choice
// that a node's rules made for it.

import type { SpanId } from '../../sim/kernel/trace.ts';
import { isFailure, isLookUp, pathOf } from '../../trace/netHops.ts';
import { ipOf, netPlaces } from '../../trace/netPlaces.ts';
import { shortName } from '../../trace/subject.ts';
import type { HopSummary } from '../../trace/summary.ts';
import { STATUS_TEXTS } from '../../sim/api/statusTexts.ts';
import type { MessageClass } from '../widgets/glyphs/headGlyphs.ts';
import type { HopLeg } from './hopLegs.ts';
import type { Layout, Point } from './layout.ts';
import { doorOf, podSpot, wayOf, type Way } from './netWays.ts';
import { boxOf, type BoxId } from './places.ts';
import type { Street } from './roads.ts';
import { LONGEST, type PacketWords } from './packetWords.ts';
import type { SceneIndex } from './sceneIndex.ts';
import type { Scene } from './sceneTypes.ts';

export interface HopPacket {
  readonly leg: HopLeg;
  readonly way: Way;
  /** 0 where the way begins, 1 where it ends; a request that is worked on rests at its end. */
  readonly share: number;
  /** From the end of the way to its beginning. */
  readonly backwards: boolean;
  readonly words: PacketWords;
  readonly count: number;
}

/** What a node's rules chose from, as it stands on the stage while the request is under way. */
export interface Choice {
  readonly span: SpanId;
  readonly door: Point;
  readonly words: PacketWords;
  /** Pods that it could have been, the chosen one first. */
  readonly spots: readonly Point[];
}

/** More than these at once are merged. */
const MOST = 40;
const words = new WeakMap<HopLeg, PacketWords>();

/** Legs that are under way; the newest of a request only. */
export function hopsAt(index: SceneIndex, scene: Scene, layout: Layout, streets: ReadonlyMap<BoxId, Street>, at: number): HopPacket[] {
  const packets: HopPacket[] = [];
  for (const leg of index.hops.legs.at(at)) {
    const { part, hop, from } = leg;
    const to = endOf(leg);
    const way = streetOf(streets, from, to) ?? wayOf(layout, scene, from, to, hop.service !== '' && hop.among !== '');
    if (!way) continue;
    const gone = leg.end === Infinity || leg.end <= leg.start ? 0 : Math.min(1, (at - leg.start) / (leg.end - leg.start));
    // A refusal ends where it is refused; what nobody answers to, where it got lost.
    const share = part === 'inside' ? 1 : part === 'stop' ? 0 : gone;
    let said = words.get(leg);
    if (!said) {
      said = hopWords(leg);
      if (leg.end !== Infinity) words.set(leg, said);
    }
    packets.push({ leg, way, share, backwards: (part === 'back' || part === 'stop') !== (way.reversed === true), words: said, count: 1 });
  }
  return packets.length <= MOST ? packets : merged(packets);
}

/** Whom it gets to: what the rules refuse gets no further than to them, and what nobody answers gets nowhere. */
const endOf = ({ to, hop }: HopLeg): string => (hop.service !== '' && hop.among === '' ? `kube-proxy/${hop.node}` : hop.arrived < 0 ? 'address/' : to);

/** To and from the API server there is a street. */
function streetOf(streets: ReadonlyMap<BoxId, Street>, from: string, to: string): Way | undefined {
  if (from !== 'kube-apiserver' && to !== 'kube-apiserver') return undefined;
  const box = boxOf(from === 'kube-apiserver' ? to : from);
  const street = box && streets.get(box);
  if (!street) return undefined;
  return { lane: street.request, from: boxOf(from), to: boxOf(to), reversed: street.road.towardsHub !== (to === 'kube-apiserver') };
}

export function hopWords({ part, hop, to }: Pick<HopLeg, 'part' | 'hop' | 'to'>): PacketWords {
  const message: MessageClass = part === 'stop' || (part === 'back' && (isFailure(hop) || hop.status >= 400) && !isLookUp(hop)) ? 'refused' : part === 'back' ? 'answer' : hop.method === 'GET' || hop.method === 'HEAD' || isLookUp(hop) || hop.method === 'CONNECT' ? 'read' : hop.method === 'DELETE' ? 'delete' : 'write';
  if (part === 'stop') return { message, verb: '', noun: (hop.error.split(': ').at(-1) as string).slice(0, LONGEST), detail: '' };
  if (isLookUp(hop)) return part === 'back' ? { message, verb: 'DNS', noun: hop.answer || 'NXDOMAIN', detail: '' } : { message, verb: 'DNS', noun: fit(hop.url, LONGEST - 4), detail: '' };
  if (part === 'back') return { message, verb: hop.status > 0 ? String(hop.status) : 'OK', noun: hop.status > 0 ? (STATUS_TEXTS[hop.status] ?? '') : '', detail: to.startsWith('pod/') ? shortName(to.slice(to.lastIndexOf('/') + 1), 8) : '' };
  const detail = choices(hop) > 1 ? `1 of ${choices(hop)}` : '';
  return { message, verb: hop.method, noun: fit(pathOf(hop), LONGEST - hop.method.length - detail.length - 2), detail };
}

const fit = (text: string, longest: number): string => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);
const choices = ({ among }: HopSummary): number => (among === '' ? 0 : among.split(',').length);

function merged(packets: readonly HopPacket[]): HopPacket[] {
  const groups = new Map<string, HopPacket[]>();
  for (const p of packets) {
    const key = `${p.way.from} ${p.way.to} ${p.backwards} ${p.words.message} ${Math.floor(p.share * 3)}`;
    const group = groups.get(key);
    if (group) group.push(p);
    else groups.set(key, [p]);
  }
  return [...groups.values()].map((group): HopPacket => {
    const first = group[0] as HopPacket;
    return { ...first, share: group.reduce((sum, p) => sum + p.share, 0) / group.length, count: group.length, words: group.length > 1 ? { ...first.words, detail: `×${group.length}` } : first.words };
  });
}

/** The choices of what is told just now: of the story only, so that a crowd hides nothing. */
export function choicesAt(index: SceneIndex, scene: Scene, layout: Layout, packets: readonly HopPacket[]): Choice[] {
  const out: Choice[] = [];
  for (const { leg } of packets) {
    const { hop } = leg;
    if (leg.level !== 'story' || hop.service === '' || out.some((c) => c.span === leg.span)) continue;
    const door = doorOf(layout, `node/${hop.node}`);
    if (!door) continue;
    const among = hop.among === '' ? [] : hop.among.split(',');
    const spots = [hop.reached, ...among.filter((a) => a !== hop.reached)].flatMap((address): readonly Point[] => {
      const spot = podSpot(layout, scene, netPlaces(index.reader).podAt(ipOf(address), leg.start));
      return spot ? [spot] : [];
    });
    const detail = among.length > 1 ? `1 of ${among.length}` : '';
    out.push({ span: leg.span, door, spots, words: { message: among.length === 0 ? 'refused' : 'inside', verb: hop.asked, noun: '→', detail: among.length === 0 ? '✕' : [hop.reached, detail].filter(Boolean).join(', ') } });
  }
  return out;
}
