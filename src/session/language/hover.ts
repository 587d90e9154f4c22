// What is known of the field under the pointer.

import { deepCopy, isObject } from '../../base/json.ts';
import { decodeInto } from '../../sim/api/schema/decode.ts';
import type { Descriptions } from '../../sim/api/schema/descriptions.ts';
import { explainType } from '../../sim/api/schema/explainType.ts';
import type { SchemaField, SchemaType } from '../../sim/api/schema/schemaType.ts';
import { innermost, typeAt } from '../../sim/api/schema/walk.ts';
import type { Kind } from '../../sim/api/kind.ts';
import type { FieldFacts } from '../protocol.ts';
import { isRequired } from './complete.ts';
import { fieldAt } from './completeValues.ts';
import { cursorPlace } from './cursorPath.ts';
import { kindType } from './kindType.ts';
import { splitManifest, type ManifestDocument } from './documents.ts';
import { valueAt } from './fixes/fixContext.ts';
import { placeName } from './fixes/fields.ts';
import { follow, type Path } from './nodes.ts';
import type { LiveCluster } from './rehearsal.ts';
import { isStored } from './stored.ts';

export interface Hover {
  readonly facts?: FieldFacts;
  readonly from: number;
  readonly to: number;
}

export function hover(live: LiveCluster, text: string, offset: number, descriptions: Descriptions | undefined): Hover {
  const place = cursorPlace(text, offset);
  const nothing = { from: offset, to: offset };
  if (!place || place.wordTo === place.wordFrom) return nothing;
  const word = text.slice(place.wordFrom, place.wordTo);
  const path = place.place === 'key' && typeof place.path.at(-1) !== 'number' ? [...place.path, word] : place.place === 'key' && place.valued ? [...place.path, word] : place.path;
  const type = kindType(live.state.scheme, place.apiVersion, place.kind);
  const kind = live.state.scheme.kind(place.apiVersion, place.kind);
  if (!type || !kind) return nothing;
  const field = fieldAt(type, path);
  if (!field) return nothing;
  const document = splitManifest(text).find((d) => d.from <= offset && offset <= d.to);
  const owner = ownerOf(type, path);
  const facts: FieldFacts = {
    field: placeName(path),
    type: explainType(field.type),
    required: isRequired(field),
    default: isRequired(field) ? '' : document ? leftOut(kind, type, document, path, field) : shown(field.default),
    enum: field.enum,
    description: path.length === 1 && path[0] === 'kind' ? (descriptions?.ofType(type) ?? '') : owner && descriptions ? descriptions.ofField(owner, field) || descriptions.ofType(innermost(field.type)) : '',
    topic: `${field.owner}.${field.name}`,
    simulated: kind.simulated === 'stored' || isStored(field) ? 'stored' : 'full',
  };
  return { facts, from: place.wordFrom, to: place.wordTo };
}

function ownerOf(type: SchemaType, path: Path): SchemaType | undefined {
  let end = path.length;
  while (end > 0 && typeof path[end - 1] === 'number') end--;
  return typeAt(type, path.slice(0, end - 1));
}

/** What the server makes of the object when this field is left out. */
function leftOut(kind: Kind, type: SchemaType, document: ManifestDocument, path: Path, field: SchemaField): string {
  if (document.root && follow(document.root, path).depth === path.length && typeof path.at(-1) === 'string' && isObject(document.value)) {
    const value = deepCopy(document.value) as unknown;
    const holder = valueAt(value, path.slice(0, -1));
    if (isObject(holder)) delete (holder as Record<string, unknown>)[String(path.at(-1))];
    const { object, error } = decodeInto(type, value, false);
    if (error === undefined) {
      kind.defaults?.(object as never);
      return shown(valueAt(object, path));
    }
  }
  return shown(field.default);
}

/** Only what says something: nobody wonders about empty objects. */
function shown(value: unknown): string {
  if (value === undefined || value === null || value === '') return '';
  if (typeof value === 'object') return Object.keys(value).length === 0 || JSON.stringify(value).length > 80 ? '' : JSON.stringify(value);
  return String(value);
}
