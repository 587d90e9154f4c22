// The watch cache: per stored kind, what the API server last heard from etcd, and everybody who watches it.
// Upstream: k8s.io/apiserver/pkg/storage/cacher
//
// A revision reaches the cache a moment after its commit (one lane from etcd, in order of revisions) and is fanned out
// from there: each watcher gets it over its own link, in order. A watcher whose selector an object enters or leaves
// sees ADDED or DELETED.

import { milliseconds, type Micros } from '../../base/time.ts';
import type { Stream } from '../api/http.ts';
import { matches, type Selector } from '../api/selectors.ts';
import type { NotifyData, WatchData } from '../api/spans.ts';
import type { KubeObject, WatchEvent } from '../api/types.ts';
import { CompactedError, type Store, type StoreEvent } from '../etcd/store.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Lane, draw, type Link, type Quantiles } from '../kernel/link.ts';
import { NO_SPAN, type SpanId } from '../kernel/trace.ts';

export interface WatchFilter {
  readonly namespace: string;
  readonly labels: Selector | undefined;
  /** Undefined: no field selector. */
  readonly fields: ((object: KubeObject) => boolean) | undefined;
  /** `spec.nodeName=x` and the like, for watches that are found by it rather than asked one by one. */
  readonly index?: { readonly field: string; readonly value: string } | undefined;
}

export interface WatcherOptions {
  readonly filter: WatchFilter;
  /** The box that watches. */
  readonly actor: string;
  readonly resource: string;
  readonly link: Link;
  readonly span: SpanId;
  /** Turns what is stored into what this client asked for (another version, a Table row). `owned`: whose managedFields it has. */
  readonly convert: (object: KubeObject, owned?: KubeObject) => object;
  readonly bookmarks: boolean;
}

type Batch = readonly WatchEvent<object>[];

export class Watcher implements Stream<Batch> {
  onEnd: (error: 'EOF' | 'broken') => void = () => {};
  closed = false;
  readonly options: WatcherOptions;
  private take: ((item: Batch) => void) | undefined;
  /** What arrived before the client had the answer and took the stream. */
  private early: Batch[] = [];
  private readonly lane: Lane;
  private readonly kernel: Kernel;
  private readonly remove: (watcher: Watcher) => void;

  constructor(kernel: Kernel, options: WatcherOptions, remove: (watcher: Watcher) => void) {
    this.kernel = kernel;
    this.options = options;
    this.remove = remove;
    this.lane = new Lane(kernel, options.link);
  }

  get onItem(): (item: Batch) => void {
    return this.take ?? ((item) => void this.early.push(item));
  }

  set onItem(take: (item: Batch) => void) {
    this.take = take;
    const { early } = this;
    this.early = [];
    for (const item of early) take(item);
  }

  /** Tells how far it has come, though nothing happened that it selects. */
  bookmark(revision: number, cause: SpanId): void {
    const { convert, resource } = this.options;
    const object = convert({ apiVersion: '', kind: '', metadata: { resourceVersion: String(revision) } } as unknown as KubeObject);
    this.send([{ type: 'BOOKMARK', object }], { type: 'watch', event: 'BOOKMARK', resource, key: '', revision }, cause);
  }

  /** Sends one message that holds one or more events. */
  send(events: Batch, data: WatchData, cause: SpanId): void {
    if (this.closed) return;
    const { kernel } = this;
    const at = this.lane.arrival();
    // A BOOKMARK tells nothing about any object.
    const level = data.event === 'BOOKMARK' ? 'heartbeat' : data.event === 'INITIAL' ? 'detail' : undefined;
    const span = kernel.trace.open('message', 'kube-apiserver', 'watch', kernel.now, cause, { to: this.options.actor, data, ...(level ? { level } : {}) });
    const outer = kernel.span;
    kernel.span = span;
    this.lane.send(() => {
      kernel.trace.close(span, kernel.now);
      if (!this.closed) this.onItem(events);
    }, at);
    kernel.span = outer;
  }

  /** The server ends the stream. */
  end(error: 'EOF' | 'broken'): void {
    if (this.closed) return;
    this.remove(this);
    this.lane.send(() => {
      if (this.closed) return;
      this.closed = true;
      this.onEnd(error);
    });
  }

  /** The client gives up, or the connection is gone. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.remove(this);
  }
}

/** How often idle watchers are told the present revision. */
const BOOKMARK_EVERY = milliseconds(60_000);

export class WatchCache {
  private readonly groups = new Map<string, Group>();
  /** By prefix, what has reached the cache, as far back as etcd remembers. */
  private readonly histories = new Map<string, StoreEvent<KubeObject>[]>();
  private arrivedRevision = 0;
  private lastArrival = 0;
  private bookmarkTimer = false;
  private readonly kernel: Kernel;
  private readonly store: Store<KubeObject>;
  private readonly latency: Quantiles;

  constructor(kernel: Kernel, store: Store<KubeObject>, latency: Quantiles) {
    this.kernel = kernel;
    this.store = store;
    this.latency = latency;
    this.arrivedRevision = store.revision;
    for (const event of store.since(store.compactRevision)) this.remember(prefixOf(event.key), event);
    store.listen((event) => this.committed(event));
  }

  /** The newest revision that has reached the cache. */
  get revision(): number {
    return this.arrivedRevision;
  }

  get watcherCount(): number {
    let n = 0;
    for (const group of this.groups.values()) n += group.size;
    return n;
  }

  watchersOver(link: Link): readonly Watcher[] {
    return [...this.groups.values()].flatMap((group) => group.all().filter(({ options }) => options.link === link));
  }

  /** Opens a watch on everything under a storage prefix (`pods`). */
  watch(prefix: string, options: WatcherOptions): Watcher {
    let group = this.groups.get(prefix);
    if (!group) this.groups.set(prefix, (group = new Group()));
    const { filter } = options;
    const watcher: Watcher = new Watcher(this.kernel, options, (w) => (group as Group).remove(w, filter.index));
    group.add(watcher, filter.index);
    if (options.bookmarks) this.startBookmarks();
    return watcher;
  }

  /** What a watcher missed since a revision, up to what the cache has. Throws CompactedError. */
  replay(prefix: string, revision: number, watcher: Watcher): void {
    if (revision < this.store.compactRevision) throw new CompactedError('mvcc: required revision has been compacted');
    const events = this.histories.get(prefix) ?? [];
    let first = events.length;
    while (first > 0 && (events[first - 1] as StoreEvent<KubeObject>).revision > revision) first--;
    for (let i = first; i < events.length; i++) this.offer(watcher, events[i] as StoreEvent<KubeObject>, this.kernel.span);
  }

  private remember(prefix: string, event: StoreEvent<KubeObject>): void {
    const events = this.histories.get(prefix);
    if (!events) {
      this.histories.set(prefix, [event]);
      return;
    }
    const { compactRevision } = this.store;
    if ((events[0]?.revision ?? Infinity) <= compactRevision) this.histories.set(prefix, [...events.filter((e) => e.revision > compactRevision), event]);
    else events.push(event);
  }

  /** Ends all watches: the server stops, or a kind goes. */
  endAll(error: 'EOF' | 'broken', prefix?: string): void {
    for (const [name, group] of this.groups) if (prefix === undefined || name === prefix) for (const watcher of group.all()) watcher.end(error);
  }

  private committed(event: StoreEvent<KubeObject>): void {
    const { kernel } = this;
    const at = Math.max(kernel.now + draw(this.latency, kernel.stream('etcd/notify')), this.lastArrival) as Micros;
    this.lastArrival = at;
    const data: NotifyData = { type: 'notify', key: event.key, revision: event.revision };
    const span = kernel.trace.open('message', 'etcd', 'notify', kernel.now, kernel.span, { to: 'kube-apiserver', data, end: at });
    kernel.at(at, () => this.arrived(event, span), span);
  }

  private arrived(event: StoreEvent<KubeObject>, span: SpanId): void {
    this.arrivedRevision = event.revision;
    const prefix = prefixOf(event.key);
    this.remember(prefix, event);
    const group = this.groups.get(prefix);
    if (!group) return;
    let message: Message | undefined;
    for (const watcher of group.candidates(event)) message = this.offer(watcher, event, span, message) ?? message;
  }

  /** Sends the event to a watcher that selects it. Those who are told the same get the same message, `last`. */
  private offer(watcher: Watcher, event: StoreEvent<KubeObject>, cause: SpanId, last?: Message): Message | undefined {
    const { filter, convert, resource } = watcher.options;
    const is = event.type === 'put' && accepts(filter, event.value);
    const was = event.previous !== undefined && accepts(filter, event.previous);
    if (!is && !was) return undefined;
    const type = is ? (was ? 'MODIFIED' : 'ADDED') : 'DELETED';
    // What leaves the selection is shown as it was last selected, at the revision of its leaving.
    const object = is ? event.value : event.type === 'delete' ? event.value : withRevision(event.previous as KubeObject, event.revision);
    const shown = is ? convert(object) : convert(object, event.previous);
    const same = last !== undefined && last.object === shown && last.data.event === type && last.data.resource === resource;
    const message: Message = same ? last : { object: shown, events: [{ type, object: shown }], data: { type: 'watch', event: type, resource, key: event.key, revision: event.revision } };
    watcher.send(message.events, message.data, cause);
    return message;
  }

  private startBookmarks(): void {
    if (this.bookmarkTimer) return;
    this.bookmarkTimer = true;
    const { kernel } = this;
    const tick = (): void => {
      const span = kernel.trace.open('timer', 'kube-apiserver', 'bookmarks', kernel.now, NO_SPAN, { level: 'heartbeat', end: kernel.now });
      for (const group of this.groups.values()) {
        for (const watcher of group.all()) {
          if (watcher.options.bookmarks) watcher.bookmark(this.arrivedRevision, span);
        }
      }
      kernel.after(BOOKMARK_EVERY, tick, NO_SPAN);
    };
    kernel.after(BOOKMARK_EVERY, tick, NO_SPAN);
  }
}

interface Message {
  readonly object: object;
  readonly events: Batch;
  readonly data: WatchData;
}

/** The watchers of one kind: those found by a field's value, and the rest. */
class Group {
  private readonly plain = new Set<Watcher>();
  private readonly indexed = new Map<string, FieldIndex>();
  size = 0;

  add(watcher: Watcher, index: WatchFilter['index']): void {
    this.size++;
    if (!index) {
      this.plain.add(watcher);
      return;
    }
    let field = this.indexed.get(index.field);
    if (!field) this.indexed.set(index.field, (field = { path: index.field.split('.'), byValue: new Map() }));
    const { byValue } = field;
    let set = byValue.get(index.value);
    if (!set) byValue.set(index.value, (set = new Set()));
    set.add(watcher);
  }

  remove(watcher: Watcher, index: WatchFilter['index']): void {
    const set = index ? this.indexed.get(index.field)?.byValue.get(index.value) : this.plain;
    if (set?.delete(watcher)) this.size--;
  }

  all(): Watcher[] {
    const out = [...this.plain];
    for (const { byValue } of this.indexed.values()) for (const set of byValue.values()) out.push(...set);
    return out;
  }

  candidates(event: StoreEvent<KubeObject>): Watcher[] {
    const out = [...this.plain];
    for (const { path, byValue } of this.indexed.values()) {
      const now = fieldOf(event.value, path);
      const before = event.previous === undefined ? now : fieldOf(event.previous, path);
      out.push(...(byValue.get(now) ?? []));
      if (before !== now) out.push(...(byValue.get(before) ?? []));
    }
    return out;
  }
}

interface FieldIndex {
  readonly path: readonly string[];
  readonly byValue: Map<string, Set<Watcher>>;
}

/** A field by its path, as text; '' where it is not set. */
function fieldOf(object: KubeObject, path: readonly string[]): string {
  let value: unknown = object;
  for (const part of path) value = (value as Record<string, unknown> | undefined)?.[part];
  return typeof value === 'string' ? value : '';
}

function accepts(filter: WatchFilter, object: KubeObject): boolean {
  const { metadata } = object;
  if (filter.namespace && metadata.namespace !== filter.namespace) return false;
  if (filter.labels && !matches(filter.labels, metadata.labels)) return false;
  return !filter.fields || filter.fields(object);
}

function withRevision(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

const ROOT = '/registry/';

/** `/registry/pods/default/web` → `pods`; `/registry/services/specs/…` → `services/specs`. */
export function prefixOf(key: string): string {
  const end = key.indexOf('/', ROOT.length);
  const first = key.slice(ROOT.length, end);
  // Two-part prefixes: services/specs, services/endpoints, and custom resources under their group.
  return first === 'services' || first.includes('.') ? key.slice(ROOT.length, key.indexOf('/', end + 1)) : first;
}
