// ServiceCIDR: a range from which Services get their addresses.
// Upstream: pkg/apis/networking/validation, pkg/registry/networking/servicecidr

import type { IServiceCIDR } from 'kubernetes-models/networking.k8s.io/v1/ServiceCIDR';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { startWith } from './shared/generation.ts';
import { cidrFaults, parsePrefix } from './shared/ipRules.ts';
import { IMMUTABLE, type Report } from './shared/report.ts';
import { each, reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type ServiceCIDR = Served<IServiceCIDR>;

export const ServiceCIDR = defineKind<ServiceCIDR>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'ServiceCIDR',
  plural: 'servicecidrs',
  scope: 'Cluster',
  status: true,
  simulated: 'partly',
  strategy: {
    prepareForCreate: startWith({}),
    validate: ({ spec }) => reported((r) => checkCidrs(r, spec.cidrs ?? [])),
    validateUpdate: ({ spec }, old) =>
      reported((r) => {
        const cidrs = spec.cidrs ?? [];
        const was = old.spec.cidrs ?? [];
        const same = (i: number): void => {
          if (cidrs[i] !== was[i]) r.invalid(`spec.cidrs[${i}]`, cidrs[i], IMMUTABLE);
        };
        if (cidrs.length === was.length) was.forEach((_, i) => same(i));
        else if (was.length === 1 && cidrs.length === 2) {
          same(0);
          checkCidrs(r, cidrs);
        } else r.invalid('spec.cidrs', spec.cidrs ?? null, IMMUTABLE);
      }),
    validateStatusUpdate: () => [],
  },
  table: tableOf('Name;CIDRs;Age', (o, age) => [o.metadata.name, (o.spec.cidrs ?? []).join(','), age]),
});

function checkCidrs(r: Report, cidrs: readonly string[]): void {
  const at = 'spec.cidrs';
  if (cidrs.length === 0) return r.required(at, 'at least one CIDR required');
  if (cidrs.length > 2) return r.invalid(at, { CIDRs: cidrs }, 'may only hold up to 2 values');
  each(cidrs, at, (cidr, path) => r.faults(path, cidr, cidrFaults(cidr)));
  const [a, b] = cidrs.map((c) => parsePrefix(c)?.address.bits);
  if (cidrs.length === 2 && a !== undefined && a === b) r.invalid(at, cidrs, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64');
}
