// The network of the hollow-3 recordings: Pods have addresses, but nobody listens. Probes are answered by rule: HTTP and
// TCP succeed, HTTP paths that begin with /fail answer 500 (golden/README.md).

import { milliseconds } from '../../base/time.ts';
import { sleep, type Sim } from '../kernel/task.ts';
import type { HttpResponse } from './http.ts';
import { ClusterNetwork } from './network.ts';

export class HollowNetwork extends ClusterNetwork {
  override *probe(_node: string, { path }: { readonly path: string }): Sim<HttpResponse> {
    yield* sleep(milliseconds(2));
    return path.startsWith('/fail') ? { status: 500, body: '' } : { status: 200, body: 'ok' };
  }

  override *dial(): Sim<void> {
    yield* sleep(milliseconds(1));
  }
}
