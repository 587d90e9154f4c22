// Two runs side by side, each at a moment: what is there in one and not, or not so, in the other. Pods go by their owner,
// since two runs give them different names.

import type { TraceReader } from './reader.ts';
import { subjectOf } from './subject.ts';
import type { ChangeSummary } from './summary.ts';

export interface Side {
  readonly reader: TraceReader;
  /** Simulated microseconds. */
  readonly at: number;
  /** The end of the boot: what it warned of counts for nothing. */
  readonly since: number;
}

/** What stands in one run; undefined where the thing is not there. */
export type Cell =
  | { readonly type: 'workload'; readonly ready: number; readonly desired: number; readonly images: string }
  /** STATUS as kubectl prints it, and how many have it; most first. */
  | { readonly type: 'pods'; readonly statuses: readonly { readonly status: string; readonly count: number }[]; readonly restarts: number }
  | { readonly type: 'node'; readonly ready: boolean; readonly unschedulable: boolean; readonly pods: number; /** Milli cpu that its Pods ask for, of what it offers. */ readonly cpu: number; readonly cpuOf: number }
  | { readonly type: 'service'; readonly serviceType: string; readonly ready: number; readonly total: number }
  | { readonly type: 'count'; readonly count: number }
  | { readonly type: 'object' };

export interface CompareRow {
  readonly id: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly cells: readonly (Cell | undefined)[];
  /** All the same. */
  readonly same: boolean;
}

const ORDER = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet', 'Pod', 'Service', 'Node', 'Event'];
/** Written all the time by the machinery itself. */
const UNTOLD = new Set(['Lease', 'EndpointSlice', 'Endpoints', 'IPAddress', 'ControllerRevision', 'Event']);
/** Of Pods: what they asked for is free again. */
const ENDED = new Set(['Completed', 'Succeeded', 'Error', 'Evicted']);
const SYSTEM = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

interface Found {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  cell: Cell;
}

/** The rows of several runs; what is the same in all of them too, so that a page may leave it out. */
export function compare(sides: readonly Side[]): readonly CompareRow[] {
  const found = sides.map(thingsAt);
  const rows: CompareRow[] = [];
  for (const id of new Set(found.flatMap((things) => [...things.keys()]))) {
    const cells = found.map((things) => things.get(id)?.cell);
    const { kind, namespace, name } = found.map((things) => things.get(id)).find((thing) => thing !== undefined) as Found;
    const texts = cells.map((cell) => JSON.stringify(cell));
    rows.push({ id, kind, namespace, name, cells, same: texts.every((text) => text === texts[0]) });
  }
  const rank = (kind: string): number => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);
  return rows.sort((a, b) => rank(a.kind) - rank(b.kind) || text(a.kind, b.kind) || text(a.namespace, b.namespace) || text(a.name, b.name));
}

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function thingsAt({ reader, at, since }: Side): ReadonlyMap<string, Found> {
  const latest = new Map<string, ChangeSummary | undefined>();
  const booted = new Set<string>();
  for (let i = 0; i < reader.changeCount; i++) {
    const { key, at: when, deleted, summary, revision } = reader.change(i);
    if (when > at) break;
    if (revision > 0) latest.set(key, deleted ? undefined : summary);
    if (when <= since) booted.add(key);
  }
  const out = new Map<string, Found>();
  const pods = new Map<string, { readonly found: Found; readonly counts: Map<string, number>; restarts: number }>();
  const onNode = new Map<string, { pods: number; cpu: number }>();
  let warnings = 0;
  for (const [key, summary] of latest) {
    const subject = subjectOf(key);
    if (!summary || !subject) continue;
    const { kind, namespace, name } = subject;
    if (summary.kind === 'Event' && summary.eventType === 'Warning' && !booted.has(key) && !SYSTEM.has(summary.aboutNamespace)) warnings += summary.count;
    if (summary.kind === 'Pod') {
      const { pods: others, cpu } = onNode.get(summary.node) ?? { pods: 0, cpu: 0 };
      onNode.set(summary.node, { pods: others + 1, cpu: cpu + (ENDED.has(summary.status) ? 0 : summary.cpuMilli) });
    }
    if (UNTOLD.has(kind) || SYSTEM.has(namespace)) continue;
    if (summary.kind === 'Pod') {
      const owner = summary.ownerKind ? `${summary.ownerKind}/${summary.ownerName}` : name;
      const id = `Pod ${namespace}/${owner}`;
      let group = pods.get(id);
      if (!group) pods.set(id, (group = { found: { kind: 'Pod', namespace, name: owner, cell: { type: 'object' } }, counts: new Map(), restarts: 0 }));
      group.counts.set(summary.status, (group.counts.get(summary.status) ?? 0) + 1);
      group.restarts += summary.restarts;
      continue;
    }
    out.set(`${kind} ${namespace}/${name}`, { kind, namespace, name, cell: cellOf(summary) });
  }
  for (const [id, { found, counts, restarts }] of pods) {
    found.cell = { type: 'pods', restarts, statuses: [...counts].map(([status, count]) => ({ status, count })).sort((a, b) => b.count - a.count || text(a.status, b.status)) };
    out.set(id, found);
  }
  for (const [key, summary] of latest) {
    if (summary?.kind === 'Node') {
      const name = subjectOf(key)?.name ?? '';
      out.set(`Node ${name}`, { kind: 'Node', namespace: '', name, cell: { type: 'node', ready: summary.ready === 'True', unschedulable: summary.unschedulable, cpuOf: summary.cpuMilli, ...(onNode.get(name) ?? { pods: 0, cpu: 0 }) } });
      out.delete(`Node /${name}`);
    } else if (summary?.kind === 'EndpointSlice') {
      const subject = subjectOf(key);
      const service = out.get(`Service ${subject?.namespace ?? ''}/${summary.service}`);
      if (service?.cell.type === 'service') service.cell = { ...service.cell, ready: service.cell.ready + summary.ready, total: service.cell.total + summary.total };
    }
  }
  if (warnings > 0) out.set('Event Warning', { kind: 'Event', namespace: '', name: 'Warning', cell: { type: 'count', count: warnings } });
  return out;
}

function cellOf(summary: ChangeSummary): Cell {
  if (summary.kind === 'Workload') return { type: 'workload', ready: summary.ready, desired: summary.desired, images: summary.images };
  if (summary.kind === 'Service') return { type: 'service', serviceType: summary.serviceType, ready: 0, total: 0 };
  return { type: 'object' };
}
