// The rules of a schema (x-kubernetes-validations) applied to an object.
// Upstream: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go
//
// Simplified: what a rule cannot be asked of here counts as kept; items of lists have no old self.

import { isObject } from '../../../../base/json.ts';
import { OMITTED, type FieldError, type FieldErrorType } from '../../../api/errors.ts';
import { CelFault } from '../cel/fault.ts';
import { CelError, evaluate } from '../cel/evaluate.ts';
import { parseCel, type CelNode } from '../cel/parser.ts';
import { celName } from './schemaCel.ts';
import { entries, itemSchema, valueSchema, type JsonSchema, type ValidationRule } from './jsonSchema.ts';

const TYPES: Readonly<Record<string, FieldErrorType>> = { FieldValueInvalid: 'Invalid', FieldValueForbidden: 'Forbidden', FieldValueRequired: 'Required', FieldValueDuplicate: 'Duplicate' };

const parsed = new Map<string, CelNode | undefined>();

function tree(source: string): CelNode | undefined {
  if (!parsed.has(source)) {
    let node: CelNode | undefined;
    try {
      node = parseCel(source);
    } catch (error) {
      if (!(error instanceof CelFault)) throw error;
    }
    parsed.set(source, node);
  }
  return parsed.get(source);
}

export function brokenRules(schema: JsonSchema, value: unknown, old: unknown, path = ''): FieldError[] {
  if (value === undefined || value === null) return [];
  const errors: FieldError[] = [];
  for (const rule of schema['x-kubernetes-validations'] ?? []) {
    const message = broken(rule, seen(value), old === undefined ? undefined : seen(old));
    if (message !== undefined) errors.push({ type: TYPES[rule.reason ?? ''] ?? 'Invalid', field: `${path}${rule.fieldPath ?? ''}`.replace(/^\./, '') || '<nil>', value: OMITTED, detail: message });
  }
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (Array.isArray(value)) {
    const items = itemSchema(schema);
    if (items) value.forEach((item, i) => errors.push(...brokenRules(items, item, undefined, `${path}[${i}]`)));
  } else if (isObject(value)) {
    const was = isObject(old) ? old : {};
    for (const [key, property] of entries(schema.properties)) errors.push(...brokenRules(property, value[key], was[key], below(key)));
    const values = valueSchema(schema);
    if (values) for (const [key, item] of entries(value)) if (!schema.properties?.[key]) errors.push(...brokenRules(values, item, was[key], `${path}[${key}]`));
  }
  return errors;
}

/** Why the rule is broken; undefined where it is kept. */
function broken({ rule = '', message, messageExpression, optionalOldSelf }: ValidationRule, self: unknown, old: unknown): string | undefined {
  const node = tree(rule);
  if (!node || optionalOldSelf || (old === undefined && /\boldSelf\b/.test(rule))) return undefined;
  const names = new Map<string, unknown>([['self', self], ['oldSelf', old]]);
  try {
    if (evaluate(node, names) === true) return undefined;
    const said = messageExpression ? tree(messageExpression) : undefined;
    const text = said ? evaluate(said, names) : undefined;
    return typeof text === 'string' && text !== '' ? text : (message ?? `failed rule: ${rule.trim()}`);
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return error.message.startsWith('no such overload') ? undefined : `rule evaluation error: ${error.message}`;
  }
}

/** Rules write some field names in another way. */
function seen(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(seen);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [celName(key) ?? key, seen(item)]));
}
