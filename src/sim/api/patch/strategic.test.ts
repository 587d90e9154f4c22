import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepFreeze, equal, isObject } from '../../../base/json.ts';
import { typeOf } from '../schema/schema.ts';
import type { SchemaType } from '../schema/schemaType.ts';
import { PatchError } from './patchErrors.ts';
import { applyStrategicMergePatch } from './strategic.ts';
import { createThreeWayPatch, createTwoWayPatch } from './strategicDiff.ts';

type Obj = { readonly [key: string]: unknown };
const Pod = typeOf('v1', 'Pod') as SchemaType;
const Deployment = typeOf('apps/v1', 'Deployment') as SchemaType;

const patched = (original: Obj, patch: Obj, type = Pod): Obj => applyStrategicMergePatch(deepFreeze(original), deepFreeze(patch), type);

function refusal(original: Obj, patch: Obj, type = Pod): string {
  try {
    patched(original, patch, type);
    return '';
  } catch (error) {
    if (error instanceof PatchError) return `${error.code} ${error.text}`;
    throw error;
  }
}

test('what a patch does not touch is shared, and what it sets is its own copy', () => {
  const original = { metadata: { name: 'p', labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'x', env: [{ name: 'A' }] }, { name: 'd' }] } };
  const patch = { spec: { containers: [{ name: 'c', image: 'y' }], tolerations: [{ key: 'k' }] } };
  const out = patched(original, patch) as typeof original & { spec: { tolerations: unknown[] } };
  expect(out.metadata).toBe(original.metadata);
  expect(out.spec.containers[1]).toBe(original.spec.containers[1]);
  expect(out.spec.containers[0]?.env).toBe(original.spec.containers[0]?.env);
  expect(out.spec.containers[0]?.image).toBe('y');
  expect(out.spec.tolerations).not.toBe(patch.spec.tolerations);
  expect(Object.isFrozen(out.spec.tolerations[0])).toBe(false);
});

test('a patch that changes nothing gives the original itself', () => {
  const original = { spec: { containers: [{ name: 'c', image: 'x' }], tolerations: [{ key: 'k' }], nodeName: 'n' }, status: { conditions: [{ type: 'Ready', status: 'True' }] } };
  const patch = {
    spec: { '$setElementOrder/containers': [{ name: 'c' }], containers: [{ name: 'c', image: 'x' }], tolerations: [{ key: 'k' }], nodeName: 'n', hostname: null },
    status: { '$setElementOrder/conditions': [{ type: 'Ready' }], conditions: [{ type: 'Ready', status: 'True' }] },
  };
  expect(patched(original, patch)).toBe(original);
});

test('directives delete, replace, order and retain', () => {
  const two = { spec: { containers: [{ name: 'a' }, { name: 'b' }] } };
  expect(patched(two, { spec: { containers: [{ $patch: 'delete', name: 'a' }] } })).toEqual({ spec: { containers: [{ name: 'b' }] } });
  expect(patched(two, { spec: { containers: [{ name: 'z' }, { $patch: 'replace' }] } })).toEqual({ spec: { containers: [{ name: 'z' }] } });
  expect(patched(two, { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] } })).toEqual({ spec: { containers: [{ name: 'b' }, { name: 'a' }] } });
  expect(patched(two, { spec: { containers: [{ name: 'z' }] } })).toEqual({ spec: { containers: [{ name: 'z' }, { name: 'a' }, { name: 'b' }] } });
  expect(patched({ metadata: { labels: { a: 'b' } } }, { metadata: { labels: { $patch: 'replace', c: 'd' } } })).toEqual({ metadata: { labels: { c: 'd' } } });
  expect(patched({ metadata: { finalizers: ['a', 'b'] } }, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'], finalizers: ['c'] } })).toEqual({ metadata: { finalizers: ['c', 'b'] } });
  const strategy = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
  expect(patched(strategy, { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } }, Deployment)).toEqual({ spec: { strategy: { type: 'Recreate' } } });
});

test('items of one key and different protocols keep Go’s order', () => {
  const ports = (...names: string[]): Obj => ({ spec: { containers: [{ name: 'c', ports: names.map((name) => ({ containerPort: name === 'x' ? 1 : 80, name })) }] } });
  expect(patched(ports('a', 'x', 'b'), { spec: { containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 1 }] }] } })).toEqual({
    spec: { containers: [{ name: 'c', ports: [{ containerPort: 80, name: 'a', hostPort: 1 }, { containerPort: 80, name: 'b' }, { containerPort: 1, name: 'x' }] }] },
  });
});

test('refusals are in the server’s words', () => {
  const original = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c' }] } };
  expect(refusal(original, { spec: { containers: [{ image: 'x' }] } })).toBe('500 map: map[image:x] does not contain declared merge key: name');
  expect(refusal(original, { spec: { containers: ['x'] } })).toBe('500 list element types are not identical: [[map[name:c]] [x]]');
  expect(refusal(original, { spec: { $retainKeys: ['nodeName'], containers: [] } })).toBe('400 invalid patch format of retainKeys');
  expect(refusal(original, { spec: { '$setElementOrder/bogus': [] } })).toBe('500 unable to find api field in struct PodSpec for the json field "bogus"');
  expect(refusal(original, { spec: { '$setElementOrder/containers': 'x' } })).toBe('500 expected a []interface {}, but received a string');
  expect(refusal(original, { spec: { $deleteFromPrimitiveList: [] } })).toBe('400 invalid patch format of primitive list');
  expect(refusal(original, { metadata: { labels: { $patch: 'bogus' } } })).toBe('500 unknown patch type: bogus in map: map[$patch:bogus]');
});

// ---- any two objects ----

const named = (extra: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown[]> =>
  fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd', 'e'), ...extra }, { requiredKeys: ['name'] }), { selector: (item) => (item as unknown as { name: string }).name, maxLength: 5 }) as fc.Arbitrary<unknown[]>;
const word = fc.constantFrom('x', 'y', 'z');
const pod = fc.record(
  {
    metadata: fc.record({ labels: fc.dictionary(word, word), finalizers: fc.uniqueArray(word), annotations: fc.dictionary(word, word) }, { requiredKeys: [] }),
    spec: fc.record(
      {
        nodeName: word,
        containers: named({ image: word, env: named({ value: word }), command: fc.array(word), resources: fc.record({ limits: fc.dictionary(word, word) }) }),
        volumes: named({ emptyDir: fc.record({ medium: word }), hostPath: fc.record({ path: word, type: word }, { requiredKeys: ['path'] }) }),
        tolerations: fc.array(fc.record({ key: word })),
        nodeSelector: fc.dictionary(word, word),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Obj>;

/** Lists and objects that became empty are the same as none once the server has decoded them. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.length ? value.map((item) => bare(item) ?? {}) : undefined;
  if (!isObject(value)) return value;
  const out: Record<string, unknown> = {};
  for (const key in value) {
    // Go misses a mere change of order here: it sorts the old list in place before it compares.
    const item = bare(key === 'finalizers' ? [...(value[key] as string[])].sort() : value[key]);
    if (item !== undefined) out[key] = item;
  }
  return Object.keys(out).length ? out : undefined;
}

test('the two-way patch leads from any object to any other', () => {
  fc.assert(
    fc.property(pod, pod, (a, b) => {
      const out = patched(a, createTwoWayPatch(a, b, Pod));
      return equal(bare(out), bare(b));
    }),
    { numRuns: 500, seed: 1 },
  );
});

test('applying what was applied last leads from the live object to what is applied now, and keeps the rest', () => {
  fc.assert(
    fc.property(pod, pod, (last, next) => {
      const live = { ...last, status: { phase: 'Running' } };
      const out = patched(live, createThreeWayPatch(last, next, live, Pod));
      return equal(bare(out), bare({ ...next, status: { phase: 'Running' } }));
    }),
    { numRuns: 500, seed: 2 },
  );
});

test('no part of a patch gets into the object', () => {
  fc.assert(
    fc.property(pod, pod, (a, b) => {
      const parts = new Set<unknown>();
      collect(b, parts);
      const found = new Set<unknown>();
      collect(patched(a, b), found);
      return [...found].every((part) => !parts.has(part));
    }),
    { numRuns: 200, seed: 3 },
  );
});

function collect(value: unknown, into: Set<unknown>): void {
  if (typeof value !== 'object' || value === null) return;
  into.add(value);
  for (const item of Object.values(value)) collect(item, into);
}
