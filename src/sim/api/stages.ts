// Which stage of the API server has which share of a request's time. A trace remembers the total and no more: the stages
// follow from it.

import type { Micros } from '../../base/time.ts';
import type { Method } from './http.ts';
import type { RequestData, StageName } from './spans.ts';

export interface Stage {
  readonly name: StageName;
  readonly end: Micros;
}

/** Shares of a write's time by stage, in their order; what is left is the write to etcd. */
const WRITE_SHARES: readonly (readonly [StageName, number])[] = [['authn', 0.02], ['authz', 0.06], ['decode', 0.06], ['mutate', 0.2], ['validate', 0.1], ['policy', 0.04]];
const READ_SHARES: readonly (readonly [StageName, number])[] = [['authn', 0.06], ['authz', 0.2]];

export const isWrite = (method: Method): boolean => method !== 'GET';

/** Where each stage of a request that arrives at `arrival` ends, in the order in which they run. */
export function stageEnds(arrival: Micros, total: Micros, write: boolean): Stage[] {
  const stages: Stage[] = [];
  let share = 0;
  for (const [name, part] of write ? WRITE_SHARES : READ_SHARES) {
    share += part;
    stages.push({ name, end: Math.round(arrival + total * share) as Micros });
  }
  stages.push({ name: write ? 'write' : 'read', end: (arrival + total) as Micros });
  return stages;
}

/** When the last stage begins. */
export function lastBegins(arrival: Micros, total: Micros, write: boolean): Micros {
  let share = 0;
  for (const [, part] of write ? WRITE_SHARES : READ_SHARES) share += part;
  return Math.round(arrival + total * share) as Micros;
}

/** The stages that a request went through; up to the one that refused it. The first begins at `arrived`. */
export function stagesOf({ arrived, took, request, refused }: RequestData): readonly Stage[] {
  if (arrived === undefined || took === undefined) return [];
  const stages = stageEnds(arrived, took, isWrite(request.method));
  const last = refused ? stages.findIndex((s) => s.name === refused.stage) : -1;
  return last < 0 ? stages : stages.slice(0, last + 1);
}
