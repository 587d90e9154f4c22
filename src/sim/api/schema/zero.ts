// What Go writes for a field that nobody set: the zero value of its type. Only fields with `always` are written then,
// so a Pod template without metadata still has `metadata: {}`, and a container without resources `resources: {}`.

import type { SchemaField, SchemaType } from './schemaType.ts';

/** A fresh value, null for what is nil in Go. */
export function zeroOf(field: SchemaField): unknown {
  return field.pointer ? null : zeroOfType(field.type);
}

/** Also what a null in a list or a map becomes. */
export function zeroOfType(type: SchemaType): unknown {
  switch (type.shape) {
    case 'struct':
      return addZeros(type, {});
    case 'string':
      return '';
    case 'boolean':
      return false;
    case 'int32':
    case 'int64':
    case 'double':
    case 'intOrString':
      return 0;
    case 'quantity':
      return '0';
    case 'schemaOrBool':
      return false;
    default:
      return null;
  }
}

/** Fills in the fields that are always written. */
export function addZeros(type: SchemaType, object: Record<string, unknown>): Record<string, unknown> {
  for (const field of type.table().always) if (object[field.name] === undefined) object[field.name] = zeroOf(field);
  return object;
}
