// Creating an object, the same for every kind and steered by the kind's strategy.
// Upstream: k8s.io/apiserver/pkg/registry/rest/create.go, pkg/registry/generic/registry/store.go (Create)

import { deepFreeze, isObject, share, type Draft } from '../../base/json.ts';
import { seconds } from '../../base/time.ts';
import { alreadyExists, ApiError, badRequest, failure, invalid } from '../api/errors.ts';
import { keyOf, type Kind } from '../api/kind.ts';
import type { KubeObject } from '../api/types.ts';
import type { KeyValue } from '../etcd/store.ts';
import { admit, validateAdmission, type AdmissionRequest } from './admission.ts';
import type { Exchange } from './context.ts';
import { validateMeta } from './objectMeta.ts';
import type { Committed, Manager, Pending } from './pending.ts';
import { allocate } from './serviceAllocation.ts';
import { fromStored, toStored } from './storedForm.ts';
import { draftOf, ordered, type MutableMeta } from './storedMeta.ts';
import { checkNamespace, confirmRights, NO_TEXTS, storedGroup, strategyContext, warn, writeOf } from './writeSteps.ts';

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
    confirmRights(exchange, draft as unknown as KubeObject);
    validateAdmission({ ...request, name: meta.name }, draft as unknown as KubeObject);
  } catch (error) {
    undo();
    throw error;
  }
  const write = writeOf(exchange, undefined, sent, manager, submitted);

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
