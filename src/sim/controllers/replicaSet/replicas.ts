// Keeps the wanted number of Pods alive, no matter why some are missing or too many. ReplicaSets and the older
// ReplicationControllers are kept by the same code.
// Upstream: pkg/controller/replicaset/replica_set.go, replica_set_utils.go
//
// What a reconcile notes:
//   count    { wanted, exist, terminating, awaited } the Pods that should be and those that are; `awaited` are creations and
//            deletions that were asked for and not seen yet: while there are any, nothing more is asked for
//   create   { pods } · created { pods, failed }
//   delete   { pods, names, rule } which go, and by which rule the last of them was chosen before the first that stays
//   adopt, release { kind, name }
//   status   { replicas, ready, available, terminating } what is written

import { deepFreeze, equal } from '../../../base/json.ts';
import { milliseconds } from '../../../base/time.ts';
import { ApiError } from '../../api/errors.ts';
import type { Kind } from '../../api/kind.ts';
import { fromMap, matches, type Selector } from '../../api/selectors.ts';
import type { KubeObject } from '../../api/types.ts';
import { defineController, watch, type Context, type ControllerDefinition, type Result } from '../../client/controller.ts';
import { keyFor, type Index, type Informer } from '../../client/informer.ts';
import type { Sim } from '../../kernel/task.ts';
import { Pod } from '../../kinds/pod.ts';
import type { PodTemplateSpec } from '../../kinds/shared/podTypes.ts';
import { Consistency } from '../shared/consistency.ts';
import { claim, controllerOf, resolveOwner } from '../shared/owners.ts';
import { allOf, createPod, deletePod, isNamespaceTerminating, isNotFound, slowStart } from '../shared/podControl.ts';
import { isActive, isReady, orphansOf, podsByController } from '../shared/pods.ts';
import { podsToDelete } from './ranking.ts';
import { Tally, type Counts } from './tally.ts';

/** What ReplicaSets and ReplicationControllers have in common. */
export interface Replicated extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly minReadySeconds?: number; readonly template?: PodTemplateSpec };
  readonly status: ReplicatedStatus;
}
interface ReplicatedStatus {
  readonly replicas?: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly terminatingReplicas?: number;
  readonly observedGeneration?: number;
  readonly conditions?: readonly ReplicaCondition[];
}
interface ReplicaCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: unknown;
}

export interface Flavour<T extends Replicated> {
  readonly name: string;
  readonly account: string;
  readonly kind: Kind<T>;
  readonly selector: (owner: T) => Selector;
  /** The status tells how many Pods are on their way out. */
  readonly countsTerminating: boolean;
}

interface State<T extends Replicated> {
  readonly flavour: Flavour<T>;
  readonly owners: Informer<T>;
  readonly pods: Informer<Pod>;
  readonly byController: Index<Pod>;
  /** Owners by the uid of their own controller: the ReplicaSets of one Deployment. */
  readonly family: Index<T>;
  readonly tallies: Map<string, Tally>;
  readonly selectors: WeakMap<object, { readonly selector: Selector; readonly template: Selector }>;
  readonly consistency: Consistency;
}

/** At most so many creations or deletions in one go. */
const BURST = 500;

export function replicaController<T extends Replicated>(flavour: Flavour<T>): ControllerDefinition {
  return defineController<State<T>>({
    name: flavour.name,
    account: flavour.account,
    workers: 5,
    state: (context) => makeState(context, flavour),
    watches: [watch<T, State<T>>(flavour.kind, ownerChanged), watch<Pod, State<T>>(Pod, podChanged)],
    reconcile,
  });
}

function makeState<T extends Replicated>(context: Context<State<T>>, flavour: Flavour<T>): State<T> {
  const owners = context.informer(flavour.kind);
  const pods = context.informer(Pod);
  return {
    flavour,
    owners,
    pods,
    byController: podsByController(pods),
    family: owners.index('controller', (owner) => [controllerOf(owner)?.uid ?? '']),
    tallies: new Map(),
    selectors: new WeakMap(),
    consistency: new Consistency(),
  };
}

function ownerChanged<T extends Replicated>(owner: T, { state, expectations }: Context<State<T>>, _old: T | undefined, gone: boolean): readonly string[] {
  const key = keyFor(owner);
  if (gone) {
    expectations.forget(key);
    state.consistency.forget(key);
    state.tallies.delete(owner.metadata.uid);
  }
  return [key];
}

function podChanged<T extends Replicated>(pod: Pod, context: Context<State<T>>, old: Pod | undefined, gone: boolean): readonly string[] {
  const { state, expectations } = context;
  const reference = controllerOf(pod);
  if (reference && reference.kind !== state.flavour.kind.kind && (!old || old.metadata.ownerReferences === pod.metadata.ownerReferences)) return NO_KEYS;
  count(state, pod, old, gone);
  const owner = resolveOwner(state.owners, reference, pod.metadata.namespace);
  const keys: string[] = owner ? [keyFor(owner)] : [];
  const key = keys[0];
  if (gone || pod.metadata.deletionTimestamp !== undefined) {
    if (key) expectations.deletionObserved(key, pod.metadata.uid);
    return keys;
  }
  if (!old) {
    if (key) expectations.creationObserved(key);
    return reference ? keys : candidatesFor(state, pod);
  }
  const before = old.metadata.ownerReferences === pod.metadata.ownerReferences ? reference : controllerOf(old);
  if (before && before.uid !== reference?.uid) {
    const former = resolveOwner(state.owners, before, old.metadata.namespace);
    if (former) keys.push(keyFor(former));
  }
  if (!reference && (before || !equal(pod.metadata.labels, old.metadata.labels))) keys.push(...candidatesFor(state, pod));
  const wait = owner?.spec.minReadySeconds ?? 0;
  // Time alone makes it available; the second on top keeps clear of rounding.
  if (key && wait > 0 && !isReady(old) && isReady(pod)) context.queue.addAfter(key, milliseconds(wait * 1000 + 1000), 'available');
  return keys;
}

const NO_KEYS: readonly string[] = [];

/** Keeps the owner's figures up to date, where somebody has asked for them before. */
function count<T extends Replicated>({ tallies }: State<T>, pod: Pod, old: Pod | undefined, gone: boolean): void {
  const uid = controllerOf(pod)?.uid;
  const before = old && old.metadata.ownerReferences !== pod.metadata.ownerReferences ? controllerOf(old)?.uid : undefined;
  if (old && before !== undefined && before !== uid) tallies.get(before)?.remove(old);
  if (uid === undefined) return;
  if (gone) tallies.get(uid)?.remove(pod);
  else tallies.get(uid)?.put(pod);
}

/** The owners in whose selector a Pod without an owner would fit. */
function candidatesFor<T extends Replicated>(state: State<T>, pod: Pod): string[] {
  const keys: string[] = [];
  if (!pod.metadata.labels) return keys;
  for (const owner of state.owners.list()) {
    if (owner.metadata.namespace === pod.metadata.namespace && matches(selectorsOf(state, owner).selector, pod.metadata.labels)) keys.push(keyFor(owner));
  }
  return keys;
}

function selectorsOf<T extends Replicated>({ selectors, flavour }: State<T>, owner: T): { readonly selector: Selector; readonly template: Selector } {
  let compiled = selectors.get(owner.spec);
  if (!compiled) selectors.set(owner.spec, (compiled = { selector: flavour.selector(owner), template: fromMap(owner.spec.template?.metadata?.labels ?? {}) }));
  return compiled;
}

function tallyOf<T extends Replicated>(state: State<T>, owner: T): Tally {
  const { selector, template } = selectorsOf(state, owner);
  const minReadySeconds = owner.spec.minReadySeconds ?? 0;
  let tally = state.tallies.get(owner.metadata.uid);
  if (!tally || tally.rules.minReadySeconds !== minReadySeconds || (tally.rules.selector !== selector && !(equal(tally.rules.selector, selector) && equal(tally.rules.template, template)))) {
    tally = new Tally({ selector, template, minReadySeconds }, state.byController.get(owner.metadata.uid));
    state.tallies.set(owner.metadata.uid, tally);
  }
  return tally;
}

function* reconcile<T extends Replicated>(context: Context<State<T>>, key: string): Sim<Result | void> {
  const { state, expectations, kernel } = context;
  state.consistency.ensureReady(key);
  const owner = state.owners.get(key);
  if (!owner) {
    expectations.forget(key);
    state.consistency.forget(key);
    return;
  }
  const settled = expectations.satisfied(key);
  const tally = tallyOf(state, owner);
  const adopted = yield* adoptAndRelease(context, owner, tally);
  const before = tally.counts(kernel.wallMs, adopted);
  const awaited = expectations.awaited(key);
  context.note('count', { wanted: owner.spec.replicas ?? 0, exist: before.active, terminating: before.terminating, awaited: awaited.creations + awaited.deletions });
  let failure: Error | undefined;
  if (settled && owner.metadata.deletionTimestamp === undefined) failure = yield* manage(context, owner, key, before, adopted);
  // The status tells what was found, not what was just asked for.
  const written = yield* writeStatus(context, owner, key, statusOf(owner, state.flavour, before, failure, kernel.timestamp()));
  if (failure) throw failure;
  const status = written.status;
  if ((owner.spec.minReadySeconds ?? 0) > 0 && (status.readyReplicas ?? 0) !== (status.availableReplicas ?? 0)) {
    const next = tally.nextAvailable(kernel.wallMs) ?? (owner.spec.minReadySeconds ?? 0) * 1000;
    return { requeueAfter: milliseconds(next) };
  }
}

/** The orphans that now belong to the owner, as far as no watch has told of it. Its own Pods that do not match are let go. */
function* adoptAndRelease<T extends Replicated>(context: Context<State<T>>, owner: T, tally: Tally): Sim<readonly Pod[]> {
  const { state } = context;
  const { selector } = tally.rules;
  const candidates = [...tally.strangers()];
  for (const pod of state.byController.get(orphansOf(owner.metadata.namespace ?? ''))) if (isActive(pod) && matches(selector, pod.metadata.labels)) candidates.push(pod);
  if (candidates.length === 0) return candidates;
  const claimed = yield* claim<T, Pod>(context as Context<never>, { owner, ownerKind: state.flavour.kind, kind: Pod, selector }, candidates);
  return claimed.filter((pod) => !tally.has(pod));
}

function* manage<T extends Replicated>(context: Context<State<T>>, owner: T, key: string, counts: Counts, adopted: readonly Pod[]): Sim<Error | undefined> {
  const diff = counts.active - (owner.spec.replicas ?? 0);
  if (diff < 0) return yield* create(context, owner, key, Math.min(-diff, BURST));
  if (diff > 0) return yield* remove(context, owner, key, Math.min(diff, BURST), adopted);
  return undefined;
}

function* create<T extends Replicated>(context: Context<State<T>>, owner: T, key: string, n: number): Sim<Error | undefined> {
  const { state, expectations } = context;
  const { flavour, consistency, pods } = state;
  const template = owner.spec.template as PodTemplateSpec;
  context.note('create', { pods: n });
  expectations.expectCreations(key, n);
  const { successes, error } = yield* slowStart(context as Context<never>, 'create', n, function* () {
    try {
      const created = yield* createPod(context as Context<never>, { owner, kind: flavour.kind }, template);
      consistency.wrote(key, pods, created);
    } catch (failed) {
      if (!isNamespaceTerminating(failed)) throw failed;
    }
  });
  // What was not even tried is not awaited either.
  for (let i = successes; i < n; i++) expectations.creationObserved(key);
  context.note('created', { pods: successes, failed: error?.message ?? '' });
  return error;
}

function* remove<T extends Replicated>(context: Context<State<T>>, owner: T, key: string, n: number, adopted: readonly Pod[]): Sim<Error | undefined> {
  const { state, expectations, kernel } = context;
  const { selector } = selectorsOf(state, owner);
  const candidates = [...adopted];
  for (const pod of state.byController.get(owner.metadata.uid)) if (isActive(pod) && matches(selector, pod.metadata.labels)) candidates.push(pod);
  const { pods, rule } = podsToDelete(candidates, n, crowdOf(state, owner, candidates), kernel.wallMs);
  context.note('delete', { pods: pods.length, names: pods.slice(0, 10).map((pod) => pod.metadata.name).join(' '), rule });
  expectations.expectDeletions(key, pods.map((pod) => pod.metadata.uid));
  return yield* allOf(
    context as Context<never>,
    'delete',
    pods.map(function* (pod) {
      try {
        yield* deletePod(context as Context<never>, { owner, kind: state.flavour.kind }, pod.metadata.name);
      } catch (error) {
        expectations.deletionObserved(key, pod.metadata.uid);
        if (!isNotFound(error)) throw error;
      }
    }),
  );
}

/** How many active Pods a node has of all the ReplicaSets that belong to the same Deployment. */
function crowdOf<T extends Replicated>(state: State<T>, owner: T, own: readonly Pod[]): (node: string) => number {
  const perNode = new Map<string, number>();
  const seen = new Set<string>();
  const add = (pod: Pod): void => {
    if (seen.has(pod.metadata.uid) || !isActive(pod)) return;
    seen.add(pod.metadata.uid);
    const node = pod.spec.nodeName ?? '';
    perNode.set(node, (perNode.get(node) ?? 0) + 1);
  };
  const above = controllerOf(owner);
  if (above) {
    for (const relative of state.family.get(above.uid)) for (const pod of state.byController.get(relative.metadata.uid)) add(pod);
    for (const pod of own) add(pod);
  }
  return (node) => perNode.get(node) ?? 0;
}

function statusOf<T extends Replicated>(owner: T, flavour: Flavour<T>, counts: Counts, failure: Error | undefined, now: string): ReplicatedStatus {
  const conditions = owner.status.conditions ?? [];
  const failed = conditions.find((c) => c.type === 'ReplicaFailure');
  let next = conditions;
  if (failure && !failed) {
    const reason = counts.active < (owner.spec.replicas ?? 0) ? 'FailedCreate' : 'FailedDelete';
    next = [...conditions, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: now, reason, message: failure.message }];
  } else if (!failure && failed) next = conditions.filter((c) => c !== failed);
  return {
    replicas: counts.active,
    ...(counts.fullyLabeled ? { fullyLabeledReplicas: counts.fullyLabeled } : {}),
    ...(counts.ready ? { readyReplicas: counts.ready } : {}),
    ...(counts.available ? { availableReplicas: counts.available } : {}),
    ...(flavour.countsTerminating ? { terminatingReplicas: counts.terminating } : {}),
    ...(owner.status.observedGeneration === undefined ? {} : { observedGeneration: owner.status.observedGeneration }),
    ...(next.length ? { conditions: next } : {}),
  };
}

function* writeStatus<T extends Replicated>(context: Context<State<T>>, owner: T, key: string, wanted: ReplicatedStatus): Sim<T> {
  const { client, state } = context;
  const { kind } = state.flavour;
  const generation = owner.metadata.generation ?? 0;
  if (generation === (owner.status.observedGeneration ?? 0) && equal({ replicas: 0, ...owner.status }, wanted)) return owner;
  const status = deepFreeze({ ...wanted, ...(generation ? { observedGeneration: generation } : {}) });
  context.note('status', { replicas: wanted.replicas ?? 0, ready: wanted.readyReplicas ?? 0, available: wanted.availableReplicas ?? 0, terminating: wanted.terminatingReplicas ?? 0 });
  let written: T;
  try {
    written = yield* client.updateStatus(kind, { ...owner, status });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Once more, on what the server has now.
    const fresh = yield* client.get(kind, owner.metadata.namespace, owner.metadata.name);
    written = yield* client.updateStatus(kind, { ...fresh, status });
  }
  state.consistency.wrote(key, state.owners, written);
  return written;
}

