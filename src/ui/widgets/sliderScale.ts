// Where on a slider a value stands, linear or logarithmic, as a fraction of the way from least to most.

export interface SliderRange {
  readonly min: number;
  readonly max: number;
  readonly scale?: 'linear' | 'log';
}

export function fractionOf(value: number, { min, max, scale = 'linear' }: SliderRange): number {
  const at = scale === 'log' ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.min(1, Math.max(0, at));
}

export function valueAt(fraction: number, { min, max, scale = 'linear' }: SliderRange): number {
  const at = Math.min(1, Math.max(0, fraction));
  return scale === 'log' ? min * (max / min) ** at : min + (max - min) * at;
}

/** The stop next to a value, up or down; the end of the range where there is none. */
export function nextStop(value: number, stops: readonly number[], direction: 1 | -1, { min, max }: SliderRange): number {
  const near = 1e-6 * Math.abs(value);
  const beyond = stops.filter((stop) => (stop - value) * direction > near);
  if (beyond.length === 0) return direction === 1 ? max : min;
  return direction === 1 ? Math.min(...beyond) : Math.max(...beyond);
}

/** A hand that comes close to a stop, by a thirtieth of the way, means it. */
export function snap(value: number, stops: readonly number[], range: SliderRange): number {
  const at = fractionOf(value, range);
  return stops.find((stop) => Math.abs(fractionOf(stop, range) - at) < 0.033) ?? value;
}
