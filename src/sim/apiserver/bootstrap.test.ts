import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sharedPath, SKIPPED } from '../../testing/shared.ts';
import { keyOf } from '../api/kind.ts';
import { apiHarness } from '../../testing/apiHarness.ts';
import type { KubeObject } from '../api/types.ts';
import { bootstrap } from './bootstrap.ts';

const facts = sharedPath('golden-api/facts/bootstrap.json');
/** Written by other components, or for the API server itself only. */
const NOT_OURS = /^\/registry\/(minions|csinodes|leases|serviceaccounts|ranges|peerserverleases)\/|\/kube-root-ca\.crt$/;

describe.skipIf(!facts)(`the first objects of a cluster (${SKIPPED})`, () => {
  it('are those that a real API server stores', () => {
    const recorded = JSON.parse(readFileSync(facts as string, 'utf8')) as Record<string, KubeObject>;
    const { server, store } = apiHarness();
    bootstrap({ ...server.state, config: { ...server.state.config, serviceCIDR: '10.96.0.0/16' } });
    const made = Object.fromEntries(store.range('/registry/').map(({ key, value }) => [key, withoutVariables(value)]));
    const expected = Object.fromEntries(Object.entries(recorded).filter(([key]) => !NOT_OURS.test(key)).map(([key, object]) => [key, withoutVariables(object)]));
    expect(Object.keys(made).sort()).toEqual(Object.keys(expected).sort());
    for (const key of Object.keys(expected)) expect(made[key], key).toEqual(expected[key]);
  });
});

describe('bootstrap', () => {
  it('may run again without writing anything twice', () => {
    const { server, store } = apiHarness();
    const count = bootstrap(server.state);
    const { revision } = store;
    expect(count).toBe(store.size);
    expect(bootstrap(server.state)).toBe(0);
    expect(store.revision).toBe(revision);
  });

  it('takes the first address of the service network for the API server', () => {
    const { server, store } = apiHarness();
    bootstrap(server.state);
    const service = server.state.scheme.resource('', 'v1', 'services');
    expect(service && store.get(keyOf(service, 'default', 'kubernetes'))?.value).toMatchObject({ spec: { clusterIP: '10.96.0.1' } });
    expect(server.state.allocators.addresses.has(10 * 2 ** 24 + 96 * 2 ** 16 + 1)).toBe(true);
  });
});

/** Without what no two clusters share. */
function withoutVariables(object: unknown): unknown {
  const text = JSON.stringify(object, (key, value: unknown) => {
    if (key === 'uid' || key === 'resourceVersion') return undefined;
    if (/(Timestamp|Time)$/.test(key)) return '<time>';
    if (key === 'since') return '<date>';
    return typeof value === 'string' && value.includes('BEGIN CERTIFICATE') ? '<certificate>' : value;
  });
  return JSON.parse(text);
}
