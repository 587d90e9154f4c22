import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepFreeze } from '../../../base/json.ts';
import { difference, FieldSetBuilder, has, intersection, isEmpty, NO_FIELDS, paths, recursiveDifference, sameFields, union, type FieldSet, type Path } from './fieldSet.ts';
import { decodeFields, encodeFields, FieldsError } from './fieldsV1.ts';
import { compareSteps, pathText } from './pathElement.ts';

const step = fc.constantFrom('f:a', 'f:b', 'k:{"name":"x"}', 'v:"y"');
const somePaths = fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 8 });
const setOf = (list: readonly Path[]): FieldSet => {
  const builder = new FieldSetBuilder();
  for (const path of list) builder.insert(path);
  return builder.build();
};
const texts = (set: FieldSet): string[] => [...paths(set)].map((path) => path.join('/')).sort();
const unique = (list: readonly Path[]): string[] => [...new Set(list.map((path) => path.join('/')))].sort();

test('union, intersection and difference are those of sets of paths', () => {
  fc.assert(
    fc.property(somePaths, somePaths, (x, y) => {
      const [a, b, p, q] = [setOf(x), setOf(y), unique(x), unique(y)];
      expect(texts(union(a, b))).toEqual(unique([...x, ...y]));
      expect(texts(intersection(a, b))).toEqual(p.filter((t) => q.includes(t)));
      expect(texts(difference(a, b))).toEqual(p.filter((t) => !q.includes(t)));
      expect(texts(recursiveDifference(a, b))).toEqual(p.filter((t) => !q.some((other) => t === other || t.startsWith(`${other}/`))));
      expect(x.every((path) => has(a, path))).toBe(true);
      expect(isEmpty(difference(a, a))).toBe(true);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('what does not change stays the same set', () => {
  const a = setOf([['f:spec', 'f:a'], ['f:spec', 'f:b'], ['f:status']]);
  expect(union(a, setOf([['f:status']]))).toBe(a);
  expect(difference(a, setOf([['f:other']]))).toBe(a);
  expect(union(a, setOf([['f:x']])).children.get('f:spec')).toBe(a.children.get('f:spec'));
});

test('FieldsV1 is read and written', () => {
  fc.assert(fc.property(somePaths, (x) => sameFields(decodeFields(JSON.parse(JSON.stringify(encodeFields(setOf(x)))) as object), setOf(x))), { numRuns: 200, seed: 2 });
  expect(JSON.stringify(encodeFields(setOf([['f:b'], ['f:a', 'v:"z"'], ['f:a'], ['f:a', 'k:{"n":1}', 'f:q']])))).toBe('{"f:a":{".":{},"k:{\\"n\\":1}":{"f:q":{}},"v:\\"z\\"":{}},"f:b":{}}');
  const fields = deepFreeze({ 'f:a': { 'k:{"b":1,"a":2}': {} } });
  expect(encodeFields(decodeFields(fields))).toEqual({ 'f:a': { 'k:{"a":2,"b":1}': {} } });
  expect(decodeFields({})).toBe(NO_FIELDS);
  expect(() => decodeFields({ bogus: {} })).toThrow(FieldsError);
  expect(() => decodeFields({ 'f:a': 1 })).toThrow(FieldsError);
});

test('steps have an order and a text', () => {
  const steps = ['i:10', 'v:"b"', 'k:{"n":10}', 'f:b', 'k:{"n":9}', 'f:a', 'v:1', 'i:2'];
  expect(steps.sort(compareSteps)).toEqual(['f:a', 'f:b', 'k:{"n":9}', 'k:{"n":10}', 'v:1', 'v:"b"', 'i:2', 'i:10']);
  expect(pathText(['f:spec', 'k:{"containerPort":80,"protocol":"TCP"}', 'v:"x"', 'i:3'])).toBe('.spec[containerPort=80,protocol="TCP"][="x"][3]');
});
