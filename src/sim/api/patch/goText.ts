// JSON values as Go's fmt prints them with %v, and the names of their Go types: the texts of patch errors are made of
// these.

import { compareText } from '../../../base/text.ts';

/** `map[a:1 b:[x y] c:<nil>]` */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return goNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  const object = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(object).filter((key) => object[key] !== undefined);
  return `map[${keys.sort(compareText).map((key) => `${key}:${goText(object[key])}`).join(' ')}]`;
}

/** Whole numbers are int64, all else float64, which %v prints as %g does. */
export function goNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e19) return String(value);
  const digits = value.toExponential().split('e');
  const exponent = Number(digits[1]);
  if (exponent >= -4 && exponent < 6) return String(value);
  const sign = exponent < 0 ? '-' : '+';
  return `${digits[0]}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** reflect.TypeOf of a decoded JSON value, as %s prints it. */
export function goType(value: unknown): string {
  if (value === null || value === undefined) return '%!s(<nil>)';
  if (Array.isArray(value)) return '[]interface {}';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int64' : 'float64';
    default:
      return 'map[string]interface {}';
  }
}

export type JsonKind = 'null' | 'bool' | 'number' | 'string' | 'list' | 'map';

export function kindOf(value: unknown): JsonKind {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'number';
    case 'boolean':
      return 'bool';
    default:
      return 'map';
  }
}

/** encoding/json's word for a value that does not fit: `cannot unmarshal object into …`. */
export function jsonWord(value: unknown): string {
  const kind = kindOf(value);
  return kind === 'list' ? 'array' : kind === 'map' ? 'object' : kind;
}
