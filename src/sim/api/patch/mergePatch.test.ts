import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepFreeze, equal } from '../../../base/json.ts';
import { applyMergePatch, createMergePatch, createThreeWayMergePatch } from './mergePatch.ts';

type Obj = { readonly [key: string]: unknown };

test('null removes, lists are replaced, nulls in what is new are dropped', () => {
  const original = deepFreeze({ a: 1, b: { c: [1, 2], d: { e: 1 } }, s: 'x' });
  expect(applyMergePatch(original, { a: null, b: { c: [null], d: { e: null, f: { g: null, h: 1 } } } })).toEqual({ b: { c: [null], d: { f: { h: 1 } } }, s: 'x' });
  expect(applyMergePatch(original, { s: { t: null } })).toEqual({ a: 1, b: { c: [1, 2], d: { e: 1 } }, s: {} });
  expect(applyMergePatch(original, { b: { c: [1, 2] }, nope: null })).toBe(original);
  expect(() => applyMergePatch(original, null)).toThrow('Invalid JSON Patch');
});

const key = fc.constantFrom('a', 'b', 'c');
const { tree } = fc.letrec<{ tree: Obj; node: unknown }>((tie) => ({
  node: fc.oneof({ depthSize: 'small' }, fc.constantFrom(1, 'x', true), fc.array(fc.constantFrom(1, 2)), tie('tree')),
  tree: fc.dictionary(key, tie('node')) as fc.Arbitrary<Obj>,
}));

test('the merge patch leads from any object to any other', () => {
  fc.assert(fc.property(tree, tree, (a, b) => equal(applyMergePatch(deepFreeze(a), createMergePatch(a, deepFreeze(b))), b)), { numRuns: 500, seed: 1 });
});

test('a three-way merge keeps what others added and removes what is no longer applied', () => {
  expect(createThreeWayMergePatch({ spec: { a: 1, b: 2 } }, { spec: { a: 3 } }, { spec: { a: 1, b: 2, other: 4 }, status: {} })).toEqual({ spec: { a: 3, b: null } });
  expect(createThreeWayMergePatch({}, { spec: {} }, { spec: { a: 1 } })).toEqual({});
});
