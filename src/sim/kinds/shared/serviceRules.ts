// What holds for every Service, new or changed.
// Upstream: pkg/apis/core/validation/validation.go (validateService)

import { isDNS1123Label, isDNS1123Subdomain, isPortName, isPortNumber, isQualifiedName } from '../../api/names.ts';
import { PROTOCOLS } from './containers.ts';
import { endpointAddressFaults } from './endpointAddress.ts';
import { internal } from './internal.ts';
import { cidrFaults, ipFaults } from './ipRules.ts';
import { checkLabels } from './metadata.ts';
import type { Report } from './report.ts';
import { checkAddressFields, isHeadless, needsHealthCheck, needsNodePort, type ServiceSpec } from './serviceFamilies.ts';

type Port = NonNullable<ServiceSpec['ports']>[number];
type Texts = { readonly [key: string]: string } | undefined;

const HINTS = 'service.kubernetes.io/topology-aware-hints';
const MODE = 'service.kubernetes.io/topology-mode';
const RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const ONLY_LB = "may only be used when `type` is 'LoadBalancer'";

/** With an address outside the cluster. */
export const isExternal = (spec: ServiceSpec): boolean => needsNodePort(spec) || (spec.type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0);

interface Parts {
  readonly spec: ServiceSpec;
  readonly annotations: Texts;
}

export function checkService(report: Report, { spec, annotations }: Parts, old: Parts | undefined): void {
  const [hints, mode] = [annotations?.[HINTS], annotations?.[MODE]];
  if (hints !== undefined && mode !== undefined && hints !== mode) report.invalid(`metadata.annotations[${MODE}]`, mode, `must match annotations[${HINTS}] when both are specified`);
  const ports = spec.ports ?? [];
  const type: string = spec.type ?? '';
  const headless = isHeadless(spec);
  if (ports.length === 0 && !headless && type !== 'ExternalName') report.required('spec.ports');
  if (headless && needsNodePort(spec)) report.invalid('spec.clusterIPs[0]', spec.clusterIPs?.[0], `may not be set to 'None' for ${type} services`);
  if (type === 'ExternalName') checkExternalName(report, spec);
  const names: string[] = [];
  ports.forEach((port, i) => checkPort(report, port, `spec.ports[${i}]`, ports.length > 1, names));
  if (spec.selector) checkLabels(report, spec.selector, 'spec.selector');
  checkAffinity(report, spec);
  checkAddressFields(report, spec, old?.spec);
  spec.externalIPs?.forEach((ip, i) => {
    const faults = old?.spec.externalIPs?.includes(ip) ? [] : ipFaults(ip, false);
    report.faults(`spec.externalIPs[${i}]`, ip, faults.length ? faults : endpointAddressFaults(ip));
  });
  if (type === '') report.required('spec.type');
  else if (!TYPES.includes(type)) report.unsupported('spec.type', type, TYPES);
  checkPortNumbers(report, ports, type);
  checkSourceRanges(report, { spec, annotations }, old);
  if (spec.allocateLoadBalancerNodePorts !== undefined && type !== 'LoadBalancer') report.forbidden('spec.allocateLoadBalancerNodePorts', ONLY_LB);
  if (spec.allocateLoadBalancerNodePorts === undefined && type === 'LoadBalancer') report.required('allocateLoadBalancerNodePorts');
  checkBalancerClass(report, spec);
  checkTraffic(report, spec);
}

function checkExternalName(report: Report, spec: ServiceSpec): void {
  const forbidden = 'may not be set for ExternalName services';
  if (spec.clusterIPs?.length) report.forbidden('spec.clusterIPs', forbidden);
  if (spec.ipFamilies?.length) report.forbidden('spec.ipFamilies', forbidden);
  if (spec.ipFamilyPolicy !== undefined) report.forbidden('spec.ipFamilyPolicy', forbidden);
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') report.required('spec.externalName');
  else report.faults('spec.externalName', name, isDNS1123Subdomain(name));
}

function checkPort(report: Report, port: Port, at: string, needsName: boolean, names: string[]): void {
  const { name, protocol, targetPort = 0, appProtocol } = port;
  if (name) {
    report.faults(`${at}.name`, name, isDNS1123Label(name));
    if (names.includes(name)) report.duplicate(`${at}.name`, name);
    else names.push(name);
  } else if (needsName) report.required(`${at}.name`);
  report.faults(`${at}.port`, port.port, isPortNumber(port.port));
  if (!protocol) report.required(`${at}.protocol`);
  else if (!PROTOCOLS.includes(protocol)) report.unsupported(`${at}.protocol`, protocol, PROTOCOLS);
  report.faults(`${at}.targetPort`, targetPort, typeof targetPort === 'number' ? isPortNumber(targetPort) : isPortName(targetPort));
  if (appProtocol !== undefined) report.faults(`${at}.appProtocol`, appProtocol, isQualifiedName(appProtocol));
}

/** No two ports of a Service are the same port, on its address or on the nodes. */
function checkPortNumbers(report: Report, ports: readonly Port[], type: string): void {
  ports.forEach(({ nodePort }, i) => {
    if (nodePort && type === 'ClusterIP') report.forbidden(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'");
  });
  const first = (same: (port: Port) => boolean): number => ports.findIndex(same);
  ports.forEach(({ nodePort, protocol }, i) => {
    if (nodePort && first((p) => p.nodePort === nodePort && p.protocol === protocol) < i) report.duplicate(`spec.ports[${i}].nodePort`, nodePort);
  });
  ports.forEach(({ port, protocol }, i) => {
    if (first((p) => p.port === port && p.protocol === protocol) < i) report.duplicate(`spec.ports[${i}]`, { ...internal('ServicePort', { protocol, port }), TargetPort: 0 });
  });
}

const AFFINITIES = ['ClientIP', 'None'];
const DAY = 86400;

function checkAffinity(report: Report, { sessionAffinity, sessionAffinityConfig: config }: ServiceSpec): void {
  if (!sessionAffinity) report.required('spec.sessionAffinity');
  else if (!AFFINITIES.includes(sessionAffinity)) report.unsupported('spec.sessionAffinity', sessionAffinity, AFFINITIES);
  const at = 'spec.sessionAffinityConfig';
  if (sessionAffinity === 'None' && config) report.forbidden(at, 'must not be set when session affinity is None');
  if (sessionAffinity !== 'ClientIP') return;
  const needed = 'when session affinity type is ClientIP';
  const seconds = config?.clientIP?.timeoutSeconds;
  if (!config) report.required(at, needed);
  else if (!config.clientIP) report.required(`${at}.clientIP`, needed);
  else if (seconds === undefined) report.required(`${at}.clientIP.timeoutSeconds`, needed);
  else if (seconds <= 0 || seconds > DAY) report.invalid(`${at}.clientIP.timeoutSeconds`, seconds, `must be greater than 0 and less than ${DAY}`);
}

function checkSourceRanges(report: Report, { spec, annotations }: Parts, old: Parts | undefined): void {
  const ranges = spec.loadBalancerSourceRanges;
  const text = annotations?.[RANGES];
  if (ranges?.length) {
    const at = 'spec.LoadBalancerSourceRanges';
    if (spec.type !== 'LoadBalancer') report.forbidden(at, ONLY_LB);
    const before = (old?.spec.loadBalancerSourceRanges ?? []).map((range) => range.trim());
    ranges.forEach((padded, i) => {
      const range = padded.trim();
      if (!before.includes(range)) report.faults(`${at}[${i}]`, range, cidrFaults(range, false));
    });
  } else if (text !== undefined) {
    const at = `metadata.annotations[${RANGES}]`;
    if (spec.type !== 'LoadBalancer') report.forbidden(at, ONLY_LB);
    if (text === old?.annotations?.[RANGES] || text.trim() === '') return;
    for (const part of text.split(',')) report.faults(at, part.trim(), cidrFaults(part.trim(), false));
  }
}

export function checkBalancerClass(report: Report, { type, loadBalancerClass }: ServiceSpec): void {
  if (loadBalancerClass === undefined) return;
  if (type === 'LoadBalancer') report.faults('spec.loadBalancerClass', loadBalancerClass, isQualifiedName(loadBalancerClass));
  else report.forbidden('spec.loadBalancerClass', ONLY_LB);
}

const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
const TRAFFIC_POLICIES = ['Cluster', 'Local'];

function checkTraffic(report: Report, spec: ServiceSpec): void {
  const { externalTrafficPolicy: external = '', internalTrafficPolicy: internalPolicy, healthCheckNodePort: health, trafficDistribution: distribution } = spec as ServiceSpec & { externalTrafficPolicy?: string };
  const at = 'spec.externalTrafficPolicy';
  if (!isExternal(spec)) {
    if (external !== '') report.invalid(at, external, 'may only be set for externally-accessible services');
  } else if (external === '') report.required(at);
  else if (!TRAFFIC_POLICIES.includes(external)) report.unsupported(at, external, TRAFFIC_POLICIES);
  if (!needsHealthCheck(spec)) {
    if (health) report.invalid('spec.healthCheckNodePort', health, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
  } else if (!health) report.required('spec.healthCheckNodePort');
  else report.faults('spec.healthCheckNodePort', health, isPortNumber(health));
  if (internalPolicy === undefined) {
    if (needsNodePort(spec) || spec.type === 'ClusterIP') report.required('spec.internalTrafficPolicy');
  } else if (!TRAFFIC_POLICIES.includes(internalPolicy)) report.unsupported('spec.internalTrafficPolicy', internalPolicy, TRAFFIC_POLICIES);
  if (distribution !== undefined && !DISTRIBUTIONS.includes(distribution)) report.unsupported('spec.trafficDistribution', distribution, DISTRIBUTIONS);
}
