// The schema of a custom resource: what may be said in it, where, and together with what.
// Upstream: k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go

import { Report } from '../report.ts';
import { checkOneOf } from '../rules.ts';
import { findField } from './fieldPath.ts';
import { entries, itemSchema, itemSchemas, shownItems, shownRule, shownSchema, valueSchema, type JsonSchema, type ValidationRule } from './jsonSchema.ts';
import { product } from '../cel/cost.ts';
import { celType, compileRule, mostOccurrences } from './schemaCel.ts';
import { defaultErrors } from './schemaDefaults.ts';
import { structuralErrors, structuralFault } from './structural.ts';

const ROOT_FIELDS = ['Description', 'Type', 'Format', 'Title', 'Maximum', 'ExclusiveMaximum', 'Minimum', 'ExclusiveMinimum', 'MaxLength', 'MinLength', 'Pattern', 'MaxItems', 'MinItems', 'UniqueItems', 'MultipleOf', 'Required', 'Items', 'Properties', 'ExternalDocs', 'Example', 'XPreserveUnknownFields', 'XValidations'];
const META = ['metadata', 'kind', 'apiVersion'];
const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

/** `statusIsApart`: the status is a subresource. */
export function checkSchema(r: Report, schema: JsonSchema, at: string, statusIsApart: boolean): void {
  const before = r.count;
  if (statusIsApart) checkRoot(r, schema, at);
  if (schema.nullable) r.forbidden(`${at}.nullable`, 'nullable cannot be true at the root');
  const fault = structuralFault(schema);
  let errors = fault ? [] : structuralErrors(schema, at);
  if (!fault && !errors.length) errors = defaultErrors(schema, at);
  r.addAll(errors);
  const rules = new SchemaCheck(r, !fault && !errors.length);
  rules.check(schema, at, { times: 1 }, true);
  r.addAll(rules.expressions.errors);
  if (fault && r.count === before) r.invalid(at, '', fault);
  const total = rules.costs.reduce((n, c) => n + c.cost, 0);
  if (total <= MAX_TOTAL_COST) return;
  const dearest = rules.costs.filter((c) => c.cost >= MAX_TOTAL_COST / 100).sort((a, b) => b.cost - a.cost);
  for (const { field } of dearest.slice(0, 4)) r.forbidden(field, 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema');
  r.forbidden(at, tooDear('x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema', total, MAX_TOTAL_COST));
}

const MAX_COST = 10_000_000;
const MAX_TOTAL_COST = 100_000_000;

function tooDear(what: string, cost: number, max: number): string {
  const over = cost / max;
  const factor = over > 100 ? 'more than 100x' : `${over.toFixed(over < 1.5 ? 6 : 1)}x`;
  return `${what} exceeds budget by factor of ${factor} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}

function checkRoot(r: Report, schema: JsonSchema, at: string): void {
  const zero = shownSchema({});
  for (const [field, value] of Object.entries(shownSchema(schema))) {
    if (value === zero[field]) continue;
    if (field === 'Type' && value !== 'object') return r.invalid(`${at}.type`, value, 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled');
    if (!ROOT_FIELDS.includes(field)) return r.invalid(at, shownSchema(schema), `only [${ROOT_FIELDS.join(' ')}] fields are allowed at the root of the schema if the status subresource is enabled`);
  }
}

interface Place {
  /** Why no default may be set here. */
  readonly noDefault?: string;
  readonly insideMeta?: boolean;
  /** Inside this, old values cannot be told to belong to new ones. */
  readonly noOldSelf?: string;
  /** Inside allOf and its like rules are not looked at. */
  readonly nested?: boolean;
  /** How often this can occur in one object; undefined: nothing bounds it. */
  readonly times: number | undefined;
}

/** How many items or values there can be; undefined: nothing bounds it. */
function most({ type, additionalProperties, maxProperties, maxItems }: JsonSchema): number | undefined {
  const bound = type === 'array' ? maxItems : type === 'object' && additionalProperties !== undefined ? maxProperties : 1;
  return bound === undefined ? undefined : Math.max(bound, 0);
}

class SchemaCheck {
  readonly expressions = new Report();
  readonly costs: { readonly field: string; readonly cost: number }[] = [];
  private readonly r: Report;
  private readonly withRules: boolean;

  constructor(r: Report, withRules: boolean) {
    this.r = r;
    this.withRules = withRules;
  }

  check(s: JsonSchema, at: string, place: Place, isRoot = false): void {
    const { r } = this;
    const before = r.count;
    this.standard(s, at, place);
    if (s.uniqueItems) r.forbidden(`${at}.uniqueItems`, 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic');
    this.inside(s, at, place, isRoot);
    if (s['x-kubernetes-preserve-unknown-fields'] === false) r.invalid(`${at}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined');
    this.mapType(s, at);
    this.listType(s, at);
    this.rules(s, at);
    if (r.count === before && this.withRules && !place.nested) this.compile(s, at, place, isRoot);
  }

  private standard(s: JsonSchema, at: string, { noDefault, insideMeta }: Place): void {
    const { r } = this;
    const without = (field: keyof JsonSchema, is: boolean): void => {
      if (is) r.forbidden(`${at}.${field}`, `${field} is not supported`);
    };
    if (s.type) checkOneOf(r, `${at}.type`, s.type, TYPES);
    if (s.default !== undefined && s.default !== null && noDefault !== undefined) r.forbidden(`${at}.default`, `must not be set ${noDefault}`);
    without('id', Boolean(s.id));
    without('additionalItems', s.additionalItems !== undefined);
    without('patternProperties', Object.keys(s.patternProperties ?? {}).length > 0);
    without('definitions', Object.keys(s.definitions ?? {}).length > 0);
    without('dependencies', s.dependencies !== undefined);
    without('$ref', s.$ref !== undefined);
    if (s.type === 'null') r.forbidden(`${at}.type`, 'type cannot be set to null, use nullable as an alternative');
    if (itemSchemas(s).length) r.forbidden(`${at}.items`, 'items must be a schema object and not an array');
    if (insideMeta && s['x-kubernetes-embedded-resource']) r.forbidden(`${at}.x-kubernetes-embedded-resource`, 'must not be used inside of resource meta');
  }

  private inside(s: JsonSchema, at: string, outer: Place, isRoot: boolean): void {
    const own = most(s);
    const place: Place = { ...outer, times: outer.times === undefined || own === undefined ? undefined : outer.times * own };
    const nested: Place = { ...place, nested: true };
    const noOldSelf = { noOldSelf: place.noOldSelf ?? at };
    const values = valueSchema(s);
    if (s.additionalProperties !== undefined && s.additionalProperties !== true && Object.keys(s.properties ?? {}).length) this.r.forbidden(`${at}.additionalProperties`, 'additionalProperties and properties are mutual exclusive');
    if (values) this.check(values, `${at}.additionalProperties`, place.insideMeta ? { ...place, noDefault: 'inside additionalProperties applying to object metadata' } : place);
    const mapType = s['x-kubernetes-map-type'];
    for (const [key, p] of entries(s.properties)) {
      const isMeta = (isRoot || s['x-kubernetes-embedded-resource'] === true) && META.includes(key);
      this.check(p, `${at}.properties[${key}]`, {
        ...place,
        ...(mapType === undefined || mapType === 'granular' ? {} : noOldSelf),
        ...(isMeta ? { insideMeta: true } : {}),
        ...(isMeta && isRoot ? { noDefault: `in top-level ${key}` } : {}),
      });
    }
    if (s.not) this.check(s.not, `${at}.not`, nested);
    for (const list of ['allOf', 'oneOf', 'anyOf'] as const) s[list]?.forEach((part, i) => this.check(part, `${at}.${list}[${i}]`, nested));
    for (const [key, d] of entries(s.definitions)) this.check(d, `${at}.definitions[${key}]`, nested);
    const ofItems = s['x-kubernetes-list-type'] === 'map' ? place : { ...place, ...noOldSelf };
    const items = itemSchema(s);
    if (items) this.check(items, `${at}.items`, ofItems);
    itemSchemas(s).forEach((item, i) => this.check(item, `${at}.items[${i}]`, ofItems));
    for (const [key, d] of entries(s.dependencies)) if (!Array.isArray(d)) this.check(d as JsonSchema, `${at}.dependencies[${key}]`, nested);
  }

  private mustBe(type: string, s: JsonSchema, at: string, because: string): void {
    const must = `must be ${type} if ${because} is specified`;
    if (s.type) this.r.invalid(`${at}.type`, s.type, must);
    else this.r.required(`${at}.type`, must);
  }

  private mapType(s: JsonSchema, at: string): void {
    const mapType = s['x-kubernetes-map-type'];
    if (mapType !== undefined && s.type !== 'object') this.mustBe('object', s, at, 'x-kubernetes-map-type');
    checkOneOf(this.r, `${at}.x-kubernetes-map-type`, mapType, ['atomic', 'granular']);
  }

  private listType(s: JsonSchema, at: string): void {
    const { r } = this;
    const listType = s['x-kubernetes-list-type'];
    const keys = s['x-kubernetes-list-map-keys'] ?? [];
    const items = itemSchema(s);
    if (listType !== undefined && s.type !== 'array') this.mustBe('array', s, at, 'x-kubernetes-list-type');
    else if (listType === 'set' && items) {
      const must = 'must be atomic as item of a list with x-kubernetes-list-type=set';
      const itemList = items['x-kubernetes-list-type'];
      if (items.type === 'array' && itemList !== undefined && itemList !== 'atomic') r.invalid(`${at}.items.x-kubernetes-list-type`, itemList, must);
      if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic') r.invalid(`${at}.items.x-kubernetes-map-type`, itemList, must);
    }
    checkOneOf(r, `${at}.x-kubernetes-list-type`, listType, ['atomic', 'set', 'map'], false);
    if (keys.length && listType !== 'map') {
      const must = 'must be map if x-kubernetes-list-map-keys is non-empty';
      if (listType === undefined) r.required(`${at}.x-kubernetes-list-type`, must);
      else r.invalid(`${at}.x-kubernetes-list-type`, listType, must);
    }
    if (listType === 'map') this.mapList(s, at, keys, items);
    if (items && (listType === 'map' || listType === 'set')) {
      if (items.nullable) r.forbidden(`${at}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${listType}`);
      for (const key of listType === 'map' ? keys : []) {
        const p = items.properties?.[key];
        if (!p) continue;
        const field = `${at}.items.properties[${key}]`;
        if (!items.required?.includes(key) && p.default === undefined) r.required(`${field}.default`, 'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property');
        if (p.nullable) r.forbidden(`${field}.nullable`, 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable');
      }
    }
  }

  private mapList(s: JsonSchema, at: string, keys: readonly string[], items: JsonSchema | undefined): void {
    const { r } = this;
    const field = `${at}.x-kubernetes-list-map-keys`;
    if (!keys.length) r.required(field, 'must not be empty if x-kubernetes-list-type is map');
    if (s.items === undefined) r.required(`${at}.items`, 'must have a schema if x-kubernetes-list-type is map');
    else if (!items) r.invalid(`${at}.items`, shownItems(s), 'must only have a single schema if x-kubernetes-list-type is map');
    else if (items.type !== 'object') r.invalid(`${at}.items.type`, items.type ?? '', "must be object if parent array's x-kubernetes-list-type is map");
    else {
      keys.forEach((key, i) => {
        const p = items.properties?.[key];
        if (!p) r.invalid(field, keys, 'entries must all be names of item properties');
        else if (p.type === 'array' || p.type === 'object') r.invalid(`${at}.items.properties[${key}].type`, items.type, "must be a scalar type if parent array's x-kubernetes-list-type is map");
        if (keys.indexOf(key) < i) r.invalid(field, keys, 'must not contain duplicate entries');
      });
    }
  }

  private rules(s: JsonSchema, at: string): void {
    const { r } = this;
    s['x-kubernetes-validations']?.forEach((rule, i) => {
      const field = `${at}.x-kubernetes-validations[${i}]`;
      const { rule: text = '', message = '', messageExpression = '', reason, fieldPath = '' } = rule;
      const words = message.trim();
      if (!text.trim()) r.required(`${field}.rule`, 'rule is not specified');
      else if (message && !words) r.invalid(`${field}.message`, message, 'must be non-empty if specified');
      else if (hasLines(words)) r.invalid(`${field}.message`, message, 'must not contain line breaks');
      else if (hasLines(text.trim()) && !words) r.required(`${field}.message`, 'message must be specified if rule contains line breaks');
      if (messageExpression && !messageExpression.trim()) r.required(`${field}.messageExpression`, 'messageExpression must be non-empty if specified');
      checkOneOf(r, `${field}.reason`, reason, REASONS);
      if (fieldPath && !fieldPath.trim()) r.invalid(`${field}.fieldPath`, fieldPath, 'must be non-empty if specified');
      if (hasLines(fieldPath)) r.invalid(`${field}.fieldPath`, fieldPath, 'must not contain line breaks');
      if (fieldPath && !structuralFault(s) && 'error' in findField(fieldPath, s)) r.invalid(`${field}.fieldPath`, fieldPath, 'must be a valid path');
    });
  }

  private compile(s: JsonSchema, at: string, { noOldSelf, times }: Place, isRoot: boolean): void {
    const rules: readonly ValidationRule[] = s['x-kubernetes-validations'] ?? [];
    if (!rules.length) return;
    const r = this.expressions;
    const list = `${at}.x-kubernetes-validations`;
    const type = celType(s, isRoot || s['x-kubernetes-embedded-resource'] === true);
    if (!type) {
      r.add({ type: 'InternalError', field: list, detail: 'internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations' });
      return;
    }
    rules.forEach((rule, i) => {
      const field = `${list}[${i}]`;
      const { ruleFault, messageFault, usesOldSelf, messageCost, ...once } = compileRule(rule, type);
      const cost = product(once.cost, times ?? mostOccurrences(type));
      const price = (part: string, words: string, value: number): void => {
        if (value > MAX_COST) r.forbidden(`${field}.${part}`, tooDear(`estimated ${words} cost`, value, MAX_COST));
        this.costs.push({ field: `${field}.${part}`, cost: value });
      };
      price('rule', 'rule', cost);
      if (ruleFault !== undefined) r.invalid(`${field}.rule`, shownRule(rule), ruleFault);
      if (messageFault !== undefined) r.invalid(`${field}.messageExpression`, shownRule(rule), messageFault);
      else price('messageExpression', 'messageExpression', messageCost);
      if (usesOldSelf && noOldSelf !== undefined) r.invalid(`${field}.rule`, rule.rule, `oldSelf cannot be used on the uncorrelatable portion of the schema within ${noOldSelf}`);
      if (!usesOldSelf && rule.optionalOldSelf !== undefined) r.invalid(`${field}.optionalOldSelf`, rule.optionalOldSelf, 'may not be set if oldSelf is not used in rule');
    });
  }
}

const hasLines = (text: string): boolean => /[\n\r]/.test(text);
