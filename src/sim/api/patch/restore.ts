// After a strategic merge the server turns the merged tree into its Go struct by reflection, not by decoding JSON, so a
// value of the wrong type is refused in other words than on create.
// Upstream: k8s.io/apimachinery/pkg/runtime/converter.go

import { isObject } from '../../../base/json.ts';
import { invalid, invalidValue, type ApiError } from '../errors.ts';
import { goText } from './goText.ts';
import type { SchemaType } from '../schema/schemaType.ts';
import { shapeOf } from './schemaShapes.ts';
import type { TypeShape } from './typeShape.ts';

/** What is wrong with the merged object, or undefined. Parts shared with `original` are right and not looked at again. */
export function restoreError(merged: unknown, original: unknown, type: SchemaType): string | undefined {
  return errorIn(merged, original, shapeOf(type));
}

function errorIn(merged: unknown, original: unknown, shape: TypeShape): string | undefined {
  if (merged === original || merged === null || merged === undefined) return undefined;
  // Quantities, times, int-or-string and raw JSON decode themselves.
  if (shape.scalar === 'untyped') return undefined;
  if (shape.map) return mapError(merged, original, shape);
  if (shape.list) return listError(merged, original, shape);
  return scalarError(merged, shape);
}

/** The refusal: a field error about the patch as a whole. */
export function patchRefused(patch: unknown, why: string): ApiError {
  return invalid('', '', '', [invalidValue('patch', goText(patch), why)]);
}

function mapError(merged: unknown, original: unknown, shape: TypeShape): string | undefined {
  const map = shape.map as NonNullable<TypeShape['map']>;
  if (!isObject(merged)) return map.struct ? `cannot restore struct from: ${reflectKind(merged)}` : `cannot restore map from ${reflectKind(merged)}`;
  for (const key in merged) {
    const type = map.struct ? map.fields.get(key)?.type : map.element;
    const error = type && errorIn(merged[key], isObject(original) ? original[key] : undefined, type);
    if (error) return error;
  }
  return undefined;
}

function listError(merged: unknown, original: unknown, shape: TypeShape): string | undefined {
  if (!Array.isArray(merged)) return `cannot restore slice from ${reflectKind(merged)}`;
  const element = (shape.list as NonNullable<TypeShape['list']>).element;
  for (let i = 0; i < merged.length; i++) {
    const error = errorIn(merged[i], Array.isArray(original) ? original[i] : undefined, element);
    if (error) return error;
  }
  return undefined;
}

function scalarError(value: unknown, shape: TypeShape): string | undefined {
  const have = reflectKind(value);
  // []byte is written as base64.
  if (shape.name === 'slice') return have === 'string' ? undefined : `cannot restore slice from ${have}`;
  const want = SCALAR_KINDS[shape.scalar as string] as string;
  const whole = shape.scalar === 'numeric' && shape.name !== 'float64';
  switch (have) {
    case 'int64':
      if (want === 'number') return undefined;
      // Go converts a number into a text of one character, and JSON must not.
      return want === 'string' ? `cannot convert int64 to ${shape.name}` : `unrecognized type: ${want}`;
    case 'float64':
      if (want !== 'number') return `unrecognized type: ${want}`;
      return whole ? `cannot convert float64 to ${shape.name}` : undefined;
    default:
      return have === want ? undefined : `unrecognized type: ${want === 'number' ? numberKind(shape) : want}`;
  }
}

const SCALAR_KINDS: Readonly<Record<string, string>> = { string: 'string', boolean: 'bool', numeric: 'number' };

/** A named number is an int32 wherever there is one. */
const numberKind = (shape: TypeShape): string => (shape.name.includes('.') ? 'int32' : shape.name);

/** reflect.Kind of a decoded value. */
function reflectKind(value: unknown): string {
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
