// Whose an object is: the owner reference that says so, and claiming, by which a controller adopts what matches its
// selector and belongs to nobody, and releases what is its own and matches no longer.
// Upstream: pkg/controller/controller_ref_manager.go

import { ApiError } from '../../api/errors.ts';
import { PATCH_TYPES } from '../../api/http.ts';
import type { Kind } from '../../api/kind.ts';
import { matches, type Selector } from '../../api/selectors.ts';
import type { KubeObject, OwnerReference } from '../../api/types.ts';
import { RetryLater, type Context } from '../../client/controller.ts';
import type { Informer } from '../../client/informer.ts';
import type { Sim } from '../../kernel/task.ts';

/** The one owner that manages the object. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  const { ownerReferences } = object.metadata;
  if (ownerReferences) for (const reference of ownerReferences) if (reference.controller) return reference;
  return undefined;
}

/** Nobody's, or that of some object of this kind, or taken from or given to one: most news of Pods is of others'. */
export function mayBelongTo(kind: string, object: KubeObject, old: KubeObject | undefined): boolean {
  const owner = controllerOf(object);
  return !owner || owner.kind === kind || (old !== undefined && old.metadata.ownerReferences !== object.metadata.ownerReferences);
}

export function ownedBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

export function controllerReference(owner: KubeObject, kind: Kind): OwnerReference {
  return { apiVersion: kind.apiVersion, kind: kind.kind, name: owner.metadata.name, uid: owner.metadata.uid, controller: true, blockOwnerDeletion: true };
}

/** The owner of that kind, where it is the very object that the reference means. */
export function resolveOwner<T extends KubeObject>(informer: Informer<T>, reference: OwnerReference | undefined, namespace: string | undefined): T | undefined {
  if (!reference || reference.kind !== informer.kind.kind) return undefined;
  const owner = informer.get(namespace ? `${namespace}/${reference.name}` : reference.name);
  return owner?.metadata.uid === reference.uid ? owner : undefined;
}

/** A patch that takes owners off an object: what releasing, orphaning and the garbage collector send. */
export const disownPatch = (uid: string, owners: readonly string[]): object => ({ metadata: { uid, ownerReferences: owners.map((owner) => ({ $patch: 'delete', uid: owner })) } });

export interface Claim<O extends KubeObject, T extends KubeObject> {
  readonly owner: O;
  readonly ownerKind: Kind<O>;
  readonly kind: Kind<T>;
  readonly selector: Selector;
  /** What else must hold of those that belong to it. */
  readonly filter?: (object: T) => boolean;
  /** What is put on those that it adopts. */
  readonly finalizers?: readonly string[];
}

/**
 * Those of the candidates (its own and orphans) that belong to the owner, after adoptions and releases. A failed one does
 * not keep the others from being tried; the first error is thrown at the end.
 */
export function* claim<O extends KubeObject, T extends KubeObject>(context: Context<never>, what: Claim<O, T>, candidates: Iterable<T>): Sim<T[]> {
  const { owner, selector, filter } = what;
  const ending = owner.metadata.deletionTimestamp !== undefined;
  const claimed: T[] = [];
  const adoption: Adoption = { checked: false };
  let failed: { readonly error: unknown } | undefined;
  for (const object of candidates) {
    const reference = controllerOf(object);
    const fits = matches(selector, object.metadata.labels) && (!filter || filter(object));
    try {
      if (reference) {
        if (reference.uid !== owner.metadata.uid) continue;
        if (fits) claimed.push(object);
        else if (!ending) yield* release(context, what, object);
      } else if (fits && !ending && object.metadata.deletionTimestamp === undefined && object.metadata.namespace === owner.metadata.namespace) {
        if (yield* adopt(context, what, object, adoption)) claimed.push(object);
      }
    } catch (error) {
      failed ??= { error };
    }
  }
  if (failed) throw failed.error;
  return claimed;
}

interface Adoption {
  checked: boolean;
  refusal?: Error;
}

/** Before the first adoption the owner is read anew: the cache may not know yet that it is being deleted. */
function* mayAdopt<O extends KubeObject, T extends KubeObject>({ client }: Context<never>, { owner, ownerKind }: Claim<O, T>, adoption: Adoption): Sim<void> {
  if (!adoption.checked) {
    adoption.checked = true;
    const { namespace, name, uid } = owner.metadata;
    try {
      const fresh = yield* client.get(ownerKind, namespace, name);
      if (fresh.metadata.uid !== uid) adoption.refusal = new RetryLater(`original ${ownerKind.kind} ${namespace}/${name} is gone: got uid ${fresh.metadata.uid}, wanted ${uid}`);
      else if (fresh.metadata.deletionTimestamp) adoption.refusal = new RetryLater(`${namespace}/${name} has just been deleted at ${fresh.metadata.deletionTimestamp}`);
    } catch (error) {
      adoption.refusal = error as Error;
    }
  }
  if (adoption.refusal) throw adoption.refusal;
}

function* adopt<O extends KubeObject, T extends KubeObject>(context: Context<never>, what: Claim<O, T>, object: T, adoption: Adoption): Sim<boolean> {
  yield* mayAdopt(context, what, adoption);
  const { namespace, name, uid } = object.metadata;
  const patch = { metadata: { ownerReferences: [controllerReference(what.owner, what.ownerKind as unknown as Kind)], uid, ...(what.finalizers ? { finalizers: what.finalizers } : {}) } };
  try {
    yield* context.client.patch(what.kind, namespace, name, PATCH_TYPES.strategic, patch);
    context.note('adopt', { kind: what.kind.kind, name });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return false;
    throw error;
  }
}

function* release<O extends KubeObject, T extends KubeObject>(context: Context<never>, what: Claim<O, T>, object: T): Sim<void> {
  const { namespace, name, uid } = object.metadata;
  try {
    yield* context.client.patch(what.kind, namespace, name, PATCH_TYPES.strategic, disownPatch(uid, [what.owner.metadata.uid]));
    context.note('release', { kind: what.kind.kind, name });
  } catch (error) {
    // It is gone, or it has another uid: either way it is no longer ours.
    if (!(error instanceof ApiError) || (error.reason !== 'NotFound' && error.reason !== 'Invalid')) throw error;
  }
}
