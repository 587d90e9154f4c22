// What travels on a road: the heads of packets, about 16 design pixels, centred on the origin and pointing east.
// A canvas turns the shapes that say `turns`, and draws `new Path2D(shape.d)`.

import type { ColourName } from '../../tokens/tokens.ts';
import { circle, rect } from './shapes.ts';

export interface HeadShape {
  readonly d: string;
  /** `own` is the colour of the message, `ground` that of the panel under it. */
  readonly fill?: 'own' | 'ground';
  readonly stroke?: 'own' | 'ground';
  readonly width?: number;
  /** Points the way it moves; the others stay upright. */
  readonly turns: boolean;
}

export interface HeadGlyph {
  readonly colour: ColourName;
  readonly shapes: readonly HeadShape[];
}

const ARROW = 'M-3.6 0h7M.6-2.9 3.5 0 .6 2.9';
const arrow = (stroke: 'own' | 'ground'): HeadShape => ({ d: ARROW, stroke, width: 1.6, turns: true });
const solid = (d: string, turns = false): HeadShape => ({ d, fill: 'own', turns });
const hollow = (d: string): HeadShape => ({ d, fill: 'ground', stroke: 'own', width: 1.75, turns: false });

export const OCTAGON = 'M-3.7-9H3.7L9-3.7V3.7L3.7 9H-3.7L-9 3.7V-3.7z';

const glyphs = {
  /** POST, PUT, PATCH: it carries an object. */
  write: { colour: 'write', shapes: [solid(rect(-8, -8, 16, 16, 3.5)), arrow('ground')] },
  /** DELETE */
  delete: { colour: 'write', shapes: [hollow(rect(-7.2, -7.2, 14.4, 14.4, 3.2)), { d: 'M-2.8-2.8 2.8 2.8M2.8-2.8-2.8 2.8', stroke: 'own', width: 1.7, turns: false }] },
  /** GET, LIST, opening a watch: it asks. */
  read: { colour: 'write', shapes: [hollow(circle(0, 0, 8)), arrow('own')] },
  /** 2xx, on its way back */
  answer: { colour: 'write', shapes: [hollow(circle(0, 0, 7)), { d: 'M-2.8.2l2 2 3.6-4', stroke: 'own', width: 1.6, turns: false }] },
  /** news the server pushes */
  watch: { colour: 'watch', shapes: [solid('M-8-7.6H2.4L9 0 2.4 7.6H-8L-2.6 0z', true)] },
  /** any write to /status, leases too: what is, not what is wanted */
  status: { colour: 'status', shapes: [solid('M0-9 9 0 0 9-9 0z'), arrow('ground')] },
  /** inside the server or a node: etcd transactions, CRI, CNI */
  inside: { colour: 'ink', shapes: [solid(rect(-7, -7, 14, 14, 2.5)), arrow('ground')] },
  /** 4xx, 5xx, 410 */
  refused: { colour: 'err', shapes: [solid(OCTAGON), { d: 'M-3-3 3 3M3-3-3 3', stroke: 'ground', width: 1.8, turns: false }] },
} as const satisfies Record<string, HeadGlyph>;

export type MessageClass = keyof typeof glyphs;
export const headGlyphs: Readonly<Record<MessageClass, HeadGlyph>> = glyphs;

export type Direction = 'right' | 'down' | 'left' | 'up';
export const degrees: Readonly<Record<Direction, number>> = { right: 0, down: 90, left: 180, up: -90 };
