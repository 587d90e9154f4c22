// APIService: who serves a group and version of the API, this server itself or another one behind it.
// Upstream: k8s.io/kube-aggregator/pkg/apis/apiregistration/validation, pkg/registry/apiservice
// Simplified: requests are never passed on to another server.

import type { IAPIService } from 'kubernetes-models/apiregistration.k8s.io/v1/APIService';
import { rfc3339 } from '../../base/time.ts';
import { defineKind } from '../api/kind.ts';
import { isDNS1035Label, isDNS1123Subdomain, isPathSegmentName, isPortNumber } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { base64Bytes } from './shared/base64Text.ts';
import type { Report } from './shared/report.ts';
import { checkIfSet, checkOneOf, each, reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type APIService = Served<IAPIService>;

export const APIService = defineKind<APIService>({
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  plural: 'apiservices',
  categories: ['api-extensions'],
  scope: 'Cluster',
  storage: 'apiregistration.k8s.io/apiservices',
  status: true,
  simulated: 'stored',
  defaults({ spec }) {
    if (spec.service) spec.service.port ??= 443;
  },
  strategy: {
    nameRule: 'path',
    needsResourceVersion: true,
    metaOnUpdate: ['update', 'object'],
    prepareForCreate(o, { nowMs }) {
      const available = { type: 'Available', status: 'True', lastTransitionTime: rfc3339(nowMs), reason: 'Local', message: 'Local APIServices are always available' };
      o.status = o.spec.service ? {} : { conditions: [available] };
    },
    validate: (o) => reported((r) => check(r, o)),
    validateUpdate: (o) => reported((r) => check(r, o)),
    validateStatusUpdate: (o) => reported((r) => each(o.status.conditions, 'status.conditions', (c, path) => checkOneOf(r, `${path}.status`, c.status, ['True', 'False', 'Unknown'], false))),
  },
  table: tableOf('Name;Service;Available;Age', ({ metadata, spec: { service }, status }, age) => {
    const available = status.conditions?.find((c) => c.type === 'Available');
    const why = available && available.status !== 'True' && available.reason ? ` (${available.reason})` : '';
    return [metadata.name, service ? `${service.namespace}/${service.name}` : 'Local', `${available?.status ?? 'Unknown'}${why}`, age];
  }),
});

function check(r: Report, { metadata: { name }, spec }: APIService): void {
  const { group = '', version = '', service, caBundle, insecureSkipTLSVerify } = spec;
  const wanted = `${version}.${group}`;
  if (name && name !== wanted && !isPathSegmentName(name).length) r.invalid('metadata.name', name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`);
  if (!group && version !== 'v1') r.required('spec.group', 'only v1 may have an empty group and it better be legacy kube');
  checkIfSet(r, 'spec.group', group, isDNS1123Subdomain);
  r.faults('spec.version', version, isDNS1035Label(version));
  const between = (field: 'groupPriorityMinimum' | 'versionPriority', max: number): void => {
    const value = spec[field] ?? 0;
    if (value <= 0 || value > max) r.invalid(`spec.${field}`, value, `must be positive and less than ${max}`);
  };
  between('groupPriorityMinimum', 20_000);
  between('versionPriority', 1_000);
  if (!service) {
    if (caBundle) r.invalid('spec.caBundle', `${base64Bytes(caBundle)} bytes`, 'local APIServices may not have a caBundle');
    if (insecureSkipTLSVerify) r.invalid('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify');
    return;
  }
  if (!service.namespace) r.required('spec.service.namespace');
  if (!service.name) r.required('spec.service.name');
  const port = service.port ?? 0;
  r.faults('spec.service.port', port, isPortNumber(port).map((f) => `port is not valid: ${f}`));
  if (insecureSkipTLSVerify && caBundle) r.invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present');
}
