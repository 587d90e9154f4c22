import { expect, test } from 'vitest';
import { deepFreeze } from '../../../base/json.ts';
import { applyJsonPatch } from './jsonPatch.ts';
import { PatchError } from './patchErrors.ts';

const doc = deepFreeze({ a: { b: 1, n: null }, l: ['x', 'y'], o: { deep: { c: true } } });
const patched = (...operations: object[]): unknown => applyJsonPatch(doc, deepFreeze(operations));

function refusal(...operations: object[]): string {
  try {
    patched(...operations);
    return '';
  } catch (error) {
    if (error instanceof PatchError) return error.text;
    throw error;
  }
}

test('operations change what they name and share the rest', () => {
  const out = patched({ op: 'add', path: '/a/c', value: { d: 1 } }, { op: 'add', path: '/a/c/e', value: 2 }) as typeof doc;
  expect(out).toEqual({ a: { b: 1, n: null, c: { d: 1, e: 2 } }, l: ['x', 'y'], o: { deep: { c: true } } });
  expect(out.o).toBe(doc.o);
  expect(patched({ op: 'move', from: '/a/b', path: '/l/1' })).toEqual({ a: { n: null }, l: ['x', 1, 'y'], o: { deep: { c: true } } });
  expect(patched({ op: 'copy', from: '/l', path: '/m' }, { op: 'remove', path: '/m/0' })).toEqual({ ...doc, m: ['y'] });
  expect(patched({ op: 'replace', path: '', value: { z: 1 } })).toEqual({ z: 1 });
  expect(patched({ op: 'add', path: '/o/x~1y~0z', value: 1 })).toEqual({ ...doc, o: { deep: { c: true }, 'x/y~z': 1 } });
});

test('it is as lax as the Go library', () => {
  expect(patched({ op: 'replace', path: '/a/new', value: 1 })).toEqual({ ...doc, a: { b: 1, n: null, new: 1 } });
  expect(patched({ op: 'add', path: '/l/-1', value: 'z' })).toEqual({ ...doc, l: ['x', 'y', 'z'] });
  expect(patched({ op: 'remove', path: '/l/-2' })).toEqual({ ...doc, l: ['y'] });
  expect(patched({ op: 'replace', path: '/l/01', value: 'z' })).toEqual({ ...doc, l: ['x', 'z'] });
  expect(patched({ op: 'test', path: '/a/missing', value: null })).toBe(doc);
  expect(patched({ op: 'test', path: '/a/n' })).toBe(doc);
  expect(patched({ op: 'add', path: '/a/v' })).toEqual({ ...doc, a: { b: 1, n: null, v: null } });
  expect(patched({ op: 'copy', from: '/a/missing', path: '/a/v' })).toEqual({ ...doc, a: { b: 1, n: null, v: null } });
});

test('it refuses in the library’s words, and the server in its own', () => {
  expect(refusal({ op: 'remove', path: '/a/x' })).toBe("error in remove for path: '/a/x': Unable to remove nonexistent key: x: missing value");
  expect(refusal({ op: 'remove', path: '/x/y' })).toBe('remove operation does not apply: doc is missing path: "/x/y": missing value');
  expect(refusal({ op: 'add', path: '/l/5', value: 1 })).toBe("error in add for path: '/l/5': Unable to access invalid index: 5: invalid index referenced");
  expect(refusal({ op: 'add', path: '/l/q', value: 1 })).toBe(`error in add for path: '/l/q': value was not a proper array index: 'q': strconv.Atoi: parsing "q": invalid syntax`);
  expect(refusal({ op: 'replace', path: '/l/9', value: 1 })).toBe('replace operation does not apply: doc is missing key: /l/9: missing value');
  expect(refusal({ op: 'test', path: '/a/b', value: 2 })).toBe('testing value /a/b failed: test failed');
  expect(refusal({ op: 'move', from: '/x/y', path: '/z' })).toBe('move operation does not apply: doc is missing from path: /x/y: missing value');
  expect(refusal({ op: 'bogus', path: '/a' })).toBe('Unexpected kind: bogus');
  expect(() => patched({ op: 'add', path: 'a', value: 1 })).toThrow('the server rejected our request due to an error in our request');
});
