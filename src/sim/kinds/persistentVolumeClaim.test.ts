// Claims and volumes: what admission adds, and what may change once a claim is bound.

import { describe, expect, test } from 'vitest';
import { apiHarness, type ApiHarness } from '../../testing/apiHarness.ts';
import type { PersistentVolumeClaim } from './persistentVolumeClaim.ts';

const CLAIMS = '/api/v1/namespaces/default/persistentvolumeclaims';
const MERGE = { 'content-type': 'application/merge-patch+json' };

function ready(): ApiHarness {
  const harness = apiHarness();
  harness.put('/registry/namespaces/default', { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'default' }, spec: {}, status: { phase: 'Active' } } as never);
  return harness;
}

const claim = (spec: object = {}): object => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec } });

describe('a claim', () => {
  test('gets a finalizer and the newest default class', () => {
    const harness = ready();
    for (const [name, creationTimestamp] of [['old', '2026-01-05T09:00:00Z'], ['new', '2026-01-05T09:00:01Z'], ['other', '2026-01-05T09:00:02Z']] as const) {
      const annotations = name === 'other' ? {} : { 'storageclass.kubernetes.io/is-default-class': 'true' };
      harness.put(`/registry/storageclasses/${name}`, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name, creationTimestamp, annotations }, provisioner: 'x' } as never);
    }
    const { metadata, spec, status } = harness.send('POST', CLAIMS, { body: claim() }).body as PersistentVolumeClaim;
    expect([metadata.finalizers, spec.storageClassName, spec.volumeMode, status.phase]).toEqual([['kubernetes.io/pvc-protection'], 'new', 'Filesystem', 'Pending']);
    expect((harness.send('POST', `${CLAIMS}?dryRun=All`, { body: { ...claim({ storageClassName: '' }), metadata: { name: 'none' } } }).body as PersistentVolumeClaim).spec.storageClassName).toBe('');
  });

  test('has both fields for its source, and no odd one', () => {
    const harness = ready();
    const source = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 's' };
    const made = (spec: object): PersistentVolumeClaim['spec'] => (harness.send('POST', `${CLAIMS}?dryRun=All`, { body: claim(spec) }).body as PersistentVolumeClaim).spec;
    expect(made({ dataSource: source })).toMatchObject({ dataSource: source, dataSourceRef: source });
    expect(made({ dataSourceRef: { ...source, kind: 'Any' } })).toMatchObject({ dataSource: { kind: 'Any' }, dataSourceRef: { kind: 'Any' } });
    expect(made({ dataSource: { ...source, kind: 'Any' } }).dataSource).toBeUndefined();
  });

  test('may ask for more once it is bound, but for no less than it has', () => {
    const harness = ready();
    const storageClass = (name: string, allowVolumeExpansion: boolean): void => harness.put(`/registry/storageclasses/${name}`, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name }, provisioner: 'x', allowVolumeExpansion } as never);
    storageClass('grows', true);
    harness.send('POST', CLAIMS, { body: claim({ volumeName: 'v', storageClassName: 'grows' }) });
    const ask = (storage: string): number => harness.send('PATCH', `${CLAIMS}/data`, { body: { spec: { resources: { requests: { storage } } } }, headers: MERGE }).code;
    expect(ask('2Gi')).toBe(422);
    harness.send('PATCH', `${CLAIMS}/data/status`, { body: { status: { phase: 'Bound', capacity: { storage: '1Gi' } } }, headers: MERGE });
    expect([ask('3Gi'), ask('2Gi'), ask('1Gi')]).toEqual([200, 200, 422]);
    storageClass('grows', false);
    expect([ask('3Gi'), ask('2Gi')]).toEqual([403, 200]);
  });
});
