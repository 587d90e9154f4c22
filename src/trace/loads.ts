// Requests at a rate, counted: how each of thousands ended, and when, so that any moment and any stretch of time is looked
// up rather than counted again. Grown with the trace.

import type { SpanId } from '../sim/kernel/trace.ts';
import { isLookUp } from './netHops.ts';
import type { SpanView, TraceReader } from './reader.ts';
import { upperBound } from './sorted.ts';
import type { LoadSummary, RunSummary } from './summary.ts';
import { indexOf } from './traceIndex.ts';

/** How some of the requests ended: a status, or why there was none. */
export interface Outcome {
  /** `200`, `refused`. */
  readonly key: string;
  readonly ok: boolean;
  /** Of one of them, in the words of curl; '' for a status. */
  readonly words: string;
  /** When each of them ended, in order. */
  readonly ends: readonly number[];
}

export interface Run extends Omit<RunSummary, 'type' | 'sent' | 'ended'> {
  readonly span: SpanId;
  readonly start: number;
  /** Infinity while it goes on. */
  end: number;
  ended: string;
  /** When each request was sent, in order. */
  readonly starts: readonly number[];
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Who answered → when, in order. */
  readonly by: ReadonlyMap<string, readonly number[]>;
  /** The spans of what went wrong, by their ends; and these. */
  readonly failures: readonly SpanId[];
  readonly failedAt: readonly number[];
}

interface Growing extends Omit<Run, 'starts' | 'outcomes' | 'by' | 'failures' | 'failedAt'> {
  readonly starts: number[];
  readonly outcomes: Map<string, Omit<Outcome, 'ends'> & { readonly ends: number[] }>;
  readonly by: Map<string, number[]>;
  readonly failures: SpanId[];
  readonly failedAt: number[];
}

export class Loads {
  /** In the order in which they began. */
  readonly runs: Run[] = [];
  private readonly reader: TraceReader;
  private readonly bySpan = new Map<number, Growing>();
  private open: SpanId[] = [];
  private seen = 0;
  private version: number | undefined;

  constructor(reader: TraceReader) {
    this.reader = reader;
  }

  update(): this {
    const { reader } = this;
    if (reader.version !== undefined && reader.version === this.version) return this;
    this.version = reader.version;
    for (let id = this.seen + 1; id <= reader.spanCount; id++) {
      if (reader.levelOf(id) !== 'detail') continue;
      const type = reader.typeOf(id);
      // Runs last, requests are worked on; only what a run has caused can be one of its requests.
      if (type === 'wait') this.takeRun(id as SpanId);
      else if (type === 'work' && this.bySpan.has(reader.causeOf(id))) this.takeSent(id as SpanId);
    }
    this.seen = reader.spanCount;
    if (this.open.length > 0) this.open = this.open.filter((id) => !this.settle(id));
    return this;
  }

  /** The run that goes on at a moment; of several the one that began last. */
  running(at: number): Run | undefined {
    this.update();
    for (let i = this.runs.length - 1; i >= 0; i--) {
      const run = this.runs[i] as Run;
      if (run.start <= at && run.end > at) return run;
    }
    return undefined;
  }

  private takeRun(id: SpanId): void {
    const span = this.reader.span(id);
    const { summary } = span;
    if (summary.type !== 'requests') return;
    const { name, from, url, host, perSecond, seconds } = summary;
    const run: Growing = { span: id, name, from, url, host, perSecond, seconds, start: span.start, end: Infinity, ended: '', starts: [], outcomes: new Map(), by: new Map(), failures: [], failedAt: [] };
    this.runs.push(run);
    this.bySpan.set(id, run);
    this.open.push(id);
  }

  private takeSent(id: SpanId): void {
    this.bySpan.get(this.reader.causeOf(id))?.starts.push(this.reader.startOf(id));
    this.open.push(id);
  }

  /** Takes in what is over; false while it goes on. */
  private settle(id: SpanId): boolean {
    const { reader } = this;
    const end = reader.endOf(id);
    if (end === Infinity) return false;
    const { summary, cause } = reader.span(id);
    if (summary.type === 'requests') {
      const run = this.bySpan.get(id) as Growing;
      run.end = end;
      run.ended = summary.ended;
    } else if (summary.type === 'load') this.takeEnd(this.bySpan.get(cause) as Growing, id, summary, end);
    return true;
  }

  private takeEnd(run: Growing, span: SpanId, { status, by, fault, error }: LoadSummary, end: number): void {
    const key = fault || String(status);
    let outcome = run.outcomes.get(key);
    if (!outcome) run.outcomes.set(key, (outcome = { key, ok: fault === '' && status >= 200 && status < 400, words: error, ends: [] }));
    insert(outcome.ends, end);
    if (by !== '' && outcome.ok) {
      const answers = run.by.get(by);
      if (answers) insert(answers, end);
      else run.by.set(by, [end]);
    }
    if (outcome.ok) return;
    run.failures.splice(insert(run.failedAt, end), 0, span);
  }
}

/** They come nearly in order. */
function insert(times: number[], at: number): number {
  let i = times.length;
  while (i > 0 && (times[i - 1] as number) > at) i--;
  if (i === times.length) times.push(at);
  else times.splice(i, 0, at);
  return i;
}

const made = new WeakMap<TraceReader, Loads>();

/** Counted once for all who ask. */
export function loadsOf(reader: TraceReader): Loads {
  let loads = made.get(reader);
  if (!loads) made.set(reader, (loads = new Loads(reader)));
  return loads.update();
}

export interface Tally {
  readonly sent: number;
  readonly ok: number;
  readonly failed: number;
  /** By how they ended, the commonest first. */
  readonly outcomes: readonly { readonly key: string; readonly ok: boolean; readonly words: string; readonly n: number }[];
  /** By who answered, the busiest first. */
  readonly by: readonly { readonly actor: string; readonly n: number }[];
}

/** How a run stands at a moment. */
export function tally(run: Run, at: number): Tally {
  const outcomes = [...run.outcomes.values()].map(({ key, ok, words, ends }) => ({ key, ok, words, n: upperBound(ends, at) })).filter((o) => o.n > 0);
  const sum = (ok: boolean): number => outcomes.reduce((n, o) => (o.ok === ok ? n + o.n : n), 0);
  return {
    sent: upperBound(run.starts, at),
    ok: sum(true),
    failed: sum(false),
    outcomes: outcomes.sort((a, b) => b.n - a.n || (a.key < b.key ? -1 : 1)),
    by: [...run.by].map(([actor, ends]) => ({ actor, n: upperBound(ends, at) })).filter((b) => b.n > 0).sort((a, b) => b.n - a.n || (a.actor < b.actor ? -1 : 1)),
  };
}

export interface Bucket {
  readonly from: number;
  readonly to: number;
  readonly ok: number;
  readonly failed: number;
}

/** The time of a run in equal stretches, and what ended in each of them, as far as is known. */
export function buckets(run: Run, count: number, until: number): readonly Bucket[] {
  const length = (run.seconds * 1e6) / count;
  const outcomes = [...run.outcomes.values()];
  return Array.from({ length: count }, (_, i): Bucket => {
    const from = run.start + i * length;
    // What was sent at its end is answered after it.
    const to = i === count - 1 ? Infinity : from + length;
    const n = (ok: boolean): number => outcomes.reduce((sum, o) => (o.ok === ok ? sum + Math.max(0, upperBound(o.ends, Math.min(to, until)) - upperBound(o.ends, from)) : sum), 0);
    return { from, to: from + length, ok: n(true), failed: n(false) };
  });
}

/** Where a request that went wrong did so: the innermost of its hops that failed, else the request itself. */
export function faultOf(reader: TraceReader, load: SpanId): SpanView {
  let found = reader.span(load);
  for (;;) {
    const wrong = indexOf(reader).effects(found.id).map((id) => reader.span(id)).filter(isWrong);
    // A name is looked up with every search domain: most of these find nothing, and nothing is wrong.
    const next = wrong.filter(({ summary }) => summary.type === 'hop' && !isLookUp(summary)).at(-1) ?? wrong.at(-1);
    if (!next) return found;
    found = next;
  }
}

const isWrong = ({ summary }: SpanView): boolean => summary.type === 'hop' && (summary.error !== '' || summary.status >= 400);
