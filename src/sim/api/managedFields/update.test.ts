import { expect, test } from 'vitest';
import { deepFreeze } from '../../../base/json.ts';
import { ApiError } from '../errors.ts';
import { typeOf } from '../schema/schema.ts';
import type { SchemaType } from '../schema/schemaType.ts';
import type { ManagedFieldsEntry } from '../types.ts';
import { applyConfiguration } from './apply.ts';
import { sameOwnership } from './managers.ts';
import { foldManagedFields, updateManagedFields, type UpdateOptions } from './update.ts';

const ConfigMap = typeOf('v1', 'ConfigMap') as SchemaType;
const Pod = typeOf('v1', 'Pod') as SchemaType;
const at = (second: number): string => `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`;
const cm = (data: Record<string, string>, extra: object = {}): object => deepFreeze({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', uid: 'u', ...extra }, data });
const by = (manager: string, second = 0, more: Partial<UpdateOptions> = {}): UpdateOptions => ({ type: ConfigMap, manager, apiVersion: 'v1', time: at(second), ...more });
const shown = (entries: readonly ManagedFieldsEntry[]): string[] => entries.map((e) => `${e.manager} ${e.operation} ${e.subresource ?? ''}${e.time?.slice(17, 19) ?? '--'} ${JSON.stringify(e.fieldsV1)}`);

test('the creator owns all, and who changes a field takes it over', () => {
  const first = updateManagedFields([], undefined, cm({ a: '1', b: '1' }), by('x'));
  expect(shown(first)).toEqual(['x Update 00 {"f:data":{".":{},"f:a":{},"f:b":{}}}']);
  const second = updateManagedFields(first, cm({ a: '1', b: '1' }), cm({ a: '2', b: '1' }), by('y', 1));
  expect(shown(second)).toEqual(['x Update 00 {"f:data":{".":{},"f:b":{}}}', 'y Update 01 {"f:data":{"f:a":{}}}']);
});

test('a write that changes nothing leaves the entries as they are', () => {
  const entries = deepFreeze(updateManagedFields([], undefined, cm({ a: '1' }), by('x')));
  expect(updateManagedFields(entries, cm({ a: '1' }), cm({ a: '1' }, { resourceVersion: '9', generation: 2 }), by('y', 5))).toBe(entries);
  const next = updateManagedFields(entries, cm({ a: '1' }), cm({ a: '1', b: '2' }), by('y', 5));
  expect(next[0]).toBe(entries[0]);
  expect(sameOwnership(entries, entries.map((e) => ({ ...e, time: at(9) })))).toBe(true);
  expect(sameOwnership(entries, next)).toBe(false);
});

test('several writes at once give what they give one by one', () => {
  const objects = [cm({ a: '1' }), cm({ a: '2' }), cm({ a: '2', b: '3' }), cm({ b: '3' })];
  let entries: readonly ManagedFieldsEntry[] = [];
  objects.forEach((object, i) => (entries = updateManagedFields(entries, objects[i - 1], object, by(`m${i}`, i))));
  const folded = foldManagedFields([], objects.map((after, i) => ({ before: objects[i - 1], after, options: by(`m${i}`, i) })));
  expect(folded).toEqual(entries);
});

test('status through the main resource belongs to nobody, and a subresource makes an entry of its own', () => {
  const pod = (phase: string): object => deepFreeze({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', uid: 'u' }, spec: { nodeName: 'n' }, status: { phase } });
  const entries = updateManagedFields([], undefined, pod('Pending'), by('x', 0, { type: Pod }));
  expect(shown(entries)).toEqual(['x Update 00 {"f:spec":{"f:nodeName":{}}}']);
  const next = updateManagedFields(entries, pod('Pending'), pod('Running'), by('x', 1, { type: Pod, subresource: 'status' }));
  expect(shown(next)).toEqual(['x Update 00 {"f:spec":{"f:nodeName":{}}}', 'x Update status01 {"f:status":{"f:phase":{}}}']);
});

test('of more than ten updaters the oldest become ancient changes', () => {
  let entries: readonly ManagedFieldsEntry[] = [];
  let before: object | undefined;
  const data: Record<string, string> = {};
  for (let i = 0; i < 12; i++) {
    data[`k${i}`] = '1';
    const after = cm({ ...data });
    entries = updateManagedFields(entries, before, after, by(`m${i}`, i));
    before = after;
  }
  expect(entries).toHaveLength(10);
  expect(shown(entries)[0]).toBe('ancient-changes Update 02 {"f:data":{".":{},"f:k0":{},"f:k1":{},"f:k2":{}}}');
});

test('a client may reset managedFields; the first apply then finds what was there before it', () => {
  const entries = updateManagedFields([], undefined, cm({ a: '1' }), by('x'));
  expect(updateManagedFields(entries, cm({ a: '1' }), cm({ a: '1' }), by('x', 1, { submitted: [{}] }))).toEqual([]);
  expect(updateManagedFields([], cm({ a: '1' }), cm({ a: '2' }), by('x', 2))).toEqual([]);
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { b: '2' } };
  const applied = applyConfiguration({ type: ConfigMap, apiVersion: 'v1', manager: 'me', time: at(3), live: cm({ a: '1' }), managedFields: [], config });
  expect(shown(applied.managedFields)).toEqual(['me Apply 03 {"f:data":{"f:b":{}}}', 'before-first-apply Update 03 {"f:data":{".":{},"f:a":{}}}']);
});

test('conflicts name each manager and field, and force takes them', () => {
  const live = cm({ a: '1', b: '1', c: '1' });
  let entries = updateManagedFields([], undefined, cm({ a: '1', b: '1' }), by('x'));
  entries = updateManagedFields(entries, cm({ a: '1', b: '1' }), live, by('y', 1));
  const apply = (force: boolean): ReturnType<typeof applyConfiguration> =>
    applyConfiguration({ type: ConfigMap, apiVersion: 'v1', manager: 'me', time: at(2), live, managedFields: entries, force, config: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: '2', b: '2', c: '2' } } });
  let refusal: unknown;
  try {
    apply(false);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(ApiError);
  expect((refusal as ApiError).message).toBe('Apply failed with 3 conflicts: conflicts with "x" using v1:\n- .data.a\n- .data.b\nconflicts with "y" using v1:\n- .data.c');
  expect(shown(apply(true).managedFields)).toEqual(['me Apply 02 {"f:data":{"f:a":{},"f:b":{},"f:c":{}}}', 'x Update 00 {"f:data":{}}']);
});

test('applying shares what it does not touch, and gives the live object itself where nothing changes', () => {
  const live = deepFreeze({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', uid: 'u' }, spec: { containers: [{ name: 'a', image: 'x', env: [{ name: 'E' }] }, { name: 'b', image: 'y' }] } });
  const config = (image: string): object => deepFreeze({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'a', image }] } });
  const apply = (image: string): typeof live => applyConfiguration({ type: Pod, apiVersion: 'v1', manager: 'me', time: at(1), live, managedFields: [], force: true, config: config(image) }).object as unknown as typeof live;
  expect(apply('x')).toBe(live);
  const changed = apply('z');
  expect(changed.spec.containers[1]).toBe(live.spec.containers[1]);
  expect(changed.spec.containers[0]?.env).toBe(live.spec.containers[0]?.env);
  expect(changed.metadata).toBe(live.metadata);
});
