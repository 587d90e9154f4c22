// Stand-ins for the scheduler and the kubelets, for tests of controllers: Pods are bound to a node with room for them,
// become ready after as long as on the recorded hollow nodes, and go when they are deleted. Nothing is simulated inside.

import { deepFreeze } from '../base/json.ts';
import { milliseconds, seconds, type Micros } from '../base/time.ts';
import { ApiError } from '../sim/api/errors.ts';
import { PATCH_TYPES } from '../sim/api/http.ts';
import { milliValue } from '../sim/api/quantity.ts';
import type { Client } from '../sim/client/client.ts';
import { Informer, keyFor } from '../sim/client/informer.ts';
import { ConnectionError } from '../sim/client/transport.ts';
import { fitsAffinity, toleratesAll } from '../sim/controllers/shared/nodeFit.ts';
import { sleep, type Sim, type TaskGroup } from '../sim/kernel/task.ts';
import { Lease } from '../sim/kinds/lease.ts';
import { Node } from '../sim/kinds/node.ts';
import { Pod } from '../sim/kinds/pod.ts';

export interface FakeTimes {
  /** From a Pod's appearance to its binding. */
  readonly bind: Micros;
  /** From there to the kubelet's first word, to the sandbox, to ready. */
  readonly first: Micros;
  readonly sandbox: Micros;
  readonly ready: Micros;
  /** From the deletion to the end of its containers, and from there to the object's. */
  readonly stop: Micros;
  readonly remove: Micros;
}

export const HOLLOW: FakeTimes = { bind: milliseconds(5), first: milliseconds(20), sandbox: milliseconds(440), ready: milliseconds(310), stop: milliseconds(90), remove: milliseconds(20) };
export const QUICK: FakeTimes = { bind: milliseconds(1), first: milliseconds(1), sandbox: milliseconds(1), ready: milliseconds(1), stop: milliseconds(1), remove: milliseconds(1) };

type Condition = NonNullable<Pod['status']['conditions']>[number];

export class FakeNodes {
  readonly nodes: Informer<Node>;
  readonly pods: Informer<Pod>;
  /** Nodes whose kubelet is away. */
  readonly stopped = new Set<string>();
  schedulerRuns = true;
  private readonly scheduler: Client;
  private readonly kubelet: Client;
  private readonly group: TaskGroup;
  private readonly times: FakeTimes;
  private readonly busy = new Set<string>();
  private readonly ips = new Map<string, number>();
  private readonly used = new Map<string, { pods: number; cpu: number }>();
  private readonly assumed = new Map<string, { node: string; cpu: number }>();

  constructor(scheduler: Client, kubelet: Client, group: TaskGroup, times: FakeTimes) {
    this.scheduler = scheduler;
    this.kubelet = kubelet;
    this.group = group;
    this.times = times;
    this.nodes = new Informer(kubelet, Node);
    this.pods = new Informer(kubelet, Pod);
    this.pods.handle({ added: (pod) => this.look(pod), updated: (pod) => this.look(pod), deleted: (pod) => this.forget(pod) });
    this.nodes.handle({ added: () => this.retry(), updated: () => this.retry() });
    group.spawn('nodes', this.nodes.run());
    group.spawn('pods', this.pods.run());
    group.spawn('heartbeats', this.heartbeats());
  }

  /** The kubelet of a node comes back, registers the node where it is gone, and catches up with its Pods. */
  start(name: string, template?: Node): void {
    this.stopped.delete(name);
    this.group.spawn(`start/${name}`, this.register(name, template));
  }

  retry(): void {
    for (const pod of this.pods.list()) this.look(pod);
  }

  private look(pod: Pod): void {
    const key = keyFor(pod);
    const { nodeName } = pod.spec;
    if (this.busy.has(`${key}/${pod.metadata.uid}`)) return;
    if (!nodeName) {
      if (pod.metadata.deletionTimestamp === undefined && this.schedulerRuns && !pod.spec.schedulingGates?.length && (pod.spec.schedulerName ?? 'default-scheduler') === 'default-scheduler') this.begin(pod, this.bind(pod));
    } else if (!this.stopped.has(nodeName)) {
      if (pod.metadata.deletionTimestamp !== undefined) this.begin(pod, this.end(pod));
      else if (!pod.status?.startTime) this.begin(pod, this.run(pod));
    }
  }

  private begin(pod: Pod, body: Sim<void>): void {
    const key = `${keyFor(pod)}/${pod.metadata.uid}`;
    this.busy.add(key);
    const { busy } = this;
    const look = (): void => {
      const now = this.pods.get(keyFor(pod));
      if (now && now.metadata.resourceVersion !== pod.metadata.resourceVersion) this.look(now);
    };
    this.group.spawn(key, function* (): Sim<void> {
      try {
        yield* body;
      } catch (error) {
        if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
      } finally {
        busy.delete(key);
      }
      look();
    }.call(this));
  }

  private forget(pod: Pod): void {
    this.release(pod.metadata.uid);
    this.retry();
  }

  private release(uid: string): void {
    const held = this.assumed.get(uid);
    if (!held) return;
    this.assumed.delete(uid);
    const used = this.used.get(held.node);
    if (!used) return;
    used.pods--;
    used.cpu -= held.cpu;
  }

  private hold(pod: Pod, node: string): void {
    if (this.assumed.has(pod.metadata.uid)) return;
    const cpu = cpuOf(pod);
    this.assumed.set(pod.metadata.uid, { node, cpu });
    const used = this.used.get(node) ?? { pods: 0, cpu: 0 };
    used.pods++;
    used.cpu += cpu;
    this.used.set(node, used);
  }

  private *bind(pod: Pod): Sim<void> {
    yield* sleep(this.times.bind);
    let best: Node | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const node of this.nodes.list()) {
      const used = this.used.get(node.metadata.name) ?? { pods: 0, cpu: 0 };
      const { cpu = '4', pods = '110' } = (node.status.allocatable ?? {}) as Readonly<Record<string, string>>;
      if (!fitsAffinity(pod.spec, node) || !toleratesAll(pod.spec.tolerations ?? [], node.spec.taints ?? [], ['NoSchedule', 'NoExecute'])) continue;
      if (used.pods >= Number(pods) || used.cpu + cpuOf(pod) > milli(cpu) || used.pods >= least) continue;
      best = node;
      least = used.pods;
    }
    if (!best) return;
    this.hold(pod, best.metadata.name);
    const { namespace, name } = pod.metadata;
    const target = { kind: 'Node', name: best.metadata.name };
    yield* this.scheduler.post(Pod, namespace, name, 'binding', { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace, uid: pod.metadata.uid }, target });
  }

  private *run(pod: Pod): Sim<void> {
    const { kernel } = this.kubelet.transport;
    const node = pod.spec.nodeName as string;
    this.hold(pod, node);
    const { first, sandbox, ready } = this.times;
    const startTime = kernel.timestamp();
    const observedGeneration = pod.metadata.generation ?? 1;
    const names = pod.spec.containers.map((container) => container.name);
    const condition = (type: string, good: boolean): Condition =>
      ({ type, observedGeneration, status: good ? 'True' : 'False', lastProbeTime: null, lastTransitionTime: kernel.timestamp(), ...(good ? {} : { reason: 'ContainersNotReady', message: `containers with unready status: [${names.join(' ')}]` }) }) as unknown as Condition;
    const containers = (state: object, up: boolean) => pod.spec.containers.map(({ name, image }) => ({ name, image, imageID: '', ready: up, started: up, restartCount: 0, state, lastState: {} }));
    yield* sleep(first);
    const waiting = { waiting: { reason: 'ContainerCreating' } };
    yield* this.patch(pod, { observedGeneration, startTime, hostIP: '172.18.0.9', conditions: [condition('PodReadyToStartContainers', false), condition('Initialized', true), condition('Ready', false), condition('ContainersReady', false), condition('PodScheduled', true)], containerStatuses: containers(waiting, false) });
    yield* sleep(sandbox);
    yield* this.patch(pod, { conditions: [condition('PodReadyToStartContainers', true)] });
    yield* sleep(ready);
    if (pod.spec.containers.some(({ image }) => /broken|missing|nonexistent|does-not-exist/.test(image ?? ''))) {
      yield* this.patch(pod, { containerStatuses: containers({ waiting: { reason: 'ErrImagePull' } }, false) });
      return;
    }
    const gated = (pod.spec.readinessGates ?? []).length > 0;
    const ip = this.address(node);
    const delay = Math.max(0, ...pod.spec.containers.map(({ readinessProbe }) => (readinessProbe ? (readinessProbe.initialDelaySeconds ?? 0) : -1)));
    const running = { running: { startedAt: kernel.timestamp() } };
    if (delay > 0) {
      yield* this.patch(pod, { phase: 'Running', podIP: ip, podIPs: [{ ip }], containerStatuses: containers(running, false) });
      yield* sleep(seconds(delay));
    }
    yield* this.patch(pod, { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [condition('ContainersReady', true), condition('Ready', !gated)].map((c) => (c.status === 'True' ? { ...c, reason: null, message: null } : c)), containerStatuses: containers(running, true) });
  }

  private *end(pod: Pod): Sim<void> {
    const { namespace, name, uid } = pod.metadata;
    yield* sleep(this.times.stop);
    if (this.stopped.has(pod.spec.nodeName as string)) return;
    if (pod.status?.containerStatuses?.some((status) => status.state?.running)) {
      const ended = pod.status.containerStatuses.map((status) => ({ ...status, ready: false, started: false, state: { terminated: { exitCode: 0, reason: 'Completed' } } }));
      yield* this.patch(pod, { phase: 'Succeeded', containerStatuses: ended, conditions: [{ type: 'Ready', status: 'False', reason: 'PodCompleted' }, { type: 'ContainersReady', status: 'False', reason: 'PodCompleted' }] });
    }
    yield* sleep(this.times.remove);
    yield* this.kubelet.delete(Pod, namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } });
  }

  private *patch(pod: Pod, status: object): Sim<void> {
    if (this.stopped.has(pod.spec.nodeName ?? '')) throw new ConnectionError('refused', 'the kubelet is away');
    const { namespace, name, uid } = pod.metadata;
    yield* this.kubelet.patch(Pod, namespace, name, PATCH_TYPES.strategic, deepFreeze({ metadata: { uid }, status }), 'status');
  }

  private address(node: string): string {
    const range = (this.nodes.get(node)?.spec.podCIDR ?? '10.244.9.0/24').replace(/\.0\/\d+$/, '');
    const n = (this.ips.get(node) ?? 1) + 1;
    this.ips.set(node, n);
    return n < 255 ? `${range}.${n}` : `${range.replace(/\d+$/, String(100 + Math.floor(n / 255)))}.${n % 255}`;
  }

  private *heartbeats(): Sim<void> {
    yield* sleep(seconds(6));
    for (;;) {
      for (const { metadata } of [...this.nodes.list()]) {
        if (this.stopped.has(metadata.name)) continue;
        try {
          yield* this.renew(metadata.name);
        } catch (error) {
          if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
        }
      }
      yield* sleep(seconds(10));
    }
  }

  private *renew(name: string): Sim<void> {
    const { kernel } = this.kubelet.transport;
    const namespace = 'kube-node-lease';
    const spec = { holderIdentity: name, leaseDurationSeconds: 40, renewTime: kernel.microTimestamp() };
    try {
      const lease = yield* this.kubelet.get(Lease, namespace, name, { level: 'heartbeat' });
      yield* this.kubelet.update(Lease, { ...lease, spec } as Lease, { level: 'heartbeat' });
    } catch (error) {
      if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error;
      yield* this.kubelet.create(Lease, namespace, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace }, spec }, { level: 'heartbeat' });
    }
  }

  private *register(name: string, template: Node | undefined): Sim<void> {
    const { kernel } = this.kubelet.transport;
    if (!this.nodes.get(name) && template) {
      const { labels } = template.metadata;
      const { podCIDR: _cidr, podCIDRs: _cidrs, ...spec } = template.spec;
      yield* this.kubelet.create(Node, undefined, { apiVersion: 'v1', kind: 'Node', metadata: { name, ...(labels ? { labels } : {}) }, spec, status: { ...template.status, conditions: [] } });
    }
    yield* sleep(milliseconds(300));
    const now = kernel.timestamp();
    const node = yield* this.kubelet.get(Node, undefined, name);
    const types = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'];
    const conditions = types.map((type) => ({ type, status: type === 'Ready' ? 'True' : 'False', lastHeartbeatTime: now, lastTransitionTime: now, reason: 'KubeletReady', message: '' }));
    yield* this.kubelet.updateStatus(Node, { ...node, status: { ...node.status, conditions } } as unknown as Node);
    yield* this.renew(name);
    this.retry();
  }
}

const milli = (text: string): number => milliValue(text);
const cpuOf = ({ spec }: Pod): number => spec.containers.reduce((sum, { resources }) => sum + (resources?.requests?.cpu === undefined ? 0 : milli(String(resources.requests.cpu))), 0);

