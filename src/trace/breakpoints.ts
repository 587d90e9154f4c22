// Breakpoints: moments at which a player stops by itself, in Kubernetes' own words ("before any bind", "a Pod is not
// Ready", "any 409"). Found once, forward, as a trace grows, like the boundaries of steps.

import type { ChangeView, TraceReader } from './reader.ts';
import type { RequestSummary } from './summary.ts';
import { lowerBound, upperBound } from './sorted.ts';

/**
 * bind          a scheduler's request that binds a Pod is about to leave
 * delete        a request that deletes something is about to leave
 * pull          a node begins to pull an image
 * notReady      a Pod that was ready is not any more, and nobody deletes it
 * crash         a container has ended and is started again, or will be
 * unschedulable the scheduler finds no node for a Pod
 * conflict      a request is answered 409
 * refused       a request is answered 4xx or 5xx; asking for what is not there is none
 * warning       an Event of type Warning is stored
 * nodeNotReady  a Node stops being Ready
 */
export const BREAKPOINTS = ['bind', 'delete', 'pull', 'notReady', 'crash', 'unschedulable', 'conflict', 'refused', 'warning', 'nodeNotReady'] as const;
export type Breakpoint = (typeof BREAKPOINTS)[number];

/** What a player stopped for, and the span of it: the request, the decision, or what wrote the change; 0 where there is none. */
export interface Stop {
  readonly at: number;
  readonly breakpoint: Breakpoint;
  readonly span: number;
}

export class Breakpoints {
  private readonly reader: TraceReader;
  private readonly times: Readonly<Record<Breakpoint, number[]>>;
  private readonly spans: Readonly<Record<Breakpoint, number[]>>;
  private open: number[] = [];
  private seenSpans = 0;
  private seenChanges = 0;
  private version: number | undefined;

  constructor(reader: TraceReader) {
    this.reader = reader;
    this.times = lists();
    this.spans = lists();
  }

  /** The first stop of any of these in (from, to]; undefined where there is none. */
  first(wanted: Iterable<Breakpoint>, from: number, to: number): Stop | undefined {
    this.update();
    let found: Stop | undefined;
    for (const breakpoint of wanted) {
      const times = this.times[breakpoint];
      const i = upperBound(times, from);
      const at = times[i];
      if (at !== undefined && at <= to && (!found || at < found.at)) found = { at, breakpoint, span: this.spans[breakpoint][i] as number };
    }
    return found;
  }

  /** How many there are up to a moment. */
  count(breakpoint: Breakpoint, at: number): number {
    this.update();
    return upperBound(this.times[breakpoint], at);
  }

  private update(): void {
    const { reader } = this;
    if (reader.version !== undefined && reader.version === this.version) return;
    this.version = reader.version;
    for (let id = this.seenSpans + 1; id <= reader.spanCount; id++) if (reader.levelOf(id) === 'story') this.begun(id);
    this.seenSpans = reader.spanCount;
    this.open = this.open.filter((id) => !this.ended(id));
    for (; this.seenChanges < reader.changeCount; this.seenChanges++) this.changed(reader.change(this.seenChanges));
  }

  private begun(id: number): void {
    const { summary, name, start } = this.reader.span(id);
    if (summary.type === 'node') {
      if (name === 'pull') this.add('pull', start, id);
      return;
    }
    if (summary.type !== 'request' && summary.type !== 'schedule') return;
    this.open.push(id);
    if (summary.type !== 'request' || summary.dryRun) return;
    if (summary.subresource === 'binding' || summary.resource === 'bindings') this.add('bind', start, id);
    if (summary.method === 'DELETE') this.add('delete', start, id);
  }

  /** Takes in how a request or a decision ended; false while it goes on. */
  private ended(id: number): boolean {
    const { reader } = this;
    if (reader.endOf(id) > reader.now) return false;
    const { summary, end } = reader.span(id);
    if (summary.type === 'schedule') {
      if (summary.node === '') this.add('unschedulable', end, id);
      return true;
    }
    if (summary.type !== 'request' || !isRefused(summary)) return true;
    const at = summary.answered >= 0 ? summary.answered : end;
    this.add('refused', at, id);
    if (summary.code === 409) this.add('conflict', at, id);
    return true;
  }

  private changed({ summary, previous, deleted, at, span }: ChangeView): void {
    if (deleted) return;
    const before = previous < 0 ? undefined : this.reader.change(previous);
    const was = before?.deleted ? undefined : before?.summary;
    if (summary.kind === 'Event') {
      if (summary.eventType === 'Warning' && (was?.kind !== 'Event' || was.count !== summary.count)) this.add('warning', at, span);
    } else if (summary.kind === 'Pod' && was?.kind === 'Pod') {
      if (was.isReady && !summary.isReady && !summary.terminating && summary.status !== 'Completed') this.add('notReady', at, span);
      if (summary.restarts > was.restarts || (summary.status !== was.status && /^(Error|OOMKilled|CrashLoopBackOff|ContainerCannotRun|StartError)$/.test(summary.status))) this.add('crash', at, span);
    } else if (summary.kind === 'Node' && was?.kind === 'Node' && was.ready === 'True' && summary.ready !== 'True') this.add('nodeNotReady', at, span);
  }

  private add(breakpoint: Breakpoint, at: number, span: number): void {
    const times = this.times[breakpoint];
    const i = times.length === 0 || (times[times.length - 1] as number) < at ? times.length : lowerBound(times, at);
    if (times[i] === at) return;
    times.splice(i, 0, at);
    this.spans[breakpoint].splice(i, 0, span);
  }
}

/** Whoever looks whether something is there takes 404 for an answer. */
const isRefused = ({ code, method }: RequestSummary): boolean => code >= 400 && !(code === 404 && method === 'GET');

const lists = (): Record<Breakpoint, number[]> => Object.fromEntries(BREAKPOINTS.map((name) => [name, []])) as unknown as Record<Breakpoint, number[]>;

const made = new WeakMap<TraceReader, Breakpoints>();

/** The breakpoints of a trace: found once for all who ask. */
export function breakpointsOf(reader: TraceReader): Breakpoints {
  let breakpoints = made.get(reader);
  if (!breakpoints) made.set(reader, (breakpoints = new Breakpoints(reader)));
  return breakpoints;
}
