// PATCH: four media types, one read-modify-write.
// Upstream: k8s.io/apiserver/pkg/endpoints/handlers/patch.go

import { deepCopy, isObject, type Draft } from '../../base/json.ts';
import { badRequest, failure, invalid, invalidValue } from '../api/errors.ts';
import { PATCH_TYPES } from '../api/http.ts';
import { applyJsonPatch } from '../api/patch/jsonPatch.ts';
import { applyMergePatch } from '../api/patch/mergePatch.ts';
import { applyStrategicMergePatch } from '../api/patch/strategic.ts';
import { applyConfiguration } from '../api/managedFields/apply.ts';
import { decode } from '../api/schema/decode.ts';
import { typeOf } from '../api/schema/schema.ts';
import type { KubeObject, ManagedFieldsEntry } from '../api/types.ts';
import { parseYamlBody } from './yamlBody.ts';
import { readObject } from './bodies.ts';
import type { Exchange } from './context.ts';
import { beginCreate, beginUpdate, type Change, type Pending } from './operations.ts';

export function beginPatch(exchange: Exchange, name: string): Pending {
  const contentType = (exchange.request.headers['content-type'] ?? '').split(';')[0]?.trim();
  if (contentType === PATCH_TYPES.apply) return beginApply(exchange, name);
  const patch = patchBody(exchange.request.body);
  const apply = patcher(exchange, contentType ?? '');
  return beginUpdate(exchange, name, (old) => ({ object: decoded(exchange, apply(withManaged(exchange, old, patch), patch), old, patch, contentType === PATCH_TYPES.strategic) }));
}

const CONSUMED: readonly string[] = Object.values(PATCH_TYPES);

/** Refused before anything else is looked at. Custom kinds know no strategic merge, and say it in other words. */
export function checkPatchType({ request, kind }: Exchange): void {
  const contentType = (request.headers['content-type'] ?? '').split(';')[0]?.trim() as string;
  if (typeOf(kind.apiVersion, kind.kind)) {
    if (!CONSUMED.includes(contentType)) throw failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
    return;
  }
  const consumed = CONSUMED.filter((type) => type !== PATCH_TYPES.strategic);
  if (!consumed.includes(contentType)) throw failure(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${consumed.join(', ')}`);
}

function patchBody(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw badRequest(`error decoding patch: ${(error as Error).message}`);
  }
}

/** managedFields are part of the object only where the patch speaks of them. */
function withManaged(exchange: Exchange, old: KubeObject, patch: unknown): KubeObject {
  const speaks = Array.isArray(patch) ? patch.some((op) => isObject(op) && String(op.path).startsWith('/metadata/managedFields')) : isObject(patch) && isObject(patch.metadata) && 'managedFields' in patch.metadata;
  return speaks ? exchange.state.provenance.shown(old) : old;
}

function patcher(exchange: Exchange, contentType: string): (old: KubeObject, patch: unknown) => unknown {
  const { kind } = exchange;
  switch (contentType) {
    case PATCH_TYPES.json:
      return (old, patch) => applyJsonPatch(old, patch);
    case PATCH_TYPES.merge:
      return (old, patch) => applyMergePatch(old, patch);
    case PATCH_TYPES.strategic: {
      const type = typeOf(kind.apiVersion, kind.kind);
      if (!type) break;
      return (old, patch) => applyStrategicMergePatch(old, patch, type);
    }
  }
  throw failure(415, 'UnsupportedMediaType', 'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml, application/strategic-merge-patch+json, application/apply-patch+cbor');
}

/** The patched tree as an object of the kind: types checked, unknown fields refused or dropped, defaults filled in. */
function decoded(exchange: Exchange, value: unknown, _old: KubeObject, patch: unknown, strategic: boolean): Draft<KubeObject> {
  const { kind } = exchange;
  const type = typeOf(kind.apiVersion, kind.kind);
  if (!type) throw failure(500, 'InternalError', `no schema for ${kind.apiVersion} ${kind.kind}`);
  try {
    const { object, strictErrors } = decode(type, value, exchange.fieldValidation);
    exchange.warnings.push(...strictErrors);
    const draft = object as Draft<KubeObject>;
    kind.defaults?.(draft as never);
    return draft;
  } catch (error) {
    throw patchRefusal(error, value, patch, strategic);
  }
}

/** Decoding errors of a patch are told as a field error about the patch. */
function patchRefusal(error: unknown, value: unknown, patch: unknown, strategic: boolean): unknown {
  if (!(error instanceof Error)) return error;
  const words = error.message.replace(/^.* cannot be handled as an? \S+: /, '');
  const shown = strategic ? goMap(patch) : JSON.stringify(value);
  const refusal = invalid('', '', '', [invalidValue('patch', shown, words)]);
  return failure(422, 'Invalid', refusal.status.message?.replace(/^\S* "" is invalid: /, ' "" is invalid: ') ?? '', refusal.status.details);
}

/** Go's %v of a map. */
function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (isObject(value)) return `map[${Object.keys(value).sort().map((k) => `${k}:${goMap(value[k])}`).join(' ')}]`;
  return value === null ? '<nil>' : String(value);
}

/** Server-side apply: merges a configuration, keeps account of who owns what, refuses to take from others. */
function beginApply(exchange: Exchange, name: string): Pending {
  const { kind, request, state, info } = exchange;
  const { fieldManager, force } = request.query;
  if (!fieldManager) throw badRequest('PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch');
  const type = typeOf(kind.apiVersion, kind.kind);
  if (!type) throw failure(500, 'InternalError', `no schema for ${kind.apiVersion} ${kind.kind}`);
  const config = (typeof request.body === 'string' ? parseYamlBody(request.body) : request.body) as KubeObject;
  const run = (live: KubeObject | undefined): { object: Draft<KubeObject>; entries: readonly ManagedFieldsEntry[] } => {
    const { object, managedFields } = applyConfiguration({
      live,
      managedFields: live ? state.provenance.managedFields(live) : [],
      config,
      type,
      apiVersion: kind.apiVersion,
      manager: fieldManager,
      force: force === 'true',
      subresource: info.subresource,
      time: state.kernel.timestamp(),
    });
    return { object: readObject({ ...exchange, request: { ...request, headers: { ...request.headers, 'content-type': 'application/json' } } }, kind, deepCopy(object)), entries: managedFields };
  };
  const change = (old: KubeObject): Change => {
    const { object, entries } = run(old);
    return { object, manager: { operation: 'Apply', name: fieldManager, entries } };
  };
  return beginUpdate(exchange, name, change, () => {
    const { object, entries } = run(undefined);
    const meta = object.metadata as { name?: string };
    meta.name ??= name;
    return beginCreate(exchange, object, { operation: 'Apply', name: fieldManager, entries });
  });
}
