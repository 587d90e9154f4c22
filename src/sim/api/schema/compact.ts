// The notation of generated/structure.json. A struct is one line, its fields separated by `;`, the parts of a field by
// blanks: name, type, then marks.
//   type   s string, b bool, i int32, l int64, d float64, y bytes, q quantity, t time, u microtime, x int-or-string,
//          r raw JSON, f field set, j JSON, ja jb js the forms of a JSON schema; Name or package.Name a struct;
//          []T list, {}T map, {Key}T map with a named key type, Name=T a named type, *T pointer
//   after  + written even when empty, 0 left out when zero (times), ^Embedded.Struct, ! required
//   marks  ="default" (enum|values, ~ for a blank; of a list or map for what it holds) @atomic @set @map:key,key %patchStrategy:mergeKey
// A line that begins with @atomic is a struct owned as a whole.

import type { Json } from '../../../base/json.ts';
import { assert } from '../../../base/assert.ts';
import { makeType, type SchemaField, type SchemaType, type Shape } from './schemaType.ts';

/** What a line needs from around it. */
export interface Surroundings {
  /** `v1`: the last part of the Go package, before the dot of a Go type. */
  readonly version: string;
  /** Name of the struct, for the fields. */
  readonly owner: string;
  /** Whether the struct is a kind: then apiVersion and kind are embedded. */
  readonly isKind: boolean;
  /** `Container`, `core.v1.PodSpec` */
  struct(reference: string): SchemaType;
}

export const isAtomicLine = (line: string): boolean => line.startsWith('@');

export function parseFields(line: string, around: Surroundings): SchemaField[] {
  const fields: SchemaField[] = [];
  for (const text of line.split(';')) if (text !== '' && text !== '@atomic') fields.push(parseField(text, around));
  return fields;
}

function parseField(text: string, around: Surroundings): SchemaField {
  const [name = '', typeText = '', ...marks] = text.split(' ');
  const required = typeText.endsWith('!');
  const [notation = '', embedded = ''] = (required ? typeText.slice(0, -1) : typeText).split('^');
  const pointer = notation.startsWith('*');
  const omitZero = notation.endsWith('0');
  const keepsEmpty = notation.endsWith('+');
  const type = parseType(notation.slice(pointer ? 1 : 0, omitZero || keepsEmpty ? -1 : undefined), around);
  // Go's omitempty knows no empty struct, so structs by value are written whatever they hold.
  const always = keepsEmpty || (!omitZero && !pointer && NEVER_EMPTY.has(type.shape));
  const embeds = around.isKind && (name === 'apiVersion' || name === 'kind') ? 'TypeMeta' : embedded;
  const field = {
    name,
    type,
    owner: around.owner,
    required,
    pointer,
    always,
    dropsEmpty: omitZero || (!always && !pointer && !NEVER_EMPTY.has(type.shape)),
    embedded: embeds ? `${embeds}.` : '',
  };
  return { ...field, ...parseMarks(marks, type.shape === 'map' || type.shape === 'struct') };
}

/** Shapes that are structs in Go. */
const NEVER_EMPTY: ReadonlySet<Shape> = new Set<Shape>(['struct', 'quantity', 'time', 'microTime', 'intOrString', 'raw', 'schemaOrList', 'schemaOrBool', 'schemaOrStrings']);

type Marks = Pick<SchemaField, 'default' | 'enum' | 'listType' | 'listMapKeys' | 'mapType' | 'patchStrategy' | 'patchMergeKey'>;

const NO_MARKS: Marks = { default: undefined, enum: [], listType: '', listMapKeys: [], mapType: '', patchStrategy: [], patchMergeKey: '' };

function parseMarks(marks: readonly string[], isMap: boolean): Marks {
  if (marks.length === 0) return NO_MARKS;
  const out: { -readonly [K in keyof Marks]: Marks[K] } = { ...NO_MARKS };
  for (const mark of marks) {
    const body = mark.slice(1);
    switch (mark[0]) {
      case '=':
        out.default = JSON.parse(body) as Json;
        break;
      case '(':
        out.enum = body.slice(0, -1).replaceAll('~', ' ').split('|');
        break;
      case '@': {
        const [type = '', keys] = body.split(':');
        if (isMap) out.mapType = type as Marks['mapType'];
        else out.listType = type as Marks['listType'];
        if (keys !== undefined) out.listMapKeys = keys.split(',');
        break;
      }
      default: {
        const [strategy = '', key = ''] = body.split(':');
        out.patchStrategy = strategy.split(',') as Marks['patchStrategy'][number][];
        out.patchMergeKey = key;
      }
    }
  }
  return out;
}

const SCALARS: Readonly<Record<string, Shape>> = { s: 'string', b: 'boolean', i: 'int32', l: 'int64', d: 'double', y: 'bytes' };

const scalarTypes = new Map(Object.values(SCALARS).map((shape) => [shape, makeType(shape)]));

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const CRD = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';
const special = (shape: Shape, id: string, goName: string): SchemaType => makeType(shape, { id, goName, name: id.slice(id.lastIndexOf('.') + 1) });

const SPECIALS: Readonly<Record<string, SchemaType>> = {
  q: special('quantity', 'io.k8s.apimachinery.pkg.api.resource.Quantity', 'resource.Quantity'),
  t: special('time', `${META}.Time`, 'v1.Time'),
  u: special('microTime', `${META}.MicroTime`, 'v1.MicroTime'),
  x: special('intOrString', 'io.k8s.apimachinery.pkg.util.intstr.IntOrString', 'intstr.IntOrString'),
  r: special('raw', 'io.k8s.apimachinery.pkg.runtime.RawExtension', 'runtime.RawExtension'),
  f: special('raw', `${META}.FieldsV1`, 'v1.FieldsV1'),
  j: special('raw', `${CRD}.JSON`, 'v1.JSON'),
};

/** The last three hold schemas themselves, so they wait for the struct. */
const SCHEMA_FORMS: Readonly<Record<string, readonly [Shape, string]>> = {
  ja: ['schemaOrList', 'JSONSchemaPropsOrArray'],
  jb: ['schemaOrBool', 'JSONSchemaPropsOrBool'],
  js: ['schemaOrStrings', 'JSONSchemaPropsOrStringArray'],
};

function parseType(text: string, around: Surroundings, named = ''): SchemaType {
  if (text.startsWith('[]')) return makeType('list', { goName: named, element: parseType(text.slice(2), around) });
  if (text.startsWith('{')) {
    const end = text.indexOf('}');
    const key = text.slice(1, end);
    return makeType('map', { goName: named, element: parseType(text.slice(end + 1), around), keyName: key ? goName(key, around) : 'string' });
  }
  const shape = SCALARS[text];
  if (shape) return named ? makeType(shape, { goName: named }) : (scalarTypes.get(shape) as SchemaType);
  const known = SPECIALS[text];
  if (known) return known;
  const form = SCHEMA_FORMS[text];
  if (form) return makeType(form[0], { id: `${CRD}.${form[1]}`, goName: `v1.${form[1]}`, name: form[1], element: around.struct('JSONSchemaProps') });
  const equals = text.indexOf('=');
  if (equals > 0) return parseType(text.slice(equals + 1), around, goName(text.slice(0, equals), around));
  assert(/[A-Z]/.test(text), `structure.json has no type ${text}`);
  return around.struct(text);
}

const goName = (name: string, around: Surroundings): string => (name.includes('.') ? name : `${around.version}.${name}`);
