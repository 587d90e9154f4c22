// The alphabet of our drawings: plain path data, so that the same glyph serves an SVG, a canvas (new Path2D(d)) and print.

/** One stroke or fill of a glyph. Strokes are 1.5 wide with round ends unless told otherwise. */
export interface Shape {
  readonly d: string;
  /** Filled instead of stroked. */
  readonly fill?: true;
  /** Drawn in the colour of the ground, as if cut out. */
  readonly cut?: true;
  readonly width?: number;
  readonly dash?: string;
}

export const line = (d: string): Shape => ({ d });
export const filled = (d: string): Shape => ({ d, fill: true });
export const cut = (d: string): Shape => ({ d, cut: true });

const n = (x: number): string => String(Math.round(x * 1000) / 1000);

/** A rectangle with round corners, clockwise from the top left, as SVG's own rect does it (dashes fall alike). */
export function rect(x: number, y: number, width: number, height: number, r: number): string {
  const [w, h] = [n(width - 2 * r), n(height - 2 * r)];
  const corner = (dx: number, dy: number): string => `a${n(r)} ${n(r)} 0 0 1 ${n(dx)} ${n(dy)}`;
  return `M${n(x + r)} ${n(y)}h${w}${corner(r, r)}v${h}${corner(-r, r)}h-${w}${corner(-r, -r)}v-${h}${corner(r, -r)}z`;
}

/** A circle, clockwise from three o'clock. */
export function circle(cx: number, cy: number, r: number): string {
  return ellipse(cx, cy, r, r);
}

export function ellipse(cx: number, cy: number, rx: number, ry: number): string {
  const half = (dx: number): string => `a${n(rx)} ${n(ry)} 0 1 1 ${n(dx)} 0`;
  return `M${n(cx + rx)} ${n(cy)}${half(-2 * rx)}${half(2 * rx)}z`;
}
