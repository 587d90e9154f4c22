// Changing an object, by PUT or by a patch, the same for every kind and steered by the kind's strategy.
// Upstream: k8s.io/apiserver/pkg/registry/rest/update.go, pkg/registry/generic/registry/store.go (Update)

import { deepFreeze, equal, share, type Draft } from '../../base/json.ts';
import { badRequest, conflict, failure, invalid, invalidValue, notFound, OPTIMISTIC_LOCK, type FieldError } from '../api/errors.ts';
import { keyOf, type Kind, type StrategyContext } from '../api/kind.ts';
import { sameOwnership } from '../api/managedFields/managers.ts';
import type { KubeObject } from '../api/types.ts';
import type { KeyValue } from '../etcd/store.ts';
import { admit, validateAdmission, type AdmissionRequest } from './admission.ts';
import type { Exchange } from './context.ts';
import { validateMetaUpdate } from './objectMeta.ts';
import type { Manager, Pending } from './pending.ts';
import { allocateForUpdate } from './serviceAllocation.ts';
import { fromStored, toStored } from './storedForm.ts';
import { draftOf, ordered, type DraftObject, type MutableMeta } from './storedMeta.ts';
import { checkNamespace, confirmRights, NO_TEXTS, remove, storedGroup, strategyContext, warn, writeOf } from './writeSteps.ts';

export interface Change {
  /** The object as the client wants it: a draft that may share frozen, equal parts with `old`. */
  readonly object: Draft<KubeObject>;
  readonly manager?: Manager;
  /** Makes again what the client wanted, for the account of who set which field. */
  readonly sent?: () => object;
  /** The object's managedFields were among what the client sent. */
  readonly submits?: boolean;
}

/**
 * Begins a change of an existing object. `change` gets the object as it is now and returns the object as it should be;
 * it runs again when somebody else wrote in between. `create` says what to do where the object does not exist.
 */
export function beginUpdate(exchange: Exchange, name: string, change: (old: KubeObject) => Change, create?: () => Pending): Pending {
  const { kind, state, info } = exchange;
  const key = keyOf(kind, info.namespace, name);
  const existing = state.store.get(key);
  if (!existing) {
    if (create) return create();
    throw notFound(kind.group, kind.plural, name);
  }
  const stored = existing.value;
  const old = fromStored(kind, stored, state);
  const { object, manager = {}, sent, submits = false } = change(old);
  let draft = draftOf(object);
  const meta: MutableMeta = { ...draft.metadata };
  draft.metadata = meta;
  checkNamespace(exchange, meta);
  if (!meta.name && info.verb === 'patch') throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (!meta.name) meta.name = name;
  if (meta.name !== name) throw badRequest(`the name of the object (${meta.name}) does not match the name on the URL (${name})`);
  // Only a PUT names with its uid the object that it means; a patch tries to change it.
  if (info.verb === 'update' && meta.uid && meta.uid !== old.metadata.uid) {
    throw conflict(kind.group, kind.plural, name, `StorageError: invalid object, Code: 4, Key: ${key.slice('/registry'.length)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${meta.uid}, UID in object meta: ${old.metadata.uid}`);
  }
  if (meta.resourceVersion && !/^\d+$/.test(meta.resourceVersion)) throw failure(500, '', `strconv.ParseUint: parsing ${JSON.stringify(meta.resourceVersion)}: invalid syntax`);
  if (meta.resourceVersion && meta.resourceVersion !== '0' && meta.resourceVersion !== old.metadata.resourceVersion) {
    throw conflict(kind.group, kind.plural, name, OPTIMISTIC_LOCK);
  }
  if (kind.strategy?.needsResourceVersion && Number(meta.resourceVersion ?? 0) === 0) {
    // Upstream names the resource here where all other refusals name the kind.
    throw invalid(kind.group, kind.plural, name, [invalidValue('metadata.resourceVersion', 0, 'must be specified for an update')]);
  }
  const request: AdmissionRequest = { exchange, operation: 'UPDATE', subresource: info.subresource, namespace: info.namespace, name, old };
  const context = strategyContext(exchange, info.namespace);
  const status = info.subresource === 'status';
  keepSystemMeta(meta, old);
  admit(request, draft);
  const submitted = submits ? (meta.managedFields ?? []) : undefined;
  if (meta.managedFields !== undefined) delete meta.managedFields;
  const settle = status ? undefined : allocateForUpdate(exchange, draft as never, old as never);
  try {
    if (status) draft = prepareStatus(kind, draft, old, context);
    else {
      if (kind.status && !info.subresource) draft.status = (old as unknown as DraftObject).status;
      kind.strategy?.prepareForUpdate?.(draft as never, old as never, context);
      keepStatus(draft, old);
    }
    const errors: FieldError[] = [...validateMetaUpdate(kind, meta, old.metadata)];
    errors.push(...((status ? (kind.strategy?.validateStatusUpdate ?? kind.strategy?.validateUpdate) : kind.strategy?.validateUpdate)?.(draft as never, old as never, context) ?? []));
    if (errors.length) throw invalid(storedGroup(kind), kind.kind, name, errors);
    for (const text of kind.strategy?.warningsOnUpdate?.(draft as never, old as never, context) ?? NO_TEXTS) warn(exchange, text);
    confirmRights(exchange, draft as unknown as KubeObject, old);
    validateAdmission(request, draft as unknown as KubeObject);
  } catch (error) {
    settle?.undo();
    throw error;
  }
  draft.metadata = ordered(meta, undefined);
  draft.metadata.resourceVersion = old.metadata.resourceVersion;
  // What did not change is shared with the revision before: less memory, and later comparisons are quick.
  const same = share(draft as unknown, old) === old && (!submitted || sameOwnership(submitted, state.provenance.managedFields(stored)));
  const write = writeOf(exchange, kind.storedAs ? stored : old, sent, manager, submitted);

  return {
    commit() {
      if (state.store.get(key)?.modRevision !== existing.modRevision) {
        settle?.undo();
        return undefined;
      }
      // The last finalizer of an object that is being deleted is gone: so is the object.
      if (draft.metadata.deletionTimestamp && !draft.metadata.finalizers?.length && !(draft.metadata.deletionGracePeriodSeconds ?? 0) && !exchange.kind.strategy?.terminate?.(draft as never, { nowMs: state.kernel.wallMs })) {
        if (exchange.dryRun) return { code: 200, object: deepFreeze(draft) as unknown as KubeObject };
        const revision = remove(exchange, existing, draft as unknown as KubeObject);
        return { code: 200, object: deepFreeze({ ...draft, metadata: ordered(draft.metadata, revision) }) as unknown as KubeObject, revision };
      }
      if (exchange.dryRun) {
        settle?.undo();
        const shown = deepFreeze(draft) as unknown as KubeObject;
        state.provenance.note(shown, write);
        return { code: 200, object: shown };
      }
      // Writing what is there already is no write: the revision stays.
      if (same && (!manager.entries || sameOwnership(manager.entries, state.provenance.managedFields(stored)))) return { code: 200, object: old };
      const kv = state.store.put(key, existing.modRevision, (revision) => {
        draft.metadata = ordered(draft.metadata, revision);
        const next = toStored(kind, deepFreeze(draft) as unknown as KubeObject);
        state.provenance.note(next, write);
        return next;
      }) as KeyValue<KubeObject>;
      settle?.done();
      return { code: 200, object: fromStored(kind, kv.value, state), revision: kv.modRevision };
    },
  };
}

/** What a client can never change. Upstream: rest.BeforeUpdate, metav1 accessor rules */
function keepSystemMeta(meta: MutableMeta, old: KubeObject): void {
  const was = old.metadata;
  if (!meta.uid) meta.uid = was.uid;
  meta.creationTimestamp = was.creationTimestamp;
  meta.generation = was.generation;
  if (!meta.deletionTimestamp) meta.deletionTimestamp = was.deletionTimestamp;
  if (meta.deletionGracePeriodSeconds === undefined) meta.deletionGracePeriodSeconds = was.deletionGracePeriodSeconds;
  if (!meta.generateName && was.generateName) meta.generateName = was.generateName;
  if (meta.selfLink !== undefined) delete meta.selfLink;
}

/** A status write changes the status and, of the metadata, only what metadata of a status write may change. */
function prepareStatus(kind: Kind, { status, metadata }: DraftObject, old: KubeObject, context: StrategyContext): DraftObject {
  const draft: Record<string, unknown> = { ...old, metadata };
  if (status !== undefined) draft.status = status;
  else if ('status' in draft) delete draft.status;
  kind.strategy?.prepareForStatusUpdate?.(draft as never, old as never, context);
  return draft as unknown as DraftObject;
}

/** A main-resource write keeps the status object itself, so that later comparisons and copies are cheap. */
function keepStatus(draft: DraftObject, old: KubeObject): void {
  const was = (old as unknown as DraftObject).status;
  if (draft.status !== was && equal(draft.status, was)) draft.status = was;
  if (draft.status === undefined && 'status' in draft) delete draft.status;
}
