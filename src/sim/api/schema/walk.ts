// Finding one's way through a type: by the path of a value in an object (editor, patches), or by field names alone, as
// `kubectl explain pod.spec.containers.ports` does, which walks through lists and maps without naming an item.

import type { SchemaField, SchemaType } from './schemaType.ts';

/** A struct's fields, sorted by name; none for all other types. */
export const fields = (type: SchemaType): readonly SchemaField[] => type.table().fields;

/** The field of a struct; case matters. */
export const field = (type: SchemaType, name: string): SchemaField | undefined => type.table().byName.get(name);

/** The type of the value at a path: `['spec', 'containers', 0, 'resources', 'limits', 'cpu']`. */
export function typeAt(type: SchemaType, path: readonly (string | number)[]): SchemaType | undefined {
  let at: SchemaType | undefined = type;
  for (const step of path) {
    if (at === undefined) return undefined;
    at = at.shape === 'struct' ? field(at, String(step))?.type : at.shape === 'map' || (at.shape === 'list' && typeof step === 'number') ? at.element : undefined;
  }
  return at;
}

/** The field that a path of names ends in, lists and maps walked through. */
export function fieldAt(type: SchemaType, names: readonly string[]): SchemaField | undefined {
  let at = type;
  let found: SchemaField | undefined;
  for (const name of names) {
    found = field(innermost(at), name);
    if (!found) return undefined;
    at = found.type;
  }
  return found;
}

/** What a list of maps of … finally holds. */
export function innermost(type: SchemaType): SchemaType {
  let at = type;
  while ((at.shape === 'list' || at.shape === 'map') && at.element) at = at.element;
  return at;
}
