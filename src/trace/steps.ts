// The steps of a story: one stretch of one actor doing one thing, which is what a caption has a sentence for. "The
// ReplicaSet controller wants 3, finds 0 and creates 3" is one step, with all its requests; looking and finding nothing to
// do is none. Found once, forward, as a trace grows.
//
// Left out: the boot (where it is not to be told: bootSteps.ts), heartbeats, and what concerns only the Pods of the system (bystanders, as on the stage).

import type { SpanId } from '../sim/kernel/trace.ts';
import { bootTellerOf, type BootTeller } from './bootTeller.ts';
import { upperBound } from './sorted.ts';
import { changesWord } from './podWord.ts';
import { netHops } from './netHops.ts';
import type { SpanView, TraceReader } from './reader.ts';
import { Roots } from './roots.ts';
import type { RequestSummary } from './summary.ts';
import { indexOf } from './traceIndex.ts';

export interface Step {
  readonly span: SpanId;
  /** Something that takes long is told twice: when it begins and when it is over. */
  readonly phase: 'do' | 'done';
  readonly from: number;
  /** Infinity while it goes on. */
  readonly to: number;
}

/** What nodes do that is told when it begins; and of those, what is told when it is over, too. */
const NODE_WORK = new Set(['sandbox', 'cni', 'pull', 'start', 'kill', 'preStop', 'backoff', 'probe']);
const TOLD_TWICE = new Set(['pull', 'kill']);

export class Steps {
  private readonly reader: TraceReader;
  private readonly roots: Roots;
  private readonly list: Step[] = [];
  private readonly froms: number[] = [];
  private open: SpanId[] = [];
  private seen = 0;
  private version: number | undefined;
  /** The boot is told. */
  private teller: BootTeller | undefined;

  constructor(reader: TraceReader) {
    this.reader = reader;
    this.roots = new Roots(reader);
  }

  /** All steps that are over, by their beginning. */
  get over(): readonly Step[] {
    this.update();
    return this.list;
  }

  /** The step that ends exactly at a moment (where a player stops), or the last that has begun by then. */
  at(time: number): Step | undefined {
    this.update();
    const last = upperBound(this.froms, time) - 1;
    for (let i = last; i >= 0 && i > last - 60; i--) {
      const step = this.list[i] as Step;
      if (Math.abs(step.to - time) < 0.5) return step;
    }
    let best = this.list[last];
    for (const id of this.open) {
      const from = this.reader.startOf(id);
      if (from <= time && (!best || from >= best.from) && this.told(id, time)) best = { span: id, phase: 'do', from, to: Infinity };
    }
    return best;
  }

  /** The last moment up to `time` at which a step began or ended. */
  lastMoment(time: number): number {
    this.update();
    let moment = 0;
    const last = upperBound(this.froms, time) - 1;
    for (let i = last; i >= 0 && i > last - 40; i--) {
      const { from, to } = this.list[i] as Step;
      moment = Math.max(moment, to <= time ? to : from);
    }
    return moment;
  }

  /** The next step that begins after a moment. */
  after(time: number): Step | undefined {
    this.update();
    return this.list[upperBound(this.froms, time)];
  }

  /** What lasts: pulls, grace periods, back-offs that have begun and are not over at a moment. */
  waiting(time: number): SpanId | undefined {
    this.update();
    const last = upperBound(this.froms, time) - 1;
    for (const id of this.open) if (this.reader.typeOf(id) === 'wait' && this.reader.startOf(id) <= time) return id;
    for (let i = last; i >= 0 && i > last - 200; i--) {
      const { span, phase, to } = this.list[i] as Step;
      if (phase === 'do' && to > time && this.reader.typeOf(span) === 'wait') return span;
    }
    return undefined;
  }

  /** Ends of the steps, for those who stop there; `taken` of them are known to the caller. */
  endsSince(taken: number): readonly number[] {
    this.update();
    return this.ends.slice(taken);
  }
  private readonly ends: number[] = [];

  private update(): void {
    const { reader } = this;
    if (reader.version !== undefined && reader.version === this.version) return;
    this.version = reader.version;
    if (this.seen === 0) this.teller = bootTellerOf(reader);
    for (let id = this.seen + 1; id <= reader.spanCount; id++) {
      if (reader.levelOf(id) === 'story' && this.candidate(id as SpanId)) this.open.push(id as SpanId);
    }
    this.seen = reader.spanCount;
    this.open = this.open.filter((id) => !this.settle(id));
  }

  private candidate(id: SpanId): boolean {
    const { reader } = this;
    const root = this.roots.of(id);
    const span = reader.span(id);
    if (this.ofBoot(root)) return this.teller?.isStep(reader, span) === true;
    const { summary } = span;
    switch (summary.type) {
      case 'input':
        return summary.what !== 'file' && span.name !== 'boot';
      case 'request':
        return summary.component === 'kubectl' || ((summary.component.startsWith('kubelet/') || reader.typeOf(span.cause || id) === 'timer') && isWrite(summary) && summary.namespace !== 'kube-system');
      case 'reconcile':
        return !summary.key.includes('kube-system/');
      case 'schedule':
        return !summary.key.startsWith('kube-system/');
      case 'node':
        return NODE_WORK.has(span.name) && !summary.pod.startsWith('kube-system/');
      case 'hop':
        return netHops(reader).commandOf(id) !== 0;
      default:
        return false;
    }
  }

  /** Goes back to the boot, or to what began by itself while it went on, where it is told. */
  private ofBoot(root: SpanId): boolean {
    const { reader } = this;
    if (reader.typeOf(root) === 'input') return reader.span(root).name === 'boot';
    return this.teller !== undefined && reader.startOf(root) < reader.endOf(1);
  }

  /** Whether a step that goes on is told already. */
  private told(id: SpanId, time: number): boolean {
    const span = this.reader.span(id);
    if (span.summary.type === 'reconcile') return this.writes(id).some((w) => this.reader.startOf(w) <= time);
    return span.summary.type !== 'request' || span.summary.component === 'kubectl';
  }

  private writes(id: SpanId): readonly SpanId[] {
    return indexOf(this.reader).effects(id).filter((effect) => {
      const { summary } = this.reader.span(effect);
      return summary.type === 'request' && isWrite(summary);
    });
  }

  /** Takes in what is over; false while it goes on. */
  private settle(id: SpanId): boolean {
    const { reader } = this;
    const span = reader.span(id);
    const extents = this.teller && this.ofBoot(this.roots.of(id)) ? this.teller.extents(reader, span) : undefined;
    if (extents === 'later') return false;
    if (extents) {
      for (const { phase, from, to } of extents) this.add({ span: id, phase, from, to });
      return true;
    }
    const end = this.endOf(span);
    if (end > reader.now) return false;
    if (span.summary.type === 'hop') {
      // There and back; what never arrives is told when it is over.
      const { arrived } = span.summary;
      if (arrived >= 0 && arrived < end) {
        this.add({ span: id, phase: 'do', from: span.start, to: arrived });
        this.add({ span: id, phase: 'done', from: arrived + 1, to: end });
      } else this.add({ span: id, phase: 'done', from: span.start, to: end });
      return true;
    }
    if (this.worthy(span)) {
      this.add({ span: id, phase: 'do', from: span.start, to: end });
      if (TOLD_TWICE.has(span.name)) this.add({ span: id, phase: 'done', from: end, to: end });
    }
    return true;
  }

  /** A decision of the scheduler is over when it is bound. */
  private endOf(span: SpanView): number {
    if (span.summary.type !== 'schedule' || span.end === Infinity) return span.end;
    return indexOf(this.reader).effects(span.id).reduce((end, effect) => Math.max(end, this.reader.endOf(effect)), span.end);
  }

  private worthy(span: SpanView): boolean {
    const { summary } = span;
    if (summary.type === 'reconcile') return summary.error !== '' || this.writes(span.id).length > 0;
    if (summary.type === 'request' && summary.component === 'kubectl') return summary.resource !== '' || this.asksFirst(span);
    if (summary.type === 'request') return summary.subresource !== 'status' || summary.resource !== 'pods' || changesWord(this.reader, span.id);
    if (span.name === 'probe') return summary.type === 'node' && summary.error !== '';
    return true;
  }

  /** kubectl asks several times which kinds there are; it is told once. */
  private asksFirst(span: SpanView): boolean {
    return indexOf(this.reader).effects(span.cause)[0] === span.id;
  }

  private add(step: Step): void {
    let i = this.froms.length;
    while (i > 0 && (this.froms[i - 1] as number) > step.from) i--;
    this.froms.splice(i, 0, step.from);
    this.list.splice(i, 0, step);
    this.ends.push(step.to);
  }
}

export const isWrite = (summary: RequestSummary): boolean => summary.method !== 'GET' && summary.resource !== 'events' && summary.resource !== 'leases';

const made = new WeakMap<TraceReader, Steps>();

/** The steps of a trace: found once for all who ask. */
export function stepsOf(reader: TraceReader): Steps {
  let steps = made.get(reader);
  if (!steps) made.set(reader, (steps = new Steps(reader)));
  return steps;
}
