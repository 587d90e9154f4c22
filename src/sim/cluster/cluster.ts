// A whole cluster: the one place where its parts meet. It boots as kubeadm would have it, takes faults, and gives a shell
// a connection; it never knows what kubectl is.

import { assert } from '../../base/assert.ts';
import { milliseconds, seconds, type Micros } from '../../base/time.ts';
import { ApiError } from '../api/errors.ts';
import { PATCH_TYPES } from '../api/http.ts';
import type { UserInfo } from '../api/http.ts';
import { Scheme } from '../api/scheme.ts';
import type { KubeObject } from '../api/types.ts';
import { ApiServer, type NodeProxy } from '../apiserver/server.ts';
import { restoreAllocations } from '../apiserver/serviceAllocation.ts';
import { FITTED, INSTANT } from '../apiserver/timing.ts';
import { Client } from '../client/client.ts';
import { ConnectionError, type Transport } from '../client/transport.ts';
import { Store } from '../etcd/store.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Link } from '../kernel/link.ts';
import { running, sleep, TaskGroup, type Sim } from '../kernel/task.ts';
import { NO_SPAN } from '../kernel/trace.ts';
import { KINDS } from '../kinds/index.ts';
import { Node } from '../kinds/node.ts';
import { NetworkAgents } from '../network/agents.ts';
import type { HttpRequest, HttpResponse } from '../network/http.ts';
import { FITTED_LATENCY, NO_LATENCY, ClusterNetwork } from '../network/network.ts';
import { HollowNetwork } from '../network/hollowNetwork.ts';
import { NodeApi } from '../node/nodeApi.ts';
import { SharedStorage } from '../node/storage.ts';
import { catalogFor } from '../programs/catalog.ts';
import type { ComponentHost, ComponentPlace, Network } from '../programs/program.ts';
import { LocalPathProvisioner } from '../storage/localPathProvisioner.ts';
import { configuredScheduler } from '../scheduler/configuration/begin.ts';
import type { SchedulerOptions } from '../scheduler/scheduler.ts';
import { addons } from './addons.ts';
import { Components, type ControlPlaneComponent } from './components.ts';
import { applyFault } from './faults.ts';
import type { Fault, RequestsInput, StopRequestsInput } from './inputs.ts';
import { LAPTOP, NONE } from './latencies.ts';
import { ClusterNode } from './node.ts';
import { servePod } from './podAccess.ts';
import { RequestRuns } from './requests.ts';
import type { ClusterShape } from './shape.ts';
import { KUBERNETES_VERSION, staticManifests } from './staticManifests.ts';

export const ADMIN: UserInfo = { name: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] };

export interface ShellConnection {
  readonly transport: Transport;
  readonly user: UserInfo;
  readonly group: TaskGroup;
  /** What the machine reaches beside the API server's clients: the nodes' ports, and the server without a certificate. */
  readonly outside: {
    send(address: string, port: number, request: Omit<HttpRequest, 'remote'> | undefined, limit: Micros, url: string): Sim<HttpResponse>;
    anonymous(request: HttpRequest): Sim<HttpResponse>;
  };
}

/** A recorded state to start from instead of a boot. */
export interface StartState {
  readonly revision: number;
  readonly objects: readonly { readonly key: string; readonly rev: number; readonly value: KubeObject }[];
}

const COMPACT_EVERY = seconds(300);
const CONTROL_PLANE: readonly ControlPlaneComponent[] = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
/** When the machines that are no control plane are switched on, and how far apart. */
const WORKERS_JOIN = seconds(9);
const JOIN_APART = milliseconds(350);

export class Cluster {
  readonly kernel: Kernel;
  readonly shape: ClusterShape;
  readonly store: Store<KubeObject>;
  readonly server: ApiServer;
  readonly network: ClusterNetwork;
  readonly components: Components;
  /** kube-proxy, CoreDNS and the network plugin's agents. */
  readonly agents: NetworkAgents;
  readonly nodes = new Map<string, ClusterNode>();
  /** When a booted cluster has settled: from here on a person may act. */
  readonly bootEnd: Micros;
  private readonly group: TaskGroup;
  private readonly address: string;
  /** Manifests that a fault took out of a node's folder, to be put back. */
  readonly removedManifests = new Map<string, string>();

  constructor(kernel: Kernel, shape: ClusterShape) {
    this.kernel = kernel;
    this.shape = shape;
    const zero = shape.latency === 'zero';
    this.address = shape.nodes.find((n) => n.controlPlane)?.ip ?? '172.18.0.2';
    this.store = new Store<KubeObject>(kernel);
    const hollow = shape.runtime === 'hollow';
    this.network = new (hollow ? HollowNetwork : ClusterNetwork)({ kernel, latency: zero ? NO_LATENCY : FITTED_LATENCY, clusterDns: shape.addons ? '10.96.0.10' : '', pluginByAgent: shape.addons });
    const own = shape.nodes.find((n) => n.controlPlane) ?? shape.nodes[0];
    // Made when somebody asks a node for logs or a shell: no boot does.
    let made: NodeApi | undefined;
    const nodeApi = (): NodeApi => (made ??= new NodeApi(kernel, (name) => this.nodes.get(name)?.kubelet, { network: this.network, node: own?.name ?? '' }));
    const nodes: NodeProxy = { forward: (...request) => nodeApi().forward(...request), fetch: (...request) => nodeApi().fetch(...request) };
    this.server = new ApiServer({
      kernel,
      store: this.store,
      scheme: new Scheme(KINDS),
      times: zero ? INSTANT : FITTED,
      nodes,
      config: { version: KUBERNETES_VERSION, advertise: `${this.address}:6443`, serviceCIDR: shape.serviceCIDR ?? '10.96.0.0/12' },
    });
    this.components = new Components({ kernel, shape, server: this.server, address: this.address, version: KUBERNETES_VERSION, onExit: (component) => this.exited(component) });
    this.agents = new NetworkAgents({ kernel, network: this.network, version: KUBERNETES_VERSION, transport: (node) => this.transportOf(node) });
    this.group = new TaskGroup(kernel, 'cluster');
    const storage = new SharedStorage();
    const catalog = catalogFor(shape.runtime);
    const host = this.componentHost();
    for (const node of shape.nodes) {
      this.nodes.set(node.name, new ClusterNode({ kernel, shape, node, endpoint: this.server, server: `https://${this.address}:6443`, network: this.network, catalog, storage, host, version: KUBERNETES_VERSION }));
    }
    // Mirror Pods of the control plane come last: their startup probes begin after 10 to 20 s, their statuses follow within 10.
    const lastJoins = WORKERS_JOIN + shape.nodes.length * JOIN_APART;
    this.bootEnd = shape.controlPlane === 'static-pods' ? (Math.max(seconds(32), lastJoins + seconds(8)) as Micros) : seconds(20);
  }

  /** The person's machine, beside the cluster. */
  connectShell(): ShellConnection {
    const { kernel, server, shape } = this;
    const link = new Link(kernel, 'laptop', shape.latency === 'zero' ? NONE : LAPTOP);
    const transport = { kernel, link, endpoint: server, server: `https://${this.address}:6443` };
    return { transport, user: ADMIN, group: new TaskGroup(kernel, 'shell'), outside: { send: (...args) => this.network.outside(...args), anonymous: (request) => servePod(transport, 'you', request) } };
  }

  // ---- beginning ----

  /** Switches everything on. A boot that is told lasts until a person may act. */
  boot(): void {
    const { kernel } = this;
    const span = kernel.trace.open('input', 'you', 'boot', kernel.now, NO_SPAN, { level: 'detail', end: (kernel.trace.storyUntil || kernel.now) as Micros, data: { type: 'input', input: { type: 'boot', text: this.shape.name } } });
    kernel.span = span;
    this.compactRegularly();
    if (this.shape.controlPlane === 'processes') {
      this.startProcesses();
      kernel.span = NO_SPAN;
      return;
    }
    let joined = 0;
    for (const node of this.nodes.values()) {
      if (node.shape.controlPlane) {
        for (const [file, content] of staticManifests(node.shape)) node.kubelet.putManifest(file, content);
        node.kubelet.start();
      } else {
        kernel.after((WORKERS_JOIN + joined++ * JOIN_APART) as Micros, () => node.kubelet.start(), span);
      }
    }
    if (this.shape.addons) this.group.spawn('kubeadm', this.setUp(), span);
    kernel.span = NO_SPAN;
  }

  /** Puts recorded objects in place and lets every component find them. */
  startFrom(state: StartState): void {
    const { kernel } = this;
    const span = kernel.trace.open('input', 'you', 'boot', kernel.now, NO_SPAN, { level: 'detail', end: kernel.now, data: { type: 'input', input: { type: 'boot', text: this.shape.name } } });
    kernel.span = span;
    this.store.load(state.objects.map(({ key, rev, value }) => ({ key, revision: rev, value: { ...value, metadata: { ...value.metadata, resourceVersion: String(rev) } } })), state.revision);
    restoreAllocations(this.server.state);
    this.compactRegularly();
    this.startProcesses();
    kernel.span = NO_SPAN;
  }

  /** Everything that runs beside the containers, where nothing runs in them. */
  private startProcesses(): void {
    for (const component of CONTROL_PLANE) this.components.start(component);
    for (const node of this.nodes.values()) {
      node.kubelet.start();
      if (this.shape.runtime === 'real') this.agents.start('kube-proxy', { node: node.name, podUid: '', podIP: '' });
    }
  }

  private compactRegularly(): void {
    const { kernel, store } = this;
    const tick = (): void => {
      store.compact(store.revision);
      kernel.after(COMPACT_EVERY, tick, NO_SPAN);
    };
    kernel.after(COMPACT_EVERY, tick, NO_SPAN);
  }

  /** What kubeadm does once the API server answers: mark the control-plane node, create the add-ons. */
  private *setUp(): Sim<void> {
    const { kernel } = this;
    const client = new Client(this.components.transport('kubeadm'), { actor: 'kubeadm', user: { name: 'kubernetes-super-admin', groups: ['system:masters', 'system:authenticated'] }, userAgent: `kubeadm/${KUBERNETES_VERSION} (linux/amd64) kubernetes/abcdef0` });
    const span = running().span;
    const control = this.shape.nodes.find((n) => n.controlPlane)?.name ?? '';
    yield* untilDone(() => client.get(Node, undefined, control));
    const labels = { 'node-role.kubernetes.io/control-plane': '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' };
    yield* untilDone(() => client.patch(Node, undefined, control, PATCH_TYPES.strategic, { metadata: { labels } }));
    for (const object of addons(this.shape)) {
      const kind = this.server.state.scheme.kind(object.apiVersion, object.kind);
      assert(kind, `kubeadm knows no kind ${object.kind}`);
      yield* untilDone(() => client.create(kind, object.metadata.namespace, object));
    }
    void span;
    void kernel;
  }

  /** A node's connection to the API server. */
  private transportOf(node: string): Transport {
    return (this.nodes.get(node) as ClusterNode).transport;
  }

  /** The programs of control-plane containers start and stop the components. */
  private componentHost(): ComponentHost {
    // A Pod of somebody's who runs the same image is no part of this control plane: that has its node's address.
    const isPart = (name: string, { podIP }: ComponentPlace): name is ControlPlaneComponent => podIP === this.address && (CONTROL_PLANE as readonly string[]).includes(name);
    return {
      refuses: (component, place) => {
        if (component !== 'kube-scheduler') return undefined;
        const options = place.args.some((arg) => arg.startsWith('--config')) ? configuredScheduler(place, this.kernel.wallMs) : undefined;
        if (typeof options === 'string') return options;
        if (isPart(component, place)) this.schedulerOptions = options;
        return undefined;
      },
      start: (component, place) => {
        if (!isPart(component, place)) {
          this.agents.start(component, place);
          return;
        }
        this.failures.set(component, place.fail);
        this.components.start(component, this.schedulerOptions);
      },
      stop: (component, place, asked) => {
        if (isPart(component, place)) this.components.stop(component, asked);
        else this.agents.stop(component, place);
      },
      ingress: (place) => this.agents.ingress(place),
      provisioner: (place) => new LocalPathProvisioner(this.kernel, this.transportOf(place.node), place),
      serve: (request) => servePod(this.components.transport('pods'), this.network.actorAt(request.remote), request),
      healthy: (component, place) => (isPart(component, place) ? this.components.isHealthy(component) : this.agents.healthy(component, place)),
    };
  }
  private readonly failures = new Map<ControlPlaneComponent, (message: string) => void>();
  /** What the scheduler read when its process began. */
  private schedulerOptions: SchedulerOptions | undefined;

  /** A component could not renew its lease and ended: its container fails, or whoever supervises it starts it again. */
  private exited(component: ControlPlaneComponent): void {
    this.components.stop(component, false);
    const fail = this.failures.get(component);
    if (this.shape.controlPlane === 'static-pods' && fail) fail('leaderelection lost');
    else this.kernel.after(seconds(1), () => this.components.start(component));
  }

  // ---- faults ----

  fault(fault: Fault): void {
    applyFault(this, fault);
  }

  /** A file of a node's manifest folder is written or removed; with a path, one elsewhere on the node. */
  staticPod(node: string, file: string, content: string | undefined): void {
    this.nodes.get(node)?.kubelet.putManifest(file, content);
  }

  /** The files with which the machines were made. */
  firstManifests(): readonly { readonly node: string; readonly file: string; readonly content: string }[] {
    if (this.shape.controlPlane !== 'static-pods') return [];
    return [...this.nodes.values()].filter((n) => n.shape.controlPlane).flatMap((n) => [...staticManifests(n.shape)].map(([file, content]) => ({ node: n.name, file, content })));
  }

  /** Requests at a rate begin, or end before their time. */
  requests(input: RequestsInput | StopRequestsInput, outside: () => Network): void {
    this.requestRuns ??= new RequestRuns(this.kernel, this.network, outside);
    if (input.type === 'requests') this.requestRuns.start(input);
    else this.requestRuns.stop(input.name);
  }
  private requestRuns: RequestRuns | undefined;
}

/** Tries until the server can be reached and does not refuse. */
function* untilDone<T>(attempt: () => Sim<T>): Sim<T> {
  for (;;) {
    try {
      return yield* attempt();
    } catch (error) {
      if (error instanceof ApiError && error.reason === 'AlreadyExists') return undefined as T;
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
      yield* sleep(milliseconds(500));
    }
  }
}
