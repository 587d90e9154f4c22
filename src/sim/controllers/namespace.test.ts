import { beforeEach, describe, expect, it } from 'vitest';
import { ControllerHarness } from '../../testing/controllerHarness.ts';
import { QUICK } from '../../testing/fakeNodes.ts';
import type { KubeObject } from '../api/types.ts';
import type { Namespace } from '../kinds/namespace.ts';

const NAMESPACES = '/api/v1/namespaces';

let h: ControllerHarness;
beforeEach(() => {
  h = new ControllerHarness({ instant: true, times: QUICK });
  h.run(1);
  h.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  h.run(1);
});
const shop = (): Namespace | undefined => h.get<KubeObject>('/registry/namespaces/shop') as unknown as Namespace | undefined;
const condition = (type: string): string | undefined => shop()?.status.conditions?.find((c) => c.type === type)?.message;
const configMap = (metadata: object): void => void h.create(`${NAMESPACES}/shop/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata });
const left = (): string[] => ['configmaps', 'serviceaccounts', 'pods'].flatMap((kind) => h.all<KubeObject>(`/registry/${kind}/shop/`).map(({ metadata }) => `${kind}/${metadata.name}`));

describe('a namespace', () => {
  it('gets an account and the root certificate, and gets them back', () => {
    expect(left()).toEqual(['configmaps/kube-root-ca.crt', 'serviceaccounts/default']);
    h.remove(`${NAMESPACES}/shop/configmaps/kube-root-ca.crt`);
    h.remove(`${NAMESPACES}/shop/serviceaccounts/default`);
    h.patch(`${NAMESPACES}/default/configmaps/kube-root-ca.crt`, { data: { 'ca.crt': 'forged' } });
    h.run(1);
    expect(left()).toEqual(['configmaps/kube-root-ca.crt', 'serviceaccounts/default']);
    const [a, b] = ['default', 'shop'].map((namespace) => h.get<KubeObject & { data: object }>(`/registry/configmaps/${namespace}/kube-root-ca.crt`)?.data);
    expect(a).toEqual(b);
  });

  it('is emptied and goes', () => {
    configMap({ name: 'a' });
    h.remove(`${NAMESPACES}/shop`);
    expect(shop()?.status.phase).toBe('Terminating');
    h.run(10);
    expect([shop(), left()]).toEqual([undefined, []]);
  });

  it('loses its Pods before anything else', () => {
    configMap({ name: 'a' });
    h.create(`${NAMESPACES}/shop/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', finalizers: ['example.com/hold'] }, spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: 'x' }] } });
    h.run(1);
    h.remove(`${NAMESPACES}/shop`);
    h.run(30);
    expect(left()).toContain('configmaps/a');
    h.patch(`${NAMESPACES}/shop/pods/p`, { metadata: { finalizers: null } });
    h.run(60);
    expect([shop(), left()]).toEqual([undefined, []]);
  });

  it('says what holds it', () => {
    configMap({ name: 'held', finalizers: ['example.com/hold'] });
    configMap({ name: 'free' });
    h.remove(`${NAMESPACES}/shop`);
    h.run(10);
    expect(left()).toEqual(['configmaps/held']);
    expect(condition('NamespaceContentRemaining')).toBe('Some resources are remaining: configmaps. has 1 resource instances');
    expect(condition('NamespaceFinalizersRemaining')).toBe('Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances');
    expect(() => configMap({ name: 'late' })).toThrow(/is forbidden: unable to create new content in namespace shop because it is being terminated/);
    h.patch(`${NAMESPACES}/shop/configmaps/held`, { metadata: { finalizers: null } });
    h.run(20);
    expect(shop()).toBeUndefined();
  });
});
