// Draws what moves: travelled lanes in the colour of the message, heads, footprints, flags. Told everything, remembers only
// paths and widths of words; returns where things were drawn, for the pointer.

import { colour, fontStacks, type ColourName, type Theme } from '../tokens/tokens.ts';
import { degrees, headGlyphs, type HeadShape, type MessageClass } from '../widgets/glyphs/headGlyphs.ts';
import { placeFlags, type FlagWish } from './flags.ts';
import type { Footprint } from './footprints.ts';
import type { Choice, HopPacket } from './hopPackets.ts';
import type { Layout, Point, Rect } from './layout.ts';
import type { Packet } from './packets.ts';
import { doorOf } from './netWays.ts';
import type { BoxId } from './places.ts';
import { along, type Lane, type Spot, type Street } from './roads.ts';

export interface Painting {
  readonly layout: Layout;
  readonly streets: ReadonlyMap<BoxId, Street>;
  readonly packets: readonly Packet[];
  readonly footprints: readonly Footprint[];
  /** Requests through the cluster's network, and what nodes' rules chose for them. */
  readonly hops: readonly HopPacket[];
  readonly choices: readonly Choice[];
  readonly theme: Theme;
  /** Spans that are pointed at or chosen. */
  readonly hovered: number;
  readonly selected: number;
  /** The box that the marker is on: its packets are served first. */
  readonly subject: string;
  /** The tray of Pods without a node, where there is one now. */
  readonly tray: Rect | undefined;
  /** Whole frames instead of motion. */
  readonly still: boolean;
  /** A road that is pointed at though nothing travels there now. */
  readonly lit: { readonly box: BoxId; readonly message: MessageClass; readonly watch: boolean } | undefined;
}

export interface Hotspot {
  readonly rect: Rect;
  readonly span: number;
}

interface Placed {
  readonly packet: Packet;
  readonly lane: Lane;
  readonly backwards: boolean;
  readonly spot: Spot;
  readonly scale: number;
  /** Of a request through the network: where its flag hangs. */
  readonly hop?: { readonly flagAt: Point };
}

const FLAG_HEIGHT = 20;
const paths = new Map<string, Path2D>();
/** What a path was made of: for whoever paints elsewhere than on a canvas. */
export const pathText = new WeakMap<Path2D, string>();
const widths = new Map<string, number>();

export function paint(ctx: CanvasRenderingContext2D, p: Painting): Hotspot[] {
  const ink = (name: ColourName): string => colour(p.theme, name);
  const placed = [...p.packets.flatMap((packet) => place(packet, p.streets)), ...p.hops.map((hop) => placeHop(hop, p.layout))];
  for (const choice of p.choices) drawChoice(ctx, choice, ink);
  if (p.lit) {
    const street = p.streets.get(p.lit.box);
    if (street) travelled(ctx, p.lit.watch ? street.watch : street.request, 0, 1, ink(headGlyphs[p.lit.message].colour), p.lit.watch);
  }
  // What rests at its end stays in sight.
  const moving = p.still ? placed.filter((q) => q.hop || (q.packet.share >= 1 / 3 && q.packet.share < 2 / 3)) : placed;
  if (p.still) for (const q of placed) if (!q.hop) ringEnd(ctx, p, q, ink);
  for (const q of moving) {
    if (q.packet.level === 'heartbeat') continue;
    const share = p.still || (q.hop && q.packet.message === 'refused') ? 1 : q.packet.share;
    const [from, to] = q.backwards ? [1 - share, 1] : [0, share];
    travelled(ctx, q.lane, from, to, ink(headGlyphs[q.packet.message].colour), q.packet.lane === 'watch');
  }
  // Small ones first, so that the story lies on top.
  const order = [...moving].sort((a, b) => a.scale - b.scale || a.packet.start - b.packet.start);
  for (const q of order) {
    const chosen = q.packet.span === p.hovered || q.packet.span === p.selected;
    if (chosen) {
      ctx.beginPath();
      ctx.arc(q.spot.x, q.spot.y, 12.5, 0, Math.PI * 2);
      ctx.fillStyle = ink('stage');
      ctx.fill();
      ctx.lineWidth = 2;
      ctx.strokeStyle = ink('ink');
      ctx.stroke();
    }
    drawHead(ctx, q.packet.message, q.spot, chosen ? 1 : q.scale, ink);
  }
  for (const f of p.footprints) drawFootprint(ctx, f, ink);
  return [...drawFlags(ctx, p, order, ink), ...order.map((q): Hotspot => ({ rect: { x: q.spot.x - 10, y: q.spot.y - 10, w: 20, h: 20 }, span: q.packet.span }))];
}

function place(packet: Packet, streets: Painting['streets']): Placed[] {
  const street = streets.get(packet.box);
  if (!street) return [];
  const lane = packet.lane === 'watch' ? street.watch : street.request;
  const backwards = packet.inward !== street.road.towardsHub;
  const scale = packet.level === 'story' ? 1 : packet.level === 'detail' ? 0.75 : 0.5;
  return [{ packet, lane, backwards, spot: along(lane, packet.share, backwards), scale }];
}

function placeHop({ leg, way, share, backwards, words, count }: HopPacket, layout: Layout): Placed {
  const spot = along(way.lane, share, backwards);
  const packet: Packet = { span: leg.span, box: way.to ?? way.from ?? 'kubectl', lane: 'request', inward: false, share, message: words.message, words, level: leg.level, part: leg.part === 'there' || leg.part === 'inside' ? 'request' : 'answer', count, lost: false, start: leg.start };
  // Inside a box a flag would cover what one looks at: it hangs at the door.
  const inside = [way.from, way.to].find((box) => box !== undefined && within(layout.boxes.get(box), spot));
  const flagAt = (inside && doorOf(layout, inside)) ?? spot;
  // Packets of the control plane are larger: theirs is the story.
  return { packet, lane: way.lane, backwards, spot, scale: leg.level === 'story' ? 0.9 : 0.6, hop: { flagAt } };
}

const within = (rect: Rect | undefined, p: Point): boolean => rect !== undefined && p.x >= rect.x && p.x <= rect.x + rect.w && p.y >= rect.y && p.y <= rect.y + rect.h;

/** Whom a node's rules could have chosen: rings; the one they chose is filled. */
function drawChoice(ctx: CanvasRenderingContext2D, { spots }: Choice, ink: (name: ColourName) => string): void {
  for (const [i, { x, y }] of spots.entries()) {
    ctx.beginPath();
    ctx.arc(x, y, 4.5, 0, Math.PI * 2);
    ctx.fillStyle = i === 0 ? ink('write') : ink('panel');
    ctx.fill();
    ctx.lineWidth = 1.5;
    ctx.strokeStyle = ink('write');
    ctx.stroke();
  }
}

// ---- lanes ----

function travelled(ctx: CanvasRenderingContext2D, lane: Lane, from: number, to: number, stroke: string, dotted: boolean): void {
  const [a, b] = [from * lane.length, to * lane.length];
  if (b - a < 0.5) return;
  ctx.beginPath();
  const begin = along(lane, from, false);
  ctx.moveTo(begin.x, begin.y);
  for (let i = 0; i < lane.points.length; i++) {
    const at = lane.lengths[i] as number;
    const point = lane.points[i] as { x: number; y: number };
    if (at > a && at < b) ctx.lineTo(point.x, point.y);
  }
  const end = along(lane, to, false);
  ctx.lineTo(end.x, end.y);
  ctx.strokeStyle = stroke;
  ctx.lineWidth = 2.5;
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  if (dotted) {
    ctx.setLineDash([0.1, 5]);
    ctx.lineDashOffset = a;
  }
  ctx.stroke();
  ctx.setLineDash([]);
}

// ---- heads ----

function drawHead(ctx: CanvasRenderingContext2D, message: MessageClass, spot: Spot, scale: number, ink: (name: ColourName) => string): void {
  const { colour: own, shapes } = headGlyphs[message];
  ctx.save();
  ctx.translate(spot.x, spot.y);
  ctx.scale(scale, scale);
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  for (const shape of shapes) {
    const turn = shape.turns ? (degrees[spot.heading] * Math.PI) / 180 : 0;
    if (turn !== 0) ctx.rotate(turn);
    drawShape(ctx, shape, ink(own), ink('panel'));
    if (turn !== 0) ctx.rotate(-turn);
  }
  ctx.restore();
}

function drawShape(ctx: CanvasRenderingContext2D, shape: HeadShape, own: string, ground: string): void {
  let path = paths.get(shape.d);
  if (!path) {
    paths.set(shape.d, (path = new Path2D(shape.d)));
    pathText.set(path, shape.d);
  }
  if (shape.fill) {
    ctx.fillStyle = shape.fill === 'own' ? own : ground;
    ctx.fill(path);
  }
  if (shape.stroke) {
    ctx.strokeStyle = shape.stroke === 'own' ? own : ground;
    ctx.lineWidth = shape.width ?? 1.5;
    ctx.stroke(path);
  }
}

/** Frames one and three of the still twin: who sends, who receives. */
function ringEnd(ctx: CanvasRenderingContext2D, p: Painting, q: Placed, ink: (name: ColourName) => string): void {
  const { share, inward, box, level } = q.packet;
  if (level !== 'story' || (share >= 1 / 3 && share < 2 / 3)) return;
  const atHub = share < 1 / 3 ? !inward : inward;
  const rect = p.layout.boxes.get(atHub ? 'kube-apiserver' : box);
  if (!rect) return;
  ctx.beginPath();
  ctx.roundRect(rect.x - 2, rect.y - 2, rect.w + 4, rect.h + 4, 9);
  ctx.lineWidth = 2.5;
  ctx.strokeStyle = share < 1 / 3 ? ink('ink') : ink('mark-line');
  ctx.stroke();
}

function drawFootprint(ctx: CanvasRenderingContext2D, f: Footprint, ink: (name: ColourName) => string): void {
  ctx.beginPath();
  ctx.arc(f.x, f.y, 8.5, 0, Math.PI * 2);
  ctx.fillStyle = f.now ? ink('mark') : ink('stage');
  ctx.fill();
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = f.now ? ink('mark-line') : ink('ink');
  ctx.stroke();
  ctx.fillStyle = f.now ? ink('mark-ink') : ink('ink');
  ctx.font = `700 ${f.number > 99 ? 8 : f.number > 9 ? 10 : 11}px ${fontStacks.sans}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'alphabetic';
  ctx.fillText(String(f.number), f.x, f.y + 4);
}

// ---- flags ----

const FONTS = { verb: `700 11px ${fontStacks.mono}`, noun: `550 11.5px ${fontStacks.sans}`, detail: `450 11px ${fontStacks.mono}` } as const;
const SPACING = { verb: '-0.11px', noun: '0px', detail: '-0.33px' } as const;
type Piece = keyof typeof FONTS;

function width(ctx: CanvasRenderingContext2D, piece: Piece, text: string): number {
  const key = `${piece} ${text}`;
  let known = widths.get(key);
  if (known === undefined) {
    ctx.font = FONTS[piece];
    ctx.letterSpacing = SPACING[piece];
    known = ctx.measureText(text).width;
    if (widths.size > 4000) widths.clear();
    widths.set(key, known);
  }
  return known;
}

/** Fonts have come in: what was measured before is wrong. */
export const forgetWidths = (): void => widths.clear();

const pieces = (q: Packet): readonly (readonly [Piece, string])[] =>
  ([['verb', q.words.verb], ['noun', q.words.noun], ['detail', q.words.detail]] as const).filter(([, text]) => text !== '');

/** What a node's rules turned into what, beside its door. */
function plateOf({ span, door, words }: Choice): Placed {
  const packet: Packet = { span, box: 'kubectl', lane: 'request', inward: false, share: 0, message: words.message, words, level: 'story', part: 'answer', count: 1, lost: false, start: 0 };
  return { packet, lane: NO_LANE, backwards: false, spot: { ...door, heading: 'up' }, scale: 0 };
}
/** A node's door is at its right end: what hangs there hangs over its own node first. */
const besideDoor = (door: Point, width: number): Point => (door.x > width + 30 ? { x: door.x - width - 24, y: door.y } : door);
const NO_LANE: Lane = { points: [], lengths: [], length: 0 };

function drawFlags(ctx: CanvasRenderingContext2D, p: Painting, order: readonly Placed[], ink: (name: ColourName) => string): Hotspot[] {
  const wishes: FlagWish<Placed>[] = [];
  const crowded = p.layout.detail !== 'boxes';
  for (const q of order) {
    const { packet } = q;
    const must = packet.span === p.hovered || packet.span === p.selected;
    const merged = packet.count > 1;
    const crowdedBox = crowded && !merged && packet.box.startsWith('node/') && !q.hop;
    if (!must && (packet.level !== 'story' || packet.part === 'notify' || packet.part === 'store' || crowdedBox)) continue;
    const w = pieces(packet).reduce((sum, [piece, text]) => sum + width(ctx, piece, text), 0) + (pieces(packet).length - 1) * 5 + 14 + 2;
    const rank = packet.box === p.subject || `node/${p.subject}` === packet.box ? 0 : must ? 1 : packet.message === 'refused' ? 2 : 3;
    // Requests carry the story; answers and news of it come after them.
    const sort = packet.part === 'request' ? 0 : packet.part === 'watch' ? 1 : 2;
    wishes.push({ item: q, head: q.hop && q.hop.flagAt !== q.spot ? besideDoor(q.hop.flagAt, w) : q.spot, width: w, height: FLAG_HEIGHT, rank: rank * 1e18 + sort * 1e16 - packet.start, must });
  }
  for (const choice of p.choices) {
    const plate = plateOf(choice);
    const w = pieces(plate.packet).reduce((sum, [piece, text]) => sum + width(ctx, piece, text), 0) + (pieces(plate.packet).length - 1) * 5 + 16;
    wishes.push({ item: plate, head: besideDoor(choice.door, w), width: w, height: FLAG_HEIGHT, rank: 1e15, must: false });
  }
  if (wishes.length === 0) return [];
  const obstacles: Rect[] = [...p.layout.boxes.values(), ...p.footprints.map((f) => ({ x: f.x - 10, y: f.y - 10, w: 20, h: 20 })), ...(p.layout.legend ? [p.layout.legend] : []), ...(p.tray ? [p.tray] : [])];
  const bounds: Rect = { x: 0, y: 0, w: p.layout.width, h: p.layout.height };
  const flags = placeFlags(wishes, obstacles, bounds);
  for (const { item, rect } of flags) {
    const own = ink(headGlyphs[item.packet.message].colour);
    ctx.beginPath();
    ctx.roundRect(rect.x + 0.5, rect.y + 0.5, rect.w - 1, rect.h - 1, 4);
    ctx.fillStyle = ink('panel');
    ctx.fill();
    ctx.strokeStyle = own;
    ctx.lineWidth = 1;
    ctx.stroke();
    ctx.textAlign = 'left';
    ctx.textBaseline = 'alphabetic';
    let x = rect.x + 8;
    for (const [piece, text] of pieces(item.packet)) {
      ctx.font = FONTS[piece];
      ctx.letterSpacing = SPACING[piece];
      ctx.fillStyle = piece === 'verb' ? own : piece === 'noun' ? ink('ink') : ink('ink3');
      ctx.fillText(text, x, rect.y + 14);
      x += width(ctx, piece, text) + 5;
    }
    ctx.letterSpacing = '0px';
  }
  return flags.map(({ item, rect }): Hotspot => ({ rect, span: item.packet.span }));
}
