// Whose an address was: Pods come and go, and their addresses are given to others. Grown with the trace.

import type { TraceReader } from './reader.ts';
import { upperBound } from './sorted.ts';
import type { FactSummary, HopSummary } from './summary.ts';
import { indexOf } from './traceIndex.ts';

export class NetPlaces {
  private readonly reader: TraceReader;
  private readonly owners = new Map<string, { readonly times: number[]; readonly keys: string[] }>();
  private seen = 0;

  constructor(reader: TraceReader) {
    this.reader = reader;
  }

  /** The etcd key of the Pod that has an address at a moment, or had it last; '' where none did. */
  podAt(address: string, at: number): string {
    this.update();
    const owners = this.owners.get(address);
    return owners?.keys[upperBound(owners.times, at) - 1] ?? owners?.keys[0] ?? '';
  }

  private update(): void {
    const { reader } = this;
    for (; this.seen < reader.changeCount; this.seen++) {
      const { summary, key, at, deleted } = reader.change(this.seen);
      if (deleted || summary.kind !== 'Pod' || summary.ip === '') continue;
      let owners = this.owners.get(summary.ip);
      if (!owners) this.owners.set(summary.ip, (owners = { times: [], keys: [] }));
      if (owners.keys.at(-1) === key) continue;
      owners.times.push(at);
      owners.keys.push(key);
    }
  }
}

const made = new WeakMap<TraceReader, NetPlaces>();

/** One for all who ask. */
export function netPlaces(reader: TraceReader): NetPlaces {
  let places = made.get(reader);
  if (!places) made.set(reader, (places = new NetPlaces(reader)));
  return places;
}

/** `10.244.1.3:80` without its port. */
export const ipOf = (address: string): string => address.slice(0, address.lastIndexOf(':'));

/** What a node's rules for a Service were when it turned an address. */
export interface Rules {
  /** When they were written. */
  readonly since: number;
  /** When they were written anew; Infinity where they were not. */
  readonly until: number;
  /** What they lead to then, joined by commas. */
  readonly next: string;
}

/** The rules that a hop followed; undefined where it asked for no Service. */
export function rulesOf(reader: TraceReader, hop: HopSummary, at: number): Rules | undefined {
  if (hop.service === '') return undefined;
  const index = indexOf(reader);
  const prefix = `node/${hop.node}/proxy/${hop.service}:`;
  for (const port of portsOf(reader, prefix)) {
    const now = index.changeAt(prefix + port, at);
    if (now < 0) continue;
    const fact = reader.change(now).summary as FactSummary;
    if (!servesAddress(fact.state, hop.asked)) continue;
    const history = index.history(prefix + port);
    const next = history[history.indexOf(now) + 1];
    const after = next === undefined ? undefined : reader.change(next);
    return { since: reader.change(now).at, until: after?.at ?? Infinity, next: after && !after.deleted ? (after.summary as FactSummary).detail : '' };
  }
  return undefined;
}

/** `10.96.1.2:80, node port 30080` */
const servesAddress = (state: string, asked: string): boolean => {
  const [virtual = '', port = ''] = state.split(', node port ');
  return virtual === asked || (port !== '' && asked.endsWith(`:${port}`));
};

/** The ports of a Service as a node has written rules for them. */
function portsOf(reader: TraceReader, prefix: string): readonly string[] {
  const known = ports.get(reader) ?? { seen: 0, byPrefix: new Map<string, Set<string>>() };
  ports.set(reader, known);
  for (; known.seen < reader.changeCount; known.seen++) {
    const { key, revision } = reader.change(known.seen);
    if (revision !== 0 || !key.includes('/proxy/')) continue;
    const colon = key.lastIndexOf(':') + 1;
    const list = known.byPrefix.get(key.slice(0, colon));
    if (list) list.add(key.slice(colon));
    else known.byPrefix.set(key.slice(0, colon), new Set([key.slice(colon)]));
  }
  return [...(known.byPrefix.get(prefix) ?? [])];
}
const ports = new WeakMap<TraceReader, { seen: number; readonly byPrefix: Map<string, Set<string>> }>();
