// The paths that are no resources: discovery (plain and aggregated), OpenAPI, version, health, metrics.
// Upstream: k8s.io/apiserver/pkg/endpoints/discovery, k8s.io/kube-aggregator/pkg/apiserver/handler_apis.go,
// k8s.io/apiserver/pkg/server/routes

import { compareText } from '../../base/text.ts';
import { failure } from '../api/errors.ts';
import type { Request, Response } from '../api/http.ts';
import type { Scheme } from '../api/scheme.ts';
import { groupsOf, resourcesOf, type ApiResource, type Group } from './apiResources.ts';
import type { ServerConfig } from './context.ts';
import { HEALTH_PATHS, health } from './health.ts';
import { parseAccept, refuseAccept, type AcceptClause } from './mediaTypes.ts';
import { openApiDocument, openApiIndex } from './openapi.ts';
import type { ApiServer } from './server.ts';

/** As go-restful and net/http say it where no handler is registered at all. */
export const PAGE_NOT_FOUND: Response = { code: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' };

export function nonResource(server: ApiServer, request: Request): Response {
  const path = /^\/apis?\/$/.test(request.path) ? request.path.slice(0, -1) : request.path;
  if (path === '/metrics') return { ...PLAIN, body: metrics(server) };
  const answer = health(path, request.query, !server.outage.ongoing) ?? document(server, path, request);
  if (!answer) return PAGE_NOT_FOUND;
  if (request.method !== 'GET') throw failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
  return answer;
}

const json = (body: object): Response => ({ code: 200, body });
const PLAIN = { code: 200, headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } };

function document({ state }: ApiServer, path: string, request: Request): Response | undefined {
  const { scheme, config } = state;
  switch (path) {
    case '/':
      return json({ paths: rootPaths(scheme) });
    case '/api':
      return aggregated(request, () => coreItems(scheme)) ?? json({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: config.advertise }] });
    case '/apis':
      return aggregated(request, () => groupItems(scheme)) ?? json({ kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(scheme).map(apiGroup) });
    case '/version':
      return json(version(config));
    case '/.well-known/openid-configuration':
      return json(openIdConfiguration(config));
    case '/openid/v1/jwks':
      return keySet(request);
    case '/openapi/v3':
    case '/openapi/v3/':
      return json({ paths: openApiIndex(scheme, config) });
  }
  if (path.startsWith('/openapi/v3/')) {
    const body = openApiDocument(scheme, config, path.slice('/openapi/v3/'.length));
    return body ? json(body) : { ...PAGE_NOT_FOUND, body: '' };
  }
  return groupDocument(scheme, path);
}

/** /api/v1, /apis/apps, /apis/apps/v1 */
function groupDocument(scheme: Scheme, path: string): Response | undefined {
  const [first, ...rest] = path.split('/').filter(Boolean);
  if (first === 'api' && rest.length === 1) {
    if (rest[0] !== 'v1') throw notServed();
    return json({ kind: 'APIResourceList', groupVersion: 'v1', resources: resourcesOf(scheme, '', 'v1') });
  }
  const group = first === 'apis' ? groupsOf(scheme).find((g) => g.name === rest[0]) : undefined;
  if (!group || rest.length > 2) return undefined;
  const [name, version] = rest as [string, string?];
  if (version === undefined) return json({ kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group) });
  if (!group.versions.includes(version)) throw notServed();
  return json({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: `${name}/${version}`, resources: resourcesOf(scheme, name, version) });
}

const notServed = (): Error => failure(404, 'NotFound', 'the server could not find the requested resource', {});

function apiGroup(group: Group): object {
  const versions = group.versions.map((version) => ({ groupVersion: `${group.name}/${version}`, version }));
  return { name: group.name, versions, preferredVersion: versions[0] };
}

// ---- aggregated discovery ----

/** The whole discovery in one document, for those who ask for it. Undefined: plain discovery will do. */
function aggregated(request: Request, items: () => object[]): Response | undefined {
  const { accept = '' } = request.headers;
  if (!accept.includes('APIGroupDiscoveryList')) return undefined;
  for (const clause of parseAccept(accept)) {
    if (clause.subType !== 'json' && clause.subType !== '*') continue;
    if (isPlain(clause)) return undefined;
    const { g, v, as } = clause.params;
    if (g !== 'apidiscovery.k8s.io' || as !== 'APIGroupDiscoveryList' || v !== 'v2') continue;
    return { code: 200, headers: { 'content-type': 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' }, body: { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items: items() } };
  }
  throw refuseAccept();
}

const isPlain = (clause: AcceptClause): boolean => clause.params.as === undefined;

const coreItems = (scheme: Scheme): object[] => [{ metadata: {}, versions: [versionDiscovery(scheme, '', 'v1')] }];

const groupItems = (scheme: Scheme): object[] =>
  groupsOf(scheme).map((group) => ({ metadata: { name: group.name }, versions: group.versions.map((version) => versionDiscovery(scheme, group.name, version)) }));

function versionDiscovery(scheme: Scheme, group: string, version: string): object {
  const all = resourcesOf(scheme, group, version);
  const resources = all
    .filter((r) => !r.name.includes('/'))
    .map((r) => {
      const subresources = all.filter((s) => s.name.startsWith(`${r.name}/`)).map((s) => ({ subresource: s.name.slice(r.name.length + 1), responseKind: responseKind(s), verbs: s.verbs }));
      return {
        resource: r.name,
        responseKind: responseKind(r),
        scope: r.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: r.singularName,
        verbs: r.verbs,
        ...(r.shortNames ? { shortNames: r.shortNames } : {}),
        ...(r.categories ? { categories: r.categories } : {}),
        ...(subresources.length ? { subresources } : {}),
      };
    });
  return { version, resources, freshness: 'Current' };
}

const responseKind = (r: ApiResource): object => ({ group: r.group ?? '', version: r.version ?? '', kind: r.kind });

// ---- the rest ----

function rootPaths(scheme: Scheme): string[] {
  const apis = groupsOf(scheme).flatMap((g) => [`/apis/${g.name}`, ...g.versions.map((v) => `/apis/${g.name}/${v}`)]);
  return [...OTHER_PATHS, ...HEALTH_PATHS, ...apis].sort(compareText);
}
const OTHER_PATHS = ['/.well-known/openid-configuration', '/api', '/api/v1', '/apis', '/apis/', '/flagz', '/metrics', '/metrics/slis', '/openapi/v2', '/openapi/v3', '/openapi/v3/', '/openid/v1/jwks', '/statusz', '/version'];

/** Upstream: k8s.io/component-base/version. Simplified: commit and build date stand for none in particular. */
function version({ version: gitVersion }: ServerConfig): object {
  const [major = '', minor = ''] = gitVersion.slice(1).split('.');
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion,
    gitCommit: '0'.repeat(40),
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
    goVersion: 'go1.26.8',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

const openIdConfiguration = (config: ServerConfig): object => ({
  issuer: 'https://kubernetes.default.svc.cluster.local',
  jwks_uri: `https://${config.advertise}/openid/v1/jwks`,
  response_types_supported: ['id_token'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
});

/** Simplified: tokens are not signed here, so there are no keys. */
function keySet(request: Request): Response {
  const clauses = parseAccept(request.headers.accept ?? '*/*');
  if (!clauses.some((c) => c.type === '*' || c.subType === '*' || c.subType === 'jwk-set+json')) throw failure(406, 'NotAcceptable', 'only the following media types are accepted: application/jwk-set+json');
  return { code: 200, headers: { 'content-type': 'application/jwk-set+json' }, body: { keys: [] } };
}

/** In Prometheus' text form. Simplified: the few figures that the simulation has. */
function metrics({ state, openRequests, watchCache }: ApiServer): string {
  const lines = [
    ...metric('apiserver_current_inflight_requests', 'Number of requests that are being answered.', [['', openRequests]]),
    ...metric('apiserver_longrunning_requests', 'Number of open watches.', [['verb="WATCH"', watchCache.watcherCount]]),
    ...metric('etcd_mvcc_db_revision', 'The revision of the last write to etcd.', [['', state.store.revision]]),
  ];
  const objects: [string, number][] = [];
  for (const kind of state.scheme.kinds) if (kind.verbs.includes('watch') && !kind.storedAs) objects.push([`resource="${kind.resource}"`, state.store.count(`/registry/${kind.storage}/`)]);
  lines.push(...metric('apiserver_storage_objects', 'Number of stored objects by kind.', objects.sort((a, b) => compareText(a[0], b[0]))));
  return `${lines.join('\n')}\n`;
}

function metric(name: string, help: string, values: readonly (readonly [labels: string, value: number])[]): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...values.map(([labels, value]) => `${name}${labels ? `{${labels}}` : ''} ${value}`)];
}
