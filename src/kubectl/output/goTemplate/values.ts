// Values while a template runs. Most are decoded JSON; numbers that Go would hold in another type than JSON's carry it.

import { isInt64 } from '../../../sim/api/yaml/goNumber.ts';
import { goType } from '../goValue.ts';

/** `5` in a template and `len` are int, `1.0` is float64, a byte of a string is uint8. */
export class GoNumber {
  readonly value: number;
  readonly type: 'int' | 'float64' | 'uint8';
  constructor(value: number, type: 'int' | 'float64' | 'uint8') {
    this.value = value;
    this.type = type;
  }
}

export const goInt = (value: number): GoNumber => new GoNumber(value, 'int');

/**
 * A value as reflection sees it. `undefined` is no value at all (a key that is missing); `boxed` tells that it comes out
 * of a map or list, where Go knows its type as interface {} until a pipeline unwraps it.
 */
export interface Ref {
  readonly value: unknown;
  readonly boxed: boolean;
}

export const NOTHING: Ref = { value: undefined, boxed: false };
export const ref = (value: unknown): Ref => ({ value, boxed: false });
export const boxed = (value: unknown): Ref => ({ value, boxed: true });
/** What a pipeline makes of a value: nil becomes no value. */
export const unbox = (r: Ref): Ref => (r.boxed ? (r.value === null ? NOTHING : { value: r.value, boxed: false }) : r);

export type Map = { readonly [key: string]: unknown };
export const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof GoNumber);

export function typeName(r: Ref): string {
  if (r.boxed) return 'interface {}';
  return r.value instanceof GoNumber ? r.value.type : goType(r.value);
}

export type Kind = 'bool' | 'int' | 'uint' | 'float' | 'string' | 'map' | 'list' | 'nil';

export function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return 'nil';
  if (value instanceof GoNumber) return value.type === 'float64' ? 'float' : value.type === 'int' ? 'int' : 'uint';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    case 'number':
      return isInt64(value) ? 'int' : 'float';
  }
  return Array.isArray(value) ? 'list' : 'map';
}

export const numberOf = (value: unknown): number => (value instanceof GoNumber ? value.value : (value as number));

export function truth(value: unknown): boolean {
  switch (kindOf(value)) {
    case 'nil':
      return false;
    case 'bool':
      return value as boolean;
    case 'string':
      return value !== '';
    case 'list':
      return (value as readonly unknown[]).length > 0;
    case 'map':
      return Object.keys(value as Map).length > 0;
    default:
      return numberOf(value) !== 0;
  }
}
