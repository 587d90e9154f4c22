// ResourceQuota: what would be more than the quotas of a namespace allow is refused; what is let in is counted at once, so
// that two at the same time cannot both take the last place. The controller counts anew when something goes.
// Upstream: k8s.io/apiserver/pkg/admission/plugin/resourcequota

import type { AdmissionPlugin, AdmissionRequest } from '../admission.ts';
import { charge } from './quotas.ts';

/** Kinds of which an update may need more than before. */
const UPDATED = new Set(['Service', 'PersistentVolumeClaim']);
const REVIEWS = /^(authentication|authorization)\.k8s\.io$/;

function isCounted({ exchange: { kind }, operation, subresource }: AdmissionRequest): boolean {
  if (!kind.namespaced || kind.kind === 'Event' || REVIEWS.test(kind.group)) return false;
  if (operation === 'CREATE') return subresource === '';
  if (operation !== 'UPDATE' || kind.group !== '') return false;
  return kind.kind === 'Pod' ? subresource === 'resize' : UPDATED.has(kind.kind) && subresource === '';
}

export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  handles: (request) => isCounted(request) && request.exchange.state.store.range(`/registry/resourcequotas/${request.namespace}/`, { limit: 1 }).length > 0,
  validate: charge,
};
