// CoreDNS with its kubernetes plugin: names of Services, of what stands behind them, and of Pods.
// Upstream: coredns/plugin/kubernetes, kubernetes/dns/docs/specification.md
//
// Simplified: names outside the cluster's domain are not known to anybody. An answer is text, one record a line:
// `name type value`.

import { milliseconds } from '../../base/time.ts';
import type { Client } from '../client/client.ts';
import { Informer } from '../client/informer.ts';
import { sleep, type Sim, type TaskGroup } from '../kernel/task.ts';
import { EndpointSlice } from '../kinds/endpointSlice.ts';
import { Namespace } from '../kinds/namespace.ts';
import { Service } from '../kinds/service.ts';
import type { HttpHandler, HttpRequest, HttpResponse } from './http.ts';

const DOMAIN = 'cluster.local';
const REVERSE = '.in-addr.arpa';

interface Endpoint {
  readonly address: string;
  readonly hostname: string;
  readonly port: number;
  readonly portName: string;
  readonly protocol: string;
}

export class ClusterDns {
  private readonly services: Informer<Service>;
  private readonly slices: Informer<EndpointSlice>;
  private readonly namespaces: Informer<Namespace>;
  private readonly slicesOf;
  private readonly byAddress;
  private readonly byClusterIP;
  private readonly group: TaskGroup;
  private turn = 0;

  constructor(client: Client, group: TaskGroup) {
    this.group = group;
    this.services = new Informer(client, Service);
    this.slices = new Informer(client, EndpointSlice);
    this.namespaces = new Informer(client, Namespace);
    this.slicesOf = this.slices.index('service', ({ metadata }) => [`${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}`]);
    this.byAddress = this.slices.index('address', ({ endpoints }) => (endpoints ?? []).flatMap((e) => e.addresses));
    this.byClusterIP = this.services.index('clusterIP', ({ spec }) => spec.clusterIPs ?? []);
  }

  start(): void {
    for (const informer of [this.services, this.slices, this.namespaces]) this.group.spawn(`informer/${informer.kind.plural}`, informer.run());
  }

  /** It has seen what there is. */
  get ready(): boolean {
    return this.services.synced && this.slices.synced && this.namespaces.synced;
  }

  /** Answers questions on port 53: `DNS /A/web.default.svc.cluster.local`. */
  readonly handler: HttpHandler = (request) => this.handle(request);

  private *handle({ path }: HttpRequest): Sim<HttpResponse> {
    yield* sleep(milliseconds(0.3));
    const [, type = 'A', name = ''] = path.split('/');
    const records = this.answer(type, name.toLowerCase());
    return records ? { status: 200, body: records.join('\n') } : { status: 404, body: '' };
  }

  /** Records of a name; undefined: no such name (NXDOMAIN), empty: it exists, but not with this type. */
  answer(type: string, name: string): readonly string[] | undefined {
    if (name.endsWith(REVERSE)) return type === 'PTR' ? this.reverse(name) : undefined;
    if (name !== DOMAIN && !name.endsWith(`.${DOMAIN}`)) return undefined;
    const labels = name.slice(0, -DOMAIN.length - 1).split('.').reverse();
    const [kind, namespace, ...rest] = labels;
    if (kind === 'pod') return this.pod(type, name, namespace, rest);
    if (kind !== 'svc') return kind ? undefined : [];
    if (namespace === undefined) return [];
    if (!this.namespaces.get(namespace)) return undefined;
    const [service, ...more] = rest;
    if (service === undefined) return [];
    return this.service(type, name, namespace, service, more.reverse());
  }

  private service(type: string, name: string, namespace: string, serviceName: string, more: readonly string[]): readonly string[] | undefined {
    const service = this.services.get(`${namespace}/${serviceName}`);
    if (!service) return undefined;
    const { spec } = service;
    if (spec.type === 'ExternalName') {
      const target = (spec.externalName ?? '').replace(/\.$/, '');
      return [`${name} CNAME ${target}`, ...(this.answer(type, target) ?? [])];
    }
    const [first, second] = more;
    const endpoints = this.endpoints(namespace, serviceName);
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
    if (type === 'A') return this.rotated(distinct(own)).map((e) => `${name} A ${e.address}`);
    return type === 'SRV' ? own.map((e) => `${name} SRV 0 ${Math.floor(100 / own.length)} ${e.port} ${nameOf(e)}.${base}`) : [];
  }

  /** `10-244-1-5.default.pod`: any address, whether such a Pod exists or not (`pods insecure`). */
  private pod(type: string, name: string, namespace: string | undefined, rest: readonly string[]): readonly string[] | undefined {
    if (namespace === undefined) return [];
    if (!this.namespaces.get(namespace)) return undefined;
    const [address] = rest;
    if (rest.length === 0) return [];
    if (rest.length > 1 || !/^\d{1,3}(-\d{1,3}){3}$/.test(address as string)) return undefined;
    return type === 'A' ? [`${name} A ${(address as string).replace(/-/g, '.')}`] : [];
  }

  private reverse(name: string): readonly string[] | undefined {
    const ip = name.slice(0, -REVERSE.length).split('.').reverse().join('.');
    for (const { metadata } of this.byClusterIP.get(ip)) return [`${name} PTR ${metadata.name}.${metadata.namespace}.svc.${DOMAIN}`];
    const out = new Set<string>();
    for (const { metadata } of this.byAddress.get(ip)) {
      const service = metadata.labels?.['kubernetes.io/service-name'];
      for (const e of service ? this.endpoints(metadata.namespace ?? '', service) : []) if (e.address === ip) out.add(`${name} PTR ${nameOf(e)}.${service}.${metadata.namespace}.svc.${DOMAIN}`);
    }
    return out.size > 0 ? [...out] : undefined;
  }

  private endpoints(namespace: string, service: string): readonly Endpoint[] {
    const out: Endpoint[] = [];
    for (const { endpoints, ports, addressType } of this.slicesOf.get(`${namespace}/${service}`)) {
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
  private rotated<T>(list: readonly T[]): readonly T[] {
    const by = list.length > 1 ? this.turn++ % list.length : 0;
    return [...list.slice(by), ...list.slice(0, by)];
  }
}

const nameOf = ({ hostname, address }: Endpoint): string => hostname || address.replace(/\./g, '-');

const distinct = (endpoints: readonly Endpoint[]): readonly Endpoint[] => [...new Map(endpoints.map((e) => [e.address, e])).values()];
