// The API server and its store: which stages work now, what was refused and why, which rows changed last.

import type { StageName } from '../../sim/api/spans.ts';
import type { SceneIndex } from './sceneIndex.ts';
import type { EtcdScene, HubScene } from './sceneTypes.ts';

/** How long a refusal stands on the bar after its answer has left, unless another write comes; simulated microseconds. */
const STOP_STANDS = 30e6;

export function hubScene(index: SceneIndex, at: number): HubScene {
  const { reader } = index;
  const lit = new Set<StageName>();
  let open = 0;
  for (const held of index.held.at(at)) {
    open++;
    if (held.level === 'heartbeat') continue;
    const { summary } = reader.span(held.span);
    if (summary.type !== 'request') continue;
    const stage = summary.stages.find((s) => s.end > at);
    if (stage) lit.add(stage.name);
  }
  const watches = index.watches.reduce((n, w) => n + (w.at <= at && !(w.node !== '' && (index.isBroken(`down ${w.node}`, at) || index.isBroken(`cut ${w.node}`, at))) ? 1 : 0), 0);
  return { stopped: index.isBroken('stop kube-apiserver', at), phase: index.boot?.phase('kube-apiserver', at) ?? 'on', lit: STAGES.filter((s) => lit.has(s)), open, watches, stop: stopAt(index, at) };
}

const STAGES: readonly StageName[] = ['authn', 'authz', 'decode', 'mutate', 'validate', 'policy', 'write', 'read'];

/** The newest write of the story that the server has answered, if that was a refusal. */
function stopAt(index: SceneIndex, at: number): HubScene['stop'] {
  const { story, reader } = index;
  let newest: HubScene['stop'];
  let newestAt = -Infinity;
  for (let i = story.count(at) - 1, looked = 0; i >= 0 && looked < 200; i--, looked++) {
    const id = story.values[i] as number;
    if (reader.typeOf(id) !== 'message') continue;
    const { summary } = reader.span(id);
    if (summary.type !== 'request' || summary.method === 'GET') continue;
    // A younger write that is being worked on takes the bar.
    if (summary.arrived <= at && (summary.answered < 0 || summary.answered > at)) return undefined;
    if (summary.answered < 0 || summary.answered > at || summary.answered <= newestAt) continue;
    newestAt = summary.answered;
    newest = summary.code >= 400 && summary.refusedAt !== '' && at - summary.answered < STOP_STANDS ? { stage: summary.refusedAt, code: summary.code, message: summary.message, span: id } : undefined;
  }
  return newest;
}

/** In this order, whatever changed last; others follow by name. */
const ORDER = ['namespaces', 'deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs', 'pods', 'services', 'endpointslices', 'endpoints', 'configmaps', 'secrets', 'minions', 'events', 'leases'];
const ROWS = 5;
/** Shown while nothing has happened yet. */
const USUAL = ['pods', 'services', 'minions', 'events', 'leases'];

export function etcdScene(index: SceneIndex, at: number, origin: number): EtcdScene {
  const revision = index.revisions.at(at) ?? 0;
  const rows: { resource: string; revision: number; newest: boolean }[] = [];
  for (const [resource, history] of index.resources) {
    const last = history.at(at);
    if (last !== undefined) rows.push({ resource, revision: last, newest: last === revision });
  }
  const since = index.revisions.at(origin) ?? 0;
  const weight = (r: { resource: string; revision: number }): number => (r.revision > since ? r.revision : USUAL.includes(r.resource) ? -USUAL.indexOf(r.resource) : -100);
  rows.sort((a, b) => weight(b) - weight(a));
  const shown = rows.slice(0, ROWS);
  shown.sort((a, b) => rank(a.resource) - rank(b.resource) || (a.resource < b.resource ? -1 : 1));
  return { stopped: index.isBroken('stop etcd', at), phase: index.boot?.phase('etcd', at) ?? 'on', revision, rows: shown };
}

function rank(resource: string): number {
  const i = ORDER.indexOf(resource);
  return i < 0 ? ORDER.length : i;
}
