// /openapi/v3: one document for each group and version, with the schemas of its kinds and the paths under which they are
// served. Real clients read it before they create, apply, edit or explain.
// Upstream: k8s.io/kube-openapi/pkg/{builder3,handler3}
// Simplified: operations say what clients look for (kind, action, parameters, bodies), not every answer; discovery's own
// documents have no schemas; /openapi/v2 is not served. Built-in types come without their descriptions.

import type { JsonObject } from '../../base/json.ts';
import { hex, sha256 } from '../../base/sha256.ts';
import { compareText } from '../../base/text.ts';
import { PATCH_TYPES } from '../api/http.ts';
import type { Kind } from '../api/kind.ts';
import { openApiSchema, referencedTypes } from '../api/schema/openApi.ts';
import { typeOf } from '../api/schema/schema.ts';
import type { SchemaType } from '../api/schema/schemaType.ts';
import type { Scheme } from '../api/scheme.ts';
import { groupsOf, resourcesOf, subresourceNames, type ApiResource } from './apiResources.ts';
import type { ServerConfig } from './context.ts';

const FIXED = ['.well-known/openid-configuration', 'api', 'api/v1', 'apis', 'openid/v1/jwks', 'version'];

/** Path → where its document is; the hash changes whenever the document does. */
export function openApiIndex(scheme: Scheme, config: ServerConfig): Record<string, { readonly serverRelativeURL: string }> {
  const paths = [...FIXED, ...groupsOf(scheme).flatMap((g) => [`apis/${g.name}`, ...g.versions.map((v) => `apis/${g.name}/${v}`)])].sort(compareText);
  return Object.fromEntries(paths.map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(scheme, config, path)}` }]));
}

/** Made from what the document is made from, so that the index needs no documents. */
function hashOf(scheme: Scheme, config: ServerConfig, path: string): string {
  const [group, version] = groupVersionOf(path) ?? [];
  const kinds = version === undefined ? [] : kindsOf(scheme, group as string, version);
  const custom = kinds.some((kind) => !typeOf(kind.apiVersion, kind.kind));
  return hex(sha256([config.version, path, ...kinds.map((k) => k.kind), custom ? scheme.generation : '', ''].join('\n'))).toUpperCase();
}

/** `apis/apps/v1` → its document; undefined where nothing is served. */
export function openApiDocument(scheme: Scheme, config: ServerConfig, path: string): object | undefined {
  const at = groupVersionOf(path);
  if (at) {
    const kinds = kindsOf(scheme, ...at);
    if (kinds.length === 0) return undefined;
    return document(config, pathsOf(scheme, kinds), () => schemasOf(kinds));
  }
  if (!FIXED.includes(path) && !groupsOf(scheme).some((g) => path === `apis/${g.name}`)) return undefined;
  return document(config, { [`/${path}${path.startsWith('api') ? '/' : ''}`]: { get: { operationId: `get${path.replace(/\W/g, '')}`, responses: OK } } }, () => ({}));
}

/** Most readers (apply, create) look at the paths alone: the schemas are put together when somebody reads them. */
function document(config: ServerConfig, paths: object, schemas: () => object): object {
  let made: object | undefined;
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: config.version },
    paths,
    components: {
      get schemas() {
        return (made ??= schemas());
      },
      securitySchemes: { BearerToken: { type: 'apiKey', description: 'Bearer Token authentication', name: 'authorization', in: 'header' } },
    },
  };
}

function groupVersionOf(path: string): [group: string, version: string] | undefined {
  const [api, group = '', version, ...rest] = path.split('/');
  if (rest.length) return undefined;
  if (api === 'api') return group !== '' && version === undefined ? ['', group] : undefined;
  return api === 'apis' && version !== undefined ? [group, version] : undefined;
}

const kindsOf = (scheme: Scheme, group: string, version: string): Kind[] => scheme.kinds.filter((k) => k.group === group && k.version === version);

// ---- schemas ----

const OPTIONS_TYPES = ['DeleteOptions', 'Status'];

function schemasOf(kinds: readonly Kind[]): Record<string, JsonObject> {
  const types = new Map<string, SchemaType>();
  const custom: [string, JsonObject][] = [];
  for (const name of OPTIONS_TYPES) referencedTypes(typeOf('v1', name) as SchemaType, types);
  referencedTypes((typeOf('v1', 'ConfigMap') as SchemaType).table().byName.get('metadata')?.type as SchemaType, types);
  for (const kind of kinds) {
    const type = typeOf(kind.apiVersion, kind.kind);
    if (!type) {
      custom.push([schemaName(kind), customSchema(kind)], [`${schemaName(kind)}List`, customListSchema(kind)]);
      continue;
    }
    referencedTypes(type, types);
    if (kind.verbs.includes('list')) referencedTypes(typeOf(kind.apiVersion, `${kind.kind}List`) as SchemaType, types);
    for (const name of subresourceNames(kind)) {
      const other = SUBRESOURCE_KINDS[name];
      if (other) referencedTypes(typeOf(...other) as SchemaType, types);
    }
  }
  const all = [...types].map(([id, type]): [string, JsonObject] => [id, openApiSchema(type)]);
  all.push([PATCH_SCHEMA, { type: 'object' }], ...custom);
  return Object.fromEntries(all.sort((a, b) => compareText(a[0], b[0])));
}

const SUBRESOURCE_KINDS: Readonly<Record<string, readonly [apiVersion: string, kind: string]>> = {
  binding: ['v1', 'Binding'],
  eviction: ['policy/v1', 'Eviction'],
  scale: ['autoscaling/v1', 'Scale'],
  token: ['authentication.k8s.io/v1', 'TokenRequest'],
};

const PATCH_SCHEMA = 'io.k8s.apimachinery.pkg.apis.meta.v1.Patch';

/** `com.example.v1.Foo` for foos.example.com. */
const schemaName = (kind: Kind): string => [...kind.group.split('.').reverse(), kind.version, kind.kind].join('.');

const gvk = (kind: Kind, suffix = ''): JsonObject => ({ group: kind.group, kind: kind.kind + suffix, version: kind.version });
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

function customSchema(kind: Kind): JsonObject {
  const schema = kind.openApiSchema ?? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const properties = { apiVersion: { type: 'string' }, kind: { type: 'string' }, ...(schema.properties as JsonObject | undefined), metadata: { allOf: [ref('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta')] } };
  return { ...schema, properties, 'x-kubernetes-group-version-kind': [gvk(kind)] };
}

function customListSchema(kind: Kind): JsonObject {
  const properties = { apiVersion: { type: 'string' }, items: { type: 'array', items: ref(schemaName(kind)) }, kind: { type: 'string' }, metadata: { allOf: [ref('io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta')] } };
  return { type: 'object', required: ['items'], properties, 'x-kubernetes-group-version-kind': [gvk(kind, 'List')] };
}

// ---- paths ----

const OK = { 200: { description: 'OK' } };
const LIST_PARAMETERS = ['allowWatchBookmarks', 'continue', 'fieldSelector', 'labelSelector', 'limit', 'resourceVersion', 'resourceVersionMatch', 'sendInitialEvents', 'timeoutSeconds', 'watch'];
const WRITE_PARAMETERS = ['dryRun', 'fieldManager', 'fieldValidation'];
const DELETE_PARAMETERS = ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy'];

interface Action {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly parameters: readonly string[];
  readonly body?: 'object' | 'options' | 'patch';
}

const ACTIONS: Readonly<Record<string, Action>> = {
  list: { method: 'get', parameters: LIST_PARAMETERS },
  create: { method: 'post', parameters: WRITE_PARAMETERS, body: 'object' },
  deletecollection: { method: 'delete', parameters: [...DELETE_PARAMETERS, ...LIST_PARAMETERS], body: 'options' },
  get: { method: 'get', parameters: [] },
  update: { method: 'put', parameters: WRITE_PARAMETERS, body: 'object' },
  patch: { method: 'patch', parameters: [...WRITE_PARAMETERS, 'force'], body: 'patch' },
  delete: { method: 'delete', parameters: DELETE_PARAMETERS, body: 'options' },
};
const COLLECTION = ['list', 'create', 'deletecollection'];
const ITEM = ['get', 'update', 'patch', 'delete'];

function pathsOf(scheme: Scheme, kinds: readonly Kind[]): Record<string, JsonObject> {
  const [{ group, version }] = kinds as [Kind];
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const out: Record<string, JsonObject> = { [`${base}/`]: { get: { operationId: `get${group}${version}APIResources`, responses: OK } } };
  const resources = resourcesOf(scheme, group, version);
  for (const kind of kinds) {
    const collection = `${base}/${kind.namespaced ? 'namespaces/{namespace}/' : ''}${kind.plural}`;
    add(out, collection, kind, COLLECTION, kind.verbs);
    add(out, `${collection}/{name}`, kind, ITEM, kind.verbs);
    if (kind.namespaced) add(out, `${base}/${kind.plural}`, kind, ['list'], kind.verbs);
    for (const r of resources) if (r.name.startsWith(`${kind.plural}/`)) add(out, `${collection}/{name}/${r.name.slice(kind.plural.length + 1)}`, kind, [...ITEM, 'create'], r.verbs, r);
  }
  return out;
}

function add(out: Record<string, JsonObject>, path: string, kind: Kind, actions: readonly string[], verbs: readonly string[], subresource?: ApiResource): void {
  const served = actions.filter((a) => verbs.includes(a));
  if (served.length === 0) return;
  out[path] = {
    ...Object.fromEntries(served.map((action) => [(ACTIONS[action] as Action).method, operation(action, path, kind, subresource)])),
    parameters: [...(path.match(/\{\w+\}/g) ?? []), 'pretty'].map((p) => parameter(p)),
  };
}

function operation(action: string, path: string, kind: Kind, subresource: ApiResource | undefined): JsonObject {
  const { method, parameters, body } = ACTIONS[action] as Action;
  const shown = subresource ? { group: subresource.group ?? kind.group, kind: subresource.kind, version: subresource.version ?? kind.version } : gvk(kind);
  const type = typeOf(shown.group ? `${String(shown.group)}/${String(shown.version)}` : String(shown.version), String(shown.kind));
  const schema = type ? type.id : schemaName(kind);
  const answer = action === 'list' ? `${schema}List` : action.startsWith('delete') ? 'io.k8s.apimachinery.pkg.apis.meta.v1.Status' : schema;
  const connects = /Options$/.test(String(shown.kind));
  return {
    operationId: `${action}${path.replace(/\W+(\w)/g, (_, c: string) => c.toUpperCase()).replace(/\W/g, '')}`,
    ...(parameters.length && !connects ? { parameters: parameters.map((p) => parameter(p)) } : {}),
    ...(body && !connects ? { requestBody: { content: bodyContent(body, schema) } } : {}),
    responses: connects ? OK : { 200: { description: 'OK', content: { 'application/json': { schema: ref(answer) } } } },
    'x-kubernetes-action': connects ? 'connect' : method === 'get' || action === 'deletecollection' ? action : method,
    'x-kubernetes-group-version-kind': shown,
  };
}

function bodyContent(body: 'object' | 'options' | 'patch', schema: string): JsonObject {
  if (body === 'patch') return Object.fromEntries(Object.values(PATCH_TYPES).map((type) => [type, { schema: ref(PATCH_SCHEMA) }]));
  return { '*/*': { schema: ref(body === 'options' ? 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions' : schema) } };
}

const INTEGERS = ['limit', 'timeoutSeconds', 'gracePeriodSeconds'];
const BOOLEANS = ['allowWatchBookmarks', 'sendInitialEvents', 'watch', 'orphanDependents', 'force'];

function parameter(name: string): JsonObject {
  const bare = name.replace(/[{}]/g, '');
  const schema = { type: INTEGERS.includes(bare) ? 'integer' : BOOLEANS.includes(bare) ? 'boolean' : 'string', uniqueItems: true };
  return bare === name ? { name, in: 'query', schema } : { name: bare, in: 'path', required: true, schema };
}
