// What the learner's machine reaches: ports that kubectl opened on it, the API server, and the nodes of the cluster, as the
// network of kind's containers is reached. Addresses of Pods and Services lead nowhere from here.
// Simplified: names are not looked up outside; the internet is not there.

import { seconds, type Micros } from '../../base/time.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { race, running, sleep, timeout } from '../../sim/kernel/task.ts';
import { isAddress, NetworkError, parseUrl, type HttpRequest, type HttpResponse } from '../../sim/network/http.ts';
import type { Network } from '../../sim/programs/program.ts';
import type { Laptop } from './laptop.ts';

/** The cluster's network as it is seen from outside. */
export interface Outside {
  /** Sends a request to an address; without one only a connection is made. */
  send(address: string, port: number, request: Omit<HttpRequest, 'remote'> | undefined, limit: Micros, url: string): Sim<HttpResponse>;
  /** What the API server answers to whoever shows no certificate. */
  anonymous(request: HttpRequest): Sim<HttpResponse>;
}

/** The kernel gives up a connection that nobody answers. */
const CONNECT_TIMEOUT = seconds(127);
const isLoopback = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost') || host.startsWith('127.') || host === '[::1]' || host === '0.0.0.0';

export function laptopNetwork(laptop: Laptop, outside: Outside | undefined): Network {
  const noHost = (host: string): NetworkError => new NetworkError('noSuchHost', `dial tcp: lookup ${host}: no such host`);
  return {
    *http({ method, url, headers = {}, body = '', timeout: limit = CONNECT_TIMEOUT }) {
      const target = parseUrl(url);
      if (!target) throw noHost(url);
      const { host, port } = target;
      const request = { method, path: target.path, headers: { Host: port === 80 || port === 443 ? host : `${host}:${port}`, ...headers }, body };
      if (isLoopback(host)) return yield* local(laptop, outside, port, request, limit, url);
      if (!isAddress(host)) throw noHost(host);
      if (!outside) throw new NetworkError('unreachable', `dial tcp ${host}:${port}: connect: no route to host`);
      return yield* outside.send(host, port, request, limit, url);
    },
    *connect(host, port, limit) {
      if (isLoopback(host)) {
        yield* sleep(40 as Micros);
        if (!laptop.session.tunnels.has(port)) throw refused(port);
        return;
      }
      if (!isAddress(host)) throw noHost(host);
      if (outside) yield* outside.send(host, port, undefined, limit, `${host}:${port}`);
    },
    // eslint-disable-next-line require-yield
    *resolve(name) {
      if (isLoopback(name)) return ['127.0.0.1'];
      throw noHost(name);
    },
    // eslint-disable-next-line require-yield
    *dns() {
      return { server: '127.0.0.53', records: [] };
    },
  };
}

const refused = (port: number): NetworkError => new NetworkError('refused', `dial tcp 127.0.0.1:${port}: connect: connection refused`);

/** A port of the machine itself: whoever listens there, kubectl most likely. */
function* local(laptop: Laptop, outside: Outside | undefined, port: number, request: Omit<HttpRequest, 'remote'>, limit: Micros, url: string): Sim<HttpResponse> {
  const { kernel, session } = laptop;
  const at = `127.0.0.1:${port}`;
  const data: { type: 'hop'; method: string; url: string; from: string; asked: string; to: string; status?: number; error?: string } = { type: 'hop', method: request.method, url, from: '127.0.0.1', asked: at, to: at };
  const span = kernel.trace.open('message', 'you', 'hop', kernel.now, running().span, { to: 'kubectl', data });
  try {
    yield* sleep(60 as Micros);
    const tunnel = session.tunnels.get(port);
    const own = session.transport.server.endsWith(`:${port}`) ? outside : undefined;
    if (!tunnel && !own) {
      data.error = 'connection refused';
      throw refused(port);
    }
    if (own && url.startsWith('http:') || (own && !url.includes('://'))) return { status: 400, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: 'Client sent an HTTP request to an HTTPS server.\n' };
    const handled = tunnel ? tunnel.http(request) : (own as Outside).anonymous({ ...request, remote: '127.0.0.1' });
    const task = kernel.spawn(`handle/${at}`, handled, span);
    const over = { begin: (_k: unknown, done: (v: unknown) => void) => task.onEnd(() => done(undefined)) };
    if (!task.done) {
      const first = yield* race([over, timeout(limit)]);
      if (first.index === 1) {
        task.cancel();
        data.error = 'timeout';
        throw new NetworkError('timeout', 'context deadline exceeded');
      }
    }
    const response = yield* task.join();
    if (response.status === 0) {
      data.error = 'empty reply';
      throw new NetworkError('reset', 'EOF');
    }
    data.status = response.status;
    return response;
  } finally {
    kernel.trace.close(span, kernel.now);
  }
}
