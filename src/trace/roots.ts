// Which input (or timer) a span goes back to, along its main causes. Worked out once for each span.

import type { SpanId } from '../sim/kernel/trace.ts';
import type { TraceReader } from './reader.ts';

export class Roots {
  private roots = new Uint32Array(1024);
  private known = 0;
  private readonly reader: TraceReader;

  constructor(reader: TraceReader) {
    this.reader = reader;
  }

  /** The span at the end of the chain of causes; the span itself where it has none. */
  of(span: SpanId): SpanId {
    if (span === 0) return span;
    this.update();
    return this.roots[span] as SpanId;
  }

  private update(): void {
    const { reader } = this;
    const n = reader.spanCount;
    if (n >= this.roots.length) {
      const next = new Uint32Array(Math.max(n + 1, this.roots.length * 2));
      next.set(this.roots);
      this.roots = next;
    }
    // Causes come before their effects, so one pass is enough.
    for (let id = this.known + 1; id <= n; id++) {
      const cause = reader.causeOf(id);
      this.roots[id] = cause === 0 ? id : (this.roots[cause] as number);
    }
    this.known = n;
  }
}
