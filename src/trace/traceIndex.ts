// Looking into a trace from the other side: what a span brought about, what it wrote, how a key came to be what it is.
// Grown with the trace, once for each reader of it. Everybody asks it; what only the panels ask is built on it
// (ui/inspector/model/panelIndex.ts).

import type { SpanId } from '../sim/kernel/trace.ts';
import type { ChangeView, TraceReader } from './reader.ts';
import { upperBound } from './sorted.ts';

/** Positions in the stream of changes, and when each came. */
interface Timeline {
  readonly indexes: number[];
  readonly times: number[];
}

const NOTHING: readonly number[] = [];

export class TraceIndex {
  private readonly reader: TraceReader;
  /** The first and the last span that a span caused, and for each span the next one with the same cause. */
  private first = new Uint32Array(1024);
  private last = new Uint32Array(1024);
  private next = new Uint32Array(1024);
  private readonly bySpan = new Map<number, number[]>();
  private readonly byKey = new Map<string, Timeline>();
  private readonly byRevision = new Map<number, number>();
  private spans = 0;
  private changes = 0;

  constructor(reader: TraceReader) {
    this.reader = reader;
  }

  /** The spans whose main cause is this one, in the order in which they began. */
  effects(span: number): readonly SpanId[] {
    this.update();
    const out: SpanId[] = [];
    for (let id = this.first[span] ?? 0; id !== 0; id = this.next[id] as number) out.push(id as SpanId);
    return out;
  }

  /** Positions of the changes that a span made. */
  changesOf(span: number): readonly number[] {
    this.update();
    return this.bySpan.get(span) ?? NOTHING;
  }

  /** Positions of the changes of a key, in the order of time. */
  history(key: string): readonly number[] {
    this.update();
    return this.byKey.get(key)?.indexes ?? NOTHING;
  }

  /** The position of the last change of a key up to a moment; -1 where there was none. */
  changeAt(key: string, at: number): number {
    this.update();
    const timeline = this.byKey.get(key);
    return timeline ? (timeline.indexes[upperBound(timeline.times, at) - 1] ?? -1) : -1;
  }

  /** A key as it was at a moment; undefined where it was not known yet. */
  keyAt(key: string, at: number): ChangeView | undefined {
    const index = this.changeAt(key, at);
    return index < 0 ? undefined : this.reader.change(index);
  }

  /** The position of the change that made a revision of the store; -1 where none is known. */
  changeOf(revision: number): number {
    this.update();
    return this.byRevision.get(revision) ?? -1;
  }

  /** The change that made a revision of the store. */
  revision(revision: number): ChangeView | undefined {
    const index = this.changeOf(revision);
    return index < 0 ? undefined : this.reader.change(index);
  }

  private update(): void {
    const { reader } = this;
    const n = reader.spanCount;
    if (n >= this.first.length) {
      const size = Math.max(n + 1, this.first.length * 2);
      this.first = grown(this.first, size);
      this.last = grown(this.last, size);
      this.next = grown(this.next, size);
    }
    for (let id = this.spans + 1; id <= n; id++) {
      const cause = reader.causeOf(id);
      if (cause === 0) continue;
      const before = this.last[cause] as number;
      if (before === 0) this.first[cause] = id;
      else this.next[before] = id;
      this.last[cause] = id;
    }
    this.spans = n;
    for (; this.changes < reader.changeCount; this.changes++) {
      const { span, key, revision, at } = reader.change(this.changes);
      if (span !== 0) push(this.bySpan, span, this.changes);
      const timeline = this.byKey.get(key);
      if (timeline) {
        timeline.indexes.push(this.changes);
        timeline.times.push(at);
      } else this.byKey.set(key, { indexes: [this.changes], times: [at] });
      if (revision > 0) this.byRevision.set(revision, this.changes);
    }
  }
}

function grown(array: Uint32Array<ArrayBuffer>, size: number): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(size);
  next.set(array);
  return next;
}

function push<K>(map: Map<K, number[]>, key: K, value: number): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

const made = new WeakMap<TraceReader, TraceIndex>();

/** The index of a trace: one for all who ask. */
export function indexOf(reader: TraceReader): TraceIndex {
  let index = made.get(reader);
  if (!index) made.set(reader, (index = new TraceIndex(reader)));
  return index;
}
