// The Pods of one owner, counted as they come and go: how many are active, ready, available, terminating, and which are
// its own although its selector does not match them. A change of a Pod costs the same however many there are.

import { matches, type Selector } from '../../api/selectors.ts';
import type { Pod } from '../../kinds/pod.ts';
import { isReady, isTerminal, readySince } from '../shared/pods.ts';

export interface TallyRules {
  readonly selector: Selector;
  /** Matches the labels of the owner's Pod template. */
  readonly template: Selector;
  readonly minReadySeconds: number;
}

export interface Counts {
  readonly active: number;
  readonly fullyLabeled: number;
  readonly ready: number;
  readonly available: number;
  readonly terminating: number;
}

const ACTIVE = 1;
const READY = 2;
const LABELED = 4;
const TERMINATING = 8;
const MISMATCHED = 16;

export class Tally {
  readonly rules: TallyRules;
  private readonly flags = new Map<string, number>();
  /** Active Pods that the selector does not match: to be released. */
  private readonly mismatched = new Map<string, Pod>();
  /** Ready Pods that may not be available yet, and since when they are ready. */
  private readonly waiting = new Map<string, number>();
  private active = 0;
  private ready = 0;
  private labeled = 0;
  private terminating = 0;

  constructor(rules: TallyRules, pods: Iterable<Pod>) {
    this.rules = rules;
    for (const pod of pods) this.put(pod);
  }

  put(pod: Pod): void {
    const key = pod.metadata.uid;
    const before = this.flags.get(key) ?? 0;
    const flags = this.classify(pod);
    if (flags & MISMATCHED) this.mismatched.set(key, pod);
    if (flags & READY && this.rules.minReadySeconds > 0) this.waiting.set(key, readySince(pod) ?? Number.POSITIVE_INFINITY);
    if (flags === before) return;
    this.flags.set(key, flags);
    this.count(key, before, flags);
  }

  remove(pod: Pod): void {
    const key = pod.metadata.uid;
    const before = this.flags.get(key);
    if (before === undefined) return;
    this.flags.delete(key);
    this.count(key, before, 0);
  }

  /** Counted here already. */
  has(pod: Pod): boolean {
    return this.flags.has(pod.metadata.uid);
  }

  /** Owned and active, but not what the selector asks for. */
  strangers(): readonly Pod[] {
    return this.mismatched.size === 0 ? NONE : [...this.mismatched.values()];
  }

  /** `extra`: Pods that were adopted a moment ago and are not counted here yet. */
  counts(nowMs: number, extra: readonly Pod[] = NONE): Counts {
    const { minReadySeconds } = this.rules;
    let waiting = 0;
    if (minReadySeconds > 0) {
      for (const [key, since] of this.waiting) {
        if (since + minReadySeconds * 1000 <= nowMs) this.waiting.delete(key);
        else waiting++;
      }
    }
    let { active, labeled, ready } = this;
    for (const pod of extra) {
      active++;
      if (matches(this.rules.template, pod.metadata.labels)) labeled++;
      if (!isReady(pod)) continue;
      ready++;
      const since = readySince(pod);
      if (minReadySeconds > 0 && (since === undefined || since + minReadySeconds * 1000 > nowMs)) waiting++;
    }
    return { active, fullyLabeled: labeled, ready, available: ready - waiting, terminating: this.terminating };
  }

  /** Milliseconds until the next Pod becomes available by time alone; undefined where none will. */
  nextAvailable(nowMs: number): number | undefined {
    let next: number | undefined;
    for (const since of this.waiting.values()) {
      const left = since + this.rules.minReadySeconds * 1000 - nowMs;
      if (left > 0 && Number.isFinite(left) && (next === undefined || left < next)) next = left;
    }
    return next;
  }

  private classify(pod: Pod): number {
    if (isTerminal(pod)) return 0;
    const { labels, deletionTimestamp } = pod.metadata;
    const fits = matches(this.rules.selector, labels);
    if (deletionTimestamp !== undefined) return fits ? TERMINATING : 0;
    if (!fits) return MISMATCHED;
    return ACTIVE | (isReady(pod) ? READY : 0) | (matches(this.rules.template, labels) ? LABELED : 0);
  }

  private count(key: string, before: number, after: number): void {
    const changed = before ^ after;
    if (changed & ACTIVE) this.active += after & ACTIVE ? 1 : -1;
    if (changed & LABELED) this.labeled += after & LABELED ? 1 : -1;
    if (changed & TERMINATING) this.terminating += after & TERMINATING ? 1 : -1;
    if (changed & MISMATCHED && !(after & MISMATCHED)) this.mismatched.delete(key);
    if (changed & READY) {
      this.ready += after & READY ? 1 : -1;
      if (!(after & READY)) this.waiting.delete(key);
    }
  }
}

const NONE: readonly Pod[] = [];
