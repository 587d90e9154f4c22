// Feasible nodes by their total, best first. Ties are broken by the shape of a binary heap, not by chance: the nodes go in
// in the order in which they were found feasible, and only a strictly better one moves up.
// Upstream: pkg/scheduler/schedule_one.go nodeScoreHeap, Go's container/heap

export class Ranking {
  private readonly names: string[];
  private readonly totals: number[];

  constructor(names: readonly string[], totals: readonly number[]) {
    this.names = [...names];
    this.totals = [...totals];
    for (let i = (names.length >> 1) - 1; i >= 0; i--) this.sink(i, names.length);
  }

  get size(): number {
    return this.names.length;
  }

  pop(): string | undefined {
    const last = this.names.length - 1;
    if (last < 0) return undefined;
    this.swap(0, last);
    this.sink(0, last);
    this.totals.pop();
    return this.names.pop();
  }

  private sink(from: number, end: number): void {
    let i = from;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= end) return;
      if (child + 1 < end && this.better(child + 1, child)) child++;
      if (!this.better(child, i)) return;
      this.swap(i, child);
      i = child;
    }
  }

  private better(i: number, j: number): boolean {
    return (this.totals[i] as number) > (this.totals[j] as number);
  }

  private swap(i: number, j: number): void {
    const name = this.names[i] as string;
    this.names[i] = this.names[j] as string;
    this.names[j] = name;
    const total = this.totals[i] as number;
    this.totals[i] = this.totals[j] as number;
    this.totals[j] = total;
  }
}
