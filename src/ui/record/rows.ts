// The rows of the record: which spans are one, how they are numbered, what stands in them. Found once, forward.

import { lowerBound, upperBound } from '../../trace/sorted.ts';
import { currentMilestone } from '../../trace/captions.ts';
import type { Milestones } from '../../trace/milestones.ts';
import type { SpanView, TraceReader } from '../../trace/reader.ts';
import type { MessageClass } from '../widgets/glyphs/headGlyphs.ts';

export interface Row {
  readonly span: number;
  /** `3.2`: the second row on the way to milestone 3. */
  readonly number: string;
  readonly at: number;
  readonly message: MessageClass;
  readonly from: string;
  /** '' for what does not travel. */
  readonly to: string;
  readonly verb: string;
  readonly what: string;
  /** 0 while there is none at the moment that is looked at. */
  readonly code: number;
  readonly revision: number;
}

/** Work of a node that is a row: what it does to the world, not that it thinks. */
const NODE_WORK = new Set(['sandbox', 'cni', 'pull', 'create', 'start', 'kill', 'backoff']);

export class Rows {
  private readonly reader: TraceReader;
  private readonly milestones: Milestones;
  private readonly origin: number;
  private readonly spans: number[] = [];
  private readonly starts: number[] = [];
  private seen = 0;

  constructor(reader: TraceReader, milestones: Milestones, origin: number) {
    this.reader = reader;
    this.milestones = milestones;
    this.origin = origin;
  }

  /** How many rows there are at a moment. */
  countAt(time: number): number {
    this.update();
    return upperBound(this.starts, time);
  }

  /** The spans of the first rows. */
  first(count: number): readonly number[] {
    return this.spans.slice(0, count);
  }

  /** A row as it reads at a moment: an answer that is not back yet is not told. */
  row(i: number, at: number): Row {
    const span = this.reader.span(this.spans[i] as number);
    return { span: span.id, number: this.numberOf(i), at: span.start, ...textOf(span, at) };
  }

  private numberOf(i: number): string {
    const start = this.starts[i] as number;
    const n = currentMilestone(this.milestones, start);
    const before = n > 1 ? (this.milestones.times[n - 2] as number) : 0;
    return `${n}.${i - lowerBound(this.starts, before) + 1}`;
  }

  private update(): void {
    const { reader } = this;
    for (let id = this.seen + 1; id <= reader.spanCount; id++) {
      const start = reader.startOf(id);
      if (start < this.origin || reader.levelOf(id) !== 'story' || !isRow(reader.span(id))) continue;
      this.spans.push(id);
      this.starts.push(start);
    }
    this.seen = reader.spanCount;
  }
}

function isRow({ type, name, summary }: SpanView): boolean {
  if (summary.type === 'request') return summary.resource !== 'events';
  if (summary.type === 'node') return type !== 'timer' && NODE_WORK.has(name);
  return summary.type === 'watch' || summary.type === 'schedule' || (summary.type === 'input' && summary.what !== 'file');
}

function textOf({ name, actor, to, end, summary }: SpanView, at: number): Omit<Row, 'span' | 'number' | 'at'> {
  const row = { from: actor, to, verb: name, what: '', code: 0, revision: 0, message: 'inside' as MessageClass };
  switch (summary.type) {
    case 'request': {
      const back = end <= at;
      const refused = back && summary.code >= 400 && !(summary.code === 404 && summary.method === 'GET');
      const message = refused ? 'refused' : summary.method === 'GET' ? 'read' : summary.method === 'DELETE' ? 'delete' : summary.subresource === 'status' || summary.resource === 'leases' ? 'status' : 'write';
      const path = [summary.resource || '/', summary.name, summary.subresource].filter(Boolean).join('/');
      return { ...row, from: summary.component, verb: summary.method, what: path, code: back ? summary.code : 0, revision: back ? summary.revision : 0, message };
    }
    case 'watch':
      return { ...row, verb: summary.event, what: summary.key.split('/').slice(2).join('/'), revision: summary.revision, message: 'watch' };
    case 'schedule':
      return { ...row, what: summary.node && end <= at ? `${summary.key} → ${summary.node}` : summary.key };
    case 'node':
      return { ...row, what: summary.image || summary.pod };
    case 'input':
      return { ...row, from: summary.what === 'fault' ? 'you' : 'kubectl', verb: summary.what === 'fault' ? 'fault' : '$', what: summary.text };
    default:
      return row;
  }
}
