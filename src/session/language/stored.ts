// What is kept, checked and served like in a real cluster, but has no effect here: whole kinds, and single fields.

import { isObject } from '../../base/json.ts';
import type { Scheme } from '../../sim/api/scheme.ts';
import type { SchemaField, SchemaType } from '../../sim/api/schema/schemaType.ts';
import { identityOf, type ManifestDocument } from './documents.ts';
import type { Path } from './nodes.ts';
import { typeFor } from './refusals.ts';
import { STORED_FIELDS } from './storedFields.ts';

export interface StoredNote {
  readonly path: Path;
  readonly part: 'key' | 'value';
  readonly what: 'kind' | 'field';
  readonly name: string;
}

export function storedNotes(scheme: Scheme, document: Pick<ManifestDocument, 'value'>): readonly StoredNote[] {
  const { apiVersion, kind } = identityOf(document.value);
  const known = scheme.kind(apiVersion, kind);
  if (!known) return [];
  if (known.simulated === 'stored') return [{ path: ['kind'], part: 'value', what: 'kind', name: kind }];
  const type = typeFor(document.value);
  return type ? [...storedFields(type, document.value, [])] : [];
}

function* storedFields(type: SchemaType, value: unknown, path: Path): Generator<StoredNote> {
  if (type.element && Array.isArray(value)) for (const [i, item] of value.entries()) yield* storedFields(type.element, item, [...path, i]);
  if (!isObject(value)) return;
  if (type.shape === 'map') for (const key in value) yield* storedFields(type.element as SchemaType, value[key], [...path, key]);
  if (type.shape !== 'struct') return;
  for (const key in value) {
    const field = type.table().byName.get(key);
    if (!field) continue;
    if (isStored(field)) yield { path: [...path, key], part: 'key', what: 'field', name: key };
    else yield* storedFields(field.type, value[key], [...path, key]);
  }
}

export const isStored = (field: Pick<SchemaField, 'owner' | 'name'>): boolean => STORED_FIELDS[field.owner]?.includes(field.name) === true;
