// One request as the inspector tells it: how far it is, what it is one of, and how a person would send the same.

import { lowerBound } from '../../../trace/sorted.ts';
import type { SpanView } from '../../../trace/reader.ts';
import type { RequestSummary } from '../../../trace/summary.ts';
import type { RequestDetail } from '../../../session/protocol.ts';
import type { MessageClass } from '../../widgets/glyphs/headGlyphs.ts';
import { scalar } from './yamlRows.ts';
import type { PanelIndex } from './panelIndex.ts';

/** Where a request is at a moment. */
export type Phase = 'ahead' | 'outward' | 'inside' | 'homeward' | 'done' | 'lost';

export function phaseOf({ start, end }: Pick<SpanView, 'start' | 'end'>, summary: RequestSummary, at: number): Phase {
  if (at < start) return 'ahead';
  if (summary.lost !== '' && at >= end) return 'lost';
  if (at >= end) return 'done';
  if (summary.answered >= 0 && at >= summary.answered) return 'homeward';
  return summary.arrived >= 0 && at >= summary.arrived ? 'inside' : 'outward';
}

export interface StageBar {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly refused: boolean;
}

/** The stages as stretches of time inside the server. */
export function stageBars({ arrived, stages, refusedAt }: RequestSummary): readonly StageBar[] {
  let start = arrived as number;
  return stages.map(({ name, end }) => {
    const bar = { name, start, end, refused: name === refusedAt };
    start = end;
    return bar;
  });
}

/** Which bar is under way at a moment: its place; -1 before the first, as many as there are after the last. */
export function stageAt(bars: readonly StageBar[], at: number): number {
  const first = bars[0];
  if (!first || at < first.start) return -1;
  return lowerBound(
    bars.map((bar) => bar.end),
    at + Number.EPSILON,
  );
}

/** How a message looks when it travels. */
export function messageClass(summary: RequestSummary, settled: boolean): MessageClass {
  if (settled && (summary.code >= 400 || summary.lost !== '')) return 'refused';
  if (summary.method === 'DELETE') return 'delete';
  if (summary.method === 'GET') return 'read';
  return summary.subresource === 'status' || summary.resource === 'leases' ? 'status' : 'write';
}

/** Which one of how many alike that the same cause sent: Pod 2 of 3. */
export function ofMany(index: PanelIndex, span: SpanView, summary: RequestSummary): { readonly at: number; readonly of: number } {
  const { reader } = index;
  if (span.cause === 0 || summary.method === 'GET') return { at: 1, of: 1 };
  const alike = index.effectsOf(span.cause).filter((id) => {
    const { summary: other } = reader.span(id);
    return other.type === 'request' && other.verb === summary.verb && other.resource === summary.resource && other.subresource === summary.subresource && other.component === summary.component && other.resource !== 'events';
  });
  const at = alike.indexOf(span.id) + 1;
  if (at === 0) return { at: 1, of: 1 };
  const cause = reader.span(span.cause).summary;
  // The controller knows how many it is about to make before it has made them.
  const planned = cause.type === 'reconcile' && summary.verb === 'create' && summary.resource === 'pods' ? cause.steps.find((s) => s.step === 'create')?.values.pods : undefined;
  return { at, of: Math.max(alike.length, typeof planned === 'number' ? planned : 0) };
}

/** The same thing as a command: kubectl's raw door where it has one, else curl. */
export function commandFor(detail: Pick<RequestDetail, 'method' | 'path' | 'query' | 'headers' | 'body'>): string {
  const { method, path, query, headers, body } = detail;
  const pairs = Object.entries(query).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value).replace(/%2C/g, ',')}`);
  const address = quoted(pairs.length === 0 ? path : `${path}?${pairs.join('&')}`);
  switch (method) {
    case 'GET':
      return `kubectl get --raw ${address}`;
    case 'POST':
      return `kubectl create --raw ${address} -f body.yaml`;
    case 'PUT':
      return `kubectl replace --raw ${address} -f body.yaml`;
    case 'DELETE':
      return body === undefined ? `kubectl delete --raw ${address}` : `kubectl delete --raw ${address} -f body.yaml`;
    default:
      return `curl -X PATCH "$APISERVER"${address} -H 'Content-Type: ${header(headers, 'content-type') || 'application/merge-patch+json'}' -d @body.json`;
  }
}

const quoted = (text: string): string => (/^[\w/.:=,-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`);

export function header(headers: Readonly<Record<string, string>>, name: string): string {
  const found = Object.keys(headers).find((key) => key.toLowerCase() === name);
  return found === undefined ? '' : (headers[found] as string);
}

/** A list in an answer as rows: one line for each item. */
export function listed(response: unknown): readonly string[] | undefined {
  const items = (response as { readonly items?: unknown } | undefined)?.items;
  if (!Array.isArray(items)) return undefined;
  return items.map((item: { readonly metadata?: { readonly namespace?: string; readonly name?: string } }) => {
    const { namespace, name } = item.metadata ?? {};
    return name === undefined ? scalar(item) : namespace ? `${namespace}/${name}` : name;
  });
}
