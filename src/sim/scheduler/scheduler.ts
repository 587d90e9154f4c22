// kube-scheduler: watches Pods without a node, decides one at a time, and tells the API server (a Binding, never the
// kubelet). Deciding is serial; binding goes on beside the next decision, with the Pod counted as placed meanwhile.
// Upstream: pkg/scheduler/schedule_one.go, eventhandlers.go

import { deepFreeze, equal } from '../../base/json.ts';
import type { Micros } from '../../base/time.ts';
import { ApiError } from '../api/errors.ts';
import { PATCH_TYPES } from '../api/http.ts';
import type { ScheduleData } from '../api/spans.ts';
import type { KubeObject } from '../api/types.ts';
import type { Client } from '../client/client.ts';
import { Informers, keyFor, type Informer } from '../client/informer.ts';
import { referenceTo, type EventType } from '../client/recorder.ts';
import { SeriesRecorder } from '../client/seriesRecorder.ts';
import { ConnectionError } from '../client/transport.ts';
import { CSINode } from '../kinds/csiNode.ts';
import { Namespace } from '../kinds/namespace.ts';
import { Node } from '../kinds/node.ts';
import { PersistentVolume } from '../kinds/persistentVolume.ts';
import { PersistentVolumeClaim } from '../kinds/persistentVolumeClaim.ts';
import { Pod } from '../kinds/pod.ts';
import { PodDisruptionBudget } from '../kinds/podDisruptionBudget.ts';
import { ReplicaSet } from '../kinds/replicaSet.ts';
import { ReplicationController } from '../kinds/replicationController.ts';
import { Service } from '../kinds/service.ts';
import { StatefulSet } from '../kinds/statefulSet.ts';
import { StorageClass } from '../kinds/storageClass.ts';
import { running, sleep, type Sim, type TaskGroup } from '../kernel/task.ts';
import { SchedulerCore, type Decision } from './core.ts';
import { DEFAULT_SCHEDULER, type SchedulerProfile } from './config.ts';
import { helps } from './hints.ts';
import type { Listers } from './listers.ts';
import { PLUGINS } from './plugins/index.ts';
import { countedOf } from './counted.ts';
import { disruption } from './messages.ts';
import { podInfo, type PodInfo } from './podInfo.ts';
import { SchedulingQueue, type QueuedPod } from './queue.ts';
import { Snapshot } from './snapshot.ts';
import { bindVolumes, isEmpty, VolumesNotBound } from './volumeWrites.ts';

/** What a configuration file changed. */
export interface SchedulerOptions {
  readonly profiles?: readonly SchedulerProfile[];
  /** Seconds of a Pod's first back-off, and of its longest. */
  readonly backoff?: readonly [number, number];
}

export class Scheduler {
  readonly queue: SchedulingQueue;
  private readonly snapshot: Snapshot;
  private readonly core: SchedulerCore;
  private readonly informers: Informers;
  /** By the profile's name. */
  private readonly recorders = new Map<string, SeriesRecorder>();
  private readonly client: Client;
  private readonly group: TaskGroup;
  private readonly pods: Informer<Pod>;
  private readonly claims: Informer<PersistentVolumeClaim>;
  private readonly volumes: Informer<PersistentVolume>;

  constructor(client: Client, group: TaskGroup, identity: string, { profiles = [{}], backoff }: SchedulerOptions = {}) {
    const { kernel } = client.transport;
    this.client = client.as({ qps: 50, burst: 100 });
    this.group = group;
    this.informers = new Informers(client, group);
    this.pods = this.informers.of(Pod, { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' });
    this.claims = this.informers.of(PersistentVolumeClaim);
    this.volumes = this.informers.of(PersistentVolume);
    const listers = listersOf(this.informers);
    this.queue = new SchedulingQueue(kernel, (event, plugin, pod) => helps(event, plugin, pod, listers.namespaceLabels), backoff);
    this.snapshot = new Snapshot(listers);
    this.core = new SchedulerCore(this.snapshot, PLUGINS, profiles);
    for (const { schedulerName = DEFAULT_SCHEDULER } of profiles) this.recorders.set(schedulerName, new SeriesRecorder(client.as({ qps: 50, burst: 100 }), group, schedulerName, `${schedulerName}-${identity}`));
    this.listen();
  }

  /** Starts watching, so that the caches are warm when leadership comes. */
  watch(): void {
    this.informers.start();
  }

  /** Leadership came: says so, and starts deciding. */
  elected(lease: KubeObject, identity: string): void {
    // Upstream: the name of the first profile is taken for it.
    for (const recorder of [...this.recorders.values()].slice(0, 1)) recorder.event(referenceTo(lease), undefined, 'Normal', 'LeaderElection', 'LeaderElection', `${identity} became leader`);
    this.start();
  }

  /** Starts deciding. */
  start(): void {
    this.group.spawn('queue', this.queue.flush());
    this.group.spawn('cycle', this.run());
  }

  private listen(): void {
    const nodes = this.informers.of(Node);
    nodes.handle({
      added: (node) => {
        this.snapshot.setNode(node as never);
        this.queue.move({ what: 'nodeAdded', node: node as never });
      },
      updated: (node, old) => {
        this.snapshot.setNode(node as never);
        if (mayHelp(node, old)) this.queue.move({ what: 'nodeChanged', node: node as never, old: old as never });
      },
      deleted: (node) => {
        this.snapshot.removeNode(node.metadata.name);
        this.queue.move({ what: 'nodeGone', node: node as never });
      },
    });
    this.pods.handle({
      added: (pod) => this.seen(pod, undefined),
      updated: (pod, old) => this.seen(pod, old),
      deleted: (pod) => {
        const key = keyFor(pod);
        this.queue.delete(key);
        const wasPlaced = this.snapshot.nodeOf(key) !== undefined;
        this.snapshot.removePod(key);
        if (wasPlaced) this.queue.move({ what: 'podGone', pod: pod as never });
      },
    });
    const volume = (): void => this.queue.move({ what: 'volume' });
    for (const kind of [PersistentVolume, PersistentVolumeClaim, StorageClass, CSINode]) {
      (this.informers.of(kind as typeof PersistentVolume) as Informer<PersistentVolume>).handle({ added: volume, updated: volume });
    }
    const namespace = (): void => this.queue.move({ what: 'namespace' });
    this.informers.of(Namespace).handle({ added: namespace, updated: (now, old) => (equal(now.metadata.labels, old.metadata.labels) ? undefined : namespace()) });
  }

  private seen(pod: Pod, old: Pod | undefined): void {
    const key = keyFor(pod);
    if (pod.spec.nodeName) {
      this.queue.delete(key);
      const before = this.snapshot.nodeOf(key);
      this.snapshot.setPod(pod as never);
      const ends = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
      if (before !== undefined && ends) this.queue.move({ what: 'podGone', pod: pod as never });
      else if (!old?.spec.nodeName) this.queue.move({ what: 'podPlaced', pod: pod as never });
      else if (!equal(old.metadata.labels, pod.metadata.labels)) this.queue.move({ what: 'podRelabelled', pod: pod as never, old: old as never });
      return;
    }
    if (!this.recorders.has(nameOf(pod))) return;
    if (pod.metadata.deletionTimestamp) {
      this.queue.delete(key);
      return;
    }
    // What only the scheduler itself wrote into the status is no reason to try again.
    if (pod.spec.schedulingGates?.length) return;
    if (old && this.snapshot.nodeOf(key) !== undefined) return;
    if (!old || this.queue.has(key)) this.queue.update(pod, key);
    else if (old.spec !== pod.spec) this.queue.add(pod, key);
  }

  private *run(): Sim<void> {
    yield* this.informers.waitForSync();
    const { kernel } = this.client.transport;
    const random = kernel.stream('scheduler/cycle');
    for (;;) {
      const item = yield* this.queue.take();
      if (item.pod.metadata.deletionTimestamp || this.snapshot.nodeOf(item.key) !== undefined) continue;
      const data: ScheduleData = { type: 'schedule', key: item.key, attempt: item.attempts };
      const span = kernel.trace.open('work', 'kube-scheduler', 'schedule', kernel.now, item.cause, { data });
      running().span = span;
      kernel.span = span;
      // What a cycle costs; the state that counts is that at its end.
      yield* sleep((500 + random.below(1800)) as Micros);
      const current = this.pods.get(item.key);
      if (current && current.metadata.uid === item.pod.metadata.uid) item.pod = current;
      else if (!current) {
        kernel.trace.close(span, kernel.now);
        continue;
      }
      const info = podInfo(item.pod as never);
      const decision = this.core.schedule(info, kernel.wallMs);
      data.decision = compact(decision, info, this.snapshot, this.core.framework(info)?.profile);
      data.message = decision.message;
      if (decision.chosen === undefined) {
        kernel.trace.close(span, kernel.now);
        this.group.spawn('handleFailure', this.failed(item, decision), span);
        continue;
      }
      data.node = decision.chosen;
      this.snapshot.assume(info, decision.chosen);
      if (decision.volumes) this.snapshot.assumedVolumes.assume(decision.volumes, decision.chosen);
      kernel.trace.close(span, kernel.now);
      this.group.spawn('bind', this.bind(item, decision.chosen, decision), span);
    }
  }

  private *bind(item: QueuedPod, node: string, decision: Decision): Sim<void> {
    const { kernel } = this.client.transport;
    const { pod } = item;
    const { name, namespace = '', uid } = pod.metadata;
    const span = kernel.trace.open('work', 'kube-scheduler', 'bind', kernel.now, running().span);
    running().span = span;
    try {
      if (decision.volumes && !isEmpty(decision.volumes)) {
        yield* this.nominate(pod, node);
        yield* bindVolumes({ client: this.client, claims: this.claims, volumes: this.volumes }, decision.volumes, node);
        this.snapshot.assumedVolumes.forget(decision.volumes);
      }
      yield* this.client.post(Pod, namespace, name, 'binding', { kind: 'Binding', apiVersion: 'v1', metadata: { name, namespace, uid }, target: { kind: 'Node', name: node } });
      this.event(pod, 'Normal', 'Scheduled', 'Binding', decision.message);
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError) && !(error instanceof VolumesNotBound)) throw error;
      this.snapshot.removePod(item.key);
      if (decision.volumes) this.snapshot.assumedVolumes.forget(decision.volumes);
      this.event(pod, 'Warning', 'FailedScheduling', 'Scheduling', error instanceof VolumesNotBound ? error.message : `binding rejected: ${error.message}`);
      const now = this.pods.get(item.key);
      if (now && !now.spec.nodeName && !now.metadata.deletionTimestamp) this.queue.putBack(item, []);
    } finally {
      kernel.trace.close(span, kernel.now);
    }
  }

  private event(pod: Pod, type: EventType, reason: string, action: string, note: string): void {
    this.recorders.get(nameOf(pod))?.event(referenceTo(pod), undefined, type, reason, action, note);
  }

  /** Binding will take a while: the Pod shows where it is going to. Upstream: features.NominatedNodeNameForExpectation */
  private *nominate(pod: Pod, node: string): Sim<void> {
    const { name, namespace = '', uid } = pod.metadata;
    yield* this.client.patch(Pod, namespace, name, PATCH_TYPES.strategic, { metadata: { uid }, status: { nominatedNodeName: node } }, 'status');
  }

  /** No node fits: says so in an Event and in the Pod's condition, evicts victims if that helps, and waits. */
  private *failed(item: QueuedPod, decision: Decision): Sim<void> {
    const { pod } = item;
    this.event(pod, 'Warning', 'FailedScheduling', 'Scheduling', decision.message);
    item.cause = running().span;
    this.queue.putBack(item, decision.rejectedBy);
    const nominated = decision.preemption?.chosen?.node;
    if (nominated !== undefined) this.snapshot.nominate(podInfo(pod as never), nominated);
    yield* this.preempt(item, decision);
    yield* this.writeCondition(pod, decision.message, nominated);
  }

  private *preempt(item: QueuedPod, decision: Decision): Sim<void> {
    const chosen = decision.preemption?.chosen;
    if (!chosen) return;
    const { kernel } = this.client.transport;
    for (const victim of chosen.victims) {
      const pod = victim.pod as unknown as Pod;
      const { name, namespace = '', uid } = pod.metadata;
      try {
        const condition = {
          type: 'DisruptionTarget',
          status: 'True',
          observedGeneration: pod.metadata.generation,
          lastTransitionTime: kernel.timestamp(),
          lastProbeTime: null,
          reason: 'PreemptionByScheduler',
          message: disruption(nameOf(item.pod)),
        };
        yield* this.client.patch(Pod, namespace, name, PATCH_TYPES.strategic, { metadata: { uid }, status: { conditions: [condition] } }, 'status');
        yield* this.client.delete(Pod, namespace, name);
        this.recorders.get(nameOf(item.pod))?.event(referenceTo(pod), referenceTo(item.pod), 'Normal', 'Preempted', 'Preempting', `Preempted by pod ${item.pod.metadata.uid} on node ${chosen.node}`);
      } catch (error) {
        if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
      }
    }
  }

  private *writeCondition(pod: Pod, message: string, nominated: string | undefined): Sim<void> {
    const { kernel } = this.client.transport;
    const { name, namespace = '', uid, generation } = pod.metadata;
    const current = this.pods.get(keyFor(pod)) ?? pod;
    const had = current.status.conditions?.find((c) => c.type === 'PodScheduled');
    const sameNode = nominated === undefined || current.status.nominatedNodeName === nominated;
    if (had?.status === 'False' && had.reason === 'Unschedulable' && had.message === message && sameNode) return;
    const condition = deepFreeze({
      type: 'PodScheduled',
      observedGeneration: generation,
      status: 'False',
      lastProbeTime: null,
      lastTransitionTime: had?.status === 'False' ? had.lastTransitionTime : kernel.timestamp(),
      reason: 'Unschedulable',
      message,
    });
    const status = { ...(nominated === undefined ? {} : { nominatedNodeName: nominated }), conditions: [condition] };
    try {
      yield* this.client.patch(Pod, namespace, name, PATCH_TYPES.strategic, { metadata: { uid }, status }, 'status');
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
    }
  }
}

const nameOf = (pod: Pod): string => pod.spec.schedulerName ?? DEFAULT_SCHEDULER;

/** The decision as the trace keeps it. What a score was computed from is kept for the best nodes only where there are many. */
function compact(decision: Decision, info: PodInfo, snapshot: Snapshot, profile: SchedulerProfile | undefined): object {
  const nodes = snapshot.nodes.length;
  const { feasible, totals, scores, preemption } = decision;
  const best = (): readonly string[] => feasible.map((_, i) => i).sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0)).slice(0, MANY_SHOWN).map((i) => feasible[i] as string);
  const shown = nodes <= FEW_NODES ? feasible : [decision.chosen ?? '', ...best()];
  const kept = { nodes, ...decision, profile, ...(scores.length > 0 ? { counted: countedOf(shown, info, snapshot) } : {}) };
  if (nodes <= FEW_NODES) return kept;
  const small = scores.map(({ plugin, weight, raw, normalised }) => {
    const bytes = Uint8Array.from(normalised);
    return { plugin, weight, raw: raw === normalised ? bytes : raw, normalised: bytes };
  });
  return { ...kept, scores: small, preemption: preemption && { chosen: preemption.chosen } };
}
const FEW_NODES = 24;
const MANY_SHOWN = 8;

/** A heartbeat helps nobody; more room, other labels or fewer taints may. */
function mayHelp(node: Node, old: Node): boolean {
  return (
    !equal(node.status.allocatable, old.status.allocatable) ||
    !equal(node.metadata.labels, old.metadata.labels) ||
    !equal(node.spec.taints, old.spec.taints) ||
    node.spec.unschedulable !== old.spec.unschedulable
  );
}

function listersOf(informers: Informers): Listers {
  const byNamespace = <T extends KubeObject>(informer: Informer<T>) => informer.index('namespace', (o) => [o.metadata.namespace ?? '']);
  const namespaces = informers.of(Namespace);
  const services = byNamespace(informers.of(Service));
  const replicaSets = informers.of(ReplicaSet);
  const statefulSets = informers.of(StatefulSet);
  const controllers = informers.of(ReplicationController);
  const budgets = informers.of(PodDisruptionBudget);
  const claims = informers.of(PersistentVolumeClaim);
  const volumes = informers.of(PersistentVolume);
  const classes = informers.of(StorageClass);
  const csiNodes = informers.of(CSINode);
  return {
    namespaceLabels: (name) => namespaces.get(name)?.metadata.labels,
    services: (namespace) => services.get(namespace),
    replicaSet: (namespace, name) => replicaSets.get(`${namespace}/${name}`),
    statefulSet: (namespace, name) => statefulSets.get(`${namespace}/${name}`),
    replicationController: (namespace, name) => controllers.get(`${namespace}/${name}`),
    disruptionBudgets: () => budgets.list(),
    claim: (namespace, name) => claims.get(`${namespace}/${name}`),
    volume: (name) => volumes.get(name),
    volumes: () => volumes.list(),
    storageClass: (name) => classes.get(name),
    csiNode: (name) => csiNodes.get(name),
  };
}
