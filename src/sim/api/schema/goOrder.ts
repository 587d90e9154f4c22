// An object with its fields in the order in which Go's structs declare them: so the real server and kubectl write JSON.
// Maps come by the alphabet. What the schema does not know comes last.

import { isObject } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { fieldOrder } from './goFieldOrder.ts';
import { typeOf } from './schema.ts';
import type { SchemaType } from './schemaType.ts';

/** A body by what it says it is; lists by their items. What is of no known kind stays as it is. */
export function goOrderedBody(body: unknown): unknown {
  if (!isObject(body) || typeof body.apiVersion !== 'string' || typeof body.kind !== 'string') return body;
  const { kind, apiVersion, metadata, items, ...rest } = body;
  if (kind === 'Status') return body;
  if (Array.isArray(items) && kind.endsWith('List')) {
    const type = typeOf(apiVersion, kind.slice(0, -'List'.length));
    return type ? { kind, apiVersion, metadata, ...rest, items: items.map((item) => goOrdered(item, type)) } : body;
  }
  const type = typeOf(apiVersion, kind);
  return type ? goOrdered(body, type) : body;
}

export function goOrdered(value: unknown, type: SchemaType): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return type.element ? value.map((item) => goOrdered(item, type.element as SchemaType)) : value;
  const object = value as Readonly<Record<string, unknown>>;
  if (type.shape === 'struct') return orderedStruct(object, type);
  if (type.shape !== 'map' || !type.element) return value;
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(object).sort(compareText)) out[key] = goOrdered(object[key], type.element);
  return out;
}

function orderedStruct(object: Readonly<Record<string, unknown>>, type: SchemaType): object {
  const { byName } = type.table();
  const out: Record<string, unknown> = {};
  for (const key of fieldOrder(type.id.replace(PREFIX, '')) ?? byName.keys()) {
    const field = byName.get(key);
    if (field && object[key] !== undefined) out[key] = goOrdered(object[key], field.type);
  }
  for (const key in object) if (!(key in out) && object[key] !== undefined) out[key] = object[key];
  return out;
}

const PREFIX = /^io\.k8s\.(?:api|apimachinery\.pkg\.apis)\./;
