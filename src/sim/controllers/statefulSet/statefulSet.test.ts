import { describe, expect, it } from 'vitest';
import { ControllerHarness } from '../../../testing/controllerHarness.ts';
import { QUICK } from '../../../testing/fakeNodes.ts';
import type { KubeObject } from '../../api/types.ts';
import type { ControllerRevision } from '../../kinds/controllerRevision.ts';
import type { PersistentVolumeClaim } from '../../kinds/persistentVolumeClaim.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { StatefulSet } from '../../kinds/statefulSet.ts';
import { makePod, nameParts } from './setPods.ts';

const SETS = '/apis/apps/v1/namespaces/default/statefulsets';
const DB = `${SETS}/db`;
const PODS = '/api/v1/namespaces/default/pods';
const labels = { app: 'db' };
const CLAIMS = { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }] };

function started(spec: object = {}, template: object = {}): ControllerHarness {
  const h = new ControllerHarness({ instant: true, times: QUICK });
  h.run(1);
  h.create(SETS, { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' }, spec: { replicas: 3, serviceName: 'db', selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'db', image: 'db:1' }], ...template } }, ...spec } });
  h.run(2);
  return h;
}
const set = (h: ControllerHarness): StatefulSet => h.get<KubeObject>('/registry/statefulsets/default/db') as unknown as StatefulSet;
const pods = (h: ControllerHarness): Pod[] => h.all<KubeObject>('/registry/pods/default/') as unknown as Pod[];
const images = (h: ControllerHarness): string => pods(h).map(({ metadata, spec }) => `${metadata.name} ${spec.containers[0]?.image}`).join(', ');
const claims = (h: ControllerHarness): string => h.all<PersistentVolumeClaim & KubeObject>('/registry/persistentvolumeclaims/default/').map(({ metadata }) => `${metadata.name} ${(metadata.ownerReferences ?? []).map(({ kind, name }) => `${kind}/${name}`).join(' ')}`.trim()).join(', ');
const image = (h: ControllerHarness, name: string): void => void h.patch(DB, { spec: { template: { spec: { containers: [{ name: 'db', image: name }] } } } });
/** What was done to Pods, in order. */
const story = (h: ControllerHarness): string[] => h.events('db').map((text) => text.replace(/^Normal Successful\w+ /, '').replace(/ in StatefulSet db success(ful)?$/, ''));

describe('a StatefulSet', () => {
  it('makes numbered Pods one after the other, and takes the last one first', () => {
    const h = started();
    expect(pods(h).map(({ metadata }) => metadata.name)).toEqual(['db-0', 'db-1', 'db-2']);
    expect(set(h).status).toMatchObject({ replicas: 3, readyReplicas: 3, currentReplicas: 3, updatedReplicas: 3, availableReplicas: 3, observedGeneration: 1, collisionCount: 0 });
    const [first] = pods(h);
    expect(first?.metadata.labels).toEqual({ app: 'db', 'apps.kubernetes.io/pod-index': '0', 'statefulset.kubernetes.io/pod-name': 'db-0', 'controller-revision-hash': set(h).status.currentRevision });
    expect([first?.spec.hostname, first?.spec.subdomain]).toEqual(['db-0', 'db']);
    h.patch(DB, { spec: { replicas: 1 } });
    h.run(2);
    expect(story(h)).toEqual(['Create Pod db-0', 'Create Pod db-1', 'Create Pod db-2', 'Delete Pod db-2', 'Delete Pod db-1']);
  });

  it('waits for the one before to be available', () => {
    const h = started({ minReadySeconds: 5 });
    expect(pods(h)).toHaveLength(1);
    h.run(5);
    expect(pods(h)).toHaveLength(2);
    expect(set(h).status).toMatchObject({ readyReplicas: 2, availableReplicas: 1 });
  });

  it('in parallel makes all at once, beginning where it is told', () => {
    const h = started({ podManagementPolicy: 'Parallel', ordinals: { start: 5 }, minReadySeconds: 60 });
    expect(pods(h).map(({ metadata }) => metadata.name)).toEqual(['db-5', 'db-6', 'db-7']);
  });

  it('replaces from the last to the first, but none below the partition', () => {
    const h = started({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } });
    image(h, 'db:2');
    h.run(2);
    expect(images(h)).toBe('db-0 db:1, db-1 db:2, db-2 db:2');
    expect(story(h).filter((text) => text.startsWith('Delete'))).toEqual(['Delete Pod db-2', 'Delete Pod db-1']);
    const { currentRevision, updateRevision, currentReplicas, updatedReplicas } = set(h).status;
    expect([currentRevision === updateRevision, currentReplicas, updatedReplicas]).toEqual([false, 1, 2]);
    // One below the partition comes back as it was.
    h.remove(`${PODS}/db-0`);
    h.run(1);
    expect(images(h)).toBe('db-0 db:1, db-1 db:2, db-2 db:2');
    h.patch(DB, { spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } });
    h.run(2);
    expect(images(h)).toBe('db-0 db:2, db-1 db:2, db-2 db:2');
    expect(set(h).status.currentRevision).toBe(set(h).status.updateRevision);
  });

  it('with OnDelete replaces only what somebody deletes', () => {
    const h = started({ updateStrategy: { type: 'OnDelete' } });
    image(h, 'db:2');
    h.run(2);
    expect(images(h)).toBe('db-0 db:1, db-1 db:1, db-2 db:1');
    h.remove(`${PODS}/db-1`);
    h.run(2);
    expect(images(h)).toBe('db-0 db:1, db-1 db:2, db-2 db:1');
  });

  it('gives a template that comes back its old revision, with a new number', () => {
    const h = started({ replicas: 1, revisionHistoryLimit: 1 });
    const revisions = (): string[] => (h.all<KubeObject>('/registry/controllerrevisions/default/') as unknown as ControllerRevision[]).map(({ metadata, revision }) => `${metadata.name} ${revision}`).sort();
    const [first = ''] = revisions();
    image(h, 'db:2');
    h.run(2);
    image(h, 'db:1');
    h.run(2);
    expect(revisions()).toHaveLength(2);
    expect(revisions()).toContain(first.replace(/1$/, '3'));
    image(h, 'db:3');
    h.run(2);
    image(h, 'db:4');
    h.run(2);
    // The present one, and one from before.
    expect(revisions()).toHaveLength(2);
  });

  it('runs a Pod again that has ended, whatever it ended with', () => {
    const h = started({ replicas: 1 });
    const before = pods(h)[0]?.metadata.uid;
    h.request({ method: 'PATCH', path: `${PODS}/db-0/status`, headers: { 'content-type': 'application/merge-patch+json' }, body: { status: { phase: 'Succeeded' } } });
    h.run(1);
    expect(pods(h)).toHaveLength(1);
    expect(pods(h)[0]?.metadata.uid).not.toBe(before);
  });

  it('lets go of a Pod that is not its any more, and puts right one that it adopts', () => {
    const h = started({ replicas: 2 });
    h.remove(DB, { propagationPolicy: 'Orphan' });
    h.run(1);
    h.patch(`${PODS}/db-0`, { metadata: { labels: { 'statefulset.kubernetes.io/pod-name': null } } });
    h.create(PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'other-0', labels }, spec: { containers: [{ name: 'db', image: 'db:1' }] } });
    h.create(SETS, { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' }, spec: { replicas: 2, serviceName: 'db', selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: 'db', image: 'db:1' }] } } } });
    h.run(1);
    expect(pods(h).map(({ metadata }) => `${metadata.name} ${metadata.ownerReferences?.length ?? 0}`)).toEqual(['db-0 1', 'db-1 1', 'other-0 0']);
    expect(pods(h)[0]?.metadata.labels?.['statefulset.kubernetes.io/pod-name']).toBe('db-0');
  });
});

describe('the claims of a StatefulSet', () => {
  it('are made for each Pod, and stay', () => {
    const h = started({ replicas: 2, ...CLAIMS });
    expect(claims(h)).toBe('data-db-0, data-db-1');
    expect(pods(h)[1]?.spec.volumes?.[0]).toEqual({ name: 'data', persistentVolumeClaim: { claimName: 'data-db-1' } });
    expect(story(h).slice(0, 2)).toEqual(['Create Claim data-db-0 Pod db-0', 'Create Pod db-0']);
    h.patch(DB, { spec: { replicas: 1 } });
    h.run(2);
    expect(claims(h)).toBe('data-db-0, data-db-1');
  });

  it('belong to the set where they go with it, and to the Pod where they go with that', () => {
    const h = started({ replicas: 2, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' }, ...CLAIMS });
    expect(claims(h)).toBe('data-db-0 StatefulSet/db, data-db-1 StatefulSet/db');
    h.patch(DB, { spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain' } } });
    h.run(1);
    expect(claims(h)).toBe('data-db-0, data-db-1');
  });

  it('that are being deleted keep the next Pod waiting', () => {
    const h = started({ replicas: 1, persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' }, ...CLAIMS });
    h.patch(DB, { spec: { replicas: 0 } });
    h.run(2);
    expect(claims(h)).toBe('');
    h.patch(DB, { spec: { replicas: 1 } });
    h.run(2);
    expect(claims(h)).toBe('data-db-0');
  });
});

it('reads names and numbers', () => {
  expect(['db-0', 'a-b-12', 'db', 'db-x', 'db-99999999999'].map((name) => nameParts(name)?.ordinal)).toEqual([0, 12, undefined, undefined, undefined]);
  const bare = { metadata: { name: 'db', namespace: 'default', uid: 'u' }, spec: { volumeClaimTemplates: [{ metadata: { name: 'data' } }] } } as unknown as StatefulSet;
  const pod = makePod(bare, { spec: { containers: [], volumes: [{ name: 'data', emptyDir: {} }, { name: 'tmp', emptyDir: {} }] } } as never, 'r', 3);
  expect(pod.spec.volumes).toEqual([{ name: 'data', persistentVolumeClaim: { claimName: 'data-db-3' } }, { name: 'tmp', emptyDir: {} }]);
  expect(pod.spec.subdomain).toBeUndefined();
});
