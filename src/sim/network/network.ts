// The network of the cluster: which address is where, who listens on it, and a request on its way from one to the other,
// hop by hop. Virtual addresses of Services are turned into real ones by the kube-proxy of the node where a request begins.
//
// Simplified: everything is HTTP; a connection is one request and its answer. NetworkPolicies are stored, not enforced.

import type { Prng } from '../../base/prng.ts';
import type { Micros } from '../../base/time.ts';
import type { HopData } from '../api/spans.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { draw, type Quantiles } from '../kernel/link.ts';
import { Cancelled, race, running, sleep, timeout, type Sim, type Task } from '../kernel/task.ts';
import type { Network } from '../programs/program.ts';
import { fromOutside } from './asking.ts';
import { AddressPool } from './cni.ts';
import { NetworkError, type HttpHandler, type HttpRequest, type HttpResponse } from './http.ts';
import { networkFrom } from './origins.ts';

/** Where a connection comes from, as the node sees that turns its address. */
export interface Origin {
  readonly address: string;
  readonly sameNode: boolean;
}

/** What a node makes of a virtual address. */
export interface Route {
  /** The real one; 'reject': nothing is behind it, 'drop': nothing that may be used. */
  readonly to: { readonly address: string; readonly port: number } | 'reject' | 'drop';
  readonly service: string;
  readonly among: readonly { readonly address: string; readonly port: number }[];
}

/** A node's idea of where virtual addresses lead. */
export interface ServiceProxy {
  /** Undefined: not a virtual address. */
  route(address: string, port: number, origin: Origin, random: Prng): Route | undefined;
}

interface Place {
  readonly node: string;
  /** The actor in the trace: `pod/default/web` or `node/worker-1`. */
  readonly actor: string;
  readonly listeners: Map<number, { readonly owner: object; readonly handler: HttpHandler }>;
}

export interface NetworkLatency {
  readonly local: Quantiles;
  readonly node: Quantiles;
  readonly between: Quantiles;
}

export const FITTED_LATENCY: NetworkLatency = {
  local: [[0, 30], [0.5, 60], [1, 200]],
  node: [[0, 80], [0.5, 150], [1, 500]],
  between: [[0, 250], [0.5, 450], [0.9, 900], [1, 2500]],
};
const none: Quantiles = [[0, 0], [1, 0]];
export const NO_LATENCY: NetworkLatency = { local: none, node: none, between: none };

export interface Who {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
}

export interface ClusterNetworkOptions {
  readonly kernel: Kernel;
  readonly latency?: NetworkLatency;
  /** The name server of the cluster, a virtual address; '' where there is none. */
  readonly clusterDns: string;
  /** Pods get addresses only once an agent has installed the plugin on their node. */
  readonly pluginByAgent?: boolean;
}

const NO_PLUGIN = 'NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';

export class ClusterNetwork {
  readonly kernel: Kernel;
  readonly latency: NetworkLatency;
  readonly clusterDns: string;
  readonly random: Prng;
  private readonly places = new Map<string, Place>();
  private readonly pools = new Map<string, AddressPool>();
  private readonly nodeIPs = new Map<string, string>();
  private readonly proxies = new Map<string, ServiceProxy>();
  readonly nodesByIP = new Map<string, string>();
  readonly cut = new Set<string>();
  private readonly withPlugin: Set<string> | undefined;
  /** Requests that a process is answering. */
  private readonly answering = new Map<object, Set<Task<HttpResponse>>>();

  constructor({ kernel, latency = FITTED_LATENCY, clusterDns, pluginByAgent = false }: ClusterNetworkOptions) {
    this.kernel = kernel;
    this.latency = latency;
    this.clusterDns = clusterDns;
    this.random = kernel.stream('network');
    if (pluginByAgent) this.withPlugin = new Set();
  }

  addNode(node: string, ip: string, podCIDR: string): void {
    this.nodeIPs.set(node, ip);
    this.nodesByIP.set(ip, node);
    this.pools.set(node, new AddressPool(podCIDR));
    this.places.set(ip, { node, actor: `node/${node}`, listeners: new Map() });
  }

  nodeIP(node: string): string {
    return this.nodeIPs.get(node) ?? '';
  }

  /** Who is at an address, as the trace names him. */
  actorAt(ip: string): string {
    return this.places.get(ip)?.actor ?? `address/${ip}`;
  }

  /** The network plugin is there now, and stays. */
  installPlugin(node: string): void {
    this.withPlugin?.add(node);
  }

  /** Why Pods get no addresses on a node, if so. */
  problem(node: string): string | undefined {
    return this.withPlugin?.has(node) === false ? NO_PLUGIN : undefined;
  }

  /** How a node sees Services; none: virtual addresses lead nowhere. */
  setProxy(node: string, proxy: ServiceProxy | undefined): void {
    if (proxy) this.proxies.set(node, proxy);
    else this.proxies.delete(node);
  }

  /** A fault: nothing gets into or out of the node. */
  setConnected(node: string, connected: boolean): void {
    if (connected) this.cut.delete(node);
    else this.cut.add(node);
  }

  // ---- as container runtimes use it ----

  add(node: string, pod: Who, sandboxId: string): string {
    const pool = this.pools.get(node);
    if (!pool) throw new Error('cni plugin not initialized');
    const ip = pool.take(sandboxId);
    this.places.set(ip, { node, actor: `pod/${pod.namespace}/${pod.name}`, listeners: new Map() });
    return ip;
  }

  remove(node: string, ip: string, sandboxId: string): void {
    this.pools.get(node)?.giveBack(ip, sandboxId);
    this.places.delete(ip);
  }

  listen(ip: string, port: number, owner: object, handler: HttpHandler): void {
    const place = this.places.get(ip);
    if (!place) return;
    if (place.listeners.has(port)) throw new Error(`bind() to 0.0.0.0:${port} failed (98: Address already in use)`);
    place.listeners.set(port, { owner, handler });
  }

  close(ip: string, port: number, owner: object): void {
    const place = this.places.get(ip);
    if (place?.listeners.get(port)?.owner === owner) place.listeners.delete(port);
  }

  /** A process is no more: nobody answers what it had begun to answer. */
  hangUp(owner: object): void {
    // The caller may be one of them.
    for (const task of this.answering.get(owner) ?? []) this.kernel.soon(() => task.cancel());
  }

  listening(ip: string, port: number): boolean {
    return this.places.get(ip)?.listeners.has(port) ?? false;
  }

  /** The network as it looks from an address. */
  from(node: string, ip: string, pod: Who): Network {
    return networkFrom(this, node, ip, pod);
  }

  /** The network as it looks from a Pod; undefined: none of that name has an address. */
  ofPod(namespace: string, name: string): Network | undefined {
    const actor = `pod/${namespace}/${name}`;
    for (const [ip, place] of this.places) if (place.actor === actor) return this.from(place.node, ip, { uid: '', name, namespace });
    return undefined;
  }

  // ---- from the node itself ----

  *probe(node: string, request: { readonly actor?: string; readonly body?: string; readonly method: string; readonly scheme: string; readonly host: string; readonly port: number; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly timeout: Micros }): Sim<HttpResponse> {
    const { method, host, port, path, headers, scheme, body = '', actor = `kubelet/${node}` } = request;
    const ip = this.nodeIPs.get(node) ?? '';
    const limit = request.timeout;
    return yield* this.exchange(node, ip, actor, host, port, { method, path, headers: { Host: `${host}:${port}`, ...headers }, body, remote: ip }, limit, `${scheme}://${host}:${port}${path}`);
  }

  *dial(node: string, host: string, port: number, limit: Micros): Sim<void> {
    yield* this.exchange(node, this.nodeIPs.get(node) ?? '', `kubelet/${node}`, host, port, undefined, limit, `${host}:${port}`);
  }

  /** From a machine on the nodes' own network. */
  outside(asked: string, port: number, request: Omit<HttpRequest, 'remote'> | undefined, limit: Micros, url: string): Sim<HttpResponse> {
    return fromOutside(this, asked, port, request, limit, url);
  }

  // ---- on the way ----

  /** One request; without one only the connection is made. */
  *exchange(node: string, from: string, actor: string, asked: string, askedPort: number, request: HttpRequest | undefined, limit: Micros, url: string, fromOutside = false, connectLimit = limit): Sim<HttpResponse> {
    const { kernel } = this;
    const data: HopData = { type: 'hop', method: request?.method ?? 'CONNECT', url, from, asked: `${asked}:${askedPort}`, to: `${asked}:${askedPort}` };
    const deadline = (kernel.now + limit) as Micros;
    const loopback = asked.startsWith('127.') || asked === '::1' || asked === '[::1]';
    let address = loopback ? from : asked;
    let port = askedPort;
    // A node's own address is turned there, any other where the connection begins.
    const turning = this.nodesByIP.get(asked) ?? node;
    const routed = loopback ? undefined : this.proxies.get(turning)?.route(asked, askedPort, { address: from, sameNode: turning === node && !fromOutside }, this.random);
    const fate = routed?.to;
    if (typeof fate === 'object') ({ address, port } = fate);
    if (routed) data.chosen = { node: turning, service: routed.service, among: routed.among.map((b) => `${b.address}:${b.port}`) };
    data.to = `${address}:${port}`;
    const place = this.places.get(address);
    const span = kernel.trace.open('message', actor, 'hop', kernel.now, running().span, { to: place?.actor ?? `address/${address}`, data });
    const fail = (kind: 'refused' | 'timeout' | 'unreachable', text: string): NetworkError => {
      data.error = text;
      return new NetworkError(kind, `dial tcp ${asked}:${askedPort}: ${kind === 'refused' ? `connect: ${text}` : kind === 'unreachable' ? `connect: ${text}` : text}`);
    };
    try {
      const quantiles = loopback || address === from ? this.latency.local : place?.node === node ? this.latency.node : this.latency.between;
      const there = function* (delay: Micros): Sim<void> {
        data.arrived = (kernel.now + delay) as Micros;
        yield* sleep(delay);
      };
      if (fate === 'reject') {
        yield* there(draw(this.latency.local, this.random));
        throw fail('refused', 'connection refused');
      }
      const reachable = place && fate !== 'drop' && (place.node === node || (!this.cut.has(node) && !this.cut.has(place.node)));
      if (!reachable) {
        yield* sleep(Math.max(0, deadline - limit + connectLimit - kernel.now) as Micros);
        throw fail('timeout', 'i/o timeout');
      }
      yield* there(draw(quantiles, this.random));
      const listener = this.places.get(address)?.listeners.get(port);
      if (!listener) {
        yield* sleep(draw(quantiles, this.random));
        throw fail('refused', 'connection refused');
      }
      if (!request) return { status: 0, body: '' };
      // The handler runs on behalf of this request, and is given up with it.
      const task: Task<HttpResponse> = kernel.spawn(`handle/${address}:${port}`, listener.handler({ ...request, remote: loopback ? '127.0.0.1' : from }), span);
      const late = (): NetworkError => {
        data.error = 'timeout';
        return new NetworkError('timeout', 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)');
      };
      if (!task.done) {
        const begun = this.answering.get(listener.owner) ?? new Set();
        this.answering.set(listener.owner, begun.add(task));
        task.onEnd(() => void (begun.delete(task) && begun.size === 0 && this.answering.delete(listener.owner)));
        const over = { begin: (_k: Kernel, done: (v: unknown) => void) => task.onEnd(() => done(undefined)) };
        const first = yield* race([over, timeout(Math.max(0, deadline - kernel.now) as Micros)]);
        if (first.index === 1) {
          task.cancel();
          throw late();
        }
      }
      let response: HttpResponse;
      try {
        response = yield* task.join();
      } catch (error) {
        if (!(error instanceof Cancelled)) throw error;
        // A machine that is gone says nothing; one that is there closes the connections of its dead.
        if (place.node !== node && (this.cut.has(node) || this.cut.has(place.node))) {
          yield* sleep(Math.max(0, deadline - kernel.now) as Micros);
          throw late();
        }
        yield* sleep(draw(quantiles, this.random));
        data.error = 'empty reply';
        throw new NetworkError('reset', 'EOF');
      }
      data.answered = kernel.now;
      if (request.method === 'DNS') data.answer = response.body.split(/\s/)[2] ?? '';
      kernel.trace.touch(span);
      yield* sleep(draw(quantiles, this.random));
      data.status = response.status;
      return response.by === undefined ? { ...response, by: place.actor } : response;
    } finally {
      kernel.trace.close(span, kernel.now);
    }
  }
}
