// Sorting as Go does it. It is not stable, so where things are equal its way decides what people see: events of the same
// second, for instance.
// Upstream: sort/zsortinterface.go (pattern-defeating quicksort)

type Less<T> = (a: T, b: T) => boolean;

/** A sorted copy. */
export function goSort<T>(items: readonly T[], less: Less<T>): readonly T[] {
  const sorter = new Sorter([...items], less);
  sorter.sort(0, items.length, bitLength(items.length));
  return sorter.items;
}

const bitLength = (n: number): number => 32 - Math.clz32(n);

/** Shorter ranges are sorted by insertion. */
const SHORT = 12;
/** From here on medians are taken of medians, and nearly sorted ranges are mended. */
const LONG = 50;
const MENDS = 5;
/** All comparisons of a choice of pivot went the wrong way. */
const ALL_SWAPPED = 12;

class Sorter<T> {
  readonly items: T[];
  private readonly compare: Less<T>;
  private swaps = 0;

  constructor(items: T[], less: Less<T>) {
    this.items = items;
    this.compare = less;
  }

  /** From `a` up to, not including, `b`. `limit` is how often a bad pivot is borne. */
  sort(a: number, b: number, limit: number): void {
    let balanced = true;
    let partitioned = true;
    for (;;) {
      const length = b - a;
      if (length <= SHORT) return this.byInsertion(a, b);
      if (limit === 0) return this.byHeap(a, b);
      if (!balanced) {
        this.shuffleSome(a, b);
        limit--;
      }
      let pivot = this.choosePivot(a, b);
      let looksSorted = this.swaps === 0;
      if (this.swaps === ALL_SWAPPED) {
        for (let i = a, j = b - 1; i < j; i++, j--) this.swap(i, j);
        pivot = b - 1 - (pivot - a);
        looksSorted = true;
      }
      if (balanced && partitioned && looksSorted && this.mend(a, b)) return;
      // What is left of the range is not less than the pivot: so the pivot is the least, and its equals go first.
      if (a > 0 && !this.less(a - 1, pivot)) {
        a = this.partitionEqual(a, b, pivot);
        continue;
      }
      const { at, already } = this.partition(a, b, pivot);
      partitioned = already;
      const left = at - a;
      const right = b - at;
      const least = Math.floor(length / 8);
      if (left < right) {
        balanced = left >= least;
        this.sort(a, at, limit);
        a = at + 1;
      } else {
        balanced = right >= least;
        this.sort(at + 1, b, limit);
        b = at;
      }
    }
  }

  private less(i: number, j: number): boolean {
    return this.compare(this.items[i] as T, this.items[j] as T);
  }

  private swap(i: number, j: number): void {
    const { items } = this;
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }

  private byInsertion(a: number, b: number): void {
    for (let i = a + 1; i < b; i++) for (let j = i; j > a && this.less(j, j - 1); j--) this.swap(j, j - 1);
  }

  private byHeap(a: number, b: number): void {
    const length = b - a;
    for (let i = (length - 1) >> 1; i >= 0; i--) this.sink(a, i, length);
    for (let i = length - 1; i >= 0; i--) {
      this.swap(a, a + i);
      this.sink(a, 0, i);
    }
  }

  private sink(first: number, from: number, end: number): void {
    let root = from;
    for (let child = 2 * root + 1; child < end; child = 2 * root + 1) {
      if (child + 1 < end && this.less(first + child, first + child + 1)) child++;
      if (!this.less(first + root, first + child)) return;
      this.swap(first + root, first + child);
      root = child;
    }
  }

  /** Less than the pivot to its left, the others to its right. */
  private partition(a: number, b: number, pivot: number): { readonly at: number; readonly already: boolean } {
    this.swap(a, pivot);
    let i = a + 1;
    let j = b - 1;
    for (let round = 0; ; round++) {
      while (i <= j && this.less(i, a)) i++;
      while (i <= j && !this.less(j, a)) j--;
      if (i > j) {
        this.swap(j, a);
        return { at: j, already: round === 0 };
      }
      this.swap(i++, j--);
    }
  }

  private partitionEqual(a: number, b: number, pivot: number): number {
    this.swap(a, pivot);
    let i = a + 1;
    let j = b - 1;
    for (;;) {
      while (i <= j && !this.less(a, i)) i++;
      while (i <= j && this.less(a, j)) j--;
      if (i > j) return i;
      this.swap(i++, j--);
    }
  }

  /** Puts a few things right; whether all is sorted then. */
  private mend(a: number, b: number): boolean {
    let i = a + 1;
    for (let step = 0; step < MENDS; step++) {
      while (i < b && !this.less(i, i - 1)) i++;
      if (i === b) return true;
      if (b - a < LONG) return false;
      this.swap(i, i - 1);
      if (i - a >= 2) for (let j = i - 1; j >= 1 && this.less(j, j - 1); j--) this.swap(j, j - 1);
      if (b - i >= 2) for (let j = i + 1; j < b && this.less(j, j - 1); j++) this.swap(j, j - 1);
    }
    return false;
  }

  private shuffleSome(a: number, b: number): void {
    const length = b - a;
    let random = BigInt(length);
    const mask = (1n << BigInt(bitLength(length))) - 1n;
    const middle = a + Math.floor(length / 4) * 2;
    for (let i = middle - 1; i <= middle + 1; i++) {
      random ^= (random << 13n) & U64;
      random ^= random >> 7n;
      random ^= (random << 17n) & U64;
      let other = Number(random & mask);
      if (other >= length) other -= length;
      this.swap(i, a + other);
    }
  }

  private choosePivot(a: number, b: number): number {
    const length = b - a;
    const quarter = Math.floor(length / 4);
    let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3];
    this.swaps = 0;
    if (length >= LONG) {
      i = this.median(i - 1, i, i + 1);
      j = this.median(j - 1, j, j + 1);
      k = this.median(k - 1, k, k + 1);
    }
    return this.median(i, j, k);
  }

  private median(a: number, b: number, c: number): number {
    if (this.less(b, a)) {
      this.swaps++;
      [a, b] = [b, a];
    }
    if (this.less(c, b)) {
      this.swaps++;
      [b, c] = [c, b];
    }
    if (this.less(b, a)) {
      this.swaps++;
      return a;
    }
    return b;
  }
}

const U64 = (1n << 64n) - 1n;
