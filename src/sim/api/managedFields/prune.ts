// Server-side apply removes what a manager applied last time and does not apply now, unless another manager owns it, or
// nobody ever said that it was the manager's.
// Upstream: sigs.k8s.io/structured-merge-diff/merge/update.go (prune)

import type { TypeShape } from '../patch/typeShape.ts';
import { difference, intersection, isEmpty, NO_FIELDS, union, withNamedFields, type FieldSet } from './fieldSet.ts';
import type { Owner } from './managers.ts';
import { removeItems } from './removeItems.ts';
import { toFieldSet } from './toFieldSet.ts';

/** `last`: what the applying manager owned before; `owners` hold what it applies now. */
export function prune(merged: unknown, last: FieldSet | undefined, owners: ReadonlyMap<string, Owner>, shape: TypeShape): unknown {
  if (!last || isEmpty(last)) return merged;
  const lastNamed = withNamedFields(last, shape);
  const pruned = removeItems(merged, lastNamed, shape);
  if (pruned === merged) return merged;

  let owned = NO_FIELDS;
  for (const owner of owners.values()) owned = union(owned, owner.set);
  const all = withNamedFields(toFieldSet(merged, shape), shape);
  const left = withNamedFields(toFieldSet(pruned, shape), shape);
  const keep = union(left, withNamedFields(owned, shape));
  const withOwned = removeItems(merged, difference(all, keep), shape);

  const nowLeft = withNamedFields(toFieldSet(withOwned, shape), shape);
  return removeItems(merged, intersection(difference(all, nowLeft), lastNamed), shape);
}
