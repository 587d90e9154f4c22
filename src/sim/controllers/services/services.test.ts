import { describe, expect, it } from 'vitest';
import { ControllerHarness } from '../../../testing/controllerHarness.ts';
import { QUICK } from '../../../testing/fakeNodes.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Endpoints } from '../../kinds/endpoints.ts';
import type { EndpointSlice } from '../../kinds/endpointSlice.ts';

const PODS = '/api/v1/namespaces/default/pods';
const SERVICES = '/api/v1/namespaces/default/services';

function started(): ControllerHarness {
  const h = new ControllerHarness({ instant: true, times: QUICK });
  h.run(1);
  return h;
}
const pod = (h: ControllerHarness, name: string, labels: object = { app: 'web' }, ports: readonly object[] = []): void =>
  void h.create(PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec: { containers: [{ name: 'c', image: 'nginx:1', ports }] } });
const service = (h: ControllerHarness, spec: object = {}): void =>
  void h.create(SERVICES, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec } });
const slices = (h: ControllerHarness): EndpointSlice[] => (h.all<KubeObject>('/registry/endpointslices/default/') as unknown as EndpointSlice[]).filter(({ metadata }) => metadata.name.startsWith('web-'));
const legacy = (h: ControllerHarness): Endpoints => h.get<KubeObject>('/registry/services/endpoints/default/web') as unknown as Endpoints;
const ready = (h: ControllerHarness): string[] => slices(h).flatMap(({ endpoints = [] }) => endpoints.map(({ targetRef, conditions }) => `${targetRef?.name} ${conditions?.ready ? 'ready' : 'not'}`)).sort();

describe('the endpoints of a Service', () => {
  it('follow its Pods', () => {
    const h = started();
    service(h);
    h.run(1);
    expect(slices(h)).toHaveLength(1);
    expect(legacy(h).subsets).toBeUndefined();
    pod(h, 'a');
    pod(h, 'other', { app: 'db' });
    h.run(1);
    expect(ready(h)).toEqual(['a ready']);
    expect(legacy(h).subsets?.[0]?.addresses?.map(({ targetRef }) => targetRef?.name)).toEqual(['a']);
    h.patch(`${PODS}/other`, { metadata: { labels: { app: 'web' } } });
    h.run(1);
    expect(ready(h)).toEqual(['a ready', 'other ready']);
    h.remove(`${PODS}/a`);
    h.run(1);
    expect(ready(h)).toEqual(['other ready']);
  });

  it('name those that are not ready apart', () => {
    const h = started();
    service(h);
    pod(h, 'a');
    h.run(1);
    h.patch(`${PODS}/a/status`, { status: { conditions: [{ type: 'Ready', status: 'False' }] } });
    h.run(1);
    expect(ready(h)).toEqual(['a not']);
    expect(legacy(h).subsets?.[0]).toMatchObject({ notReadyAddresses: [{ targetRef: { name: 'a' } }] });
    h.patch(`${SERVICES}/web`, { spec: { publishNotReadyAddresses: true } });
    h.run(1);
    expect(ready(h)).toEqual(['a ready']);
  });

  it('find named ports in each Pod, and need a slice for each set of ports', () => {
    const h = started();
    pod(h, 'old', { app: 'web' }, [{ name: 'http', containerPort: 8080 }]);
    pod(h, 'new', { app: 'web' }, [{ name: 'http', containerPort: 9090 }]);
    service(h, { ports: [{ port: 80, targetPort: 'http' }] });
    h.run(2);
    expect(slices(h).map(({ ports, endpoints }) => `${ports?.[0]?.port} ${endpoints?.[0]?.targetRef?.name}`).sort()).toEqual(['8080 old', '9090 new']);
  });

  it('hold at most 100 in a slice', () => {
    const h = started();
    service(h);
    for (let i = 0; i < 130; i++) pod(h, `p${i}`);
    h.run(8);
    expect(ready(h)).toHaveLength(130);
    expect(slices(h).map(({ endpoints }) => endpoints?.length).sort()).toEqual([100, 30]);
  });

  it('go with the Service, and stay with one without a selector', () => {
    const h = started();
    service(h);
    pod(h, 'a');
    h.run(1);
    h.remove(`${SERVICES}/web`);
    h.run(3);
    expect([slices(h).length, legacy(h)]).toEqual([0, undefined]);
    service(h, { selector: null });
    h.run(1);
    expect([slices(h).length, legacy(h)]).toEqual([0, undefined]);
  });

  it('are put back when somebody deletes a slice', () => {
    const h = started();
    service(h);
    pod(h, 'a');
    h.run(1);
    h.remove(`/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/${slices(h)[0]?.metadata.name}`);
    h.run(2);
    expect(ready(h)).toEqual(['a ready']);
  });
});
