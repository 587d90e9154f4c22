import { describe, expect, it } from 'vitest';
import { apiHarness, type ApiHarness } from '../../testing/apiHarness.ts';
import type { Stream } from '../api/http.ts';
import type { KubeObject, ObjectList, WatchEvent } from '../api/types.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';

function harness(...names: string[]): ApiHarness {
  const api = apiHarness();
  api.put('/registry/namespaces/default', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } } as KubeObject);
  for (const name of names) create(api, name);
  return api;
}

const create = (api: ApiHarness, name: string): void => void api.send('POST', MAPS, { body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } });
const list = (api: ApiHarness, query: string): ObjectList => api.send('GET', `${MAPS}?${query}`).body as ObjectList;
const names = (l: ObjectList): string[] => l.items.map((i) => i.metadata.name);

describe('a list in pages', () => {
  it('shows what was there when it began, whatever happens meanwhile', () => {
    const api = harness('a', 'b', 'd', 'e');
    const first = list(api, 'limit=2');
    create(api, 'c');
    api.send('DELETE', `${MAPS}/d`);
    const second = list(api, `limit=2&continue=${first.metadata.continue ?? ''}`);
    expect(names(second)).toEqual(['d', 'e']);
    expect(second.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion });
    expect(names(list(api, ''))).toEqual(['a', 'b', 'c', 'e']);
  });

  it('can be finished with what is there now once its history is gone', () => {
    const api = harness('a', 'b', 'd');
    const first = list(api, 'limit=1');
    create(api, 'c');
    api.store.compact(api.store.revision);
    const refused = api.send('GET', `${MAPS}?continue=${first.metadata.continue ?? ''}`);
    expect(refused).toMatchObject({ code: 410, body: { reason: 'Expired', message: expect.stringContaining('too old to display a consistent list result') } });
    const { metadata } = refused.body as { metadata: { continue: string } };
    expect(names(list(api, `continue=${metadata.continue}`))).toEqual(['b', 'c', 'd']);
  });

  it('does not count what is left where something is selected', () => {
    const api = harness('a', 'b', 'c');
    expect(list(api, 'limit=1').metadata.remainingItemCount).toBe(2);
    expect(list(api, 'limit=1&fieldSelector=metadata.name!=b').metadata.remainingItemCount).toBeUndefined();
  });
});

describe('a list of a revision', () => {
  it('shows exactly that one, or one that is not older', () => {
    const api = harness('a', 'b');
    const { revision } = api.store;
    api.send('DELETE', `${MAPS}/a`);
    create(api, 'c');
    expect(names(list(api, `resourceVersion=${revision}&resourceVersionMatch=Exact`))).toEqual(['a', 'b']);
    expect(names(list(api, `resourceVersion=${revision}&resourceVersionMatch=NotOlderThan`))).toEqual(['b', 'c']);
  });

  it('is refused once it is compacted', () => {
    const api = harness('a', 'b');
    api.store.compact(api.store.revision);
    expect(api.send('GET', `${MAPS}?resourceVersion=2&resourceVersionMatch=Exact`)).toMatchObject({ code: 410, body: { message: 'The resourceVersion for the provided list is too old.' } });
  });
});

it('a watch of a revision that is gone begins and ends with an error', () => {
  const api = harness('a', 'b');
  const { revision } = api.store;
  api.store.compact(revision);
  const { code, stream } = api.send('GET', `${MAPS}?watch=true&resourceVersion=2`);
  const seen: unknown[] = [];
  const open = stream as Stream<readonly WatchEvent<object>[]>;
  open.onItem = (batch) => seen.push(...batch);
  open.onEnd = (how) => seen.push(how);
  api.kernel.runUntil(api.kernel.now);
  expect(code).toBe(200);
  expect(seen).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired', message: `too old resource version: 2 (${revision})` } }, 'EOF']);
});

it('a single name is found without looking at the others', () => {
  const api = harness('a', 'b', 'c');
  expect(names(list(api, 'fieldSelector=metadata.name=b'))).toEqual(['b']);
  expect(names(list(api, 'fieldSelector=metadata.name=b,metadata.namespace=other'))).toEqual([]);
  expect(names(api.send('GET', '/api/v1/configmaps?fieldSelector=metadata.name=b').body as ObjectList)).toEqual(['b']);
});
