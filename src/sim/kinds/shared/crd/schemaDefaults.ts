// Defaults that a schema gives must fit the schema.
// Upstream: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go
// Simplified: rules in CEL are not run against defaults, and of embedded objects only apiVersion and kind are looked at.

import { equal, isObject } from '../../../../base/json.ts';
import type { FieldError } from '../../../api/errors.ts';
import { Report } from '../report.ts';
import { entries, itemSchema, type JsonSchema } from './jsonSchema.ts';
import { checkValue, pruned } from './values.ts';

const META = ['metadata', 'apiVersion', 'kind'];

export function defaultErrors(schema: JsonSchema, path: string): FieldError[] {
  const r = new Report();
  check(r, schema, path, true, false);
  return r.errors;
}

function check(r: Report, s: JsonSchema, path: string, isRoot: boolean, insideMeta: boolean): void {
  const embedded = isRoot || s['x-kubernetes-embedded-resource'] === true;
  const inside = insideMeta && !embedded;
  const value = s.default;
  if (value !== undefined && value !== null) {
    const at = `${path}.default`;
    if (!inside && !equal(pruned(value, isRoot ? { ...s, 'x-kubernetes-embedded-resource': true } : s), value)) r.invalid(at, value, 'must not have unknown fields');
    const missing = embedded && isObject(value) ? ['apiVersion', 'kind'].filter((f) => !Object.hasOwn(value, f)) : [];
    for (const field of missing) r.required(`${at}.${field}`);
    if (!missing.length) checkValue(r, at, value, s);
  }
  const items = itemSchema(s);
  if (items) check(r, items, `${path}.items`, false, inside);
  for (const [key, p] of entries(s.properties)) check(r, p, `${path}.properties[${key}]`, false, inside || (embedded && META.includes(key)));
}
