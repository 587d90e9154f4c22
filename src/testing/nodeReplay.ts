// Plays recordings of a real cluster to kubelets: what everybody else wrote is written again at the same times, and what
// the kubelets then write, and what commands in containers print, is compared by the tools of the recordings. For tests only.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { seconds, type Micros } from '../base/time.ts';
import { parseTarget, PATCH_TYPES, type Method } from '../sim/api/http.ts';
import type { KubeObject } from '../sim/api/types.ts';
import type { Client } from '../sim/client/client.ts';
import { HOLLOW_3, REAL_1 } from '../sim/cluster/shape.ts';
import { sleep, type Sim } from '../sim/kernel/task.ts';
import { NO_SPAN } from '../sim/kernel/trace.ts';
import type { Runtime } from '../sim/node/runtime.ts';
import { NodeHarness, type HistoryEntry } from './nodeHarness.ts';
import { jsonLines, sharedPath } from './shared.ts';

interface Recorded {
  readonly t: number;
  readonly component: string;
  readonly method: Method;
  readonly uri: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly code: number;
  readonly patchType?: keyof typeof PATCH_TYPES;
  readonly request?: { readonly metadata?: Record<string, unknown> };
}

interface Step {
  readonly run?: string;
  readonly node?: { readonly stop?: string; readonly start?: string };
  readonly component?: { readonly stop?: string; readonly start?: string };
  readonly staticPod?: { readonly put?: string; readonly remove?: string; readonly node: string };
  readonly startMs: number;
  readonly endMs: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** What a command printed here and in the recording. */
export interface Output {
  readonly run: string;
  readonly want: string;
  readonly got: string;
}

/** A run in the form that the comparing tools take. */
export interface Run {
  readonly steps: readonly unknown[];
  readonly baseline: readonly unknown[];
  readonly history: readonly HistoryEntry[];
  readonly requests: readonly object[];
}

const PLAYED = /^(pods|configmaps|secrets|serviceaccounts|services|namespaces|persistentvolumes|persistentvolumeclaims|nodes|priorityclasses[a-z.0-9]*|limitranges|runtimeclasses[a-z.0-9]*)$/;

const folderOf = (scenario: string): string => sharedPath(`golden/${scenario}`) as string;
const baselineOf = (folder: string): { key: string; value: KubeObject }[] => (JSON.parse(readFileSync(resolve(folder, 'cluster.json'), 'utf8')) as { objects: { key: string; value: KubeObject }[] }).objects;

const aboutKubelets = (entry: HistoryEntry): boolean => {
  const value = entry.value as { source?: { component?: string } } | undefined;
  return entry.key.startsWith('/registry/pods/') || (entry.key.startsWith('/registry/events/') && value?.source?.component === 'kubelet');
};

/** The kubelets' part of a recording. */
export function recordedRun(scenario: string): Run {
  const folder = folderOf(scenario);
  return {
    steps: [],
    baseline: baselineOf(folder),
    history: jsonLines<HistoryEntry>(resolve(folder, 'history.jsonl')).filter(aboutKubelets),
    requests: jsonLines<{ component: string }>(resolve(folder, 'requests.jsonl')).filter((r) => r.component.startsWith('kubelet')),
  };
}

/** Plays a recording's writes, but not the kubelets'. */
export function replay(scenario: string, seed = 1): { readonly run: Run; readonly outputs: readonly Output[] } {
  const folder = folderOf(scenario);
  const shape = readFileSync(resolve(folder, 'scenario.yaml'), 'utf8').includes('real-1') ? REAL_1 : HOLLOW_3;
  const harness = new NodeHarness(shape, seed);
  const baseline = baselineOf(folder);
  for (const { key, value } of baseline) harness.put(key, value);
  harness.boot();
  harness.mark();
  const player = new Player(harness, folder);
  const last = Math.max(player.requests(), player.steps());
  harness.run(last / 1000 + 0.8);
  return { run: { steps: [], baseline, history: harness.history.filter(aboutKubelets), requests: harness.requests() }, outputs: player.outputs };
}

class Player {
  readonly outputs: Output[] = [];
  private readonly harness: NodeHarness;
  private readonly folder: string;
  private readonly began: Micros;
  /** Names that the recorded server gave to Pods made from a generateName, in the order in which they came to be. */
  private readonly generated: { readonly name: string; readonly prefix: string }[] = [];

  constructor(harness: NodeHarness, folder: string) {
    this.harness = harness;
    this.folder = folder;
    this.began = harness.kernel.now;
    const seen = new Set<string>();
    for (const { key, value } of jsonLines<HistoryEntry>(resolve(folder, 'history.jsonl'))) {
      if (!key.startsWith('/registry/pods/') || seen.has(key) || !value?.metadata.generateName) continue;
      seen.add(key);
      this.generated.push({ name: value.metadata.name, prefix: value.metadata.generateName });
    }
  }

  /** Everybody's writes but the kubelets'; the time of the last request. */
  requests(): number {
    let last = 0;
    for (const r of jsonLines<Recorded>(resolve(this.folder, 'requests.jsonl'))) {
      last = Math.max(last, r.t);
      if (r.component.startsWith('kubelet') || r.method === 'GET' || r.code >= 300 || !PLAYED.test(r.resource ?? '') || /dryRun/.test(r.uri)) continue;
      if (r.resource === 'nodes' && r.subresource === 'status') continue;
      // As the recorded server binds, whatever ours does.
      if (r.subresource === 'binding') this.later(r.t + 4, () => bind(this.harness, r.uri, (r.request as unknown as { target: { name: string } }).target.name));
      else this.play(r);
    }
    return last;
  }

  private play(r: Recorded): void {
    const prefix = r.method === 'POST' && r.resource === 'pods' && !r.subresource ? (r.request?.metadata?.generateName as string | undefined) : undefined;
    const at = prefix === undefined ? -1 : this.generated.findIndex((g) => g.prefix === prefix);
    const given = at < 0 ? undefined : this.generated.splice(at, 1)[0]?.name;
    const { client, kernel } = this.harness;
    this.later(r.t, () => {
      const { path, query } = parseTarget(r.uri);
      const body = bodyOf(given ? { ...r, name: given } : r);
      const headers = r.method === 'PATCH' ? { 'content-type': PATCH_TYPES[r.patchType ?? 'strategic'] } : {};
      kernel.spawn(`replay/${r.method}/${path}`, quiet(insist(client, { method: r.method, path, query, headers, ...(body === undefined ? {} : { body }) })));
    });
  }

  /** What else was done; the time at which the last step ended. */
  steps(): number {
    const { harness, folder } = this;
    const { steps } = JSON.parse(readFileSync(resolve(folder, 'transcript.json'), 'utf8')) as { steps: Step[] };
    let last = 0;
    for (const step of steps) {
      const { node, component, staticPod, startMs, endMs } = step;
      last = Math.max(last, endMs);
      if (node?.stop) this.later(startMs, () => harness.kubelet(node.stop as string)?.stop());
      if (node?.start) this.later(startMs + 250, () => harness.kubelet(node.start as string)?.start());
      if (component?.stop === 'kube-apiserver') this.later(startMs, () => harness.server.stop());
      if (component?.start === 'kube-apiserver') this.later(endMs, () => harness.server.start());
      if (staticPod?.put) this.later(startMs, () => harness.kubelet(staticPod.node)?.putManifest(staticPod.put as string, readFileSync(resolve(folder, staticPod.put as string), 'utf8')));
      if (staticPod?.remove) this.later(startMs, () => harness.kubelet(staticPod.node)?.putManifest(staticPod.remove as string, undefined));
      if (step.run) this.command(step, step.run);
    }
    return last;
  }

  /** Of commands those that a kubelet answers. */
  private command(step: Step, run: string): void {
    const { harness } = this;
    const want = (step.stdout ?? '') + (step.stderr ?? '').replace(/^Defaulted container .*\n/, '');
    const done = (got: string): void => void this.outputs.push({ run, want, got });
    const exec = /kubectl exec (?:deploy\/)?(\S+)(?: -c (\S+))? -- (.*)$/.exec(run);
    if (exec) this.later(step.startMs + 40, () => execute(harness, exec[1] as string, exec[2], argv(exec[3] as string), done));
    const logs = /^kubectl logs (?:deploy\/)?(\S+)((?: (?:-c \S+|--previous|-f))*)$/.exec(run);
    if (logs) this.later(run.includes(' -f') ? step.endMs - 100 : step.startMs + 60, () => harness.kernel.spawn('logs', readLogs(harness, logs[1] as string, logs[2] ?? '', done)));
  }

  private later(ms: number, run: () => void): void {
    const { kernel } = this.harness;
    kernel.at((this.began + ms * 1000) as Micros, () => {
      kernel.span = kernel.trace.open('input', 'test', 'replay', kernel.now, NO_SPAN, { end: kernel.now });
      run();
    }, NO_SPAN);
  }
}

/** A Pod of the same name may take longer to go here than it did there. */
function* insist(client: Client, request: Parameters<Client['roundTrip']>[0]): Sim<unknown> {
  for (let i = 0; ; i++) {
    const answer = yield* client.roundTrip(request);
    if (answer.code !== 409 || request.method !== 'POST' || i > 100) return answer;
    yield* sleep(seconds(0.03));
  }
}

function bind(harness: NodeHarness, uri: string, node: string, tries = 1500): void {
  const [, namespace = '', name = ''] = /namespaces\/([^/]+)\/pods\/([^/]+)\/binding/.exec(uri) ?? [];
  const key = `/registry/pods/${namespace}/${name}`;
  const pod = harness.get<KubeObject & { spec: object; status: { conditions?: { type: string }[] } }>(key);
  if (!pod || (pod.spec as { nodeName?: string }).nodeName) {
    // Our server took longer to make it.
    if (tries > 0) harness.kernel.after(3000 as Micros, () => bind(harness, uri, node, tries - 1));
    return;
  }
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: harness.kernel.timestamp() };
  const conditions = [...(pod.status.conditions ?? []).filter((c) => c.type !== 'PodScheduled'), scheduled];
  harness.put(key, { ...pod, spec: { ...pod.spec, nodeName: node }, status: { ...pod.status, conditions } } as never);
}

/** Splits as a shell does, for the quotes that occur. */
function argv(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map((m) => m[1] ?? m[2] ?? (m[3] as string));
}

function execute(harness: NodeHarness, name: string, container: string | undefined, command: readonly string[], done: (output: string) => void): void {
  for (const runtime of harness.runtimes()) {
    for (const uid of runtime.uids()) {
      if (!runtime.identity(uid)?.name.startsWith(name)) continue;
      const found = runtime.pod(uid)?.containers.filter((c) => c.state === 'running' && (!container || c.name === container)).at(-1);
      if (!found) continue;
      harness.kernel.spawn('exec', quiet(executed(runtime, found.id, command, done)));
      return;
    }
  }
}

function* executed(runtime: Runtime, id: string, command: readonly string[], done: (output: string) => void): Sim<void> {
  const { code, output } = yield* runtime.execSync(id, command, 0 as Micros);
  done(code === 0 ? output : `${output}command terminated with exit code ${code}\n`);
}

function* readLogs(harness: NodeHarness, name: string, flags: string, done: (output: string) => void): Sim<void> {
  const pods = [...harness.runtimes()].flatMap((r) => [...r.uids()].map((uid) => r.identity(uid)?.name ?? ''));
  const pod = pods.find((p) => p === name) ?? pods.find((p) => p.startsWith(name)) ?? name;
  const object = harness.get<{ spec: { containers: { name: string }[] } }>(`/registry/pods/default/${pod}`);
  const container = /-c (\S+)/.exec(flags)?.[1] ?? object?.spec.containers[0]?.name ?? '';
  const query = { container, ...(flags.includes('--previous') ? { previous: 'true' } : {}) };
  const answer = yield* harness.client.roundTrip({ method: 'GET', path: `/api/v1/namespaces/default/pods/${pod}/log`, query });
  const status = answer.body as { message?: string; reason?: string };
  done(typeof answer.body === 'string' ? answer.body : `Error from server${status.reason ? ` (${status.reason})` : ''}: ${status.message ?? ''}\n`);
}

/** What the recording did may be impossible here; the comparison shows it. */
function* quiet(body: Sim<unknown>): Sim<void> {
  try {
    const answer = yield* body;
    const { code = 0, body: status } = (answer ?? {}) as { code?: number; body?: { message?: string } };
    if (code >= 400 && process.env.SHOW) console.log('replay:', code, status?.message);
  } catch (error) {
    if (process.env.SHOW) console.log('replay:', error);
  }
}

/** Identities of the recording do not exist here. */
function bodyOf({ request, method, name }: Recorded): unknown {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) return request;
  const { preconditions: _p, metadata, ...rest } = request as Record<string, unknown>;
  if (typeof metadata !== 'object' || metadata === null) return rest;
  const { resourceVersion: _r, uid: _u, creationTimestamp: _c, ...kept } = metadata as Record<string, unknown>;
  return { ...rest, metadata: { ...kept, ...(name && method !== 'PATCH' ? { name } : {}) } };
}
