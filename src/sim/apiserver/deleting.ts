// Deleting an object: at once, or first marked where time or finalizers stand between.
// Upstream: k8s.io/apiserver/pkg/registry/rest/delete.go, pkg/registry/generic/registry/store.go (Delete)

import { deepFreeze, equal } from '../../base/json.ts';
import { parseTime, rfc3339 } from '../../base/time.ts';
import { conflict, notFound, type Status } from '../api/errors.ts';
import { keyOf, type Kind } from '../api/kind.ts';
import type { KubeObject } from '../api/types.ts';
import type { KeyValue } from '../etcd/store.ts';
import { admit, validateAdmission, type AdmissionRequest } from './admission.ts';
import type { Exchange } from './context.ts';
import type { Pending } from './pending.ts';
import { fromStored, toStored } from './storedForm.ts';
import { ordered, type DraftObject, type MutableMeta } from './storedMeta.ts';
import { remove, warn } from './writeSteps.ts';

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
        return { code: 200, object: answer(kind, old), ...(revision === undefined ? {} : { revision }) };
      }
      if (marked === 'nothing' || exchange.dryRun) return { code: 200, object: kind.strategy?.returnsDeleted ? old : marked === 'nothing' ? old : (marked as KubeObject) };
      const kv = state.store.put(key, existing.modRevision, (revision) => {
        const draft = { ...(marked as object), metadata: ordered((marked as unknown as DraftObject).metadata, revision) } as unknown as KubeObject;
        const next = toStored(kind, deepFreeze(draft));
        state.provenance.inherit(next, existing.value);
        return next;
      }) as KeyValue<KubeObject>;
      const written = fromStored(kind, kv.value, state);
      // No time to lose and nobody to wait for: the mark is written all the same, and then the object goes.
      if (kind.strategy?.graceSeconds && written.metadata.deletionGracePeriodSeconds === 0 && !written.metadata.finalizers?.length) {
        const revision = remove(exchange, kv, written);
        return { code: 200, object: answer(kind, written), revision };
      }
      return { code: 200, object: written, revision: kv.modRevision };
    },
  };
}

/** The whole Status of a finished deletion, or the object where the kind answers with it. */
function answer(kind: Kind, old: KubeObject): KubeObject | Status {
  if (kind.strategy?.returnsDeleted) return old;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name: old.metadata.name, ...(kind.group ? { group: kind.group } : {}), kind: kind.plural, uid: old.metadata.uid },
  };
}

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
