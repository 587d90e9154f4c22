// The trace: everything that happened, as two append-only streams of plain records. The picture on the page, every
// line of narration, every "why?" is read from here and from nowhere else.
//
// Span    something that took time: an input, a timer that fired, a request on its way, a reconcile. Each names its cause;
//         the last link of every chain is an input or a timer.
// Change  a new value under a key: a revision of an etcd key, or (revision 0) a fact that only one actor knows,
//         like the state of a container on its node.
//
// Spans live in typed columns (about 40 bytes each plus their payload), because a run has hundreds of thousands.
// The oldest payloads of heartbeats are dropped beyond a cap; the spans themselves stay.

import { assert } from '../../base/assert.ts';
import type { Brand } from '../../base/brand.ts';
import type { Micros } from '../../base/time.ts';

export type SpanId = Brand<number, 'SpanId'>;
export const NO_SPAN = 0 as SpanId;

/**
 * input   something from outside: a command, a fault, the boot. The root of causes.
 * timer   time itself was the cause: a resync, a lease to renew, the end of a back-off. Also a root.
 * message something that travels between two actors (`from`, `to`): a request and its answer, a watch event.
 * work    something inside one actor.
 * wait    like work, but nobody is busy: an image pull, a back-off, a grace period. Idle time may be skipped over it.
 */
export const SPAN_TYPES = ['input', 'timer', 'message', 'work', 'wait'] as const;
export type SpanType = (typeof SPAN_TYPES)[number];

/** story: what a learner should see. detail: true but small. heartbeat: leases and the like. Children are never above their parents. */
export const LEVELS = ['story', 'detail', 'heartbeat'] as const;
export type Level = (typeof LEVELS)[number];

const TYPE_INDEX: Readonly<Record<SpanType, number>> = { input: 0, timer: 1, message: 2, work: 3, wait: 4 };
const LEVEL_INDEX: Readonly<Record<Level, number>> = { story: 0, detail: 1, heartbeat: 2 };

export interface SpanOptions {
  /** By default the span on whose behalf the code runs. */
  readonly cause?: SpanId;
  /** All causes, where several were merged into one (a coalesced reconcile); the first is the main one. */
  readonly causes?: readonly SpanId[];
  /** By default that of the cause. */
  readonly level?: Level;
  /** For messages: to whom. */
  readonly to?: string;
  /** What the owner of the span type wants to remember; never copied, so it must not change once the span is closed. */
  readonly data?: unknown;
  /** Where the end is known already. */
  readonly end?: Micros;
}

export interface Span {
  readonly id: SpanId;
  readonly type: SpanType;
  readonly level: Level;
  readonly actor: string;
  readonly to: string | undefined;
  readonly name: string;
  readonly start: Micros;
  /** Undefined while it is still going on. */
  readonly end: Micros | undefined;
  readonly cause: SpanId;
  readonly causes: readonly SpanId[];
  readonly data: unknown;
}

export interface Change {
  /** Position in the stream, from 0. */
  readonly index: number;
  /** The etcd revision, or 0 for a fact that only one actor knows. */
  readonly revision: number;
  readonly key: string;
  /** Undefined: the key was deleted. */
  readonly value: unknown;
  readonly span: SpanId;
  readonly at: Micros;
  /** Position of the change of the same key before this one, or -1. */
  readonly previous: number;
}

export interface TraceLimits {
  /** How many heartbeat spans and changes keep their payload. */
  readonly heartbeats: number;
}

export class Trace {
  /** Spans of level story that are open and no mere waits: while it is not zero, something is going on that is worth watching. */
  openStory = 0;
  /** What begins before this moment is story rather than detail: a boot that is to be told. */
  storyUntil = 0;
  readonly strings = new Interner();

  private count = 0;
  private capacity = 1024;
  private types = new Uint8Array(1024);
  private levels = new Uint8Array(1024);
  private actors = new Uint16Array(1024);
  private tos = new Uint16Array(1024);
  private names = new Uint32Array(1024);
  private starts = new Float64Array(1024);
  private ends = new Float64Array(1024);
  private causeIds = new Uint32Array(1024);
  private readonly datas: unknown[] = [undefined];
  private readonly moreCauses = new Map<SpanId, readonly SpanId[]>();

  /** Spans whose end or payload changed since somebody last asked; see `takeTouched`. */
  private touched = new Set<SpanId>();
  private watched = false;
  private readonly changeList: Change[] = [];
  private readonly lastChange = new Map<string, number>();

  private readonly limits: TraceLimits;
  private readonly oldSpans: SpanId[] = [];
  private readonly oldChanges: number[] = [];

  constructor(limits: TraceLimits = { heartbeats: 20_000 }) {
    this.limits = limits;
  }

  /** How many spans there are; ids are 1 … size. */
  get size(): number {
    return this.count;
  }

  get changeCount(): number {
    return this.changeList.length;
  }

  open(type: SpanType, actor: string, name: string, start: Micros, cause: SpanId, options: SpanOptions = {}): SpanId {
    const id = ++this.count as SpanId;
    if (id >= this.capacity) this.grow();
    const main = options.causes?.[0] ?? options.cause ?? cause;
    const inherited = main === NO_SPAN ? 0 : (this.levels[main] as number);
    const level = this.leveled(options.level === undefined ? inherited : LEVEL_INDEX[options.level], start);
    this.types[id] = TYPE_INDEX[type];
    this.levels[id] = level;
    this.actors[id] = this.strings.id(actor);
    this.tos[id] = options.to === undefined ? 0 : this.strings.id(options.to);
    this.names[id] = this.strings.id(name);
    this.starts[id] = start;
    this.ends[id] = options.end ?? Number.NaN;
    this.causeIds[id] = main;
    this.datas[id] = options.data;
    if (options.causes && options.causes.length > 1) this.moreCauses.set(id, options.causes);
    if (level === 0 && type !== 'wait' && options.end === undefined) this.openStory++;
    if (level === 2 && options.data !== undefined) {
      this.oldSpans.push(id);
      if (this.oldSpans.length > 2 * this.limits.heartbeats) {
        for (const old of this.oldSpans.splice(0, this.limits.heartbeats)) this.datas[old] = undefined;
      }
    }
    return id;
  }

  close(id: SpanId, end: Micros): void {
    if (!Number.isNaN(this.ends[id] as number)) return;
    this.ends[id] = end;
    this.touch(id);
    if (this.levels[id] === 0 && this.types[id] !== 4) this.openStory--;
  }

  /** Lifts a span to a higher level once it turned out to be worth it (a look at the nodes that found one silent). */
  raise(id: SpanId, level: Level): void {
    const was = this.levels[id] as number;
    const is = this.leveled(LEVEL_INDEX[level], this.starts[id] as number);
    if (is >= was) return;
    this.levels[id] = is;
    this.touch(id);
    if (is === 0 && this.types[id] !== 4 && Number.isNaN(this.ends[id] as number)) this.openStory++;
  }

  /** Says that an open span's payload has grown, so that whoever mirrors the trace sends it again. */
  touch(id: SpanId): void {
    if (this.watched) this.touched.add(id);
  }

  /** The spans that changed since the last call; the first call begins the account. */
  takeTouched(): ReadonlySet<SpanId> {
    const { touched } = this;
    this.watched = true;
    this.touched = new Set();
    return touched;
  }

  data(id: SpanId): unknown {
    return this.datas[id];
  }

  setData(id: SpanId, data: unknown): void {
    this.datas[id] = data;
  }

  level(id: SpanId): Level {
    return id === NO_SPAN ? 'story' : (LEVELS[this.levels[id] as number] as Level);
  }

  span(id: SpanId): Span {
    assert(id >= 1 && id <= this.count, `there is no span ${id}`);
    const end = this.ends[id] as number;
    const cause = this.causeIds[id] as SpanId;
    return {
      id,
      type: SPAN_TYPES[this.types[id] as number] as SpanType,
      level: LEVELS[this.levels[id] as number] as Level,
      actor: this.strings.text(this.actors[id] as number),
      to: this.tos[id] === 0 ? undefined : this.strings.text(this.tos[id] as number),
      name: this.strings.text(this.names[id] as number),
      start: this.starts[id] as Micros,
      end: Number.isNaN(end) ? undefined : (end as Micros),
      cause,
      causes: this.moreCauses.get(id) ?? (cause === NO_SPAN ? [] : [cause]),
      data: this.datas[id],
    };
  }

  /** The columns themselves, for packing and for fast reading; valid until the next span opens. Index 0 is unused. */
  columns(): TraceColumns {
    return {
      count: this.count,
      types: this.types,
      levels: this.levels,
      actors: this.actors,
      tos: this.tos,
      names: this.names,
      starts: this.starts,
      ends: this.ends,
      causes: this.causeIds,
    };
  }

  change(revision: number, key: string, value: unknown, span: SpanId, at: Micros): Change {
    const index = this.changeList.length;
    const change: Change = { index, revision, key, value, span, at, previous: this.lastChange.get(key) ?? -1 };
    this.changeList.push(change);
    this.lastChange.set(key, index);
    if (this.level(span) === 'heartbeat') {
      this.oldChanges.push(index);
      if (this.oldChanges.length > 2 * this.limits.heartbeats) this.dropOldChanges();
    }
    return change;
  }

  changeAt(index: number): Change {
    const change = this.changeList[index];
    assert(change, `there is no change ${index}`);
    return change;
  }

  /** The newest change of a key. */
  latest(key: string): Change | undefined {
    const index = this.lastChange.get(key);
    return index === undefined ? undefined : this.changeList[index];
  }

  private leveled(level: number, start: number): number {
    return level === 1 && start < this.storyUntil ? 0 : level;
  }

  private dropOldChanges(): void {
    for (const index of this.oldChanges.splice(0, this.limits.heartbeats)) {
      const change = this.changeAt(index);
      if (this.lastChange.get(change.key) !== index) this.changeList[index] = { ...change, value: DROPPED };
    }
  }

  private grow(): void {
    this.capacity *= 2;
    const grown = <A extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(from: A, to: A): A => {
      to.set(from);
      return to;
    };
    this.types = grown(this.types, new Uint8Array(this.capacity));
    this.levels = grown(this.levels, new Uint8Array(this.capacity));
    this.actors = grown(this.actors, new Uint16Array(this.capacity));
    this.tos = grown(this.tos, new Uint16Array(this.capacity));
    this.names = grown(this.names, new Uint32Array(this.capacity));
    this.starts = grown(this.starts, new Float64Array(this.capacity));
    this.ends = grown(this.ends, new Float64Array(this.capacity));
    this.causeIds = grown(this.causeIds, new Uint32Array(this.capacity));
  }
}

/** Stands where an old heartbeat's value was. */
export const DROPPED = Object.freeze({ dropped: true });

export interface TraceColumns {
  readonly count: number;
  readonly types: Uint8Array;
  readonly levels: Uint8Array;
  readonly actors: Uint16Array;
  readonly tos: Uint16Array;
  readonly names: Uint32Array;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly causes: Uint32Array;
}

/** Texts that occur often, as small numbers. 0 is the empty text. */
export class Interner {
  private readonly ids = new Map<string, number>([['', 0]]);
  private readonly texts: string[] = [''];

  get size(): number {
    return this.texts.length;
  }

  id(text: string): number {
    let id = this.ids.get(text);
    if (id === undefined) {
      id = this.texts.length;
      this.ids.set(text, id);
      this.texts.push(text);
    }
    return id;
  }

  text(id: number): string {
    return this.texts[id] ?? '';
  }
}
