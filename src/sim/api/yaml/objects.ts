// A document of a manifest → the objects it holds, as kubectl's first look has it: it must say its kind, its metadata must
// be metadata, and a list stands for its items. What else is in it nobody has checked yet.
// Upstream: k8s.io/apimachinery/pkg/apis/meta/v1/unstructured/helpers.go, k8s.io/cli-runtime/pkg/resource/metadata_decoder.go

import { isObject, stableText } from '../../../base/json.ts';
import { decodeInto } from '../schema/decode.ts';
import { typeById } from '../schema/schema.ts';
import { makeType, plainField, structType, type SchemaType } from '../schema/schemaType.ts';
import type { YamlDocument } from './documents.ts';

/** Why a document is no object: what kubectl prints after `unable to decode "<file>": `. */
export class ObjectError extends Error {
  override readonly name = 'ObjectError';
}

export type ObjectValue = { readonly [key: string]: unknown };

/** The object, or the items of a list, also of lists in lists. Throws ObjectError. */
export function objectsIn(document: YamlDocument): readonly ObjectValue[] {
  return flat(read(document.value, document));
}

function read(value: unknown, document: YamlDocument): ObjectValue {
  if (!isObject(value)) throw new ObjectError(`json: cannot unmarshal ${word(value)} into Go value of type unstructured.detector`);
  if (value.items !== undefined) checkItems(value.items);
  if (typeof value.kind !== 'string' || value.kind === '') throw new ObjectError(`Object 'Kind' is missing in '${document.json ? document.text.trim() : compact(value)}'`);
  const { error } = decodeInto(METADATA_ONLY, document.json ? value : sorted(value), false);
  if (error !== undefined) throw new ObjectError(error);
  return value;
}

function checkItems(items: unknown): void {
  if (items === null) return;
  if (!Array.isArray(items)) throw new ObjectError(`json: cannot unmarshal ${word(items)} into Go struct field decodeList.items of type []json.RawMessage`);
  const wrong = items.find((item) => item !== null && !isObject(item));
  if (wrong !== undefined) throw new ObjectError(`json: cannot unmarshal ${word(wrong)} into Go value of type map[string]interface {}`);
}

/** Items that do not say what they are take it from the list: a PodList holds Pods. */
function flat(object: ObjectValue): readonly ObjectValue[] {
  if (object.items === undefined) return [object];
  const kind = String(object.kind).replace(/List$/, '');
  return ((object.items ?? []) as readonly (ObjectValue | null)[]).flatMap((item) => {
    const known = item ?? {};
    const silent = (known.kind === undefined || known.kind === '') && (known.apiVersion === undefined || known.apiVersion === '');
    return flat(silent ? { ...known, kind, apiVersion: object.apiVersion } : known);
  });
}

const word = (value: unknown): string => (Array.isArray(value) ? 'array' : value !== null && typeof value === 'object' ? 'object' : value === true || value === false ? 'bool' : typeof value);

/** As Go writes JSON, on one line. */
const compact = (value: ObjectValue): string => stableText(value).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The first error by name is told: YAML comes here as JSON with sorted keys. */
function sorted(value: ObjectValue): ObjectValue {
  const { metadata, apiVersion, kind } = value;
  const object = { apiVersion, kind, metadata: isObject(metadata) ? Object.fromEntries(Object.keys(metadata).sort().map((key) => [key, metadata[key]])) : metadata };
  return object;
}

const OWNER = 'metadataOnlyObject';
const METADATA_ONLY: SchemaType = structType({ name: OWNER }, () => {
  const meta = typeById('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta') as SchemaType;
  return [plainField(OWNER, 'apiVersion', makeType('string'), { embedded: 'TypeMeta.' }), plainField(OWNER, 'kind', makeType('string'), { embedded: 'TypeMeta.' }), plainField(OWNER, 'metadata', meta)];
});
