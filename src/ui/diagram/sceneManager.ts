// kube-controller-manager: six of its controllers by recency, the one at work opened.

import { queueKey, subjectOf } from '../../trace/subject.ts';
import type { ReconcileSummary, WorkloadSummary } from '../../trace/summary.ts';
import type { SceneIndex, Work } from './sceneIndex.ts';
import { isController } from './places.ts';
import type { ControllerLine, ControllerScene, ManagerScene, OpenedController } from './sceneTypes.ts';

/** Where a controller lives as long as it is shown: column, then row. Only such as run here. */
export const HOMES: readonly string[] = ['deployment-controller', 'node-controller', 'replicaset-controller', 'daemon-set-controller', 'endpointslice-controller', 'namespace-controller'];
/** What the controllers of a kind look after. */
const KIND: Readonly<Record<string, string>> = {
  'deployment-controller': 'Deployment',
  'replicaset-controller': 'ReplicaSet',
  'statefulset-controller': 'StatefulSet',
  'daemon-set-controller': 'DaemonSet',
  'job-controller': 'Job',
};

export function managerScene(index: SceneIndex, at: number, origin: number): ManagerScene {
  const actors: string[] = [];
  const recent = new Map<string, Work>();
  for (const [actor, works] of index.works) {
    if (!isController(actor)) continue;
    actors.push(actor);
    const last = lastOfStory(works.items, works.count(at), origin);
    if (last) recent.set(actor, last);
  }
  const shown = [...new Set([...HOMES, ...recent.keys()])]
    .sort((a, b) => (recent.get(b)?.start ?? -1 - HOMES.indexOf(b)) - (recent.get(a)?.start ?? -1 - HOMES.indexOf(a)))
    .slice(0, HOMES.length);
  const places: (string | undefined)[] = HOMES.map((home) => (shown.includes(home) ? home : undefined));
  for (const actor of shown.filter((a) => !HOMES.includes(a)).sort()) places[places.indexOf(undefined)] = actor;
  let open = '';
  for (const [actor, work] of recent) {
    const best = recent.get(open);
    if (!best || rank(work, at) > rank(best, at)) open = actor;
  }
  return {
    stopped: index.isBroken('stop kube-controller-manager', at),
    phase: index.boot?.phase('kube-controller-manager', at) ?? 'on',
    count: actors.length,
    cells: places.flatMap((actor) => (actor === undefined ? [] : [cell(index, at, actor, recent.get(actor), actor === open)])),
    open,
  };
}

/** Who works now comes before who worked last. */
const rank = (work: Work, at: number): number => work.start + (work.end > at ? 1e15 : 0);

function lastOfStory(items: readonly Work[], count: number, origin: number): Work | undefined {
  for (let i = count - 1; i >= 0; i--) {
    const work = items[i] as Work;
    if (work.start < origin) return undefined;
    if (work.level === 'story' && work.name === 'reconcile') return work;
  }
  return undefined;
}

function cell(index: SceneIndex, at: number, actor: string, work: Work | undefined, open: boolean): ControllerScene {
  const summary = work ? index.reader.span(work.span).summary : undefined;
  const reconcile = summary?.type === 'reconcile' ? summary : undefined;
  const working = work !== undefined && work.end > at;
  return {
    actor,
    working,
    line: line(index, at, actor, reconcile),
    opened: open && work && reconcile ? opened(index, at, actor, work, reconcile) : undefined,
  };
}

function workloadAt(index: SceneIndex, at: number, actor: string, reconcile: ReconcileSummary | undefined): { key: string; name: string; now: WorkloadSummary } | undefined {
  const kind = KIND[actor];
  if (!kind || !reconcile) return undefined;
  const key = queueKey(kind, reconcile.key);
  const now = index.workloads.get(key)?.at(at);
  return now && { key, name: subjectOf(key)?.name ?? '', now };
}

function line(index: SceneIndex, at: number, actor: string, reconcile: ReconcileSummary | undefined): ControllerLine {
  if (actor === 'node-controller') {
    let healthy = 0;
    let silent = '';
    for (const [name, history] of index.nodes) {
      const node = history.at(at);
      if (node?.ready === 'True') healthy++;
      else if (node?.ready === 'Unknown') silent = name;
    }
    return { say: 'nodes', healthy, silent };
  }
  if (actor === 'endpointslice-controller' || actor === 'endpoint-controller') {
    const name = reconcile?.key.split('/').pop() ?? '';
    let count = -1;
    for (const history of index.slices.values()) {
      const slice = history.at(at);
      if (slice?.service === name) count = Math.max(0, count) + slice.ready;
    }
    return name === '' ? { say: 'noService' } : { say: 'endpoints', count: Math.max(0, count), name };
  }
  const workload = workloadAt(index, at, actor, reconcile);
  if (workload) {
    const { now, name } = workload;
    const settled = now.observedGeneration === now.generation && now.current === now.desired && now.available === now.desired;
    if (settled && actor === 'deployment-controller') return { say: 'settled', revision: revisionOf(index, at, workload.key) };
    return { say: 'ready', ready: actor === 'deployment-controller' ? now.available : now.ready, of: now.desired, name };
  }
  return reconcile ? { say: 'at', name: reconcile.key.split('/').pop() ?? '' } : { say: 'idle' };
}

/** The store's revision when an object last changed. */
function revisionOf(index: SceneIndex, at: number, key: string): number {
  const history = index.workloads.get(key);
  const changed = history?.times[history.count(at) - 1];
  return changed === undefined ? 0 : (index.revisions.at(changed) ?? 0);
}

function opened(index: SceneIndex, at: number, actor: string, work: Work, reconcile: ReconcileSummary): OpenedController {
  const workload = workloadAt(index, at, actor, reconcile);
  const rows: { label: OpenedController['rows'][number]['label']; value: string }[] = [];
  if (actor === 'replicaset-controller' && workload) {
    const { known, stored, terminating } = podsOf(index, at, workload.name);
    const wanted = workload.now.desired;
    const asked = work.end > at ? Number(reconcile.steps.find((s) => s.step === 'create')?.values.pods ?? 0) : 0;
    const before = Number(reconcile.steps.find((s) => s.step === 'count')?.values.exist ?? 0);
    rows.push({ label: 'wanted', value: String(wanted) }, { label: 'cached', value: String(known) });
    if (terminating > 0) rows.push({ label: 'terminating', value: String(terminating) });
    else rows.push({ label: 'expecting', value: String(Math.max(0, asked - Math.max(0, known - before))) });
    return { rows, filled: Math.min(stored, Math.max(wanted, 1)), of: wanted };
  }
  if (workload) {
    const { now } = workload;
    rows.push({ label: 'wanted', value: String(now.desired) });
    if (actor === 'deployment-controller') rows.push({ label: 'updated', value: String(now.updated) }, { label: 'available', value: String(now.available) });
    else rows.push({ label: 'ready', value: String(now.ready) });
    return { rows, filled: actor === 'deployment-controller' ? now.available : now.ready, of: now.desired };
  }
  const name = reconcile.key.split('/').pop() ?? '';
  if (actor === 'endpointslice-controller' || actor === 'endpoint-controller') {
    const said = line(index, at, actor, reconcile);
    rows.push({ label: 'service', value: name }, { label: 'ready', value: said.say === 'endpoints' ? String(said.count) : '0' });
  } else if (actor === 'node-controller') {
    const said = line(index, at, actor, reconcile);
    const healthy = said.say === 'nodes' ? said.healthy : 0;
    rows.push({ label: 'healthy', value: String(healthy) });
    return { rows, filled: healthy, of: [...index.nodes.values()].filter((history) => history.at(at)).length };
  } else {
    rows.push({ label: 'object', value: name });
    const step = reconcile.steps[reconcile.steps.length - 1];
    if (step) rows.push({ label: 'step', value: step.step });
  }
  return { rows, filled: 0, of: 0 };
}

/** Of one owner: what the controllers' cache knows, and what the store holds. */
function podsOf(index: SceneIndex, at: number, owner: string): { known: number; stored: number; terminating: number } {
  let known = 0;
  let stored = 0;
  let terminating = 0;
  for (const [key, history] of index.pods) {
    const state = history.at(at);
    if (!state || state.pod.ownerName !== owner) continue;
    if (state.pod.terminating) {
      terminating++;
      continue;
    }
    stored++;
    const heard = index.heard.get(key);
    if (heard && heard.added <= at && heard.deleted > at) known++;
  }
  return { known, stored, terminating };
}
