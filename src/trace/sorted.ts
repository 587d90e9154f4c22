// Searching in sorted lists of moments.

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
