// A control plane without nodes of its own: the API server, the controller manager, and stand-ins for scheduler and
// kubelets, on one kernel. For tests of controllers, and for playing recordings of a real cluster to them.

import { milliseconds, seconds, type Micros } from '../base/time.ts';
import type { RequestData } from '../sim/api/spans.ts';
import { PATCH_TYPES, type UserInfo } from '../sim/api/http.ts';
import { Scheme } from '../sim/api/scheme.ts';
import type { KubeObject } from '../sim/api/types.ts';
import { bootstrap } from '../sim/apiserver/bootstrap.ts';
import { ApiServer } from '../sim/apiserver/server.ts';
import { FITTED, INSTANT } from '../sim/apiserver/timing.ts';
import { Client, type RawRequest } from '../sim/client/client.ts';
import type { ControllerDefinition } from '../sim/client/controller.ts';
import { NEAR, NODE, NONE } from '../sim/cluster/latencies.ts';
import { ControllerManager } from '../sim/controllers/manager.ts';
import { Store } from '../sim/etcd/store.ts';
import { Kernel } from '../sim/kernel/kernel.ts';
import { Link } from '../sim/kernel/link.ts';
import { TaskGroup, type Sim } from '../sim/kernel/task.ts';
import { NO_SPAN, type SpanId } from '../sim/kernel/trace.ts';
import { KINDS } from '../sim/kinds/index.ts';
import { ADMIN } from './ask.ts';
import { FakeNodes, HOLLOW, type FakeTimes } from './fakeNodes.ts';

export interface HarnessOptions {
  readonly seed?: number;
  /** Wall-clock milliseconds at simulated time zero. */
  readonly epochMs?: number;
  /** Objects that are there from the beginning, by etcd key. */
  readonly objects?: readonly { readonly key: string; readonly value: KubeObject }[];
  /** Workers to make, where the objects have none. */
  readonly workers?: number;
  readonly times?: FakeTimes;
  readonly instant?: boolean;
  readonly controllers?: readonly ControllerDefinition[];
}

export interface SeenRequest {
  readonly span: SpanId;
  readonly t: number;
  readonly data: RequestData;
}

export class ControllerHarness {
  readonly kernel: Kernel;
  readonly store: Store<KubeObject>;
  readonly server: ApiServer;
  readonly admin: Client;
  readonly group: TaskGroup;
  readonly nodes: FakeNodes;
  manager: ControllerManager;
  private readonly options: HarnessOptions;
  private lives = 0;

  constructor(options: HarnessOptions = {}) {
    const { seed = 1, epochMs, objects = [], instant = false, workers = 3 } = options;
    this.options = options;
    this.kernel = new Kernel({ seed, ...(epochMs === undefined ? {} : { epochMs }) });
    const { kernel } = this;
    this.store = new Store<KubeObject>(kernel);
    this.server = new ApiServer({ kernel, store: this.store, scheme: new Scheme(KINDS), times: instant ? INSTANT : FITTED });
    for (const { key, value } of objects) this.put(key, value);
    bootstrap(this.server.state);
    if (!objects.some(({ key }) => key.startsWith('/registry/minions/'))) for (let i = 1; i <= workers; i++) this.put(`/registry/minions/worker-${i}`, node(`worker-${i}`, kernel.timestamp()));
    this.group = new TaskGroup(kernel, 'test');
    this.admin = this.client('kubectl', ADMIN, 'kubectl/v1.36.3 (linux/amd64) kubernetes/abcdef0');
    const scheduler = this.client('kube-scheduler', { name: 'system:kube-scheduler', groups: ['system:masters'] }, 'kube-scheduler/v1.36.3');
    const kubelet = this.client('kubelet', { name: 'system:node', groups: ['system:masters'] }, 'kubelet/v1.36.3');
    this.nodes = new FakeNodes(scheduler, kubelet, this.group, options.times ?? HOLLOW);
    this.manager = this.startManager();
  }

  /** A client of a component of its own. */
  client(actor: string, user: UserInfo, userAgent: string): Client {
    const { kernel } = this;
    const latency = this.options.instant ? NONE : actor === 'kubelet' ? NODE : NEAR;
    return new Client({ kernel, link: new Link(kernel, actor, latency), endpoint: this.server, server: 'https://172.18.0.2:6443' }, { actor, user, userAgent });
  }

  startManager(): ControllerManager {
    const client = this.client('kube-controller-manager', { name: 'system:kube-controller-manager', groups: ['system:authenticated'] }, 'kube-controller-manager/v1.36.3 (linux/amd64) kubernetes/abcdef0/leader-election');
    const { controllers, instant, objects = [] } = this.options;
    const { 'ca.crt': rootCA } = (objects.find(({ key }) => key.endsWith('/kube-root-ca.crt'))?.value as { data?: Record<string, string> } | undefined)?.data ?? {};
    this.manager = new ControllerManager(client, this.group, 'v1.36.3', `control-plane_${++this.lives}`, { ...(controllers ? { controllers } : {}), ...(rootCA ? { settings: { rootCA } } : {}), ...(instant ? { warmUp: milliseconds(0), pace: NONE } : {}) });
    this.manager.start();
    return this.manager;
  }

  put(key: string, object: KubeObject): void {
    this.store.put(key, this.store.get(key)?.modRevision ?? 0, (revision) => ({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }));
  }

  /** Runs for so many seconds of simulated time. */
  run(time: number): void {
    this.kernel.runUntil((this.kernel.now + seconds(time)) as Micros);
  }

  runUntil(micros: Micros): void {
    this.kernel.runUntil(micros);
  }

  /** Does something as a person would, in a task of its own, and runs until it is done. */
  do<T>(body: Sim<T>): T {
    const { kernel } = this;
    const span = kernel.trace.open('input', 'test', 'input', kernel.now, NO_SPAN, { end: kernel.now });
    let outcome: { value: T } | { error: unknown } | undefined;
    kernel.spawn(
      'input',
      (function* (): Sim<void> {
        try {
          outcome = { value: yield* body };
        } catch (error) {
          outcome = { error };
        }
      })(),
      span,
    );
    while (!outcome && kernel.step());
    if (!outcome) throw new Error('the input never ended');
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  request(raw: RawRequest): unknown {
    const { code, body } = this.do(this.admin.roundTrip(raw));
    if (code >= 400) throw new Error(`${raw.method} ${raw.path}: ${code} ${JSON.stringify(body)}`);
    return body;
  }

  /** POSTs an object where its kind is served. */
  create(path: string, object: object): KubeObject {
    return this.request({ method: 'POST', path, body: object }) as KubeObject;
  }

  /** A merge patch. */
  patch(path: string, patch: object): KubeObject {
    return this.request({ method: 'PATCH', path, headers: { 'content-type': PATCH_TYPES.merge }, body: patch }) as KubeObject;
  }

  remove(path: string, options: object = {}): void {
    this.request({ method: 'DELETE', path, body: { kind: 'DeleteOptions', apiVersion: 'v1', ...options } });
  }

  get<T extends KubeObject>(key: string): T | undefined {
    return this.store.get(key)?.value as T | undefined;
  }

  /** All objects under a prefix such as `/registry/pods/default/`. */
  all<T extends KubeObject>(prefix: string): T[] {
    return [...this.store.range(prefix)].map(({ value }) => value as unknown as T);
  }

  /** Messages of Events about objects of that name, in the order in which they happened. */
  events(about?: string): string[] {
    interface EventObject extends KubeObject {
      readonly involvedObject: { readonly name: string };
      readonly type: string;
      readonly reason: string;
      readonly message: string;
    }
    return this.all<EventObject>('/registry/events/')
      .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
      .filter((event) => about === undefined || event.involvedObject.name === about)
      .map(({ type, reason, message }) => `${type} ${reason} ${message}`);
  }

  /** Requests that were sent since a span, in their order. */
  requests(since: number = 0): SeenRequest[] {
    const { trace } = this.kernel;
    const found: SeenRequest[] = [];
    for (let id = since + 1; id <= trace.size; id++) {
      const data = trace.data(id as SpanId) as RequestData | undefined;
      if (data?.type === 'request') found.push({ span: id as SpanId, t: trace.span(id as SpanId).start, data });
    }
    return found;
  }
}

/** A worker like those of the recordings. */
export function node(name: string, now: string): KubeObject {
  const types = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'];
  return {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: { name, uid: `uid-of-${name}`, resourceVersion: '', creationTimestamp: now, labels: { 'kubernetes.io/hostname': name } },
    spec: {},
    status: {
      capacity: { cpu: '400', memory: '8Gi', pods: '10000' },
      allocatable: { cpu: '400', memory: '8Gi', pods: '10000' },
      conditions: types.map((type) => ({ type, status: type === 'Ready' ? 'True' : 'False', lastHeartbeatTime: now, lastTransitionTime: now, reason: 'Kubelet', message: '' })),
    },
  } as KubeObject;
}
