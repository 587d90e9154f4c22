// Service: one stable address for a changing set of Pods.
// Upstream: pkg/apis/core/validation/validation.go (ValidateService), pkg/registry/core/service/strategy.go. What storing
// it gives out (addresses, node ports) is in sim/apiserver/serviceAllocation.ts.

import type { IService } from 'kubernetes-models/v1/Service';
import { equal, type Draft } from '../../base/json.ts';
import { compareText } from '../../base/text.ts';
import { defineKind } from '../api/kind.ts';
import { isDNS1123Subdomain } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { cidrWarnings, ipFaults, ipWarnings, parseAddress } from './shared/ipRules.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { checkAddressUpdate, isHeadless, needsClusterIP, needsHealthCheck, needsNodePort, sameClusterIPs, type ServiceSpec } from './shared/serviceFamilies.ts';
import { checkBalancerClass, checkService, isExternal } from './shared/serviceRules.ts';
import { tableOf } from './shared/tableOf.ts';
import { labelsCell } from './shared/workloads.ts';

export type Service = Served<IService>;

export const Service = defineKind<Service>({
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  shortNames: ['svc'],
  categories: ['all'],
  scope: 'Namespaced',
  storage: 'services/specs',
  status: true,
  subresources: ['proxy'],
  defaults({ spec, status }) {
    spec.sessionAffinity ||= 'None';
    if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
    if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: 10800 } };
    spec.type ||= 'ClusterIP';
    for (const port of spec.ports ?? []) {
      port.protocol ||= 'TCP';
      port.targetPort ||= port.port;
    }
    if (isExternal(spec)) spec.externalTrafficPolicy ||= 'Cluster';
    if (needsNodePort(spec) || spec.type === 'ClusterIP') spec.internalTrafficPolicy ??= 'Cluster';
    if (spec.type !== 'LoadBalancer') return;
    spec.allocateLoadBalancerNodePorts ??= true;
    for (const ingress of status?.loadBalancer?.ingress ?? []) if (ingress.ip) ingress.ipMode ??= 'VIP';
  },
  strategy: {
    nameRule: 'dns1123Label',
    returnsDeleted: true,
    createOnUpdate: true,
    prepareForCreate(service) {
      service.status = { loadBalancer: {} };
    },
    canonicalize: ({ spec }) => dropInternalPolicy(spec),
    prepareForUpdate(service, old) {
      dropInternalPolicy(service.spec);
      dropUnneeded(service.spec, old.spec);
      if (service.spec.type !== 'LoadBalancer' && service.status?.loadBalancer?.ingress) service.status = { ...service.status, loadBalancer: {} };
    },
    validate: ({ spec, metadata }) => reported((report) => checkService(report, { spec, annotations: metadata.annotations }, undefined)),
    validateUpdate: ({ spec, metadata }, old) =>
      reported((report) => {
        checkAddressUpdate(report, spec, old.spec);
        checkUpdate(report, spec, old.spec);
        checkService(report, { spec, annotations: metadata.annotations }, { spec: old.spec, annotations: old.metadata.annotations });
      }),
    validateStatusUpdate: ({ spec, status }, old) => reported((report) => checkBalancerStatus(report, spec, status, old.status)),
    warningsOnCreate: warnings,
    warningsOnUpdate: (service, _old, { subresource }) => (subresource === 'status' ? [] : warnings(service)),
  },
  table: tableOf('Name;Type;Cluster-IP;External-IP;Port(s);Age;Selector*', ({ metadata, spec, status }, age) => [
    metadata.name,
    spec.type ?? '',
    spec.clusterIPs?.[0] ?? '<none>',
    externalText(spec, status),
    (spec.ports ?? []).map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`).join(',') || '<none>',
    age,
    labelsCell(spec.selector),
  ]),
  selectableFields: { 'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '', 'spec.type': ({ spec }) => spec.type ?? '' },
});

/** Older servers gave it to every Service; those that are only a name are shown without. */
function dropInternalPolicy(spec: Draft<ServiceSpec>): void {
  if (spec.type === 'ExternalName' && spec.internalTrafficPolicy !== undefined) delete spec.internalTrafficPolicy;
}

/** Fields that the new type has no use for go, where the client did not set them anew. Upstream: dropTypeDependentFields */
function dropUnneeded(spec: Draft<ServiceSpec>, old: ServiceSpec): void {
  if (needsClusterIP(old) && !needsClusterIP(spec)) {
    if (sameClusterIPs(spec, old)) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    if (equal(spec.ipFamilies, old.ipFamilies)) delete spec.ipFamilies;
    if (spec.ipFamilyPolicy === old.ipFamilyPolicy) delete spec.ipFamilyPolicy;
  }
  const oldPorts = (old.ports ?? []).map((port) => port.nodePort);
  if (needsNodePort(old) && !needsNodePort(spec) && (spec.ports ?? []).every(({ nodePort }) => !nodePort || oldPorts.includes(nodePort))) {
    if (spec.ports) spec.ports = spec.ports.map(({ nodePort: _port, ...rest }) => rest);
  }
  if (needsHealthCheck(old) && !needsHealthCheck(spec) && spec.healthCheckNodePort === old.healthCheckNodePort) delete spec.healthCheckNodePort;
  if (old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    if (spec.allocateLoadBalancerNodePorts === old.allocateLoadBalancerNodePorts) delete spec.allocateLoadBalancerNodePorts;
    if (spec.loadBalancerClass === old.loadBalancerClass) delete spec.loadBalancerClass;
  }
  if (isExternal(old) && !isExternal(spec) && spec.externalTrafficPolicy === old.externalTrafficPolicy) delete spec.externalTrafficPolicy;
}

function checkUpdate(report: Report, spec: ServiceSpec, old: ServiceSpec): void {
  if (spec.type === 'LoadBalancer' && old.type === 'LoadBalancer' && spec.loadBalancerClass !== old.loadBalancerClass) {
    report.invalid('spec.loadBalancerClass', spec.loadBalancerClass ?? null, 'may not change once set');
  }
  checkBalancerClass(report, spec);
  if (needsHealthCheck(spec) && needsHealthCheck(old) && (spec.healthCheckNodePort ?? 0) !== (old.healthCheckNodePort ?? 0)) report.forbidden('spec.healthCheckNodePort', 'field is immutable');
}

const MODES = ['Proxy', 'VIP'];

function checkBalancerStatus(report: Report, { type }: ServiceSpec, status: Service['status'] | undefined, old: Service['status'] | undefined): void {
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (type !== 'LoadBalancer' && ingress.length) return report.forbidden('status.loadBalancer.ingress', "may only be used when `spec.type` is 'LoadBalancer'");
  const known = (old?.loadBalancer?.ingress ?? []).map(({ ip }) => ip);
  ingress.forEach(({ ip, ipMode, hostname }, i) => {
    const at = `status.loadBalancer.ingress[${i}]`;
    if (ip && !known.includes(ip)) report.faults(`${at}.ip`, ip, ipFaults(ip, false));
    if (ipMode === undefined) {
      if (ip) report.required(`${at}.ipMode`, 'must be specified when `ip` is set');
    } else if (!ip) report.forbidden(`${at}.ipMode`, 'may not be specified when `ip` is not set');
    else if (!MODES.includes(ipMode)) report.unsupported(`${at}.ipMode`, ipMode, MODES);
    if (!hostname) return;
    report.faults(`${at}.hostname`, hostname, isDNS1123Subdomain(hostname));
    if (parseAddress(hostname)) report.invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address');
  });
}

const HINTS = 'service.kubernetes.io/topology-aware-hints';

function warnings({ metadata, spec }: Service): string[] {
  const out: string[] = [];
  if (metadata.annotations?.[HINTS] !== undefined) out.push(`annotation ${HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead`);
  if (!isHeadless(spec)) spec.clusterIPs?.forEach((ip, i) => out.push(...ipWarnings(`spec.clusterIPs[${i}]`, ip)));
  if (spec.type === 'ClusterIP' && spec.clusterIP === 'None') {
    if (spec.loadBalancerIP) out.push('spec.loadBalancerIP is ignored for headless services');
    if (spec.externalIPs?.length) out.push('spec.externalIPs is ignored for headless services');
    if (spec.sessionAffinity && spec.sessionAffinity !== 'None') out.push('spec.SessionAffinity is ignored for headless services');
  }
  if (spec.externalIPs?.length) out.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  spec.externalIPs?.forEach((ip, i) => out.push(...ipWarnings(`spec.externalIPs[${i}]`, ip)));
  if (spec.loadBalancerIP) out.push(...ipWarnings('spec.loadBalancerIP', spec.loadBalancerIP));
  spec.loadBalancerSourceRanges?.forEach((range, i) => out.push(...cidrWarnings(`spec.loadBalancerSourceRanges[${i}]`, range)));
  if (spec.type === 'ExternalName' && spec.externalIPs?.length) out.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (spec.type !== 'ExternalName' && spec.externalName) out.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (spec.trafficDistribution === 'PreferClose') out.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return out;
}

function externalText(spec: ServiceSpec, status: Service['status'] | undefined): string {
  const given = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return given.join(',') || '<none>';
    case 'LoadBalancer': {
      const ingress = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').filter((text) => text !== '');
      return [...[...new Set(ingress)].sort(compareText), ...given].join(',') || '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}
