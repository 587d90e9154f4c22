// An object that is already a tree of values, read into a type: how the API server takes over the result of a strategic
// merge patch. It accepts what decoding accepts, but says in other words what does not fit, and sorts unknown fields.
// Upstream: k8s.io/apimachinery/pkg/runtime/converter.go (FromUnstructuredWithValidation)
// Simplified: of several errors the one in the first field by name is told; Go goes by the order of declaration.

import { compareText } from '../../../base/text.ts';
import { isObject } from '../../../base/json.ts';
import { decodeInto, type Outcome } from './decode.ts';
import { Decoding } from './decoding.ts';
import { goTypeText } from './goTypeText.ts';
import type { SchemaType } from './schemaType.ts';

/** `known`: the object before; what the value shares with it (by reference) is not looked at again. */
export function decodeUnstructured(type: SchemaType, value: unknown, strict: boolean, known?: object): Outcome {
  const outcome = decodeInto(type, value, strict, known);
  if (outcome.error !== undefined) {
    // What does not fit here does not fit there either, so only a failure is looked at a second time.
    const error = problem(type, value, known);
    if (error !== undefined) return { object: {}, error, strictErrors: [] };
  }
  return outcome.strictErrors.length < 2 ? outcome : { ...outcome, strictErrors: [...outcome.strictErrors].sort(compareText) };
}

/** The first value that does not fit. */
function problem(type: SchemaType, value: unknown, known?: unknown): string | undefined {
  if (value === null || value === undefined || (value === known && typeof value === 'object')) return undefined;
  switch (type.shape) {
    case 'struct':
      return isObject(value) ? structProblem(type, value, isObject(known) ? known : undefined) : `cannot restore struct from: ${goKind(value)}`;
    case 'map':
      return isObject(value) ? firstProblem(Object.keys(value), (key) => problem(type.element as SchemaType, value[key])) : `cannot restore map from ${goKind(value)}`;
    case 'list':
      return Array.isArray(value) ? firstProblem(value, (item) => problem(type.element as SchemaType, item)) : `cannot restore slice from ${goKind(value)}`;
    case 'bytes':
      if (Array.isArray(value)) return undefined;
      return typeof value === 'string' ? prefixed('error decoding from json: ', ownProblem(type, value)) : `cannot restore slice from ${goKind(value)}`;
    case 'string':
      if (typeof value === 'string') return undefined;
      return goKind(value) === 'int64' ? cannotConvert('int64', type) : 'unrecognized type: string';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'unrecognized type: bool';
    case 'int32':
    case 'int64':
      if (typeof value !== 'number') return `unrecognized type: ${type.shape}`;
      return Number.isInteger(value) ? undefined : cannotConvert('float64', type);
    case 'double':
      return typeof value === 'number' ? undefined : 'unrecognized type: float64';
    default:
      return ownProblem(type, value);
  }
}

/** In the order of the fields, so that of several the same one is told; but first only those that are there. */
function structProblem(type: SchemaType, value: Readonly<Record<string, unknown>>, known: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const { byName, fields } = type.table();
  let any = false;
  for (const key in value) {
    const field = byName.get(key);
    if (field !== undefined && problem(field.type, value[key], known?.[key]) !== undefined) any = true;
  }
  return any ? firstProblem(fields, (field) => problem(field.type, value[field.name])) : undefined;
}

function firstProblem<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What the type's own reader says. */
function ownProblem(type: SchemaType, value: unknown): string | undefined {
  const decoding = new Decoding(false);
  decoding.run(type, value);
  return decoding.error;
}

const prefixed = (prefix: string, text: string | undefined): string | undefined => (text === undefined ? undefined : prefix + text);
const cannotConvert = (from: string, type: SchemaType): string => `cannot convert ${from} to ${goTypeText(type)}`;

/** reflect.Kind of a decoded JSON value. */
function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int64' : 'float64';
    default:
      return 'map';
  }
}
