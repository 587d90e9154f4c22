// Expectations: how many creations and deletions a controller has asked for and not yet seen come back through its
// watch. Until they have, it must not count its objects, or it would make too many.
// Upstream: pkg/controller/controller_utils.go (ControllerExpectations)

import { minutes, type Micros } from '../../base/time.ts';
import type { Kernel } from '../kernel/kernel.ts';

interface Expectation {
  add: number;
  del: number;
  readonly since: Micros;
}

const EXPIRES = minutes(5);

export class Expectations {
  private readonly byKey = new Map<string, Expectation>();
  private readonly deletions = new Map<string, Set<string>>();
  private readonly kernel: Kernel;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  satisfied(key: string): boolean {
    const e = this.byKey.get(key);
    return !e || (e.add <= 0 && e.del <= 0) || this.kernel.now - e.since > EXPIRES;
  }

  expectCreations(key: string, n: number): void {
    this.deletions.delete(key);
    this.byKey.set(key, { add: n, del: 0, since: this.kernel.now });
  }

  expectDeletions(key: string, uids: readonly string[]): void {
    this.deletions.set(key, new Set(uids));
    this.byKey.set(key, { add: 0, del: uids.length, since: this.kernel.now });
  }

  /** Creations and deletions at the same time, as a DaemonSet asks for them. */
  expect(key: string, creations: number, uids: readonly string[]): void {
    this.deletions.set(key, new Set(uids));
    this.byKey.set(key, { add: creations, del: uids.length, since: this.kernel.now });
  }

  creationObserved(key: string): void {
    const e = this.byKey.get(key);
    if (e) e.add--;
  }

  deletionObserved(key: string, uid: string): void {
    const e = this.byKey.get(key);
    if (e && this.deletions.get(key)?.delete(uid)) e.del--;
  }

  forget(key: string): void {
    this.byKey.delete(key);
    this.deletions.delete(key);
  }

  /** For the page: what is still awaited. */
  awaited(key: string): { readonly creations: number; readonly deletions: number } {
    const e = this.byKey.get(key);
    return { creations: Math.max(0, e?.add ?? 0), deletions: Math.max(0, e?.del ?? 0) };
  }
}
