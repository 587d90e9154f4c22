// What CoreDNS' kubernetes plugin answers: names of Services, of what stands behind them, and of Pods.
// Upstream: coredns/plugin/kubernetes, kubernetes/dns/docs/specification.md
//
// Simplified: names outside the cluster's domain are not known to anybody. An answer is text, one record a line:
// `name type value`.

import { milliseconds } from '../../base/time.ts';
import { sleep, type Sim } from '../kernel/task.ts';
import type { ClusterDns } from './dns.ts';
import type { HttpRequest, HttpResponse } from './http.ts';

const DOMAIN = 'cluster.local';
const REVERSE = '.in-addr.arpa';

interface Endpoint {
  readonly address: string;
  readonly hostname: string;
  readonly port: number;
  readonly portName: string;
  readonly protocol: string;
}

export function* answerDns(dns: ClusterDns, { path }: HttpRequest): Sim<HttpResponse> {
  yield* sleep(milliseconds(0.3));
  const [, type = 'A', name = ''] = path.split('/');
  const records = answer(dns, type, name.toLowerCase());
  return records ? { status: 200, body: records.join('\n') } : { status: 404, body: '' };
}

/** Records of a name; undefined: no such name (NXDOMAIN), empty: it exists, but not with this type. */
function answer(dns: ClusterDns, type: string, name: string): readonly string[] | undefined {
  if (name.endsWith(REVERSE)) return type === 'PTR' ? reverseRecords(dns, name) : undefined;
  if (name !== DOMAIN && !name.endsWith(`.${DOMAIN}`)) return undefined;
  const labels = name.slice(0, -DOMAIN.length - 1).split('.').reverse();
  const [kind, namespace, ...rest] = labels;
  if (kind === 'pod') return podRecords(dns, type, name, namespace, rest);
  if (kind !== 'svc') return kind ? undefined : [];
  if (namespace === undefined) return [];
  if (!dns.namespaces.get(namespace)) return undefined;
  const [service, ...more] = rest;
  if (service === undefined) return [];
  return serviceRecords(dns, type, name, namespace, service, more.reverse());
}

function serviceRecords(dns: ClusterDns, type: string, name: string, namespace: string, serviceName: string, more: readonly string[]): readonly string[] | undefined {
  const service = dns.services.get(`${namespace}/${serviceName}`);
  if (!service) return undefined;
  const { spec } = service;
  if (spec.type === 'ExternalName') {
    const target = (spec.externalName ?? '').replace(/\.$/, '');
    return [`${name} CNAME ${target}`, ...(answer(dns, type, target) ?? [])];
  }
  const [first, second] = more;
  const endpoints = endpointsOf(dns, namespace, serviceName);
  const port = more.length === 2 && first?.startsWith('_') && second?.startsWith('_') ? { name: first.slice(1), protocol: second.slice(1).toUpperCase() } : undefined;
  if (more.length > 0 && !port) {
    if (more.length !== 1) return undefined;
    const own = distinct(endpoints.filter((e) => nameOf(e) === first));
    return own.length === 0 ? undefined : type === 'A' ? own.map((e) => `${name} A ${e.address}`) : [];
  }
  const headless = spec.clusterIP === 'None';
  const base = `${serviceName}.${namespace}.svc.${DOMAIN}`;
  const wanted = (p: { readonly portName: string; readonly protocol: string }): boolean => !port || (p.portName === port.name && p.protocol === port.protocol);
  if (!headless) {
    const ports = (spec.ports ?? []).filter((p) => wanted({ portName: p.name ?? '', protocol: p.protocol ?? 'TCP' }));
    if (port && ports.length === 0) return undefined;
    if (type === 'A') return (spec.clusterIPs ?? []).map((ip) => `${name} A ${ip}`);
    return type === 'SRV' ? ports.map((p) => `${name} SRV 0 ${Math.floor(100 / ports.length)} ${p.port} ${base}`) : [];
  }
  const own = endpoints.filter(wanted);
  if (own.length === 0) return undefined;
  if (type === 'A') return rotated(dns, distinct(own)).map((e) => `${name} A ${e.address}`);
  return type === 'SRV' ? own.map((e) => `${name} SRV 0 ${Math.floor(100 / own.length)} ${e.port} ${nameOf(e)}.${base}`) : [];
}

/** `10-244-1-5.default.pod`: any address, whether such a Pod exists or not (`pods insecure`). */
function podRecords(dns: ClusterDns, type: string, name: string, namespace: string | undefined, rest: readonly string[]): readonly string[] | undefined {
  if (namespace === undefined) return [];
  if (!dns.namespaces.get(namespace)) return undefined;
  const [address] = rest;
  if (rest.length === 0) return [];
  if (rest.length > 1 || !/^\d{1,3}(-\d{1,3}){3}$/.test(address as string)) return undefined;
  return type === 'A' ? [`${name} A ${(address as string).replace(/-/g, '.')}`] : [];
}

function reverseRecords(dns: ClusterDns, name: string): readonly string[] | undefined {
  const ip = name.slice(0, -REVERSE.length).split('.').reverse().join('.');
  for (const { metadata } of dns.byClusterIP.get(ip)) return [`${name} PTR ${metadata.name}.${metadata.namespace}.svc.${DOMAIN}`];
  const out = new Set<string>();
  for (const { metadata } of dns.byAddress.get(ip)) {
    const service = metadata.labels?.['kubernetes.io/service-name'];
    for (const e of service ? endpointsOf(dns, metadata.namespace ?? '', service) : []) if (e.address === ip) out.add(`${name} PTR ${nameOf(e)}.${service}.${metadata.namespace}.svc.${DOMAIN}`);
  }
  return out.size > 0 ? [...out] : undefined;
}

function endpointsOf(dns: ClusterDns, namespace: string, service: string): readonly Endpoint[] {
  const out: Endpoint[] = [];
  for (const { endpoints, ports, addressType } of dns.slicesOf.get(`${namespace}/${service}`)) {
    if (addressType !== 'IPv4') continue;
    const named = ports?.length ? ports : [{ port: 0, name: '', protocol: 'TCP' }];
    for (const { addresses, conditions, hostname = '' } of endpoints ?? []) {
      if (conditions?.ready === false) continue;
      for (const address of addresses) for (const p of named) out.push({ address, hostname, port: p.port ?? 0, portName: p.name ?? '', protocol: p.protocol ?? 'TCP' });
    }
  }
  return out;
}

/** Each answer begins with another of them (the loadbalance plugin). */
function rotated<T>(dns: ClusterDns, list: readonly T[]): readonly T[] {
  const by = list.length > 1 ? dns.turn++ % list.length : 0;
  return [...list.slice(by), ...list.slice(0, by)];
}

const nameOf = ({ hostname, address }: Endpoint): string => hostname || address.replace(/\./g, '-');

const distinct = (endpoints: readonly Endpoint[]): readonly Endpoint[] => [...new Map(endpoints.map((e) => [e.address, e])).values()];
