// How long the API server takes for a request, and which stage takes which share of it: seeded draws from distributions
// fitted to a real control plane, so that order, races and pauses look as they do in reality.

import type { Prng } from '../../base/prng.ts';
import type { Micros } from '../../base/time.ts';
import { draw, type Quantiles } from '../kernel/link.ts';
import { lastBegins } from '../api/stages.ts';

/** Quantile tables in microseconds, by what the request does. Measured from a request's arrival to its answer. */
export type ServerTimes = Readonly<Record<'create' | 'binding' | 'update' | 'status' | 'patch' | 'delete' | 'get' | 'list' | 'notify', Quantiles>>;

export const FITTED: ServerTimes = {
  create: [[0, 1400], [0.1, 2000], [0.5, 4000], [0.9, 10_000], [0.99, 23_000], [1, 30_000]],
  binding: [[0, 2000], [0.1, 3000], [0.5, 6000], [0.9, 13_000], [0.99, 30_000], [1, 40_000]],
  update: [[0, 2000], [0.1, 3000], [0.5, 5000], [0.9, 13_000], [0.99, 24_000], [1, 30_000]],
  status: [[0, 2200], [0.1, 3300], [0.5, 6000], [0.9, 14_000], [0.99, 28_000], [1, 36_000]],
  patch: [[0, 2200], [0.1, 3000], [0.5, 6000], [0.9, 13_000], [0.99, 27_000], [1, 34_000]],
  delete: [[0, 2000], [0.1, 3000], [0.5, 6000], [0.9, 17_000], [0.99, 36_000], [1, 44_000]],
  get: [[0, 500], [0.1, 900], [0.5, 1800], [0.9, 4500], [0.99, 14_000], [1, 20_000]],
  list: [[0, 700], [0.1, 1000], [0.5, 2000], [0.9, 5000], [0.99, 20_000], [1, 40_000]],
  notify: [[0, 200], [0.1, 300], [0.5, 700], [0.9, 2200], [0.99, 6000], [1, 9000]],
};

export const INSTANT: ServerTimes = Object.fromEntries(
  (['create', 'binding', 'update', 'status', 'patch', 'delete', 'get', 'list', 'notify'] as const).map((k) => [k, [[0, 0], [1, 0]] as Quantiles]),
) as unknown as ServerTimes;

/** Which share of a write's time has passed when etcd has it; the rest is the way back and the answer. */
const COMMITTED = 0.85;

/** The moments of a request for which the server waits. */
export interface Plan {
  readonly arrival: Micros;
  readonly total: Micros;
  readonly write: boolean;
  /** When the last stage begins. */
  readonly lastBegins: Micros;
  /** When a write is in the store: watchers hear of it about as soon as its client gets the answer. */
  readonly commits: Micros;
  readonly end: Micros;
}

export function plan(arrival: Micros, total: Micros, write: boolean): Plan {
  const last = lastBegins(arrival, total, write);
  return { arrival, total, write, lastBegins: last, commits: Math.max(last, Math.round(arrival + total * COMMITTED)) as Micros, end: (arrival + total) as Micros };
}

/** Requests share the machine's cores: each one that is being served makes a new one slower. */
export function crowded(time: Micros, others: number): Micros {
  return Math.round(time * (1 + SLOWER * Math.min(others, CROWD))) as Micros;
}
const SLOWER = 0.38;
const CROWD = 12;

export function sample(times: ServerTimes, verb: string, subresource: string, random: Prng): Micros {
  switch (verb) {
    case 'create':
      return draw(subresource === 'binding' ? times.binding : times.create, random);
    case 'update':
      return draw(subresource === 'status' ? times.status : times.update, random);
    case 'patch':
      return draw(subresource === 'status' ? times.status : times.patch, random);
    case 'delete':
    case 'deletecollection':
      return draw(times.delete, random);
    case 'list':
    case 'watch':
      return draw(times.list, random);
    default:
      return draw(times.get, random);
  }
}
