// PATCH: four media types, one read-modify-write.
// Upstream: k8s.io/apiserver/pkg/endpoints/handlers/patch.go

import { deepCopy, isObject, type Draft } from '../../base/json.ts';
import { failure } from '../api/errors.ts';
import { PATCH_TYPES } from '../api/http.ts';
import { applyJsonPatch, type JsonPatchOperation } from '../api/patch/jsonPatch.ts';
import { applyMergePatch } from '../api/patch/mergePatch.ts';
import { readPatchBody } from '../api/patch/patchBody.ts';
import { patchedText } from '../api/patch/patchedText.ts';
import { patchRefused } from '../api/patch/restore.ts';
import { spentPatch } from '../api/patch/spentPatch.ts';
import { applyStrategicMergePatch } from '../api/patch/strategic.ts';
import { applyConfiguration } from '../api/managedFields/apply.ts';
import { decode, strictError } from '../api/schema/decode.ts';
import { goOrdered } from '../api/schema/goOrder.ts';
import { typeOf } from '../api/schema/schema.ts';
import type { SchemaType } from '../api/schema/schemaType.ts';
import { decodeUnstructured } from '../api/schema/unstructured.ts';
import { ApiError } from '../api/errors.ts';
import type { KubeObject, ManagedFieldsEntry } from '../api/types.ts';
import { customType } from '../kinds/shared/crd/customType.ts';
import { parseYamlBody } from './yamlBody.ts';
import { partsKnown, readObject, sharesSpec } from './bodies.ts';
import { rereading, type Exchange } from './context.ts';
import { readCustom } from './custom/customBody.ts';
import { beginCreate } from './creating.ts';
import type { Pending } from './pending.ts';
import { ALL_FIELDS } from './provenance.ts';
import { beginUpdate, type Change } from './updating.ts';

const CONSUMED: readonly string[] = Object.values(PATCH_TYPES);

const contentTypeOf = ({ request }: Exchange): string => (request.headers['content-type'] ?? '').split(';')[0]?.trim() as string;

/** Refused before anything else is looked at. Custom kinds know no strategic merge, and say it in other words. */
export function checkPatchType(exchange: Exchange): void {
  const { kind } = exchange;
  const contentType = contentTypeOf(exchange);
  if (typeOf(kind.apiVersion, kind.kind)) {
    if (!CONSUMED.includes(contentType)) throw failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
    return;
  }
  const consumed = CONSUMED.filter((type) => type !== PATCH_TYPES.strategic);
  if (!consumed.includes(contentType)) throw failure(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${consumed.join(', ')}`);
}

export function beginPatch(exchange: Exchange, name: string): Pending {
  checkPatchType(exchange);
  const contentType = contentTypeOf(exchange);
  if (contentType === PATCH_TYPES.apply) return beginApply(exchange, name);
  return beginUpdate(exchange, name, (old) => {
    // Nobody looks at a patch of what is not there.
    const { patch, strictErrors } = readPatchBody(contentType, exchange.request.body, exchange.fieldValidation);
    const speaks = speaksOfManaged(patch);
    const from = speaks ? exchange.state.provenance.shown(old) : old;
    return { object: patched(exchange, contentType, from, patch, strictErrors), sent: patchAgain(rereading(exchange), contentType, from, patch, strictErrors), submits: speaks };
  });
}

/** Made apart, so that what is remembered holds the patch and no more. */
const patchAgain = (alike: Exchange, contentType: string, from: KubeObject, patch: unknown, strictErrors: readonly string[]) => (): object => patched({ ...alike, warnings: [] }, contentType, from, patch, strictErrors);

/** managedFields are part of the object only where the patch speaks of them. */
function speaksOfManaged(patch: unknown): boolean {
  if (Array.isArray(patch)) return patch.some((op) => isObject(op) && String(op.path).startsWith('/metadata/managedFields'));
  return isObject(patch) && isObject(patch.metadata) && 'managedFields' in patch.metadata;
}

/** The patched tree as an object of the kind: types checked, unknown fields refused or dropped, defaults filled in. */
function patched(exchange: Exchange, contentType: string, old: KubeObject, patch: unknown, patchErrors: readonly string[]): Draft<KubeObject> {
  const { kind } = exchange;
  const type = typeOf(kind.apiVersion, kind.kind);
  if (!type) return patchedCustom(exchange, contentType, old, patch);
  const object = contentType === PATCH_TYPES.strategic ? strategic(exchange, type, old, patch) : plain(exchange, type, contentType, old, patch, patchErrors);
  const draft = object as Draft<KubeObject>;
  draft.apiVersion = kind.apiVersion;
  draft.kind = kind.kind;
  if (!sharesSpec(draft, old)) kind.defaults?.(draft as never);
  return draft;
}

/** Custom kinds know no strategic merge, and what the patch makes is read like what is sent. */
function patchedCustom(exchange: Exchange, contentType: string, old: KubeObject, patch: unknown): Draft<KubeObject> {
  const value = contentType === PATCH_TYPES.json ? applyJsonPatch(old, patch as readonly JsonPatchOperation[]) : applyMergePatch(old, patch);
  const { object, strictErrors } = readCustom(exchange.kind, value, exchange.fieldValidation);
  exchange.warnings.push(...strictErrors);
  return object;
}

function strategic(exchange: Exchange, type: SchemaType, old: KubeObject, patch: unknown): object {
  const value = applyStrategicMergePatch(old, patch, type);
  const { object, error, strictErrors } = decodeUnstructured(type, value, exchange.fieldValidation !== 'Ignore', partsKnown(exchange, old));
  if (error !== undefined) throw patchRefused(spentPatch(patch, old), error);
  if (strictErrors.length > 0 && exchange.fieldValidation === 'Strict') throw patchRefused(spentPatch(patch, old), strictError(strictErrors));
  exchange.warnings.push(...strictErrors);
  return object as object;
}

function plain(exchange: Exchange, type: SchemaType, contentType: string, old: KubeObject, patch: unknown, patchErrors: readonly string[]): object {
  const apply = (from: KubeObject): unknown => (contentType === PATCH_TYPES.json ? applyJsonPatch(from, patch as readonly JsonPatchOperation[]) : applyMergePatch(from, patch));
  const value = apply(old);
  try {
    const { object, strictErrors } = decode(type, value, exchange.fieldValidation, { strictErrors: patchErrors, ...known(partsKnown(exchange, old)) });
    exchange.warnings.push(...strictErrors);
    return object as object;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 400) throw error;
    // Decoding errors of a patch are told as a field error about the patched object.
    const whole = goOrdered(exchange.state.provenance.shown(old), type) as KubeObject;
    throw patchRefused(patchedText(apply(whole), whole), error.message.replace(/^.*? cannot be handled as an? \S+: /s, ''));
  }
}

const known = (object: KubeObject | undefined): { known?: KubeObject } => (object ? { known: object } : {});

/** Who applies what, and whether he may take it from others. */
export function appliedBody({ request }: Exchange): { readonly manager: string; readonly force: boolean; readonly config: unknown } {
  const { fieldManager, force } = request.query;
  if (!fieldManager) {
    throw failure(422, 'Invalid', 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch', {
      group: 'meta.k8s.io',
      kind: 'PatchOptions',
      causes: [{ reason: 'FieldValueRequired', message: 'Required value: is required for apply patch', field: 'fieldManager' }],
    });
  }
  const config = typeof request.body === 'string' ? parseYamlBody(request.body) : request.body;
  return { manager: fieldManager, force: force === 'true', config };
}

/** Server-side apply: merges a configuration, keeps account of who owns what, refuses to take from others. */
function beginApply(exchange: Exchange, name: string): Pending {
  const { kind, request, state, info } = exchange;
  const { manager: fieldManager, force, config } = appliedBody(exchange);
  const builtIn = typeOf(kind.apiVersion, kind.kind);
  const type = builtIn ?? customType(kind);
  const json: Exchange = { ...exchange, request: { ...request, headers: { ...request.headers, 'content-type': 'application/json' } } };
  const run = (live: KubeObject | undefined): { object: Draft<KubeObject>; entries: readonly ManagedFieldsEntry[] } => {
    const { object, managedFields } = applyConfiguration({
      live,
      managedFields: live ? state.provenance.managedFields(live) : [],
      config,
      type,
      apiVersion: kind.apiVersion,
      manager: fieldManager,
      force,
      subresource: info.subresource,
      time: state.kernel.timestamp(),
      // Of built-in kinds it is known which have their status apart; a definition says it.
      ...(builtIn || kind.status ? {} : { filter: ALL_FIELDS }),
    });
    return { object: readObject(json, kind, deepCopy(object)), entries: managedFields };
  };
  const change = (old: KubeObject): Change => {
    const { object, entries } = run(old);
    return { object, manager: { name: fieldManager, entries } };
  };
  return beginUpdate(exchange, name, change, () => {
    const { object, entries } = run(undefined);
    const meta = object.metadata as { name?: string };
    meta.name ||= name;
    return beginCreate(exchange, object, { name: fieldManager, entries });
  });
}
