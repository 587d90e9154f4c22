// Storage: volumes and claims get a finalizer that keeps them as long as they are in use, a claim that names no class gets
// the default one, and a claim grows only where its class lets it.
// Upstream: plugin/pkg/admission/storage (storageobjectinuseprotection, storageclass/setdefault, persistentvolume/resize)

import type { AnyObject } from '../../api/types.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission.ts';
import { checkGrowth } from './claimGrowth.ts';

interface Draft {
  metadata: { annotations?: { [key: string]: string }; finalizers?: string[] };
  spec: { storageClassName?: string };
}

const isNew = ({ operation, subresource }: AdmissionRequest): boolean => operation === 'CREATE' && subresource === '';
const isCore = ({ exchange: { kind } }: AdmissionRequest, name: string): boolean => kind.kind === name && kind.group === '';

const DEFAULT_CLASS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  handles: (request) => isNew(request) && isCore(request, 'PersistentVolumeClaim'),
  admit({ exchange }, { metadata, spec }: Draft) {
    if (spec.storageClassName !== undefined || metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined) return;
    let chosen: AnyObject | undefined;
    for (const { value } of exchange.state.store.range('/registry/storageclasses/')) {
      const candidate = value as AnyObject;
      if (!DEFAULT_CLASS.some((key) => candidate.metadata.annotations?.[key] === 'true')) continue;
      // The newest of several, and of equally new ones the first by name.
      if (!chosen || (candidate.metadata.creationTimestamp ?? '') > (chosen.metadata.creationTimestamp ?? '')) chosen = candidate;
    }
    if (chosen) spec.storageClassName = chosen.metadata.name;
  },
};

export const claimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  handles: (request) => request.operation === 'UPDATE' && request.subresource === '' && isCore(request, 'PersistentVolumeClaim'),
  validate: (request, object) => checkGrowth(request, object),
};

export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  handles: (request) => isNew(request) && (isCore(request, 'PersistentVolume') || isCore(request, 'PersistentVolumeClaim')),
  admit({ exchange }, { metadata }: Draft) {
    const finalizer = exchange.kind.kind === 'PersistentVolume' ? 'kubernetes.io/pv-protection' : 'kubernetes.io/pvc-protection';
    if (!metadata.finalizers?.includes(finalizer)) metadata.finalizers = [...(metadata.finalizers ?? []), finalizer];
  },
};
