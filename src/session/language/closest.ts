// Which known word somebody may have meant.

/** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((above[j] as number) + 1, (row[j - 1] as number) + 1, (above[j - 1] as number) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] as number) + 1);
      row.push(best);
    }
    before = above;
    above = row;
  }
  return above[b.length] as number;
}

/** The nearest candidate, where one is near enough: the longer the word, the more slips it may have. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const low = word.toLowerCase();
  const most = low.length <= 3 ? 1 : low.length <= 7 ? 2 : 3;
  let best: string | undefined;
  let bestDistance = most + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > most) continue;
    const other = candidate.toLowerCase();
    // Case alone is the smallest slip; of equals, a wrong ending is likelier than a wrong beginning.
    const d = other === low ? 0 : distance(low, other) + (other[0] === low[0] ? 0 : 0.5);
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}
