// Answers in the form that the client asked for: the object itself, a Table, its metadata only; as JSON or YAML. Objects
// are stored without managedFields; whoever may look at them gets them here, worked out at the moment they are read.
// Upstream: k8s.io/apiserver/pkg/endpoints/handlers/response.go

import { isStatus, type Status } from '../api/errors.ts';
import type { Request, Response } from '../api/http.ts';
import { typeOf } from '../api/schema/schema.ts';
import { addZeros } from '../api/schema/zero.ts';
import type { KubeObject, ObjectList } from '../api/types.ts';
import { toYaml } from '../api/yaml.ts';
import type { Exchange, ServerState } from './context.ts';
import { negotiateMediaType, notAcceptable, parseAccept, PLAIN_JSON, type MediaTarget } from './mediaTypes.ts';
import { fromStored } from './storedForm.ts';
import { isBookmark, tableOf } from './table.ts';
import { sentWarnings } from './warnings.ts';
import type { WatcherOptions } from './watchCache.ts';

type Answer = KubeObject | ObjectList | Status;

export interface Target extends MediaTarget {
  /** One of our own components: it gets objects as they are stored and never looks at managedFields. */
  readonly internal: boolean;
}

const COMPONENTS = ['kube-scheduler', 'kube-controller-manager', 'kubelet', 'kube-proxy', 'coredns', 'cni'];

const AS_STORED: Target = { format: 'json', internal: true };
const AS_SHOWN: Target = { format: 'json', internal: false };

export function negotiate(exchange: Exchange): Target {
  const { request, info } = exchange;
  const agent = request.headers['user-agent'] ?? '';
  const internal = COMPONENTS.some((name) => agent.startsWith(name));
  const form = negotiateMediaType(request, info.verb);
  return form === PLAIN_JSON ? (internal ? AS_STORED : AS_SHOWN) : { ...form, internal };
}

/** The whole answer. */
export function respond(exchange: Exchange, target: Target, code: number, answer: Answer): Response {
  const body = represent(exchange, target, answer);
  return { code, body, warnings: sentWarnings(exchange.warnings), ...(target.format === 'yaml' ? YAML_HEADERS : {}) };
}
const YAML_HEADERS = { headers: { 'content-type': 'application/yaml' } } as const;

/** The body of an answer: an object, or text where YAML was asked for. */
export function represent(exchange: Exchange, target: Target, answer: Answer): object | string {
  const body = transformed(exchange, target, answer);
  return target.format === 'yaml' ? toYaml(body) : body;
}

function transformed(exchange: Exchange, target: Target, answer: Answer): object {
  if (isStatus(answer)) return answer;
  const { as } = target;
  const list = isList(answer) ? answer : undefined;
  const { state } = exchange;
  switch (as?.kind) {
    case undefined:
      if (target.internal) return answer;
      return list ? { ...list, items: list.items.map((item) => listed(state, exchange, item)) } : whole(state, answer as KubeObject);
    case 'Table': {
      const objects = list ? list.items : [answer as KubeObject];
      return tableOf(objects, list ? list.metadata : { resourceVersion: (answer as KubeObject).metadata.resourceVersion }, tableOptions(exchange, target, true));
    }
    case 'PartialObjectMetadata':
      if (list) throw notAcceptable(`you requested PartialObjectMetadata, but the requested object is a list (*${internalType(list)})`);
      return metadataOnly(state, answer as KubeObject, as.version);
    case 'PartialObjectMetadataList':
      if (!list) throw notAcceptable(`you requested PartialObjectMetadataList, but the requested object is not a list (*${internalType(answer as KubeObject)})`);
      return { kind: 'PartialObjectMetadataList', apiVersion: `meta.k8s.io/${as.version}`, metadata: list.metadata, items: list.items.map((item) => metadataOnly(state, item, as.version)) };
  }
}

const isList = (answer: Answer): answer is ObjectList => 'items' in answer && Array.isArray(answer.items) && answer.kind.endsWith('List');

function tableOptions(exchange: Exchange, target: Target, headers: boolean): Parameters<typeof tableOf>[2] {
  const { state, kind } = exchange;
  const version = target.as?.version ?? 'v1';
  const object = (item: KubeObject): object | null => {
    if (target.includeObject === 'None' && !endsInitialEvents(item)) return null;
    return target.includeObject === 'Object' ? whole(state, item) : metadataOnly(state, item, version);
  };
  return { kind, version, nowMs: state.kernel.wallMs, headers, object };
}

const endsInitialEvents = (object: KubeObject): boolean => object.metadata.annotations?.['k8s.io/initial-events-end'] === 'true';

// ---- forms of one object ----

/** The order of fields is the real server's. */
function whole(state: ServerState, object: KubeObject, owned = object): object {
  const { apiVersion, kind, metadata: _, ...rest } = object;
  return { kind, apiVersion, metadata: metadataOf(state, owned, object.metadata), ...rest };
}

/** Items of lists say neither kind nor version, but those of custom kinds do. */
function listed(state: ServerState, { kind }: Exchange, object: KubeObject): object {
  if (isCustom(kind)) return whole(state, object);
  const { apiVersion: _a, kind: _k, metadata: _m, ...rest } = object;
  return { metadata: metadataOf(state, object), ...rest };
}

const isCustom = (kind: Exchange['kind']): boolean => typeOf(kind.apiVersion, kind.kind) === undefined;

function metadataOnly(state: ServerState, object: KubeObject, version: string): object {
  const metadata = VERSION_ANNOTATIONS[object.kind] ? withoutVersionAnnotations(object) : object.metadata;
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: metadataOf(state, object, metadata) };
}

/** Annotations in which one version of a kind keeps what has no field there: metadata alone are of no version. */
const VERSION_ANNOTATIONS: Readonly<Record<string, RegExp>> = {
  DaemonSet: /^deprecated\.daemonset\.template\.generation$/,
  HorizontalPodAutoscaler: /^autoscaling\.alpha\.kubernetes\.io\/(metrics|behavior|conditions|current-metrics)$/,
};

function withoutVersionAnnotations({ kind, metadata }: KubeObject): KubeObject['metadata'] {
  const { annotations, ...rest } = metadata;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !(VERSION_ANNOTATIONS[kind] as RegExp).test(key));
  return kept.length ? { ...rest, annotations: Object.fromEntries(kept) } : rest;
}

/** Metadata with managedFields, which most readers never read: they are worked out when somebody does. */
function metadataOf({ provenance }: ServerState, object: KubeObject, metadata = object.metadata): object {
  if (isBookmark(object) || metadata.managedFields) return metadata;
  return {
    ...metadata,
    get managedFields() {
      const entries = provenance.managedFields(object);
      return entries.length ? entries : undefined;
    },
  };
}

/** Go's name of the type with which the server works, for messages. */
function internalType({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  const group = apiVersion.includes('/') ? (apiVersion.split(/[./]/)[0] as string) : 'core';
  return `${group}.${kind}`;
}

// ---- watches ----

/** For the events of one watch; as in the real server only the first Table says what its columns are. */
export function representForWatch(exchange: Exchange, target: Target): WatcherOptions['convert'] {
  const { state, kind } = exchange;
  const { as } = target;
  let headers = true;
  return (stored, owned = stored) => {
    const object = isBookmark(stored) ? bookmark(exchange, stored) : fromStored(kind, kind.storedAs && !target.internal ? state.provenance.shown(stored) : stored, state);
    if (!as) return target.internal ? object : whole(state, object, kind.storedAs ? object : owned);
    if (as.kind !== 'Table') return metadataOnly(state, object, as.version);
    const table = tableOf([object], { resourceVersion: object.metadata.resourceVersion }, tableOptions(exchange, target, headers));
    headers = false;
    return table;
  };
}

/** An otherwise empty object of the kind. */
function bookmark({ kind }: Exchange, object: KubeObject): KubeObject {
  const empty = { apiVersion: kind.apiVersion, kind: kind.kind, metadata: object.metadata };
  const type = typeOf(kind.apiVersion, kind.kind);
  return (type ? addZeros(type, empty) : empty) as unknown as KubeObject;
}

// ---- refusals ----

/** A refusal comes in the form of the answer, as far as that can be told. */
export function respondStatus(request: Request, status: Status, warnings: readonly string[]): Response {
  const answer = { code: status.code ?? 500, body: status, warnings: sentWarnings(warnings) };
  const { accept } = request.headers;
  if (!accept?.includes('yaml')) return answer;
  const first = parseAccept(accept).find((c) => c.subType === 'json' || c.subType === 'yaml' || c.subType === '*');
  return first?.subType === 'yaml' ? { ...answer, body: toYaml(status), ...YAML_HEADERS } : answer;
}
