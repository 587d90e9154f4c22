// Requests through the cluster's network on their way: there, at the other end, and back; by time. What the kubelets ask
// (probes) beats like a heart and is not drawn.

import type { SpanId } from '../../sim/kernel/trace.ts';
import type { SpanView } from '../../trace/reader.ts';
import type { HopSummary } from '../../trace/summary.ts';
import { Intervals, type Interval } from './history.ts';

export interface HopLeg extends Interval {
  readonly span: SpanId;
  /** inside: the other end works on it; stop: it came to nothing. */
  readonly part: 'there' | 'inside' | 'back' | 'stop';
  /** Actors of the trace. */
  readonly from: string;
  readonly to: string;
  readonly level: SpanView['level'];
  readonly hop: HopSummary;
}

/** What never arrives is seen to leave for so long; simulated microseconds. */
const LEAVES = 800;
/** Standing at its very end one still sees what came of it. */
const STILL = 0.75;

export class HopLegs {
  readonly legs = new Intervals<HopLeg>();
  private readonly inside = new Map<SpanId, HopLeg>();

  /** Takes a hop in, and again when more of it is known; true when nothing more will come. */
  take(span: SpanView, hop: HopSummary): boolean {
    if (span.level === 'heartbeat') return true;
    const { id, start, end } = span;
    const lasts = hop.arrived >= 0 ? hop.arrived : Math.min(start + LEAVES, end);
    let inside = this.inside.get(id);
    if (!inside) {
      this.add(span, hop, 'there', start, lasts);
      inside = this.add(span, hop, 'inside', lasts, Infinity);
      this.inside.set(id, inside);
    }
    const over = end !== Infinity;
    const left = hop.answered >= 0 ? hop.answered : over ? (hop.error === '' ? end : Math.max(lasts, hop.arrived >= 0 ? (lasts + end) / 2 : end)) : -1;
    if (left >= 0 && inside.end === Infinity) this.legs.end(inside, left);
    if (!over) return false;
    this.inside.delete(id);
    // What is known now was not when it set out.
    (inside as { hop: HopSummary }).hop = hop;
    this.add(span, hop, hop.error === '' ? 'back' : 'stop', Math.min(left, end), end + STILL);
    return true;
  }

  private add({ id, actor, to, level }: SpanView, hop: HopSummary, part: HopLeg['part'], start: number, end: number): HopLeg {
    const leg: HopLeg = { span: id, part, from: actor, to, level, hop, start, end };
    this.legs.add(leg);
    return leg;
  }
}
