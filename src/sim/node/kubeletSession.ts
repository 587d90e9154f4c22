// One life of the kubelet's process: the Pods as the API and the folder of manifests give them, and what wakes their
// workers.
// Upstream: pkg/kubelet/kubelet.go (syncLoop, Handle…), pkg/kubelet/config/config.go

import { equal } from '../../base/json.ts';
import { milliseconds, parseTime, seconds, type Micros } from '../../base/time.ts';
import { resourcePath } from '../api/http.ts';
import { milliValue, value } from '../api/quantity.ts';
import { Informer } from '../client/informer.ts';
import { running, sleep, TaskGroup, type Sim } from '../kernel/task.ts';
import { NO_SPAN } from '../kernel/trace.ts';
import { CSIDriver } from '../kinds/csiDriver.ts';
import { Node } from '../kinds/node.ts';
import { Pod } from '../kinds/pod.ts';
import { admit, type Capacity } from './admission.ts';
import { setContainerFlag } from './containerFlag.ts';
import { Evictions } from './evictions.ts';
import { Housekeeping } from './housekeeping.ts';
import type { KubeletOptions } from './kubeletOptions.ts';
import { makeParts } from './kubeletParts.ts';
import type { Life } from './life.ts';
import { resourcesOf } from './nodeObject.ts';
import { NodeStatus } from './nodeStatus.ts';
import { podEvent, type Parts } from './parts.ts';
import type { PodEvent } from './pleg.ts';
import { isMirror, isStatic, isTerminal, podKey } from './podParts.ts';
import type { DraftStatus } from './podStatus.ts';
import { KubeletSyncer } from './podSyncer.ts';
import type { UpdateType } from './podWorkers.ts';
import type { ProbeKind, Verdict } from './probes.ts';
import { quietly } from './quietly.ts';
import { StaticPodSource, type Manifest } from './staticPodSource.ts';
import { nextBeat, SYNC_TICK } from './timing.ts';

export class KubeletSession implements Life {
  readonly parts: Parts;
  readonly options: KubeletOptions;
  readonly group: TaskGroup;
  readonly phase: number;
  readonly known = new Map<string, Pod>();
  ended = false;
  readonly statics: StaticPodSource;
  private readonly syncer: KubeletSyncer;
  private readonly nodeStatus: NodeStatus;
  private readonly pods: Informer<Pod>;
  private readonly nodes: Informer<Node>;
  private readonly evictions = new Evictions(this);
  private readonly housekeeping: Housekeeping;
  private readonly rejected = new Set<string>();
  private readonly capacity: Capacity;
  private network: { readonly beat: number; readonly problem: string | undefined } | undefined;
  private sourcesReady = false;
  private reconcileDue = false;
  private readonly toReconcile = new Set<string>();

  constructor(options: KubeletOptions, manifests: ReadonlyMap<string, Manifest>) {
    const { kernel, facts, flavour, runtime } = options;
    const node = facts.name;
    this.options = options;
    this.group = new TaskGroup(kernel, `kubelet/${node}`);
    const random = kernel.stream(`kubelet/${node}`);
    this.phase = kernel.now + random.below(1_000_000);
    const { allocatable } = resourcesOf(facts, flavour.kind);
    this.capacity = { cpu: milliValue(allocatable.cpu as string), memory: value(allocatable.memory as string), pods: facts.pods, storage: value(allocatable['ephemeral-storage'] as string) };
    this.statics = new StaticPodSource(this, manifests, { start: (pod) => this.admitAndStart(pod), nodeUid: () => this.nodes.get(node)?.metadata.uid });
    this.housekeeping = new Housekeeping(this, this.statics, () => this.sourcesReady);
    this.syncer = new KubeletSyncer(() => this.parts, {
      networkProblem: () => this.networkProblem(),
      reconcileMirror: (pod, mirror) => this.statics.reconcileMirror(pod, mirror),
      cgroupGone: (uid) => this.housekeeping.cgroupGone(uid),
      finished: () => this.housekeeping.schedule(),
      alwaysResync: flavour.kind === 'real',
    });
    this.parts = makeParts(this, this.syncer, random, {
      parts: () => this.parts,
      mirrorOf: (pod) => this.statics.mirrors.get(podKey(pod)),
      podEvent: (event) => this.podEvent(event),
      probeChanged: (kind, uid, id, verdict) => this.probeChanged(kind, uid, id, verdict),
      volumeGrew: (uid) => this.evictions.volumeGrew(uid),
    });
    const { client, recorder } = this.parts;
    this.nodes = new Informer<Node>(client, Node, { fieldSelector: `metadata.name=${node}` });
    this.pods = new Informer<Pod>(client, Pod, { fieldSelector: `spec.nodeName=${node}` });
    this.nodeStatus = new NodeStatus({ client, recorder, facts, flavour, runtime, networkProblem: () => this.networkProblem(), pressure: () => [] });
    this.pods.handle({ added: (pod) => this.podAdded(pod), updated: (pod) => this.podUpdated(pod), deleted: (pod) => this.podGone(pod) });
  }

  begin(): void {
    this.group.spawn('main', this.main());
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
    group.spawn('runtimeclasses', parts.runtimeClasses.run());
    if (options.flavour.kind !== 'hollow') group.spawn('resourceslices', quietly(this.wipeResourceSlices()));
    nodeStatus.event('Normal', 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
    parts.pleg.start();
    this.statics.readAll();
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
    this.housekeeping.schedule();
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
      this.statics.mirrors.set(podKey(pod), pod);
      const own = this.statics.own.get(podKey(pod));
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
    const { generation } = pod.metadata;
    const status = { phase: 'Failed', reason, message: `Pod was rejected: ${message}`, ...(generation ? { observedGeneration: generation } : {}), ...(pod.status.qosClass ? { qosClass: pod.status.qosClass } : {}), conditions: [] } as unknown as DraftStatus;
    parts.status.set(pod, status);
  }

  /** The API's newer version of a Pod: something to act on, or only what we ourselves wrote. */
  private podUpdated(next: Pod): void {
    const { parts } = this;
    if (isMirror(next)) {
      this.statics.mirrors.set(podKey(next), next);
      const pod = this.statics.own.get(podKey(next));
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
      if (this.statics.mirrors.get(key)?.metadata.uid === pod.metadata.uid) this.statics.mirrors.delete(key);
      const own = this.statics.own.get(key);
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
    this.housekeeping.schedule();
  }

  private update(pod: Pod, type: UpdateType): void {
    this.parts.workers.updatePod({ type, pod, mirror: isStatic(pod) ? this.statics.mirrors.get(podKey(pod)) : undefined });
  }

  private sync(uid: string): void {
    const pod = this.known.get(uid);
    if (pod && !this.rejected.has(uid)) this.update(pod, 'sync');
  }

  // ---- what wakes a Pod's worker ----

  private podEvent({ uid, type, containerId }: PodEvent): void {
    if (type === 'removed') return;
    this.sync(uid);
    if (type === 'died') this.housekeeping.cleanUp(uid, containerId);
  }

  private probeChanged(kind: ProbeKind, uid: string, containerId: string, verdict: Verdict): void {
    const { parts } = this;
    if (kind === 'liveness' && verdict === 'success') return;
    const pod = this.known.get(uid);
    if (!pod || this.rejected.has(uid)) return;
    if (kind !== 'liveness') setContainerFlag(parts.status, this.syncer, pod, containerId, kind === 'readiness' ? 'ready' : 'started', verdict === 'success');
    if (!parts.workers.isTerminated(uid)) this.sync(uid);
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
