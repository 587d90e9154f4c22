// Look-ups over a trace that grows: what came of a span, what became of a key, who did what. Filled as far as the reader
// has grown whenever somebody looks; nothing in it depends on the playhead.

import { upperBound } from '../../../trace/sorted.ts';
import type { TraceReader } from '../../../trace/reader.ts';
import { subjectOf } from '../../../trace/subject.ts';

/** Positions in the stream of changes, and when each came. */
interface Timeline {
  readonly indexes: number[];
  readonly times: number[];
}

const NOTHING: readonly number[] = [];

export class TraceIndex {
  readonly reader: TraceReader;
  /** Spans of the story that are worth being the subject: messages (no notifies), reconciles, decisions, work on nodes. */
  readonly story: number[] = [];
  private readonly storyStarts: number[] = [];
  private readonly effects = new Map<number, number[]>();
  private readonly actors = new Map<string, number[]>();
  private readonly pods = new Map<string, number[]>();
  private readonly keys = new Map<string, Timeline>();
  /** Change by revision. */
  private readonly revisions: number[] = [];
  private readonly revisionTimes: Timeline = { indexes: [], times: [] };
  /** Events about an object, by `Kind/namespace/name`: their keys. */
  private readonly eventsOf = new Map<string, Set<string>>();
  private readonly eventKeys: string[] = [];
  private readonly factKeys: string[] = [];
  private readonly storedKeys: string[] = [];
  /** Keys of what is owned, by the owner's `Kind/namespace/name`. */
  private readonly owned = new Map<string, Set<string>>();
  private seenSpans = 0;
  private seenChanges = 0;

  constructor(reader: TraceReader) {
    this.reader = reader;
  }

  update(): this {
    const { reader } = this;
    for (let id = this.seenSpans + 1; id <= reader.spanCount; id++) this.takeSpan(id);
    this.seenSpans = reader.spanCount;
    for (; this.seenChanges < reader.changeCount; this.seenChanges++) this.takeChange(this.seenChanges);
    return this;
  }

  // ---- spans ----

  /** Spans that name this one among their causes. */
  effectsOf(span: number): readonly number[] {
    return this.effects.get(span) ?? NOTHING;
  }

  /** What an actor did or sent, and the watch events it was sent, in the order in which they began. */
  spansOf(actor: string): readonly number[] {
    return this.actors.get(actor) ?? NOTHING;
  }

  /** How many of a list of spans had begun by a moment. */
  begun(spans: readonly number[], at: number): number {
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (this.reader.startOf(spans[mid] as number) <= at) low = mid + 1;
      else high = mid;
    }
    return low;
  }

  /** Work that a node does for a Pod (`namespace/name`). */
  workFor(pod: string): readonly number[] {
    return this.pods.get(pod) ?? NOTHING;
  }

  /** The span of the story that began last; 0 where none had. */
  storyAt(at: number): number {
    return this.story[upperBound(this.storyStarts, at) - 1] ?? 0;
  }

  // ---- changes ----

  /** The change that made a revision; -1 where none is known. */
  changeOf(revision: number): number {
    return this.revisions[revision] ?? -1;
  }

  /** The last change of a key up to a moment; -1 where there was none. */
  changeAt(key: string, at: number): number {
    const timeline = this.keys.get(key);
    return timeline ? (timeline.indexes[upperBound(timeline.times, at) - 1] ?? -1) : -1;
  }

  /** All changes of a key, whenever they came. */
  changesOf(key: string): readonly number[] {
    return this.keys.get(key)?.indexes ?? NOTHING;
  }

  has(key: string): boolean {
    return this.keys.has(key);
  }

  /** The newest revision in the store at a moment; 0 before the first. */
  revisionAt(at: number): number {
    const index = this.revisionTimes.indexes[upperBound(this.revisionTimes.times, at) - 1];
    return index === undefined ? 0 : this.reader.change(index).revision;
  }

  /** Changes of the store, and how many of them had come by a moment. */
  get stored(): readonly number[] {
    return this.revisionTimes.indexes;
  }

  storedBy(at: number): number {
    return upperBound(this.revisionTimes.times, at);
  }

  /** How often a key has been written, this change included, since it was created. */
  keyVersion(index: number): number {
    let version = 1;
    for (let at = this.reader.change(index).previous; at >= 0; version++) {
      const change = this.reader.change(at);
      if (change.deleted) break;
      at = change.previous;
    }
    return version;
  }

  /** The change that created the key as it was after a change. */
  creationOf(index: number): number {
    for (;;) {
      const { previous } = this.reader.change(index);
      if (previous < 0 || this.reader.change(previous).deleted) return index;
      index = previous;
    }
  }

  // ---- relations between objects ----

  eventsAbout(kind: string, namespace: string, name: string): readonly string[] {
    return [...(this.eventsOf.get(`${kind}/${namespace}/${name}`) ?? [])];
  }

  /** The keys of all Events, in the order in which they first came. */
  get events(): readonly string[] {
    return this.eventKeys;
  }

  /** Keys of facts that only a node knows, by how they begin. */
  facts(prefix: string): readonly string[] {
    return this.factKeys.filter((key) => key.startsWith(prefix));
  }

  /** The keys of the store, in the order in which they first came. */
  get storeKeys(): readonly string[] {
    return this.storedKeys;
  }

  ownedBy(kind: string, namespace: string, name: string): readonly string[] {
    return [...(this.owned.get(`${kind}/${namespace}/${name}`) ?? [])];
  }

  // ---- filling ----

  private takeSpan(id: number): void {
    const span = this.reader.span(id);
    for (const cause of span.causes) push(this.effects, cause, id);
    const { summary, type } = span;
    const sender = summary.type === 'request' ? summary.component : span.actor;
    push(this.actors, sender, id);
    if (sender !== span.actor) push(this.actors, span.actor, id);
    if (summary.type === 'watch') push(this.actors, span.to, id);
    if (summary.type === 'node' && summary.pod !== '') push(this.pods, summary.pod, id);
    if (span.level === 'story' && type !== 'timer' && summary.type !== 'notify' && summary.type !== 'none') {
      this.story.push(id);
      this.storyStarts.push(span.start);
    }
  }

  private takeChange(index: number): void {
    const { key, at, revision, summary } = this.reader.change(index);
    let timeline = this.keys.get(key);
    if (!timeline) {
      this.keys.set(key, (timeline = { indexes: [], times: [] }));
      if (revision > 0) this.storedKeys.push(key);
      else if (summary.kind === 'Fact') this.factKeys.push(key);
      if (summary.kind === 'Event') this.eventKeys.push(key);
    }
    timeline.indexes.push(index);
    timeline.times.push(at);
    if (revision > 0) {
      this.revisions[revision] = index;
      this.revisionTimes.indexes.push(index);
      this.revisionTimes.times.push(at);
    }
    if (summary.kind === 'Event') add(this.eventsOf, `${summary.aboutKind}/${summary.aboutNamespace}/${summary.aboutName}`, key);
    if ((summary.kind === 'Pod' || summary.kind === 'Workload') && summary.ownerKind !== '') {
      const namespace = subjectOf(key)?.namespace ?? '';
      add(this.owned, `${summary.ownerKind}/${summary.ownerKind === 'Node' ? '' : namespace}/${summary.ownerName}`, key);
    }
    if (summary.kind === 'EndpointSlice' && summary.service !== '') add(this.owned, `Service/${subjectOf(key)?.namespace ?? ''}/${summary.service}`, key);
  }
}

function push<K>(into: Map<K, number[]>, key: K, id: number): void {
  const list = into.get(key);
  if (list) list.push(id);
  else into.set(key, [id]);
}

function add(into: Map<string, Set<string>>, key: string, value: string): void {
  const set = into.get(key);
  if (set) set.add(value);
  else into.set(key, new Set([value]));
}

const indexes = new WeakMap<TraceReader, TraceIndex>();

/** The index of a reader, filled as far as the reader has grown. */
export function indexOf(reader: TraceReader): TraceIndex {
  let index = indexes.get(reader);
  if (!index) indexes.set(reader, (index = new TraceIndex(reader)));
  return index.update();
}
