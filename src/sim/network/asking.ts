// What programs and people ask the network for beside plain requests: names of the name server, and the nodes' ports from
// outside the cluster.

import { milliseconds, seconds, type Micros } from '../../base/time.ts';
import type { HopData } from '../api/spans.ts';
import { draw } from '../kernel/link.ts';
import { running, sleep, type Sim } from '../kernel/task.ts';
import type { DnsAnswer } from '../programs/program.ts';
import { NetworkError, type HttpRequest, type HttpResponse } from './http.ts';
import type { ClusterNetwork } from './network.ts';

/** The machine on which the nodes run as containers: the gateway of their network. */
const OUTSIDE = '172.18.0.1';
const SAME_NETWORK = '172.18.';
/** So long nobody answers who has an address of the same network. */
const NO_ANSWER = seconds(3);

/** A question to the name server: the name as it is, or with each of the search domains, as resolv.conf says (ndots:5). */
export function* askNameServer(network: ClusterNetwork, node: string, from: string, actor: string, name: string, type: string, search: readonly string[]): Sim<DnsAnswer> {
  const server = network.clusterDns || '172.18.0.1';
  const absolute = name.endsWith('.');
  const dots = name.split('.').length - 1;
  const bare = absolute ? name.slice(0, -1) : name;
  const expanded = search.map((domain) => `${bare}.${domain}`);
  const names = absolute ? [bare] : dots >= 5 ? [bare, ...expanded] : [...expanded, bare];
  const none: DnsAnswer = { server, records: [] };
  if (!network.clusterDns) {
    yield* sleep(milliseconds(5));
    return none;
  }
  for (const full of names) {
    const path = `/${type}/${full}`;
    const request: HttpRequest = { method: 'DNS', path, headers: {}, body: '', remote: from };
    let response: HttpResponse | undefined;
    for (let attempt = 0; attempt < 2 && !response; attempt++) {
      try {
        response = yield* network.exchange(node, from, actor, network.clusterDns, 53, request, seconds(5), full);
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        if (attempt === 1) throw new NetworkError('noSuchHost', `dial tcp: lookup ${name} on ${server}:53: read udp ${from}:40000->${server}:53: i/o timeout`);
        if (error.kind === 'refused') yield* sleep(seconds(5));
      }
    }
    if (response?.status !== 200) continue;
    const records = response.body.split('\n').filter(Boolean).map((line) => {
      const [owner = '', kind = '', ...value] = line.split(' ');
      return { name: owner, type: kind, value: value.join(' ') };
    });
    return { server, records };
  }
  return none;
}

/** From a machine on the nodes' own network: it reaches nodes and what their ports lead to, no Pods and no Services. */
export function* fromOutside(network: ClusterNetwork, asked: string, port: number, request: Omit<HttpRequest, 'remote'> | undefined, limit: Micros, url: string): Sim<HttpResponse> {
  const { kernel } = network;
  const node = network.nodesByIP.get(asked);
  const at = `${asked}:${port}`;
  const data: HopData = { type: 'hop', method: request?.method ?? 'CONNECT', url, from: OUTSIDE, asked: at, to: at };
  const span = kernel.trace.open('message', 'you', 'hop', kernel.now, running().span, { to: node === undefined ? `address/${asked}` : `node/${node}`, data });
  const deadline = (kernel.now + limit) as Micros;
  try {
    if (node === undefined || network.cut.has(node)) {
      const known = node !== undefined || !asked.startsWith(SAME_NETWORK);
      yield* sleep(known ? limit : NO_ANSWER);
      data.error = known ? 'i/o timeout' : 'no route to host';
      throw new NetworkError(known ? 'timeout' : 'unreachable', `dial tcp ${at}: ${known ? 'i/o timeout' : 'connect: no route to host'}`);
    }
    const delay = draw(network.latency.between, network.random);
    data.arrived = (kernel.now + delay) as Micros;
    yield* sleep(delay);
    try {
      const task = kernel.spawn(`outside/${at}`, network.exchange(node, OUTSIDE, `kube-proxy/${node}`, asked, port, request && { ...request, remote: OUTSIDE }, (deadline - kernel.now) as Micros, url, true), span);
      try {
        const response = yield* task.join();
        data.answered = kernel.now;
        kernel.trace.touch(span);
        yield* sleep(delay);
        data.status = response.status;
        return response;
      } finally {
        if (!task.done) task.cancel();
      }
    } catch (error) {
      if (error instanceof NetworkError) data.error = error.message;
      throw error;
    }
  } finally {
    kernel.trace.close(span, kernel.now);
  }
}
