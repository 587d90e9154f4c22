// The garbage collector: deletes what has no owner left. It watches every kind that can be deleted, custom ones too, and
// asks the API server before it believes its own graph.
// Upstream: pkg/controller/garbagecollector/garbagecollector.go
//
// Keys read `<Kind> <namespace/name> <uid>`; before it `virtual` for an owner that no watch has seen, or `orphan`.
// What a reconcile notes:
//   owners   { solid, dangling, waiting } how many owners live, are gone, or wait for their dependents to go first
//   delete   { policy } why it goes: no owner lives, or (Foreground) an owner waits for it
//   disown   { owners } references to owners that are gone are taken off
//   blocking { dependents } what a foreground deletion still waits for
//   finalizer { removed } · orphan { dependents } · absent { owner } the owner never existed

import { deepFreeze, equal } from '../../../base/json.ts';
import { milliseconds, seconds, type Micros } from '../../../base/time.ts';
import { ApiError } from '../../api/errors.ts';
import { PATCH_TYPES } from '../../api/http.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject, OwnerReference } from '../../api/types.ts';
import type { DeleteOptions } from '../../client/client.ts';
import { defineController, every, RetryLater, type Context } from '../../client/controller.ts';
import { Informer } from '../../client/informer.ts';
import { sleep, type Sim, type Task } from '../../kernel/task.ts';
import { KINDS } from '../../kinds/index.ts';
import { discoverKinds } from '../shared/discovery.ts';
import { disownPatch } from '../shared/owners.ts';
import { allOf, isNotFound } from '../shared/podControl.ts';
import { FOREGROUND, Graph, ORPHAN, type GraphNode, type Identity } from './graph.ts';

/** How often it asks for kinds that were not there before. */
const DISCOVERY = seconds(30);

interface State {
  readonly graph: Graph;
  /** `apps/v1/ReplicaSet` → kind */
  readonly kinds: Map<string, Kind>;
  /** Watches on custom kinds, by group and plural. */
  readonly custom: Map<string, Task>;
}

type Policy = NonNullable<DeleteOptions['propagationPolicy']>;

export const garbageCollector = defineController<State>({
  name: 'garbagecollector',
  account: 'generic-garbage-collector',
  source: 'garbage-collector-controller',
  workers: 20,
  qps: 40,
  burst: 60,
  state(context) {
    const { queue } = context;
    const graph = new Graph({
      attemptToDelete: (node) => queue.add(keyOf(node)),
      attemptToDeleteLater: (node) => queue.addRateLimited(keyOf(node)),
      attemptToOrphan: (node) => queue.add(`orphan ${keyOf(node)}`),
      invalidNamespace: (node, owner) => reportInvalidNamespace(context, node, owner),
    });
    const kinds = new Map<string, Kind>();
    for (const kind of KINDS) {
      kinds.set(`${kind.apiVersion}/${kind.kind}`, kind);
      if (isCollected(kind)) context.informer(kind).handle(handlerFor(graph));
    }
    return { graph, kinds, custom: new Map() };
  },
  tasks: (context) => [{ name: 'discovery', body: every(context as Context, DISCOVERY, 'discovery', () => learnKinds(context), DISCOVERY) }],
  *reconcile(context, key): Sim<void> {
    const [uid] = key.split(' ').slice(-1) as [string];
    const node = context.state.graph.nodes.get(uid);
    if (!node) return;
    if (key.startsWith('orphan ')) yield* orphan(context, node);
    // Asked for while nobody had seen it; since then a watch has.
    else if (key.startsWith('virtual ') && !node.virtual) return;
    else yield* attempt(context, node);
    // Nobody has seen it yet: ask again, or it might stay for ever.
    if (node.virtual && context.state.graph.nodes.get(uid) === node) throw new RetryLater('not observed yet');
  },
});

const keyOf = ({ identity, virtual }: GraphNode): string => `${virtual ? 'virtual ' : ''}${identity.kind} ${identity.namespace ? `${identity.namespace}/` : ''}${identity.name} ${identity.uid}`;

/** Events are not collected, and what cannot be watched and deleted cannot be. */
const isCollected = (kind: Kind): boolean => kind.kind !== 'Event' && ['delete', 'list', 'watch'].every((verb) => kind.verbs.includes(verb));

const handlerFor = (graph: Graph) => ({
  added: (object: KubeObject): void => graph.seen(object, undefined),
  updated: (object: KubeObject, old: KubeObject): void => graph.seen(object, old),
  deleted: (object: KubeObject): void => graph.gone(object),
});

/** Kinds that were defined since the last time are watched from now on, those that went no longer. */
function* learnKinds(context: Context<State>): Sim<void> {
  const { state, group, client } = context;
  const found = (yield* discoverKinds(context as Context, 'heartbeat')).filter(({ custom, kind }) => custom && isCollected(kind));
  const present = new Set<string>();
  for (const { kind } of found) {
    present.add(kind.resource);
    if (state.custom.has(kind.resource)) continue;
    const informer = new Informer(client.as({ qps: 0 }), kind);
    informer.handle(handlerFor(state.graph));
    state.kinds.set(`${kind.apiVersion}/${kind.kind}`, kind);
    state.custom.set(kind.resource, group.spawn(`garbagecollector/${kind.resource}`, informer.run()));
  }
  for (const [resource, task] of [...state.custom]) {
    if (present.has(resource)) continue;
    task.cancel();
    state.custom.delete(resource);
    for (const [name, kind] of [...state.kinds]) if (kind.resource === resource) state.kinds.delete(name);
  }
}

function kindOf({ state }: Context<State>, apiVersion: string, kind: string): Kind {
  const found = state.kinds.get(`${apiVersion}/${kind}`);
  if (!found) throw new RetryLater(`unable to get REST mapping for ${apiVersion}/${kind}.`);
  return found;
}

function get(context: Context<State>, { apiVersion, kind, namespace, name }: Omit<Identity, 'uid'>): Sim<KubeObject> {
  return context.client.get(kindOf(context, apiVersion, kind), namespace, name);
}

function* attempt(context: Context<State>, node: GraphNode): Sim<void> {
  if (node.beingDeleted && !node.deletingDependents) return;
  const { identity } = node;
  let latest: KubeObject;
  try {
    latest = yield* get(context, identity);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    context.note('absent', { owner: `${identity.kind} ${identity.name}` });
    context.state.graph.verifiedAbsent(identity);
    return;
  }
  if (latest.metadata.uid !== identity.uid) {
    context.note('absent', { owner: `${identity.kind} ${identity.name}` });
    context.state.graph.verifiedAbsent(identity);
    return;
  }
  if (node.deletingDependents) return yield* awaitDependents(context, node);
  const owners = latest.metadata.ownerReferences ?? [];
  if (owners.length === 0) return;
  const { solid, dangling, waiting } = yield* classify(context, node, owners);
  context.note('owners', { solid: solid.length, dangling: dangling.length, waiting: waiting.length });
  if (solid.length) {
    const gone = [...dangling, ...waiting];
    if (gone.length === 0) return;
    context.note('disown', { owners: gone.map((owner) => owner.name).join(' ') });
    return yield* disown(context, identity, gone.map((owner) => owner.uid));
  }
  if (waiting.length && node.dependents.size) {
    // Two that wait for each other would wait for ever.
    if ([...node.dependents.values()].some((dependent) => dependent.deletingDependents)) yield* unblock(context, latest);
    return yield* remove(context, identity, latest, 'Foreground');
  }
  const { finalizers = [] } = latest.metadata;
  yield* remove(context, identity, latest, finalizers.includes(ORPHAN) ? 'Orphan' : finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background');
}

interface Classified {
  readonly solid: readonly OwnerReference[];
  readonly dangling: readonly OwnerReference[];
  readonly waiting: readonly OwnerReference[];
}

function* classify(context: Context<State>, node: GraphNode, owners: readonly OwnerReference[]): Sim<Classified> {
  const out = { solid: [] as OwnerReference[], dangling: [] as OwnerReference[], waiting: [] as OwnerReference[] };
  for (const reference of owners) {
    const owner = yield* ownerOf(context, node.identity, reference);
    if (!owner) out.dangling.push(reference);
    else if (owner.metadata.deletionTimestamp !== undefined && owner.metadata.finalizers?.includes(FOREGROUND)) out.waiting.push(reference);
    else out.solid.push(reference);
  }
  return out;
}

/** The owner as the server has it, or undefined where there is none. */
function* ownerOf(context: Context<State>, { namespace }: Identity, reference: OwnerReference): Sim<KubeObject | undefined> {
  const { graph } = context.state;
  if (graph.isAbsent(reference, namespace)) return undefined;
  const kind = kindOf(context, reference.apiVersion, reference.kind);
  // What belongs to no namespace cannot be owned by something that does; trying again would not mend it.
  if (kind.namespaced && !namespace) return IMPOSSIBLE;
  try {
    const owner = yield* get(context, { ...reference, namespace: kind.namespaced ? namespace : '' });
    if (owner.metadata.uid === reference.uid) return owner;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  graph.markAbsent(reference, kind.namespaced ? namespace : '');
  return undefined;
}
const IMPOSSIBLE: KubeObject = { apiVersion: '', kind: '', metadata: { name: '', uid: '', resourceVersion: '', creationTimestamp: '' } };

function* remove(context: Context<State>, identity: Identity, latest: KubeObject, policy: Policy): Sim<void> {
  const { client } = context;
  const { uid, name, namespace } = identity;
  const kind = kindOf(context, identity.apiVersion, identity.kind);
  context.note('delete', { policy });
  const { resourceVersion, ownerReferences } = latest.metadata;
  try {
    yield* client.delete(kind, namespace, name, { preconditions: { uid, resourceVersion }, propagationPolicy: policy });
  } catch (error) {
    if (isNotFound(error)) return;
    if (!(error instanceof ApiError) || error.reason !== 'Conflict') throw error;
    let live: KubeObject;
    try {
      live = yield* get(context, identity);
    } catch (failed) {
      if (isNotFound(failed)) return;
      throw failed;
    }
    // Something else about it changed; its owners did not. Frequent changes must not keep it alive.
    if (live.metadata.uid !== uid || live.metadata.resourceVersion === resourceVersion || !equal(live.metadata.ownerReferences, ownerReferences)) throw error;
    try {
      yield* client.delete(kind, namespace, name, { preconditions: { uid }, propagationPolicy: policy });
    } catch (failed) {
      if (!isNotFound(failed)) throw failed;
    }
  }
}

function* disown(context: Context<State>, identity: Identity, owners: readonly string[]): Sim<void> {
  const kind = kindOf(context, identity.apiVersion, identity.kind);
  const { namespace, name, uid } = identity;
  try {
    yield* context.client.patch(kind, namespace, name, PATCH_TYPES.strategic, disownPatch(uid, owners));
  } catch (error) {
    // Custom kinds know no strategic merge patch.
    if (!(error instanceof ApiError) || error.code !== 415) throw error;
    const { metadata } = yield* get(context, identity);
    const ownerReferences = (metadata.ownerReferences ?? []).filter((owner) => !owners.includes(owner.uid));
    yield* context.client.patch(kind, namespace, name, PATCH_TYPES.merge, deepFreeze({ metadata: { resourceVersion: metadata.resourceVersion, ownerReferences: ownerReferences.length ? ownerReferences : null } }));
  }
}

/** No owner waits for this one any more. */
function* unblock(context: Context<State>, latest: KubeObject): Sim<void> {
  const kind = kindOf(context, latest.apiVersion, latest.kind);
  const { namespace, name, uid, ownerReferences = [] } = latest.metadata;
  const blocking = ownerReferences.filter((owner) => owner.blockOwnerDeletion).map((owner) => ({ ...owner, blockOwnerDeletion: false }));
  yield* context.client.patch(kind, namespace, name, PATCH_TYPES.strategic, deepFreeze({ metadata: { ownerReferences: blocking, uid } }));
}

/** A foreground deletion: the finalizer goes when the last dependent that blocks is gone. */
function* awaitDependents(context: Context<State>, node: GraphNode): Sim<void> {
  const blocking = node.blockingDependents();
  context.note('blocking', { dependents: blocking.length });
  if (blocking.length === 0) return yield* removeFinalizer(context, node.identity, FOREGROUND);
  for (const dependent of blocking) if (!dependent.deletingDependents) context.queue.add(keyOf(dependent));
}

function* orphan(context: Context<State>, node: GraphNode): Sim<void> {
  const dependents = [...node.dependents.values()];
  context.note('orphan', { dependents: dependents.length });
  const failure = yield* allOf(
    context as Context<never>,
    'orphan',
    dependents.map(function* (dependent) {
      try {
        yield* disown(context, dependent.identity, [node.identity.uid]);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }),
  );
  if (failure) throw failure;
  yield* removeFinalizer(context, node.identity, ORPHAN);
}

/** The object may be written to by others at the same time: up to four tries. */
function* removeFinalizer(context: Context<State>, identity: Identity, finalizer: string): Sim<void> {
  const kind = kindOf(context, identity.apiVersion, identity.kind);
  const { namespace, name } = identity;
  for (let attempt = 0, wait = 10; ; attempt++, wait *= 5) {
    try {
      const { metadata } = yield* get(context, identity);
      const { finalizers = [], resourceVersion } = metadata;
      if (!finalizers.includes(finalizer)) return;
      const left = finalizers.filter((f) => f !== finalizer);
      yield* context.client.patch(kind, namespace, name, PATCH_TYPES.merge, deepFreeze({ metadata: { resourceVersion, finalizers: left.length ? left : null } }));
      context.note('finalizer', { removed: finalizer });
      return;
    } catch (error) {
      if (isNotFound(error)) return;
      if (!(error instanceof ApiError) || error.reason !== 'Conflict' || attempt >= 3) throw error;
    }
    yield* sleep(milliseconds(wait) as Micros);
  }
}

function reportInvalidNamespace(context: Context<State>, { identity, owners }: GraphNode, ownerUid: string): void {
  const reference = owners.find((owner) => owner.uid === ownerUid);
  if (!reference) return;
  const { apiVersion, kind, name, uid } = reference;
  const about = { kind: identity.kind, apiVersion: identity.apiVersion, ...(identity.namespace ? { namespace: identity.namespace } : {}), name: identity.name, uid: identity.uid };
  const text = `ownerRef [${apiVersion}/${kind}, namespace: ${identity.namespace}, name: ${name}, uid: ${uid}] does not exist in namespace "${identity.namespace}"`;
  context.recorder.event(about, 'Warning', 'OwnerRefInvalidNamespace', text);
}

