// kube-apiserver: takes a request, runs the stages, answers. Each stage has its share of the request's time in the trace;
// a refusal says at which stage it fell and in the server's own words.
//
//   authn → authz → decode (strictly, convert, default) → mutate (admission) → validate → policy (admission) → write (etcd)
//   authn → authz → read
//
// Simplified: priority and fairness never makes a request wait; admission and validation run in one moment, at the end
// of their share of the time.

import type { Prng } from '../../base/prng.ts';
import type { Micros } from '../../base/time.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Link } from '../kernel/link.ts';
import type { SpanId } from '../kernel/trace.ts';
import { ApiError, failure, forbidden } from '../api/errors.ts';
import { requestInfo, type Request, type RequestInfo, type Response, type UserInfo } from '../api/http.ts';
import type { Scheme } from '../api/scheme.ts';
import type { RequestData, StageName } from '../api/spans.ts';
import { isWrite, stageEnds } from '../api/stages.ts';
import type { KubeObject } from '../api/types.ts';
import type { Endpoint } from '../client/transport.ts';
import type { Store } from '../etcd/store.ts';
import { Allocators } from './allocators.ts';
import type { Exchange, ServerConfig, ServerState } from './context.ts';
import { definitionChanged } from './custom/definitions.ts';
import { keepFlowSchemas } from './flowControl.ts';
import type { Committed, Pending } from './pending.ts';
import { Provenance } from './provenance.ts';
import { attributesOf, denial, Rbac } from './rbac.ts';
import { route, type Handler } from './routes.ts';
import { respondStatus } from './representation.ts';
import type { Serving } from './serving.ts';
import { StorageOutage } from './storageOutage.ts';
import { crowded, FITTED, plan, sample, type ServerTimes } from './timing.ts';
import { WatchCache } from './watchCache.ts';

export interface ApiServerOptions {
  readonly kernel: Kernel;
  readonly store: Store<KubeObject>;
  readonly scheme: Scheme;
  readonly config?: Partial<ServerConfig>;
  readonly times?: ServerTimes;
  /** Answers what the API server only passes on to kubelets: logs, exec, port-forward. */
  readonly nodes?: NodeProxy;
}

/** The way from the API server to a node's kubelet. */
export interface NodeProxy {
  forward(exchange: Exchange, pod: KubeObject, answer: (response: Response) => void): void;
  /** Asks something that listens in the cluster's network. */
  fetch(request: ProxiedRequest, done: (result: ProxiedResult) => void): void;
}
export interface ProxiedRequest {
  readonly address: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly body: string;
}
export type ProxiedResult = { readonly status: number; readonly type: string; readonly body: string } | { readonly problem: string };

export const DEFAULT_CONFIG: ServerConfig = { serviceCIDR: '10.96.0.0/12', advertise: '172.18.0.2:6443', version: 'v1.36.3', eventTtlSeconds: 3600, admission: [] };

const DEFINITIONS = '/registry/apiextensions.k8s.io/customresourcedefinitions/';

/** How often a write begins anew because somebody else wrote in between. */
const MAX_RETRIES = 5;

export class ApiServer implements Endpoint {
  readonly state: ServerState;
  readonly watchCache: WatchCache;
  readonly rbac: Rbac;
  readonly nodes: NodeProxy | undefined;
  listening = true;
  /** etcd does not answer. */
  readonly outage: StorageOutage;
  /** Requests that have arrived and are not answered yet. */
  openRequests = 0;
  private readonly times: ServerTimes;
  private readonly random: Prng;

  constructor(options: ApiServerOptions) {
    const config: ServerConfig = { ...DEFAULT_CONFIG, ...options.config };
    const { kernel, store, scheme } = options;
    this.state = { kernel, store, scheme, config, provenance: new Provenance(), allocators: new Allocators(config.serviceCIDR) };
    this.times = options.times ?? FITTED;
    this.random = kernel.stream('apiserver');
    this.outage = new StorageOutage(kernel);
    this.watchCache = new WatchCache(kernel, store, this.times.notify);
    this.rbac = new Rbac(store);
    this.nodes = options.nodes;
    keepFlowSchemas(this.state);
    store.listen(({ key }) => {
      if (key.startsWith(DEFINITIONS)) definitionChanged(this.state, key);
    });
  }

  /** Stops taking requests and ends all watches; what was on its way is lost. */
  stop(): void {
    this.listening = false;
    this.outage.abandon();
    this.watchCache.endAll('broken');
  }

  start(): void {
    this.listening = true;
    this.outage.end(true);
  }

  accept(request: Request, data: RequestData, span: SpanId, link: Link, answer: (response: Response) => void): void {
    const { kernel } = this.state;
    const info = requestInfo(request.method, request.path, request.query);
    if (data.resource === '') {
      Object.assign(data, { verb: info.verb, resource: info.resource, subresource: info.subresource, namespace: info.namespace, name: info.name });
    }
    const schedule = plan(kernel.now, crowded(sample(this.times, info.verb, info.subresource, this.random), this.openRequests), isWrite(request.method));
    data.arrived = kernel.now;
    data.took = schedule.total;
    this.openRequests++;
    kernel.trace.touch(span);
    const finish = (response: Response): void => {
      this.openRequests--;
      if (data.verb !== 'watch') data.response = response.body as object;
      if (response.warnings?.length) data.warnings = response.warnings;
      answer(response);
    };
    const serving: Serving = { server: this, request, info, data, span, link, schedule, answer: finish };
    let stage: StageName = 'authn';
    try {
      const user = impersonated(this, request, info);
      stage = 'authz';
      const attributes = { ...attributesOf(info), name: info.name || selectedName(info, request) };
      if (!this.rbac.allowed(user, attributes)) {
        throw info.isResource ? forbidden(info.group, info.resource, attributes.name, denial(user, attributes)) : failure(403, 'Forbidden', `forbidden: ${denial(user, attributes)}`, {});
      }
      const handler = route(serving, user);
      this.run(serving, handler, 0);
    } catch (error) {
      this.refuse(serving, stage, error);
    }
  }

  private run(serving: Serving, handler: Handler, attempt: number): void {
    const { kernel } = this.state;
    const { schedule, span } = serving;
    if (handler.kind === 'read') {
      kernel.at(schedule.end, () => this.attempt(serving, 'read', () => handler.read(serving.answer)), span);
      return;
    }
    const begin = (): void =>
      this.attempt(serving, 'validate', () => {
        const pending = handler.begin();
        kernel.at(Math.max(kernel.now, attempt === 0 ? schedule.commits : kernel.now + (schedule.commits - schedule.lastBegins)) as Micros, () => this.commit(serving, handler, pending, attempt), span);
      });
    if (attempt === 0) kernel.at(schedule.lastBegins, begin, span);
    else begin();
  }

  private commit(serving: Serving, handler: Handler & { kind: 'write' }, pending: Pending, attempt: number): void {
    this.attempt(serving, 'write', () => {
      const done = pending.commit();
      if (!done) {
        if (attempt >= MAX_RETRIES) throw failure(409, 'Conflict', 'the object has been modified; please apply your changes to the latest version and try again');
        this.run(serving, handler, attempt + 1);
        return;
      }
      this.committed(serving, handler, done);
    });
  }

  private committed(serving: Serving, handler: Handler & { kind: 'write' }, done: Committed): void {
    const { data, schedule, span } = serving;
    const { kernel } = this.state;
    if (done.revision !== undefined) data.revision = done.revision;
    if (done.more) {
      // A collection goes one by one, so that no step of the simulation takes long.
      const { more } = done;
      kernel.soon(() => this.attempt(serving, 'write', () => this.committed(serving, handler, more() ?? { ...done, more: undefined as never })), span);
      return;
    }
    const object = done.object as KubeObject;
    if (!data.name && object.metadata?.name) data.name = object.metadata.name;
    const response = handler.finish(done);
    if (kernel.now >= schedule.end) serving.answer(response);
    else kernel.at(schedule.end, () => serving.answer(response), span);
  }

  private attempt(serving: Serving, stage: StageName, work: () => void): void {
    const { outage } = this;
    if (outage.ongoing && outage.needsStorage(serving)) {
      const again = serving.info.isResource ? () => this.attempt(serving, stage, work) : work;
      outage.hold(serving, again, (error) => this.refuse(serving, stage, error));
      return;
    }
    try {
      work();
    } catch (error) {
      this.refuse(serving, stage, error);
    }
  }

  private refuse(serving: Serving, at: StageName, error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    const { data, schedule } = serving;
    const { kernel } = this.state;
    const stage = at === 'validate' ? stageOf(error) : at;
    data.refused = { stage, status: error.status };
    const end = stageEnds(schedule.arrival, schedule.total, schedule.write).find((s) => s.name === stage)?.end ?? kernel.now;
    kernel.at(Math.max(kernel.now, end) as Micros, () => serving.answer(respondStatus(serving.request, error.status, serving.warnings ?? [])), serving.span);
  }
}

/** Which stage says no, by what it says. */
function stageOf(error: ApiError): StageName {
  if (error.code === 422) return 'validate';
  if (error.code === 403) return 'mutate';
  if (error.code === 400 || error.code === 415) return 'decode';
  return 'validate';
}

/** A list of one object, selected by its name, counts as a request for that object. */
function selectedName({ verb }: RequestInfo, { query }: Request): string {
  if (!query.fieldSelector || !['list', 'watch', 'deletecollection'].includes(verb)) return '';
  return /(?:^|,)metadata\.name==?([^,=!]+)(?:,|$)/.exec(query.fieldSelector)?.[1] ?? '';
}

/** The user of the request, or whom that user acts as. */
function impersonated(server: ApiServer, request: Request, info: RequestInfo): UserInfo {
  const as = request.headers['impersonate-user'];
  const { user } = request;
  if (!as) return user;
  const attributes = { verb: 'impersonate', group: '', resource: as.startsWith('system:serviceaccount:') ? 'serviceaccounts' : 'users', subresource: '', name: as, namespace: '' };
  if (!server.rbac.allowed(user, attributes)) throw forbidden('', attributes.resource, as, denial(user, attributes));
  const groups = (request.headers['impersonate-group'] ?? '').split(',').filter(Boolean);
  const account = /^system:serviceaccount:([^:]+):/.exec(as);
  const implied = account ? ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`] : [];
  void info;
  return { name: as, groups: [...groups, ...implied, 'system:authenticated'] };
}
