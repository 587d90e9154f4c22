// The indexes of an Indexed Job as ordered intervals: which have succeeded, which have failed, which are still to be done.
// Upstream: pkg/controller/job/indexed_job_utils.go

export interface Interval {
  readonly first: number;
  readonly last: number;
}
export type Intervals = readonly Interval[];

/** `0,2-4` below `completions`. What cannot be read is passed over. */
export function parseIndexes(text: string, completions: number): Intervals {
  const intervals: Interval[] = [];
  if (text === '') return intervals;
  for (const part of text.split(',')) {
    const [from = '', to] = part.split('-');
    if (!isNumber(from) || (to !== undefined && !isNumber(to))) continue;
    const first = Number(from);
    if (first >= completions) break;
    append(intervals, { first, last: to === undefined ? first : Math.min(Number(to), completions - 1) });
  }
  return intervals;
}

const isNumber = (text: string): boolean => /^\d+$/.test(text);

/** Two neighbours stand side by side, three or more as a range. */
export function indexesText(intervals: Intervals): string {
  return intervals.map(({ first, last }) => (last === first ? String(first) : `${first}${last === first + 1 ? ',' : '-'}${last}`)).join(',');
}

export const totalOf = (intervals: Intervals): number => intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);

export const hasIndex = (intervals: Intervals, index: number): boolean => intervals.some(({ first, last }) => first <= index && index <= last);

/** The intervals of both lists, in order. */
export function merge(a: Intervals, b: Intervals): Intervals {
  const out: Interval[] = [];
  for (const interval of [...a, ...b].sort((x, y) => x.first - y.first || x.last - y.last)) append(out, interval);
  return out;
}

export const withIndexes = (intervals: Intervals, indexes: Iterable<number>): Intervals => merge(intervals, [...indexes].map((index) => ({ first: index, last: index })));

function append(intervals: Interval[], next: Interval): void {
  const before = intervals.at(-1);
  if (!before || next.first > before.last + 1) intervals.push(next);
  else if (next.last > before.last) intervals[intervals.length - 1] = { first: before.first, last: next.last };
}

/** The lowest `count` indexes that are not taken. */
export function firstPending(taken: Intervals, count: number, completions: number): number[] {
  const pending: number[] = [];
  let candidate = 0;
  for (const { first, last } of taken) {
    for (; candidate < first && candidate < completions && pending.length < count; candidate++) pending.push(candidate);
    candidate = Math.max(candidate, last + 1);
  }
  for (; candidate < completions && pending.length < count; candidate++) pending.push(candidate);
  return pending;
}

/** How many indexes are in both lists. */
export function overlap(a: Intervals, b: Intervals): number {
  let count = 0;
  for (const x of a) for (const y of b) count += Math.max(0, Math.min(x.last, y.last) - Math.max(x.first, y.first) + 1);
  return count;
}
