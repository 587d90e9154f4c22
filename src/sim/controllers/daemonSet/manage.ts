// Which nodes need a Pod and which Pods have to go: because they are missing or too many, and because of an update.
// Upstream: pkg/controller/daemon/daemon_controller.go (podsShouldBeOnNode), update.go (rollingUpdate)

import { seconds, type Micros } from '../../../base/time.ts';
import type { Context } from '../../client/controller.ts';
import { referenceTo } from '../../client/recorder.ts';
import type { DaemonSet } from '../../kinds/daemonSet.ts';
import type { Node } from '../../kinds/node.ts';
import type { Pod } from '../../kinds/pod.ts';
import { scaledValue } from '../shared/intOrPercent.ts';
import { isAvailable, isReady } from '../shared/pods.ts';
import { byAssignmentAndAge, isUpdated, shouldRun } from './daemonPods.ts';

/** Its Pods by the node they are on or meant for. */
export type PodsByNode = ReadonlyMap<string, readonly Pod[]>;

export interface Changes {
  readonly create: readonly string[];
  readonly remove: readonly Pod[];
}

/** How long after a failed Pod the next is made on the same node: 1 s, doubled each time up to 15 min. */
export class FailedPods {
  private readonly byNode = new Map<string, { delay: number; at: number }>();

  /** Nothing: go on. Else how long to wait. */
  wait(key: string, now: Micros): Micros | undefined {
    const entry = this.byNode.get(key);
    // A node that was good for long enough starts anew.
    if (!entry || now - entry.at > 2 * seconds(900)) {
      this.byNode.set(key, { delay: seconds(1), at: now });
      return undefined;
    }
    if (now - entry.at < entry.delay) return entry.delay as Micros;
    entry.delay = Math.min(entry.delay * 2, seconds(900));
    entry.at = now;
    return undefined;
  }
}

export function missingAndSurplus(context: Context<never>, set: DaemonSet, nodes: readonly Node[], pods: PodsByNode, hash: string, failed: FailedPods, requeue: (after: Micros) => void): Changes {
  const create: string[] = [];
  const remove: Pod[] = [];
  for (const node of nodes) {
    const { run, keep } = shouldRun(set, node);
    const here = pods.get(node.metadata.name);
    if (run && !here) create.push(node.metadata.name);
    else if (keep) {
      const running = withoutEnded(context, set, node, here ?? [], failed, requeue, remove);
      if (running.length === 0 && run && allowsSurge(set)) create.push(node.metadata.name);
      else if (running.length > 1) remove.push(...(allowsSurge(set) ? surplusOfSurge(context, set, running, hash) : [...running].sort(byAssignmentAndAge).slice(1)));
    } else if (here) remove.push(...here.filter((pod) => pod.metadata.deletionTimestamp === undefined));
  }
  // A Pod for a node that is gone will never be placed, and nobody else would delete it.
  const names = new Set(nodes.map((node) => node.metadata.name));
  for (const [name, there] of pods) if (!names.has(name)) remove.push(...there.filter((pod) => !pod.spec.nodeName));
  return { create, remove };
}

/** Those that run; those that have ended are put aside to be deleted. */
function withoutEnded(context: Context<never>, set: DaemonSet, node: Node, here: readonly Pod[], failed: FailedPods, requeue: (after: Micros) => void, remove: Pod[]): Pod[] {
  const running: Pod[] = [];
  for (const pod of here) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    const what = `daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${node.metadata.name}`;
    if (pod.status?.phase === 'Failed') {
      const wait = failed.wait(`${set.metadata.uid}/${set.status.observedGeneration ?? 0}/${node.metadata.name}`, context.kernel.now);
      if (wait !== undefined) {
        requeue(wait);
        continue;
      }
      context.recorder.event(referenceTo(set), 'Warning', 'FailedDaemonPod', `Found failed ${what}, will try to kill it`);
      remove.push(pod);
    } else if (pod.status?.phase === 'Succeeded') {
      context.recorder.event(referenceTo(set), 'Normal', 'SucceededDaemonPod', `Found succeeded ${what}, will try to delete it`);
      remove.push(pod);
    } else running.push(pod);
  }
  return running;
}

/** Two Pods are allowed while the old one still serves and the new one does not yet. */
function surplusOfSurge(context: Context<never>, set: DaemonSet, running: Pod[], hash: string): Pod[] {
  let newest: Pod | undefined;
  let oldest: Pod | undefined;
  const surplus: Pod[] = [];
  for (const pod of running.sort(byAssignmentAndAge)) {
    if (pod.metadata.labels?.['controller-revision-hash'] === hash && !newest) newest = pod;
    else if (pod.metadata.labels?.['controller-revision-hash'] !== hash && !oldest) oldest = pod;
    else surplus.push(pod);
  }
  if (newest && oldest && (!isReady(oldest) || isAvailable(newest, set.spec.minReadySeconds ?? 0, context.kernel.wallMs))) surplus.push(oldest);
  return surplus;
}

export interface Limits {
  readonly surge: number;
  readonly unavailable: number;
}

export const allowsSurge = ({ spec }: DaemonSet): boolean => spec.updateStrategy?.type === 'RollingUpdate' && scaledValue(spec.updateStrategy.rollingUpdate?.maxSurge, 1, true) > 0;

export function limitsOf({ spec }: DaemonSet, desired: number): Limits {
  const { maxSurge, maxUnavailable } = spec.updateStrategy?.rollingUpdate ?? {};
  const surge = scaledValue(maxSurge, desired, true);
  const unavailable = scaledValue(maxUnavailable, desired, true);
  return { surge, unavailable: desired > 0 && surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** The next steps of a rolling update. */
export function updateStep(context: Context<never>, set: DaemonSet, nodes: readonly Node[], pods: PodsByNode, hash: string): Changes {
  const wanting = nodes.filter((node) => shouldRun(set, node).run);
  const limits = limitsOf(set, wanting.length);
  const byNode = new Map(pods);
  for (const { metadata } of wanting) if (!byNode.has(metadata.name)) byNode.set(metadata.name, []);
  const changes = limits.surge > 0 ? surgeStep(context, set, nodes, byNode, hash, limits, wanting.length) : replaceStep(context, set, byNode, hash, limits);
  if (changes.create.length || changes.remove.length) context.note('update', { surge: limits.surge, unavailable: limits.unavailable, replace: changes.remove.length, add: changes.create.length });
  return changes;
}

/** Takes away just so many old Pods that not more than `unavailable` nodes are without one. */
function replaceStep(context: Context<never>, set: DaemonSet, byNode: PodsByNode, hash: string, limits: Limits): Changes {
  const { minReadySeconds = 0 } = set.spec;
  const now = context.kernel.wallMs;
  let unavailable = 0;
  const unserving: Pod[] = [];
  const candidates: Pod[] = [];
  for (const pods of byNode.values()) {
    const pair = newAndOld(set, pods, hash);
    if (!pair || Boolean(pair.new) === Boolean(pair.old)) unavailable++;
    else if (pair.new) unavailable += isAvailable(pair.new, minReadySeconds, now) ? 0 : 1;
    else if (!isAvailable(pair.old as Pod, minReadySeconds, now)) unserving.push(pair.old as Pod);
    else if (unavailable < limits.unavailable) candidates.push(pair.old as Pod);
  }
  // An old Pod that serves nobody is replaced whatever the limit.
  return { create: [], remove: [...unserving, ...candidates.slice(0, Math.max(0, limits.unavailable - unavailable))] };
}

/** Adds new Pods beside old ones, and takes an old one away once the new one serves. */
function surgeStep(context: Context<never>, set: DaemonSet, nodes: readonly Node[], byNode: PodsByNode, hash: string, limits: Limits, desired: number): Changes {
  const { minReadySeconds = 0 } = set.spec;
  const now = context.kernel.wallMs;
  const nodeByName = new Map(nodes.map((node) => [node.metadata.name, node]));
  let surging = 0;
  let available = 0;
  const remove: Pod[] = [];
  const misplaced: Pod[] = [];
  const allowed: string[] = [];
  const candidates: string[] = [];
  for (const [name, pods] of byNode) {
    const pair = newAndOld(set, pods, hash);
    if (!pair) {
      surging++;
      continue;
    }
    const serving = pair.old ?? pair.new;
    if (serving && isAvailable(serving, minReadySeconds, now)) available++;
    if (!pair.old) continue;
    if (pair.new) {
      if (isAvailable(pair.new, minReadySeconds, now)) remove.push(pair.old);
      else surging++;
      continue;
    }
    const node = nodeByName.get(name);
    const run = node !== undefined && shouldRun(set, node).run;
    if (!run) misplaced.push(pair.old);
    else if (!isAvailable(pair.old, minReadySeconds, now)) allowed.push(name);
    else candidates.push(name);
  }
  // A node that should have none any more keeps its Pod until there is another one elsewhere.
  const spare = Math.max(0, available - desired);
  return { create: [...allowed, ...candidates.slice(0, Math.max(0, limits.surge - surging))], remove: [...remove, ...misplaced.slice(0, spare)] };
}

/** Undefined where a node has several of a sort: the other part puts that right first. */
function newAndOld(set: DaemonSet, pods: readonly Pod[], hash: string): { readonly new: Pod | undefined; readonly old: Pod | undefined } | undefined {
  let newest: Pod | undefined;
  let oldest: Pod | undefined;
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    if (isUpdated(set, pod, hash)) {
      if (newest) return undefined;
      newest = pod;
    } else {
      if (oldest) return undefined;
      oldest = pod;
    }
  }
  return { new: newest, old: oldest };
}

