// An API server alone, in process, that answers at once: for tests that play requests to it.

import { Kernel } from '../sim/kernel/kernel.ts';
import { Link } from '../sim/kernel/link.ts';
import type { Method, Response } from '../sim/api/http.ts';
import { Scheme } from '../sim/api/scheme.ts';
import type { KubeObject } from '../sim/api/types.ts';
import type { ServerConfig } from '../sim/apiserver/context.ts';
import { ApiServer } from '../sim/apiserver/server.ts';
import { INSTANT } from '../sim/apiserver/timing.ts';
import { Store } from '../sim/etcd/store.ts';
import { KINDS } from '../sim/kinds/index.ts';
import { ask, type SendOptions } from './ask.ts';

export interface ApiHarness {
  readonly kernel: Kernel;
  readonly server: ApiServer;
  readonly store: Store<KubeObject>;
  /** Sends one request and runs the simulation until it is answered. */
  send(method: Method, target: string, options?: SendOptions): Response;
  /** Puts an object into the store as it is, without asking the server. */
  put(key: string, object: KubeObject): void;
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
      const response = ask({ kernel, server, link }, method, target, options);
      if (!response) throw new Error(`${method} ${target} was never answered`);
      return response;
    },
    put(key, object) {
      store.put(key, store.get(key)?.modRevision ?? 0, (revision) => ({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }));
    },
  };
}
