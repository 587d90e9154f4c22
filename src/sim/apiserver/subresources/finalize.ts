// PUT namespaces/NAME/finalize: the namespace controller takes its finalizer out of spec.finalizers; without any left,
// a namespace that is being deleted goes.
// Upstream: pkg/registry/core/namespace/storage/storage.go (FinalizeREST)

import type { KubeObject } from '../../api/types.ts';
import { deepFreeze } from '../../../base/json.ts';
import type { Pending } from '../pending.ts';
import { fromStored } from '../storedForm.ts';
import { beginUpdate } from '../updating.ts';
import { keyOf } from '../../api/kind.ts';
import { readObject } from '../bodies.ts';
import type { Exchange } from '../context.ts';
import type { Subresource } from './index.ts';

interface Namespace extends KubeObject {
  readonly spec: { readonly finalizers?: readonly string[] };
}

export const finalize: Subresource = (_serving, exchange) => ({
  kind: 'write',
  begin: () => beginFinalize(exchange),
  finish: (done) => ({ code: done.code, body: done.object, warnings: exchange.warnings }),
});

function beginFinalize(exchange: Exchange): Pending {
  const { info, kind, state } = exchange;
  const sent = readObject(exchange, kind) as unknown as Namespace;
  const finalizers = sent.spec?.finalizers ?? [];
  const key = keyOf(kind, '', info.name);
  const existing = state.store.get(key);
  const old = existing && (fromStored(kind, existing.value, state) as Namespace);
  if (old?.metadata.deletionTimestamp && finalizers.length === 0 && !old.metadata.finalizers?.length) {
    return {
      commit() {
        if (state.store.get(key)?.modRevision !== existing?.modRevision) return undefined;
        const last = deepFreeze({ ...old, spec: {} });
        const revision = state.store.delete(key, existing?.modRevision ?? 0, (_v, at) => deepFreeze({ ...last, metadata: { ...last.metadata, resourceVersion: String(at) } }));
        return { code: 200, object: last, ...(revision === undefined ? {} : { revision }) };
      },
    };
  }
  return beginUpdate(exchange, info.name, (was) => ({ object: { ...was, metadata: { ...was.metadata }, spec: { ...(was as Namespace).spec, finalizers: [...finalizers] } } as never }));
}
