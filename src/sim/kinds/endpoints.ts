// Endpoints: the addresses behind a Service in the old form. EndpointSlices took their place.
// Upstream: pkg/apis/core/validation/validation.go (ValidateEndpoints), pkg/registry/core/endpoint/strategy.go

import type { IEndpoints } from 'kubernetes-models/v1/Endpoints';
import { equal } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { isDNS1123Label, isDNS1123Subdomain, isPortNumber, isQualifiedName } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { PROTOCOLS } from './shared/containers.ts';
import { endpointAddressFaults } from './shared/endpointAddress.ts';
import { ipFaults, ipWarnings } from './shared/ipRules.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';
import { firstFew } from './shared/workloads.ts';

export type Endpoints = Served<IEndpoints>;
type Subset = NonNullable<Endpoints['subsets']>[number];
type Address = NonNullable<Subset['addresses']>[number];
type Port = NonNullable<Subset['ports']>[number];

export const Endpoints = defineKind<Endpoints>({
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  scope: 'Namespaced',
  storage: 'services/endpoints',
  defaults({ subsets }) {
    for (const subset of subsets ?? []) for (const port of subset.ports ?? []) port.protocol ||= 'TCP';
  },
  strategy: {
    metaOnUpdate: ['update', 'object'],
    createOnUpdate: true,
    validate: ({ subsets }) => reported((report) => checkSubsets(report, subsets)),
    // What older servers let pass may stay.
    validateUpdate: ({ subsets }, old) => (equal(subsets, old.subsets) ? [] : reported((report) => checkSubsets(report, subsets))),
    warningsOnCreate: warnings,
    warningsOnUpdate: warnings,
  },
  table: tableOf('Name;Endpoints;Age', ({ metadata, subsets }, age) => [metadata.name, subsets?.length ? firstFew(subsets.flatMap(texts)) : '<none>', age]),
});

function checkSubsets(report: Report, subsets: Endpoints['subsets']): void {
  subsets?.forEach(({ addresses, notReadyAddresses, ports }, i) => {
    const at = `subsets[${i}]`;
    if (!addresses?.length && !notReadyAddresses?.length) report.required(at, 'must specify `addresses` or `notReadyAddresses`');
    addresses?.forEach((address, a) => checkAddress(report, `${at}.addresses[${a}]`, address));
    notReadyAddresses?.forEach((address, a) => checkAddress(report, `${at}.notReadyAddresses[${a}]`, address));
    ports?.forEach((port, p) => checkPort(report, `${at}.ports[${p}]`, port, ports.length > 1));
  });
}

function checkAddress(report: Report, at: string, { ip = '', hostname, nodeName }: Address): void {
  report.faults(`${at}.ip`, ip, ipFaults(ip, false));
  if (hostname) report.faults(`${at}.hostname`, hostname, isDNS1123Label(hostname));
  if (nodeName !== undefined) report.faults(`${at}.nodeName`, nodeName, isDNS1123Subdomain(nodeName));
  report.faults(`${at}.ip`, ip, endpointAddressFaults(ip));
}

function checkPort(report: Report, at: string, { name, port = 0, protocol, appProtocol }: Port, needsName: boolean): void {
  if (name) report.faults(`${at}.name`, name, isDNS1123Label(name));
  else if (needsName) report.required(`${at}.name`);
  report.faults(`${at}.port`, port, isPortNumber(port));
  if (!protocol) report.required(`${at}.protocol`);
  else if (!PROTOCOLS.includes(protocol)) report.unsupported(`${at}.protocol`, protocol, PROTOCOLS);
  if (appProtocol !== undefined) report.faults(`${at}.appProtocol`, appProtocol, isQualifiedName(appProtocol));
}

function warnings({ subsets }: Endpoints): string[] {
  const of = (at: string, list: readonly Address[] | undefined): string[] => (list ?? []).flatMap(({ ip = '' }, i) => ipWarnings(`${at}[${i}].ip`, ip));
  return (subsets ?? []).flatMap((subset, i) => [...of(`subsets[${i}].addresses`, subset.addresses), ...of(`subsets[${i}].notReadyAddresses`, subset.notReadyAddresses)]);
}

function texts({ addresses = [], ports = [] }: Subset): string[] {
  if (ports.length === 0) return addresses.map(({ ip }) => ip);
  return ports.flatMap(({ port }) => addresses.map(({ ip }) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)));
}
