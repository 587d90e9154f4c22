// Batches: the growth of a trace since the last one, as a few typed arrays that move from the worker to the page without
// being copied. `Packer` makes them, `Mirror` (mirror.ts) takes them in.

import type { Kernel } from '../sim/kernel/kernel.ts';
import { Interner, type SpanId } from '../sim/kernel/trace.ts';
import { encodeChange, encodeSpan } from './codec.ts';
import { summarizeChange, summarizeSpan } from './summarize.ts';

export interface Batch {
  /** Simulated time up to which the trace is complete. */
  readonly now: number;
  /** Texts that are new since the last batch, in the order of their ids. */
  readonly strings: readonly string[];
  readonly spans: {
    readonly id: Uint32Array;
    /** type | level << 4 */
    readonly flags: Uint8Array;
    readonly actor: Uint32Array;
    readonly to: Uint32Array;
    readonly name: Uint32Array;
    readonly start: Float64Array;
    /** NaN while it is going on. */
    readonly end: Float64Array;
    readonly cause: Uint32Array;
    /** Where in `numbers` the summary begins. */
    readonly summary: Uint32Array;
    readonly numbers: Float64Array;
    /** Further causes: span id, how many, and they. */
    readonly causes: Uint32Array;
  };
  readonly changes: {
    readonly first: number;
    readonly revision: Uint32Array;
    readonly key: Uint32Array;
    readonly deleted: Uint8Array;
    readonly span: Uint32Array;
    readonly at: Float64Array;
    readonly previous: Int32Array;
    readonly summary: Uint32Array;
    readonly numbers: Float64Array;
  };
}

/** The buffers to hand over with a batch. */
export function transferables(batch: Batch): ArrayBuffer[] {
  return [...Object.values(batch.spans), ...Object.values(batch.changes)].filter((v): v is Uint32Array => ArrayBuffer.isView(v)).map((v) => v.buffer as ArrayBuffer);
}

const TYPES = { input: 0, timer: 1, message: 2, work: 3, wait: 4 } as const;
const LEVEL = { story: 0, detail: 1, heartbeat: 2 } as const;

export class Packer {
  private readonly kernel: Kernel;
  private readonly strings = new Interner();
  private sentStrings = 1;
  private sentSpans = 0;
  private sentChanges = 0;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    kernel.trace.takeTouched();
  }

  /** True when a batch would tell something new. */
  get pending(): boolean {
    const { trace } = this.kernel;
    return trace.size > this.sentSpans || trace.changeCount > this.sentChanges;
  }

  /** What came since the last batch; at most about `limit` spans, the rest with the next one. */
  take(limit = 20_000): Batch {
    const { trace } = this.kernel;
    const to = Math.min(trace.size, this.sentSpans + limit);
    const ids: number[] = [];
    for (const id of trace.takeTouched()) {
      if (id <= this.sentSpans) ids.push(id);
      else if (id > to) trace.touch(id);
    }
    ids.sort((a, b) => a - b);
    for (let id = this.sentSpans + 1; id <= to; id++) ids.push(id);
    this.sentSpans = to;
    const spans = this.packSpans(ids);
    const changes = this.packChanges();
    const strings: string[] = [];
    for (; this.sentStrings < this.strings.size; this.sentStrings++) strings.push(this.strings.text(this.sentStrings));
    return { now: this.kernel.now, strings, spans, changes };
  }

  private packSpans(ids: readonly number[]): Batch['spans'] {
    const { trace } = this.kernel;
    const n = ids.length;
    const flags = new Uint8Array(n);
    const actor = new Uint32Array(n);
    const to = new Uint32Array(n);
    const name = new Uint32Array(n);
    const start = new Float64Array(n);
    const end = new Float64Array(n);
    const cause = new Uint32Array(n);
    const summary = new Uint32Array(n);
    const numbers: number[] = [];
    const causes: number[] = [];
    ids.forEach((id, i) => {
      const span = trace.span(id as SpanId);
      flags[i] = TYPES[span.type] | (LEVEL[span.level] << 4);
      actor[i] = this.strings.id(span.actor);
      to[i] = this.strings.id(span.to ?? '');
      name[i] = this.strings.id(span.name);
      start[i] = span.start;
      end[i] = span.end ?? Number.NaN;
      cause[i] = span.cause;
      if (span.causes.length > 1) causes.push(id, span.causes.length, ...span.causes);
      summary[i] = numbers.length;
      encodeSpan(summarizeSpan(span), this.strings, numbers);
    });
    return { id: Uint32Array.from(ids), flags, actor, to, name, start, end, cause, summary, numbers: Float64Array.from(numbers), causes: Uint32Array.from(causes) };
  }

  private packChanges(): Batch['changes'] {
    const { trace } = this.kernel;
    const first = this.sentChanges;
    const n = trace.changeCount - first;
    this.sentChanges = trace.changeCount;
    const revision = new Uint32Array(n);
    const key = new Uint32Array(n);
    const deleted = new Uint8Array(n);
    const span = new Uint32Array(n);
    const at = new Float64Array(n);
    const previous = new Int32Array(n);
    const summary = new Uint32Array(n);
    const numbers: number[] = [];
    for (let i = 0; i < n; i++) {
      const change = trace.changeAt(first + i);
      revision[i] = change.revision;
      key[i] = this.strings.id(change.key);
      deleted[i] = change.value === undefined ? 1 : 0;
      span[i] = change.span;
      at[i] = change.at;
      previous[i] = change.previous;
      summary[i] = numbers.length;
      encodeChange(summarizeChange(change), this.strings, numbers);
    }
    return { first, revision, key, deleted, span, at, previous, summary, numbers: Float64Array.from(numbers) };
  }
}
