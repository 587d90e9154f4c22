// Why a request through the network came to nothing: what the node's rules believed, and what was true of the Pod that they
// led to.

import { ipOf, netPlaces, rulesOf } from './netPlaces.ts';
import type { SpanView, TraceReader } from './reader.ts';
import type { HopSummary } from './summary.ts';
import { indexOf } from './traceIndex.ts';

export type NetWhy =
  /** The node knew of nobody behind the Service. */
  | { readonly say: 'empty' }
  /** The rules still led to a Pod that was on its way out, or gone. Times are microseconds before the request. */
  | { readonly say: 'stale'; readonly pod: string; readonly state: 'ending' | 'gone'; readonly since: number; readonly age: number; readonly corrected: number }
  /** The Pod ran, and did not listen. */
  | { readonly say: 'notListening'; readonly pod: string }
  /** From outside the cluster to an address of its inside. */
  | { readonly say: 'inside' };

export function netWhy(reader: TraceReader, span: SpanView, hop: HopSummary): NetWhy | undefined {
  if (hop.error === '') return undefined;
  const index = indexOf(reader);
  if (hop.service !== '' && hop.among === '') return { say: 'empty' };
  if (span.actor === 'you' && span.to.startsWith('address/')) return { say: 'inside' };
  const pod = netPlaces(reader).podAt(ipOf(hop.reached), span.start);
  if (pod === '') return undefined;
  const rules = rulesOf(reader, hop, span.start);
  const ended = endOf(pod);
  if (ended !== undefined && ended.at <= span.start + 1) return { say: 'stale', pod, state: ended.state, since: span.start - ended.at, age: rules ? span.start - rules.since : 0, corrected: rules ? rules.until - span.start : Infinity };
  return /refused/.test(hop.error) ? { say: 'notListening', pod } : undefined;

  /** When it began to end, or was gone, whichever is the latest by then. */
  function endOf(key: string): { readonly at: number; readonly state: 'ending' | 'gone' } | undefined {
    let found: { readonly at: number; readonly state: 'ending' | 'gone' } | undefined;
    for (const i of index.history(key)) {
      const { at, deleted, summary } = reader.change(i);
      if (at > span.start) break;
      if (deleted) found = { at, state: 'gone' };
      else if (summary.kind === 'Pod') found = summary.terminating ? (found ?? { at, state: 'ending' }) : undefined;
    }
    return found;
  }
}
