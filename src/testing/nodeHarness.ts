// Nodes with their kubelets on a real API server, without a scheduler or controllers: Pods are put onto nodes by hand.
// For tests only.

import { seconds, type Micros } from '../base/time.ts';
import { Client } from '../sim/client/client.ts';
import { ClusterNode } from '../sim/cluster/node.ts';
import type { ClusterShape } from '../sim/cluster/shape.ts';
import { Kernel } from '../sim/kernel/kernel.ts';
import { Link } from '../sim/kernel/link.ts';
import type { Method, Response } from '../sim/api/http.ts';
import { Scheme } from '../sim/api/scheme.ts';
import type { RequestData } from '../sim/api/spans.ts';
import type { KubeObject } from '../sim/api/types.ts';
import { ApiServer } from '../sim/apiserver/server.ts';
import { FITTED } from '../sim/apiserver/timing.ts';
import { Store } from '../sim/etcd/store.ts';
import { KINDS } from '../sim/kinds/index.ts';
import { ClusterNetwork } from '../sim/network/network.ts';
import { HollowNetwork } from '../sim/network/hollowNetwork.ts';
import type { Kubelet } from '../sim/node/kubelet.ts';
import { NodeApi } from '../sim/node/nodeApi.ts';
import type { Runtime } from '../sim/node/runtime.ts';
import { SharedStorage } from '../sim/node/storage.ts';
import { catalogFor } from '../sim/programs/catalog.ts';
import type { ComponentHost } from '../sim/programs/program.ts';
import { ADMIN, ask } from './ask.ts';

export interface HistoryEntry {
  readonly rev: number;
  readonly t: number;
  readonly op: 'put' | 'delete';
  readonly key: string;
  readonly value?: KubeObject;
}

const RBAC = { apiGroup: 'rbac.authorization.k8s.io' } as const;
const EVERYBODY = ['system:nodes', 'system:serviceaccounts'];

export class NodeHarness {
  readonly kernel: Kernel;
  readonly store: Store<KubeObject>;
  readonly server: ApiServer;
  readonly client: Client;
  readonly network: ClusterNetwork;
  readonly nodes = new Map<string, ClusterNode>();
  /** Components that containers started and have not stopped. */
  readonly components = new Set<string>();
  /** Everything written, since the last `mark`. */
  readonly history: HistoryEntry[] = [];
  readonly link: Link;
  private began = 0 as Micros;
  private firstSpan = 0;

  constructor(shape: ClusterShape, seed = 1) {
    const kernel = new Kernel({ seed });
    this.kernel = kernel;
    this.store = new Store<KubeObject>(kernel);
    this.network = new (shape.runtime === 'hollow' ? HollowNetwork : ClusterNetwork)({ kernel, clusterDns: shape.runtime === 'default' ? '10.96.0.10' : '' });
    this.server = new ApiServer({ kernel, store: this.store, scheme: new Scheme(KINDS), times: FITTED, nodes: new NodeApi(kernel, (name) => this.nodes.get(name)?.kubelet, { network: this.network, node: shape.nodes[0]?.name ?? '' }) });
    this.link = new Link(kernel, 'test', [[0, 100], [1, 300]]);
    const server = 'https://172.18.0.2:6443';
    this.client = new Client({ kernel, link: this.link, endpoint: this.server, server }, { actor: 'test', user: ADMIN, userAgent: 'kubectl/v1.36.3' });
    this.allowNodes();
    const catalog = catalogFor(shape.runtime);
    const storage = new SharedStorage();
    const host: ComponentHost = { start: (name) => void this.components.add(name), stop: (name) => void this.components.delete(name) };
    for (const node of shape.nodes) this.nodes.set(node.name, new ClusterNode({ kernel, shape, node, endpoint: this.server, server, network: this.network, catalog, storage, host, version: 'v1.36.3' }));
    this.store.listen((event) => {
      const t = Math.round((kernel.now - this.began) / 1000);
      this.history.push(event.type === 'put' ? { rev: event.revision, t, op: 'put', key: event.key, value: event.value } : { rev: event.revision, t, op: 'delete', key: event.key });
    });
  }

  /** Every kubelet is switched on, and ready. */
  boot(): this {
    for (const { kubelet } of this.nodes.values()) kubelet.start();
    this.run(6);
    return this;
  }

  kubelet(node: string): Kubelet | undefined {
    return this.nodes.get(node)?.kubelet;
  }

  *runtimes(): Generator<Runtime> {
    for (const { runtime } of this.nodes.values()) yield runtime;
  }

  mark(): void {
    this.history.length = 0;
    this.began = this.kernel.now;
    this.firstSpan = this.kernel.trace.size;
  }

  run(forSeconds: number): void {
    this.kernel.runUntil((this.kernel.now + seconds(forSeconds)) as Micros);
  }

  /** Puts an object into the store as it is, past the API server. */
  put(key: string, object: KubeObject): void {
    const { store } = this;
    store.put(key, store.get(key)?.modRevision ?? 0, (revision) => ({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }));
  }

  get<T>(key: string): T | undefined {
    return this.store.get(key)?.value as T | undefined;
  }

  /** A Pod on a node; returns what is stored of it. */
  createPod(name: string, spec: object, metadata: object = {}): void {
    const node = [...this.nodes.keys()].at(-1);
    const response = this.send('POST', '/api/v1/namespaces/default/pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name, ...metadata }, spec: { nodeName: node, automountServiceAccountToken: false, ...spec } });
    if (response?.code !== 201) throw new Error(JSON.stringify(response?.body));
  }

  /** Sends a request and waits for the answer. */
  send(method: Method, target: string, body?: unknown): Response | undefined {
    return ask(this, method, target, body === undefined ? {} : { body });
  }

  /** Requests of kubelets since the last mark, as recordings have them. */
  requests(): object[] {
    const { trace } = this.kernel;
    const out: object[] = [];
    for (let id = this.firstSpan + 1; id <= trace.size; id++) {
      const span = trace.span(id as never);
      const data = span.data as RequestData | undefined;
      if (span.name !== 'request' || data?.type !== 'request' || !data.component.startsWith('kubelet') || data.resource === 'leases') continue;
      const { component, verb, request, resource, subresource, namespace, name, code } = data;
      out.push({ t: Math.round((span.start - this.began) / 1000), component, verb, method: request.method, resource, ...(subresource ? { subresource } : {}), ...(namespace ? { namespace } : {}), name, code, request: request.body, uri: request.path });
    }
    return out;
  }

  /** There is no Node authorizer and no kubeadm here. */
  private allowNodes(): void {
    const about = (name: string): object => ({ name, uid: name, resourceVersion: '', creationTimestamp: '' });
    this.put('/registry/clusterroles/everything', { apiVersion: `${RBAC.apiGroup}/v1`, kind: 'ClusterRole', metadata: about('everything'), rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] } as never);
    const subjects = EVERYBODY.map((name) => ({ ...RBAC, kind: 'Group', name }));
    this.put('/registry/clusterrolebindings/nodes', { apiVersion: `${RBAC.apiGroup}/v1`, kind: 'ClusterRoleBinding', metadata: about('nodes'), subjects, roleRef: { ...RBAC, kind: 'ClusterRole', name: 'everything' } } as never);
  }
}
