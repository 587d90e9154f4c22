// kubelet: runs the Pods that are bound to its node. It talks to the API server and to its container runtime, and to
// nobody else.
// Upstream: pkg/kubelet/kubelet.go, pkg/kubelet/config/config.go

import { equal } from '../../base/json.ts';
import { milliseconds, minutes, parseTime, seconds, type Micros } from '../../base/time.ts';
import { milliValue, value } from '../api/quantity.ts';
import { resourcePath, type UserInfo } from '../api/http.ts';
import type { Client } from '../client/client.ts';
import { Informer } from '../client/informer.ts';
import { Recorder } from '../client/recorder.ts';
import { ConnectionError } from '../client/transport.ts';
import { ApiError } from '../api/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { running, sleep, TaskGroup, type Sim } from '../kernel/task.ts';
import { NO_SPAN, type SpanId } from '../kernel/trace.ts';
import { ConfigMap } from '../kinds/configMap.ts';
import { CSIDriver } from '../kinds/csiDriver.ts';
import { Node } from '../kinds/node.ts';
import { Pod } from '../kinds/pod.ts';
import { RuntimeClass } from '../kinds/runtimeClass.ts';
import { Secret } from '../kinds/secret.ts';
import { Service } from '../kinds/service.ts';
import { admit, type Capacity } from './admission.ts';
import { Backoff } from './backoff.ts';
import { evictable, type EvictionReason } from './eviction.ts';
import { resolvConf, type DnsSettings } from './hosts.ts';
import { ImagePuller } from './imagePuller.ts';
import { resourcesOf, type NodeFlavour } from './nodeObject.ts';
import { NodeStatus } from './nodeStatus.ts';
import { ObjectCache } from './objectCache.ts';
import { podEvent, type NodeFacts, type Parts } from './parts.ts';
import { Pleg, type PodEvent } from './pleg.ts';
import { containersReady, type Condition } from './conditions.ts';
import { isMirror, isStatic, isTerminal, podKey } from './podParts.ts';
import type { DraftStatus } from './podStatus.ts';
import { KubeletSyncer } from './podSyncer.ts';
import { PodWorkers, type UpdateType } from './podWorkers.ts';
import { makeProbe } from './probeAction.ts';
import { Probes, type ProbeKind, type Verdict } from './probes.ts';
import type { Runtime } from './runtime.ts';
import type { PodNetwork } from './runtimeTypes.ts';
import { mirrorOf, staticPod } from './staticPods.ts';
import { StatusManager } from './statusManager.ts';
import { HOUSEKEEPING_PERIOD, nextBeat, SYNC_TICK } from './timing.ts';
import { Volumes, type Storage } from './volumes.ts';

export interface KubeletOptions {
  readonly kernel: Kernel;
  readonly facts: NodeFacts;
  readonly flavour: NodeFlavour;
  /** The node's connection to the API server, as any user. */
  readonly client: Client;
  readonly runtime: Runtime;
  readonly network: PodNetwork;
  readonly storage: Storage;
  readonly dns: DnsSettings;
  /** Whether containers read files (not on a hollow runtime). */
  readonly keepFiles: boolean;
}

export const kubeletUser = (node: string): UserInfo => ({ name: `system:node:${node}`, groups: ['system:nodes', 'system:authenticated'] });

export class Kubelet {
  readonly options: KubeletOptions;
  running = false;
  private readonly manifests = new Map<string, { readonly content: string; readonly seen: string }>();
  private session: Session | undefined;
  private starts = 0;

  constructor(options: KubeletOptions) {
    this.options = options;
  }

  get node(): string {
    return this.options.facts.name;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.session = new Session(this.options, this.manifests, this.starts++);
    this.session.begin();
  }

  /** The process is gone; containers go on running. */
  stop(): void {
    if (!this.running) return;
    this.running = false;
    this.session?.end();
    this.session = undefined;
  }

  /** A manifest is written to the node's folder, or taken out of it. */
  putManifest(file: string, content: string | undefined): void {
    if (content === undefined) this.manifests.delete(file);
    else this.manifests.set(file, { content, seen: this.options.kernel.microTimestamp() });
    this.session?.manifestChanged(file);
  }

  /** The content of a manifest in the node's folder. */
  manifest(file: string): string | undefined {
    return this.manifests.get(file)?.content;
  }

  /** A fault: a container's first process is killed. False where there is none. */
  killContainer(namespace: string, pod: string, container: string): boolean {
    const { runtime } = this.options;
    for (const uid of runtime.uids()) {
      const identity = runtime.identity(uid);
      if (identity?.name === pod && identity.namespace === namespace && runtime.killContainer(uid, container)) return true;
    }
    return false;
  }

  /** containerd stops or starts; containers go on running. */
  setRuntime(available: boolean): void {
    this.options.runtime.available = available;
    if (available) this.session?.runtimeIsBack();
  }

  /** The Pod as the kubelet knows it, and what the runtime knows, for whoever asks the kubelet's own API. */
  find(namespace: string, name: string): { readonly pod: Pod; readonly uid: string } | undefined {
    return this.session?.find(namespace, name);
  }

  get parts(): Parts | undefined {
    return this.session?.parts;
  }
}

/** One life of the kubelet's process: all that is lost when it ends. */
class Session {
  readonly parts: Parts;
  private readonly options: KubeletOptions;
  private readonly manifests: ReadonlyMap<string, { readonly content: string; readonly seen: string }>;
  private readonly group: TaskGroup;
  private readonly syncer: KubeletSyncer;
  private readonly nodeStatus: NodeStatus;
  private readonly pods: Informer<Pod>;
  private readonly nodes: Informer<Node>;
  /** Pods by uid as their sources give them; mirrors apart. */
  private readonly known = new Map<string, Pod>();
  private readonly mirrors = new Map<string, Pod>();
  private readonly statics = new Map<string, Pod>();
  private readonly waitingStatics: Pod[] = [];
  private readonly rejected = new Set<string>();
  private readonly cgroups = new Set<string>();
  private readonly capacity: Capacity;
  private readonly phase: number;
  private sourcesReady = false;
  private housekeepingDue = false;
  private ended = false;
  private reconcileDue = false;
  private readonly toReconcile = new Set<string>();

  constructor(options: KubeletOptions, manifests: Session['manifests'], start: number) {
    const { kernel, facts, flavour, runtime, network } = options;
    const node = facts.name;
    this.options = options;
    this.manifests = manifests;
    this.group = new TaskGroup(kernel, `kubelet/${node}`);
    const random = kernel.stream(`kubelet/${node}`);
    this.phase = kernel.now + random.below(1_000_000);
    const resources = resourcesOf(facts, flavour.kind);
    const { allocatable } = resources;
    this.capacity = { cpu: milliValue(allocatable.cpu as string), memory: value(allocatable.memory as string), pods: facts.pods, storage: value(allocatable['ephemeral-storage'] as string) };
    const identity = { actor: `kubelet/${node}`, component: `kubelet/${node}`, user: kubeletUser(node), userAgent: `kubelet/${flavour.version} (linux/amd64) kubernetes/abcdef0` };
    const client = options.client.as({ ...identity, qps: 50, burst: 100 });
    const recorder = new Recorder(options.client.as({ ...identity, qps: 50, burst: 100 }), this.group, { component: 'kubelet', host: node });
    void start;
    const status = new StatusManager({ client, group: this.group, mayRun: (uid) => this.parts.workers.mayRun(uid), mirrorOf: (pod) => this.mirrors.get(podKey(pod)) });
    const pleg = new Pleg(kernel, runtime, kernel.now + random.below(1_000_000), (event) => this.podEvent(event));
    const configMaps = new ObjectCache<ConfigMap>(client, this.group, ConfigMap);
    const secrets = new ObjectCache<Secret>(client, this.group, Secret);
    const services = new Informer<Service>(client, Service, { fieldSelector: 'spec.clusterIP!=None' });
    this.nodes = new Informer<Node>(client, Node, { fieldSelector: `metadata.name=${node}` });
    this.pods = new Informer<Pod>(client, Pod, { fieldSelector: `spec.nodeName=${node}` });
    this.syncer = new KubeletSyncer(() => this.parts, {
      networkProblem: () => this.networkProblem(),
      reconcileMirror: (pod, mirror) => this.reconcileMirror(pod, mirror),
      cgroupGone: (uid) => this.cgroups.has(uid),
      finished: (pod) => this.finished(pod),
      alwaysResync: flavour.kind === 'real',
    });
    const workers = new PodWorkers({ kernel, node, group: this.group, pleg, random, tickPhase: this.phase, syncer: this.syncer, current: (uid) => this.known.get(uid) });
    const nodeAllocatable = { cpu: allocatable.cpu as string, memory: allocatable.memory as string, 'ephemeral-storage': allocatable['ephemeral-storage'] as string };
    const volumes = new Volumes({
      client,
      group: this.group,
      random,
      node,
      allocatable: nodeAllocatable,
      configMaps,
      secrets,
      storage: options.storage,
      status: (pod) => status.previous(pod),
      failed: (pod, message) => podEvent(this.parts, pod, 'Warning', 'FailedMount', message),
      grew: (uid) => this.volumeGrew(uid),
      keepFiles: options.keepFiles,
    });
    const probes = new Probes({
      kernel,
      node,
      group: this.group,
      status: (uid) => status.get(uid),
      startedAt: (uid, id) => pleg.get(uid)?.containers.find((c) => c.id === id)?.startedAt,
      act: (_kind, pod, podStatus, container, id, probe) => makeProbe({ node, runtime, network }, pod, podStatus, container, id, probe),
      changed: (kind, uid, id, verdict) => this.probeChanged(kind, uid, id, verdict),
      unhealthy: (pod, container, text, warning) => podEvent(this.parts, pod, 'Warning', warning ? 'ProbeWarning' : 'Unhealthy', text, container),
    });
    const images = new ImagePuller({ images: runtime.images, now: () => kernel.now, event: (pod, container, type, reason, message) => podEvent(this.parts, pod, type, reason, message, container), check: () => runtime.check() });
    this.parts = {
      kernel,
      shape: facts,
      node,
      client,
      recorder,
      group: this.group,
      runtime,
      network,
      random,
      quirks: { user: flavour.kind !== 'hollow', zeroMemory: flavour.kind === 'hollow', cgroupV1: flavour.kind === 'real', noCgroups: flavour.kind === 'hollow' },
      allocatable: nodeAllocatable,
      status,
      workers,
      pleg,
      probes,
      volumes,
      images,
      crashes: new Backoff(() => kernel.now),
      configMaps,
      secrets,
      services,
      problems: new Map(),
      resolvConf: (pod) => resolvConf(pod, options.dns),
    };
    this.nodeStatus = new NodeStatus({ client, recorder, facts, flavour, runtime, networkProblem: () => this.networkProblem(), pressure: () => [] });
    this.pods.handle({ added: (pod) => this.podAdded(pod), updated: (pod) => this.podUpdated(pod), deleted: (pod) => this.podGone(pod) });
  }

  begin(): void {
    const { group } = this;
    group.spawn('main', this.main());
  }

  end(): void {
    this.ended = true;
    this.parts.pleg.stop();
    this.parts.probes.clear();
    this.parts.workers.clear();
    this.parts.configMaps.clear();
    this.parts.secrets.clear();
    this.group.cancel();
  }

  find(namespace: string, name: string): { readonly pod: Pod; readonly uid: string } | undefined {
    for (const pod of this.known.values()) if (pod.metadata.name === name && pod.metadata.namespace === namespace) return { pod, uid: pod.metadata.uid };
    return undefined;
  }

  runtimeIsBack(): void {
    this.parts.pleg.resume();
  }

  /** As it was when the runtime was last asked, every five seconds. */
  private networkProblem(): string | undefined {
    const { kernel, network } = this.options;
    const beat = Math.floor((kernel.now - this.phase) / seconds(5));
    if (this.network === undefined || (this.network.problem !== undefined && beat !== this.network.beat)) this.network = { beat, problem: network.problem(this.parts.node) };
    return this.network.problem;
  }
  private network: { readonly beat: number; readonly problem: string | undefined } | undefined;

  private *main(): Sim<void> {
    const { group, nodeStatus, parts, options } = this;
    const { kernel } = options;
    const random = kernel.stream(`kubelet/${parts.node}/start`);
    const span = kernel.trace.open('work', `kubelet/${parts.node}`, 'startKubelet', kernel.now, running().span, { level: 'detail' });
    running().span = span;
    yield* sleep(milliseconds(320 + random.below(160)));
    group.spawn('nodes', this.nodes.run());
    group.spawn('services', parts.services.run());
    group.spawn('csinode', nodeStatus.runCsiNode());
    nodeStatus.event('Normal', 'Starting', 'Starting kubelet.');
    if (options.flavour.kind === 'real') nodeStatus.event('Warning', 'CgroupV1', 'cgroup v1 detected. cgroup v1 support is deprecated and will be removed in a future release. Please migrate to cgroup v2. More information at https://git.k8s.io/enhancements/keps/sig-node/5573-remove-cgroup-v1');
    nodeStatus.event('Warning', 'InvalidDiskCapacity', 'invalid capacity 0 on image filesystem');
    yield* sleep(milliseconds(25));
    group.spawn('csidrivers', new Informer(parts.client, CSIDriver).run());
    yield* sleep(milliseconds(60));
    group.spawn('runtimeclasses', new Informer(parts.client, RuntimeClass).run());
    if (options.flavour.kind !== 'hollow') group.spawn('resourceslices', this.quietly(this.wipeResourceSlices()));
    nodeStatus.event('Normal', 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
    parts.pleg.start();
    this.readManifests();
    yield* sleep(milliseconds(50));
    group.spawn('nodeStatus', nodeStatus.run());
    group.spawn('lease', nodeStatus.runLease());
    // Pods of the API are taken once the node's own object is known.
    const began = kernel.now;
    while (!this.nodes.synced) yield* sleep(seconds(1));
    yield* sleep(Math.max(0, began + 850_000 - kernel.now) as Micros);
    kernel.trace.close(span, kernel.now);
    group.spawn('pods', this.pods.run());
    yield* this.pods.waitForSync();
    this.sourcesReady = true;
    this.scheduleHousekeeping();
  }

  /** What drivers published before the kubelet was started is no longer so. */
  private *wipeResourceSlices(): Sim<void> {
    const { client, node } = this.parts;
    const path = resourcePath({ group: 'resource.k8s.io', version: 'v1', plural: 'resourceslices' });
    yield* sleep(milliseconds(20));
    yield* client.request({ method: 'DELETE', verb: 'deletecollection', path, query: { fieldSelector: `spec.nodeName=${node}` }, resource: 'resourceslices.resource.k8s.io', level: 'detail', body: { kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/__internal' } });
  }

  // ---- Pods as their sources give them ----

  private podAdded(pod: Pod): void {
    if (isMirror(pod)) {
      this.mirrors.set(podKey(pod), pod);
      const own = this.statics.get(podKey(pod));
      if (own) this.mirrorCame(own);
      return;
    }
    const { uid } = pod.metadata;
    this.known.set(uid, pod);
    this.admitAndStart(pod);
  }

  private admitAndStart(pod: Pod): void {
    const { parts } = this;
    const { uid } = pod.metadata;
    if (!pod.metadata.deletionTimestamp && !isTerminal(pod.status?.phase) && !parts.workers.known(uid)) {
      const counts = (p: Pod): boolean => !isTerminal(p.status?.phase) && (this.rejected.size === 0 || !this.rejected.has(p.metadata.uid)) && !parts.workers.isTerminated(p.metadata.uid);
      const rejection = admit(pod, this.known.values(), counts, this.nodes.get(parts.node), this.capacity);
      if (rejection) {
        this.reject(pod, rejection.reason, rejection.message);
        return;
      }
    }
    this.parts.volumes.add(pod);
    this.update(pod, 'create');
    const { activeDeadlineSeconds } = pod.spec;
    if (activeDeadlineSeconds !== undefined) this.watchDeadline(uid, activeDeadlineSeconds, pod.status?.startTime);
  }

  private reject(pod: Pod, reason: string, message: string): void {
    const { parts } = this;
    this.rejected.add(pod.metadata.uid);
    podEvent(parts, pod, 'Warning', reason, message);
    const { generation, } = pod.metadata;
    const status = { phase: 'Failed', reason, message: `Pod was rejected: ${message}`, ...(generation ? { observedGeneration: generation } : {}), ...(pod.status.qosClass ? { qosClass: pod.status.qosClass } : {}), conditions: [] } as unknown as DraftStatus;
    parts.status.set(pod, status);
  }

  /** The API's newer version of a Pod: something to act on, or only what we ourselves wrote. */
  private podUpdated(next: Pod): void {
    const { parts } = this;
    if (isMirror(next)) {
      this.mirrors.set(podKey(next), next);
      const pod = this.statics.get(podKey(next));
      if (pod && next.metadata.deletionTimestamp) this.update(pod, 'update');
      return;
    }
    const { uid } = next.metadata;
    const old = this.known.get(uid);
    if (!old) return;
    if (!differs(old, next)) {
      if (old.status === next.status) return;
      const pod = { ...old, status: next.status } as Pod;
      this.known.set(uid, pod);
      this.reconcileStatus(pod, next);
      return;
    }
    const { resourceVersion } = old.metadata;
    const pod = { ...next, metadata: { ...next.metadata, resourceVersion } } as Pod;
    this.known.set(uid, pod);
    if (this.rejected.has(uid)) {
      if (pod.metadata.deletionTimestamp) parts.status.terminate(pod);
      return;
    }
    if (parts.workers.isFinished(uid)) {
      if (pod.metadata.deletionTimestamp) this.laterReconcile(uid);
      return;
    }
    if (pod.metadata.deletionTimestamp && !old.metadata.deletionTimestamp) {
      this.update(pod, 'update');
      parts.volumes.poke(uid);
      return;
    }
    if (pod.spec.activeDeadlineSeconds !== old.spec.activeDeadlineSeconds && pod.spec.activeDeadlineSeconds !== undefined) this.watchDeadline(uid, pod.spec.activeDeadlineSeconds, pod.status?.startTime);
    parts.volumes.add(pod);
    this.update(pod, 'update');
  }

  /** Only the status differs: ours is the truth, and readiness gates may have opened. */
  private reconcileStatus(pod: Pod, next: Pod): void {
    const { parts } = this;
    const { uid } = pod.metadata;
    if (pod.spec.readinessGates?.length && this.readinessDiffers(pod)) this.update(pod, 'sync');
    else if (parts.status.differs(next)) this.laterReconcile(uid);
  }

  /** A new mirror knows nothing of the status yet; it is told with the next comparison. */
  private mirrorCame(own: Pod): void {
    this.parts.status.forgetSent(own.metadata.uid);
    this.laterReconcile(own.metadata.uid);
    this.update(own, 'sync');
  }

  private readinessDiffers(pod: Pod): boolean {
    const made = this.syncer.statusOf(pod, this.parts.pleg.get(pod.metadata.uid), false);
    const is = pod.status.conditions?.find((c) => c.type === 'Ready');
    const should = made.conditions.find((c) => c.type === 'Ready');
    return is?.status !== should?.status || is?.message !== should?.message;
  }

  /** Statuses are compared with the API's every ten seconds. */
  private laterReconcile(uid: string): void {
    this.toReconcile.add(uid);
    if (this.reconcileDue) return;
    this.reconcileDue = true;
    const { kernel } = this.options;
    kernel.at(Math.round(nextBeat(this.phase, seconds(10), (kernel.now + 1) as Micros)) as Micros, () => {
      this.reconcileDue = false;
      if (this.ended) return;
      for (const id of this.toReconcile) {
        const pod = this.known.get(id);
        if (pod) this.parts.status.reconcile(pod);
      }
      this.toReconcile.clear();
    });
  }

  private podGone(pod: Pod): void {
    const { parts } = this;
    if (isMirror(pod)) {
      const key = podKey(pod);
      if (this.mirrors.get(key)?.metadata.uid === pod.metadata.uid) this.mirrors.delete(key);
      const own = this.statics.get(key);
      // A mirror that was deleted gracefully is made anew at once; one that was forced away waits for the next resync.
      if (own && pod.metadata.deletionGracePeriodSeconds !== 0) this.update(own, 'sync');
      return;
    }
    const { uid } = pod.metadata;
    const last = this.known.get(uid);
    this.known.delete(uid);
    parts.status.remove(uid);
    if (this.rejected.delete(uid)) return;
    if (!parts.workers.isFinished(uid) && parts.workers.known(uid)) {
      parts.workers.updatePod({ type: 'kill', pod: last ? ({ ...last, metadata: { ...last.metadata, ...(pod.metadata.deletionTimestamp ? { deletionTimestamp: pod.metadata.deletionTimestamp } : {}), ...(pod.metadata.deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds: pod.metadata.deletionGracePeriodSeconds }) } } as Pod) : pod });
      parts.volumes.poke(uid);
    }
    this.scheduleHousekeeping();
  }

  private update(pod: Pod, type: UpdateType): void {
    this.parts.workers.updatePod({ type, pod, mirror: isStatic(pod) ? this.mirrors.get(podKey(pod)) : undefined });
  }

  private sync(uid: string): void {
    const pod = this.known.get(uid);
    if (pod && !this.rejected.has(uid)) this.update(pod, 'sync');
  }

  // ---- what wakes a Pod's worker ----

  private podEvent({ uid, type, containerId }: PodEvent): void {
    if (type === 'removed') return;
    this.sync(uid);
    if (type === 'died') this.cleanUp(uid, containerId);
  }

  /** Of dead containers the newest of each name is kept; of a Pod that is gone, none. */
  private cleanUp(uid: string, containerId: string): void {
    const { parts } = this;
    const info = parts.pleg.get(uid);
    if (!info) return;
    const dead = info.containers.find((c) => c.id === containerId);
    const everything = parts.workers.isTerminated(uid) && parts.workers.contentMayGo(uid);
    const { kernel } = this.options;
    // In the background: the sync that the same event began sees them still.
    kernel.after(milliseconds(20), () => {
      if (this.ended) return;
      let kept = 0;
      for (const c of info.containers) {
        if (c.state !== 'exited') continue;
        if (everything || (dead && c.name === dead.name && kept++ > 0)) {
          parts.runtime.removeContainer(c.id);
          parts.probes.forgetContainer(c.id);
        }
      }
    });
  }

  private probeChanged(kind: ProbeKind, uid: string, containerId: string, verdict: Verdict): void {
    const { parts } = this;
    if (kind === 'liveness' && verdict === 'success') return;
    const pod = this.known.get(uid);
    if (!pod || this.rejected.has(uid)) return;
    if (kind !== 'liveness') this.setContainerFlag(pod, containerId, kind === 'readiness' ? 'ready' : 'started', verdict === 'success');
    if (!parts.workers.isTerminated(uid)) this.sync(uid);
  }

  /** A probe's verdict is written into the status at once. */
  private setContainerFlag(pod: Pod, containerId: string, flag: 'ready' | 'started', on: boolean): void {
    const { parts } = this;
    const status = parts.status.get(pod.metadata.uid);
    if (!status) return;
    const id = `containerd://${containerId}`;
    const mark = <T extends { readonly containerID?: string; readonly ready: boolean; readonly started?: boolean }>(list: readonly T[] | undefined): readonly T[] | undefined =>
      list?.some((c) => c.containerID === id && c[flag] !== on) ? list.map((c) => (c.containerID === id ? { ...c, [flag]: on } : c)) : list;
    const containerStatuses = mark(status.containerStatuses);
    const initContainerStatuses = mark(status.initContainerStatuses);
    if (containerStatuses === status.containerStatuses && initContainerStatuses === status.initContainerStatuses) return;
    const next = { ...status, ...(containerStatuses ? { containerStatuses } : {}), ...(initContainerStatuses ? { initContainerStatuses } : {}) } as DraftStatus;
    if (flag === 'ready') {
      const all = [...(initContainerStatuses ?? []), ...(containerStatuses ?? [])];
      const ready = this.syncer.readyCondition(pod, status.conditions ?? [], all, status.phase as string);
      const containers = containersReady(pod, all, status.phase as string);
      next.conditions = (status.conditions ?? []).map((c) => {
        const made = c.type === 'Ready' ? ready : c.type === 'ContainersReady' ? containers : undefined;
        if (!made) return c;
        const { reason: _r, message: _m, ...rest } = c;
        return { ...rest, ...made } as Condition;
      });
    }
    parts.status.set(pod, next);
  }

  /** The time of a Pod is up: noticed by the clock. */
  private watchDeadline(uid: string, limit: number, startTime: string | undefined): void {
    const { kernel } = this.options;
    const started = startTime === undefined ? kernel.wallMs : (parseTime(startTime) ?? kernel.wallMs);
    const due = Math.max(kernel.now, kernel.now + (Math.floor(started / 1000) * 1000 + limit * 1000 - kernel.wallMs) * 1000);
    kernel.at(
      Math.round(nextBeat(this.phase, SYNC_TICK, due as Micros)) as Micros,
      () => {
        if (this.ended || !this.known.has(uid)) return;
        const { trace } = kernel;
        kernel.span = trace.open('timer', `kubelet/${this.parts.node}`, 'activeDeadline', kernel.now, NO_SPAN, { end: kernel.now });
        this.sync(uid);
      },
      NO_SPAN,
    );
  }

  // ---- eviction ----

  private volumeGrew(uid: string): void {
    const { kernel } = this.options;
    const pod = this.known.get(uid);
    if (!pod || !evictable(pod, this.parts.volumes.emptyDirs(uid))) return;
    if (this.evicting.has(uid)) return;
    this.evicting.add(uid);
    // Volumes are measured once a minute, their limits are looked at every ten seconds.
    const noticed = nextBeat(this.phase, minutes(1), (kernel.now + 1) as Micros);
    const at = Math.round(nextBeat(this.phase, seconds(10), noticed)) as Micros;
    kernel.at(
      at,
      () => {
        this.evicting.delete(uid);
        if (this.ended) return;
        const again = this.known.get(uid);
        const reason = again && evictable(again, this.parts.volumes.emptyDirs(uid));
        if (again && reason) this.evict(again, reason);
      },
      NO_SPAN,
    );
  }
  private readonly evicting = new Set<string>();

  evict(pod: Pod, { message, graceSeconds }: EvictionReason): void {
    const { parts } = this;
    const { kernel } = this.options;
    kernel.span = kernel.trace.open('timer', `kubelet/${parts.node}`, 'evict', kernel.now, NO_SPAN, { end: kernel.now });
    podEvent(parts, pod, 'Warning', 'Evicted', message);
    parts.workers.updatePod({
      type: 'kill',
      pod,
      evict: true,
      graceSeconds,
      statusFn: (status) => {
        status.phase = 'Failed';
        status.reason = 'Evicted';
        status.message = message;
      },
    });
  }

  // ---- static Pods ----

  private readManifests(): void {
    for (const file of this.manifests.keys()) this.readManifest(file);
  }

  manifestChanged(file: string): void {
    const { kernel } = this.options;
    kernel.after(milliseconds(8 + kernel.stream(`manifests/${this.parts.node}`).below(14)), () => {
      if (!this.ended && this.parts.pleg.started) this.readManifest(file);
    });
  }

  private readonly files = new Map<string, Pod>();

  private readManifest(file: string): void {
    const { parts } = this;
    const manifest = this.manifests.get(file);
    const pod = manifest && staticPod(manifest.content, file, parts.node, manifest.seen);
    const old = this.files.get(file);
    if (old?.metadata.uid === pod?.metadata.uid) return;
    if (old) this.removeStatic(file, old);
    if (!pod) return;
    this.files.set(file, pod);
    // A Pod of the same name has to be gone first.
    if (old || this.stillRuns(pod)) this.waitingStatics.push(pod);
    else this.addStatic(pod);
  }

  private stillRuns(pod: Pod): boolean {
    for (const other of this.known.values()) if (other.metadata.uid !== pod.metadata.uid && podKey(other) === podKey(pod) && !this.parts.workers.isFinished(other.metadata.uid)) return true;
    return false;
  }

  private addStatic(pod: Pod): void {
    const { kernel } = this.options;
    const outer = kernel.span;
    if (kernel.span === NO_SPAN) kernel.span = kernel.trace.open('timer', `kubelet/${this.parts.node}`, 'manifest', kernel.now, NO_SPAN, { end: kernel.now });
    this.statics.set(podKey(pod), pod);
    this.known.set(pod.metadata.uid, pod);
    this.admitAndStart(pod);
    kernel.span = outer;
  }

  private removeStatic(file: string, pod: Pod): void {
    this.files.delete(file);
    if (this.statics.get(podKey(pod))?.metadata.uid === pod.metadata.uid) this.statics.delete(podKey(pod));
    const at = this.waitingStatics.indexOf(pod);
    if (at >= 0) {
      this.waitingStatics.splice(at, 1);
      return;
    }
    this.known.delete(pod.metadata.uid);
    // Its worker ends it as if it had been deleted with all the time that its spec gives.
    this.parts.workers.updatePod({ type: 'kill', pod, graceSeconds: pod.spec.terminationGracePeriodSeconds ?? 30 });
    this.parts.volumes.poke(pod.metadata.uid);
  }

  private *reconcileMirror(pod: Pod, mirror: Pod | undefined): Sim<void> {
    if (!isStatic(pod)) return;
    const { client, node } = this.parts;
    const hash = pod.metadata.annotations?.['kubernetes.io/config.hash'];
    const { namespace, name } = pod.metadata;
    let present = mirror && this.mirrors.get(podKey(pod)) ? mirror : this.mirrors.get(podKey(pod));
    try {
      if (present && (present.metadata.deletionTimestamp || present.metadata.annotations?.['kubernetes.io/config.mirror'] !== hash)) {
        yield* this.deleteMirror(present);
        present = undefined;
      }
      if (present) return;
      const nodeObject = this.nodes.get(node);
      yield* client.create(Pod, namespace, mirrorOf(pod, nodeObject?.metadata.uid, node));
    } catch (error) {
      // The Pod runs without its mirror; the next sync tries again.
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
    }
    void name;
  }

  private *deleteMirror(mirror: Pod): Sim<void> {
    const { namespace, name } = mirror.metadata;
    try {
      yield* this.parts.client.delete(Pod, namespace, name, { kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/__internal', gracePeriodSeconds: 0, preconditions: {} } as never);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 404) throw error;
    }
    this.mirrors.delete(podKey(mirror));
  }

  // ---- housekeeping ----

  private finished(pod: Pod): void {
    this.scheduleHousekeeping();
    void pod;
  }

  private scheduleHousekeeping(): void {
    if (this.housekeepingDue || this.ended) return;
    this.housekeepingDue = true;
    const { kernel } = this.options;
    kernel.at(
      Math.round(nextBeat(this.phase, HOUSEKEEPING_PERIOD, (kernel.now + 1) as Micros)) as Micros,
      () => {
        this.housekeepingDue = false;
        if (!this.ended && this.sourcesReady) this.housekeep();
      },
      NO_SPAN,
    );
  }

  /** Takes away what belongs to no Pod any more. Upstream: HandlePodCleanups */
  private housekeep(): void {
    const { parts, options } = this;
    const { workers, runtime, kernel } = parts;
    for (const uid of workers.uids()) {
      if (!workers.isTerminated(uid)) continue;
      this.cgroups.add(uid);
      if (!workers.isFinished(uid) || this.known.has(uid)) continue;
      this.forget(uid);
    }
    for (const [file, pod] of [...this.files]) void [file, pod];
    let span: SpanId | undefined;
    const timer = (): SpanId => (span ??= kernel.trace.open('timer', `kubelet/${parts.node}`, 'housekeeping', kernel.now, NO_SPAN, { level: 'detail', end: kernel.now }));
    for (const pod of [...this.waitingStatics]) {
      if (this.stillRuns(pod)) continue;
      kernel.span = timer();
      this.waitingStatics.splice(this.waitingStatics.indexOf(pod), 1);
      this.addStatic(pod);
    }
    for (const mirror of [...this.mirrors.values()]) {
      const own = this.statics.get(podKey(mirror));
      if (!own && ![...this.known.values()].some((p) => isStatic(p) && podKey(p) === podKey(mirror))) this.group.spawn('deleteMirror', this.quietly(this.deleteMirror(mirror)), timer());
    }
    // Containers of Pods that went while nobody was looking.
    for (const uid of [...runtime.uids()]) {
      if (workers.known(uid) || this.known.has(uid)) continue;
      this.group.spawn(`orphan/${uid}`, this.killOrphan(uid), timer());
    }
    void options;
    if (this.waitingStatics.length) this.scheduleHousekeeping();
  }

  private forget(uid: string): void {
    const { parts } = this;
    parts.workers.forget(uid);
    parts.runtime.forgetPod(uid);
    parts.pleg.forget(uid);
    parts.volumes.forget(uid);
    parts.problems.delete(uid);
    parts.images.forget(uid);
    parts.crashes.forget(`${uid}_`);
    this.cgroups.delete(uid);
    const last = this.known.get(uid);
    if (last) this.known.delete(uid);
  }

  private *killOrphan(uid: string): Sim<void> {
    const { runtime, volumes } = this.parts;
    const info = runtime.pod(uid);
    for (const c of info?.containers ?? []) if (c.state === 'running') yield* runtime.stopContainer(c.id, 2);
    for (const s of info?.sandboxes ?? []) yield* runtime.stopSandbox(uid, s.id);
    runtime.forgetPod(uid);
    volumes.forget(uid);
  }

  private *quietly(body: Sim<void>): Sim<void> {
    try {
      yield* body;
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
    }
  }
}

/** Whether a change of a Pod is one to act on. Upstream: pkg/kubelet/config podsDifferSemantically */
function differs(a: Pod, b: Pod): boolean {
  const x = a.metadata;
  const y = b.metadata;
  return (
    x.deletionTimestamp !== y.deletionTimestamp ||
    x.deletionGracePeriodSeconds !== y.deletionGracePeriodSeconds ||
    (a.spec !== b.spec && !equal(a.spec, b.spec)) ||
    (x.labels !== y.labels && !equal(x.labels, y.labels)) ||
    (x.annotations !== y.annotations && !equal(x.annotations, y.annotations))
  );
}
