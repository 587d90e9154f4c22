// A custom kind as a type, for server-side apply, for who owns which field, and for who writes one: metadata as of any kind, all else as the
// schema of its definition says. What a schema does not declare is anything.
// Upstream: k8s.io/apiextensions-apiserver/pkg/controller/openapi/builder, k8s.io/kube-openapi/pkg/schemaconv

import type { Kind } from '../../../api/kind.ts';
import { typeOf } from '../../../api/schema/schema.ts';
import { makeType, plainField, structType, type SchemaField, type SchemaType } from '../../../api/schema/schemaType.ts';
import { entries, itemSchema, valueSchema, type JsonSchema } from './jsonSchema.ts';

const known = new WeakMap<Kind, SchemaType>();

export function customType(kind: Kind): SchemaType {
  let type = known.get(kind);
  if (!type) known.set(kind, (type = made(kind)));
  return type;
}

const ANYTHING = makeType('raw');
const TEXT = makeType('string');

function made(kind: Kind): SchemaType {
  const { group, version, kind: name } = kind;
  return structType({ name, goName: `${version}.${name}`, kind: { group, version, kind: name } }, () => {
    const { metadata: _metadata, apiVersion: _apiVersion, kind: _kind, ...rest } = (kind.openApiSchema as JsonSchema | undefined)?.properties ?? {};
    const metadata = (typeOf('v1', 'ConfigMap') as SchemaType).table().byName.get('metadata') as SchemaField;
    return [plainField(name, 'apiVersion', TEXT), plainField(name, 'kind', TEXT), metadata, ...fieldsOf(name, rest, [])];
  });
}

const fieldsOf = (owner: string, properties: JsonSchema['properties'], required: readonly string[]): SchemaField[] =>
  entries(properties).map(([field, schema]) => ({
    ...plainField(owner, field, typeFor(schema), { required: required.includes(field) }),
    listType: listTypeOf(schema),
    listMapKeys: schema['x-kubernetes-list-map-keys'] ?? [],
    mapType: schema['x-kubernetes-map-type'] === 'atomic' ? 'atomic' : '',
  }));

/** A list whose schema says nothing is owned as a whole. */
function listTypeOf({ type, 'x-kubernetes-list-type': said }: JsonSchema): SchemaField['listType'] {
  return type !== 'array' ? '' : said === 'map' || said === 'set' ? said : 'atomic';
}

function typeFor(schema: JsonSchema): SchemaType {
  if (schema['x-kubernetes-int-or-string']) return makeType('intOrString');
  switch (schema.type) {
    case 'string':
      return TEXT;
    case 'boolean':
      return makeType('boolean');
    case 'integer':
      return makeType('int64');
    case 'number':
      return makeType('double');
    case 'array': {
      const item = itemSchema(schema);
      return makeType('list', { element: item ? typeFor(item) : ANYTHING });
    }
    case 'object': {
      const value = valueSchema(schema);
      if (value) return makeType('map', { element: typeFor(value) });
      const open = schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-embedded-resource'] === true;
      if (!schema.properties || open) return schema.properties ? structWith(schema, ANYTHING) : ANYTHING;
      return structWith(schema, undefined);
    }
    default:
      return ANYTHING;
  }
}

const structWith = (schema: JsonSchema, element: SchemaType | undefined): SchemaType => structType({ element }, () => fieldsOf('', schema.properties, schema.required ?? []));
