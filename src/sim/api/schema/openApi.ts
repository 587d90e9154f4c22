// A type as the API server publishes it at /openapi/v3: what real clients (kubectl's field check, explain, apply) read.
// Upstream: k8s.io/kube-openapi/pkg/generators
// Simplified: without x-kubernetes-unions, which no client uses; required fields in order of their names.

import type { Json, JsonObject } from '../../../base/json.ts';
import type { SchemaField, SchemaType, Shape } from './schemaType.ts';

const REF = '#/components/schemas/';

/** The schema that stands under the type's name in `components.schemas`. */
export function openApiSchema(type: SchemaType): JsonObject {
  if (type.shape !== 'struct') return ownForm(type);
  const { fields } = type.table();
  const required = fields.filter((f) => f.required).map((f) => f.name);
  return {
    type: 'object',
    ...(required.length ? { required } : {}),
    ...(fields.length ? { properties: Object.fromEntries(fields.map((f) => [f.name, property(f)])) } : {}),
    ...(type.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    ...(type.kind ? { 'x-kubernetes-group-version-kind': [{ group: type.kind.group, kind: type.kind.kind, version: type.kind.version }] } : {}),
  };
}

/** The types that a type's fields refer to, all the way down, itself included. */
export function referencedTypes(type: SchemaType, into: Map<string, SchemaType> = new Map()): Map<string, SchemaType> {
  if (type.id !== '') {
    if (into.has(type.id)) return into;
    into.set(type.id, type);
  }
  if (type.element) referencedTypes(type.element, into);
  for (const field of type.table().fields) referencedTypes(field.type, into);
  return into;
}

function property(field: SchemaField): JsonObject {
  const { type } = field;
  const implied = field.always && !field.pointer ? ZEROS[type.shape] : undefined;
  const allowed = field.enum.length ? { enum: field.enum } : {};
  const value = field.default ?? (type.shape === 'struct' && !field.pointer ? {} : implied);
  return {
    ...(type.element && type.id === '' ? schemaOf(type, allowed) : { ...schemaOf(type), ...allowed }),
    ...(value !== undefined ? { default: value } : {}),
    ...(field.listType ? { 'x-kubernetes-list-type': field.listType } : {}),
    ...(field.listMapKeys.length ? { 'x-kubernetes-list-map-keys': field.listMapKeys } : {}),
    ...(field.mapType ? { 'x-kubernetes-map-type': field.mapType } : {}),
    ...(field.patchStrategy.length ? { 'x-kubernetes-patch-strategy': field.patchStrategy.join(',') } : {}),
    ...(field.patchMergeKey ? { 'x-kubernetes-patch-merge-key': field.patchMergeKey } : {}),
  };
}

const ZEROS: { readonly [S in Shape]?: Json } = { string: '', boolean: false, int32: 0, int64: 0, double: 0 };

/** `allowed`: the enum of what a list or a map holds. */
function schemaOf(type: SchemaType, allowed: JsonObject = {}): JsonObject {
  if (type.id !== '') return { allOf: [{ $ref: REF + type.id }] };
  switch (type.shape) {
    case 'list':
      return { type: 'array', items: { ...element(type.element as SchemaType), ...allowed } };
    case 'map':
      return { type: 'object', additionalProperties: { ...element(type.element as SchemaType), ...allowed } };
    case 'bytes':
      return { type: 'string', format: 'byte' };
    case 'int32':
    case 'int64':
      return { type: 'integer', format: type.shape };
    case 'double':
      return { type: 'number', format: 'double' };
    default:
      return { type: type.shape };
  }
}

function element(type: SchemaType): JsonObject {
  const value = type.shape === 'struct' ? {} : ZEROS[type.shape];
  if (type.id !== '' && value === undefined) return { $ref: REF + type.id };
  return { ...schemaOf(type), ...(value !== undefined ? { default: value } : {}) };
}

/** Types that read and write their own JSON. */
function ownForm(type: SchemaType): JsonObject {
  switch (type.shape) {
    case 'quantity':
      return { oneOf: [{ type: 'string' }, { type: 'number' }] };
    case 'intOrString':
      return { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] };
    case 'time':
    case 'microTime':
      return { type: 'string', format: 'date-time' };
    case 'raw':
      return type.name === 'JSON' ? {} : { type: 'object' };
    default:
      return {};
  }
}
