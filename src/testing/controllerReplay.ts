// Plays a recording of a real cluster to the controllers: what people and kubectl wrote is sent again at the same times,
// stand-ins take the places of scheduler and kubelets, and what the controllers do is compared with the recording by the
// tools of the recordings themselves. For tests only.

import { readFileSync } from 'node:fs';
import { milliseconds, type Micros } from '../base/time.ts';
import { PATCH_TYPES, parseTarget, type Method } from '../sim/api/http.ts';
import type { KubeObject } from '../sim/api/types.ts';
import type { Change } from '../sim/kernel/trace.ts';
import { sleep, type Sim } from '../sim/kernel/task.ts';
import type { Node } from '../sim/kinds/node.ts';
import { ControllerHarness } from './controllerHarness.ts';
import { jsonLines } from './shared.ts';

interface Recorded {
  readonly t: number;
  readonly component: string;
  readonly verb: string;
  readonly method: Method;
  readonly uri: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly code: number;
  readonly patchType?: keyof typeof PATCH_TYPES;
  readonly request?: unknown;
}
interface HistoryEntry {
  readonly rev: number;
  readonly t: number;
  readonly op: 'put' | 'delete';
  readonly key: string;
  readonly value?: KubeObject;
}
interface Step {
  readonly run?: string;
  readonly node?: { readonly stop?: string; readonly start?: string };
  readonly component?: { readonly stop?: string; readonly start?: string };
  readonly startMs: number;
  readonly endMs: number;
}
interface Run {
  readonly steps: readonly unknown[];
  readonly baseline: readonly unknown[];
  readonly history: readonly HistoryEntry[];
  readonly requests: readonly object[];
}

/** Names that the replay gave to objects whose name was generated in the recording. */
class Names {
  private readonly map = new Map<string, string>();
  learn(recorded: string, own: string): void {
    if (recorded !== own) this.map.set(recorded, own);
  }
  translate(text: string): string {
    let out = text;
    // A Pod's name holds that of its ReplicaSet: the longer ones first.
    for (const [from, to] of [...this.map].sort(([a], [b]) => b.length - a.length)) out = out.replaceAll(from, to);
    return out;
  }
}

export interface Replay {
  readonly harness: ControllerHarness;
  readonly run: Run;
}

/** The components that are compared: the controllers of this folder. */
export const OURS = new Set([
  'deployment-controller',
  'replicaset-controller',
  'daemon-set-controller',
  'endpointslice-controller',
  'endpoint-controller',
  'namespace-controller',
  'generic-garbage-collector',
  'node-controller',
  'pod-garbage-collector',
  'service-account-controller',
  'root-ca-cert-publisher',
  'ttl-controller',
]);

const WARM_UP = 8;

export function replay(folder: string): Replay {
  const read = <T>(file: string): T => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as T;
  const cluster = read<{ started: string; objects: { key: string; value: KubeObject }[] }>('cluster.json');
  const { steps } = read<{ steps: Step[] }>('transcript.json');
  const recorded = jsonLines<Recorded>(`${folder}/requests.jsonl`);
  const history = jsonLines<HistoryEntry>(`${folder}/history.jsonl`);
  const harness = new ControllerHarness({ objects: cluster.objects, epochMs: Date.parse(cluster.started) - WARM_UP * 1000 });
  harness.run(WARM_UP);
  const { kernel } = harness;
  const zero = kernel.now;
  const firstChange = kernel.trace.changeCount;
  const firstSpan = kernel.trace.size;
  const at = (t: number): Micros => (zero + milliseconds(t)) as Micros;
  const names = new Names();
  // Nodes as they were, for kubelets that start again.
  const templates = new Map(cluster.objects.filter(({ key }) => key.startsWith('/registry/minions/')).map(({ value }) => [value.metadata.name, value as unknown as Node]));
  let stopMs = 0;
  for (const step of steps) {
    stopMs = Math.max(stopMs, step.endMs);
    const act = (time: number, what: () => void): void => void kernel.at(at(time), what);
    if (step.node?.stop) act(step.startMs, () => harness.nodes.stopped.add(step.node?.stop as string));
    if (step.node?.start) act(step.startMs, () => harness.nodes.start(step.node?.start as string, templates.get(step.node?.start as string)));
    if (step.component?.stop === 'kube-controller-manager') act(step.startMs, () => harness.manager.stop());
    if (step.component?.start === 'kube-controller-manager') act(step.startMs, () => void harness.startManager());
    if (step.component?.stop === 'kube-scheduler') act(step.startMs, () => void (harness.nodes.schedulerRuns = false));
    if (step.component?.start === 'kube-scheduler') {
      act(step.startMs + 300, () => {
        harness.nodes.schedulerRuns = true;
        harness.nodes.retry();
      });
    }
  }
  for (const request of recorded) {
    if (OURS.has(request.component) || request.method === 'GET' || !/^kubectl/.test(request.component)) continue;
    kernel.at(at(request.t), () => harness.group.spawn('replay', send(harness, request, names, history)), 0 as never);
  }
  harness.runUntil(at(stopMs + 3000));
  return { harness, run: asRun(harness, firstChange, firstSpan, zero) };
}

/** Pods and ReplicaSets have other names here: the n-th with a prefix there is the n-th with it here. */
function matchNames(harness: ControllerHarness, names: Names, history: readonly HistoryEntry[], t: number): void {
  const there = new Map<string, string[]>();
  for (const { key, t: when, op } of history) {
    if (op !== 'put' || when > t || !/^\/registry\/(pods|replicasets|controllerrevisions)\//.test(key)) continue;
    const group = key.replace(/-[a-z0-9]+$/, '');
    const list = there.get(group) ?? [];
    if (!list.includes(key)) list.push(key);
    there.set(group, list);
  }
  const here = new Map<string, string[]>();
  const { trace } = harness.kernel;
  for (let i = 0; i < trace.changeCount; i++) {
    const { key } = trace.changeAt(i);
    if (!/^\/registry\/(pods|replicasets|controllerrevisions)\//.test(key)) continue;
    const group = names.translate(key).replace(/-[a-z0-9]+$/, '');
    const list = here.get(group) ?? [];
    if (!list.includes(key)) list.push(key);
    here.set(group, list);
  }
  const last = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
  for (const kind of ['replicasets', 'pods']) {
    for (const [group, keys] of there) {
      if (!group.startsWith(`/registry/${kind}/`)) continue;
      const own = here.get(names.translate(group)) ?? [];
      keys.forEach((key, i) => own[i] !== undefined && names.learn(last(key), last(own[i] as string)));
    }
  }
}

function* send(harness: ControllerHarness, request: Recorded, names: Names, history: readonly HistoryEntry[]): Sim<void> {
  matchNames(harness, names, history, request.t);
  const { path, query } = parseTarget(names.translate(request.uri));
  const body = request.request === undefined ? undefined : bodyOf(harness, request, names, path);
  yield* sleep(milliseconds(0));
  yield* harness.admin.roundTrip({
    method: request.method,
    path,
    query,
    headers: request.patchType ? { 'content-type': PATCH_TYPES[request.patchType] } : {},
    ...(body === undefined ? {} : { body }),
  });
}

/** Updates name a revision that exists only in the recording. */
function bodyOf(harness: ControllerHarness, request: Recorded, names: Names, path: string): unknown {
  const body = JSON.parse(names.translate(JSON.stringify(request.request))) as { metadata?: Record<string, unknown>; kind?: string; apiVersion?: string; preconditions?: unknown };
  if (request.method === 'DELETE') {
    const { preconditions: _preconditions, ...rest } = body;
    return { ...rest, kind: 'DeleteOptions', apiVersion: 'v1' };
  }
  const { metadata } = body;
  if (metadata) {
    delete metadata.resourceVersion;
    delete metadata.uid;
    if (request.method === 'PUT') {
      const object = harness.all<KubeObject>('/registry/').find((o) => o.kind === body.kind && o.metadata.name === path.split('/').pop());
      if (object) Object.assign(metadata, { resourceVersion: object.metadata.resourceVersion, uid: object.metadata.uid });
    }
  }
  return body;
}

function asRun({ kernel, ...harness }: ControllerHarness, firstChange: number, firstSpan: number, zero: Micros): Run {
  const history: HistoryEntry[] = [];
  for (let i = firstChange; i < kernel.trace.changeCount; i++) {
    const { revision, key, value, at } = kernel.trace.changeAt(i) as Change;
    if (revision === 0 || key.startsWith('/registry/leases/')) continue;
    history.push({ rev: revision, t: (at - zero) / 1000, op: value === undefined ? 'delete' : 'put', key, ...(value === undefined ? {} : { value: value as KubeObject }) });
  }
  void harness;
  const requests: object[] = [];
  for (let id = firstSpan + 1; id <= kernel.trace.size; id++) {
    const data = kernel.trace.data(id as never) as { type?: string; component: string; verb: string; resource: string; subresource: string; name: string; code?: number; request: { method: string; path: string; body?: unknown } } | undefined;
    if (data?.type !== 'request') continue;
    const { component, verb, resource, subresource, name, code, request } = data;
    const group = /^\/apis\/([^/]+)\//.exec(request.path)?.[1];
    const created = verb === 'create' && !subresource;
    const known = created ? ((request.body as { metadata?: { name?: string } } | undefined)?.metadata?.name ?? '') : name;
    requests.push({ t: (kernel.trace.span(id as never).start - zero) / 1000, component, verb, method: request.method, uri: request.path, resource: group ? `${resource}.${group}` : resource, ...(subresource ? { subresource } : {}), ...(known ? { name: known } : {}), code, request: request.body });
  }
  return { steps: [], baseline: [], history, requests };
}
