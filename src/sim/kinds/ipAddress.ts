// IPAddress: one address of a Service, so that no two Services get the same.
// Upstream: pkg/apis/networking/validation, pkg/registry/networking/ipaddress

import type { IIPAddress } from 'kubernetes-models/networking.k8s.io/v1/IPAddress';
import { defineKind } from '../api/kind.ts';
import { isDNS1123Subdomain, isPathSegmentName } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { internalBy } from './shared/internal.ts';
import { ipFaults } from './shared/ipRules.ts';
import { checkImmutable } from './shared/metadata.ts';
import { checkIfSet, checkName, reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type IPAddress = Served<IIPAddress>;

export const IPAddress = defineKind<IPAddress>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IPAddress',
  plural: 'ipaddresses',
  shortNames: ['ip'],
  scope: 'Cluster',
  simulated: 'partly',
  strategy: {
    nameRule: (name) => [...ipFaults(name)],
    validate: ({ spec: { parentRef: p } }) =>
      reported((r) => {
        const at = 'spec.parentRef';
        if (!p) return r.required(at);
        checkIfSet(r, `${at}.group`, p.group, isDNS1123Subdomain);
        checkName(r, `${at}.resource`, p.resource, isPathSegmentName);
        checkName(r, `${at}.name`, p.name, isPathSegmentName);
        checkIfSet(r, `${at}.namespace`, p.namespace, isPathSegmentName);
      }),
    validateUpdate: ({ spec }, old) =>
      reported((r) => checkImmutable(r, 'spec.parentRef', spec.parentRef, old.spec.parentRef, spec.parentRef ? internalBy('Group Resource Namespace Name', spec.parentRef) : null)),
  },
  // The real server sends a third cell, an age, for which it announces no column.
  table: tableOf('Name;ParentRef', ({ metadata, spec: { parentRef: p } }, age) => [
    metadata.name,
    p ? [`${p.resource}${p.group ? `.${p.group}` : ''}`.toLowerCase(), ...(p.namespace ? [p.namespace] : []), p.name].join('/') : '<none>',
    age,
  ]),
});
