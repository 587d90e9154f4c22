// What a real server wrote, read and written again by us, stays as it is: no field is lost, none appears.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isObject, stableText } from '../../../base/json.ts';
import { jsonLines, sharedPath, SKIPPED } from '../../../testing/shared.ts';
import { canonical, decode } from './decode.ts';
import { typeOf } from './schema.ts';
import type { SchemaType } from './schemaType.ts';

const folder = sharedPath('golden-api');

describe.skipIf(!folder)(`objects of a real server (${SKIPPED})`, () => {
  test.each(['defaults', 'patches', 'apply', 'lists', 'bootstrap'])('%s: are canonical', (name) => {
    const differing: string[] = [];
    let count = 0;
    for (const object of objectsIn(name)) {
      const type = typeOf(String(object.apiVersion), String(object.kind));
      if (!type) continue;
      count++;
      const ours = stableText(canonical(type, object));
      const theirs = stableText(object);
      if (ours !== theirs) differing.push(`${ours}\n${theirs}`);
    }
    expect(count).toBeGreaterThan(20);
    expect(differing.length, differing.slice(0, process.env.SHOW_DIFFERENCES ? undefined : 3).join('\n\n')).toBe(0);
  });
});

function* objectsIn(name: string): Generator<Readonly<Record<string, unknown>>> {
  const found: unknown[] = [];
  if (name === 'bootstrap') found.push(...Object.values(JSON.parse(readFileSync(`${folder}/facts/bootstrap.json`, 'utf8')) as object));
  else {
    for (const line of jsonLines<Record<string, unknown>>(`${folder}/${name}.jsonl`)) {
      const result = line.result as { readonly items?: unknown[] } | undefined;
      found.push(line.result, line.original, ...(result?.items ?? []), ...((line.steps as { readonly result?: unknown }[] | undefined) ?? []).map((step) => step.result));
    }
  }
  for (const object of found) if (isObject(object)) yield filledIn(object);
}

function filledIn(object: object): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(object).replace(/"<time>"/g, '"2026-01-05T09:00:00Z"').replace(/"<microtime>"/g, '"2026-01-05T09:00:00.000000Z"').replace(/"<nodePort>"/g, '30000');
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

const type = (apiVersion: string, kind: string): SchemaType => typeOf(apiVersion, kind) as SchemaType;
const read = (apiVersion: string, kind: string, body: object): Record<string, unknown> => decode(type(apiVersion, kind), body, 'Strict').object;

describe('what Go writes again', () => {
  test('structs are always written, and so are required fields that nobody set', () => {
    expect(read('v1', 'Pod', { spec: { containers: [{ image: 'i' }] } })).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: { containers: [{ name: '', image: 'i', resources: {} }] }, status: {} });
    expect(read('apps/v1', 'Deployment', { spec: {} }).spec).toEqual({ selector: null, strategy: {}, template: { metadata: {}, spec: { containers: null } } });
  });

  test('optional fields that are empty are gone, pointers to empty values stay', () => {
    const { metadata, spec } = read('apps/v1', 'Deployment', { metadata: { labels: {}, name: '', finalizers: [] }, spec: { replicas: 0, paused: false, selector: {}, template: { spec: { hostNetwork: false, hostUsers: false, containers: [] } } } });
    expect(metadata).toEqual({});
    expect(spec).toEqual({ replicas: 0, selector: {}, strategy: {}, template: { metadata: {}, spec: { hostUsers: false, containers: [] } } });
  });

  test('null is nothing, except in a list or a map', () => {
    const { data, metadata } = read('v1', 'ConfigMap', { metadata: { labels: null, finalizers: [null] }, data: { a: null } });
    expect(metadata).toEqual({ finalizers: [''] });
    expect(data).toEqual({ a: '' });
  });

  test('quantities, times and bytes take their usual form', () => {
    expect(read('v1', 'LimitRange', { spec: { limits: [{ type: 'Pod', max: { cpu: 0.5, memory: '1024Mi' } }] } }).spec).toEqual({ limits: [{ type: 'Pod', max: { cpu: '500m', memory: '1Gi' } }] });
    expect(read('v1', 'Node', { spec: { taints: [{ key: 'a', effect: 'NoExecute', timeAdded: '2026-01-05T10:30:00.7+01:30' }] } }).spec).toEqual({ taints: [{ key: 'a', effect: 'NoExecute', timeAdded: '2026-01-05T09:00:00Z' }] });
    expect(read('coordination.k8s.io/v1', 'Lease', { spec: { renewTime: '2026-01-05T10:00:00.123456+01:00' } }).spec).toEqual({ renewTime: '2026-01-05T09:00:00.123456Z' });
    expect(read('v1', 'Secret', { data: { a: 'YWI\n=', b: [97, 98] } }).data).toEqual({ a: 'YWI=', b: 'YWI=' });
    expect(read('v1', 'Secret', { metadata: { creationTimestamp: '0001-01-01T00:00:00Z' } }).metadata).toEqual({});
  });

  test('the body is copied, never changed', () => {
    const body = Object.freeze({ metadata: Object.freeze({ labels: Object.freeze({ a: 'b' }) }) });
    const { object } = decode(type('v1', 'ConfigMap'), body, 'Strict');
    expect((object.metadata as { labels: object }).labels).not.toBe(body.metadata.labels);
    expect(Object.isFrozen(object.metadata)).toBe(false);
  });
});
