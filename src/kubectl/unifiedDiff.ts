// What `diff -u` prints of two texts: hunks with three lines around each change.
// Upstream: GNU diffutils (the shortest edit script, changes slid to where they end last)

export interface DiffFile {
  readonly name: string;
  /** `2026-11-21 11:30:34.875856602 +0000` */
  readonly time: string;
  readonly text: string;
}

/** Empty where the texts are equal. */
export function unifiedDiff(from: DiffFile, to: DiffFile): string {
  const a = linesOf(from.text);
  const b = linesOf(to.text);
  const { removed, added } = changes(a, b);
  const edits = editsOf(a.length, b.length, removed, added);
  if (edits.length === 0) return '';
  return `--- ${from.name}\t${from.time}\n+++ ${to.name}\t${to.time}\n${hunks(edits).map((hunk) => hunkText(hunk, a, b)).join('')}`;
}

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** Lines of `a` from `a1` to `a2` become those of `b` from `b1` to `b2`. */
interface Edit {
  readonly a1: number;
  readonly a2: number;
  readonly b1: number;
  readonly b2: number;
}

const CONTEXT = 3;

function hunks(edits: readonly Edit[]): readonly (readonly Edit[])[] {
  const out: Edit[][] = [];
  for (const edit of edits) {
    const last = out[out.length - 1];
    const before = last?.[last.length - 1];
    if (last && before && edit.a1 - before.a2 <= 2 * CONTEXT) last.push(edit);
    else out.push([edit]);
  }
  return out;
}

function hunkText(edits: readonly Edit[], a: readonly string[], b: readonly string[]): string {
  const first = edits[0] as Edit;
  const last = edits[edits.length - 1] as Edit;
  const a1 = Math.max(0, first.a1 - CONTEXT);
  const b1 = Math.max(0, first.b1 - CONTEXT);
  const a2 = Math.min(a.length, last.a2 + CONTEXT);
  const b2 = Math.min(b.length, last.b2 + CONTEXT);
  let text = `@@ -${rangeText(a1, a2)} +${rangeText(b1, b2)} @@\n`;
  let at = a1;
  for (const edit of edits) {
    for (; at < edit.a1; at++) text += ` ${a[at]}\n`;
    for (; at < edit.a2; at++) text += `-${a[at]}\n`;
    for (let i = edit.b1; i < edit.b2; i++) text += `+${b[i]}\n`;
  }
  for (; at < a2; at++) text += ` ${a[at]}\n`;
  return text;
}

const rangeText = (from: number, to: number): string => (to - from === 1 ? String(from + 1) : `${to === from ? from : from + 1},${to - from}`);

function editsOf(n: number, m: number, removed: readonly boolean[], added: readonly boolean[]): readonly Edit[] {
  const out: Edit[] = [];
  let i = 0;
  let j = 0;
  while (i < n || j < m) {
    if (!removed[i] && !added[j]) {
      i++;
      j++;
      continue;
    }
    const [a1, b1] = [i, j];
    while (i < n && removed[i]) i++;
    while (j < m && added[j]) j++;
    out.push({ a1, a2: i, b1, b2: j });
  }
  return out;
}

function changes(a: readonly string[], b: readonly string[]): { readonly removed: boolean[]; readonly added: boolean[] } {
  const removed = a.map(() => true);
  const added = b.map(() => true);
  for (const [i, j] of commonLines(a, b)) {
    removed[i] = false;
    added[j] = false;
  }
  slide(a, removed, added);
  slide(b, added, removed);
  return { removed, added };
}

/** The pairs of a longest common subsequence. Upstream: Myers, An O(ND) Difference Algorithm */
function commonLines(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const max = a.length + b.length;
  const furthest = new Map<number, number>([[1, 0]]);
  const rounds: Map<number, number>[] = [];
  for (let d = 0; d <= max; d++) {
    rounds.push(new Map(furthest));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
      let x = down ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return backtrack(rounds, a.length, b.length);
    }
  }
  return [];
}

function backtrack(rounds: readonly ReadonlyMap<number, number>[], n: number, m: number): readonly (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let x = n;
  let y = m;
  for (let d = rounds.length - 1; d >= 0; d--) {
    const furthest = rounds[d] as ReadonlyMap<number, number>;
    const k = x - y;
    const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
    const before = down ? k + 1 : k - 1;
    const x0 = furthest.get(before) ?? 0;
    const y0 = x0 - before;
    while (x > x0 && y > y0 && x > 0 && y > 0) pairs.push([--x, --y]);
    x = x0;
    y = y0;
  }
  return pairs.reverse();
}

/**
 * Runs of changed lines go as far down as equal lines let them, taking in the runs that they meet; but where the other
 * text has changes at a place that they passed, they go back to it.
 */
function slide(lines: readonly string[], changed: boolean[], other: readonly boolean[]): void {
  const n = lines.length;
  let i = 0;
  /** The place in the other text that corresponds to `i`. */
  let j = 0;
  const back = (): void => {
    j--;
    while (other[j]) j--;
  };
  for (;;) {
    for (; i < n && !changed[i]; i++, j++) while (other[j]) j++;
    if (i >= n) return;
    let start = i;
    while (changed[i]) i++;
    while (other[j]) j++;
    let length: number;
    let corresponding: number;
    do {
      length = i - start;
      while (start > 0 && lines[start - 1] === lines[i - 1]) {
        changed[--start] = true;
        changed[--i] = false;
        while (changed[start - 1]) start--;
        back();
      }
      corresponding = other[j - 1] ? i : n;
      while (i < n && lines[start] === lines[i]) {
        changed[start++] = false;
        changed[i++] = true;
        while (changed[i]) i++;
        for (j++; other[j]; j++) corresponding = i;
      }
    } while (length !== i - start);
    while (corresponding < i) {
      changed[--start] = true;
      changed[--i] = false;
      back();
    }
  }
}

/** What `diff` prints without -u: what to change, delete and add. */
export function normalDiff(from: string, to: string): string {
  const a = linesOf(from);
  const b = linesOf(to);
  const { removed, added } = changes(a, b);
  const range = (first: number, end: number): string => (end - first <= 1 ? String(end === first ? first : first + 1) : `${first + 1},${end}`);
  return editsOf(a.length, b.length, removed, added)
    .map(({ a1, a2, b1, b2 }) => {
      const letter = a1 === a2 ? 'a' : b1 === b2 ? 'd' : 'c';
      const out = a.slice(a1, a2).map((line) => `< ${line}\n`);
      const into = b.slice(b1, b2).map((line) => `> ${line}\n`);
      return `${range(a1, a2)}${letter}${range(b1, b2)}\n${out.join('')}${letter === 'c' ? '---\n' : ''}${into.join('')}`;
    })
    .join('');
}
