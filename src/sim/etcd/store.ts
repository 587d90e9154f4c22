// etcd, as the API server uses it: one global revision, keys with create and modification revisions, transactions that
// compare and then act, ranges by prefix, watches from any revision that is not compacted, leases. It knows keys and
// opaque values only.
//
// Simplified: one member, so no Raft round trip and no elections.

import { assert } from '../../base/assert.ts';
import type { Micros } from '../../base/time.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Change } from '../kernel/trace.ts';
import { SortedKeys } from './sortedKeys.ts';

export interface KeyValue<V> {
  readonly key: string;
  readonly value: V;
  readonly createRevision: number;
  readonly modRevision: number;
  /** How many writes the key has seen since it was created. */
  readonly version: number;
}

export interface StoreEvent<V> {
  readonly type: 'put' | 'delete';
  readonly key: string;
  readonly revision: number;
  /** The new value; for a delete, what was there before. */
  readonly value: V;
  readonly previous: V | undefined;
}

export type StoreListener<V> = (event: StoreEvent<V>) => void;

/** A watch asked for a revision that compaction has removed. */
export class CompactedError extends Error {
  override readonly name = 'CompactedError';
}

export class Store<V extends object> {
  private current = 1;
  private compacted = 0;
  private readonly keys = new Map<string, KeyValue<V>>();
  /** All keys in byte order. */
  private readonly sorted = new SortedKeys();
  private events: StoreEvent<V>[] = [];
  private readonly listeners = new Set<StoreListener<V>>();
  private readonly leases = new Map<string, number>();
  private readonly expiries = new Map<number, Set<string>>();
  private readonly kernel: Kernel;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  get revision(): number {
    return this.current;
  }

  get size(): number {
    return this.keys.size;
  }

  get(key: string): KeyValue<V> | undefined {
    return this.keys.get(key);
  }

  /** All keys that begin with the prefix, in byte order. `after`: only keys behind this one. */
  range(prefix: string, options: { readonly after?: string; readonly limit?: number } = {}): KeyValue<V>[] {
    const out: KeyValue<V>[] = [];
    for (const key of this.sorted.from(options.after !== undefined && options.after >= prefix ? `${options.after}\0` : prefix)) {
      if (!key.startsWith(prefix)) break;
      out.push(this.keys.get(key) as KeyValue<V>);
      if (options.limit !== undefined && out.length >= options.limit) break;
    }
    return out;
  }

  count(prefix: string): number {
    let n = 0;
    for (const key of this.sorted.from(prefix)) {
      if (!key.startsWith(prefix)) break;
      n++;
    }
    return n;
  }

  /**
   * If the key's modification revision is still `expected` (0: it does not exist), writes what `make` returns for the
   * new revision; otherwise undefined and nothing has happened.
   */
  put(key: string, expected: number, make: (revision: number) => V): KeyValue<V> | undefined {
    const before = this.keys.get(key);
    if ((before?.modRevision ?? 0) !== expected) return undefined;
    const revision = this.current + 1;
    const value = make(revision);
    this.current = revision;
    const kv: KeyValue<V> = {
      key,
      value,
      createRevision: before?.createRevision ?? revision,
      modRevision: revision,
      version: (before?.version ?? 0) + 1,
    };
    if (!before) this.sorted.add(key);
    this.keys.set(key, kv);
    this.record({ type: 'put', key, revision, value, previous: before?.value }, value);
    return kv;
  }

  /** Removes the key if its modification revision is `expected`; the revision of the removal, or undefined. */
  delete(key: string, expected: number, make: (last: V, revision: number) => V = (last) => last): number | undefined {
    const before = this.keys.get(key);
    if (!before || before.modRevision !== expected) return undefined;
    const revision = ++this.current;
    this.keys.delete(key);
    this.sorted.remove(key);
    this.dropLease(key);
    this.record({ type: 'delete', key, revision, value: make(before.value, revision), previous: before.value }, undefined);
    return revision;
  }

  /** Removes the key when `ttl` has passed, unless it is gone or was put under another lease before. */
  lease(key: string, ttl: Micros): void {
    this.dropLease(key);
    // Like the API server's lease manager, keys of the same minute share a lease.
    const minute = Math.ceil((this.kernel.now + ttl) / 60_000_000);
    let keys = this.expiries.get(minute);
    if (!keys) {
      this.expiries.set(minute, (keys = new Set()));
      this.kernel.at((minute * 60_000_000) as Micros, () => this.expire(minute), this.kernel.trace.open('timer', 'etcd', 'lease', this.kernel.now, 0 as never, { level: 'heartbeat', end: (minute * 60_000_000) as Micros }));
    }
    keys.add(key);
    this.leases.set(key, minute);
  }

  /** Hears of every event from now on, in the order of revisions, at the moment of the commit. */
  listen(listener: StoreListener<V>): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The events after a revision; throws where compaction has removed some of them. */
  since(revision: number): readonly StoreEvent<V>[] {
    if (revision < this.compacted) throw new CompactedError('mvcc: required revision has been compacted');
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if ((this.events[mid] as StoreEvent<V>).revision <= revision) low = mid + 1;
      else high = mid;
    }
    return this.events.slice(low);
  }

  /** Forgets the history up to a revision; present values stay. */
  compact(revision: number): void {
    if (revision <= this.compacted) return;
    this.compacted = Math.min(revision, this.current);
    this.events = this.events.filter((e) => e.revision > this.compacted);
  }

  get compactRevision(): number {
    return this.compacted;
  }

  /** Puts objects in place without history, before anything runs; returns nothing to a watch. */
  load(entries: readonly { readonly key: string; readonly value: V; readonly revision: number }[], revision: number): void {
    assert(this.keys.size === 0, 'only an empty store can be loaded');
    for (const { key, value, revision: at } of entries) {
      this.keys.set(key, { key, value, createRevision: at, modRevision: at, version: 1 });
      this.kernel.trace.change(at, key, value, this.kernel.span, this.kernel.now);
    }
    this.sorted.load([...this.keys.keys()].sort());
    this.current = revision;
    // Each key's last write is all that is known of the history.
    for (const { key, value, revision: at } of [...entries].sort((a, b) => a.revision - b.revision)) this.events.push({ type: 'put', key, revision: at, value, previous: undefined });
  }

  private record(event: StoreEvent<V>, value: V | undefined): Change {
    this.events.push(event);
    const change = this.kernel.trace.change(event.revision, event.key, value, this.kernel.span, this.kernel.now);
    for (const listener of this.listeners) listener(event);
    return change;
  }

  private expire(minute: number): void {
    const keys = this.expiries.get(minute);
    this.expiries.delete(minute);
    for (const key of keys ?? []) {
      const kv = this.keys.get(key);
      if (kv && this.leases.get(key) === minute) this.delete(key, kv.modRevision);
    }
  }

  private dropLease(key: string): void {
    const minute = this.leases.get(key);
    if (minute === undefined) return;
    this.leases.delete(key);
    this.expiries.get(minute)?.delete(key);
  }
}
