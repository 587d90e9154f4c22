// A copy of the cluster's objects as they are now, under an API server of its own and in a kernel of its own in which
// nothing takes time: to try out what the cluster would say to something. The cluster itself never hears of it; no
// revision, no random number, no time of it is used up. Objects are shared, not copied: they are frozen.

import { deepFreeze } from '../../base/json.ts';
import { Scheme } from '../api/scheme.ts';
import type { KubeObject } from '../api/types.ts';
import type { ServerState } from '../apiserver/context.ts';
import { ApiServer } from '../apiserver/server.ts';
import { restoreAllocations } from '../apiserver/serviceAllocation.ts';
import { INSTANT } from '../apiserver/timing.ts';
import type { Transport } from '../client/transport.ts';
import { Store } from '../etcd/store.ts';
import { Kernel } from '../kernel/kernel.ts';
import { Link } from '../kernel/link.ts';

/** What there is to copy: the API server's state. */
export type ClusterState = ServerState;

export interface ClusterCopy {
  readonly kernel: Kernel;
  readonly transport: Transport;
  /** Of what controllers make, a new namespace needs its service account, without which no Pod can be in it. */
  settleNamespace(name: string): void;
}

const FREE: readonly (readonly [number, number])[] = [[0, 0], [1, 0]];

export function copyCluster(state: ClusterState, address: string): ClusterCopy {
  const kernel = new Kernel({ seed: state.kernel.seed, epochMs: state.kernel.wallMs });
  const store = new Store<KubeObject>(kernel);
  store.load(state.store.range('').map(({ key, value, modRevision }) => ({ key, value, revision: modRevision })), state.store.revision);
  const server = new ApiServer({ kernel, store, scheme: new Scheme(state.scheme.kinds), times: INSTANT, config: state.config });
  restoreAllocations(server.state);
  return {
    kernel,
    transport: { kernel, link: new Link(kernel, 'copy', FREE), endpoint: server, server: address },
    settleNamespace(namespace) {
      store.put(`/registry/serviceaccounts/${namespace}/default`, 0, (revision) =>
        deepFreeze({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace, uid: '', resourceVersion: String(revision), creationTimestamp: kernel.timestamp() } }),
      );
    },
  };
}
