// DaemonSet: one Pod on each node that will have it.
// Upstream: pkg/controller/daemon/daemon_controller.go
//
// What a reconcile notes:
//   nodes     { wanted, have } nodes that should have a Pod, and nodes that have one
//   manage    { create, remove } nodes that get one, Pods that go, because they were missing or too many
//   update    { surge, unavailable, replace, add } a step of a rolling update, with its limits
//   revision  { name, revision, back } a new template, or (back) one that was there before
//   forget    { name, revision } · created { pods, failed } · adopt, release { kind, name }
//   status    { desired, current, ready, updated, available }

import { deepFreeze, equal } from '../../../base/json.ts';
import { seconds, type Micros } from '../../../base/time.ts';
import { ApiError } from '../../api/errors.ts';
import { fromLabelSelector, matches } from '../../api/selectors.ts';
import { defineController, watch, type Context, type Result } from '../../client/controller.ts';
import { keyFor, type Index, type Informer } from '../../client/informer.ts';
import { referenceTo } from '../../client/recorder.ts';
import type { Sim } from '../../kernel/task.ts';
import { ControllerRevision } from '../../kinds/controllerRevision.ts';
import { DaemonSet } from '../../kinds/daemonSet.ts';
import { Node } from '../../kinds/node.ts';
import { Pod } from '../../kinds/pod.ts';
import { Consistency } from '../shared/consistency.ts';
import { claim, controllerOf, resolveOwner } from '../shared/owners.ts';
import { allOf, createPod, deletePod, isNamespaceTerminating, isNotFound, slowStart } from '../shared/podControl.ts';
import { isAvailable, isReady, isTerminal, orphansOf, podsByController } from '../shared/pods.ts';
import { byAssignmentAndAge, daemonTemplate, isUpdated, REVISION_HASH, shouldRun, targetNode, templateForNode } from './daemonPods.ts';
import { cleanUpHistory, constructHistory, type History } from './history.ts';
import { FailedPods, missingAndSurplus, updateStep, type Changes, type PodsByNode } from './manage.ts';

interface State {
  readonly sets: Informer<DaemonSet>;
  readonly nodes: Informer<Node>;
  readonly pods: Informer<Pod>;
  readonly byController: Index<Pod>;
  readonly revisions: Index<ControllerRevision>;
  readonly failed: FailedPods;
  readonly consistency: Consistency;
}

/** At most so many creations or deletions in one go. */
const BURST = 250;

export const daemonSet = defineController<State>({
  name: 'daemonset',
  account: 'daemon-set-controller',
  source: 'daemonset-controller',
  workers: 2,
  state(context) {
    const pods = context.informer(Pod);
    return {
      sets: context.informer(DaemonSet),
      nodes: context.informer(Node),
      pods,
      byController: podsByController(pods),
      revisions: context.informer(ControllerRevision).index('controllerOrOrphan', (revision) => [controllerOf(revision)?.uid ?? orphansOf(revision.metadata.namespace ?? '')]),
      failed: new FailedPods(),
      consistency: new Consistency(),
    };
  },
  watches: [watch<DaemonSet, State>(DaemonSet, setChanged), watch<Pod, State>(Pod, podChanged), watch<Node, State>(Node, nodeChanged), watch<ControllerRevision, State>(ControllerRevision, revisionChanged)],
  reconcile,
});

function setChanged(set: DaemonSet, { expectations, state }: Context<State>, _old: DaemonSet | undefined, gone: boolean): readonly string[] {
  const key = keyFor(set);
  if (gone) {
    expectations.forget(key);
    state.consistency.forget(key);
  }
  return [key];
}

function podChanged(pod: Pod, context: Context<State>, old: Pod | undefined, gone: boolean): readonly string[] {
  const { state, expectations, queue } = context;
  const reference = controllerOf(pod);
  // Most Pods belong to something else, before and after.
  if (reference && reference.kind !== DaemonSet.kind && (!old || old.metadata.ownerReferences === pod.metadata.ownerReferences)) return NO_KEYS;
  const owner = resolveOwner(state.sets, reference, pod.metadata.namespace);
  const key = owner ? keyFor(owner) : undefined;
  const before = old ? controllerOf(old) : undefined;
  const former = old && before && before.uid !== reference?.uid ? resolveOwner(state.sets, before, old.metadata.namespace) : undefined;
  const keys = [...(key ? [key] : []), ...(former ? [keyFor(former)] : [])];
  if (gone || pod.metadata.deletionTimestamp !== undefined) {
    if (key) expectations.deletionObserved(key, pod.metadata.uid);
    return keys;
  }
  if (!old && key) expectations.creationObserved(key);
  if (!reference && (!old || before || !equal(old.metadata.labels, pod.metadata.labels))) {
    for (const set of state.sets.list()) if (set.metadata.namespace === pod.metadata.namespace && matches(fromLabelSelector(set.spec.selector), pod.metadata.labels)) keys.push(keyFor(set));
  }
  const wait = owner?.spec.minReadySeconds ?? 0;
  if (old && key && wait > 0 && !isReady(old) && isReady(pod)) queue.addAfter(key, seconds(wait + 1), 'available');
  return keys;
}

/** Most changes of a node are its heartbeats. */
function nodeChanged(node: Node, { state }: Context<State>, old: Node | undefined, gone: boolean): readonly string[] {
  if (gone || (old && old.spec === node.spec && old.metadata.labels === node.metadata.labels)) return NO_KEYS;
  const keys: string[] = [];
  for (const set of state.sets.list()) {
    const now = shouldRun(set, node);
    const was = old ? shouldRun(set, old) : { run: false, keep: false };
    if (now.run !== was.run || now.keep !== was.keep) keys.push(keyFor(set));
  }
  return keys;
}

function revisionChanged(revision: ControllerRevision, { state }: Context<State>, old: ControllerRevision | undefined): readonly string[] {
  const keys: string[] = [];
  for (const object of old ? [revision, old] : [revision]) {
    const owner = resolveOwner(state.sets, controllerOf(object), object.metadata.namespace);
    if (owner && !keys.includes(keyFor(owner))) keys.push(keyFor(owner));
  }
  return keys;
}
const NO_KEYS: readonly string[] = [];

function* reconcile(context: Context<State>, key: string): Sim<Result | void> {
  const { state, expectations, recorder } = context;
  state.consistency.ensureReady(key);
  const set = state.sets.get(key);
  if (!set) {
    expectations.forget(key);
    state.consistency.forget(key);
    return;
  }
  const { selector } = set.spec;
  if (!selector.matchLabels && !selector.matchExpressions?.length) {
    recorder.event(referenceTo(set), 'Warning', 'SelectingAll', 'This daemon set is selecting all pods. A non-empty selector is required.');
    return;
  }
  // Its revisions may be gone already, so nothing true can be said about it.
  if (set.metadata.deletionTimestamp !== undefined) return;
  const history = yield* constructHistory(context as Context<never>, set, state.revisions);
  const hash = history.current.metadata.labels?.[REVISION_HASH] ?? '';
  const nodes = [...state.nodes.list()];
  let requeueAfter: Micros | undefined;
  const requeue = (after: Micros): void => {
    if (requeueAfter === undefined || after < requeueAfter) requeueAfter = after;
  };
  const settled = expectations.satisfied(key);
  let failure: Error | undefined;
  if (settled) failure = yield* work(context, set, key, nodes, history, hash, requeue);
  yield* writeStatus(context, set, key, nodes, hash, settled, requeue);
  if (failure) throw failure;
  if (requeueAfter !== undefined) return { requeueAfter };
}

function* work(context: Context<State>, set: DaemonSet, key: string, nodes: readonly Node[], history: History, hash: string, requeue: (after: Micros) => void): Sim<Error | undefined> {
  const { state, expectations } = context;
  const wide = context as Context<never>;
  const pods = yield* podsByNode(context, set);
  const changes = missingAndSurplus(wide, set, nodes, pods, hash, state.failed, requeue);
  context.note('nodes', { wanted: nodes.filter((node) => shouldRun(set, node).run).length, have: pods.size });
  if (changes.create.length || changes.remove.length) context.note('manage', { create: changes.create.length, remove: changes.remove.length });
  const failure = yield* apply(context, set, key, changes, hash);
  if (failure) return failure;
  if (expectations.satisfied(key) && set.spec.updateStrategy?.type !== 'OnDelete') {
    const failed = yield* apply(context, set, key, updateStep(wide, set, nodes, yield* podsByNode(context, set), hash), hash);
    if (failed) return failed;
  }
  yield* cleanUpHistory(wide, set, history.old, state.byController.get(set.metadata.uid));
  return undefined;
}

/** Those that are its own, after adoption and release; Pods that have ended and are being deleted no longer count. */
function* podsByNode(context: Context<State>, set: DaemonSet): Sim<PodsByNode> {
  const { byController } = context.state;
  const candidates = [...byController.get(set.metadata.uid), ...byController.get(orphansOf(set.metadata.namespace ?? ''))];
  const own = yield* claim<DaemonSet, Pod>(context as Context<never>, { owner: set, ownerKind: DaemonSet, kind: Pod, selector: fromLabelSelector(set.spec.selector) }, candidates);
  const byNode = new Map<string, Pod[]>();
  for (const pod of own) {
    const node = targetNode(pod);
    if (node === undefined || (isTerminal(pod) && pod.metadata.deletionTimestamp !== undefined)) continue;
    const there = byNode.get(node);
    if (there) there.push(pod);
    else byNode.set(node, [pod]);
  }
  return byNode;
}

function* apply(context: Context<State>, set: DaemonSet, key: string, changes: Changes, hash: string): Sim<Error | undefined> {
  const create = changes.create.slice(0, BURST);
  const remove = changes.remove.slice(0, BURST);
  if (create.length === 0 && remove.length === 0) return undefined;
  const { expectations, state } = context;
  const { consistency, pods } = state;
  const wide = context as Context<never>;
  const owner = { owner: set, kind: DaemonSet };
  expectations.expect(key, create.length, remove.map((pod) => pod.metadata.uid));
  const template = deepFreeze(daemonTemplate(set, hash));
  const { successes, error } = yield* slowStart(wide, 'create', create.length, function* (i) {
    try {
      consistency.wrote(key, pods, yield* createPod(wide, owner, templateForNode(template, create[i] as string)));
    } catch (failed) {
      if (!isNamespaceTerminating(failed)) throw failed;
    }
  });
  for (let i = successes; i < create.length; i++) expectations.creationObserved(key);
  if (create.length) context.note('created', { pods: successes, failed: error?.message ?? '' });
  const failed = yield* allOf(
    wide,
    'delete',
    remove.map(function* (pod) {
      try {
        yield* deletePod(wide, owner, pod.metadata.name);
      } catch (problem) {
        expectations.deletionObserved(key, pod.metadata.uid);
        if (!isNotFound(problem)) throw problem;
      }
    }),
  );
  return error ?? failed;
}

function* writeStatus(context: Context<State>, set: DaemonSet, key: string, nodes: readonly Node[], hash: string, observed: boolean, requeue: (after: Micros) => void): Sim<void> {
  const { client, state, kernel } = context;
  const pods = yield* podsByNode(context, set);
  const { minReadySeconds = 0 } = set.spec;
  const figures = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0, updatedNumberScheduled: 0, numberAvailable: 0, numberUnavailable: 0 };
  for (const node of nodes) {
    const here = pods.get(node.metadata.name);
    if (!shouldRun(set, node).run) {
      if (here) figures.numberMisscheduled++;
      continue;
    }
    figures.desiredNumberScheduled++;
    const pod = here && [...here].sort(byAssignmentAndAge)[0];
    if (!pod) continue;
    figures.currentNumberScheduled++;
    if (isReady(pod)) figures.numberReady++;
    if (isAvailable(pod, minReadySeconds, kernel.wallMs)) figures.numberAvailable++;
    if (isUpdated(set, pod, hash)) figures.updatedNumberScheduled++;
  }
  figures.numberUnavailable = figures.desiredNumberScheduled - figures.numberAvailable;
  if (minReadySeconds > 0 && figures.numberReady !== figures.numberAvailable) requeue(seconds(minReadySeconds));
  const { status, metadata } = set;
  const generation = metadata.generation ?? 0;
  if (!(Object.keys(figures) as (keyof typeof figures)[]).some((name) => figures[name] !== (status[name] ?? 0)) && (status.observedGeneration ?? 0) >= generation) return;
  context.note('status', { desired: figures.desiredNumberScheduled, current: figures.currentNumberScheduled, ready: figures.numberReady, updated: figures.updatedNumberScheduled, available: figures.numberAvailable });
  const { updatedNumberScheduled, numberAvailable, numberUnavailable, ...always } = figures;
  const next = deepFreeze({
    ...(status.conditions ? { conditions: status.conditions } : {}),
    ...(status.collisionCount === undefined ? {} : { collisionCount: status.collisionCount }),
    ...always,
    ...(observed ? { observedGeneration: generation } : status.observedGeneration === undefined ? {} : { observedGeneration: status.observedGeneration }),
    ...(updatedNumberScheduled ? { updatedNumberScheduled } : {}),
    ...(numberAvailable ? { numberAvailable } : {}),
    ...(numberUnavailable ? { numberUnavailable } : {}),
  });
  let written: DaemonSet;
  try {
    written = yield* client.updateStatus(DaemonSet, { ...set, status: next });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const fresh = yield* client.get(DaemonSet, metadata.namespace, metadata.name);
    written = yield* client.updateStatus(DaemonSet, { ...fresh, status: next });
  }
  state.consistency.wrote(key, state.sets, written);
}
