// One event seen through both of its APIs.

import { expect, test } from 'vitest';
import { apiHarness } from '../../testing/apiHarness.ts';

test('an event has other names in each API', () => {
  const harness = apiHarness();
  harness.put('/registry/namespaces/default', { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'default' }, spec: {}, status: { phase: 'Active' } } as never);
  const times = { eventTime: '2026-01-05T09:00:00.000000Z', reportingInstance: 'x', action: 'Run', reason: 'Started', type: 'Normal' };
  const about = { kind: 'Pod', namespace: 'default', name: 'p' };
  const body = { apiVersion: 'events.k8s.io/v1', kind: 'Event', metadata: { name: 'e', namespace: 'default' }, regarding: about, note: 'Hello', reportingController: 'example.com/x', ...times };
  expect(harness.send('POST', '/apis/events.k8s.io/v1/namespaces/default/events', { body }).code).toBe(201);
  const core = harness.send('GET', '/api/v1/namespaces/default/events/e').body;
  expect(core).toMatchObject({ apiVersion: 'v1', involvedObject: about, message: 'Hello', reportingComponent: 'example.com/x', source: {}, firstTimestamp: null, ...times });
  expect(harness.send('GET', '/apis/events.k8s.io/v1/namespaces/default/events/e').body).toMatchObject({ regarding: about, note: 'Hello', deprecatedSource: {}, deprecatedFirstTimestamp: null });
});
