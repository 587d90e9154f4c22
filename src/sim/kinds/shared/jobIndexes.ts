// Lists of a Job's indexes as text: `1,3-5,7`.
// Upstream: pkg/apis/batch/validation/validation.go (validateIndexesFormat)

interface Interval {
  readonly from: number;
  readonly to: number;
}

/** How many indexes there are, or what is wrong with the text. */
export function totalOfIndexes(text: string, completions: number): number | string {
  if (text === '') return 0;
  let total = 0;
  let last = -1;
  for (const part of text.split(',')) {
    const interval = readInterval(part, completions);
    if (typeof interval === 'string') return interval;
    if (last >= interval.from) return `non-increasing order, previous: ${last}, current: ${interval.from}`;
    total += interval.to - interval.from + 1;
    last = interval.to;
  }
  return total;
}

/** What is wrong where an index is in both lists. Parts that cannot be read are told of elsewhere. */
export function overlapOfIndexes(completed: string, failed: string, completions: number): string | undefined {
  const read = (text: string): Interval[] =>
    text === '' ? [] : text.split(',').flatMap((part) => {
      const interval = readInterval(part, completions);
      return typeof interval === 'string' ? [] : [interval];
    });
  const others = read(failed);
  for (const c of read(completed)) {
    const other = others.find((f) => c.from <= f.to && f.from <= c.to);
    if (other) return `failedIndexes and completedIndexes overlap at index: ${Math.max(c.from, other.from)}`;
  }
  return undefined;
}

function readInterval(text: string, completions: number): Interval | string {
  const parts = text.split('-');
  if (parts.length > 2) return `the fragment ${JSON.stringify(text)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  const limits: number[] = [];
  for (const part of parts) {
    if (!/^\+?\d+$/.test(part)) return `cannot convert string to integer for index: ${JSON.stringify(part)}`;
    if (Number(part) >= completions) return `too large index: ${JSON.stringify(part)}`;
    limits.push(Number(part));
  }
  const [from = 0, to = from] = limits;
  if (limits.length === 2 && from >= to) return `non-increasing order, previous: ${from}, current: ${to}`;
  return { from, to };
}
