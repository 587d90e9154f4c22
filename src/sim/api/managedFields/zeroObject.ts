// An object of which nothing is set, as Go writes it: structs that are no pointers stand there empty, lists and texts
// without `omitempty` as null and "". Creating is a change from this, which is why `f:strategy` never carries a dot.

import { deepFreeze } from '../../../base/json.ts';
import type { SchemaType } from '../schema/schemaType.ts';
import { zeroOfType } from '../schema/zero.ts';

const cache = new WeakMap<SchemaType, object>();

export function zeroObject(type: SchemaType): object {
  let zero = cache.get(type);
  if (!zero) cache.set(type, (zero = deepFreeze(zeroOfType(type) as object)));
  return zero;
}
