// The time axis of the timeline: straight, except that stretches in which nothing happens and that would take more than a
// tenth of what is seen are torn out. Where, depends only on how far one has zoomed in, never on where one has scrolled to.
// Pixels here are design pixels from the left end of the whole story.

import { upperBound } from '../../trace/boundaries.ts';
import type { Stretch } from '../../trace/activity.ts';

/** A torn strip is this wide. */
export const STRIP = 26;
/** Room left and right of what happens, so that its marks do not lie under a strip. */
const PAD = 7;
/** No more strips than this where the whole story is seen. */
const MOST_STRIPS = 9;

export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly x0: number;
  readonly x1: number;
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
  /** Design pixels for a microsecond. */
  readonly scale: number;
  readonly length: number;
  private readonly froms: readonly number[];
  private readonly starts: readonly number[];

  constructor(segments: readonly Segment[], scale: number) {
    this.segments = segments;
    this.scale = scale;
    this.length = segments[segments.length - 1]?.x1 ?? 0;
    this.froms = segments.map((s) => s.from);
    this.starts = segments.map((s) => s.x0);
  }

  x(time: number): number {
    const { segments } = this;
    const i = Math.max(0, upperBound(this.froms, time) - 1);
    const segment = segments[i];
    if (!segment) return 0;
    if (time <= segment.to) return segment.x0 + Math.max(0, time - segment.from) * this.scale;
    const next = segments[i + 1];
    if (!next) return segment.x1;
    return segment.x1 + ((time - segment.to) / (next.from - segment.to)) * (next.x0 - segment.x1);
  }

  time(x: number): number {
    const { segments } = this;
    const i = Math.max(0, upperBound(this.starts, x) - 1);
    const segment = segments[i];
    if (!segment) return 0;
    if (x <= segment.x1) return segment.from + Math.max(0, x - segment.x0) / this.scale;
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
    const step = roundStep(apart / this.scale);
    const ticks: Tick[] = [];
    let free = -Infinity;
    for (const segment of this.segments) {
      if (segment.x1 < from || segment.x0 > to) continue;
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
        fresh = false;
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

/** The axis on which the whole story just fits. */
export function fitAxis(stretches: readonly Stretch[], from: number, to: number, width: number): Axis {
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
  const limit = strips === 0 ? Infinity : ((gaps[strips - 1] as number) + (gaps[strips] ?? 0)) / 2;
  const room = Math.max(50, width - strips * STRIP - (strips + 1) * 2 * PAD);
  return layOut(stretches, from, to, room / Math.max(1, shown), limit);
}

/** The axis at a scale: torn where a gap would take more than a tenth of the width. */
export function axisAt(stretches: readonly Stretch[], from: number, to: number, width: number, scale: number): Axis {
  return layOut(stretches, from, to, scale, width / scale / 10);
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

function layOut(stretches: readonly Stretch[], from: number, to: number, scale: number, limit: number): Axis {
  const pad = PAD / scale;
  const spans: { from: number; to: number }[] = [];
  const add = (a: number, b: number): void => {
    const last = spans[spans.length - 1];
    if (last && a - last.to <= limit) last.to = Math.max(last.to, b);
    else spans.push({ from: a, to: b });
  };
  add(from, from);
  for (const s of stretches) add(s.from, s.to);
  add(to, to);
  let x = 0;
  const segments = spans.map((s, i) => {
    // Never more than half of a gap, so that the order of time is kept.
    const before = i === 0 ? 0 : Math.min(pad, (s.from - (spans[i - 1] as { to: number }).to) / 3);
    const after = i === spans.length - 1 ? 0 : Math.min(pad, ((spans[i + 1] as { from: number }).from - s.to) / 3);
    const segment = { first: s.from, last: s.to, from: s.from - before, to: s.to + after, x0: x, x1: x + (s.to + after - s.from + before) * scale };
    x = segment.x1 + STRIP;
    return segment;
  });
  return new Axis(segments, scale);
}
