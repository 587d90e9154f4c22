import { beforeEach, describe, expect, it } from 'vitest';
import { ControllerHarness } from '../../../testing/controllerHarness.ts';
import { QUICK } from '../../../testing/fakeNodes.ts';
import { defineKind, keyOf } from '../../api/kind.ts';
import type { KubeObject } from '../../api/types.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

let h: ControllerHarness;
beforeEach(() => {
  h = new ControllerHarness({ instant: true, times: QUICK });
  h.run(1);
});

const owner = (object: KubeObject, more: object = {}): object => ({ apiVersion: object.apiVersion, kind: object.kind, name: object.metadata.name, uid: object.metadata.uid, ...more });
const configMap = (name: string, owners: readonly object[] = [], namespace = 'default'): KubeObject =>
  h.create(`/api/v1/namespaces/${namespace}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(owners.length ? { ownerReferences: owners } : {}) } });
const names = (kind = 'configmaps'): string[] => h.all<KubeObject>(`/registry/${kind}/default/`).map(({ metadata }) => metadata.name).filter((name) => name !== 'kube-root-ca.crt');

function web(): void {
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1' }] } };
  h.create(DEPLOYMENTS, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 2, selector: { matchLabels: labels }, template } });
  h.run(2);
}

describe('the garbage collector', () => {
  it('in the background deletes the owner first and then, step by step, what belonged to it', () => {
    web();
    h.remove(`${DEPLOYMENTS}/web`);
    expect(names('deployments')).toEqual([]);
    expect(names('replicasets')).toHaveLength(1);
    h.run(2);
    expect([names('replicasets'), names('pods')]).toEqual([[], []]);
  });

  it('in the foreground keeps the owner until all is gone', () => {
    web();
    h.remove(`${DEPLOYMENTS}/web`, { propagationPolicy: 'Foreground' });
    expect(h.get<KubeObject>('/registry/deployments/default/web')?.metadata.finalizers).toEqual(['foregroundDeletion']);
    h.run(3);
    const { trace } = h.kernel;
    const gone: string[] = [];
    for (let i = 0; i < trace.changeCount; i++) {
      const { key, value } = trace.changeAt(i);
      const kind = /^\/registry\/(pods|replicasets|deployments)\//.exec(key)?.[1];
      if (kind && value === undefined) gone.push(kind);
    }
    expect(gone).toEqual(['pods', 'pods', 'replicasets', 'deployments']);
  });

  it('orphans where it is asked to', () => {
    web();
    h.remove(`${DEPLOYMENTS}/web`, { propagationPolicy: 'Orphan' });
    h.run(2);
    expect([names('deployments').length, names('replicasets').length, names('pods').length]).toEqual([0, 1, 2]);
    expect(h.all<KubeObject>('/registry/replicasets/default/')[0]?.metadata.ownerReferences).toBeUndefined();
  });

  it('deletes what names an owner that never was', () => {
    configMap('lost', [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'ghost', uid: '00000000-0000-0000-0000-000000000000' }]);
    h.run(3);
    expect(names()).toEqual([]);
  });

  it('takes only the reference to the owner that is gone, where another lives', () => {
    const [a, b] = [configMap('a'), configMap('b')];
    configMap('child', [owner(a), owner(b)]);
    h.run(1);
    h.remove(`${CONFIG_MAPS}/a`);
    h.run(2);
    expect(names()).toEqual(['b', 'child']);
    expect(h.get<KubeObject>('/registry/configmaps/default/child')?.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['b']);
    h.remove(`${CONFIG_MAPS}/b`);
    h.run(2);
    expect(names()).toEqual([]);
  });

  it('an owner in another namespace is none, and an Event says so', () => {
    h.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } });
    const a = configMap('a');
    h.run(1);
    configMap('child', [owner(a)], 'other');
    h.run(3);
    expect(h.get('/registry/configmaps/other/child')).toBeUndefined();
    const event = h.all<KubeObject & { reason: string; message: string }>('/registry/events/other/').find(({ reason }) => reason === 'OwnerRefInvalidNamespace');
    expect(event?.message).toBe(`ownerRef [v1/ConfigMap, namespace: other, name: a, uid: ${a.metadata.uid}] does not exist in namespace "other"`);
    expect(names()).toEqual(['a']);
  });

  it('frees two that wait for each other', () => {
    const a = configMap('a');
    const b = configMap('b', [owner(a, { blockOwnerDeletion: true })]);
    h.patch(`${CONFIG_MAPS}/a`, { metadata: { ownerReferences: [owner(b, { blockOwnerDeletion: true })] } });
    h.run(1);
    h.remove(`${CONFIG_MAPS}/a`, { propagationPolicy: 'Foreground' });
    h.run(5);
    expect(names()).toEqual([]);
  });

  it('learns of custom kinds', () => {
    const kind = defineKind({ group: 'example.com', version: 'v1', kind: 'Ship', plural: 'ships', scope: 'Namespaced' });
    h.server.state.scheme.add(kind);
    h.run(35);
    const ship: KubeObject = { apiVersion: 'example.com/v1', kind: 'Ship', metadata: { name: 'argo', namespace: 'default', uid: 'uid-of-argo', resourceVersion: '', creationTimestamp: h.kernel.timestamp() } };
    h.put(keyOf(kind, 'default', 'argo'), ship);
    configMap('crew', [owner(ship)]);
    h.run(2);
    expect(names()).toEqual(['crew']);
    h.remove('/apis/example.com/v1/namespaces/default/ships/argo');
    h.run(3);
    expect(names()).toEqual([]);
  });
});
