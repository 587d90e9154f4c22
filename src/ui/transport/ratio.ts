// The speed of playing as a ratio of simulated to real time: 0.01 is `1 : 100`, 10 is `10 : 1`.

export const SLOWEST = 0.001;
export const FASTEST = 10;
/** Where the slider snaps. */
export const SPEED_STOPS = [0.001, 0.01, 0.1, 1, 10] as const;

/** Two significant figures are enough for a speed. */
export function ratioOf(speed: number): { readonly simulated: number; readonly real: number } {
  return speed < 1 ? { simulated: 1, real: figure(1 / speed) } : { simulated: figure(speed), real: 1 };
}

const figure = (n: number): number => (n >= 100 ? Math.round(n / 10) * 10 : n >= 10 ? Math.round(n) : Math.round(n * 10) / 10);

export function ratioText(speed: number): string {
  const { simulated, real } = ratioOf(speed);
  return `${simulated} : ${real}`;
}

/** What somebody typed: `1:50`, `2 : 1`, `1/50`, `0.5`; undefined where it is no speed. */
export function parseRatio(text: string): number | undefined {
  const m = /^\s*(\d*\.?\d+)\s*(?:[:/]\s*(\d*\.?\d+)\s*)?x?\s*$/.exec(text);
  if (!m) return undefined;
  const speed = Number(m[1]) / Number(m[2] ?? 1);
  return Number.isFinite(speed) && speed > 0 ? Math.min(FASTEST, Math.max(SLOWEST, speed)) : undefined;
}
