// Which schemas are structural: every field has a type outside of allOf, anyOf, oneOf and not, which may only restrict.
// Upstream: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/convert.go, validation.go

import { equal } from '../../../../base/json.ts';
import { compareText } from '../../../../base/text.ts';
import { errorText, type FieldError } from '../../../api/errors.ts';
import { Report } from '../report.ts';
import { goRegexpFault } from './goRegexp.ts';
import { entries, itemSchema, itemSchemas, valueSchema, type JsonSchema } from './jsonSchema.ts';

const UNSUPPORTED = ['id', '$schema', '$ref', 'patternProperties', 'dependencies', 'additionalItems', 'definitions'] as const;

/** Why a schema has no structural form. The first reason only. */
export function structuralFault(schema: JsonSchema | undefined): string | undefined {
  if (!schema) return undefined;
  for (const field of UNSUPPORTED) {
    const value = schema[field];
    const set = field === 'additionalItems' ? value !== undefined : typeof value === 'object' ? Object.keys(value).length > 0 : Boolean(value);
    if (set) return `OpenAPIV3Schema '${field.replace('$schema', 'schema')}' is not supported`;
  }
  for (const s of [schema.not, ...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
    const fault = structuralFault(s);
    if (fault) return fault;
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  if (itemSchemas(schema).length) return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  for (const s of [itemSchema(schema), ...entries(schema.properties).map(([, p]) => p), valueSchema(schema)]) {
    const fault = structuralFault(s);
    if (fault) return fault;
  }
  return undefined;
}

type Level = 'root' | 'item' | 'field';

/** What keeps a schema from being structural, sorted by text. */
export function structuralErrors(schema: JsonSchema, path: string): FieldError[] {
  const r = new Report();
  checkInvariants(r, schema, 'root', path);
  checkComplete(r, schema, schema, path, path);
  return [...r.errors].sort((a, b) => compareText(errorText(a), errorText(b)));
}

const INT_OR_STRING: readonly JsonSchema[] = [{ type: 'integer' }, { type: 'string' }];
const NO_TYPE: Readonly<Record<Level, string>> = { root: 'at the root', item: 'for specified array items', field: 'for specified object fields' };

function checkInvariants(r: Report, s: JsonSchema, level: Level, at: string): void {
  const { type = '', properties } = s;
  const items = itemSchema(s);
  const preserves = s['x-kubernetes-preserve-unknown-fields'] === true;
  const embedded = s['x-kubernetes-embedded-resource'] === true;
  const either = s['x-kubernetes-int-or-string'] === true;
  if (type === 'array' && !items) r.required(`${at}.items`, 'must be specified');
  if (items) checkInvariants(r, items, 'item', `${at}.items`);
  for (const [key, p] of entries(properties)) checkInvariants(r, p, 'field', `${at}.properties[${key}]`);
  if (s.additionalProperties !== undefined) {
    if (level === 'root') r.forbidden(`${at}.additionalProperties`, 'must not be used at the root');
    const values = valueSchema(s);
    if (values) checkInvariants(r, values, 'field', `${at}.additionalProperties`);
  }
  if (either && preserves) r.invalid(`${at}.x-kubernetes-preserve-unknown-fields`, true, 'must be false if x-kubernetes-int-or-string is true');
  if (either && embedded) r.invalid(`${at}.x-kubernetes-embedded-resource`, true, 'must be false if x-kubernetes-int-or-string is true');
  checkValueRules(r, s, equal(s.anyOf, INT_OR_STRING), equal(s.allOf?.[0]?.anyOf, INT_OR_STRING), at);

  if (embedded && type !== 'object') {
    const must = 'must be object if x-kubernetes-embedded-resource is true';
    if (type) r.invalid(`${at}.type`, type, must);
    else r.required(`${at}.type`, must);
  } else if (!type && !either && !preserves) r.required(`${at}.type`, `must not be empty ${NO_TYPE[level]}`);
  if (embedded && s.additionalProperties !== undefined) r.forbidden(`${at}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set');
  if (level === 'root' && type && type !== 'object') r.invalid(`${at}.type`, type, 'must be object at the root');
  const whole = level === 'root' || embedded;
  for (const [field, wanted] of [['kind', 'string'], ['apiVersion', 'string'], ['metadata', 'object']] as const) {
    const p = properties?.[field];
    if (!p) continue;
    if (whole && (p.type ?? '') !== wanted) r.invalid(`${at}.properties[${field}].type`, p.type ?? '', `must be ${wanted}`);
    if (field === 'metadata' && level === 'root' && restrictsMetadata(p)) r.forbidden(`${at}.properties[metadata]`, 'must not specify anything other than name and generateName, but metadata is implicitly specified');
  }
  if (embedded && !preserves && !Object.keys(properties ?? {}).length) r.required(`${at}.properties`, 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields');
}

function restrictsMetadata({ type: _type, default: _default, properties = {}, ...rest }: JsonSchema): boolean {
  return Object.keys(properties).some((p) => p !== 'name' && p !== 'generateName') || Object.values(rest).some((v) => v !== undefined && v !== false && v !== '');
}

function checkValueRules(r: Report, v: JsonSchema, skipAnyOf: boolean, skipFirstAnyOf: boolean, at: string): void {
  if (!skipAnyOf) v.anyOf?.forEach((s, i) => checkNested(r, s, false, `${at}.anyOf[${i}]`));
  v.allOf?.forEach((s, i) => checkNested(r, s, skipFirstAnyOf && i === 0, `${at}.allOf[${i}]`));
  v.oneOf?.forEach((s, i) => checkNested(r, s, false, `${at}.oneOf[${i}]`));
  if (v.not) checkNested(r, v.not, false, `${at}.not`);
  const fault = v.pattern ? goRegexpFault(v.pattern) : undefined;
  if (fault) r.invalid(`${at}.pattern`, v.pattern, `must be a valid regular expression, but isn't: ${fault}`);
}

const NESTED: readonly (readonly [field: keyof JsonSchema, must: string])[] = [
  ['default', 'undefined'],
  ['title', 'empty'],
  ['description', 'empty'],
  ['nullable', 'false'],
  ['x-kubernetes-preserve-unknown-fields', 'false'],
  ['x-kubernetes-embedded-resource', 'false'],
  ['x-kubernetes-int-or-string', 'false'],
  ['x-kubernetes-list-map-keys', 'empty'],
  ['x-kubernetes-list-type', 'undefined'],
  ['x-kubernetes-map-type', 'undefined'],
  ['x-kubernetes-validations', 'empty'],
];

function checkNested(r: Report, v: JsonSchema, skipAnyOf: boolean, at: string): void {
  checkValueRules(r, v, skipAnyOf, false, at);
  const items = itemSchema(v);
  if (items) checkNested(r, items, false, `${at}.items`);
  for (const [key, p] of entries(v.properties)) checkNested(r, p, false, `${at}.properties[${key}]`);
  if (v.type) r.forbidden(`${at}.type`, 'must be empty to be structural');
  if (v.additionalProperties) r.forbidden(`${at}.additionalProperties`, 'must be undefined to be structural');
  for (const [field, must] of NESTED) {
    const value = v[field];
    const set = must === 'undefined' ? value !== undefined : Array.isArray(value) ? value.length > 0 : Boolean(value);
    if (set) r.forbidden(`${at}.${field}`, `must be ${must} to be structural`);
  }
  if (v.properties?.metadata) r.forbidden(`${at}.properties[metadata]`, 'must not be specified in a nested context');
}

/** What the root restricts must also be there; upstream looks into nothing else.      Upstream: complete.go */
function checkComplete(r: Report, v: JsonSchema, s: JsonSchema, at: string, schemaAt: string): void {
  const parts: (readonly [string, JsonSchema])[] = v.not ? [[`${at}.not`, v.not]] : [];
  for (const list of ['allOf', 'anyOf', 'oneOf'] as const) v[list]?.forEach((part, i) => parts.push([`${at}.${list}[${i}]`, part]));
  for (const [path, part] of parts) checkPart(r, part, s, path, schemaAt);
}

function checkPart(r: Report, v: JsonSchema, s: JsonSchema | undefined, at: string, schemaAt: string): void {
  if (!s) return r.required(schemaAt, `because it is defined in ${at}`);
  checkComplete(r, v, s, at, schemaAt);
  const items = itemSchema(v);
  if (items) checkPart(r, items, itemSchema(s), `${at}.items`, `${schemaAt}.items`);
  for (const [key, p] of entries(v.properties)) checkPart(r, p, s.properties?.[key], `${at}.properties[${key}]`, `${schemaAt}.properties[${key}]`);
}
