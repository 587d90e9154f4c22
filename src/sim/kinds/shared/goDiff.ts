// Unified diffs of texts, three lines of context, as Python's difflib makes them and Go's port of it: the longest run of
// equal lines first, then the same to its left and right. Lines that occur very often in a long text start no run.
// Upstream: github.com/pmezard/go-difflib (after Python's difflib)

interface Block {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

interface Operation {
  readonly tag: 'equal' | 'replace' | 'delete' | 'insert';
  readonly a1: number;
  readonly a2: number;
  readonly b1: number;
  readonly b2: number;
}

const CONTEXT = 3;

/** '' where the texts are equal. */
export function unifiedDiff(before: string, after: string): string {
  const a = before.split('\n');
  const b = after.split('\n');
  let out = '';
  for (const group of grouped(operations(a, b))) {
    const first = group[0] as Operation;
    const last = group[group.length - 1] as Operation;
    out += `@@ -${range(first.a1, last.a2)} +${range(first.b1, last.b2)} @@\n`;
    for (const { tag, a1, a2, b1, b2 } of group) {
      if (tag === 'equal') for (let i = a1; i < a2; i++) out += ` ${a[i]}\n`;
      if (tag === 'replace' || tag === 'delete') for (let i = a1; i < a2; i++) out += `-${a[i]}\n`;
      if (tag === 'replace' || tag === 'insert') for (let i = b1; i < b2; i++) out += `+${b[i]}\n`;
    }
  }
  return out;
}

function range(start: number, stop: number): string {
  const length = stop - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}

function operations(a: readonly string[], b: readonly string[]): Operation[] {
  const out: Operation[] = [];
  let i = 0;
  let j = 0;
  for (const block of matchingBlocks(a, b)) {
    if (i < block.a || j < block.b) {
      const tag = i < block.a && j < block.b ? 'replace' : i < block.a ? 'delete' : 'insert';
      out.push({ tag, a1: i, a2: block.a, b1: j, b2: block.b });
    }
    i = block.a + block.size;
    j = block.b + block.size;
    if (block.size > 0) out.push({ tag: 'equal', a1: block.a, a2: i, b1: block.b, b2: j });
  }
  return out;
}

function matchingBlocks(a: readonly string[], b: readonly string[]): Block[] {
  const places = placesOf(b);
  const found: Block[] = [];
  const search = (a1: number, a2: number, b1: number, b2: number): void => {
    const match = longestMatch(a, b, places, a1, a2, b1, b2);
    if (match.size === 0) return;
    if (a1 < match.a && b1 < match.b) search(a1, match.a, b1, match.b);
    found.push(match);
    if (match.a + match.size < a2 && match.b + match.size < b2) search(match.a + match.size, a2, match.b + match.size, b2);
  };
  search(0, a.length, 0, b.length);
  // Neighbours become one.
  const out: Block[] = [];
  for (const block of found) {
    const last = out[out.length - 1];
    if (last && last.a + last.size === block.a && last.b + last.size === block.b) out[out.length - 1] = { ...last, size: last.size + block.size };
    else out.push(block);
  }
  out.push({ a: a.length, b: b.length, size: 0 });
  return out;
}

/** Line → where it is in the text, popular ones left out. */
function placesOf(b: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  b.forEach((line, i) => {
    const list = places.get(line);
    if (list) list.push(i);
    else places.set(line, [i]);
  });
  if (b.length >= 200) {
    const most = Math.floor(b.length / 100) + 1;
    for (const [line, list] of places) if (list.length > most) places.delete(line);
  }
  return places;
}

function longestMatch(a: readonly string[], b: readonly string[], places: ReadonlyMap<string, readonly number[]>, a1: number, a2: number, b1: number, b2: number): Block {
  let bestA = a1;
  let bestB = b1;
  let size = 0;
  /** Place in b → length of the run that ends there, for the line before. */
  let lengths = new Map<number, number>();
  for (let i = a1; i < a2; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(a[i] as string) ?? []) {
      if (j < b1) continue;
      if (j >= b2) break;
      const length = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, length);
      if (length > size) [bestA, bestB, size] = [i - length + 1, j - length + 1, length];
    }
    lengths = next;
  }
  // Popular lines may lengthen a run, though they start none.
  while (bestA > a1 && bestB > b1 && a[bestA - 1] === b[bestB - 1]) [bestA, bestB, size] = [bestA - 1, bestB - 1, size + 1];
  while (bestA + size < a2 && bestB + size < b2 && a[bestA + size] === b[bestB + size]) size++;
  return { a: bestA, b: bestB, size };
}

/** Operations with a little of what is equal around them, near ones together. */
function grouped(all: readonly Operation[]): Operation[][] {
  const list = [...all];
  const first = list[0];
  if (first?.tag === 'equal') list[0] = { ...first, a1: Math.max(first.a1, first.a2 - CONTEXT), b1: Math.max(first.b1, first.b2 - CONTEXT) };
  const last = list[list.length - 1];
  if (last?.tag === 'equal') list[list.length - 1] = { ...last, a2: Math.min(last.a2, last.a1 + CONTEXT), b2: Math.min(last.b2, last.b1 + CONTEXT) };
  const groups: Operation[][] = [];
  let group: Operation[] = [];
  for (const operation of list) {
    const { tag, a1, a2, b1, b2 } = operation;
    if (tag === 'equal' && a2 - a1 > 2 * CONTEXT) {
      group.push({ tag, a1, a2: Math.min(a2, a1 + CONTEXT), b1, b2: Math.min(b2, b1 + CONTEXT) });
      groups.push(group);
      group = [{ tag, a1: Math.max(a1, a2 - CONTEXT), a2, b1: Math.max(b1, b2 - CONTEXT), b2 }];
    } else group.push(operation);
  }
  if (group.length > 0 && !(group.length === 1 && (group[0] as Operation).tag === 'equal')) groups.push(group);
  return groups;
}
