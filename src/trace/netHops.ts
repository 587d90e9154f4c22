// Which requests through the cluster's network are told one by one: those that a command of a person sent. What a Pod asks
// by itself (its program, a probe) and what comes at a rate is traffic: it is drawn and counted, and no step of a story.

import type { SpanId } from '../sim/kernel/trace.ts';
import type { TraceReader } from './reader.ts';
import type { HopSummary } from './summary.ts';

/** A loop in a shell may send more than anybody wants to step through: so many hops of one command are told in a second. */
const MOST_A_SECOND = 15;

export class NetHops {
  private readonly reader: TraceReader;
  /** The command that sent a hop. */
  private readonly commands = new Map<SpanId, SpanId>();
  private readonly perSecond = new Map<string, number>();
  private seen = 0;

  constructor(reader: TraceReader) {
    this.reader = reader;
  }

  /** The command that a hop is told as a part of; 0 where it is not told. */
  commandOf(hop: SpanId): SpanId {
    const { reader } = this;
    for (; this.seen < hop; this.seen++) {
      const id = (this.seen + 1) as SpanId;
      if (reader.typeOf(id) !== 'message' || reader.levelOf(id) !== 'story') continue;
      const span = reader.span(id);
      if (span.summary.type !== 'hop') continue;
      const command = this.asker(span.cause);
      if (command === 0) continue;
      const second = `${command} ${Math.floor(span.start / 1e6)}`;
      const count = (this.perSecond.get(second) ?? 0) + 1;
      this.perSecond.set(second, count);
      if (count <= MOST_A_SECOND) this.commands.set(id, command);
    }
    return this.commands.get(hop) ?? (0 as SpanId);
  }

  /** Up to a command there are only messages and the program that it is; a Pod's own program was started by its node. */
  private asker(cause: SpanId): SpanId {
    const { reader } = this;
    for (let id = cause; id !== 0; id = reader.causeOf(id)) {
      const type = reader.typeOf(id);
      if (type === 'timer') return 0 as SpanId;
      const { summary } = reader.span(id);
      if (type === 'input') return summary.type === 'input' && (summary.what === 'kubectl' || summary.what === 'reply') ? id : (0 as SpanId);
      if (summary.type !== 'hop' && summary.type !== 'request' && summary.type !== 'none') return 0 as SpanId;
    }
    return 0 as SpanId;
  }
}

const made = new WeakMap<TraceReader, NetHops>();

/** Found once for all who ask. */
export function netHops(reader: TraceReader): NetHops {
  let hops = made.get(reader);
  if (!hops) made.set(reader, (hops = new NetHops(reader)));
  return hops;
}

/** Questions to a name server are made before a request, and are not what was asked for. */
export const isLookUp = (hop: HopSummary): boolean => hop.method === 'DNS';
/** What such a question was about. */
export const pathOf = ({ url }: HopSummary): string => /^(?:[a-z]+:\/\/)?[^/]*(\/[^?#]*)?/.exec(url)?.[1] ?? '/';
/** Something went wrong, and one should see it. */
export const isFailure = ({ status, error }: HopSummary): boolean => error !== '' || status >= 500;
