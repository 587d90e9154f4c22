// The type of a value as Go declares it and OpenAPI publishes it: what decoding, patches, field ownership, explain and
// completion all read. Structs refer to each other in circles, so their fields are made when first asked for.
// Custom resources can be described the same way (see `structType`).

import type { Json } from '../../../base/json.ts';

export type Shape =
  | 'struct'
  | 'list'
  | 'map'
  | 'string'
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'double'
  | 'bytes'
  | 'quantity'
  | 'time'
  | 'microTime'
  | 'intOrString'
  /** Any JSON: RawExtension, FieldsV1, and JSON inside a custom resource definition. */
  | 'raw'
  /** Forms of JSONSchemaProps: it or a list of it, it or a boolean, it or a list of strings. */
  | 'schemaOrList'
  | 'schemaOrBool'
  | 'schemaOrStrings';

export interface SchemaType {
  readonly shape: Shape;
  /** `Container`, `Quantity`; '' for lists, maps and plain scalars. */
  readonly name: string;
  /** OpenAPI's name, `io.k8s.api.core.v1.Container`; '' where it has none. */
  readonly id: string;
  /** `v1.Container`, `v1.PullPolicy`, `v1.ResourceList`; '' where Go's type has no name of its own. */
  readonly goName: string;
  /** Owned and replaced as a whole wherever it is used (x-kubernetes-map-type: atomic). */
  readonly atomic: boolean;
  /** What a list or a map holds; for the three schema forms: JSONSchemaProps. */
  readonly element: SchemaType | undefined;
  /** Go's name of a map's key type. */
  readonly keyName: string;
  /** Only of kinds: where it is served. */
  readonly kind: GroupVersionKind | undefined;
  /** A struct's fields, made when first needed. */
  readonly table: () => StructTable;
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface SchemaField {
  readonly name: string;
  readonly type: SchemaType;
  /** The struct that has the field. */
  readonly owner: string;
  readonly required: boolean;
  readonly pointer: boolean;
  /** Written by Go even when empty: the zero value appears in every object. */
  readonly always: boolean;
  /** Left out by Go when empty, although it was given: `""`, 0, false, an empty list or map. */
  readonly dropsEmpty: boolean;
  /** The embedded structs on the way to the field, as error texts show them: `VolumeSource.`; mostly ''. */
  readonly embedded: string;
  readonly default: Json | undefined;
  /** The values that are allowed; of a list or map, for what it holds. */
  readonly enum: readonly string[];
  /** '' is said nowhere: atomic, unless the patch strategy merges. */
  readonly listType: '' | 'atomic' | 'set' | 'map';
  readonly listMapKeys: readonly string[];
  /** Of maps and structs at this place; '' is granular unless the type says otherwise. */
  readonly mapType: '' | 'atomic' | 'granular';
  readonly patchStrategy: readonly ('merge' | 'replace' | 'retainKeys')[];
  readonly patchMergeKey: string;
}

export interface StructTable {
  readonly fields: readonly SchemaField[];
  readonly byName: ReadonlyMap<string, SchemaField>;
  /** Those with `always`. */
  readonly always: readonly SchemaField[];
}

const NONE: StructTable = { fields: [], byName: new Map(), always: [] };
const none = (): StructTable => NONE;

export interface TypeParts {
  readonly name?: string;
  readonly id?: string;
  readonly goName?: string;
  readonly atomic?: boolean;
  readonly element?: SchemaType | undefined;
  readonly keyName?: string;
  readonly kind?: GroupVersionKind | undefined;
}

export function makeType(shape: Shape, parts: TypeParts = {}, table: () => StructTable = none): SchemaType {
  return {
    shape,
    name: parts.name ?? '',
    id: parts.id ?? '',
    goName: parts.goName ?? '',
    atomic: parts.atomic ?? false,
    element: parts.element,
    keyName: parts.keyName ?? '',
    kind: parts.kind,
    table,
  };
}

/** A field with nothing special about it. */
export const plainField = (owner: string, name: string, type: SchemaType, parts: Partial<Pick<SchemaField, 'required' | 'embedded'>> = {}): SchemaField => ({
  name,
  type,
  owner,
  required: false,
  pointer: false,
  always: false,
  dropsEmpty: false,
  embedded: '',
  default: undefined,
  enum: [],
  listType: '',
  listMapKeys: [],
  mapType: '',
  patchStrategy: [],
  patchMergeKey: '',
  ...parts,
});

/** A struct whose fields are made once, when first asked for. */
export function structType(parts: TypeParts, fields: () => readonly SchemaField[]): SchemaType {
  let made: StructTable | undefined;
  return makeType('struct', parts, () => (made ??= tableOf(fields())));
}

function tableOf(fields: readonly SchemaField[]): StructTable {
  return { fields, byName: new Map(fields.map((f) => [f.name, f])), always: fields.filter((f) => f.always) };
}
