// EndpointSlice: some of the addresses behind a Service.
// Upstream: pkg/apis/discovery/validation/validation.go, pkg/registry/discovery/endpointslice/strategy.go

import type { IEndpointSlice } from 'kubernetes-models/discovery.k8s.io/v1/EndpointSlice';
import { equal } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { fullyQualifiedDomainFaults, isDNS1123Label, isDNS1123Subdomain, isLabelValue, isQualifiedName } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { PROTOCOLS } from './shared/containers.ts';
import { endpointAddressFaults } from './shared/endpointAddress.ts';
import { countGenerations } from './shared/generation.ts';
import { ipFamily, ipFaults, ipWarnings } from './shared/ipRules.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';
import { firstFew } from './shared/workloads.ts';
import type { Draft } from '../../base/json.ts';

export type EndpointSlice = Served<IEndpointSlice>;
type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

const { prepareForCreate, prepareForUpdate } = countGenerations(['addressType', 'endpoints', 'ports']);

export const EndpointSlice = defineKind<EndpointSlice>({
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  scope: 'Namespaced',
  defaults({ ports }) {
    for (const port of ports ?? []) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  strategy: {
    metaOnUpdate: ['object'],
    prepareForCreate(slice) {
      prepareForCreate(slice);
      dropTopology(slice);
    },
    prepareForUpdate(slice, old) {
      dropTopology(slice);
      prepareForUpdate(slice, old);
      if (!equal(slice.metadata.labels ?? {}, old.metadata.labels ?? {})) slice.metadata.generation = (old.metadata.generation ?? 0) + 1;
    },
    validate: (slice) => reported((report) => checkSlice(report, slice)),
    validateUpdate: (slice, old) =>
      reported((report) => {
        checkSlice(report, slice);
        if (slice.addressType !== old.addressType) report.invalid('addressType', slice.addressType ?? '', 'field is immutable');
      }),
    warningsOnCreate: warnings,
    warningsOnUpdate: warnings,
  },
  table: tableOf('Name;AddressType;Ports;Endpoints;Age', ({ metadata, addressType, ports, endpoints }, age) => [
    metadata.name,
    addressType,
    listed((ports ?? []).map(({ port, name }) => String(port ?? name ?? '*'))),
    listed((endpoints ?? []).flatMap(({ addresses }) => addresses)),
    age,
  ]),
});

const listed = (texts: readonly string[]): string => firstFew(texts) || '<unset>';

/** A field of v1beta1 that v1 shows but does not take. */
function dropTopology({ endpoints }: Draft<EndpointSlice>): void {
  for (const endpoint of endpoints ?? []) if (endpoint.deprecatedTopology) delete endpoint.deprecatedTopology;
}

const TYPES = ['FQDN', 'IPv4', 'IPv6'];

function checkSlice(report: Report, { addressType, endpoints, ports }: EndpointSlice): void {
  if (!addressType) report.required('addressType');
  else if (!TYPES.includes(addressType)) report.unsupported('addressType', addressType, TYPES);
  if ((endpoints?.length ?? 0) > 1000) report.tooMany('endpoints', endpoints?.length ?? 0, 1000);
  else endpoints?.forEach((endpoint, i) => checkEndpoint(report, `endpoints[${i}]`, endpoint, addressType));
  if ((ports?.length ?? 0) > 20_000) report.tooMany('ports', ports?.length ?? 0, 20_000);
  else checkPorts(report, ports);
}

function checkEndpoint(report: Report, at: string, { addresses, nodeName, hostname, hints }: Endpoint, type: string): void {
  const field = `${at}.addresses`;
  if (!addresses?.length) report.required(field, 'must contain at least 1 address');
  else if (addresses.length > 100) report.tooMany(field, addresses.length, 100);
  addresses?.forEach((address, i) => checkAddress(report, field, i, address, type));
  if (nodeName !== undefined) report.faults(`${at}.nodeName`, nodeName, isDNS1123Subdomain(nodeName));
  if (hostname !== undefined) report.faults(`${at}.hostname`, hostname, isDNS1123Label(hostname));
  const { forZones, forNodes } = (hints ?? {}) as { forZones?: readonly { name: string }[]; forNodes?: readonly { name: string }[] };
  checkHints(report, `${at}.hints.forZones`, forZones, isLabelValue);
  checkHints(report, `${at}.hints.forNodes`, forNodes, isDNS1123Subdomain);
}

function checkAddress(report: Report, field: string, index: number, address: string, type: string): void {
  const at = `${field}[${index}]`;
  if (type === 'FQDN') {
    report.faults(at, address, fullyQualifiedDomainFaults(address));
    return;
  }
  if (type !== 'IPv4' && type !== 'IPv6') return;
  const faults = ipFaults(address, false);
  report.faults(at, address, faults);
  const family = ipFamily(address);
  if (family === undefined) return;
  if (family !== type) report.invalid(field, address, `must be an ${type} address`);
  report.faults(at, address, endpointAddressFaults(address));
}

function checkHints(report: Report, at: string, hints: readonly { readonly name: string }[] | undefined, rule: (name: string) => readonly string[]): void {
  if ((hints?.length ?? 0) > 8) return report.tooMany(at, hints?.length ?? 0, 8);
  hints?.forEach(({ name = '' }, i) => {
    if (hints.findIndex((hint) => hint.name === name) < i) report.duplicate(`${at}[${i}].name`, name);
    report.faults(`${at}[${i}].name`, name, rule(name));
  });
}

function checkPorts(report: Report, ports: EndpointSlice['ports']): void {
  ports?.forEach(({ name = '', protocol, appProtocol }, i) => {
    if (name) report.faults(`ports[${i}].name`, name, isDNS1123Label(name));
    if (ports.findIndex((port) => (port.name ?? '') === name) < i) report.duplicate(`ports[${i}].name`, name);
    if (protocol === undefined) report.required(`ports[${i}].protocol`);
    else if (!PROTOCOLS.includes(protocol)) report.unsupported(`ports[${i}].protocol`, protocol, PROTOCOLS);
    if (appProtocol !== undefined) report.faults(`ports[${i}].appProtocol`, appProtocol, isQualifiedName(appProtocol));
  });
}

function warnings({ addressType, endpoints }: EndpointSlice): string[] {
  if (addressType === 'FQDN') return ['spec.addressType: FQDN endpoints are deprecated'];
  return (endpoints ?? []).flatMap(({ addresses }, i) => (addresses ?? []).flatMap((address, a) => ipWarnings(`endpoints[${i}].addresses[${a}]`, address)));
}
