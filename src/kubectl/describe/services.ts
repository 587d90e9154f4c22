// kubectl describe of Services and what carries their traffic: EndpointSlices, Endpoints, Ingresses and their classes.
// Upstream: k8s.io/kubectl/pkg/describe (ServiceDescriber, EndpointSliceDescriber, EndpointsDescriber, IngressDescriber)

import { compareText } from '../../base/text.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import type { Endpoints } from '../../sim/kinds/endpoints.ts';
import type { EndpointSlice } from '../../sim/kinds/endpointSlice.ts';
import type { Ingress } from '../../sim/kinds/ingress.ts';
import type { IngressClass } from '../../sim/kinds/ingressClass.ts';
import type { Service } from '../../sim/kinds/service.ts';
import { labelsCell } from '../../sim/kinds/shared/workloads.ts';
import { isExpected, messageOf } from '../errors.ts';
import type { Describer, Description } from './describer.ts';
import type { Page } from './page.ts';
import { hostPort, orNone, orUnset } from './values.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';

const slicesOf = (d: Description, namespace: string, service: string): Sim<EndpointSlice[]> => d.list<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice', namespace, { labelSelector: `${SERVICE_NAME}=${service}` });

export const describeService: Describer = function* (d) {
  const service = yield* d.get<Service>('v1', 'Service');
  const slices = (yield* orNothing(slicesOf(d, service.metadata.namespace ?? '', service.metadata.name))) ?? [];
  const events = yield* d.eventsOf(service, 'Service');
  const { page } = d;
  const { spec, status } = service;
  d.head(service);
  page.field('Selector', labelsCell(spec.selector));
  page.field('Type', spec.type ?? '');
  if (spec.ipFamilyPolicy !== undefined) page.field('IP Family Policy', spec.ipFamilyPolicy);
  page.field('IP Families', orNone(spec.ipFamilies?.join(',')));
  page.field('IP', spec.clusterIP ?? '');
  page.field('IPs', orNone(spec.clusterIPs?.join(',')));
  if (spec.externalIPs?.length) page.field('External IPs', spec.externalIPs.join(','));
  if (spec.loadBalancerIP) page.field('Desired LoadBalancer IP', spec.loadBalancerIP);
  if (spec.externalName) page.field('External Name', spec.externalName);
  const ingress = status.loadBalancer?.ingress;
  if (ingress?.length) page.field('LoadBalancer Ingress', ingress.map((i) => (i.ip ? `${i.ip}${i.ipMode ? ` (${i.ipMode})` : ''}` : (i.hostname ?? ''))).join(', '));
  for (const port of spec.ports ?? []) {
    const { name = '', protocol = '' } = port;
    page.field('Port', `${name || '<unset>'}\t${port.port}/${protocol}`);
    page.field('TargetPort', `${port.targetPort ?? 0}/${protocol}`);
    if (port.appProtocol !== undefined) page.field('AppProtocol', port.appProtocol);
    if (port.nodePort) page.field('NodePort', `${name || '<unset>'}\t${port.nodePort}/${protocol}`);
    page.field('Endpoints', endpointsText(slices, name));
  }
  page.field('Session Affinity', spec.sessionAffinity ?? '');
  if (spec.externalTrafficPolicy) page.field('External Traffic Policy', spec.externalTrafficPolicy);
  if (spec.internalTrafficPolicy !== undefined) page.field('Internal Traffic Policy', spec.internalTrafficPolicy);
  if (spec.healthCheckNodePort) page.field('HealthCheck NodePort', spec.healthCheckNodePort);
  if (spec.loadBalancerSourceRanges?.length) page.field('LoadBalancer Source Ranges', spec.loadBalancerSourceRanges.join(','));
  if (spec.trafficDistribution !== undefined) page.field('Traffic Distribution', spec.trafficDistribution);
  d.writeEvents(events);
};

function* orNothing<T>(body: Sim<T>): Sim<T | undefined> {
  try {
    return yield* body;
  } catch (error) {
    if (!isExpected(error)) throw error;
    return undefined;
  }
}

/** The ready addresses behind a port; three at most. Slices without an address show as nothing, not as `<none>`. */
function endpointsText(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const all: string[] = [];
  for (const { ports, endpoints } of slices) {
    const ready = (endpoints ?? []).filter((e) => e.conditions?.ready !== false).map((e) => e.addresses[0] ?? '');
    if (!ports?.length) all.push(...ready);
    for (const port of ports ?? []) if ((port.name ?? '') === portName) all.push(...ready.map((address) => hostPort(address, port.port ?? 0)));
  }
  const text = all.slice(0, 3).join(',');
  return all.length > 3 ? `${text} + ${all.length - 3} more...` : text;
}

export const describeEndpointSlice: Describer = function* (d) {
  const slice = yield* d.get<EndpointSlice>('discovery.k8s.io/v1', 'EndpointSlice');
  const events = yield* d.eventsOf(slice, 'EndpointSlice');
  const { page } = d;
  d.head(slice);
  page.field('AddressType', slice.addressType);
  if (!slice.ports?.length) page.write(0, 'Ports: <unset>\n');
  else {
    page.write(0, 'Ports:\n');
    page.write(1, 'Name\tPort\tProtocol\n');
    page.write(1, '----\t----\t--------\n');
    for (const port of slice.ports) page.write(1, `${port.name || '<unset>'}\t${orUnset(port.port)}\t${port.protocol ?? ''}\n`);
  }
  if (!slice.endpoints?.length) page.write(0, 'Endpoints: <none>\n');
  else {
    page.write(0, 'Endpoints:\n');
    for (const endpoint of slice.endpoints) {
      page.write(1, `- Addresses:\t${orNone(endpoint.addresses.join(', '))}\n`);
      page.write(2, 'Conditions:\n');
      page.inner(3, 'Ready', orUnset(endpoint.conditions?.ready));
      page.inner(2, 'Hostname', orUnset(endpoint.hostname));
      if (endpoint.targetRef) page.inner(2, 'TargetRef', `${endpoint.targetRef.kind ?? ''}/${endpoint.targetRef.name ?? ''}`);
      page.inner(2, 'NodeName', orUnset(endpoint.nodeName));
      page.inner(2, 'Zone', orUnset(endpoint.zone));
    }
  }
  d.writeEvents(events);
};

export const describeEndpoints: Describer = function* (d) {
  const endpoints = yield* d.get<Endpoints>('v1', 'Endpoints');
  const events = yield* d.eventsOf(endpoints, 'Endpoints');
  const { page } = d;
  d.head(endpoints);
  page.write(0, 'Subsets:\n');
  for (const subset of endpoints.subsets ?? []) {
    page.inner(1, 'Addresses', orNone(subset.addresses?.map((a) => a.ip).join(',')));
    page.inner(1, 'NotReadyAddresses', orNone(subset.notReadyAddresses?.map((a) => a.ip).join(',')));
    if (subset.ports?.length) {
      page.write(1, 'Ports:\n');
      page.write(2, 'Name\tPort\tProtocol\n');
      page.write(2, '----\t----\t--------\n');
      for (const port of subset.ports) page.write(2, `${port.name || '<unset>'}\t${port.port}\t${port.protocol ?? ''}\n`);
    }
    page.write(0, '\n');
  }
  d.writeEvents(events);
};

type Backend = NonNullable<Ingress['spec']['defaultBackend']>;

export const describeIngress: Describer = function* (d) {
  const ingress = yield* d.get<Ingress>('networking.k8s.io/v1', 'Ingress');
  const events = yield* d.eventsOf(ingress, 'Ingress');
  const { page } = d;
  const { metadata, spec, status } = ingress;
  const namespace = metadata.namespace ?? '';
  page.field('Name', metadata.name);
  page.labels('Labels', metadata.labels);
  page.field('Namespace', namespace);
  page.field('Address', [...new Set((status.loadBalancer?.ingress ?? []).map((i) => i.ip || (i.hostname ?? '')).filter((text) => text !== ''))].sort(compareText).join(','));
  page.field('Ingress Class', spec.ingressClassName ?? '<none>');
  const byDefault = spec.defaultBackend ? yield* backendText(d, namespace, spec.defaultBackend) : '<default>';
  page.field('Default backend', byDefault);
  if (spec.tls?.length) {
    page.write(0, 'TLS:\n');
    for (const { secretName, hosts = [] } of spec.tls) page.write(1, `${secretName ? `${secretName} terminates` : 'SNI routes'} ${hosts.join(',')}\n`);
  }
  page.write(0, 'Rules:\n  Host\tPath\tBackends\n');
  page.write(1, '----\t----\t--------\n');
  const rules = (spec.rules ?? []).filter((rule) => rule.http);
  for (const { host, http } of rules) {
    page.write(1, `${host || '*'}\t\n`);
    for (const { path = '', backend } of http?.paths ?? []) page.write(2, `\t${path} \t${yield* backendText(d, namespace, backend)}\n`);
  }
  if (rules.length === 0) page.write(1, `*\t*\t${byDefault}\n`);
  page.annotations('Annotations', metadata.annotations);
  d.writeEvents(events);
};

function* backendText(d: Description, namespace: string, { service, resource }: Backend): Sim<string> {
  if (service) {
    const wanted = service.port ?? {};
    const text = `${service.name}:${wanted.number ? wanted.number : (wanted.name ?? '')}`;
    try {
      const slices = yield* slicesOf(d, namespace, service.name);
      const object = yield* d.get<Service>('v1', 'Service', namespace, service.name);
      const port = (object.spec.ports ?? []).filter((p) => (wanted.number ? wanted.number === p.port : wanted.name ? wanted.name === p.name : false)).at(-1);
      return `${text} (${endpointsText(slices, port?.name ?? '')})`;
    } catch (error) {
      if (!isExpected(error)) throw error;
      return `${text} (<error: ${messageOf(error)}>)`;
    }
  }
  return resource ? `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}` : '';
}

export const describeIngressClass: Describer = function* (d) {
  const ingressClass = yield* d.get<IngressClass>('networking.k8s.io/v1', 'IngressClass');
  const events = yield* d.eventsOf(ingressClass, 'IngressClass');
  const { page } = d;
  d.head(ingressClass, { namespaced: false });
  page.field('Controller', ingressClass.spec.controller ?? '');
  const { parameters } = ingressClass.spec;
  if (parameters) writeParameters(page, parameters);
  d.writeEvents(events);
};

function writeParameters(page: Page, { apiGroup, kind, name }: NonNullable<IngressClass['spec']['parameters']>): void {
  page.write(0, 'Parameters:\n');
  if (apiGroup !== undefined) page.inner(1, 'APIGroup', apiGroup);
  page.inner(1, 'Kind', kind);
  page.inner(1, 'Name', name);
}
