// Delays that double with each failure, by key. Upstream: k8s.io/client-go/util/flowcontrol/backoff.go

import { seconds, type Micros } from '../../base/time.ts';

interface Entry {
  backoff: Micros;
  updatedAt: Micros;
}

export class Backoff {
  private readonly entries = new Map<string, Entry>();
  private readonly now: () => Micros;
  private readonly initial: Micros;
  private readonly max: Micros;

  constructor(now: () => Micros, initial: Micros = seconds(10), max: Micros = seconds(300)) {
    this.now = now;
    this.initial = initial;
    this.max = max;
  }

  get(key: string): Micros {
    return this.entries.get(key)?.backoff ?? (0 as Micros);
  }

  /** A failure: the next delay is twice as long; after a long enough quiet it starts anew. */
  next(key: string, eventAt: Micros): void {
    const entry = this.entries.get(key);
    const now = this.now();
    if (!entry || this.expired(entry, eventAt)) this.entries.set(key, { backoff: this.initial, updatedAt: now });
    else {
      entry.backoff = Math.min(entry.backoff * 2, this.max) as Micros;
      entry.updatedAt = now;
    }
  }

  isInBackOffSince(key: string, eventAt: Micros): boolean {
    const entry = this.entries.get(key);
    return entry !== undefined && !this.expired(entry, eventAt) && this.now() - eventAt < entry.backoff;
  }

  isInBackOffSinceUpdate(key: string, eventAt: Micros): boolean {
    const entry = this.entries.get(key);
    return entry !== undefined && !this.expired(entry, eventAt) && eventAt - entry.updatedAt < entry.backoff;
  }

  updatedAt(key: string): Micros {
    return this.entries.get(key)?.updatedAt ?? (0 as Micros);
  }

  forget(prefix: string): void {
    for (const key of this.entries.keys()) if (key.startsWith(prefix)) this.entries.delete(key);
  }

  private expired(entry: Entry, eventAt: Micros): boolean {
    return eventAt - entry.updatedAt > 2 * this.max;
  }
}
