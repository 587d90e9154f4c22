// What an ingress controller makes of the Ingresses of its class: which host and path lead to which Service, and which Pods
// stand behind that at the moment, as ingress-nginx reads them from EndpointSlices.
// Upstream: kubernetes/ingress-nginx internal/ingress/controller (controller.go, endpointslices.go, location.go)
//
// Simplified: of the annotations only rewrite-target, use-regex, ssl-redirect and force-ssl-redirect do something; no canaries,
// no ExternalName Services.

import { compareText } from '../../../base/text.ts';
import type { EndpointSlice } from '../../kinds/endpointSlice.ts';
import type { Ingress } from '../../kinds/ingress.ts';
import type { Service } from '../../kinds/service.ts';

/** `_` is the server of all hosts that no other one has. */
export const ANY_HOST = '_';
export const DEFAULT_UPSTREAM = 'upstream-default-backend';

export interface Location {
  readonly path: string;
  readonly type: 'Exact' | 'Prefix';
  readonly upstream: string;
  /** Of its Ingress: what the path becomes, with $1 and so on. */
  readonly rewrite: string;
}

export interface Server {
  readonly host: string;
  readonly locations: readonly Location[];
  /** Where no location fits. */
  readonly fallback: string;
  /** Paths are regular expressions: an Ingress of this host rewrites, or says so. */
  readonly regex: boolean;
  /** Plain requests are sent on to https. */
  readonly redirect: boolean;
}

export interface Configuration {
  readonly servers: ReadonlyMap<string, Server>;
  /** Addresses with ports of ready Pods, by upstream: `default-web-80`. */
  readonly upstreams: ReadonlyMap<string, readonly string[]>;
}

export interface Sources {
  readonly service: (key: string) => Service | undefined;
  readonly slices: (key: string) => Iterable<EndpointSlice>;
}

type Backend = NonNullable<Ingress['spec']['defaultBackend']>;
interface Building {
  locations: Location[];
  fallback: string;
  regex: boolean;
  redirect: boolean;
}

/** `warn` hears of Services that have nobody, or are none. */
export function configurationOf(ingresses: readonly Ingress[], sources: Sources, warn: (text: string) => void): Configuration {
  const servers = new Map<string, Building>([[ANY_HOST, { locations: [], fallback: DEFAULT_UPSTREAM, regex: false, redirect: false }]]);
  const upstreams = new Map<string, readonly string[]>();
  const upstream = (namespace: string, { service }: Backend): string | undefined => {
    if (!service) return undefined;
    const port = String(service.port?.name ?? service.port?.number ?? '');
    const name = `${namespace}-${service.name}-${port}`;
    if (!upstreams.has(name)) upstreams.set(name, endpointsOf(`${namespace}/${service.name}`, port, sources, warn));
    return name;
  };
  const sorted = [...ingresses].sort((a, b) => compareText(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') || compareText(`${b.metadata.namespace}/${b.metadata.name}`, `${a.metadata.namespace}/${a.metadata.name}`));
  for (const { metadata, spec } of sorted) {
    const { namespace = '' } = metadata;
    const own = spec.defaultBackend && upstream(namespace, spec.defaultBackend);
    const any = servers.get(ANY_HOST) as Building;
    if (own && !spec.rules?.length && any.fallback === DEFAULT_UPSTREAM) any.fallback = own;
    const annotation = (name: string): string => metadata.annotations?.[`nginx.ingress.kubernetes.io/${name}`] ?? '';
    const rewrite = annotation('rewrite-target');
    const regex = rewrite !== '' || annotation('use-regex') === 'true';
    for (const { host = '', http } of spec.rules ?? []) {
      const name = host === '' ? ANY_HOST : host;
      const server = servers.get(name) ?? { locations: [], fallback: own ?? DEFAULT_UPSTREAM, regex: false, redirect: false };
      servers.set(name, server);
      const secure = (spec.tls ?? []).some(({ hosts = [] }) => hosts.length === 0 || hosts.includes(host));
      server.redirect ||= annotation('force-ssl-redirect') === 'true' || (secure && annotation('ssl-redirect') !== 'false');
      server.regex ||= regex;
      for (const { path = '', pathType, backend } of http?.paths ?? []) {
        const to = upstream(namespace, backend);
        const type = pathType === 'Exact' ? 'Exact' : 'Prefix';
        const at = path === '' ? '/' : path;
        // Whoever came first has it.
        if (to !== undefined && !server.locations.some((l) => l.path === at && l.type === type)) server.locations.push({ path: at, type, upstream: to, rewrite });
      }
    }
  }
  return { servers: new Map([...servers].map(([host, server]) => [host, { host, ...server }])), upstreams };
}

/** Addresses of the ready Pods behind a Service's port, which is told by its number, its target's or its name. */
function endpointsOf(key: string, port: string, { service, slices }: Sources, warn: (text: string) => void): readonly string[] {
  const found = service(key);
  if (!found) {
    warn(`Error obtaining Endpoints for Service "${key}": no object matching key "${key}" in local store`);
    return [];
  }
  const asked = found.spec.ports?.find((p) => String(p.port) === port || String(p.targetPort ?? p.port) === port || p.name === port);
  const out = new Set<string>();
  if (asked) {
    for (const { endpoints, ports } of slices(key)) {
      const number = ports?.find((p) => (p.protocol ?? 'TCP') === 'TCP' && (!asked.name || p.name === asked.name))?.port;
      for (const { addresses, conditions } of number ? (endpoints ?? []) : []) if (conditions?.ready !== false) for (const address of addresses) out.add(`${address}:${number}`);
    }
    if (out.size === 0) warn(`Service "${key}" does not have any active Endpoint.`);
  }
  return [...out];
}

/** The server that answers for a host: itself, one with a star for its first part, or that of all others. */
export function serverOf({ servers }: Configuration, host: string): Server {
  return servers.get(host) ?? servers.get(host.replace(/^[\w-]+(?=\.)/, '*')) ?? (servers.get(ANY_HOST) as Server);
}

export interface Match {
  readonly upstream: string;
  /** As it is asked for behind. */
  readonly path: string;
}

/** Where a path of a server leads: exact ones first, then the longest. The query stays. */
export function match(server: Server, target: string): Match {
  const [path = '', ...query] = target.split(/(?=\?)/);
  if (server.regex) return byExpression(server, path, query.join(''));
  const fits = ({ path: own, type }: Location): boolean => own === path || (type === 'Prefix' && (own === '/' || path === own.replace(/\/$/, '') || path.startsWith(own.endsWith('/') ? own : `${own}/`)));
  const best = [...server.locations].filter(fits).sort((a, b) => Number(b.type === 'Exact') - Number(a.type === 'Exact') || b.path.length - a.path.length)[0];
  return { upstream: best?.upstream ?? server.fallback, path: target };
}

/** Longer expressions are tried first, whatever the case. */
function byExpression(server: Server, path: string, query: string): Match {
  for (const location of [...server.locations].sort((a, b) => b.path.length - a.path.length)) {
    const expression = expressionOf(location);
    const found = expression?.exec(path);
    if (!found) continue;
    const { rewrite, upstream } = location;
    if (rewrite === '' || rewrite === location.path) return { upstream, path: path + query };
    const to = rewrite.replace(/\$(\d)/g, (_m, n: string) => found[Number(n)] ?? '');
    return { upstream, path: (to.startsWith('/') ? to : `/${to}`) + query };
  }
  return { upstream: server.fallback, path: path + query };
}

function expressionOf({ path, type }: Location): RegExp | undefined {
  try {
    return new RegExp(`^${path}${type === 'Exact' ? '$' : ''}`, 'i');
  } catch {
    return undefined;
  }
}

/** What makes nginx load its configuration anew; who stands behind an upstream does not. */
export const shapeOf = ({ servers }: Configuration): string => JSON.stringify([...servers.values()]);
