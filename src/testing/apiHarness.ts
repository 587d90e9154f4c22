// An API server alone, in process, that answers at once: for tests that play requests to it.

import { Kernel } from '../sim/kernel/kernel.ts';
import { Link } from '../sim/kernel/link.ts';
import { NO_SPAN } from '../sim/kernel/trace.ts';
import { parseTarget, type Method, type Request, type Response, type UserInfo } from '../sim/api/http.ts';
import { Scheme } from '../sim/api/scheme.ts';
import type { RequestData } from '../sim/api/spans.ts';
import type { KubeObject } from '../sim/api/types.ts';
import type { ServerConfig } from '../sim/apiserver/context.ts';
import { ApiServer } from '../sim/apiserver/server.ts';
import { INSTANT } from '../sim/apiserver/timing.ts';
import { Store } from '../sim/etcd/store.ts';
import { KINDS } from '../sim/kinds/index.ts';

export const ADMIN: UserInfo = { name: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated', 'system:masters'] };

export interface ApiHarness {
  readonly kernel: Kernel;
  readonly server: ApiServer;
  readonly store: Store<KubeObject>;
  /** Sends one request and runs the simulation until it is answered. */
  send(method: Method, target: string, options?: SendOptions): Response;
  /** Puts an object into the store as it is, without asking the server. */
  put(key: string, object: KubeObject): void;
}

export interface SendOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly user?: UserInfo;
}

export function apiHarness(seed = 1, config: Partial<ServerConfig> = {}): ApiHarness {
  const kernel = new Kernel({ seed });
  const store = new Store<KubeObject>(kernel);
  const server = new ApiServer({ kernel, store, scheme: new Scheme(KINDS), times: INSTANT, config });
  const link = new Link(kernel, 'test', [[0, 0], [1, 0]]);
  return {
    kernel,
    server,
    store,
    send(method, target, options = {}) {
      const { path, query } = parseTarget(target);
      const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'kubectl/v1.36.3', ...options.headers };
      if (options.body !== undefined && !headers['content-type']) headers['content-type'] = 'application/json';
      const request: Request = { method, path, query, headers, user: options.user ?? ADMIN, ...(options.body === undefined ? {} : { body: options.body }) };
      const data: RequestData = { type: 'request', component: 'test', request, verb: '', resource: '', subresource: '', namespace: '', name: '' };
      const span = kernel.trace.open('input', 'test', 'request', kernel.now, NO_SPAN);
      kernel.span = span;
      let response: Response | undefined;
      server.accept(request, data, span, link, (r) => {
        response = r;
      });
      while (!response && kernel.step());
      kernel.trace.close(span, kernel.now);
      if (!response) throw new Error(`${method} ${target} was never answered`);
      return response;
    },
    put(key, object) {
      store.put(key, store.get(key)?.modRevision ?? 0, (revision) => ({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }));
    },
  };
}
