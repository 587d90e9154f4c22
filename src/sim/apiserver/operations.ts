// Creating, changing and deleting, the same for every kind and steered by the kind's strategy.
// Upstream: k8s.io/apiserver/pkg/registry/rest, pkg/registry/generic/registry/store.go, pkg/endpoints/handlers
//
// A write has two moments. `begin…` runs everything up to the transaction against the state at that moment and may
// refuse; `commit` is the transaction, which fails where somebody else wrote in between. Then the write begins anew,
// or, where the client insisted on a resourceVersion, is refused with 409.

import { deepFreeze, equal, isObject, share, type Draft } from '../../base/json.ts';
import { seconds } from '../../base/time.ts';
import { parseTime, rfc3339 } from '../../base/time.ts';
import { alreadyExists, ApiError, badRequest, conflict, failure, invalid, invalidValue, notFound, OPTIMISTIC_LOCK, qualified, type FieldError, type Status } from '../api/errors.ts';
import { keyOf, type Kind, type StrategyContext } from '../api/kind.ts';
import type { KubeObject, ManagedFieldsEntry, OwnerReference } from '../api/types.ts';
import type { KeyValue } from '../etcd/store.ts';
import { confirmNoEscalation } from './escalation.ts';
import { admit, validateAdmission, type AdmissionRequest } from './admission.ts';
import { afterDelete, allocate, allocateForUpdate, release } from './serviceAllocation.ts';
import { validateMeta, validateMetaUpdate } from './objectMeta.ts';
import { sameOwnership } from '../api/managedFields/managers.ts';
import type { Exchange, ServerState } from './context.ts';
import type { Write } from './provenance.ts';

/** What a write will do once its time has come. */
export interface Pending {
  /** Undefined: somebody wrote in between, begin anew. */
  commit(): Committed | undefined;
}

export interface Committed {
  readonly code: number;
  readonly object: KubeObject | Status;
  readonly revision?: number;
  /** What else must be written before the answer leaves (a collection). */
  readonly more?: () => Committed | undefined;
}

interface MutableMeta {
  name: string;
  generateName?: string | undefined;
  namespace?: string | undefined;
  uid: string;
  resourceVersion: string;
  generation?: number | undefined;
  creationTimestamp: string;
  deletionTimestamp?: string | undefined;
  deletionGracePeriodSeconds?: number | undefined;
  labels?: Record<string, string> | undefined;
  annotations?: Record<string, string> | undefined;
  ownerReferences?: OwnerReference[] | undefined;
  finalizers?: string[] | undefined;
  managedFields?: ManagedFieldsEntry[] | undefined;
  selfLink?: string | undefined;
}
type DraftObject = { apiVersion: string; kind: string; metadata: MutableMeta; spec?: unknown; status?: unknown };

const draftOf = (object: Draft<KubeObject>): DraftObject => object as unknown as DraftObject;

// ---- create ----

const RBAC_GROUP = 'rbac.authorization.k8s.io';
const MAX_NAME_ATTEMPTS = 8;

export function beginCreate(exchange: Exchange, object: Draft<KubeObject>, manager: Manager = {}, sent?: () => object): Pending {
  const { kind, state, info } = exchange;
  const draft = draftOf(object);
  const meta = (draft.metadata ??= {} as MutableMeta);
  checkNamespace(exchange, meta);
  if (info.name && meta.name && meta.name !== info.name) {
    throw badRequest(`the name of the object (${meta.name}) does not match the name on the URL (${info.name})`);
  }
  const generated = !meta.name && !!meta.generateName;
  const request: AdmissionRequest = { exchange, operation: 'CREATE', subresource: '', namespace: meta.namespace ?? '', name: meta.name ?? '', old: undefined };
  fillMeta(exchange, meta);
  if (generated) meta.name = generateName(exchange, meta.generateName as string);
  admit(request, draft);
  const submitted = meta.managedFields;
  if (submitted !== undefined) delete meta.managedFields;
  const context = strategyContext(exchange, meta.namespace ?? '');
  const undo = allocate(exchange, draft as never);
  try {
    kind.strategy?.prepareForCreate?.(draft as never, context);
    let errors = kind.strategy?.validate?.(draft as never, context) ?? [];
    if (kind.strategy?.metaOnCreate !== false) errors = [...validateMeta(kind, draft.metadata), ...errors];
    else if (!errors.length) errors = validateMeta(kind, draft.metadata);
    if (errors.length) throw invalid(storedGroup(kind), kind.kind, meta.name ?? '', errors);
    for (const text of kind.strategy?.warningsOnCreate?.(draft as never, context) ?? NO_TEXTS) warn(exchange, text);
    kind.strategy?.canonicalize?.(draft as never);
    if (kind.group === RBAC_GROUP && !exchange.user.groups.includes('system:masters')) confirmNoEscalation(exchange, draft as unknown as KubeObject);
    validateAdmission({ ...request, name: meta.name }, draft as unknown as KubeObject);
  } catch (error) {
    undo();
    throw error;
  }
  const write: Write = {
    before: undefined,
    sent,
    manager: manager.name ?? exchange.fieldManager,
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    subresource: info.subresource,
    time: state.kernel.timestamp(),
    submitted,
    known: manager.entries,
    depth: 0,
  };

  const store = (): Committed | undefined => {
    const key = keyOf(kind, meta.namespace, meta.name);
    const existing = state.store.get(key);
    if (existing) {
      undo();
      throw exists(kind, meta.name, existing.value, generated);
    }
    if (exchange.dryRun) {
      undo();
      const stored = { ...draft, metadata: ordered(draft.metadata, undefined) } as unknown as KubeObject;
      const shown = (kind.strategy?.asRead?.(stored as never) ?? stored) as unknown as KubeObject;
      state.provenance.note(shown, write);
      return { code: 201, object: deepFreeze(shown) };
    }
    if (meta.resourceVersion && meta.resourceVersion !== '0' && !manager.entries) {
      undo();
      throw failure(500, 'InternalError', 'resourceVersion should not be set on objects to be created');
    }
    // There are very many Events, and the request that brought one is kept as well.
    if (kind.kind === 'Event' && isObject(exchange.request.body)) share(draft as unknown, exchange.request.body);
    const kv = state.store.put(key, 0, (revision) => {
      draft.metadata = ordered(draft.metadata, revision);
      const stored = toStored(kind, deepFreeze(draft) as unknown as KubeObject);
      state.provenance.note(stored, write);
      return stored;
    }) as KeyValue<KubeObject>;
    if (kind.kind === 'Event') state.store.lease(key, seconds(state.config.eventTtlSeconds));
    return { code: 201, object: fromStored(kind, kv.value, state), revision: kv.modRevision };
  };
  return {
    commit() {
      // A generated name that is taken is drawn anew a few times before the client hears of it.
      for (let attempt = 1; generated && attempt < MAX_NAME_ATTEMPTS && state.store.get(keyOf(kind, meta.namespace, meta.name)); attempt++) {
        meta.name = generateName(exchange, meta.generateName as string);
      }
      return store();
    },
  };
}

function exists(kind: Kind, name: string, existing: KubeObject, generated: boolean): ApiError {
  const error = alreadyExists(kind.group, kind.plural, name);
  if (existing.metadata.deletionTimestamp) {
    return new ApiError({ ...error.status, message: `object is being deleted: ${error.message}` });
  }
  if (!generated) return error;
  return new ApiError({ ...error.status, message: `${error.message}, the server was not able to generate a unique name for the object` });
}

function checkNamespace(exchange: Exchange, meta: MutableMeta): void {
  const { kind, info } = exchange;
  if (!kind.namespaced) {
    delete meta.namespace;
    return;
  }
  if (!meta.namespace) meta.namespace = info.namespace;
  else if (meta.namespace !== info.namespace) throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

function fillMeta(exchange: Exchange, meta: MutableMeta): void {
  const { kernel } = exchange.state;
  meta.creationTimestamp = kernel.timestamp();
  meta.uid = kernel.stream('uid').uuid();
  if (meta.deletionTimestamp !== undefined) delete meta.deletionTimestamp;
  if (meta.deletionGracePeriodSeconds !== undefined) delete meta.deletionGracePeriodSeconds;
  if (meta.selfLink !== undefined) delete meta.selfLink;
}

/** Upstream: k8s.io/apiserver/pkg/storage/names/generate.go */
function generateName(exchange: Exchange, base: string): string {
  return base.slice(0, 58) + exchange.state.kernel.stream(`name/${base}`).suffix(5);
}

/** Metadata in the field order of ObjectMeta, with its revision. */
function ordered(meta: MutableMeta, revision: number | undefined): MutableMeta {
  const resourceVersion = revision === undefined ? meta.resourceVersion : String(revision);
  const usual = resourceVersion ? usualMeta(meta, resourceVersion) : undefined;
  if (usual) return usual;
  const out: Partial<MutableMeta> = { name: meta.name };
  if (meta.generateName) out.generateName = meta.generateName;
  if (meta.namespace) out.namespace = meta.namespace;
  out.uid = meta.uid;
  if (resourceVersion) out.resourceVersion = resourceVersion;
  if (meta.generation) out.generation = meta.generation;
  out.creationTimestamp = meta.creationTimestamp;
  if (meta.deletionTimestamp) out.deletionTimestamp = meta.deletionTimestamp;
  if (meta.deletionGracePeriodSeconds !== undefined) out.deletionGracePeriodSeconds = meta.deletionGracePeriodSeconds;
  if (meta.labels && hasKeys(meta.labels)) out.labels = meta.labels;
  if (meta.annotations && hasKeys(meta.annotations)) out.annotations = meta.annotations;
  if (meta.ownerReferences?.length) out.ownerReferences = meta.ownerReferences;
  if (meta.finalizers?.length) out.finalizers = meta.finalizers;
  return out as MutableMeta;
}

/** The metadata of an Event or of a controller's Pod, written in one go: there are very many of them, and they are kept. */
function usualMeta(meta: MutableMeta, resourceVersion: string): MutableMeta | undefined {
  const { name, generateName, namespace, uid, generation, creationTimestamp, labels, ownerReferences } = meta;
  if (!namespace || meta.deletionTimestamp || meta.deletionGracePeriodSeconds !== undefined || meta.annotations || meta.finalizers) return undefined;
  if (!generateName && !generation && !labels && !ownerReferences) return { name, namespace, uid, resourceVersion, creationTimestamp };
  if (!generateName || !generation || !labels || !hasKeys(labels) || !ownerReferences?.length) return undefined;
  return { name, generateName, namespace, uid, resourceVersion, generation, creationTimestamp, labels, ownerReferences };
}

function hasKeys(object: object): boolean {
  for (const _key in object) return true;
  return false;
}

// ---- update and patch ----

export interface Manager {
  readonly name?: string;
  /** Where the caller worked them out itself (server-side apply). */
  readonly entries?: readonly ManagedFieldsEntry[];
}

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
    if (kind.group === RBAC_GROUP && !exchange.user.groups.includes('system:masters')) confirmNoEscalation(exchange, draft as unknown as KubeObject, old);
    validateAdmission(request, draft as unknown as KubeObject);
  } catch (error) {
    settle?.undo();
    throw error;
  }
  draft.metadata = ordered(meta, undefined);
  draft.metadata.resourceVersion = old.metadata.resourceVersion;
  // What did not change is shared with the revision before: less memory, and later comparisons are quick.
  const same = share(draft as unknown, old) === old && (!submitted || sameOwnership(submitted, state.provenance.managedFields(stored)));
  const write: Write = {
    before: kind.storedAs ? stored : old,
    sent,
    manager: manager.name ?? exchange.fieldManager,
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    subresource: info.subresource,
    time: state.kernel.timestamp(),
    submitted,
    known: manager.entries,
    depth: 0,
  };

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

/** Errors of validation speak of the form in which the object is stored. */
const storedGroup = (kind: Kind): string => (kind.storedAs?.kind() ?? kind).group;

const NO_TEXTS: readonly string[] = [];

/** The same warning is sent once. */
function warn({ warnings }: Exchange, text: string): void {
  if (!warnings.includes(text)) warnings.push(text);
}

function strategyContext(exchange: Exchange, namespace: string): StrategyContext {
  return { namespace, nowMs: exchange.state.kernel.wallMs, subresource: exchange.info.subresource, user: exchange.user, warn: (text) => warn(exchange, text), namespaceLabels: () => exchange.state.store.get(`/registry/namespaces/${namespace}`)?.value.metadata.labels ?? {} };
}

// ---- delete ----

export interface DeleteRequest {
  readonly gracePeriodSeconds?: number | undefined;
  readonly propagationPolicy?: string | undefined;
  readonly orphanDependents?: boolean | undefined;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string } | undefined;
}

export function beginDelete(exchange: Exchange, name: string, options: DeleteRequest): Pending {
  const { kind, state, info } = exchange;
  if (kind.strategy?.deleteWarning && options.propagationPolicy === undefined && options.orphanDependents === undefined) warn(exchange, kind.strategy.deleteWarning);
  const key = keyOf(kind, info.namespace, name);
  const existing = state.store.get(key);
  if (!existing) throw notFound(kind.group, kind.plural, name);
  const old = fromStored(kind, existing.value, state);
  const { uid, resourceVersion } = options.preconditions ?? {};
  if (uid && uid !== old.metadata.uid) {
    throw conflict(kind.group, kind.kind, name, `the UID in the precondition (${uid}) does not match the UID in record (${old.metadata.uid}). The object might have been deleted and then recreated`);
  }
  if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) {
    throw conflict(kind.group, kind.kind, name, `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${old.metadata.resourceVersion}). The object might have been modified`);
  }
  const request: AdmissionRequest = { exchange, operation: 'DELETE', subresource: '', namespace: info.namespace, name, old };
  admit(request, undefined);
  validateAdmission(request, undefined);
  return {
    commit() {
      const now = state.store.get(key);
      if (now?.modRevision !== existing.modRevision) return undefined;
      const marked = markDeleted(exchange, old, options);
      if (marked === 'remove') {
        const revision = exchange.dryRun ? undefined : remove(exchange, existing, old);
        return { code: 200, object: answer(kind, old, revision), ...(revision === undefined ? {} : { revision }) };
      }
      if (marked === 'nothing' || exchange.dryRun) return { code: 200, object: kind.strategy?.returnsDeleted ? old : (marked === 'nothing' ? answerPending(kind, old) : answerPending(kind, marked as KubeObject)) };
      const kv = state.store.put(key, existing.modRevision, (revision) => {
        const draft = { ...(marked as object), metadata: ordered((marked as unknown as DraftObject).metadata, revision) } as unknown as KubeObject;
        const next = toStored(kind, deepFreeze(draft));
        state.provenance.note(next, { before: existing.value, manager: exchange.fieldManager, apiVersion: kind.apiVersion, kind: kind.kind, subresource: '', time: state.kernel.timestamp(), known: 'same' });
        return next;
      }) as KeyValue<KubeObject>;
      const written = fromStored(kind, kv.value, state);
      // No time to lose and nobody to wait for: the mark is written all the same, and then the object goes.
      if (kind.strategy?.graceSeconds && written.metadata.deletionGracePeriodSeconds === 0 && !written.metadata.finalizers?.length) {
        const revision = remove(exchange, kv, written);
        return { code: 200, object: answer(kind, written, revision), revision };
      }
      return { code: 200, object: answerPending(kind, written), revision: kv.modRevision };
    },
  };
}

/** The whole Status of a finished deletion, or the object where the kind answers with it. */
function answer(kind: Kind, old: KubeObject, revision: number | undefined): KubeObject | Status {
  if (kind.strategy?.returnsDeleted) return revision === undefined ? old : { ...old, metadata: { ...old.metadata, resourceVersion: old.metadata.resourceVersion } };
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name: old.metadata.name, ...(kind.group ? { group: kind.group } : {}), kind: kind.plural, uid: old.metadata.uid },
  };
}

const answerPending = (_kind: Kind, object: KubeObject): KubeObject => object;

/** Upstream: rest.BeforeDelete and store.updateForGracefulDeletionAndFinalizers */
function markDeleted(exchange: Exchange, old: KubeObject, options: DeleteRequest): KubeObject | 'remove' | 'nothing' {
  const { kind, state } = exchange;
  const finalizers = finalizersFor(kind, old, options);
  const meta = old.metadata;
  const nowMs = state.kernel.wallMs;
  const held = kind.strategy?.terminate?.(old as never, { nowMs });
  if (held) return held === old ? 'nothing' : finalizersChanged(meta, finalizers) ? withMeta(held, { finalizers: [...finalizers] }) : held;
  const grace = kind.strategy?.graceSeconds?.(old as never, options.gracePeriodSeconds);
  if (grace !== undefined && meta.deletionTimestamp && meta.deletionGracePeriodSeconds !== undefined) {
    // A second deletion may shorten the time, never lengthen it; of finalizers it says nothing any more.
    const current = meta.deletionGracePeriodSeconds;
    const asked = options.gracePeriodSeconds;
    const period = asked !== undefined && asked < 0 ? 1 : asked;
    if (period === undefined || period >= current) return 'nothing';
    const deadline = Math.max(nowMs, (parseTime(meta.deletionTimestamp) ?? nowMs) + (period - current) * 1000);
    return withMeta(old, { deletionTimestamp: rfc3339(deadline), deletionGracePeriodSeconds: period });
  }
  if (grace !== undefined && !meta.deletionTimestamp) {
    return withMeta(old, { deletionTimestamp: rfc3339(nowMs + grace * 1000), deletionGracePeriodSeconds: grace, finalizers: [...finalizers], ...bumped(meta.generation) });
  }
  if (finalizers.length > 0) {
    if (meta.deletionTimestamp && !finalizersChanged(meta, finalizers) && (meta.deletionGracePeriodSeconds ?? 0) === 0) return 'nothing';
    if (meta.deletionTimestamp) return withMeta(old, { finalizers: [...finalizers], deletionGracePeriodSeconds: 0 });
    return withMeta(old, { deletionTimestamp: rfc3339(nowMs), deletionGracePeriodSeconds: 0, finalizers: [...finalizers], ...bumped(meta.generation) });
  }
  return 'remove';
}

const bumped = (generation: number | undefined): { generation?: number } => (generation ? { generation: generation + 1 } : {});
const withMeta = (old: KubeObject, change: Partial<MutableMeta>): KubeObject => ({ ...old, metadata: { ...old.metadata, ...change } as KubeObject['metadata'] });
const finalizersChanged = (meta: KubeObject['metadata'], finalizers: readonly string[]): boolean => !equal(meta.finalizers ?? [], finalizers);

/** The object's finalizers with those of the garbage collector set as the propagation policy asks. */
function finalizersFor(kind: Kind, old: KubeObject, options: DeleteRequest): readonly string[] {
  const existing = old.metadata.finalizers ?? [];
  const others = existing.filter((f) => f !== 'orphan' && f !== 'foregroundDeletion');
  if (kind.kind === 'Event') return others;
  let policy = options.propagationPolicy;
  if (policy === undefined && options.orphanDependents !== undefined) policy = options.orphanDependents ? 'Orphan' : 'Background';
  if (policy === undefined) {
    if (existing.includes('orphan')) policy = 'Orphan';
    else if (existing.includes('foregroundDeletion')) policy = 'Foreground';
    else policy = kind.strategy?.orphanByDefault ? 'Orphan' : 'Background';
  }
  if (policy === 'Orphan') return [...others, 'orphan'];
  if (policy === 'Foreground') return [...others, 'foregroundDeletion'];
  return others;
}

/** Takes the key out of etcd. */
function remove(exchange: Exchange, existing: KeyValue<KubeObject>, last: KubeObject): number {
  const { state, kind } = exchange;
  const revision = state.store.delete(existing.key, existing.modRevision, (before, at) => {
    const gone = deepFreeze({ ...toStored(kind, last), metadata: { ...last.metadata, resourceVersion: String(at) } });
    state.provenance.note(gone, { before, manager: '', apiVersion: kind.apiVersion, kind: kind.kind, subresource: '', time: '', known: 'same' });
    return gone;
  }) as number;
  release(exchange, existing.value);
  afterDelete(exchange, existing.value);
  return revision;
}

// ---- versions ----

export function toStored(kind: Kind, object: KubeObject): KubeObject {
  return kind.storedAs ? deepFreeze(kind.storedAs.toStored(object as never)) : object;
}

export function fromStored(kind: Kind, object: KubeObject, state: ServerState): KubeObject {
  if (kind.storedAs) return deepFreeze(kind.storedAs.fromStored(object as never));
  return kind.addsOnRead ? asRead(kind, object, state) : object;
}

/** Stored objects → as they are read, where that is more. */
const READ = new WeakMap<KubeObject, KubeObject>();

function asRead(kind: Kind, object: KubeObject, state: ServerState): KubeObject {
  let read = READ.get(object);
  if (read) return read;
  read = deepFreeze(kind.strategy?.asRead?.(object as never) as unknown as KubeObject);
  if (read !== object) state.provenance.note(read, { before: object, manager: '', apiVersion: kind.apiVersion, kind: kind.kind, subresource: '', time: '', known: 'same' });
  READ.set(object, read);
  return read;
}

export const describeKind = (kind: Kind): string => qualified(kind.kind, kind.group);
