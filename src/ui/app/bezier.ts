// A cubic-bezier timing function, for motion that is a function of the playhead and not of CSS.

/** `cubic-bezier(.3,0,.2,1)` → t in 0…1 → progress in 0…1. */
export function bezier(css: string): (t: number) => number {
  const [x1, y1, x2, y2] = (/\(([^)]*)\)/.exec(css)?.[1] ?? '0,0,1,1').split(',').map(Number) as [number, number, number, number];
  const at = (a: number, b: number, s: number): number => 3 * a * s * (1 - s) ** 2 + 3 * b * s * s * (1 - s) + s ** 3;
  return (t) => {
    if (t <= 0 || t >= 1) return Math.min(1, Math.max(0, t));
    let low = 0;
    let high = 1;
    for (let i = 0; i < 24; i++) {
      const mid = (low + high) / 2;
      if (at(x1, x2, mid) < t) low = mid;
      else high = mid;
    }
    return at(y1, y2, (low + high) / 2);
  };
}
