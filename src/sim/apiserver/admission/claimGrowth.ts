// Whether a claim may ask for more than it has.
// Upstream: plugin/pkg/admission/storage/persistentvolume/resize/admission.go

import { forbidden } from '../../api/errors.ts';
import { compareQuantity } from '../../api/quantity.ts';
import type { AnyObject, KubeObject } from '../../api/types.ts';
import type { AdmissionRequest } from '../admission.ts';

interface Claim {
  readonly spec: { readonly storageClassName?: string; readonly resources?: { readonly requests?: { readonly storage?: string } } };
  readonly status?: { readonly phase?: string };
}

export function checkGrowth({ exchange, name, old }: AdmissionRequest, object: KubeObject | undefined): void {
  const { spec } = object as unknown as Claim;
  const before = old as unknown as Claim;
  const wanted = spec.resources?.requests?.storage ?? '0';
  if (compareQuantity(wanted, before.spec.resources?.requests?.storage ?? '0') <= 0) return;
  const refuse = (why: string): Error => forbidden('', 'persistentvolumeclaims', name, why);
  if (before.status?.phase !== 'Bound') throw refuse('Only bound persistent volume claims can be expanded');
  const className = spec.storageClassName ?? '';
  const storageClass = className === '' || before.spec.storageClassName === undefined ? undefined : (exchange.state.store.get(`/registry/storageclasses/${className}`)?.value as AnyObject | undefined);
  if (storageClass?.allowVolumeExpansion !== true) throw refuse('only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize');
}
