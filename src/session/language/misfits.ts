// Values that cannot be what their field wants: words for numbers, a mapping for a list, quantities that are none. The
// server names only the first, and often not where it is; here all are found, with their places.

import { isObject } from '../../base/json.ts';
import { quantityProblem } from '../../sim/api/quantity.ts';
import { readTime } from '../../sim/api/schema/goTime.ts';
import type { SchemaType } from '../../sim/api/schema/schemaType.ts';
import type { Path } from './nodes.ts';

export interface Misfit {
  readonly path: Path;
  readonly type: SchemaType;
  readonly value: unknown;
  /** Found by a reader of the type's own, whose errors come before all others. */
  readonly own: boolean;
}

/** In the order in which the server looks: keys as they are sorted. */
export function* misfits(type: SchemaType, value: unknown, path: Path = []): Generator<Misfit> {
  if (value === null || value === undefined) return;
  switch (type.shape) {
    case 'struct':
      if (!isObject(value)) yield { path, type, value, own: false };
      else
        for (const key of Object.keys(value).sort()) {
          const field = type.table().byName.get(key);
          if (field) yield* misfits(field.type, value[key], [...path, key]);
        }
      return;
    case 'map':
      if (!isObject(value)) yield { path, type, value, own: false };
      else for (const key of Object.keys(value).sort()) yield* misfits(type.element as SchemaType, value[key], [...path, key]);
      return;
    case 'list':
      if (!Array.isArray(value)) yield { path, type, value, own: false };
      else for (const [i, item] of value.entries()) yield* misfits(type.element as SchemaType, item, [...path, i]);
      return;
    default:
      if (!fits(type, value)) yield { path, type, value, own: OWN.has(type.shape) };
  }
}

const OWN: ReadonlySet<string> = new Set(['quantity', 'time', 'microTime', 'intOrString']);

function fits(type: SchemaType, value: unknown): boolean {
  switch (type.shape) {
    case 'string':
    case 'bytes':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'int32':
      return isInteger(value) && Math.abs(value) <= 2 ** 31;
    case 'int64':
      return isInteger(value);
    case 'double':
      return typeof value === 'number';
    case 'intOrString':
      return typeof value === 'string' || isInteger(value);
    case 'quantity':
      return (typeof value === 'string' || typeof value === 'number') && quantityProblem(String(value).trim()) === undefined;
    case 'time':
    case 'microTime':
      return typeof value === 'string' && !('error' in readTime(value, type.shape === 'microTime'));
    default:
      return true;
  }
}

const isInteger = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value);
