// What creating, changing and deleting have in common.

import { deepFreeze } from '../../base/json.ts';
import { badRequest } from '../api/errors.ts';
import type { Kind, StrategyContext } from '../api/kind.ts';
import type { KubeObject, ManagedFieldsEntry } from '../api/types.ts';
import type { KeyValue } from '../etcd/store.ts';
import type { Exchange } from './context.ts';
import { confirmNoEscalation } from './escalation.ts';
import type { Manager } from './pending.ts';
import type { Write } from './provenance.ts';
import { afterDelete, release } from './serviceAllocation.ts';
import { toStored } from './storedForm.ts';
import type { MutableMeta } from './storedMeta.ts';

export function checkNamespace(exchange: Exchange, meta: MutableMeta): void {
  const { kind, info } = exchange;
  if (!kind.namespaced) {
    delete meta.namespace;
    return;
  }
  if (!meta.namespace) meta.namespace = info.namespace;
  else if (meta.namespace !== info.namespace) throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

/** Errors of validation speak of the form in which the object is stored. */
export const storedGroup = (kind: Kind): string => (kind.storedAs?.kind() ?? kind).group;

export const NO_TEXTS: readonly string[] = [];

/** The same warning is sent once. */
export function warn({ warnings }: Exchange, text: string): void {
  if (!warnings.includes(text)) warnings.push(text);
}

export function strategyContext(exchange: Exchange, namespace: string): StrategyContext {
  return { namespace, nowMs: exchange.state.kernel.wallMs, subresource: exchange.info.subresource, user: exchange.user, warn: (text) => warn(exchange, text), namespaceLabels: () => exchange.state.store.get(`/registry/namespaces/${namespace}`)?.value.metadata.labels ?? {} };
}

const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** Roles and bindings may not give more than their author has. */
export function confirmRights(exchange: Exchange, object: KubeObject, old?: KubeObject): void {
  if (exchange.kind.group === RBAC_GROUP && !exchange.user.groups.includes('system:masters')) confirmNoEscalation(exchange, object, old);
}

/** For the account of who set which field. Each in one shape: there are very many. */
export function writeOf({ kind, info, state, fieldManager }: Exchange, before: KubeObject | undefined, sent: (() => object) | undefined, manager: Manager, submitted: readonly ManagedFieldsEntry[] | undefined): Write {
  return {
    before,
    sent,
    manager: manager.name ?? fieldManager,
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    custom: kind.openApiSchema ? kind : undefined,
    subresource: info.subresource,
    time: state.kernel.timestamp(),
    submitted,
    known: manager.entries,
    depth: 0,
  };
}

/** Takes the key out of etcd. */
export function remove(exchange: Exchange, existing: KeyValue<KubeObject>, last: KubeObject): number {
  const { state, kind } = exchange;
  const revision = state.store.delete(existing.key, existing.modRevision, (before, at) => {
    const gone = deepFreeze({ ...toStored(kind, last), metadata: { ...last.metadata, resourceVersion: String(at) } });
    state.provenance.inherit(gone, before);
    return gone;
  }) as number;
  release(exchange, existing.value);
  afterDelete(exchange, existing.value);
  return revision;
}
