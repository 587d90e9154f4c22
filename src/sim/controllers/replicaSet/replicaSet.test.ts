import { describe, expect, it } from 'vitest';
import { ControllerHarness } from '../../../testing/controllerHarness.ts';
import { QUICK } from '../../../testing/fakeNodes.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { ReplicaSet } from '../../kinds/replicaSet.ts';

const SETS = '/apis/apps/v1/namespaces/default/replicasets';
const PODS = '/api/v1/namespaces/default/pods';
const labels = { app: 'web' };
const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1' }] } };
const replicaSet = (replicas: number, of: object = template): object => ({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web' }, spec: { replicas, selector: { matchLabels: labels }, template: of } });

function started(): ControllerHarness {
  const h = new ControllerHarness({ instant: true, times: QUICK });
  h.run(1);
  return h;
}
const set = (h: ControllerHarness): ReplicaSet => h.get<KubeObject>('/registry/replicasets/default/web') as unknown as ReplicaSet;
const pods = (h: ControllerHarness): Pod[] => h.all<KubeObject>('/registry/pods/default/') as unknown as Pod[];
const owned = (h: ControllerHarness): string[] => pods(h).filter(({ metadata }) => metadata.ownerReferences?.[0]?.uid === set(h).metadata.uid).map(({ metadata }) => metadata.name);
const tell = (h: ControllerHarness): string[] => h.events('web').map((text) => text.replace(/web-\w{5}$/, 'web-x'));

describe('a ReplicaSet', () => {
  it('makes its Pods in batches of 1, 2, 4 …', () => {
    const h = new ControllerHarness({ times: QUICK });
    h.run(5);
    const mark = h.kernel.trace.size;
    h.create(SETS, replicaSet(9));
    h.run(2);
    const creations = h.requests(mark).filter(({ data }) => data.component === 'replicaset-controller' && data.verb === 'create' && data.resource === 'pods');
    const batches = new Map<number, number>();
    for (const { t } of creations) batches.set(t, (batches.get(t) ?? 0) + 1);
    expect([...batches.values()]).toEqual([1, 2, 4, 2]);
    expect(set(h).status).toMatchObject({ replicas: 9, fullyLabeledReplicas: 9, readyReplicas: 9, availableReplicas: 9, observedGeneration: 1 });
  });

  it('replaces what is deleted, with an Event for each', () => {
    const h = started();
    h.create(SETS, replicaSet(2));
    h.run(1);
    h.remove(`${PODS}/${pods(h)[0]?.metadata.name}`);
    h.run(1);
    expect(owned(h)).toHaveLength(2);
    expect(tell(h)).toEqual(['Normal SuccessfulCreate Created pod: web-x', 'Normal SuccessfulCreate Created pod: web-x', 'Normal SuccessfulCreate Created pod: web-x']);
  });

  it('releases a Pod whose label changed, and adopts one that matches', () => {
    const h = started();
    h.create(SETS, replicaSet(2));
    h.run(1);
    const [first] = owned(h) as [string];
    h.patch(`${PODS}/${first}`, { metadata: { labels: { app: 'other' } } });
    h.run(1);
    expect(pods(h)).toHaveLength(3);
    expect(owned(h)).toHaveLength(2);
    h.patch(`${PODS}/${first}`, { metadata: { labels } });
    h.run(1);
    // Adopted again, and so one too many.
    expect(owned(h)).toHaveLength(2);
    expect(tell(h).filter((text) => text.startsWith('Normal SuccessfulDelete'))).toEqual(['Normal SuccessfulDelete Deleted pod: web-x']);
  });

  it('takes an orphan that matches before it makes a Pod', () => {
    const h = started();
    h.create(PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'orphan', labels }, spec: template.spec });
    h.run(1);
    h.create(SETS, replicaSet(1));
    h.run(1);
    expect(owned(h)).toEqual(['orphan']);
  });

  it('does not take what somebody else controls', () => {
    const h = started();
    h.create(SETS, { ...replicaSet(2), metadata: { name: 'other' } });
    h.run(1);
    h.create(SETS, replicaSet(2));
    h.run(1);
    expect(pods(h)).toHaveLength(4);
    expect(owned(h)).toHaveLength(2);
  });

  it('says why it cannot make Pods, and stops trying the rest of a batch', () => {
    const h = started();
    h.create(SETS, replicaSet(3, { ...template, spec: { ...template.spec, serviceAccountName: 'robot' } }));
    h.run(0.5);
    const failure = set(h).status.conditions?.find(({ type }) => type === 'ReplicaFailure');
    expect(failure).toMatchObject({ status: 'True', reason: 'FailedCreate' });
    expect(tell(h)[0]).toMatch(/^Warning FailedCreate Error creating: pods .*is forbidden: error looking up service account default\/robot: serviceaccount "robot" not found$/);
    h.create('/api/v1/namespaces/default/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } });
    h.run(30);
    expect(owned(h)).toHaveLength(3);
    expect(set(h).status.conditions).toBeUndefined();
  });

  it('notes what it wanted, what there was and which it chose', () => {
    const h = started();
    h.create(SETS, replicaSet(3));
    h.run(1);
    const mark = h.kernel.trace.size;
    h.patch(`${SETS}/web`, { spec: { replicas: 1 } });
    h.run(1);
    const notes: string[] = [];
    for (let id = mark + 1; id <= h.kernel.trace.size; id++) {
      const data = h.kernel.trace.data(id as never) as { type?: string; steps?: readonly { step: string; values: object }[] } | undefined;
      if (data?.type === 'reconcile') for (const { step, values } of data.steps ?? []) notes.push(`${step} ${JSON.stringify(values)}`);
    }
    expect(notes.find((text) => text.startsWith('count'))).toBe('count {"wanted":1,"exist":3,"terminating":0,"awaited":0}');
    expect(notes.find((text) => text.startsWith('delete'))).toMatch(/^delete \{"pods":2,"names":"web-\w{5} web-\w{5}","rule":"\w+"\}$/);
  });

  it('a ReplicationController does the same under its own name', () => {
    const h = started();
    h.create('/api/v1/namespaces/default/replicationcontrollers', { apiVersion: 'v1', kind: 'ReplicationController', metadata: { name: 'old' }, spec: { replicas: 2, selector: labels, template } });
    h.run(1);
    expect((h.get<KubeObject>('/registry/controllers/default/old') as unknown as ReplicaSet).status).toMatchObject({ replicas: 2, readyReplicas: 2 });
    expect(pods(h).map(({ metadata }) => metadata.ownerReferences?.[0]?.kind)).toEqual(['ReplicationController', 'ReplicationController']);
  });
});
