// Values of custom resources against their schema, and what of a value a schema knows.
// Upstream: k8s.io/kube-openapi/pkg/validation/validate, k8s.io/apiextensions-apiserver/pkg/apiserver/validation/validation.go,
// pkg/apiserver/schema/pruning/algorithm.go
// Simplified: of alternatives that all fail, the faults of the first are listed.

import { equal, isObject } from '../../../../base/json.ts';
import { Report } from '../report.ts';
import { hasFormat } from './formats.ts';
import { goMatches } from './goRegexp.ts';
import { entries, itemSchema, valueSchema, type JsonSchema } from './jsonSchema.ts';

/** Adds what is wrong with the value at `base`. */
export function checkValue(r: Report, base: string, value: unknown, schema: JsonSchema): void {
  new Check(r, base).value(value, schema, '');
}

const typeName = (value: unknown): string => {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return Array.isArray(value) ? 'array' : typeof value;
};

/** Paths are relative to the base; below the root, fields that no property names begin with a point. */
class Check {
  private readonly r: Report;
  private readonly base: string;

  constructor(r: Report, base: string) {
    this.r = r;
    this.base = base;
  }

  private at(path: string): string {
    return path === '' ? this.base : `${this.base}.${path.replace(/^\./, '')}`;
  }

  private invalid(path: string, value: unknown, words: string): void {
    this.r.invalid(this.at(path), value ?? '', `${path} in body ${words}`);
  }

  private wrongType(path: string, wanted: string, actual: string): void {
    this.r.add({ type: 'TypeInvalid', field: this.at(path), value: actual, detail: `${path} in body must be of type ${wanted}: ${JSON.stringify(actual)}` });
  }

  /** Whether a value passes, and the report of what keeps it from passing. */
  private trial(value: unknown, schema: JsonSchema, path: string): Report {
    const r = new Report();
    new Check(r, this.base).value(value, schema, path);
    return r;
  }

  value(value: unknown, s: JsonSchema, path: string): void {
    this.type(value, s, path);
    if (value !== null && value !== undefined) {
      this.junctors(value, s, path);
      if (typeof value === 'string') this.text(value, s, path);
      if (typeof value === 'number') this.number(value, s, path);
      if (Array.isArray(value)) this.list(value, s, path);
    }
    if (s.enum?.length && !s.enum.some((e) => equal(e, value))) this.r.unsupported(this.at(path), value, s.enum.map((e) => (typeof e === 'string' ? e : JSON.stringify(e))));
    if (isObject(value)) this.object(value, s, path);
  }

  private type(value: unknown, { type, format, nullable, ...s }: JsonSchema, path: string): void {
    const types = s['x-kubernetes-int-or-string'] ? ['integer', 'string'] : type ? [type] : [];
    const actual = typeName(value);
    if (actual === 'null') {
      if (types.length && !nullable) this.wrongType(path, types.join(','), actual);
      return;
    }
    if (!types.length && !format) return;
    const fits = types.includes(actual) || (actual === 'integer' && types.includes('number'));
    if (fits) return;
    const isTextOrList = actual === 'string' || actual === 'array';
    if (format && !isTextOrList) return this.wrongType(path, format, actual === 'integer' ? 'int64' : actual === 'number' ? 'float64' : '');
    if (format && !types.includes('number') && !types.includes('integer')) return;
    this.wrongType(path, types.join(','), actual);
  }

  private junctors(value: unknown, s: JsonSchema, path: string): void {
    const plain = (words: string): void => this.r.invalid(this.base, '', `${JSON.stringify(path)} must ${words}`);
    if (s.anyOf?.length) {
      const trials = s.anyOf.map((part) => this.trial(value, part, path));
      if (!trials.some((t) => t.count === 0)) {
        plain('validate at least one schema (anyOf)');
        this.r.addAll((trials[0] as Report).errors);
      }
    }
    if (s.oneOf?.length) {
      const trials = s.oneOf.map((part) => this.trial(value, part, path));
      const valid = trials.filter((t) => t.count === 0).length;
      if (valid !== 1) {
        plain(`validate one and only one schema (oneOf). Found ${valid === 0 ? 'none valid' : `${valid} valid alternatives`}`);
        if (valid === 0) this.r.addAll((trials[0] as Report).errors);
      }
    }
    if (s.allOf?.length) {
      const trials = s.allOf.map((part) => this.trial(value, part, path));
      for (const t of trials) this.r.addAll(t.errors);
      const valid = trials.filter((t) => t.count === 0).length;
      if (valid !== trials.length) plain(`validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`);
    }
    if (s.not && this.trial(value, s.not, path).count === 0) plain('not validate the schema (not)');
  }

  private text(value: string, s: JsonSchema, path: string): void {
    const length = [...value].length;
    if (s.maxLength !== undefined && length > s.maxLength) this.r.tooLong(this.at(path), '', s.maxLength);
    else if (s.minLength !== undefined && length < s.minLength) this.invalid(path, value, `should be at least ${s.minLength} chars long`);
    else if (s.pattern && !goMatches(s.pattern, value)) this.invalid(path, value, `should match '${s.pattern}'`);
    if (s.format && !hasFormat(s.format, value)) {
      this.r.add({ type: 'TypeInvalid', field: this.at(path), value, detail: `${path} in body must be of type ${s.format}: ${JSON.stringify(value)}` });
    }
  }

  private number(value: number, s: JsonSchema, path: string): void {
    if (s.type === 'integer' && s.format === 'int32' && (value | 0) !== value) this.r.invalid(this.base, '', `Checked value must be of type integer with format int32 in ${path}`);
    if (s.multipleOf !== undefined && !Number.isInteger(value / s.multipleOf)) this.invalid(path, value, `should be a multiple of ${s.multipleOf}`);
    if (s.minimum !== undefined && (s.exclusiveMinimum ? value <= s.minimum : value < s.minimum)) this.invalid(path, value, `should be greater than ${s.exclusiveMinimum ? '' : 'or equal to '}${s.minimum}`);
    if (s.maximum !== undefined && (s.exclusiveMaximum ? value >= s.maximum : value > s.maximum)) this.invalid(path, value, `should be less than ${s.exclusiveMaximum ? '' : 'or equal to '}${s.maximum}`);
  }

  private list(value: readonly unknown[], s: JsonSchema, path: string): void {
    const items = itemSchema(s);
    if (items) value.forEach((item, i) => this.value(item, items, `${path}[${i}]`));
    if (s.minItems !== undefined && value.length < s.minItems) this.invalid(path, value.length, `should have at least ${s.minItems} items`);
    if (s.maxItems !== undefined && value.length > s.maxItems) this.r.tooMany(this.at(path), value.length, s.maxItems);
  }

  private object(value: Readonly<Record<string, unknown>>, s: JsonSchema, path: string): void {
    const keys = Object.keys(value);
    if (s.minProperties !== undefined && keys.length < s.minProperties) this.invalid(path, keys.length, `should have at least ${s.minProperties} properties`);
    if (s.maxProperties !== undefined && keys.length > s.maxProperties) this.r.tooMany(this.at(path), keys.length, s.maxProperties);
    const known = s.properties ?? {};
    const others = valueSchema(s);
    for (const [key, item] of entries(value)) {
      if (Object.hasOwn(known, key)) continue;
      if (s.additionalProperties === false) this.r.invalid(this.at(path), key, `${path}.${key} in body is a forbidden property`);
      else if (others) this.value(item, others, `${path}.${key}`);
    }
    for (const [key, schema] of entries(known)) if (Object.hasOwn(value, key)) this.value(value[key], schema, path === '' ? key : `${path}.${key}`);
    for (const key of s.required ?? []) if (!Object.hasOwn(value, key)) this.r.required(this.at(`${path}.${key}`));
  }
}

const META = ['apiVersion', 'kind', 'metadata'];

/** The value without the fields that its schema does not know; the same value where it knows all. */
export function pruned(value: unknown, s: JsonSchema | undefined): unknown {
  const keeps = s?.['x-kubernetes-preserve-unknown-fields'] === true;
  if (Array.isArray(value)) {
    const items = s && itemSchema(s);
    const out = keeps && !items ? value : value.map((item) => pruned(item, items));
    return out.some((item, i) => item !== value[i]) ? out : value;
  }
  if (!isObject(value)) return value;
  const out: Record<string, unknown> = {};
  let changed = false;
  for (const key of Object.keys(value)) {
    const schema = s?.properties?.[key] ?? (s && valueSchema(s));
    if (schema) out[key] = pruned(value[key], schema);
    else if (s?.additionalProperties !== undefined) out[key] = pruned(value[key], undefined);
    else if (keeps || (s?.['x-kubernetes-embedded-resource'] && META.includes(key))) out[key] = value[key];
    if (out[key] !== value[key]) changed = true;
  }
  return changed ? out : value;
}
