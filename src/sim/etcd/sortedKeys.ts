// Keys in byte order, in chunks: a key that comes or goes moves the hundred keys of its chunk, not all of them.

/** A chunk that grows beyond this is cut in two. */
const LARGEST = 128;

export class SortedKeys {
  /** None is empty; all keys of one are before those of the next. */
  private chunks: string[][] = [];

  load(sorted: readonly string[]): void {
    this.chunks = [];
    for (let i = 0; i < sorted.length; i += LARGEST / 2) this.chunks.push(sorted.slice(i, i + LARGEST / 2));
  }

  add(key: string): void {
    const at = this.chunkOf(key);
    const chunk = this.chunks[at];
    if (!chunk) {
      this.chunks.push([key]);
      return;
    }
    chunk.splice(lowerBound(chunk, key), 0, key);
    if (chunk.length > LARGEST) this.chunks.splice(at + 1, 0, chunk.splice(LARGEST / 2));
  }

  remove(key: string): void {
    const at = this.chunkOf(key);
    const chunk = this.chunks[at];
    if (!chunk) return;
    const i = lowerBound(chunk, key);
    if (chunk[i] !== key) return;
    chunk.splice(i, 1);
    if (chunk.length === 0) this.chunks.splice(at, 1);
  }

  /** All keys that are not before this one, in order. The keys must not change meanwhile. */
  *from(key: string): IterableIterator<string> {
    let at = this.chunkOf(key);
    let i = lowerBound(this.chunks[at] ?? [], key);
    for (; at < this.chunks.length; at++, i = 0) {
      const chunk = this.chunks[at] as string[];
      for (; i < chunk.length; i++) yield chunk[i] as string;
    }
  }

  /** The last chunk that begins before or with the key; the first where none does. */
  private chunkOf(key: string): number {
    let low = 0;
    let high = this.chunks.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (((this.chunks[mid] as string[])[0] as string) <= key) low = mid + 1;
      else high = mid;
    }
    return Math.max(0, low - 1);
  }
}

function lowerBound(keys: readonly string[], from: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((keys[mid] as string) < from) low = mid + 1;
    else high = mid;
  }
  return low;
}
