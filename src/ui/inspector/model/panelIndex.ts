// What inspector and dock ask of a trace, beyond what the index of the trace knows (trace/traceIndex.ts): who did what, what
// came of a span as one of several causes, which objects belong together. Filled as far as the reader has grown whenever
// somebody looks; nothing in it depends on the playhead.

import { upperBound } from '../../../trace/sorted.ts';
import type { TraceReader } from '../../../trace/reader.ts';
import { subjectOf } from '../../../trace/subject.ts';
import { indexOf, type TraceIndex } from '../../../trace/traceIndex.ts';

const NOTHING: readonly number[] = [];

export class PanelIndex {
  readonly reader: TraceReader;
  private readonly trace: TraceIndex;
  /** Spans of the story that are worth being the subject: messages (no notifies), reconciles, decisions, work on nodes. */
  readonly story: number[] = [];
  private readonly storyStarts: number[] = [];
  private readonly effects = new Map<number, number[]>();
  private readonly actors = new Map<string, number[]>();
  private readonly pods = new Map<string, number[]>();
  /** The changes of the store, and when each came. */
  private readonly storeChanges: number[] = [];
  private readonly storeTimes: number[] = [];
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
    this.trace = indexOf(reader);
  }

  update(): this {
    const { reader } = this;
    for (let id = this.seenSpans + 1; id <= reader.spanCount; id++) this.takeSpan(id);
    this.seenSpans = reader.spanCount;
    for (; this.seenChanges < reader.changeCount; this.seenChanges++) this.takeChange(this.seenChanges);
    return this;
  }

  // ---- spans ----

  /** Spans that name this one among their causes; the index of the trace knows those of which it is the main cause. */
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
    return this.trace.changeOf(revision);
  }

  /** The last change of a key up to a moment; -1 where there was none. */
  changeAt(key: string, at: number): number {
    return this.trace.changeAt(key, at);
  }

  /** All changes of a key, whenever they came. */
  changesOf(key: string): readonly number[] {
    return this.trace.history(key);
  }

  has(key: string): boolean {
    return this.trace.history(key).length > 0;
  }

  /** The newest revision in the store at a moment; 0 before the first. */
  revisionAt(at: number): number {
    const index = this.storeChanges[this.storedBy(at) - 1];
    return index === undefined ? 0 : this.reader.change(index).revision;
  }

  /** Changes of the store, and how many of them had come by a moment. */
  get stored(): readonly number[] {
    return this.storeChanges;
  }

  storedBy(at: number): number {
    return upperBound(this.storeTimes, at);
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
    if (this.trace.history(key)[0] === index) {
      if (revision > 0) this.storedKeys.push(key);
      else if (summary.kind === 'Fact') this.factKeys.push(key);
      if (summary.kind === 'Event') this.eventKeys.push(key);
    }
    if (revision > 0) {
      this.storeChanges.push(index);
      this.storeTimes.push(at);
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

const made = new WeakMap<TraceReader, PanelIndex>();

/** The panels' index of a trace, filled as far as the reader has grown. */
export function panelIndex(reader: TraceReader): PanelIndex {
  let index = made.get(reader);
  if (!index) made.set(reader, (index = new PanelIndex(reader)));
  return index.update();
}
