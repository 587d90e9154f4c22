// Inside kube-scheduler: one decision as a table of nodes and plugins, the load of each node as the scheduler counted it, and
// what would change the answer. Every figure is of the trace or follows from it by a sum.

import type { ScheduleDetail } from '../../../session/protocol.ts';
import { lastBegun } from '../../../trace/sorted.ts';
import { keyFor, queueKey, subjectOf } from '../../../trace/subject.ts';
import type { NodeObjectSummary, PodSummary, ScheduleSummary } from '../../../trace/summary.ts';
import type { PanelIndex } from '../../inspector/model/panelIndex.ts';

// ---- which decision ----

/** The attempt that is looked at: the last one that had begun, of one Pod (`namespace/name`) whenever, or of any since `from`; 0 where there was none. */
export function attemptAt(index: PanelIndex, at: number, from: number, pod = ''): number {
  const { reader } = index;
  const spans = index.spansOf('kube-scheduler');
  for (let i = index.begun(spans, at) - 1; i >= 0; i--) {
    const id = spans[i] as number;
    const { summary, start } = reader.span(id);
    if (pod === '' && start < from) return 0;
    if (summary.type === 'schedule' && (pod === '' || summary.key === pod)) return id;
  }
  return 0;
}

// ---- what each node carries ----

export interface Load {
  /** Milli cpu and bytes. */
  readonly cpu: number;
  readonly cpuOf: number;
  readonly memory: number;
  readonly memoryOf: number;
  readonly pods: number;
  readonly podsOf: number;
  readonly unschedulable: boolean;
  readonly taints: readonly string[];
}

export interface Asked {
  readonly cpu: number;
  readonly memory: number;
  readonly containers: number;
  /** The Deployment behind it, whose template can be changed; '' where there is none. */
  readonly deployment: string;
  readonly namespace: string;
}

/** Every node as the scheduler sees it at a moment: what is bound there, and what it has assumed and not bound yet. */
export function loadsAt(index: PanelIndex, at: number, without = ''): ReadonlyMap<string, Load> {
  const { reader } = index;
  const loads = new Map<string, { -readonly [K in keyof Load]: Load[K] }>();
  const placed = new Set<string>();
  const add = (node: string, pod: PodSummary): void => {
    const load = loads.get(node);
    if (!load) return;
    load.cpu += pod.cpuMilli;
    load.memory += pod.memoryBytes;
    load.pods++;
  };
  const pods = new Map<string, PodSummary>();
  for (const key of index.storeKeys) {
    const isPod = key.startsWith('/registry/pods/');
    if (!isPod && !key.startsWith('/registry/minions/')) continue;
    const change = index.changeAt(key, at);
    if (change < 0) continue;
    const { deleted, summary } = reader.change(change);
    if (deleted) continue;
    if (summary.kind === 'Node') loads.set(key.slice(18), emptyLoad(summary));
    else if (summary.kind === 'Pod' && key !== without && summary.status !== 'Completed' && summary.status !== 'Succeeded' && summary.status !== 'Error' && summary.status !== 'Evicted') pods.set(key, summary);
  }
  for (const [key, pod] of pods) {
    if (pod.node === '') continue;
    add(pod.node, pod);
    placed.add(key);
  }
  // Chosen and on its way: a binding takes milliseconds, so a short look back finds them all.
  for (let id = lastBegun(reader, at), looked = 0; id > 0 && looked < 400; id--, looked++) {
    const { summary, end } = reader.span(id);
    if (summary.type !== 'schedule' || end > at || summary.node === '') continue;
    const key = podKey(summary);
    const pod = pods.get(key);
    if (!pod || placed.has(key)) continue;
    add(summary.node, pod);
    placed.add(key);
  }
  return loads;
}

const emptyLoad = ({ cpuMilli, memoryBytes, pods, unschedulable, taints }: NodeObjectSummary): Load => ({ cpu: 0, cpuOf: cpuMilli, memory: 0, memoryOf: memoryBytes, pods: 0, podsOf: pods, unschedulable, taints: taints === '' ? [] : taints.split(',') });

export const podKey = (summary: Pick<ScheduleSummary, 'key'>): string => queueKey('Pod', summary.key);

export function askedBy(index: PanelIndex, key: string, at: number): Asked | undefined {
  const change = index.changeAt(key, at);
  const summary = change < 0 ? undefined : index.reader.change(change).summary;
  if (summary?.kind !== 'Pod') return undefined;
  const namespace = subjectOf(key)?.namespace ?? '';
  const set = summary.ownerKind === 'ReplicaSet' ? index.changeAt(keyFor('replicasets', namespace, summary.ownerName), at) : -1;
  const owner = set < 0 ? undefined : index.reader.change(set).summary;
  return { cpu: summary.cpuMilli, memory: summary.memoryBytes, containers: summary.containers, deployment: owner?.kind === 'Workload' && owner.ownerKind === 'Deployment' ? owner.ownerName : '', namespace };
}

// ---- the table ----

export interface ScoreCell {
  readonly plugin: string;
  /** 0 to 100. */
  readonly score: number;
  readonly weight: number;
  readonly product: number;
  /** The best of a column in which not all are alike. */
  readonly best: boolean;
}

export interface NodeRow {
  readonly node: string;
  readonly filters: readonly ('pass' | 'stop' | 'never')[];
  readonly stopped: { readonly plugin: string; readonly reasons: readonly string[] } | undefined;
  readonly scores: readonly ScoreCell[];
  /** -1 where nothing was added up. */
  readonly total: number;
  readonly chosen: boolean;
  /** No filter ran for it at all. */
  readonly unseen: boolean;
}

export interface Matrix {
  readonly filters: readonly string[];
  readonly scores: readonly { readonly plugin: string; readonly weight: number }[];
  readonly rows: readonly NodeRow[];
  /** By how much the chosen one won; -1 where nothing was compared, 0 in a tie. */
  readonly margin: number;
}

export function matrixOf(detail: ScheduleDetail, nodes: Iterable<string>): Matrix {
  const stoppers = detail.rows.flatMap((row) => (row.filtered ? [row.filtered.plugin] : []));
  // A Pod that was turned down before any node was looked at has no list of filters.
  const filters = detail.filters.length > 0 ? detail.filters : [...new Set(stoppers)];
  const feasible = detail.rows.filter((row) => !row.filtered && row.total >= 0);
  const columns = detail.plugins.map((_, i) => feasible.map((r) => r.scores[i] ?? 0)).map((column) => [column.reduce((a, b) => Math.min(a, b), Infinity), column.reduce((a, b) => Math.max(a, b), -Infinity)] as const);
  const known = new Map(detail.rows.map((row) => [row.node, row]));
  const names = [...new Set([...known.keys(), ...nodes])].sort(byName);
  const rows = names.map((node): NodeRow => {
    const row = known.get(node);
    const chosen = node === detail.chosen;
    if (!row) return { node, filters: filters.map(() => 'never'), stopped: undefined, scores: [], total: -1, chosen, unseen: true };
    const at = row.filtered ? filters.indexOf(row.filtered.plugin) : filters.length;
    const stop = at < 0 ? 0 : at;
    return {
      node,
      filters: filters.map((_, i) => (i < stop ? 'pass' : i === stop && row.filtered ? 'stop' : 'never')),
      stopped: row.filtered && { plugin: row.filtered.plugin, reasons: [...row.filtered.reasons] },
      scores: row.scores.map((product, i): ScoreCell => {
        const { name = '', weight = 1 } = detail.plugins[i] ?? {};
        const [least, most] = columns[i] ?? [0, 0];
        return { plugin: name, weight, product, score: weight === 0 ? 0 : product / weight, best: product === most && least !== product };
      }),
      total: row.total,
      chosen,
      unseen: false,
    };
  });
  const others = feasible.filter((row) => row.node !== detail.chosen).map((row) => row.total);
  const won = feasible.find((row) => row.node === detail.chosen)?.total;
  return {
    filters,
    scores: detail.plugins.map(({ name, weight }) => ({ plugin: name, weight })),
    rows,
    margin: won === undefined || others.length === 0 ? -1 : won - others.reduce((a, b) => Math.max(a, b)),
  };
}

const padded = (name: string): string => name.replace(/\d+/g, (n) => n.padStart(6, '0'));
const byName = (a: string, b: string): number => (padded(a) < padded(b) ? -1 : 1);

// ---- what would change the answer ----

export type Suggestion =
  /** The largest request with which NodeResourcesFit lets the Pod onto a node; 0 where that resource is not short. */
  | { readonly what: 'ask'; readonly node: string; readonly cpu: number; readonly memory: number; readonly command: string }
  | { readonly what: 'uncordon'; readonly node: string; readonly room: boolean; readonly command: string }
  | { readonly what: 'untaint'; readonly node: string; readonly taint: string; readonly room: boolean; readonly command: string }
  /** Who comes second. */
  | { readonly what: 'without'; readonly node: string; readonly second: string; readonly total: number }
  | { readonly what: 'tie'; readonly nodes: readonly string[]; readonly total: number };

const MI = 2 ** 20;
const CORDONED = 'node.kubernetes.io/unschedulable:NoSchedule';

export function suggestions(detail: ScheduleDetail, matrix: Matrix, loads: ReadonlyMap<string, Load>, asked: Asked): readonly Suggestion[] {
  const out: Suggestion[] = [];
  if (detail.chosen !== '') {
    if (detail.best.length > 1) out.push({ what: 'tie', nodes: [...detail.best], total: matrix.rows.find((row) => row.chosen)?.total ?? 0 });
    const next = matrix.rows.filter((row) => !row.chosen && row.total >= 0).sort((a, b) => b.total - a.total)[0];
    if (next) out.push({ what: 'without', node: detail.chosen, second: next.node, total: next.total });
    return out;
  }
  let best: Extract<Suggestion, { readonly what: 'ask' }> | undefined;
  for (const { node, stopped } of matrix.rows) {
    const load = loads.get(node);
    if (!load || !stopped) continue;
    const freeCpu = load.cpuOf - load.cpu;
    const freeMemory = load.memoryOf - load.memory;
    const room = asked.cpu <= freeCpu && asked.memory <= freeMemory && load.pods < load.podsOf;
    if (stopped.plugin === 'NodeUnschedulable' || (load.unschedulable && stopped.plugin === 'TaintToleration' && load.taints.every((t) => t === CORDONED))) {
      out.push({ what: 'uncordon', node, room, command: `kubectl uncordon ${node}` });
    } else if (stopped.plugin === 'TaintToleration') {
      const hard = load.taints.filter((taint) => !taint.endsWith(':PreferNoSchedule') && taint !== CORDONED);
      // One taint that a person has set can be taken away; those of the cluster itself come back.
      const [taint = ''] = hard;
      if (hard.length === 1 && !taint.startsWith('node.kubernetes.io/')) out.push({ what: 'untaint', node, taint, room, command: `kubectl taint nodes ${node} ${taint}-` });
    } else if (stopped.plugin === 'NodeResourcesFit' && stopped.reasons.every((reason) => reason === 'Insufficient cpu' || reason === 'Insufficient memory')) {
      const cpu = stopped.reasons.includes('Insufficient cpu') ? Math.floor(freeCpu) : 0;
      const memory = stopped.reasons.includes('Insufficient memory') ? Math.floor(freeMemory / MI) * MI : 0;
      if ((stopped.reasons.includes('Insufficient cpu') && cpu <= 0) || (stopped.reasons.includes('Insufficient memory') && memory <= 0)) continue;
      const figures = [...(cpu > 0 ? [`cpu=${cpu}m`] : []), ...(memory > 0 ? [`memory=${memory / MI}Mi`] : [])].join(',');
      const command = asked.deployment !== '' && asked.containers === 1 ? `kubectl set resources deployment/${asked.deployment} -n ${asked.namespace} --requests=${figures}` : '';
      if (!best || (cpu === 0 ? asked.cpu : cpu) > (best.cpu === 0 ? asked.cpu : best.cpu) || ((cpu === best.cpu) && memory > best.memory)) best = { what: 'ask', node, cpu, memory, command };
    }
  }
  return [...(best ? [best] : []), ...out];
}
