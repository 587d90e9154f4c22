// The words by which a strategic merge patch says more than "set this": they stand among the fields.
// Upstream: k8s.io/apimachinery/pkg/util/strategicpatch/patch.go

import { BAD_ELEMENT_ORDER, BAD_PRIMITIVE_LIST, malformed } from './patchErrors.ts';

/** In an object: `delete`, `replace` (or `merge`, which nothing accepts). */
export const DIRECTIVE = '$patch';
/** Beside fields of a union: all others are cleared. */
export const RETAIN_KEYS = '$retainKeys';
/** `$setElementOrder/<list>`: the order in which the items shall stand. */
export const ELEMENT_ORDER = '$setElementOrder';
/** `$deleteFromPrimitiveList/<list>`: scalars to take out. */
export const DELETE_FROM_LIST = '$deleteFromPrimitiveList';

/** `$setElementOrder/containers` → `containers` */
export function listOf(key: string, directive: typeof ELEMENT_ORDER | typeof DELETE_FROM_LIST): string {
  if (!key.startsWith(`${directive}/`)) throw malformed(directive === ELEMENT_ORDER ? BAD_ELEMENT_ORDER : BAD_PRIMITIVE_LIST);
  return key.slice(directive.length + 1);
}

const DOLLAR = 36;

/** Most keys are no directives: one look at the first letter tells. */
export const maybeDirective = (key: string): boolean => key.charCodeAt(0) === DOLLAR;
