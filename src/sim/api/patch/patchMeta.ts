// How a strategic merge patch treats one field: by its Go type and struct tags.
// Upstream: k8s.io/apimachinery/pkg/util/strategicpatch/meta.go

import { internal } from './patchErrors.ts';
import type { FieldShape, TypeShape } from './typeShape.ts';

export function objectField(shape: TypeShape, key: string): FieldShape {
  const map = shape.map;
  if (!map?.struct) throw internal(`merging an object in json but data type is not struct, instead is: ${goKind(shape)}`);
  const field = map.fields.get(key) ?? sameName(map.fields, key);
  if (!field) throw internal(`unable to find api field in struct ${shape.name} for the json field ${JSON.stringify(key)}`);
  return field;
}

/** The field, and the type of its items. */
export function listField(shape: TypeShape, key: string): { readonly field: FieldShape; readonly element: TypeShape } {
  const field = objectField(shape, key);
  const element = field.type.list?.element;
  if (!element) throw internal(`expected slice or array type, but got: ${goKind(shape)}`);
  return { field, element };
}

/** Go finds a field in whatever case it is written. */
function sameName(fields: ReadonlyMap<string, FieldShape>, key: string): FieldShape | undefined {
  const lower = key.toLowerCase();
  for (const [name, field] of fields) if (name.toLowerCase() === lower) return field;
  return undefined;
}

/** reflect.Kind */
export function goKind(shape: TypeShape): string {
  if (shape.map) return shape.map.struct ? 'struct' : 'map';
  return shape.list ? 'slice' : shape.name;
}
