import { describe, expect, test } from 'vitest';
import { errorText } from '../../../api/errors.ts';
import { Report } from '../report.ts';
import { findField } from './fieldPath.ts';
import { goRegexpFault } from './goRegexp.ts';
import type { JsonSchema } from './jsonSchema.ts';
import { celName, celType, compileRule } from './schemaCel.ts';
import { checkSchema } from './schemaRules.ts';
import { checkValue, pruned } from './values.ts';

const texts = (check: (r: Report) => void): string[] => {
  const r = new Report();
  check(r);
  return r.errors.map(errorText);
};

describe('rules of a schema', () => {
  const numbers = (maxItems?: number): JsonSchema => ({ type: 'array', items: { type: 'number' }, ...(maxItems === undefined ? {} : { maxItems }) });
  const cost = (schema: JsonSchema, rule: string): number => compileRule({ rule }, celType(schema, false) as NonNullable<ReturnType<typeof celType>>).cost;

  // The figures of upstream's TestCostEstimation.
  test('cost what they cost in the real server', () => {
    expect(cost(numbers(), 'self.all(x, true)')).toBe(4_718_591);
    expect(cost(numbers(10), 'self.all(x, true)')).toBe(32);
    expect(cost({ type: 'array', items: { type: 'object', required: ['required'], properties: { required: { type: 'string' }, optional: { type: 'string' } } } }, 'self.all(x, true)')).toBe(555_128);
    expect(cost({ type: 'object', additionalProperties: { type: 'number' } }, 'self.all(x, true)')).toBe(1_348_169);
    expect(cost(numbers(6_291_456), 'self.all(x, x == 0.0)')).toBe(25_165_826);
  });

  test('see fields under names that the language has', () => {
    expect(['a-b', 'in', 'a.b/c__d', '1', 'ä'].map(celName)).toEqual(['a__dash__b', '__in__', 'a__dot__b__slash__c__underscores__d', undefined, undefined]);
  });

  test('are refused where old values cannot be told to belong to new ones', () => {
    const schema: JsonSchema = { type: 'object', properties: { spec: { type: 'array', maxItems: 3, items: { type: 'string', maxLength: 5, 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] } } } };
    expect(texts((r) => checkSchema(r, schema, 's', false))).toEqual([
      's.properties[spec].items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within s.properties[spec]',
    ]);
  });
});

test('what is restricted in a part must be there as a whole', () => {
  const schema: JsonSchema = { type: 'object', anyOf: [{ properties: { spec: { minimum: 1 } } }], properties: { a: { type: 'string', allOf: [{ type: 'string' }] } } };
  expect(texts((r) => checkSchema(r, schema, 's', false))).toEqual([
    's.properties[a].allOf[0].type: Forbidden: must be empty to be structural',
    's.properties[spec]: Required value: because it is defined in s.anyOf[0].properties[spec]',
  ]);
});

describe('a value', () => {
  const schema: JsonSchema = {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string', maxLength: 3, pattern: '^[a-z]+$' }, port: { 'x-kubernetes-int-or-string': true }, list: { type: 'array', maxItems: 1, items: { type: 'integer', minimum: 2 } } },
  };

  test('is refused in the words of the real server', () => {
    expect(texts((r) => checkValue(r, 'spec', { port: true, list: [1, 'x'] }, schema))).toEqual([
      'spec.list[0]: Invalid value: 1: list[0] in body should be greater than or equal to 2',
      'spec.list[1]: Invalid value: "string": list[1] in body must be of type integer: "string"',
      'spec.list: Too many: 2: must have at most 1 item',
      'spec.port: Invalid value: "boolean": port in body must be of type integer,string: "boolean"',
      'spec.name: Required value',
    ]);
    expect(texts((r) => checkValue(r, 'spec', { name: 'A' }, schema))).toEqual(["spec.name: Invalid value: \"A\": name in body should match '^[a-z]+$'"]);
  });

  test('loses what its schema does not know', () => {
    const value = { name: 'a', other: 1, port: { x: 1 } };
    expect(pruned(value, schema)).toEqual({ name: 'a', port: {} });
    const known = { name: 'a', list: [1] };
    expect(pruned(known, schema)).toBe(known);
    expect(pruned({ a: { b: 1 } }, { type: 'object', 'x-kubernetes-preserve-unknown-fields': true })).toEqual({ a: { b: 1 } });
  });
});

test('paths lead to fields', () => {
  const schema: JsonSchema = { type: 'object', properties: { spec: { type: 'object', properties: { 'a.b': { type: 'string' } } } } };
  expect(findField(".spec['a.b']", schema)).toMatchObject({ path: 'spec.a.b', root: 'spec', schema: { type: 'string' } });
  expect(findField('.spec.x', schema)).toEqual({ error: 'does not refer to a valid field' });
  expect(findField('.spec.', schema)).toEqual({ error: 'unexpected end of JSON path' });
});

test('regular expressions are refused as Go refuses them', () => {
  expect(['a(b', 'a)', '*a', '[a', 'a**', '(?=x)', '\\', '[z-a]', 'a{2,1}'].map((p) => goRegexpFault(p)?.replace('error parsing regexp: ', ''))).toEqual([
    'missing closing ): `a(b`',
    'unexpected ): `a)`',
    'missing argument to repetition operator: `*`',
    'missing closing ]: `[a`',
    'invalid nested repetition operator: `**`',
    'invalid or unsupported Perl syntax: `(?=`',
    'trailing backslash at end of expression: ``',
    'invalid character class range: `z-a`',
    'invalid repeat count: `{2,1}`',
  ]);
  expect(['^[a-z]([-a-z0-9]*[a-z0-9])?$', '(?i)x', '\\d+(?:\\.\\d+)?', '[[:alpha:]]+', '(?P<n>a)|b'].map(goRegexpFault)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});
