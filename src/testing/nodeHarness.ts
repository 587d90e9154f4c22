// Nodes with their kubelets on a real API server, without a scheduler or controllers: what those wrote in a recording is
// played to the kubelets, and what the kubelets then write is compared.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { seconds, type Micros } from '../base/time.ts';
import { Client } from '../sim/client/client.ts';
import { HOLLOW_3, REAL_1, type ClusterShape } from '../sim/cluster/shape.ts';
import { Kernel } from '../sim/kernel/kernel.ts';
import { Link } from '../sim/kernel/link.ts';
import { sleep, type Sim } from '../sim/kernel/task.ts';
import { NO_SPAN } from '../sim/kernel/trace.ts';
import { parseTarget, type Method, type Request, type Response, type UserInfo } from '../sim/api/http.ts';
import { Scheme } from '../sim/api/scheme.ts';
import type { RequestData } from '../sim/api/spans.ts';
import type { KubeObject } from '../sim/api/types.ts';
import { ApiServer } from '../sim/apiserver/server.ts';
import { FITTED } from '../sim/apiserver/timing.ts';
import { Store } from '../sim/etcd/store.ts';
import { KINDS } from '../sim/kinds/index.ts';
import { ClusterNetwork } from '../sim/network/network.ts';
import { HollowNetwork } from '../sim/network/hollowNetwork.ts';
import { HollowLauncher } from '../sim/node/hollowLauncher.ts';
import { ImageStore } from '../sim/node/imageStore.ts';
import { Kubelet } from '../sim/node/kubelet.ts';
import { NodeApi } from '../sim/node/nodeApi.ts';
import { ProgramLauncher } from '../sim/node/programLauncher.ts';
import { DefaultRegistry, HollowRegistry, RealRegistry } from '../sim/node/registry.ts';
import { Runtime } from '../sim/node/runtime.ts';
import { NodeStorage, SharedStorage } from '../sim/node/storage.ts';
import { HOLLOW_TIMES, REAL_TIMES } from '../sim/node/timing.ts';
import { catalogFor } from '../sim/programs/catalog.ts';
import { jsonLines, sharedPath } from './shared.ts';

export const ADMIN: UserInfo = { name: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated', 'system:masters'] };

export interface HistoryEntry {
  readonly rev: number;
  readonly t: number;
  readonly op: 'put' | 'delete';
  readonly key: string;
  readonly value?: KubeObject;
}

export interface NodeHarness {
  readonly kernel: Kernel;
  readonly server: ApiServer;
  readonly store: Store<KubeObject>;
  readonly client: Client;
  readonly network: ClusterNetwork;
  readonly kubelets: ReadonlyMap<string, Kubelet>;
  readonly runtimes: ReadonlyMap<string, Runtime>;
  /** Everything written, since the last `mark`. */
  readonly history: HistoryEntry[];
  mark(): void;
  run(forSeconds: number): void;
  send(method: Method, target: string, body?: unknown): Response | undefined;
  put(key: string, object: KubeObject): void;
  get<T>(key: string): T | undefined;
  /** Requests of kubelets since the last mark, as recordings have them. */
  requests(): object[];
}

export function nodeHarness(shape: ClusterShape, seed = 1): NodeHarness {
  const kernel = new Kernel({ seed });
  const store = new Store<KubeObject>(kernel);
  const kubelets = new Map<string, Kubelet>();
  const server = new ApiServer({ kernel, store, scheme: new Scheme(KINDS), times: FITTED, nodes: new NodeApi(kernel, (name) => kubelets.get(name)) });
  const link = new Link(kernel, 'test', [[0, 100], [1, 300]]);
  const transport = { kernel, link, endpoint: server, server: 'https://172.18.0.2:6443' };
  const client = new Client(transport, { actor: 'test', user: ADMIN, userAgent: 'kubectl/v1.36.3' });
  const put = (key: string, object: KubeObject): void => {
    store.put(key, store.get(key)?.modRevision ?? 0, (revision) => ({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }));
  };
  put('/registry/clusterrolebindings/nodes', {
    apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'nodes', uid: 'x', resourceVersion: '', creationTimestamp: '' },
    subjects: [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'system:nodes' }], roleRef: { kind: 'ClusterRole', apiGroup: 'rbac.authorization.k8s.io', name: 'everything' },
  } as never);
  put('/registry/clusterroles/everything', {
    apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'everything', uid: 'y', resourceVersion: '', creationTimestamp: '' },
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
  } as never);

  const hollow = shape.runtime === 'hollow';
  const network = new (hollow ? HollowNetwork : ClusterNetwork)({ kernel, clusterDns: shape.runtime === 'default' ? '10.96.0.10' : '' });
  const catalog = catalogFor(shape.runtime);
  const shared = new SharedStorage();
  const runtimes = new Map<string, Runtime>();
  for (const facts of shape.nodes) {
    network.addNode(facts.name, facts.ip, facts.podCIDR);
    const registry = hollow ? new HollowRegistry(catalog) : shape.runtime === 'real' ? new RealRegistry(catalog) : new DefaultRegistry(catalog);
    const images = new ImageStore({ kernel, node: facts.name, registry, ...(facts.images ? { images: facts.images } : {}) });
    const launcher = hollow ? new HollowLauncher(kernel) : new ProgramLauncher({ kernel, node: facts.name, catalog, network });
    const runtime = new Runtime({ kernel, node: facts.name, nodeIP: facts.ip, images, launcher, network, times: hollow ? HOLLOW_TIMES : REAL_TIMES });
    runtimes.set(facts.name, runtime);
    kubelets.set(
      facts.name,
      new Kubelet({
        kernel, facts, flavour: { kind: shape.runtime, version: 'v1.36.3' }, client, runtime, network, storage: new NodeStorage(shared),
        dns: { clusterDns: '10.96.0.10', nodeResolvConf: 'nameserver 172.18.0.1\n' }, keepFiles: !hollow,
      }),
    );
  }
  const history: HistoryEntry[] = [];
  let began = 0 as Micros;
  let firstSpan = 0;
  store.listen((event) => {
    const t = Math.round((kernel.now - began) / 1000);
    history.push(event.type === 'put' ? { rev: event.revision, t, op: 'put', key: event.key, value: event.value } : { rev: event.revision, t, op: 'delete', key: event.key });
  });
  return {
    kernel, server, store, client, network, kubelets, runtimes, history, put,
    mark() {
      history.length = 0;
      began = kernel.now;
      firstSpan = kernel.trace.size;
    },
    run(forSeconds) {
      kernel.runUntil((kernel.now + seconds(forSeconds)) as Micros);
    },
    send(method, target, body) {
      const { path, query } = parseTarget(target);
      const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'kubectl/v1.36.3' };
      if (body !== undefined) headers['content-type'] = 'application/json';
      const request: Request = { method, path, query, headers, user: ADMIN, ...(body === undefined ? {} : { body }) };
      const data: RequestData = { type: 'request', component: 'test', request, verb: '', resource: '', subresource: '', namespace: '', name: '' };
      const span = kernel.trace.open('input', 'test', 'request', kernel.now, NO_SPAN);
      kernel.span = span;
      let response: Response | undefined;
      server.accept(request, data, span, link, (r) => {
        response = r;
      });
      while (!response && kernel.step());
      kernel.trace.close(span, kernel.now);
      return response;
    },
    get: (key) => store.get(key)?.value as never,
    requests() {
      const out: object[] = [];
      for (let id = firstSpan + 1; id <= kernel.trace.size; id++) {
        const span = kernel.trace.span(id as never);
        const data = span.data as RequestData | undefined;
        if (span.name !== 'request' || data?.type !== 'request' || !data.component.startsWith('kubelet') || data.resource === 'leases') continue;
        out.push({
          t: Math.round((span.start - began) / 1000), component: data.component, verb: data.verb, method: data.request.method, resource: data.resource,
          ...(data.subresource ? { subresource: data.subresource } : {}), ...(data.namespace ? { namespace: data.namespace } : {}), name: data.name, code: data.code, request: data.request.body,
          uri: data.request.path,
        });
      }
      return out;
    },
  };
}

interface Recorded {
  readonly t: number;
  readonly component: string;
  readonly method: Method;
  readonly uri: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly code: number;
  readonly patchType?: string;
  readonly request?: { readonly metadata?: Record<string, unknown> };
}

const PATCH: Readonly<Record<string, string>> = { strategic: 'application/strategic-merge-patch+json', merge: 'application/merge-patch+json', json: 'application/json-patch+json', apply: 'application/apply-patch+yaml' };
const PLAYED = /^(pods|configmaps|secrets|serviceaccounts|services|namespaces|persistentvolumes|persistentvolumeclaims|nodes|priorityclasses[a-z.0-9]*|limitranges|runtimeclasses[a-z.0-9]*)$/;

/** What a command printed here and in the recording. */
export interface Output {
  readonly run: string;
  readonly want: string;
  readonly got: string;
}

export interface Replayed {
  readonly outputs: readonly Output[];
  readonly harness: NodeHarness;
  readonly history: readonly HistoryEntry[];
  readonly requests: readonly object[];
}

/** Plays a recording's writes, but not the kubelets', to kubelets. Undefined where there are no recordings. */
export function replay(scenario: string, seed = 1): Replayed | undefined {
  const folder = sharedPath(`golden/${scenario}`);
  if (!folder) return undefined;
  const text = readFileSync(resolve(folder, 'scenario.yaml'), 'utf8');
  const shape = text.includes('real-1') ? REAL_1 : HOLLOW_3;
  const harness = nodeHarness(shape, seed);
  const { kernel } = harness;
  const baseline = JSON.parse(readFileSync(resolve(folder, 'cluster.json'), 'utf8')) as { objects: { key: string; value: KubeObject }[] };
  for (const { key, value } of baseline.objects) harness.put(key, value);
  for (const kubelet of harness.kubelets.values()) kubelet.start();
  harness.run(6);
  harness.mark();
  const began = kernel.now;
  const later = (ms: number, run: () => void): void => {
    kernel.at((began + ms * 1000) as Micros, () => {
      kernel.span = kernel.trace.open('input', 'test', 'replay', kernel.now, NO_SPAN, { end: kernel.now });
      run();
    }, NO_SPAN);
  };
  const pretender = harness.client;
  let last = 0;
  // The names that the recorded server gave to Pods made from a generateName, in the order in which they came to be.
  const generated: { name: string; prefix: string }[] = [];
  const seen = new Set<string>();
  for (const { key, value } of jsonLines<HistoryEntry>(resolve(folder, 'history.jsonl'))) {
    if (!key.startsWith('/registry/pods/') || seen.has(key) || !value?.metadata.generateName) continue;
    seen.add(key);
    generated.push({ name: value.metadata.name, prefix: value.metadata.generateName });
  }
  for (const r of jsonLines<Recorded>(resolve(folder, 'requests.jsonl'))) {
    last = Math.max(last, r.t);
    if (r.component.startsWith('kubelet') || r.method === 'GET' || r.code >= 300 || !PLAYED.test(r.resource ?? '') || /dryRun/.test(r.uri)) continue;
    if (r.resource === 'nodes' && r.subresource === 'status') continue;
    const prefix = r.method === 'POST' && r.resource === 'pods' && !r.subresource ? (r.request?.metadata?.generateName as string | undefined) : undefined;
    const at = prefix === undefined ? -1 : generated.findIndex((g) => g.prefix === prefix);
    const given = at < 0 ? undefined : generated.splice(at, 1)[0]?.name;
    if (r.subresource === 'binding') {
      // As the recorded server binds, whatever ours does.
      later(r.t + 4, () => bind(harness, r.uri, (r.request as unknown as { target: { name: string } }).target.name));
      continue;
    }
    later(r.t, () => {
      const { path, query } = parseTarget(r.uri);
      const body = bodyOf(given ? { ...r, name: given } : r);
      const headers = r.method === 'PATCH' ? { 'content-type': PATCH[r.patchType ?? 'strategic'] as string } : {};
      kernel.spawn(`replay/${r.method}/${path}`, quiet(insist(pretender, { method: r.method, path, query, headers, ...(body === undefined ? {} : { body }) })));
    });
  }
  const transcript = JSON.parse(readFileSync(resolve(folder, 'transcript.json'), 'utf8')) as { steps: { run?: string; node?: Record<string, string>; component?: Record<string, string>; staticPod?: { put?: string; remove?: string; node: string }; startMs: number; endMs: number; stdout?: string; stderr?: string }[] };
  const outputs: Output[] = [];
  for (const step of transcript.steps) {
    last = Math.max(last, step.endMs);
    const { node, component, staticPod, run = '' } = step;
    // A server that was stopped and started again is connected again a little later.
    const up = (): void => harness.server.start();
    if (node?.stop) later(step.startMs, () => harness.kubelets.get(node.stop as string)?.stop());
    if (node?.start) later(step.startMs + 250, () => harness.kubelets.get(node.start as string)?.start());
    if (component?.stop === 'kube-apiserver') later(step.startMs, () => harness.server.stop());
    if (component?.start === 'kube-apiserver') later(step.endMs, up);
    if (staticPod?.put) later(step.startMs, () => harness.kubelets.get(staticPod.node)?.putManifest(staticPod.put as string, readFileSync(resolve(folder, staticPod.put as string), 'utf8')));
    if (staticPod?.remove) later(step.startMs, () => harness.kubelets.get(staticPod.node)?.putManifest(staticPod.remove as string, undefined));
    const want = (step.stdout ?? '') + (step.stderr ?? '').replace(/^Defaulted container .*\n/, '');
    const exec = /kubectl exec (?:deploy\/)?(\S+)(?: -c (\S+))? -- (.*)$/.exec(run);
    if (exec) later(step.startMs + 40, () => execute(harness, exec[1] as string, exec[2], argv(exec[3] as string), (got) => outputs.push({ run, want, got })));
    const logs = /^kubectl logs (?:deploy\/)?(\S+)((?: (?:-c \S+|--previous|-f))*)$/.exec(run);
    if (logs) later(run.includes(' -f') ? step.endMs - 100 : step.startMs + 60, () => kernel.spawn('logs', readLogs(harness, logs[1] as string, logs[2] ?? '', (got) => outputs.push({ run, want, got }))));
  }
  harness.run(last / 1000 + 0.8);
  const { history } = harness;
  return { harness, history: [...history], requests: harness.requests(), outputs };
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
  for (const runtime of harness.runtimes.values()) {
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
  const pods = [...harness.runtimes.values()].flatMap((r) => [...r.uids()].map((uid) => r.identity(uid)?.name ?? ''));
  const pod = pods.find((p) => p === name) ?? pods.find((p) => p.startsWith(name)) ?? name;
  const object = harness.get<{ spec: { containers: { name: string }[] } }>(`/registry/pods/default/${pod}`);
  const container = /-c (\S+)/.exec(flags)?.[1] ?? object?.spec.containers[0]?.name ?? '';
  const query = { container, ...(flags.includes('--previous') ? { previous: 'true' } : {}) };
  const answer = yield* harness.client.roundTrip({ method: 'GET', path: `/api/v1/namespaces/default/pods/${pod}/log`, query });
  const status = answer.body as { message?: string; reason?: string };
  done(typeof answer.body === 'string' ? answer.body : `Error from server${status.reason ? ` (${status.reason})` : ''}: ${status.message ?? ''}\n`);
}

function* quiet(body: Sim<unknown>): Sim<void> {
  try {
    const answer = yield* body;
    const { code = 0, body: status } = (answer ?? {}) as { code?: number; body?: { message?: string } };
    if (code >= 400 && process.env.SHOW) console.log('replay:', code, status?.message);
  } catch {
    // What the recording did may be impossible here; the comparison shows it.
  }
}

function bodyOf(r: Recorded): unknown {
  const body = r.request;
  if (body === undefined || !body.metadata || r.method === 'PATCH') return stripped(body);
  const { resourceVersion: _r, uid: _u, creationTimestamp: _c, ...metadata } = body.metadata;
  return { ...body, metadata: { ...metadata, ...(r.name ? { name: r.name } : {}) } };
}

/** Identities of the recording do not exist here. */
function stripped(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const { preconditions: _p, ...rest } = body as Record<string, unknown>;
  if (typeof rest.metadata === 'object' && rest.metadata !== null) {
    const { uid: _u, resourceVersion: _r, ...metadata } = rest.metadata as Record<string, unknown>;
    return { ...rest, metadata };
  }
  return rest;
}
