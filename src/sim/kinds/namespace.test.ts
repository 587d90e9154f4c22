// A namespace goes in two steps: it is marked, and somebody who has emptied it lets it go.

import { expect, test } from 'vitest';
import { apiHarness } from '../../testing/apiHarness.ts';
import type { Namespace } from './namespace.ts';

test('a deleted namespace stays until it is finalized', () => {
  const harness = apiHarness();
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } };
  const created = harness.send('POST', '/api/v1/namespaces', { body }).body as Namespace;
  expect(created).toMatchObject({ metadata: { labels: { 'kubernetes.io/metadata.name': 'a' } }, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } });
  const first = harness.send('DELETE', '/api/v1/namespaces/a').body as Namespace;
  expect(first.status.phase).toBe('Terminating');
  expect(first.metadata.deletionTimestamp).toBeDefined();
  expect(harness.send('DELETE', '/api/v1/namespaces/a').body).toEqual(first);
  expect(harness.send('POST', '/api/v1/namespaces/a/configmaps', { body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } } }).code).toBe(403);
  harness.send('PUT', '/api/v1/namespaces/a/finalize', { body: { ...body, spec: { finalizers: [] } } });
  expect(harness.send('GET', '/api/v1/namespaces/a').code).toBe(404);
});
