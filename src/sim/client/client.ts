// A client of the API server: what every component links against. One method per verb, typed by the kind; each call is a
// message over a link. Refusals are thrown as ApiError; nothing is retried in secret.
// Upstream: k8s.io/client-go/rest

import { queryText, resourcePath, type Method, type Request, type Response, type Stream, type UserInfo } from '../api/http.ts';
import { ApiError, isStatus, type Status } from '../api/errors.ts';
import type { Kind } from '../api/kind.ts';
import type { RequestData } from '../api/spans.ts';
import type { KubeObject, ObjectList, WatchEvent } from '../api/types.ts';
import { seconds, type Micros } from '../../base/time.ts';
import { Deferred } from '../kernel/signal.ts';
import { running, sleep, type Sim } from '../kernel/task.ts';
import type { Level } from '../kernel/trace.ts';
import { ConnectionError, type Transport } from './transport.ts';

export interface ClientOptions {
  /** The box on the stage that sends. */
  readonly actor: string;
  /** As the audit log names the sender; by default the actor. */
  readonly component?: string;
  readonly user: UserInfo;
  readonly userAgent: string;
  /** Client-side rate limit: requests a second, and how many at once. Upstream: client-go/util/flowcontrol */
  readonly qps?: number;
  readonly burst?: number;
}

export interface CallOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly level?: Level;
  /** How long to wait for the answer. */
  readonly timeout?: Micros;
}

export interface ListOptions {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly query?: Readonly<Record<string, string>>;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: readonly string[];
}

export interface RawRequest {
  readonly method: Method;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
  readonly level?: Level | undefined;
  readonly timeout?: Micros | undefined;
  readonly verb?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

const JSON_TYPE = 'application/json';
const NO_QUERY: Readonly<Record<string, string>> = Object.freeze({});

export class Client {
  readonly transport: Transport;
  readonly options: ClientOptions;
  private tokens: number;
  private tokensAt: Micros = 0 as Micros;
  /** By content type. */
  private readonly knownHeaders = new Map<string, Readonly<Record<string, string>>>();

  constructor(transport: Transport, options: ClientOptions) {
    this.transport = transport;
    this.options = options;
    this.tokens = options.burst ?? 0;
  }

  /** The same connection under another name and with a rate limit of its own, as each controller of a manager has it. */
  as(options: Partial<ClientOptions>): Client {
    return new Client(this.transport, { ...this.options, ...options });
  }

  *get<T extends KubeObject>(kind: Kind<T>, namespace: string | undefined, name: string, options?: CallOptions): Sim<T> {
    return (yield* this.call('GET', 'get', kind as Kind, namespace, name, '', undefined, options)).body as unknown as T;
  }

  *list<T extends KubeObject>(kind: Kind<T>, options: ListOptions = {}): Sim<ObjectList<T>> {
    const query = { ...options.query, ...selectorQuery(options) };
    return (yield* this.call('GET', 'list', kind as Kind, options.namespace, '', '', undefined, { query })).body as unknown as ObjectList<T>;
  }

  *create<T extends KubeObject>(kind: Kind<T>, namespace: string | undefined, object: unknown, options?: CallOptions): Sim<T> {
    return (yield* this.call('POST', 'create', kind as Kind, namespace, '', '', object, options)).body as unknown as T;
  }

  /** POST to a subresource such as binding or eviction. */
  *post<T extends KubeObject>(kind: Kind<T>, namespace: string | undefined, name: string, subresource: string, body: unknown, options?: CallOptions): Sim<object> {
    return (yield* this.call('POST', 'create', kind as Kind, namespace, name, subresource, body, options)).body as object;
  }

  *update<T extends KubeObject>(kind: Kind<T>, object: T, options?: CallOptions): Sim<T> {
    return (yield* this.call('PUT', 'update', kind as Kind, object.metadata.namespace, object.metadata.name, '', object, options)).body as unknown as T;
  }

  *updateStatus<T extends KubeObject>(kind: Kind<T>, object: T, options?: CallOptions): Sim<T> {
    return (yield* this.call('PUT', 'update', kind as Kind, object.metadata.namespace, object.metadata.name, 'status', object, options)).body as unknown as T;
  }

  *patch<T extends KubeObject>(kind: Kind<T>, namespace: string | undefined, name: string, patchType: string, patch: unknown, subresource = '', options: CallOptions = {}): Sim<T> {
    return (yield* this.call('PATCH', 'patch', kind as Kind, namespace, name, subresource, patch, options, { ...options.headers, 'content-type': patchType })).body as unknown as T;
  }

  *delete<T extends KubeObject>(kind: Kind<T>, namespace: string | undefined, name: string, body: DeleteOptions = {}, options?: CallOptions): Sim<T | Status> {
    return (yield* this.call('DELETE', 'delete', kind as Kind, namespace, name, '', body, options)).body as unknown as T | Status;
  }

  *deleteCollection(kind: Kind, options: ListOptions, body: DeleteOptions = {}): Sim<void> {
    yield* this.call('DELETE', 'deletecollection', kind, options.namespace, '', '', body, { query: { ...options.query, ...selectorQuery(options) } });
  }

  /** Opens a watch; events come to `stream.onItem` in batches, each an array of one or more events. */
  *watch<T extends KubeObject>(kind: Kind<T>, options: ListOptions & { readonly resourceVersion?: string; readonly level?: Level } = {}): Sim<Stream<readonly WatchEvent<T>[]>> {
    const query: Record<string, string> = { ...options.query, ...selectorQuery(options) };
    if (options.resourceVersion !== undefined) query.resourceVersion = options.resourceVersion;
    query.watch = 'true';
    const response = yield* this.call('GET', 'watch', kind as Kind, options.namespace, '', '', undefined, { query, ...(options.level ? { level: options.level } : {}) });
    return response.stream as Stream<readonly WatchEvent<T>[]>;
  }

  private call(method: Method, verb: string, kind: Kind, namespace: string | undefined, name: string, subresource: string, body: unknown, options: CallOptions = {}, headers = options.headers): Sim<Response> {
    // Every call in one shape: engines are slow on objects whose keys come by spreading.
    return this.request({
      method,
      path: resourcePath({ group: kind.group, version: kind.version, plural: kind.plural, namespace: kind.namespaced ? namespace : undefined, name, subresource }),
      query: options.query,
      headers,
      level: options.level,
      timeout: options.timeout,
      body,
      verb,
      resource: kind.plural,
      subresource,
      namespace: kind.namespaced ? (namespace ?? '') : '',
      name,
    });
  }

  /** Sends any request; throws ApiError for a refusal and ConnectionError where no answer comes. */
  *request(raw: RawRequest): Sim<Response> {
    const response = yield* this.roundTrip(raw);
    if (response.code >= 400) throw new ApiError(statusOf(response));
    return response;
  }

  /** Sends any request and returns the answer, whatever its code. */
  *roundTrip(raw: RawRequest): Sim<Response> {
    yield* this.throttle();
    const { kernel, link, endpoint, server } = this.transport;
    const { actor, component = actor, user } = this.options;
    const { body, query = NO_QUERY } = raw;
    const headers = this.headers(raw.headers, body !== undefined);
    const request: Request = body === undefined ? { method: raw.method, path: raw.path, query, headers, user } : { method: raw.method, path: raw.path, query, headers, user, body };
    const data: RequestData = {
      type: 'request',
      component,
      request,
      verb: raw.verb ?? raw.method.toLowerCase(),
      resource: raw.resource ?? '',
      subresource: raw.subresource ?? '',
      namespace: raw.namespace ?? '',
      name: raw.name ?? '',
      // What comes later has its place from the start: a run keeps hundreds of thousands of these.
      arrived: undefined,
      took: undefined,
      answered: undefined,
      returned: undefined,
      code: undefined,
      revision: undefined,
      response: undefined,
    };
    const span = kernel.trace.open('message', actor, 'request', kernel.now, running().span, raw.level ? { to: 'kube-apiserver', data, level: raw.level } : { to: 'kube-apiserver', data });
    const arrival = new Deferred<Response>();
    const lose = (kind: 'refused' | 'timeout' | 'EOF', message: string): void => {
      data.lost = message;
      arrival.reject(new ConnectionError(kind, message));
    };
    const outer = kernel.span;
    kernel.span = span;
    const url = (): string => JSON.stringify(`${server}${raw.path}${queryText(query)}`);
    const limit = kernel.after(raw.timeout ?? seconds(32), () => lose('timeout', `${capital(raw.method)} ${url()}: context deadline exceeded`));
    const delay = link.delay();
    data.arrived = (kernel.now + delay) as Micros;
    link.send(() => {
      if (!endpoint.listening) {
        link.send(() => lose('refused', `${capital(raw.method)} ${url()}: dial tcp ${server.replace(/^https:\/\//, '')}: connect: connection refused`));
        return;
      }
      endpoint.accept(request, data, span, link, (response) => {
        const back = link.delay();
        data.answered = kernel.now;
        data.returned = (kernel.now + back) as Micros;
        data.code = response.code;
        kernel.trace.touch(span);
        link.send(() => arrival.resolve(response), back);
      });
    }, delay);
    kernel.span = outer;
    try {
      return yield* arrival.wait();
    } finally {
      kernel.cancel(limit);
      kernel.trace.close(span, kernel.now);
    }
  }

  /** The headers of most requests are the same few, so those are made once. */
  private headers(more: Readonly<Record<string, string>> | undefined, body: boolean): Readonly<Record<string, string>> {
    const contentType = more?.['content-type'] ?? (body ? JSON_TYPE : '');
    const plain = more === undefined || (contentType !== '' && Object.keys(more).length === 1);
    const known = plain ? this.knownHeaders.get(contentType) : undefined;
    if (known) return known;
    const headers: Record<string, string> = { accept: JSON_TYPE, 'user-agent': this.options.userAgent, ...more };
    if (body && !headers['content-type']) headers['content-type'] = JSON_TYPE;
    if (plain) this.knownHeaders.set(contentType, Object.freeze(headers));
    return headers;
  }

  /** A token bucket, as client-go's flow control keeps one for each client. */
  private *throttle(): Sim<void> {
    const { qps, burst = 0 } = this.options;
    if (!qps) return;
    const { kernel } = this.transport;
    this.tokens = Math.min(burst, this.tokens + ((kernel.now - this.tokensAt) * qps) / 1e6);
    this.tokensAt = kernel.now;
    this.tokens -= 1;
    if (this.tokens >= 0) return;
    const wait = Math.ceil((-this.tokens * 1e6) / qps) as Micros;
    const span = kernel.trace.open('wait', this.options.actor, 'throttle', kernel.now, running().span);
    yield* sleep(wait);
    kernel.trace.close(span, kernel.now);
  }
}

const capital = (method: Method): string => (method[0] as string) + method.slice(1).toLowerCase();

function selectorQuery(options: ListOptions): Record<string, string> {
  return {
    ...(options.labelSelector ? { labelSelector: options.labelSelector } : {}),
    ...(options.fieldSelector ? { fieldSelector: options.fieldSelector } : {}),
  };
}

/** The Status in a refusal; where the body is none, one that says so. */
function statusOf(response: Response): Status {
  if (isStatus(response.body)) return response.body;
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: typeof response.body === 'string' ? response.body.trim() : 'unknown', code: response.code };
}
