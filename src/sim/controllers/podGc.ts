// Pod garbage collector: deletes Pods whose node is gone, Pods that were deleted before they got a node, Pods on nodes
// that are out of service, and the oldest of very many that have ended.
// Upstream: pkg/controller/podgc/gc_controller.go

import { parseTime, seconds, type Micros } from '../../base/time.ts';
import { compareText } from '../../base/text.ts';
import { deepFreeze } from '../../base/json.ts';
import { defineController, every, isExpected, type Context } from '../client/controller.ts';
import type { Informer } from '../client/informer.ts';
import type { Sim } from '../kernel/task.ts';
import type { SpanId } from '../kernel/trace.ts';
import { Node } from '../kinds/node.ts';
import { Pod } from '../kinds/pod.ts';
import { isNotFound } from './shared/podControl.ts';
import { isTerminal, podsByNode, withPodCondition } from './shared/pods.ts';
import { patchPodStatus } from './shared/statusPatch.ts';

const PERIOD = seconds(20);
/** How long a node must be gone. */
const QUARANTINE = seconds(40);
const MAX_ENDED = 12_500;

interface State {
  readonly nodes: Informer<Node>;
  readonly pods: Informer<Pod>;
  /** Names of nodes that Pods are on and that do not exist, and when to ask the server for them. */
  readonly quarantine: Map<string, Micros>;
  /** Pods that were deleted and have not gone yet. */
  readonly ending: Map<string, Pod>;
  readonly ended: Map<string, Pod>;
  readonly nodeNames: () => Iterable<readonly [string, Iterable<Pod>]>;
}

export const podGc = defineController<State>({
  name: 'podgc',
  account: 'pod-garbage-collector',
  state(context) {
    const pods = context.informer(Pod);
    const byNode = podsByNode(pods);
    const names = new Map<string, number>();
    const ending = new Map<string, Pod>();
    const ended = new Map<string, Pod>();
    const count = (name: string | undefined, by: number): void => {
      if (!name) return;
      const n = (names.get(name) ?? 0) + by;
      if (n > 0) names.set(name, n);
      else names.delete(name);
    };
    const sort = (pod: Pod, gone: boolean): void => {
      const { uid, deletionTimestamp } = pod.metadata;
      if (!gone && deletionTimestamp !== undefined) ending.set(uid, pod);
      else ending.delete(uid);
      if (!gone && isTerminal(pod)) ended.set(uid, pod);
      else ended.delete(uid);
    };
    pods.handle({
      added(pod) {
        count(pod.spec.nodeName, 1);
        sort(pod, false);
      },
      updated(pod, old) {
        if (old.spec.nodeName !== pod.spec.nodeName) {
          count(old.spec.nodeName, -1);
          count(pod.spec.nodeName, 1);
        }
        if (old.metadata.uid !== pod.metadata.uid) sort(old, true);
        sort(pod, false);
      },
      deleted(pod) {
        count(pod.spec.nodeName, -1);
        sort(pod, true);
      },
    });
    return {
      nodes: context.informer(Node),
      pods,
      quarantine: new Map(),
      ending,
      ended,
      nodeNames: function* () {
        for (const name of names.keys()) yield [name, byNode.get(name)] as const;
      },
    };
  },
  tasks: (context) => [{ name: 'gc', body: every(context as Context, PERIOD, 'podGc', (timer) => collect(context, timer), PERIOD) }],
});

function* collect(context: Context<State>, timer: SpanId): Sim<void> {
  const { state, kernel } = context;
  const remove = function* (pod: Pod, message?: string): Sim<void> {
    kernel.trace.raise(timer, 'story');
    yield* failAndDelete(context, pod, message);
  };
  if (state.ended.size > MAX_ENDED) {
    const oldest = [...state.ended.values()].sort(byEvictionAndAge).slice(0, state.ended.size - MAX_ENDED);
    for (const pod of oldest) yield* remove(pod);
  }
  for (const pod of [...state.ending.values()]) {
    const node = pod.spec.nodeName ? state.nodes.get(pod.spec.nodeName) : undefined;
    if (node && !isReady(node) && node.spec.taints?.some((taint) => taint.key === 'node.kubernetes.io/out-of-service')) yield* remove(pod);
  }
  for (const [node, pods] of yield* orphaned(context)) {
    for (const pod of pods) if (pod.spec.nodeName === node) yield* remove(pod, 'PodGC: node no longer exists');
  }
  for (const pod of [...state.ending.values()]) if (!pod.spec.nodeName) yield* remove(pod);
}

const isReady = ({ status }: Node): boolean => status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') === true;

/** Evicted ones first, then the oldest. */
function byEvictionAndAge(a: Pod, b: Pod): number {
  const evicted = Number(b.status?.reason === 'Evicted') - Number(a.status?.reason === 'Evicted');
  return evicted || (parseTime(a.metadata.creationTimestamp) ?? 0) - (parseTime(b.metadata.creationTimestamp) ?? 0) || compareText(a.metadata.name, b.metadata.name);
}

/** Nodes that are gone for long enough, also by the server's own word, and the Pods that are on them. */
function* orphaned({ state, kernel, client }: Context<State>): Sim<readonly (readonly [string, readonly Pod[]])[]> {
  const found: (readonly [string, readonly Pod[]])[] = [];
  const due = [...state.quarantine].filter(([, at]) => at <= kernel.now).map(([name]) => name);
  for (const [name] of state.nodeNames()) if (!state.nodes.get(name) && !state.quarantine.has(name)) state.quarantine.set(name, (kernel.now + QUARANTINE) as Micros);
  for (const name of due) {
    state.quarantine.delete(name);
    if (state.nodes.get(name)) continue;
    try {
      yield* client.get(Node, undefined, name);
    } catch (error) {
      if (!isExpected(error)) throw error;
      if (!isNotFound(error)) continue;
      for (const [node, pods] of state.nodeNames()) if (node === name) found.push([name, [...pods]]);
    }
  }
  return found;
}

function* failAndDelete({ client, kernel }: Context<State>, pod: Pod, message: string | undefined): Sim<void> {
  const { namespace, name, generation } = pod.metadata;
  try {
    if (!isTerminal(pod)) {
      const condition = { type: 'DisruptionTarget', ...(generation ? { observedGeneration: generation } : {}), status: 'True' as const, lastProbeTime: null, reason: 'DeletionByPodGC', message: message ?? '' };
      const conditions = message === undefined ? pod.status.conditions : withPodCondition(pod.status.conditions, condition as never, kernel.timestamp());
      yield* patchPodStatus(client, pod, deepFreeze({ ...pod.status, phase: 'Failed', ...(generation ? { observedGeneration: generation } : {}), ...(conditions ? { conditions } : {}) }) as Pod['status']);
    }
    yield* client.delete(Pod, namespace, name, { gracePeriodSeconds: 0 });
  } catch (error) {
    // It may be gone by now; otherwise the next round tries again.
    if (!isExpected(error)) throw error;
  }
}
