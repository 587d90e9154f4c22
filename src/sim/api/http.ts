// Requests and answers as they cross a link. The API server speaks HTTP: method, path, query, headers, body, code.
// Inside the simulation bodies are frozen objects; the bridge turns them into bytes.

import type { Status } from './errors.ts';
import type { KubeObject, WatchEvent } from './types.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export const PATCH_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

export interface UserInfo {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  /** What else authentication found out, by key. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export interface Request {
  readonly method: Method;
  /** `/apis/apps/v1/namespaces/default/deployments/web`, never with a query. */
  readonly path: string;
  /** Decoded, in the order in which they are sent. */
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** An object; text where the content type says so (YAML of server-side apply, bytes from the bridge). */
  readonly body?: unknown;
  /** Who the connection proved to be (a client certificate or a token, already verified). */
  readonly user: UserInfo;
}

/** What a server keeps sending on one open request: a watch, a log that is followed. */
export interface Stream<T = WatchEvent> {
  /** Called for each item in the order sent, after the link's latency. */
  onItem: (item: T) => void;
  /** Called once when the server ends the stream, or the link breaks (`error`). */
  onEnd: (error: 'EOF' | 'broken') => void;
  /** The client gives up. */
  close(): void;
}

export interface Response {
  readonly code: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: KubeObject | Status | object | string;
  /** Texts of Warning headers. */
  readonly warnings?: readonly string[];
  /** For watches: the events that follow. */
  readonly stream?: Stream<unknown>;
}

/** What a path means. Upstream: k8s.io/apiserver/pkg/endpoints/request/requestinfo.go */
export interface RequestInfo {
  readonly isResource: boolean;
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  /** The plural. */
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  /** For paths that are no resources: the path. */
  readonly path: string;
  /** Path segments after the resource name, `proxy` and the like included. */
  readonly rest: readonly string[];
}

const VERBS: Readonly<Record<Method, string>> = { GET: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

export function requestInfo(method: Method, path: string, query: Readonly<Record<string, string>>): RequestInfo {
  // An empty part in the middle counts: `namespaces//pods` means the Pods of all namespaces.
  const parts = segments(path);
  const core = parts[0] === 'api';
  const none: RequestInfo = { isResource: false, verb: VERBS[method], group: '', version: '', namespace: '', resource: '', subresource: '', name: '', path, rest: [] };
  if ((!core && parts[0] !== 'apis') || parts.length < (core ? 3 : 4)) return none;
  const group = core ? '' : (parts[1] as string);
  const version = (core ? parts[1] : parts[2]) as string;
  let rest = parts.slice(core ? 2 : 3);
  let verb = VERBS[method];
  let namespace = '';
  if (rest[0] === 'watch') {
    rest = rest.slice(1);
    verb = 'watch';
  }
  if (rest[0] === 'namespaces' && rest.length > 1) {
    namespace = rest[1] as string;
    // A namespace itself and its subresources are resources too.
    if (rest.length > 2 && rest[2] !== 'status' && rest[2] !== 'finalize') rest = rest.slice(2);
  }
  const [resource = '', name = '', subresource = ''] = rest;
  if (!name && verb === 'get') {
    // Anything but "0" and "false" is true, even nothing; a single object cannot be watched this way.
    verb = query.watch === undefined || /^(0|false)$/i.test(query.watch) ? 'list' : 'watch';
  } else if (!name && verb === 'delete') verb = 'deletecollection';
  return { isResource: true, verb, group, version, namespace, resource, subresource, name, path, rest: rest.slice(3) };
}

/** What stands between the slashes, those at both ends apart. By hand: this is done for every request. */
function segments(path: string): string[] {
  let start = 0;
  let end = path.length;
  while (start < end && path.charCodeAt(start) === SLASH) start++;
  while (end > start && path.charCodeAt(end - 1) === SLASH) end--;
  const out: string[] = [];
  for (;;) {
    const at = path.indexOf('/', start);
    if (at < 0 || at >= end) break;
    out.push(path.slice(start, at));
    start = at + 1;
  }
  out.push(path.slice(start, end));
  return out;
}
const SLASH = 47;

export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
}

/** The path of a resource. */
export function resourcePath(r: ResourcePath): string {
  let path = r.group === '' ? `/api/${r.version}` : `/apis/${r.group}/${r.version}`;
  if (r.namespace) path += `/namespaces/${r.namespace}`;
  path += `/${r.plural}`;
  if (r.name) path += `/${r.name}`;
  if (r.subresource) path += `/${r.subresource}`;
  return path;
}

/** The query as it is written in a URL, keys in the order given. */
export function queryText(query: Readonly<Record<string, string>>): string {
  const parts: string[] = [];
  for (const key in query) for (const value of (query[key] as string).split(REPEATED)) parts.push(`${encode(key)}=${encode(value)}`);
  return parts.length ? `?${parts.join('&')}` : '';
}

/** Between the values of a parameter that is given several times (the words of `exec`'s command). */
export const REPEATED = '\0';

/** Go's url.QueryEscape. */
const encode = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`).replace(/%20/g, '+');

/** `/path?query` → both parts, decoded. */
export function parseTarget(target: string): { readonly path: string; readonly query: Readonly<Record<string, string>> } {
  const at = target.indexOf('?');
  if (at < 0) return { path: target, query: {} };
  const query: Record<string, string> = {};
  for (const part of target.slice(at + 1).split('&')) {
    // Go's parser drops what holds a semicolon.
    if (!part || part.includes(';')) continue;
    const eq = part.indexOf('=');
    const key = decode(eq < 0 ? part : part.slice(0, eq));
    const value = eq < 0 ? '' : decode(part.slice(eq + 1));
    if (!(key in query)) query[key] = value;
    else if (key === 'command') query[key] += REPEATED + value;
  }
  return { path: target.slice(0, at), query };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}
