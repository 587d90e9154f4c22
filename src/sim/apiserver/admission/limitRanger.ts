// LimitRanger: containers that say nothing get the usual requests and limits of their namespace, and what asks for too
// much or too little is refused.
// Upstream: plugin/pkg/admission/limitranger

import type { AdmissionPlugin, AdmissionRequest } from '../admission.ts';
import { refuseOutside, setUsual } from './limitRanges.ts';

const isSubject = ({ exchange: { kind }, operation, subresource }: AdmissionRequest): boolean => {
  if (kind.group !== '') return false;
  if (kind.kind === 'Pod') return (operation === 'CREATE' && subresource === '') || (operation === 'UPDATE' && subresource === 'resize');
  return kind.kind === 'PersistentVolumeClaim' && subresource === '' && (operation === 'CREATE' || operation === 'UPDATE');
};

export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  handles: (request) => isSubject(request) && request.exchange.state.store.range(`/registry/limitranges/${request.namespace}/`, { limit: 1 }).length > 0,
  admit: setUsual as NonNullable<AdmissionPlugin['admit']>,
  validate: refuseOutside,
};
