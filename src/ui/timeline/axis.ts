// The time axis of the timeline: stretches in which nothing happens and that would take more than a tenth of what is seen
// are torn out; what stays between two strips is straight, and wider where more happens in it. Where it is torn depends
// only on how far one has zoomed in, never on where one has scrolled to.
// Pixels here are design pixels from the left end of the whole story.

import { upperBound } from '../../trace/sorted.ts';
import type { Stretch } from '../../trace/activity.ts';

/** A torn strip is this wide. */
export const STRIP = 26;
/** Room left and right of what happens, so that its marks do not lie under a strip. */
const PAD = 7;
/** So little before the first stretch is no gap; microseconds. */
const SOON = 5000;
/** A moment by itself takes so much, so that the playhead on it stands clear of the strip before it. */
const MOMENT = 9;
/** No more strips than this where the whole story is seen. */
const MOST_STRIPS = 6;

export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly x0: number;
  readonly x1: number;
  /** Design pixels for a microsecond. */
  readonly scale: number;
  /** Where in it something happens first and last. */
  readonly first: number;
  readonly last: number;
}

export interface Tick {
  readonly x: number;
  readonly at: number;
  /** Figures of the time since the origin, with its unit where the unit changes. */
  readonly label: string;
}

export class Axis {
  readonly segments: readonly Segment[];
  readonly length: number;
  private readonly froms: readonly number[];
  private readonly starts: readonly number[];

  constructor(segments: readonly Segment[]) {
    this.segments = segments;
    this.length = segments[segments.length - 1]?.x1 ?? 0;
    this.froms = segments.map((s) => s.from);
    this.starts = segments.map((s) => s.x0);
  }

  x(time: number): number {
    const { segments } = this;
    const i = Math.max(0, upperBound(this.froms, time) - 1);
    const segment = segments[i];
    if (!segment) return 0;
    if (time <= segment.to) return segment.x0 + Math.max(0, time - segment.from) * segment.scale;
    const next = segments[i + 1];
    if (!next) return segment.x1;
    return segment.x1 + ((time - segment.to) / (next.from - segment.to)) * (next.x0 - segment.x1);
  }

  time(x: number): number {
    const { segments } = this;
    const i = Math.max(0, upperBound(this.starts, x) - 1);
    const segment = segments[i];
    if (!segment) return 0;
    if (x <= segment.x1) return segment.from + Math.max(0, x - segment.x0) / segment.scale;
    const next = segments[i + 1];
    if (!next) return segment.to;
    return segment.to + ((x - segment.x1) / (next.x0 - segment.x1)) * (next.from - segment.to);
  }

  /** The strips between the segments: where, and how long nothing happened. */
  get strips(): readonly { readonly x0: number; readonly x1: number; readonly lasts: number }[] {
    return this.segments.slice(1).map((next, i) => {
      const { last, x1 } = this.segments[i] as Segment;
      return { x0: x1, x1: next.x0, lasts: next.first - last };
    });
  }

  /** Marks of time between two places, at round figures since the origin, far enough apart to be read. */
  ticks(from: number, to: number, origin: number, apart = 56): readonly Tick[] {
    const ticks: Tick[] = [];
    let free = -Infinity;
    for (const segment of this.segments) {
      if (segment.x1 < from || segment.x0 > to) continue;
      // Nobody reads milliseconds of a late hour.
      const finest = segment.to - origin >= 100e6 ? 1e5 : segment.to - origin >= 10e6 ? 1e4 : 1;
      const step = Math.max(finest, roundStep(apart / segment.scale));
      const first = Math.ceil((segment.from - origin - 0.5) / step) * step;
      let fresh = true;
      for (let t = first; origin + t <= segment.to; t += step) {
        const x = this.x(origin + t);
        if (x > to) break;
        const label = tickLabel(t, step, fresh);
        const half = label.length * 3.4;
        if (x < from || x - half < free + 6) continue;
        ticks.push({ x, at: origin + t, label });
        free = x + half;
        // A nought says nothing of its unit.
        fresh &&= label === '0';
      }
    }
    return ticks;
  }
}

/** 1, 2 or 5 times a power of ten, at least `least` microseconds. */
export function roundStep(least: number): number {
  let power = 1;
  while (power * 10 < least) power *= 10;
  return power * ([1, 2, 5].find((n) => n * power >= least) ?? 10);
}

/** Below a second in milliseconds, then in seconds; the unit stands with the first of a segment. */
function tickLabel(micros: number, step: number, unit: boolean): string {
  if (micros === 0) return '0';
  if (micros < 1e6 && step < 1e5) return `${round(micros / 1000, step < 1000 ? (step < 100 ? 2 : 1) : 0)}${unit ? ' ms' : ''}`;
  const decimals = step >= 1e6 ? 0 : step >= 1e5 ? 1 : step >= 1e4 ? 2 : 3;
  return `${round(micros / 1e6, decimals)}${unit ? ' s' : ''}`;
}

const round = (n: number, decimals: number): string => n.toFixed(decimals);

/** What goes on between two strips. */
interface Piece {
  readonly from: number;
  readonly to: number;
  /** How much happens in it. */
  readonly count: number;
}

/** The axis on which the whole story just fits. */
export function fitAxis(stretches: readonly Stretch[], from: number, to: number, width: number): Axis {
  return layOut(fitPieces(stretches, from, to, width));
}

/** The same, so many times nearer: torn in more places, as long as a gap would take more than a tenth of the width. */
export function zoomedAxis(stretches: readonly Stretch[], from: number, to: number, width: number, zoom: number): Axis {
  if (zoom === 1) return fitAxis(stretches, from, to, width);
  return layOut(
    fitPieces(stretches, from, to, width).flatMap(({ from: a, to: b, scale }) => {
      const near = scale * zoom;
      const inside = stretches.filter((s) => s.from <= b && s.to >= a);
      return piecesOf(inside, a, b, width / near / 10).map((piece) => ({ ...piece, scale: near }));
    }),
  );
}

function fitPieces(stretches: readonly Stretch[], from: number, to: number, width: number): readonly (Piece & { readonly scale: number })[] {
  // Nothing has happened yet: nothing to tear out of.
  if (stretches.every((s) => s.to <= from)) return [{ from, to, count: 1, scale: width / Math.max(1, to - from) }];
  // The story begins with the page, not a strip after it.
  const [opening] = stretches;
  if (opening && opening.from - from < SOON) stretches = [{ ...opening, from }, ...stretches.slice(1)];
  const gaps = gapsOf(stretches, from, to).sort((a, b) => b - a);
  let shown = Math.max(1, to - from);
  let strips = 0;
  // The largest first; each that goes makes what is left shorter, and so the next one larger.
  while (strips < MOST_STRIPS) {
    const gap = gaps[strips];
    if (gap === undefined || gap <= shown / 10) break;
    shown -= gap;
    strips++;
  }
  const pieces = piecesOf(stretches, from, to, strips === 0 ? Infinity : ((gaps[strips - 1] as number) + (gaps[strips] ?? 0)) / 2);
  // Time alone would give most room to a container that starts, and hardly any to the burst of messages before it.
  const weights = pieces.map((p) => Math.sqrt(Math.max(1, p.to - p.from) * p.count));
  const all = weights.reduce((sum, w) => sum + w, 0);
  const room = Math.max(50, width - (pieces.length - 1) * STRIP - (pieces.length * 2 - 2) * PAD - (pieces.length > 1 ? MOMENT : 0));
  const least = (i: number): number => (i > 0 && i === pieces.length - 1 ? MOMENT : 3);
  return pieces.map((p, i) => ({ ...p, scale: Math.max(least(i), (room * (weights[i] as number)) / all) / Math.max(1, p.to - p.from) }));
}

function gapsOf(stretches: readonly Stretch[], from: number, to: number): number[] {
  const gaps: number[] = [];
  let last = from;
  for (const s of stretches) {
    if (s.from > last) gaps.push(s.from - last);
    last = Math.max(last, s.to);
  }
  if (to > last) gaps.push(to - last);
  return gaps;
}

/** Cut wherever nothing happens for longer than `limit`. */
function piecesOf(stretches: readonly Stretch[], from: number, to: number, limit: number): readonly Piece[] {
  const pieces: { from: number; to: number; count: number }[] = [];
  const add = (a: number, b: number, count: number): void => {
    const last = pieces[pieces.length - 1];
    if (last && a - last.to <= limit) {
      last.to = Math.max(last.to, b);
      last.count += count;
    } else pieces.push({ from: a, to: b, count });
  };
  add(from, from, 1);
  for (const s of stretches) add(Math.max(from, s.from), Math.min(to, s.to), s.count);
  add(to, to, 1);
  return pieces;
}

function layOut(pieces: readonly (Piece & { readonly scale: number })[]): Axis {
  let x = 0;
  const segments = pieces.map((p, i) => {
    const before = pieces[i - 1];
    const next = pieces[i + 1];
    // Never more than a third of a gap, so that the order of time is kept.
    const early = before ? Math.min(PAD / p.scale, (p.from - before.to) / 3) : 0;
    const late = next ? Math.min(PAD / p.scale, (next.from - p.to) / 3) : 0;
    const segment = { first: p.from, last: p.to, from: p.from - early, to: p.to + late, scale: p.scale, x0: x, x1: x + (p.to + late - p.from + early) * p.scale };
    x = segment.x1 + STRIP;
    return segment;
  });
  return new Axis(segments);
}
