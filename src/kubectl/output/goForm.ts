// An object as Go writes its struct of it: fields that are always written are there, empty ones are not, quantities and
// times are canonical, and the fields come in the order of their declaration. What kubectl makes itself has this form
// (`strategy: {}`, `resources: {}`); what a server or a file said stays as it was.

import { decodeInto } from '../../sim/api/schema/decode.ts';
import { goOrdered } from '../../sim/api/schema/goOrder.ts';
import { typeOf } from '../../sim/api/schema/schema.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { KubectlError } from './errors.ts';
import { compactJson } from './json.ts';
import { apiVersionOf, kindOf, type Item } from './object.ts';

/** Throws KubectlError where the kind is not known or a value does not fit. */
export function goForm(object: unknown): Item {
  for (const [field, key] of [['Kind', kindOf(object)] as const, ['apiVersion', apiVersionOf(object)] as const]) {
    if (key === '') throw new KubectlError(`Object '${field}' is missing in '${compactJson(object)}'`);
  }
  const type = typeOf(apiVersionOf(object), kindOf(object));
  if (!type) throw new KubectlError(`no kind ${goQuote(kindOf(object))} is registered for version ${goQuote(apiVersionOf(object))} in scheme "pkg/scheme/scheme.go:28"`);
  const { object: read, error } = decodeInto(type, object, false);
  if (error !== undefined) throw new KubectlError(error);
  return goOrdered(read, type) as Item;
}
