// A binary min-heap ordered by (time, sequence): equal times leave in the order in which they came.

export interface Timed {
  readonly at: number;
  readonly seq: number;
}

export class Heap<T extends Timed> {
  private readonly items: T[] = [];

  get size(): number {
    return this.items.length;
  }

  peek(): T | undefined {
    return this.items[0];
  }

  push(item: T): void {
    const { items } = this;
    let i = items.length;
    items.push(item);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const other = items[parent] as T;
      if (!before(item, other)) break;
      items[i] = other;
      i = parent;
    }
    items[i] = item;
  }

  pop(): T | undefined {
    const { items } = this;
    const top = items[0];
    const last = items.pop();
    if (top === undefined || last === undefined || items.length === 0) return top;
    let i = 0;
    const half = items.length >> 1;
    while (i < half) {
      let child = 2 * i + 1;
      const right = child + 1;
      if (right < items.length && before(items[right] as T, items[child] as T)) child = right;
      const other = items[child] as T;
      if (!before(other, last)) break;
      items[i] = other;
      i = child;
    }
    items[i] = last;
    return top;
  }

  /** Keeps only what the test lets through; used to drop cancelled entries once they are many. */
  filter(keep: (item: T) => boolean): void {
    const kept = this.items.filter(keep);
    this.items.length = 0;
    for (const item of kept) this.push(item);
  }
}

function before(a: Timed, b: Timed): boolean {
  return a.at < b.at || (a.at === b.at && a.seq < b.seq);
}
