// How fast nodes in trouble may be emptied, zone by zone: where most of a zone is silent, it is more likely the network
// that failed than all its nodes, and emptying them would only make it worse.
// Upstream: pkg/controller/nodelifecycle/{node_lifecycle_controller,scheduler/rate_limited_queue}.go

import type { Micros } from '../../../base/time.ts';
import type { SpanId } from '../../kernel/trace.ts';
import type { Node } from '../../kinds/node.ts';

export type ZoneState = 'initial' | 'normal' | 'partialDisruption' | 'fullDisruption';

/** Nodes a second. */
const NORMAL_RATE = 0.1;
const REDUCED_RATE = 0.01;
const LARGE_ZONE = 50;
const UNHEALTHY_SHARE = 0.55;

export function zoneKey({ metadata }: Node): string {
  const { labels = {} } = metadata;
  const region = labels['topology.kubernetes.io/region'] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? '';
  const zone = labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? '';
  return region || zone ? `${region}:${zone}` : '';
}

export function zoneState(ready: number, notReady: number): ZoneState {
  if (ready === 0 && notReady > 0) return 'fullDisruption';
  if (notReady > 2 && notReady / (notReady + ready) >= UNHEALTHY_SHARE) return 'partialDisruption';
  return 'normal';
}

export function evictionRate(state: ZoneState, nodes: number): number {
  if (state !== 'partialDisruption') return NORMAL_RATE;
  return nodes > LARGE_ZONE ? REDUCED_RATE : 0;
}

export interface Entry {
  readonly name: string;
  readonly uid: string;
  /** Why it waits. */
  readonly cause: SpanId;
}

/** Nodes that wait for their NoExecute taint, and a limit to how fast they get it. A node that had its turn is not taken again until it was removed. */
export class TaintQueue {
  private readonly waiting: Entry[] = [];
  private readonly known = new Set<string>();
  private rate = NORMAL_RATE;
  private tokens = 1;
  private at = 0 as Micros;

  setRate(rate: number, now: Micros): void {
    this.refill(now);
    this.rate = rate;
    if (rate === 0) this.tokens = 0;
  }

  get length(): number {
    return this.waiting.length;
  }

  /** How long until the first may be taken; undefined: nobody waits, or nobody will be taken for now. */
  delay(now: Micros): Micros | undefined {
    this.refill(now);
    if (this.waiting.length === 0 || (this.rate === 0 && this.tokens < 1)) return undefined;
    return (this.tokens >= 1 ? 0 : Math.ceil(((1 - this.tokens) * 1e6) / this.rate)) as Micros;
  }

  add(entry: Entry): boolean {
    if (this.known.has(entry.name)) return false;
    this.known.add(entry.name);
    this.waiting.push(entry);
    return true;
  }

  remove(name: string): void {
    this.known.delete(name);
    const at = this.waiting.findIndex((entry) => entry.name === name);
    if (at >= 0) this.waiting.splice(at, 1);
  }

  /** The next node, where one waits and may be taken now. */
  next(now: Micros): Entry | undefined {
    this.refill(now);
    if (this.waiting.length === 0 || this.tokens < 1) return undefined;
    this.tokens -= 1;
    return this.waiting.shift();
  }

  /** It did not work out: its turn comes again. */
  putBack(entry: Entry): void {
    this.waiting.push(entry);
  }

  private refill(now: Micros): void {
    this.tokens = Math.min(1, this.tokens + ((now - this.at) / 1e6) * this.rate);
    this.at = now;
  }
}
