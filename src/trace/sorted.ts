// Searching in sorted lists of moments, and among spans, which stand in the order in which they began.

import type { TraceReader } from './reader.ts';

/** The first position whose moment is not before `at`. */
export function lowerBound(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((times[mid] as number) < at) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** The first position whose moment is after `at`. */
export function upperBound(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((times[mid] as number) <= at) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** The span that had begun last at a moment; 0 where none had. */
export function lastBegun(reader: TraceReader, at: number): number {
  let low = 1;
  let high = reader.spanCount + 1;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (reader.startOf(mid) <= at) low = mid + 1;
    else high = mid;
  }
  return low - 1;
}
