// Changes of a Pod through its subresources.

import { describe, expect, test } from 'vitest';
import { apiHarness, type ApiHarness } from '../../testing/apiHarness.ts';
import type { Pod } from './pod.ts';

const PODS = '/api/v1/namespaces/default/pods';
const STRATEGIC = { 'content-type': 'application/strategic-merge-patch+json' };

type Answer = ReturnType<ApiHarness['send']>;

function withPod(resources: object = { requests: { cpu: '100m' } }): ApiHarness {
  const harness = apiHarness();
  const metadata = { name: 'default', namespace: 'default' };
  harness.put('/registry/namespaces/default', { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'default' }, spec: {}, status: { phase: 'Active' } } as never);
  harness.put('/registry/serviceaccounts/default/default', { kind: 'ServiceAccount', apiVersion: 'v1', metadata } as never);
  const { code } = harness.send('POST', PODS, { body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx', resources }] } } });
  expect(code).toBe(201);
  return harness;
}

const change = (harness: ApiHarness, subresource: string, spec: object): Answer => harness.send('PATCH', `${PODS}/p/${subresource}`, { body: { spec }, headers: STRATEGIC });
const message = ({ body }: Answer): string => (body as { message: string }).message;

describe('a Pod', () => {
  test('takes containers for debugging, which stay', () => {
    const harness = withPod();
    const added = change(harness, 'ephemeralcontainers', { ephemeralContainers: [{ name: 'debug', image: 'busybox', targetContainerName: 'c' }], nodeName: 'elsewhere' });
    expect(added.code).toBe(200);
    const pod = added.body as Pod;
    expect(pod.spec.ephemeralContainers).toMatchObject([{ name: 'debug', image: 'busybox', terminationMessagePath: '/dev/termination-log', imagePullPolicy: 'Always' }]);
    expect([pod.spec.nodeName, pod.metadata.generation]).toEqual([undefined, 2]);
    const changed = change(harness, 'ephemeralcontainers', { ephemeralContainers: [{ name: 'debug', image: 'alpine' }] });
    expect([changed.code, message(changed)]).toEqual([422, expect.stringContaining('spec.ephemeralContainers: Forbidden: existing ephemeral containers "debug" may not be changed\n')]);
  });

  test('may be resized within its class of service', () => {
    const harness = withPod();
    const resize = (resources: object): Answer => change(harness, 'resize', { containers: [{ name: 'c', image: 'other', resources }] });
    const resized = resize({ requests: { cpu: '200m' }, limits: { memory: '1Gi' } }).body as Pod;
    expect(resized.spec.containers[0]).toMatchObject({ image: 'nginx', resources: { requests: { cpu: '200m' }, limits: { memory: '1Gi' } } });
    expect(message(resize({ limits: { memory: null } }))).toBe('Pod "p" is invalid: spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed');
    expect(message(resize({ requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1' } }))).toBe('Pod "p" is invalid: spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing');
    expect(message(resize({ requests: { 'example.com/gpu': '1' }, limits: { 'example.com/gpu': '1' } }))).toBe('Pod "p" is invalid: spec: Forbidden: only cpu and memory resources are mutable');
  });
});
