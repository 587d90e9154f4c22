import { describe, expect, it } from 'vitest';
import { apiHarness, type ApiHarness } from '../../testing/apiHarness.ts';
import type { Stream } from '../api/http.ts';
import type { KubeObject, WatchEvent } from '../api/types.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const METADATA = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';

function harness(): ApiHarness {
  const api = apiHarness();
  api.put('/registry/namespaces/default', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } } as KubeObject);
  create(api, 'a');
  return api;
}

const create = (api: ApiHarness, name: string): void => void api.send('POST', MAPS, { body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { x: '1' } } });

function watch(api: ApiHarness, query: string, accept?: string): WatchEvent<Record<string, unknown>>[] {
  const { stream } = api.send('GET', `${MAPS}?watch=true&${query}`, accept ? { headers: { accept } } : {});
  const events: WatchEvent<Record<string, unknown>>[] = [];
  (stream as Stream<readonly WatchEvent<Record<string, unknown>>[]>).onItem = (batch) => events.push(...batch);
  return events;
}

describe('the form of an answer', () => {
  it('is the stored object itself for our own components', () => {
    const api = harness();
    const headers = { 'user-agent': 'kube-controller-manager/v1.36.3' };
    expect(api.send('GET', `${MAPS}/a`, { headers }).body).toBe(api.store.get('/registry/configmaps/default/a')?.value);
    expect((api.send('GET', MAPS, { headers }).body as { items: object[] }).items[0]).toMatchObject({ kind: 'ConfigMap' });
  });

  it('shows everybody else who owns which field', () => {
    const api = harness();
    expect(api.send('GET', `${MAPS}/a`).body).toMatchObject({ metadata: { managedFields: [{ manager: 'kubectl', operation: 'Update', fieldsV1: { 'f:data': { '.': {}, 'f:x': {} } } }] } });
  });

  it('leaves kind and version out of the items of a list', () => {
    const { items } = harness().send('GET', MAPS).body as { items: object[] };
    expect(Object.keys(items[0] as object)).toEqual(['metadata', 'data']);
  });

  it('is YAML with sorted keys where YAML is asked for, and so are refusals', () => {
    const api = harness();
    const headers = { accept: 'application/yaml' };
    const found = api.send('GET', `${MAPS}/a`, { headers });
    expect(found.headers).toEqual({ 'content-type': 'application/yaml' });
    expect(found.body).toMatch(/^apiVersion: v1\ndata:\n {2}x: "1"\nkind: ConfigMap\n/);
    expect(api.send('GET', `${MAPS}/b`, { headers })).toMatchObject({ code: 404, body: expect.stringMatching(/^apiVersion: v1\ncode: 404\n/) });
  });

  it('takes the first wanted form that it knows', () => {
    const api = harness();
    const kindFor = (accept: string): unknown => (api.send('GET', `${MAPS}/a`, { headers: { accept } }).body as { kind: string }).kind;
    expect(kindFor(`application/json;as=Table;v=v9;g=meta.k8s.io,${TABLE},application/json`)).toBe('Table');
    expect(kindFor(`application/json;q=0.2,${METADATA};q=0.9`)).toBe('PartialObjectMetadata');
    expect(kindFor('application/vnd.kubernetes.protobuf,application/json')).toBe('ConfigMap');
  });

  it('refuses what it cannot be', () => {
    const api = harness();
    const message = (accept: string, path = MAPS): unknown => (api.send('GET', path, { headers: { accept } }).body as { message: string }).message;
    expect(message(METADATA)).toBe('you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)');
    expect(message(METADATA.replace('Metadata;', 'MetadataList;'), `${MAPS}/a`)).toBe('you requested PartialObjectMetadataList, but the requested object is not a list (*core.ConfigMap)');
    expect(message(TABLE, `${MAPS}?includeObject=All`)).toBe('Unable to convert to Table as requested: includeObject: Invalid value: "All": must be \'Metadata\', \'Object\', \'None\', or empty');
  });
});

describe('the events of a watch', () => {
  it('say only once what the columns of their Tables are', () => {
    const api = harness();
    const events = watch(api, 'includeObject=None', TABLE);
    create(api, 'b');
    api.kernel.runUntil(api.kernel.now);
    expect(events.map((e) => (e.object.columnDefinitions as unknown[] | null)?.length)).toEqual([3, undefined]);
    expect(events[1]?.object).toMatchObject({ columnDefinitions: null, rows: [{ cells: ['b', 1, '0s'], object: null }] });
  });

  it('end what was there before with a bookmark that is an empty object of the kind', () => {
    const api = harness();
    const events = watch(api, 'allowWatchBookmarks=true');
    api.kernel.runUntil(api.kernel.now);
    const bookmark = { kind: 'ConfigMap', apiVersion: 'v1', metadata: { resourceVersion: String(api.store.revision), annotations: { 'k8s.io/initial-events-end': 'true' } } };
    expect(events.map((e) => e.type)).toEqual(['ADDED', 'BOOKMARK']);
    expect(events[1]?.object).toEqual(bookmark);
  });
});
