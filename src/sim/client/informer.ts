// An informer: a local copy of all objects of a kind, kept by one watch, and handlers that hear of each change.
// Upstream: k8s.io/client-go/tools/cache (reflector.go, shared_informer.go)
//
// The watch begins with all present objects (sendInitialEvents, as reflectors do since 1.35). When it ends it is opened
// again where it stopped; when that is too old, from the beginning.

import { milliseconds, seconds, type Micros } from '../../base/time.ts';
import { ApiError } from '../api/errors.ts';
import type { Stream } from '../api/http.ts';
import type { Kind } from '../api/kind.ts';
import type { KubeObject, WatchEvent } from '../api/types.ts';
import { Deferred, Signal } from '../kernel/signal.ts';
import { sleep, type Sim, type TaskGroup } from '../kernel/task.ts';
import type { Client } from './client.ts';
import { ConnectionError } from './transport.ts';

/** `namespace/name`, or the name alone for what belongs to no namespace. */
export const keyFor = (object: KubeObject): string => (object.metadata.namespace ? `${object.metadata.namespace}/${object.metadata.name}` : object.metadata.name);

export function splitKey(key: string): readonly [namespace: string, name: string] {
  const slash = key.indexOf('/');
  return slash < 0 ? ['', key] : [key.slice(0, slash), key.slice(slash + 1)];
}

export interface Handler<T> {
  added?(object: T): void;
  updated?(object: T, old: T): void;
  deleted?(object: T): void;
}

export interface InformerOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

type Batch<T> = readonly WatchEvent<T>[];

export class Informer<T extends KubeObject = KubeObject> {
  readonly kind: Kind<T>;
  /** True once the first full state has arrived. */
  synced = false;
  /** The newest revision that has been heard of. */
  revision = '';
  readonly whenSynced = new Signal();
  private readonly objects = new Map<string, T>();
  private readonly handlers: Handler<T>[] = [];
  private readonly indexes: Index<T>[] = [];
  private readonly client: Client;
  private readonly options: InformerOptions;
  private stream: Stream<Batch<T>> | undefined;

  constructor(client: Client, kind: Kind<T>, options: InformerOptions = {}) {
    this.client = client;
    this.kind = kind;
    this.options = options;
  }

  get(key: string): T | undefined {
    return this.objects.get(key);
  }

  list(): Iterable<T> {
    return this.objects.values();
  }

  get size(): number {
    return this.objects.size;
  }

  handle(handler: Handler<T>): void {
    this.handlers.push(handler);
    if (this.synced) for (const object of this.objects.values()) handler.added?.(object);
  }

  /** A look-up by something of the object; ask before the informer runs. */
  index(name: string, keys: (object: T) => readonly string[]): Index<T> {
    const existing = this.indexes.find((i) => i.name === name);
    if (existing) return existing;
    const index = new Index<T>(name, keys);
    for (const object of this.objects.values()) index.replace(undefined, object);
    this.indexes.push(index);
    return index;
  }

  *waitForSync(): Sim<void> {
    while (!this.synced) yield* this.whenSynced.wait();
  }

  /** Keeps the copy up to date for ever. */
  *run(): Sim<void> {
    const { kernel } = this.client.transport;
    const random = kernel.stream(`reflector/${this.client.options.actor}/${this.kind.resource}`);
    let backoff = 800;
    let resume = '';
    try {
      for (;;) {
        try {
          const timeout = 300 + random.below(300);
          const query: Record<string, string> = { allowWatchBookmarks: 'true' };
          if (resume) query.resourceVersion = resume;
          else Object.assign(query, { resourceVersionMatch: 'NotOlderThan', sendInitialEvents: 'true' });
          query.timeoutSeconds = String(timeout);
          const initial = !resume;
          const opened = yield* this.client.watch(this.kind, { ...this.options, query, level: initial && !this.synced ? 'detail' : 'heartbeat' });
          backoff = 800;
          const ended = new Deferred<'EOF' | 'broken' | 'expired'>();
          this.attach(opened, initial, ended);
          const how = yield* ended.wait();
          resume = how === 'expired' ? '' : this.revision;
          if (how === 'broken') yield* sleep(milliseconds(backoff * (1 + random.float())));
        } catch (error) {
          if (error instanceof ApiError && (error.code === 410 || error.reason === 'Expired')) {
            resume = '';
            continue;
          }
          if (!(error instanceof ConnectionError) && !(error instanceof ApiError)) throw error;
          yield* sleep(milliseconds(backoff * (1 + random.float())));
          backoff = Math.min(backoff * 2, 30_000);
        }
      }
    } finally {
      this.stream?.close();
    }
  }

  private attach(stream: Stream<Batch<T>>, initial: boolean, ended: Deferred<'EOF' | 'broken' | 'expired'>): void {
    this.stream = stream;
    let collecting: Map<string, T> | undefined = initial ? new Map() : undefined;
    stream.onEnd = (how) => ended.resolve(how);
    stream.onItem = (batch) => {
      for (const { type, object } of batch) {
        if (type === 'ERROR') {
          stream.close();
          ended.resolve('expired');
          return;
        }
        this.revision = object.metadata.resourceVersion;
        if (type === 'BOOKMARK') {
          if (collecting && object.metadata.annotations?.['k8s.io/initial-events-end'] === 'true') {
            this.replaceAll(collecting);
            collecting = undefined;
          }
        } else if (collecting) {
          if (type === 'DELETED') collecting.delete(keyFor(object));
          else collecting.set(keyFor(object), object);
        } else if (type === 'DELETED') this.remove(object);
        else this.put(object);
      }
    };
  }

  private replaceAll(objects: Map<string, T>): void {
    for (const [key, old] of [...this.objects]) if (!objects.has(key)) this.remove(old);
    for (const object of objects.values()) {
      const old = this.objects.get(keyFor(object));
      if (old?.metadata.resourceVersion !== object.metadata.resourceVersion) this.put(object);
    }
    if (this.synced) return;
    this.synced = true;
    this.whenSynced.notify();
  }

  private put(object: T): void {
    const key = keyFor(object);
    const old = this.objects.get(key);
    this.objects.set(key, object);
    for (const index of this.indexes) index.replace(old, object);
    for (const handler of this.handlers) {
      if (old === undefined) handler.added?.(object);
      // The same name under another uid is another object.
      else if (old.metadata.uid !== object.metadata.uid && handler.deleted) {
        handler.deleted(old);
        handler.added?.(object);
      } else handler.updated?.(object, old);
    }
  }

  private remove(object: T): void {
    const key = keyFor(object);
    const old = this.objects.get(key);
    if (old === undefined) return;
    this.objects.delete(key);
    for (const index of this.indexes) index.replace(old, undefined);
    for (const handler of this.handlers) handler.deleted?.(object);
  }
}

/** Objects by the values that a function gives for them. */
export class Index<T extends KubeObject> {
  readonly name: string;
  private readonly keys: (object: T) => readonly string[];
  private readonly byKey = new Map<string, Map<string, T>>();

  constructor(name: string, keys: (object: T) => readonly string[]) {
    this.name = name;
    this.keys = keys;
  }

  get(key: string): Iterable<T> {
    return this.byKey.get(key)?.values() ?? NONE;
  }

  count(key: string): number {
    return this.byKey.get(key)?.size ?? 0;
  }

  replace(old: T | undefined, next: T | undefined): void {
    const before = old ? this.keys(old) : NONE;
    const after = next ? this.keys(next) : NONE;
    const id = keyFor((next ?? old) as T);
    for (const key of before) {
      if (after.includes(key)) continue;
      const set = this.byKey.get(key);
      set?.delete(id);
      if (set?.size === 0) this.byKey.delete(key);
    }
    for (const key of after) {
      let set = this.byKey.get(key);
      if (!set) this.byKey.set(key, (set = new Map()));
      set.set(id, next as T);
    }
  }
}
const NONE: readonly never[] = [];

/** The informers that the parts of one component share. */
export class Informers {
  private readonly all = new Map<string, Informer>();
  private readonly client: Client;
  private readonly group: TaskGroup;
  private started = false;

  constructor(client: Client, group: TaskGroup) {
    this.client = client;
    this.group = group;
  }

  of<T extends KubeObject>(kind: Kind<T>, options: InformerOptions = {}): Informer<T> {
    const id = `${kind.resource}/${kind.version}?${options.namespace ?? ''}&${options.labelSelector ?? ''}&${options.fieldSelector ?? ''}`;
    let informer = this.all.get(id);
    if (!informer) {
      informer = new Informer(this.client, kind, options) as unknown as Informer;
      this.all.set(id, informer);
      if (this.started) this.group.spawn(`informer/${kind.plural}`, informer.run());
    }
    return informer as unknown as Informer<T>;
  }

  start(): void {
    this.started = true;
    for (const informer of this.all.values()) this.group.spawn(`informer/${informer.kind.plural}`, informer.run());
  }

  *waitForSync(): Sim<void> {
    for (const informer of this.all.values()) yield* informer.waitForSync();
  }
}

/** How long a cache poll sleeps; upstream polls every 100 ms. */
export const SYNC_POLL: Micros = seconds(0.1);
