// What storing a Service gives out, keeps and gives back.

import { describe, expect, test } from 'vitest';
import { apiHarness, type ApiHarness } from '../../testing/apiHarness.ts';
import type { Service } from './service.ts';

const SERVICES = '/api/v1/namespaces/default/services';

function ready(): ApiHarness {
  const harness = apiHarness();
  harness.put('/registry/namespaces/default', { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'default' }, spec: {}, status: { phase: 'Active' } } as never);
  return harness;
}

const service = (name: string, spec: object): object => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { ports: [{ port: 80 }], ...spec } });
const created = (harness: ApiHarness, name: string, spec: object): Service => harness.send('POST', SERVICES, { body: service(name, spec) }).body as Service;
const patched = (harness: ApiHarness, name: string, spec: object): Service =>
  harness.send('PATCH', `${SERVICES}/${name}`, { body: { spec }, headers: { 'content-type': 'application/merge-patch+json' } }).body as Service;

describe('a Service', () => {
  test('has an address that nobody else gets until it is deleted', () => {
    const harness = ready();
    const { clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy } = created(harness, 'a', {}).spec;
    expect(clusterIPs).toEqual([clusterIP]);
    expect([ipFamilies, ipFamilyPolicy]).toEqual([['IPv4'], 'SingleStack']);
    const taken = harness.send('POST', SERVICES, { body: service('b', { clusterIP }) });
    expect([taken.code, (taken.body as { message: string }).message]).toEqual([422, `Service "b" is invalid: spec.clusterIPs: Invalid value: ["${clusterIP}"]: failed to allocate IP ${clusterIP}: provided IP is already allocated`]);
    harness.send('DELETE', `${SERVICES}/a`);
    expect(created(harness, 'b', { clusterIP }).spec.clusterIP).toBe(clusterIP);
  });

  test('keeps address and node port while they are of use', () => {
    const harness = ready();
    const { clusterIP } = created(harness, 'a', {}).spec;
    const open = patched(harness, 'a', { type: 'NodePort' }).spec;
    const nodePort = open.ports?.[0]?.nodePort;
    expect(open.clusterIP).toBe(clusterIP);
    expect(nodePort).toBeGreaterThanOrEqual(30000);
    expect(harness.send('POST', SERVICES, { body: service('b', { type: 'NodePort', ports: [{ port: 80, nodePort }] }) }).code).toBe(422);
    expect(patched(harness, 'a', { type: 'ClusterIP' }).spec.ports?.[0]?.nodePort).toBeUndefined();
    expect(created(harness, 'b', { type: 'NodePort', ports: [{ port: 80, nodePort }] }).spec.ports?.[0]?.nodePort).toBe(nodePort);
  });

  test('that is only a name has no address', () => {
    const harness = ready();
    const { clusterIP } = created(harness, 'a', {}).spec;
    const { spec } = patched(harness, 'a', { type: 'ExternalName', externalName: 'example.com' });
    expect([spec.clusterIP, spec.clusterIPs]).toEqual([undefined, undefined]);
    expect(created(harness, 'b', { clusterIP }).spec.clusterIP).toBe(clusterIP);
    expect(patched(harness, 'a', { type: 'ClusterIP' }).spec.clusterIP).not.toBe(clusterIP);
  });

  test('that was refused or only tried out leaves nothing behind', () => {
    const harness = ready();
    const body = service('a', { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] });
    expect(harness.send('POST', `${SERVICES}?dryRun=All`, { body }).code).toBe(201);
    expect(harness.send('POST', SERVICES, { body: service('a', { type: 'NodePort', sessionAffinity: 'Bad', ports: [{ port: 80, nodePort: 30080 }] }) }).code).toBe(422);
    expect(harness.send('POST', SERVICES, { body }).code).toBe(201);
  });
});
