// Requests as kubectl sends them: its headers, its retries, and its log of them at -v=6 and more. Refusals are thrown as
// ApiError, worded as client-go words what is no Status.
// Upstream: k8s.io/client-go/rest/request.go, transport/round_trippers.go
// Simplified: bodies of commands that know their types travel as JSON, where the real one sends protobuf.

import { isObject } from '../base/json.ts';
import { seconds, type Micros } from '../base/time.ts';
import { ApiError, failure, isStatus, qualified, type Status, type StatusReason } from '../sim/api/errors.ts';
import { queryText, requestInfo, type Method, type Response, type Stream } from '../sim/api/http.ts';
import { goOrderedBody } from '../sim/api/schema/goOrder.ts';
import { goQuote } from '../sim/api/yaml/goQuote.ts';
import { Client } from '../sim/client/client.ts';
import { ConnectionError } from '../sim/client/transport.ts';
import type { Sim } from '../sim/kernel/task.ts';
import { logLine, logValues } from './klog.ts';
import { compactJson, indentedJson } from './output/json.ts';
import type { Process } from './process.ts';
import type { Target } from './connection.ts';
import { formatDuration } from '../sim/api/duration.ts';
import { httpDate, statusText } from './httpText.ts';

export const USER_AGENT = 'kubectl/v1.36.3 (linux/amd64) kubernetes/$Format';
export const JSON_TYPE = 'application/json';
export const TABLE_ACCEPT = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

export interface RestRequest {
  readonly method: Method;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: unknown;
  /** Where in kubectl's sources bodies are logged. */
  readonly place?: string;
  /** Of streams: the log says nothing of what follows. */
  readonly stream?: boolean;
  readonly timeoutMs?: number;
}

export interface HttpOptions {
  readonly verbosity: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Of --request-timeout, in milliseconds; 0 for none. */
  readonly timeoutMs: number;
  /** Which server; throws where flags and configuration do not go together. */
  readonly target: () => Target;
}

const MAX_RETRIES = 10;

export class Http {
  readonly process: Process;
  private readonly client: Client;
  private readonly options: HttpOptions;
  private readonly warned = new Set<string>();
  private found: Target | undefined;

  constructor(process: Process, options: HttpOptions) {
    this.process = process;
    this.options = options;
    const { transport, user } = process.session;
    this.client = new Client(transport, { actor: 'kubectl', user, userAgent: USER_AGENT });
  }

  get verbosity(): number {
    return this.options.verbosity;
  }

  get target(): Target {
    return (this.found ??= this.options.target());
  }

  get server(): string {
    return this.target.server;
  }

  /** How many different warnings the server has sent. */
  get warnings(): number {
    return this.warned.size;
  }

  /** Sends a request; the answer's body. */
  *send(request: RestRequest): Sim<unknown> {
    return (yield* this.exchange(request)).body;
  }

  /** Sends a request; throws ApiError where it is refused. */
  *exchange(request: RestRequest): Sim<Response> {
    for (let attempt = 0; ; attempt++) {
      const response = yield* this.roundTrip(request);
      this.showWarnings(response.warnings);
      if (response.code < 400) return response;
      const refusal = refusalOf(request, response);
      const wait = refusal.status.details?.retryAfterSeconds ?? 0;
      const again = (response.code === 429 || response.code >= 500) && wait > 0 && attempt < MAX_RETRIES;
      if (!again) {
        if (this.verbosity >= 8) this.logRefusal(refusal.status);
        throw refusal;
      }
      yield* this.process.sleepMs(wait * 1000);
    }
  }

  /** Opens a stream: a watch, a log that is followed, an exec. */
  *open<T>(request: RestRequest): Sim<Stream<T>> {
    const response = yield* this.exchange({ ...request, stream: true });
    if (!response.stream) throw failure(response.code, '', 'the answer is no stream');
    return response.stream as Stream<T>;
  }

  private *roundTrip(request: RestRequest): Sim<Response> {
    const query = sortedQuery({ ...request.query, ...this.timeoutQuery() });
    const url = `${this.server}${request.path}${queryText(query)}`;
    const { process } = this;
    const begun = process.kernel.now;
    const headers: Record<string, string> = { accept: request.accept ?? `${JSON_TYPE}`, ...this.options.headers };
    if (request.body !== undefined) headers['content-type'] = request.contentType ?? JSON_TYPE;
    this.logRequest(request, url, headers);
    const timeoutMs = request.timeoutMs ?? this.options.timeoutMs;
    let response: Response;
    try {
      response = yield* this.reach(request, url, query, headers, timeoutMs);
    } catch (error) {
      if (error instanceof ConnectionError && this.verbosity >= 6) this.logResponse(url, request, '', process.kernel.now - begun, undefined);
      throw error;
    }
    this.logResponse(url, request, statusText(response.code), process.kernel.now - begun, response);
    return response;
  }

  /** Tells of a request that the cache on disk answered as if it had been sent. */
  logCached(request: RestRequest, body: object): void {
    const url = `${this.server}${request.path}${queryText(sortedQuery({ ...request.query, ...this.timeoutQuery() }))}`;
    this.logRequest(request, url, { accept: request.accept ?? JSON_TYPE, ...this.options.headers });
    this.logResponse(url, request, statusText(200), 0, { code: 200, body, headers: { 'cache-control': 'public, immutable', 'x-from-cache': '1' } });
  }

  /** Every request says how long it will wait, where that was asked for. */
  private timeoutQuery(): Record<string, string> {
    const { timeoutMs } = this.options;
    return timeoutMs > 0 ? { timeout: formatDuration(timeoutMs) } : {};
  }

  private *reach(request: RestRequest, url: string, query: Record<string, string>, headers: Record<string, string>, timeoutMs: number): Sim<Response> {
    const { method, path, body } = request;
    const { tunnel, reachable, server } = this.target;
    if (tunnel) {
      const answer = yield* tunnel.http({ method, path: path + queryText(query), headers, body: body === undefined ? '' : bodyText(body) });
      return { code: answer.status, body: answer.body };
    }
    const verb = method.charAt(0) + method.slice(1).toLowerCase();
    const port = /^https?:\/\/[^/]*(:[^/:]*[^/:\d][^/:]*)$/.exec(server)?.[1];
    if (port !== undefined) throw new ConnectionError('EOF', `parse ${goQuote(server)}: invalid port ${goQuote(port)} after host`);
    if (!reachable) throw new ConnectionError('refused', `${verb} ${JSON.stringify(url)}: dial tcp ${server.replace(/^https?:\/\//, '').replace(/^localhost(?=:|$)/, '127.0.0.1')}: connect: connection refused`);
    return yield* this.client.roundTrip({ method, path, query, headers, ...(body === undefined ? {} : { body }), timeout: timeoutMs > 0 ? ((timeoutMs * 1000) as Micros) : LONG });
  }

  private showWarnings(warnings: readonly string[] | undefined): void {
    for (const text of warnings ?? []) {
      if (this.warned.has(text)) continue;
      this.warned.add(text);
      this.process.err(`Warning: ${text}\n`);
    }
  }

  // ---- the log ----

  private logRequest(request: RestRequest, url: string, headers: Readonly<Record<string, string>>): void {
    const { process, verbosity } = this;
    if (verbosity >= 8) logValues(process, 'I', request.place ?? 'helper.go:105', 'Request Body', [['body', truncated(bodyText(request.body).replace(request.method === 'PATCH' ? /\n$/ : '', ''), verbosity)]]);
    if (verbosity < 7) return;
    const shown = headerLines({ ...headers, 'user-agent': USER_AGENT });
    if (verbosity >= 9) logValues(process, 'I', 'round_trippers.go:527', 'Request', [['curlCommand', curl(request.method, url, { ...headers, 'user-agent': USER_AGENT })]]);
    else logValues(process, 'I', 'round_trippers.go:527', 'Request', [['verb', request.method], ['url', url], ['headers', shown]]);
  }

  private logResponse(url: string, request: RestRequest, status: string, micros: number, response: Response | undefined): void {
    const { process, verbosity } = this;
    if (verbosity < 6) return;
    const milliseconds = Math.floor(micros / 1000);
    if (verbosity < 8) {
      const target = verbosity === 6 ? ([['verb', request.method], ['url', url]] as const) : [];
      logValues(process, 'I', 'round_trippers.go:632', 'Response', [...target, ['status', status], ['milliseconds', milliseconds]]);
      return;
    }
    const text = response && !request.stream ? bodyText(response.body) : '';
    const shown = response ? headerLines(responseHeaders(process, response, text, request.stream === true)) : '';
    if (verbosity >= 9) {
      const stages = [['getConnectionMilliseconds', 0], ['serverProcessingMilliseconds', milliseconds]] as const;
      logValues(process, 'I', 'round_trippers.go:632', 'Response', [['verb', request.method], ['url', url], ['status', status], ['headers', shown], ['milliseconds', milliseconds], ...stages]);
    } else logValues(process, 'I', 'round_trippers.go:632', 'Response', [['status', status], ['headers', shown], ['milliseconds', milliseconds]]);
    if (response && !request.stream) logValues(process, 'I', request.place ?? 'helper.go:105', 'Response Body', [['body', truncated(text, verbosity)]]);
  }

  /** A slip of kubectl: the text is logged where a format was meant. */
  private logRefusal(status: Status): void {
    logLine(this.process, 'I', 'helpers.go:246', `server response object: %s[${indentedJson({ ...status }, { ordered: true }).replaceAll('    ', '  ').replace(/^/, '')}]`);
  }
}

/** Requests without a limit of their own still end where nobody answers. */
const LONG = seconds(3600);

function sortedQuery(query: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function bodyText(body: unknown): string {
  if (body === undefined) return '';
  if (typeof body === 'string') return body;
  return `${compactJson(goOrderedBody(body), { ordered: true })}\n`;
}

const LIMITS: Readonly<Record<number, number>> = { 8: 1024, 9: 10_240 };

function truncated(body: string, verbosity: number): string {
  const max = LIMITS[verbosity] ?? body.length;
  return body.length <= max ? body : `${body.slice(0, max)} [truncated ${body.length - max} chars]`;
}

const canonical = (name: string): string => name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());

function headerLines(headers: Readonly<Record<string, string>>): string {
  const names = Object.keys(headers).map(canonical).sort();
  const lower = Object.fromEntries(Object.entries(headers).map(([k, v]) => [canonical(k), v]));
  return `${names.map((name) => `${name}: ${lower[name]}`).join('\n')}\n`;
}

/** What the real server adds to every answer. */
function responseHeaders(process: Process, response: Response, text: string, stream: boolean): Readonly<Record<string, string>> {
  const ids = process.kernel.stream('kubectl/audit');
  return {
    'audit-id': ids.uuid(),
    'cache-control': 'no-cache, private',
    ...(stream ? {} : { 'content-length': String(text.length) }),
    'content-type': JSON_TYPE,
    date: httpDate(process.kernel.wallMs),
    'x-kubernetes-pf-flowschema-uid': FLOW_SCHEMA,
    'x-kubernetes-pf-prioritylevel-uid': PRIORITY_LEVEL,
    ...response.headers,
  };
}
const FLOW_SCHEMA = 'dc74dfba-39d8-4e68-9b4c-c03638733487';
const PRIORITY_LEVEL = '1ce323dc-a187-4e7b-8488-3e5feaa29aa7';

function curl(method: string, url: string, headers: Readonly<Record<string, string>>): string {
  const parts = headerLines(headers).trimEnd().split('\n').map((line) => ` -H ${goQuote(line)}`);
  return `curl -v -X${method} ${parts.join('')} '${url}'\n`;
}

/** What client-go makes of an answer that says no. Upstream: transformResponse, errors.NewGenericServerResponse */
function refusalOf(request: RestRequest, response: Response): ApiError {
  if (isStatus(response.body) && response.body.status !== 'Success') return new ApiError(response.body);
  const text = typeof response.body === 'string' ? response.body.trim() : isObject(response.body) ? compactJson(response.body) : '';
  const generic = GENERIC[response.code];
  const [reason, message] = generic ?? (response.code >= 500 ? (['InternalError', `an error on the server (${goQuote(text)}) has prevented the request from succeeding`] as const) : (['', `the server responded with the status code ${response.code} but did not return more information`] as const));
  return failure(response.code, reason, `${message}${aboutOf(request)}`, {});
}

/** `(get pods web)`, where the request was one about a resource. */
function aboutOf({ method, path, query = {}, place }: RestRequest): string {
  if (!place?.startsWith('helper.go')) return '';
  const { isResource, resource, group, name } = requestInfo(method, path, query);
  return isResource ? ` (${method.toLowerCase()} ${qualified(resource, group)}${name ? ` ${name}` : ''})` : '';
}

const GENERIC: Readonly<Record<number, readonly [StatusReason, string]>> = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  403: ['Forbidden', 'unknown'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  406: ['NotAcceptable', 'the server was unable to respond with a content type that the client supports'],
  409: ['Conflict', 'the server reported a conflict'],
  415: ['UnsupportedMediaType', 'the server was unable to respond with a content type that the client supports'],
  422: ['Invalid', 'the server rejected our request due to an error in our request'],
  429: ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: ['Timeout', 'the server was unable to return a response in the time allotted, but may still be processing the request'],
};
