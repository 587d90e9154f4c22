// The page's copy of a trace, grown from batches. Columns only; views are made when somebody looks.

import type { Micros } from '../base/time.ts';
import { LEVELS, SPAN_TYPES, type Level, type SpanId, type SpanType } from '../sim/kernel/trace.ts';
import type { Batch } from './batch.ts';
import { decodeChange, decodeSpan } from './codec.ts';
import type { ChangeView, SpanView, TraceReader } from './reader.ts';
import type { ChangeSummary, SpanSummary } from './summary.ts';

type Column = Uint8Array | Uint32Array | Int32Array | Float64Array;

/** A typed array that grows. */
class Grow<A extends Column> {
  array: A;
  private readonly make: (n: number) => A;
  constructor(make: (n: number) => A) {
    this.make = make;
    this.array = make(1024);
  }
  reserve(size: number): void {
    if (size <= this.array.length) return;
    const next = this.make(Math.max(size, this.array.length * 2));
    (next as Float64Array).set(this.array as Float64Array);
    this.array = next;
  }
}

const u8 = (n: number): Uint8Array => new Uint8Array(n);
const u32 = (n: number): Uint32Array => new Uint32Array(n);
const i32 = (n: number): Int32Array => new Int32Array(n);
const f64 = (n: number): Float64Array => new Float64Array(n);

export class Mirror implements TraceReader {
  spanCount = 0;
  changeCount = 0;
  now = 0 as Micros;
  /** Grows with every batch. */
  version = 0;

  private readonly texts: string[] = [''];
  private readonly flags = new Grow(u8);
  private readonly actors = new Grow(u32);
  private readonly tos = new Grow(u32);
  private readonly names = new Grow(u32);
  private readonly starts = new Grow(f64);
  private readonly ends = new Grow(f64);
  private readonly causeIds = new Grow(u32);
  private readonly spanSummaries = new Grow(u32);
  private readonly spanNumbers = new Grow(f64);
  private spanNumberCount = 0;
  private readonly moreCauses = new Map<number, readonly SpanId[]>();

  private readonly revisions = new Grow(u32);
  private readonly keys = new Grow(u32);
  private readonly gone = new Grow(u8);
  private readonly changeSpans = new Grow(u32);
  private readonly ats = new Grow(f64);
  private readonly previous = new Grow(i32);
  private readonly changeSummaries = new Grow(u32);
  private readonly changeNumbers = new Grow(f64);
  private changeNumberCount = 0;

  private readonly strings = { text: (id: number): string => this.texts[id] ?? '' };

  take(batch: Batch): void {
    for (const text of batch.strings) this.texts.push(text);
    this.takeSpans(batch.spans);
    this.takeChanges(batch.changes);
    this.now = batch.now as Micros;
    this.version++;
  }

  private takeSpans(s: Batch['spans']): void {
    const n = s.id.length;
    const base = this.spanNumberCount;
    this.spanNumbers.reserve(base + s.numbers.length);
    this.spanNumbers.array.set(s.numbers, base);
    this.spanNumberCount += s.numbers.length;
    const last = n ? Math.max(this.spanCount, s.id[n - 1] as number) : this.spanCount;
    for (const column of [this.flags, this.actors, this.tos, this.names, this.starts, this.ends, this.causeIds, this.spanSummaries]) column.reserve(last + 1);
    for (let i = 0; i < n; i++) {
      const id = s.id[i] as number;
      this.flags.array[id] = s.flags[i] as number;
      this.actors.array[id] = s.actor[i] as number;
      this.tos.array[id] = s.to[i] as number;
      this.names.array[id] = s.name[i] as number;
      this.starts.array[id] = s.start[i] as number;
      this.ends.array[id] = s.end[i] as number;
      this.causeIds.array[id] = s.cause[i] as number;
      this.spanSummaries.array[id] = base + (s.summary[i] as number);
    }
    this.spanCount = last;
    for (let i = 0; i < s.causes.length; ) {
      const id = s.causes[i++] as number;
      const count = s.causes[i++] as number;
      this.moreCauses.set(id, [...s.causes.subarray(i, i + count)] as SpanId[]);
      i += count;
    }
  }

  private takeChanges(c: Batch['changes']): void {
    const n = c.revision.length;
    const base = this.changeNumberCount;
    this.changeNumbers.reserve(base + c.numbers.length);
    this.changeNumbers.array.set(c.numbers, base);
    this.changeNumberCount += c.numbers.length;
    const last = c.first + n;
    for (const column of [this.revisions, this.keys, this.gone, this.changeSpans, this.ats, this.previous, this.changeSummaries]) column.reserve(last);
    this.revisions.array.set(c.revision, c.first);
    this.keys.array.set(c.key, c.first);
    this.gone.array.set(c.deleted, c.first);
    this.changeSpans.array.set(c.span, c.first);
    this.ats.array.set(c.at, c.first);
    this.previous.array.set(c.previous, c.first);
    for (let i = 0; i < n; i++) this.changeSummaries.array[c.first + i] = base + (c.summary[i] as number);
    this.changeCount = Math.max(this.changeCount, last);
  }

  span(id: number): SpanView {
    const end = this.ends.array[id] as number;
    const cause = this.causeIds.array[id] as SpanId;
    return {
      id: id as SpanId,
      type: this.typeOf(id),
      level: this.levelOf(id),
      actor: this.strings.text(this.actors.array[id] as number),
      to: this.strings.text(this.tos.array[id] as number),
      name: this.strings.text(this.names.array[id] as number),
      start: this.starts.array[id] as Micros,
      end: Number.isNaN(end) ? Infinity : end,
      cause,
      causes: this.moreCauses.get(id) ?? (cause === 0 ? [] : [cause]),
      summary: this.spanSummary(id),
    };
  }

  spanSummary(id: number): SpanSummary {
    return decodeSpan(this.spanNumbers.array, this.spanSummaries.array[id] as number, this.strings);
  }

  change(index: number): ChangeView {
    return {
      index,
      revision: this.revisions.array[index] as number,
      key: this.strings.text(this.keys.array[index] as number),
      deleted: this.gone.array[index] === 1,
      span: this.changeSpans.array[index] as SpanId,
      at: this.ats.array[index] as Micros,
      previous: this.previous.array[index] as number,
      summary: this.changeSummary(index),
    };
  }

  changeSummary(index: number): ChangeSummary {
    return decodeChange(this.changeNumbers.array, this.changeSummaries.array[index] as number, this.strings);
  }

  startOf(id: number): number {
    return this.starts.array[id] as number;
  }

  endOf(id: number): number {
    const end = this.ends.array[id] as number;
    return Number.isNaN(end) ? Infinity : end;
  }

  levelOf(id: number): Level {
    return LEVELS[(this.flags.array[id] as number) >> 4] as Level;
  }

  typeOf(id: number): SpanType {
    return SPAN_TYPES[(this.flags.array[id] as number) & 15] as SpanType;
  }

  causeOf(id: number): SpanId {
    return this.causeIds.array[id] as SpanId;
  }

  /** Time of a change, without making a view. */
  timeOfChange(index: number): number {
    return this.ats.array[index] as number;
  }
}
