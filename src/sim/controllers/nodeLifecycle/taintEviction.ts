// Taint eviction: deletes Pods from nodes with a NoExecute taint, at once or after as long as they tolerate it.
// Upstream: pkg/controller/tainteviction/taint_eviction.go
//
// Keys are `node <name>` (its taints changed), `pod <namespace/name>` (it came to a node, or tolerates something else) and
// `evict <namespace/name>` (its time is up).
// What a reconcile notes:
//   taints  { node, noExecute, pods } · tolerates { pod, seconds } how long, -1: for ever · evict { pod }

import { equal } from '../../../base/json.ts';
import { seconds, type Micros } from '../../../base/time.ts';
import { defineController, watch, type Context } from '../../client/controller.ts';
import { keyFor, splitKey, type Index, type Informer } from '../../client/informer.ts';
import type { Sim } from '../../kernel/task.ts';
import type { Entry } from '../../kernel/kernel.ts';
import { Node } from '../../kinds/node.ts';
import { Pod } from '../../kinds/pod.ts';
import type { Toleration } from '../../kinds/shared/podTypes.ts';
import { tolerates, type Taint } from '../shared/nodeFit.ts';
import { podsByNode, withPodCondition } from '../shared/pods.ts';
import { isNotFound } from '../shared/podControl.ts';
import { patchPodStatus } from '../shared/statusPatch.ts';

interface Scheduled {
  readonly entry: Entry;
  readonly since: Micros;
}

interface State {
  readonly nodes: Informer<Node>;
  readonly pods: Informer<Pod>;
  readonly onNode: Index<Pod>;
  readonly tainted: Map<string, readonly Taint[]>;
  readonly scheduled: Map<string, Scheduled>;
}

export const taintEviction = defineController<State>({
  name: 'tainteviction',
  account: 'node-controller',
  source: 'taint-eviction-controller',
  workers: 8,
  state(context) {
    const pods = context.informer(Pod);
    return { nodes: context.informer(Node), pods, onNode: podsByNode(pods), tainted: new Map(), scheduled: new Map() };
  },
  watches: [
    watch<Node, State>(Node, (node, _context, old, gone) => {
      if (!gone && old && (old.spec === node.spec || equal(noExecute(old), noExecute(node)))) return NONE;
      return !old && !gone && noExecute(node).length === 0 ? NONE : [`node ${node.metadata.name}`];
    }),
    watch<Pod, State>(Pod, (pod, { state }, old, gone) => {
      if (!pod.spec.nodeName) return NONE;
      if (!gone && old && old.spec.nodeName === pod.spec.nodeName && (old.spec === pod.spec || equal(old.spec.tolerations, pod.spec.tolerations))) return NONE;
      const key = keyFor(pod);
      // Most Pods are on nodes without such a taint; nobody need look at them.
      return state.tainted.has(pod.spec.nodeName) || state.scheduled.has(key) ? [`pod ${key}`] : NONE;
    }),
  ],
  *reconcile(context, key): Sim<void> {
    const [what, name] = [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)];
    if (what === 'node') nodeTaints(context, name);
    else if (what === 'pod') podPlaced(context, name);
    else yield* evict(context, name);
  },
});
const NONE: readonly string[] = [];

const noExecute = ({ spec }: Node): readonly Taint[] => (spec.taints ?? []).filter((taint) => taint.effect === 'NoExecute');

function nodeTaints(context: Context<State>, name: string): void {
  const { state } = context;
  const node = state.nodes.get(name);
  const taints = node ? noExecute(node) : [];
  const pods = node ? [...state.onNode.get(name)] : [];
  if (taints.length) state.tainted.set(name, taints);
  else state.tainted.delete(name);
  context.note('taints', { node: name, noExecute: taints.map((taint) => taint.key).join(' '), pods: pods.length });
  for (const pod of pods) {
    if (taints.length) decide(context, pod, taints);
    else cancel(context, keyFor(pod));
  }
}

function podPlaced(context: Context<State>, key: string): void {
  const pod = context.state.pods.get(key);
  if (!pod) return cancel(context, key);
  const taints = context.state.tainted.get(pod.spec.nodeName ?? '');
  if (taints) decide(context, pod, taints);
}

/** When the Pod has to go, if it has to. */
function decide(context: Context<State>, pod: Pod, taints: readonly Taint[]): void {
  const { kernel, queue, state, client } = context;
  const key = keyFor(pod);
  const limit = toleratedSeconds(pod.spec.tolerations ?? [], taints);
  context.note('tolerates', { pod: key, seconds: limit });
  if (limit <= 0) cancel(context, key);
  if (limit < 0) return;
  if (limit === 0) return queue.add(`evict ${key}`);
  let since = kernel.now;
  const before = state.scheduled.get(key);
  if (before) {
    // Time that has passed already counts; a later date than before would be a gift.
    since = before.since;
    if (since + seconds(limit) < kernel.now + seconds(limit)) return;
    kernel.cancel(before.entry);
  }
  const entry = kernel.at((since + seconds(limit)) as Micros, () => {
    const span = kernel.trace.open('timer', client.options.component ?? '', 'tolerationEnds', kernel.now, entry.cause, { end: kernel.now });
    queue.add(`evict ${key}`, span);
  });
  state.scheduled.set(key, { entry, since });
}

/** The shortest time for which all the taints are tolerated: 0 if one is not at all, -1 for ever. */
export function toleratedSeconds(tolerations: readonly Toleration[], taints: readonly Taint[]): number {
  const used: Toleration[] = [];
  for (const taint of taints) {
    const found = tolerations.find((toleration) => tolerates(toleration, taint));
    if (!found) return 0;
    used.push(found);
  }
  let limit = -1;
  for (const { tolerationSeconds } of used) {
    if (tolerationSeconds === undefined) continue;
    if (tolerationSeconds <= 0) return 0;
    if (limit < 0 || tolerationSeconds < limit) limit = tolerationSeconds;
  }
  return limit;
}

const podReference = (key: string) => {
  const [namespace, name] = splitKey(key);
  return { kind: 'Pod', apiVersion: 'v1', namespace, name };
};

function cancel({ state, kernel, recorder }: Context<State>, key: string): void {
  const scheduled = state.scheduled.get(key);
  if (!scheduled) return;
  kernel.cancel(scheduled.entry);
  state.scheduled.delete(key);
  recorder.event(podReference(key), 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`);
}

function* evict(context: Context<State>, key: string): Sim<void> {
  const { client, recorder, kernel, state } = context;
  const [namespace, name] = splitKey(key);
  state.scheduled.delete(key);
  context.note('evict', { pod: key });
  recorder.event(podReference(key), 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`);
  try {
    const pod = yield* client.get(Pod, namespace, name);
    const { generation } = pod.metadata;
    const condition = {
      type: 'DisruptionTarget',
      ...(generation ? { observedGeneration: generation } : {}),
      status: 'True' as const,
      lastProbeTime: null,
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    };
    const conditions = withPodCondition(pod.status.conditions, condition as never, kernel.timestamp());
    yield* patchPodStatus(client, pod, { ...pod.status, conditions });
    yield* client.delete(Pod, namespace, name);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
