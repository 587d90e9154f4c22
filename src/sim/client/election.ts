// Leader election by a Lease: of several candidates the one whose name is in it works, as long as it renews.
// Upstream: k8s.io/client-go/tools/leaderelection

import { seconds } from '../../base/time.ts';
import { ApiError } from '../api/errors.ts';
import { resourcePath } from '../api/http.ts';
import type { KubeObject } from '../api/types.ts';
import { running, sleep, type Sim } from '../kernel/task.ts';
import type { Client } from './client.ts';
import { ConnectionError } from './transport.ts';

interface Lease extends KubeObject {
  readonly spec: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
    readonly leaseTransitions?: number;
  };
}

export interface ElectionOptions {
  readonly client: Client;
  readonly namespace: string;
  readonly name: string;
  readonly identity: string;
  readonly onElected: (lease: KubeObject) => void;
  /** Could not renew for the renew deadline. */
  readonly onLost: () => void;
}

const DURATION = 15;
const RENEW_DEADLINE = seconds(10);
const RETRY = seconds(2);
/** Half the renew deadline, so that one request without an answer does not cost the leadership. */
const TIMEOUT = seconds(5);

/** Tries to become leader, and then stays it; ends when the leadership is lost. */
export function* elect(options: ElectionOptions): Sim<void> {
  const { client, identity } = options;
  const { kernel } = client.transport;
  const random = kernel.stream(`election/${identity}`);
  let observed = '';
  let observedAt = kernel.now;
  let leading = false;
  let renewedAt = kernel.now;
  for (;;) {
    const timer = kernel.trace.open('timer', client.options.actor, 'leaseRenewal', kernel.now, 0 as never, { level: leading ? 'heartbeat' : 'detail', end: kernel.now });
    running().span = timer;
    kernel.span = timer;
    try {
      const lease = yield* readLease(options);
      const spec: Lease['spec'] = lease?.spec ?? {};
      const seen = `${spec.holderIdentity}/${spec.renewTime}`;
      if (seen !== observed) {
        observed = seen;
        observedAt = kernel.now;
      }
      const free = !spec.holderIdentity || kernel.now - observedAt > seconds(spec.leaseDurationSeconds ?? DURATION);
      if (spec.holderIdentity === identity || free || !lease) {
        const written = yield* writeLease(options, lease);
        renewedAt = kernel.now;
        if (!leading) {
          leading = true;
          options.onElected(written);
        }
      }
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
    }
    if (leading && kernel.now - renewedAt > RENEW_DEADLINE) {
      options.onLost();
      return;
    }
    // A candidate jitters, so that two do not always meet; a leader renews evenly.
    yield* sleep((leading ? RETRY : RETRY * (1 + 1.2 * random.float())) as never);
  }
}

const LEASES = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases' };

function* readLease(options: ElectionOptions): Sim<Lease | undefined> {
  try {
    const response = yield* options.client.request({ method: 'GET', path: resourcePath({ ...LEASES, namespace: options.namespace, name: options.name }), verb: 'get', resource: 'leases', namespace: options.namespace, name: options.name, level: 'heartbeat', timeout: TIMEOUT });
    return response.body as Lease;
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return undefined;
    throw error;
  }
}

function* writeLease(options: ElectionOptions, lease: Lease | undefined): Sim<KubeObject> {
  const { client, identity, name, namespace } = options;
  const now = client.transport.kernel.microTimestamp();
  const same = lease?.spec.holderIdentity === identity;
  const spec = {
    holderIdentity: identity,
    leaseDurationSeconds: DURATION,
    acquireTime: same ? lease?.spec.acquireTime : now,
    renewTime: now,
    leaseTransitions: (lease?.spec.leaseTransitions ?? 0) + (lease && !same ? 1 : 0),
  };
  const common = { resource: 'leases', namespace, name, level: 'heartbeat' as const, timeout: TIMEOUT };
  const response = lease
    ? yield* client.request({ ...common, method: 'PUT', verb: 'update', path: resourcePath({ ...LEASES, namespace, name }), body: { ...lease, spec } })
    : yield* client.request({ ...common, method: 'POST', verb: 'create', path: resourcePath({ ...LEASES, namespace }), body: { kind: 'Lease', apiVersion: 'coordination.k8s.io/v1', metadata: { name, namespace }, spec } });
  return response.body as KubeObject;
}

/** Gives the lease back, as kube-scheduler does when it is asked to end. Where that fails the lease runs out by itself. */
export function* release(options: ElectionOptions): Sim<void> {
  try {
    yield* giveBack(options);
  } catch (error) {
    if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
  }
}

function* giveBack(options: ElectionOptions): Sim<void> {
  const lease = yield* readLease(options);
  if (lease?.spec.holderIdentity !== options.identity) return;
  const now = options.client.transport.kernel.microTimestamp();
  const spec = { holderIdentity: '', leaseDurationSeconds: 1, acquireTime: now, renewTime: now, leaseTransitions: lease.spec.leaseTransitions ?? 0 };
  const { name, namespace } = options;
  yield* options.client.request({ method: 'PUT', path: resourcePath({ ...LEASES, namespace, name }), verb: 'update', resource: 'leases', namespace, name, body: { ...lease, spec }, level: 'detail' });
}
