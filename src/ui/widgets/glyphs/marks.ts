// Path data of the marks on roads and on the timeline, in design pixels.

/** Ends a span that reported status; centred. */
export const DIAMOND = 'M0-10 10 0 0 10-10 0z';
/** A watch event arrives on a lane; its tip is 3.6 right of the origin. */
export const WATCH_TICK = 'M-3-4H-.4L3.6 0-.4 4H-3L0 0z';
/** One red zigzag of a cut road, centred; two of them, 13 apart. */
export const CUT = 'M-14 0l7-6 7 6 7-6 7 6';
/** The triangle on top of the playhead's line; the tip is at the origin. */
export const PLAYHEAD = 'M-5-6h10l-5 6z';
/** A fork leaves the rail at the origin and climbs to its own, 12.5 above, 14 to the right. */
export const BRANCH = 'M0 0C7 0 5-12.5 14-12.5';

/** The flag of a fault, hoisted to the right of its dashed line. */
export const faultFlag = (width: number): string => `M0 0h${width}v15H0z`;

/** Torn paper where time was skipped: an upright strip with ragged sides, teeth 6 high and 4 deep. */
export function tornStrip(x0: number, x1: number, top: number, bottom: number): string {
  const left: string[] = [];
  const right: string[] = [];
  for (let y = top, tooth = 0; y < bottom; y += 6, tooth++) {
    left.push(`${x0 + (tooth % 2) * 4} ${y}`);
    right.unshift(`${x1 - 4 + (tooth % 2) * 4} ${y}`);
  }
  return `M${[...left, ...right].join('L')}z`;
}

/** The same lying down, as a chip. */
export const TORN_CHIP = 'M4 0l4 5.5-4 5.5 4 5.5-4 5.5H56l4-5.5-4-5.5 4-5.5-4-5.5z';
