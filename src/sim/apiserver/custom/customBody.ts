// The body of a write to a custom object: metadata are read like those of any kind, all else by the schema of its
// definition; what the schema does not know is dropped (or refused), and its defaults are filled in.
// Upstream: k8s.io/apiextensions-apiserver/pkg/apiserver/{customresource_handler.go,schema/pruning,schema/defaulting}

import { deepCopy, isObject, type Draft } from '../../../base/json.ts';
import { badRequest } from '../../api/errors.ts';
import type { Kind } from '../../api/kind.ts';
import { decodeInto, unrecognized } from '../../api/schema/decode.ts';
import { plainJson, readJsonText } from '../../api/schema/jsonText.ts';
import { typeOf } from '../../api/schema/schema.ts';
import type { SchemaType } from '../../api/schema/schemaType.ts';
import type { KubeObject } from '../../api/types.ts';
import { itemSchema, valueSchema, type JsonSchema } from '../../kinds/shared/crd/jsonSchema.ts';
import type { FieldValidation } from '../context.ts';
import { schemaOf } from './customKind.ts';

const META = ['apiVersion', 'kind', 'metadata'];

export interface CustomBody {
  readonly object: Draft<KubeObject>;
  readonly strictErrors: readonly string[];
}

export function readCustom(kind: Kind, body: unknown, validation: FieldValidation): CustomBody {
  const value: unknown = typeof body === 'string' ? parsed(kind, body) : deepCopy(body as object);
  if (!isObject(value)) throw unrecognized(kind.kind, 'json: cannot unmarshal', body);
  const said = { kind: String(value.kind ?? ''), apiVersion: String(value.apiVersion ?? '') };
  if (said.kind === '') throw badRequest(`Object 'Kind' is missing in '${JSON.stringify(value)}'`);
  if (said.apiVersion !== kind.apiVersion) throw badRequest(`the API version in the data (${said.apiVersion}) does not match the expected API version (${kind.apiVersion})`);
  const errors: string[] = [];
  const metadata = decodeInto(typeOf('v1', 'ConfigMap') as SchemaType, { metadata: value.metadata ?? {} }, validation !== 'Ignore');
  const head = (why: string): string => `${said.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${kind.kind}: ${why}`;
  if (metadata.error !== undefined) throw badRequest(head(metadata.error));
  errors.push(...metadata.strictErrors);
  const schema = schemaOf(kind) ?? { 'x-kubernetes-preserve-unknown-fields': true };
  const rest: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) if (!META.includes(key)) rest[key] = item;
  const known = prune(rest, schema, '', errors) as Record<string, unknown>;
  if (validation === 'Strict' && errors.length > 0) throw badRequest(head(`strict decoding error: ${errors.join(', ')}`));
  fill(known, schema);
  const { metadata: meta } = metadata.object as unknown as KubeObject;
  return { object: { apiVersion: kind.apiVersion, kind: kind.kind, metadata: meta, ...known } as unknown as Draft<KubeObject>, strictErrors: validation === 'Warn' ? errors : [] };
}

function parsed(kind: Kind, body: string): unknown {
  try {
    return plainJson(readJsonText(body));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw unrecognized(kind.kind, error.message, body);
  }
}

function prune(value: unknown, schema: JsonSchema, path: string, unknown: string[]): unknown {
  if (Array.isArray(value)) {
    const items = itemSchema(schema);
    return items ? value.map((item, i) => prune(item, items, `${path}[${i}]`, unknown)) : value;
  }
  if (!isObject(value)) return value;
  const out: Record<string, unknown> = {};
  const values = valueSchema(schema);
  const keeps = schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true;
  for (const key of Object.keys(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    const own = schema.properties?.[key] ?? values;
    if (own) out[key] = prune(value[key], own, at, unknown);
    else if (keeps || (schema['x-kubernetes-embedded-resource'] && META.includes(key))) out[key] = value[key];
    else unknown.push(`unknown field ${JSON.stringify(at)}`);
  }
  return out;
}

/** Defaults are filled into what is there; a null where none may be counts as not there. */
function fill(value: unknown, schema: JsonSchema): void {
  if (Array.isArray(value)) {
    const items = itemSchema(schema);
    if (items) for (const item of value) fill(item, items);
    return;
  }
  if (!isObject(value)) return;
  const object = value as Record<string, unknown>;
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    if (object[key] === null && property.nullable !== true && property.default !== undefined) delete object[key];
    if (object[key] === undefined && property.default !== undefined && !META.includes(key)) object[key] = deepCopy(property.default as object);
    if (object[key] !== undefined) fill(object[key], property);
  }
  const values = valueSchema(schema);
  if (values) for (const key of Object.keys(object)) if (!schema.properties?.[key]) fill(object[key], values);
}
