// The type of a custom kind, from the schema in its definition, for completion and hover; checks are the server's.

import type { JsonObject } from '../../base/json.ts';
import { isObject } from '../../base/json.ts';
import type { Kind } from '../../sim/api/kind.ts';
import type { Scheme } from '../../sim/api/scheme.ts';
import { typeById, typeOf } from '../../sim/api/schema/schema.ts';
import { makeType, plainField, structType, type SchemaType } from '../../sim/api/schema/schemaType.ts';

const known = new WeakMap<Kind, SchemaType>();

/** The type of a kind, built in or custom. */
export function kindType(scheme: Scheme, apiVersion: string, kind: string): SchemaType | undefined {
  const builtIn = typeOf(apiVersion, kind);
  if (builtIn) return builtIn;
  const custom = scheme.kind(apiVersion, kind);
  if (!custom?.openApiSchema) return undefined;
  const made = known.get(custom) ?? structOf(custom.kind, custom.openApiSchema, true);
  known.set(custom, made);
  return made;
}

function structOf(name: string, schema: JsonObject, top = false): SchemaType {
  return structType({ name }, () => {
    const required = Array.isArray(schema.required) ? schema.required : [];
    const properties = isObject(schema.properties) ? (schema.properties as JsonObject) : {};
    const own = Object.keys(properties).map((key) => plainField(name, key, typeFrom(key, properties[key]), { required: required.includes(key) }));
    if (!top) return own;
    const meta = typeById('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta') as SchemaType;
    const head = [plainField(name, 'apiVersion', makeType('string')), plainField(name, 'kind', makeType('string')), plainField(name, 'metadata', meta)];
    return [...head, ...own.filter((f) => !head.some((h) => h.name === f.name))];
  });
}

function typeFrom(name: string, schema: unknown): SchemaType {
  if (!isObject(schema)) return makeType('raw');
  const inner = schema as JsonObject;
  if (inner['x-kubernetes-int-or-string'] === true) return makeType('intOrString');
  switch (inner.type) {
    case 'object':
      if (isObject(inner.properties)) return structOf(name, inner);
      return isObject(inner.additionalProperties) ? makeType('map', { element: typeFrom(name, inner.additionalProperties) }) : makeType('raw');
    case 'array':
      return makeType('list', { element: typeFrom(name, inner.items) });
    case 'integer':
      return makeType('int64');
    case 'number':
      return makeType('double');
    case 'boolean':
      return makeType('boolean');
    case 'string':
      return makeType('string');
    default:
      return makeType('raw');
  }
}
