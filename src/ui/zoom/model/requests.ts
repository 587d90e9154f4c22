// Inside kube-apiserver: the requests of late as rows, the stages of the server as columns, each as far as it is at a moment.

import type { StageName } from '../../../sim/api/spans.ts';
import { lastBegun } from '../../../trace/sorted.ts';
import type { TraceReader } from '../../../trace/reader.ts';
import { phaseOf, stageBars, type Phase } from '../../inspector/model/request.ts';

/** What a write goes through; a read goes from authz to the store at once. */
export const STAGES = ['authn', 'authz', 'decode', 'mutate', 'validate', 'policy', 'write'] as const;
export type Column = (typeof STAGES)[number];

export interface StageCell {
  readonly stage: StageName;
  /** `never`: this request does not go through it, or was stopped before. */
  readonly state: 'done' | 'now' | 'ahead' | 'refused' | 'never';
  /** Simulated microseconds; 0 where it is not over. */
  readonly took: number;
}

export interface RequestRow {
  readonly span: number;
  readonly component: string;
  readonly method: string;
  /** As authorization has it: list, watch, deletecollection … */
  readonly verb: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly phase: Phase;
  /** 0 as long as there is no answer. */
  readonly code: number;
  readonly revision: number;
  readonly cells: readonly StageCell[];
  /** The column that stopped it, and the server's words. */
  readonly stopped: { readonly column: number; readonly code: number; readonly reason: string; readonly message: string } | undefined;
  readonly lost: boolean;
}

/** So far back is looked; heartbeats fill most of a quiet minute. */
const LOOKED_AT = 6000;

export function requestRows(reader: TraceReader, at: number, from: number, most = 30): readonly RequestRow[] {
  const under: RequestRow[] = [];
  const over: RequestRow[] = [];
  const last = lastBegun(reader, at);
  for (let id = last; id > Math.max(0, last - LOOKED_AT) && under.length + over.length < most && reader.startOf(id) >= from; id--) {
    if (reader.typeOf(id) !== 'message' || reader.levelOf(id) === 'heartbeat') continue;
    const row = requestRow(reader, id, at);
    if (row) (row.phase === 'outward' || row.phase === 'inside' ? under : over).push(row);
  }
  return [...under, ...over];
}

export function requestRow(reader: TraceReader, id: number, at: number): RequestRow | undefined {
  const span = reader.span(id);
  const { summary } = span;
  if (summary.type !== 'request') return undefined;
  const bars = stageBars(summary);
  const phase = phaseOf(span, summary, at);
  const answered = phase === 'homeward' || phase === 'done';
  const refusedAt = answered ? columnOf(summary.refusedAt) : -1;
  const cells = STAGES.map((column): StageCell => {
    const bar = bars.find(({ name }): boolean => name === column || (column === 'write' && name === 'read'));
    if (!bar) return { stage: column, state: 'never', took: 0 };
    const state = at < bar.start || phase === 'outward' ? 'ahead' : at < bar.end ? 'now' : bar.refused ? 'refused' : 'done';
    return { stage: bar.name as StageName, state, took: at >= bar.end ? bar.end - bar.start : 0 };
  });
  const { component, method, verb, resource, subresource, namespace, name, code, revision, reason, message, lost } = summary;
  return {
    span: id,
    component,
    method,
    verb,
    resource,
    subresource,
    namespace,
    name,
    phase,
    code: answered ? code : 0,
    revision: answered ? revision : 0,
    cells,
    stopped: refusedAt >= 0 ? { column: refusedAt, code, reason, message } : undefined,
    lost: lost !== '' && phase === 'lost',
  };
}

function columnOf(stage: StageName | ''): number {
  return stage === 'read' ? STAGES.length - 1 : STAGES.indexOf(stage as Column);
}
