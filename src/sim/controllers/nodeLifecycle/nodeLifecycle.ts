// Node lifecycle: notices nodes that fall silent, says so in their conditions, and taints them, so that nothing new goes
// there and (taint eviction) what is there goes elsewhere.
// Upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go
//
// Keys are node names, or `pod namespace/name` for a Pod that was bound to a node.
// What a reconcile notes:
//   taints     { add, remove } of effect NoSchedule, from the node's conditions
//   podNotReady { node }

import { deepFreeze, equal } from '../../../base/json.ts';
import { milliseconds, parseTime, seconds, type Micros } from '../../../base/time.ts';
import { defineController, every, isExpected, watch, type Context } from '../../client/controller.ts';
import { keyFor, type Index, type Informer } from '../../client/informer.ts';
import { referenceTo, type EventType } from '../../client/recorder.ts';
import { Signal } from '../../kernel/signal.ts';
import { all, running, sleep, type Sim } from '../../kernel/task.ts';
import type { SpanId } from '../../kernel/trace.ts';
import { Lease } from '../../kinds/lease.ts';
import { Node } from '../../kinds/node.ts';
import { Pod } from '../../kinds/pod.ts';
import type { Taint } from '../shared/nodeFit.ts';
import { podsByNode, withPodCondition } from '../shared/pods.ts';
import { isNotFound } from '../shared/podControl.ts';
import { removeTaints, sameTaint, swapTaints } from '../shared/taints.ts';
import { evictionRate, TaintQueue, zoneKey, zoneState, type ZoneState } from './zones.ts';

const MONITOR_PERIOD = seconds(5);
const TAINT_PERIOD = milliseconds(100);
/** How long a node may be silent. */
const GRACE_MS = 50_000;
/** The same for one that has never said anything. */
const STARTUP_GRACE_MS = 60_000;

type NodeCondition = NonNullable<Node['status']['conditions']>[number];

const NOT_READY: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' };
const UNREACHABLE: Taint = { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' };

/** Condition → status → key of the NoSchedule taint. */
const CONDITION_TAINTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: 'node.kubernetes.io/not-ready', Unknown: 'node.kubernetes.io/unreachable' },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';
const OWN_KEYS = new Set([UNSCHEDULABLE, ...Object.values(CONDITION_TAINTS).flatMap((byStatus) => Object.values(byStatus))]);

/** When a node was last heard of, by its status or its lease. */
interface Health {
  heartbeat: string | undefined;
  lease: string | undefined;
  heardAt: Micros;
  ready: string | undefined;
}

interface State {
  readonly nodes: Informer<Node>;
  readonly pods: Informer<Pod>;
  readonly leases: Informer<Lease>;
  readonly onNode: Index<Pod>;
  readonly health: Map<string, Health>;
  readonly known: Map<string, Node>;
  readonly zones: Map<string, ZoneState>;
  readonly queues: Map<string, TaintQueue>;
  /** Nodes whose Pods could not all be marked. */
  readonly unmarked: Set<string>;
  /** A node waits for its taint, or may be taken again. */
  readonly waiting: Signal;
}

export const nodeLifecycle = defineController<State>({
  name: 'nodelifecycle',
  account: 'node-controller',
  workers: 8,
  state(context) {
    const pods = context.informer(Pod);
    return {
      nodes: context.informer(Node),
      pods,
      leases: context.informer(Lease),
      onNode: podsByNode(pods),
      health: new Map(),
      known: new Map(),
      zones: new Map(),
      queues: new Map(),
      unmarked: new Set(),
      waiting: new Signal(),
    };
  },
  watches: [
    watch<Node, State>(Node, (node, { state }, old, gone) => {
      if (gone) state.health.delete(node.metadata.name);
      return gone || (old && old.spec === node.spec && equal(conditionStates(old), conditionStates(node))) ? NONE : [node.metadata.name];
    }),
    watch<Pod, State>(Pod, (pod, { state }, old, gone) => {
      const { nodeName } = pod.spec;
      if (gone || !nodeName || old?.spec.nodeName === nodeName) return NONE;
      const ready = state.health.get(nodeName)?.ready;
      return ready === undefined || ready === 'True' ? NONE : [`pod ${keyFor(pod)}`];
    }),
  ],
  tasks: (context) => [
    { name: 'monitor', body: every(context as Context, MONITOR_PERIOD, 'nodeMonitor', (timer) => monitor(context, timer)) },
    { name: 'taints', body: taintLoop(context) },
  ],
  *reconcile(context, key): Sim<void> {
    if (key.startsWith('pod ')) yield* checkPod(context, key.slice(4));
    else yield* taintByCondition(context, key);
  },
});
const NONE: readonly string[] = [];

const conditionOf = ({ status }: Node, type: string): NodeCondition | undefined => status?.conditions?.find((condition) => condition.type === type);
const conditionStates = ({ status }: Node): readonly string[] => (status?.conditions ?? []).map(({ type, status: state }) => `${type}=${state}`);

// ---- NoSchedule, as soon as a condition changes ----

function* taintByCondition({ state, client, note }: Context<State>, name: string): Sim<void> {
  const node = state.nodes.get(name);
  if (!node) return;
  const wanted: Taint[] = [];
  for (const { type, status } of node.status?.conditions ?? []) {
    const key = CONDITION_TAINTS[type]?.[status];
    if (key) wanted.push({ key, effect: 'NoSchedule' });
  }
  if (node.spec.unschedulable) wanted.push({ key: UNSCHEDULABLE, effect: 'NoSchedule' });
  const present = (node.spec.taints ?? []).filter((taint) => taint.effect === 'NoSchedule' && OWN_KEYS.has(taint.key));
  const add = wanted.filter((taint) => !present.some((p) => sameTaint(p, taint)));
  const remove = present.filter((taint) => !wanted.some((w) => sameTaint(w, taint)));
  if (add.length === 0 && remove.length === 0) return;
  note('taints', { add: add.map((taint) => taint.key).join(' '), remove: remove.map((taint) => taint.key).join(' ') });
  yield* swapTaints(client, node, add, remove);
}

/** A Pod that was bound to a node which is silent already. */
function* checkPod(context: Context<State>, key: string): Sim<void> {
  const { state } = context;
  const pod = state.pods.get(key);
  const name = pod?.spec.nodeName;
  if (!pod || !name) return;
  const ready = state.health.get(name)?.ready;
  if (ready === undefined || ready === 'True' || !state.nodes.get(name)) return;
  context.note('podNotReady', { node: name });
  yield* markPodsNotReady(context, [pod], name);
}

// ---- every five seconds: who is silent? ----

function* monitor(context: Context<State>, timer: SpanId): Sim<void> {
  const { state, kernel } = context;
  const nodes = [...state.nodes.list()];
  const names = new Set(nodes.map((node) => node.metadata.name));
  for (const node of nodes) {
    queueOf(context, node);
    if (state.known.has(node.metadata.name)) continue;
    kernel.trace.raise(timer, 'story');
    nodeEvent(context, node, 'RegisteredNode', `Registered Node ${node.metadata.name} in Controller`);
    state.known.set(node.metadata.name, node);
    yield* markReachable(context, node);
  }
  for (const [name, node] of [...state.known]) {
    if (names.has(name)) continue;
    kernel.trace.raise(timer, 'story');
    nodeEvent(context, node, 'RemovingNode', `Removing Node ${name} from Controller`);
    state.known.delete(name);
  }
  const readyByZone: Readiness = new Map();
  const doubtful = nodes.filter((node) => !isWell(context, node, readyByZone));
  if (doubtful.length) yield* all(kernel, 'node', doubtful.map((node) => monitorNode(context, node, timer, readyByZone)));
  yield* handleDisruption(context, nodes, readyByZone, timer);
}

type Readiness = Map<string, { ready: number; notReady: number }>;

/** Ready and heard of, with nothing to take back: most nodes at most times. */
function isWell(context: Context<State>, node: Node, readyByZone: Readiness): boolean {
  const { state, kernel } = context;
  const ready = conditionOf(node, 'Ready');
  if (ready?.status !== 'True' || state.unmarked.has(node.metadata.name) || node.spec.taints?.some((taint) => taint.effect === 'NoExecute')) return false;
  const health = updatedHealth(state, node, ready, kernel.now, () => kernel.now);
  if ((kernel.now - health.heardAt) / 1000 > GRACE_MS) return false;
  queueOf(context, node).remove(node.metadata.name);
  countReady(node, true, readyByZone);
  return true;
}

function countReady(node: Node, ready: boolean, readyByZone: Readiness): void {
  if ('node.kubernetes.io/exclude-disruption' in (node.metadata.labels ?? {})) return;
  const zone = zoneKey(node);
  const count = readyByZone.get(zone) ?? { ready: 0, notReady: 0 };
  if (ready) count.ready++;
  else count.notReady++;
  readyByZone.set(zone, count);
}

function* monitorNode(context: Context<State>, listed: Node, timer: SpanId, readyByZone: Readiness): Sim<void> {
  const { state, kernel, client } = context;
  const { name } = listed.metadata;
  let outcome: Checked | undefined;
  for (let attempt = 0, node: Node = listed; attempt < 5; attempt++) {
    try {
      outcome = yield* checkNode(context, node, timer);
      break;
    } catch (error) {
      if (!isExpected(error)) throw error;
      yield* sleep(milliseconds(20));
      try {
        node = yield* client.get(Node, undefined, name);
      } catch (failed) {
        if (!isExpected(failed)) throw failed;
        return;
      }
    }
  }
  if (!outcome) return;
  const { node, observed, current } = outcome;
  countReady(node, current?.status === 'True', readyByZone);
  if (!current) return;
  yield* taintByReadiness(context, node, current, timer);
  const fell = current.status !== 'True' && observed === 'True';
  if (fell) {
    const about = { kind: 'Node', apiVersion: 'v1', name, uid: node.metadata.uid };
    context.recorder.event(about, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
  }
  if (!fell && !(state.unmarked.has(name) && observed !== 'True')) return;
  kernel.trace.raise(timer, 'story');
  try {
    yield* markPodsNotReady(context, [...state.onNode.get(name)], name);
    state.unmarked.delete(name);
  } catch (error) {
    if (!isExpected(error)) throw error;
    state.unmarked.add(name);
  }
}

interface Checked {
  readonly node: Node;
  /** The Ready condition's status before this look, and the condition after it. */
  readonly observed: string;
  readonly current: NodeCondition | undefined;
}

/** Says Unknown of a node that has been silent for too long. */
function* checkNode({ state, kernel, client }: Context<State>, node: Node, timer: SpanId): Sim<Checked> {
  const { name, creationTimestamp } = node.metadata;
  const ready = conditionOf(node, 'Ready');
  const observed = ready?.status ?? 'Unknown';
  const health = updatedHealth(state, node, ready, kernel.now, () => kernel.now - ((kernel.wallMs - (parseTime(creationTimestamp) ?? kernel.wallMs)) * 1000) as Micros);
  const grace = ready ? GRACE_MS : STARTUP_GRACE_MS;
  if ((kernel.now - health.heardAt) / 1000 <= grace) return { node, observed, current: ready };
  const now = kernel.timestamp();
  const conditions = [...(node.status?.conditions ?? [])];
  for (const type of ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']) {
    const at = conditions.findIndex((condition) => condition.type === type);
    const condition = conditions[at];
    if (!condition) {
      conditions.push({ type, status: 'Unknown', lastHeartbeatTime: creationTimestamp, lastTransitionTime: now, reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' });
    } else if (condition.status !== 'Unknown') conditions[at] = { ...condition, status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.', lastTransitionTime: now };
  }
  const current = conditions.find((condition) => condition.type === 'Ready');
  if (equal(current, ready)) return { node, observed, current };
  kernel.trace.raise(timer, 'story');
  const written = yield* client.updateStatus(Node, deepFreeze({ ...node, status: { ...node.status, conditions } }));
  health.ready = 'Unknown';
  state.health.set(name, health);
  return { node: written, observed, current };
}

/** A new heartbeat in the status or a renewed lease counts from when it was noticed here. */
function updatedHealth(state: State, node: Node, ready: NodeCondition | undefined, now: Micros, created: () => Micros): Health {
  const { name } = node.metadata;
  let health = state.health.get(name);
  const heartbeat = ready ? String(ready.lastHeartbeatTime ?? '') : undefined;
  if (!health) {
    health = { heartbeat, lease: undefined, heardAt: ready ? now : created(), ready: undefined };
    state.health.set(name, health);
  } else if (health.heartbeat !== heartbeat) {
    health.heartbeat = heartbeat;
    health.heardAt = now;
  }
  const lease = state.leases.get(`kube-node-lease/${name}`)?.spec?.renewTime as string | undefined;
  if (lease !== undefined && (health.lease === undefined || health.lease < lease)) {
    health.lease = lease;
    health.heardAt = now;
  }
  health.ready = ready?.status;
  return health;
}

function* markPodsNotReady(context: Context<State>, pods: readonly Pod[], node: string): Sim<void> {
  const { client, kernel, recorder } = context;
  let failure: Error | undefined;
  for (const pod of pods) {
    if (pod.spec.nodeName !== node) continue;
    const ready = pod.status?.conditions?.find((condition) => condition.type === 'Ready');
    if (!ready || ready.status === 'False') continue;
    const conditions = withPodCondition(pod.status.conditions, { ...ready, status: 'False' }, kernel.timestamp());
    try {
      yield* client.updateStatus(Pod, deepFreeze({ ...pod, status: { ...pod.status, conditions } }));
      recorder.event(referenceTo(pod), 'Warning', 'NodeNotReady', 'Node is not ready');
    } catch (error) {
      if (!isExpected(error)) throw error;
      if (!isNotFound(error)) failure ??= error;
    }
  }
  if (failure) throw failure;
}

function nodeEvent({ recorder }: Context<State>, { metadata }: Node, reason: string, what: string, type: EventType = 'Normal'): void {
  recorder.event({ kind: 'Node', apiVersion: 'v1', name: metadata.name, uid: metadata.uid }, type, reason, `Node ${metadata.name} event: ${what}`);
}

// ---- NoExecute, one node at a time ----

function queueOf({ state }: Context<State>, node: Node): TaintQueue {
  const zone = zoneKey(node);
  let queue = state.queues.get(zone);
  if (!queue) state.queues.set(zone, (queue = new TaintQueue()));
  return queue;
}

function* taintByReadiness(context: Context<State>, node: Node, ready: NodeCondition, timer: SpanId): Sim<void> {
  if (ready.status === 'True') return yield* markReachable(context, node, timer);
  const [taint, opposite] = ready.status === 'False' ? [NOT_READY, UNREACHABLE] : [UNREACHABLE, NOT_READY];
  const taints = node.spec.taints ?? [];
  if (taints.some((t) => sameTaint(t, opposite))) {
    context.kernel.trace.raise(timer, 'story');
    yield* tolerating(swapTaints(context.client, node, [taint], [opposite]));
    return;
  }
  const queue = queueOf(context, node);
  if (!taints.some((t) => sameTaint(t, taint))) {
    if (!queue.length) context.kernel.trace.raise(timer, 'story');
    queue.remove(node.metadata.name);
  }
  if (queue.add({ name: node.metadata.name, uid: node.metadata.uid, cause: context.kernel.span })) context.state.waiting.notify();
}

function* markReachable(context: Context<State>, node: Node, timer?: SpanId): Sim<void> {
  const tainted = node.spec.taints?.some((taint) => sameTaint(taint, UNREACHABLE) || sameTaint(taint, NOT_READY));
  if (tainted) {
    if (timer !== undefined) context.kernel.trace.raise(timer, 'story');
    for (const taint of [UNREACHABLE, NOT_READY]) yield* tolerating(removeTaints(context.client, node, [taint]));
  }
  queueOf(context, node).remove(node.metadata.name);
}

/** Ten times a second it looks whether a node may be tainted; while none waits, it sleeps. */
function* taintLoop({ state, kernel, client }: Context<State>): Sim<void> {
  for (;;) {
    let delay: Micros | undefined;
    for (const queue of state.queues.values()) {
      const own = queue.delay(kernel.now);
      if (own !== undefined && (delay === undefined || own < delay)) delay = own;
    }
    if (delay === undefined) {
      yield* state.waiting.wait();
      continue;
    }
    yield* sleep((Math.max(delay, 1) + TAINT_PERIOD - (kernel.now % TAINT_PERIOD)) as Micros);
    for (const queue of state.queues.values()) {
      for (let entry = queue.next(kernel.now); entry; entry = queue.next(kernel.now)) {
        const span = kernel.trace.open('timer', 'node-controller', 'noExecuteTaint', kernel.now, entry.cause, { end: kernel.now });
        running().span = span;
        kernel.span = span;
        const node = state.nodes.get(entry.name);
        const ready = node && conditionOf(node, 'Ready');
        if (!node || !ready || ready.status === 'True') continue;
        const [taint, opposite] = ready.status === 'False' ? [NOT_READY, UNREACHABLE] : [UNREACHABLE, NOT_READY];
        if (!(yield* tolerating(swapTaints(client, node, [taint], [opposite])))) queue.putBack(entry);
      }
    }
  }
}

function* tolerating(body: Sim<unknown>): Sim<boolean> {
  try {
    yield* body;
    return true;
  } catch (error) {
    if (!isExpected(error)) throw error;
    return false;
  }
}

// ---- zones ----

function* handleDisruption(context: Context<State>, nodes: readonly Node[], readyByZone: Readiness, timer: SpanId): Sim<void> {
  const { state, kernel } = context;
  const next = new Map<string, ZoneState>();
  let allDown = true;
  for (const [zone, { ready, notReady }] of readyByZone) {
    const now = zoneState(ready, notReady);
    if (now !== 'fullDisruption') allDown = false;
    next.set(zone, now);
    if (!state.zones.has(zone)) state.zones.set(zone, 'initial');
  }
  let wereAllDown = true;
  for (const [zone, was] of [...state.zones]) {
    if (!readyByZone.has(zone)) state.zones.delete(zone);
    else if (was !== 'fullDisruption') wereAllDown = false;
  }
  if (allDown && wereAllDown) return;
  if (allDown) {
    // Nobody can be reached: it is ourselves who are cut off, so nobody is sent away.
    kernel.trace.raise(timer, 'story');
    for (const node of nodes) yield* markReachable(context, node);
    for (const zone of state.zones.keys()) {
      state.queues.get(zone)?.setRate(0, kernel.now);
      state.zones.set(zone, 'fullDisruption');
    }
    return;
  }
  if (wereAllDown) for (const health of state.health.values()) health.heardAt = kernel.now;
  for (const [zone, was] of state.zones) {
    const now = next.get(zone) as ZoneState;
    if (was === now && !wereAllDown) continue;
    const counts = readyByZone.get(zone) ?? { ready: 0, notReady: 0 };
    state.queues.get(zone)?.setRate(evictionRate(now, counts.ready + counts.notReady), kernel.now);
    state.zones.set(zone, now);
    state.waiting.notify();
  }
}

