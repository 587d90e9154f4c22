// An object as Go writes its struct of it: fields that are always written are there, empty ones are not, quantities and
// times are canonical, and the fields come in the order of their declaration. What kubectl makes itself has this form
// (`strategy: {}`, `resources: {}`); what a server or a file said stays as it was.

import { compareText } from '../../base/text.ts';
import { decodeInto } from '../../sim/api/schema/decode.ts';
import { typeOf } from '../../sim/api/schema/schema.ts';
import type { SchemaType } from '../../sim/api/schema/schemaType.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { KubectlError } from './errors.ts';
import { fieldOrder } from './goFieldOrder.ts';
import { compactJson } from './json.ts';
import { apiVersionOf, kindOf, type Item } from './object.ts';

/** Throws KubectlError where the kind is not known or a value does not fit. */
export function goForm(object: unknown): Item {
  for (const [field, key] of [['Kind', kindOf(object)] as const, ['apiVersion', apiVersionOf(object)] as const]) {
    if (key === '') throw new KubectlError(`Object '${field}' is missing in '${compactJson(object)}'`);
  }
  const type = typeOf(apiVersionOf(object), kindOf(object));
  if (!type) throw new KubectlError(`no kind ${goQuote(kindOf(object))} is registered for version ${goQuote(apiVersionOf(object))} in scheme "pkg/scheme/scheme.go:28"`);
  const { object: read, error } = decodeInto(type, object, false);
  if (error !== undefined) throw new KubectlError(error);
  return ordered(read, type) as Item;
}

function ordered(value: unknown, type: SchemaType): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return type.element ? value.map((item) => ordered(item, type.element as SchemaType)) : value;
  const object = value as Item;
  const out: Record<string, unknown> = {};
  if (type.shape === 'struct') {
    const { byName } = type.table();
    for (const key of fieldOrder(type.id.replace(PREFIX, '')) ?? [...byName.keys()]) {
      const field = byName.get(key);
      if (field && object[key] !== undefined) out[key] = ordered(object[key], field.type);
    }
    return out;
  }
  if (type.shape !== 'map' || !type.element) return value;
  for (const key of Object.keys(object).sort(compareText)) out[key] = ordered(object[key], type.element);
  return out;
}

const PREFIX = /^io\.k8s\.(?:api|apimachinery\.pkg\.apis)\./;
