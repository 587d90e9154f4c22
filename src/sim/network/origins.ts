// The network as it looks from one address: what the processes of a Pod have of it. Names are asked of the name server that
// resolv.conf names.

import { seconds } from '../../base/time.ts';
import type { Sim } from '../kernel/task.ts';
import type { Network } from '../programs/program.ts';
import { askNameServer } from './asking.ts';
import { isAddress, NetworkError, parseUrl } from './http.ts';
import type { ClusterNetwork, Who } from './network.ts';

/** The kernel gives up a connection that nobody answers. */
const CONNECT_TIMEOUT = seconds(127);

export function networkFrom(network: ClusterNetwork, node: string, ip: string, pod: Who): Network {
  const actor = `pod/${pod.namespace}/${pod.name}`;
  const search = [`${pod.namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'];
  const nameServer = `${network.clusterDns || '172.18.0.1'}:53`;
  const resolve = function* (name: string): Sim<readonly string[]> {
    if (name === 'localhost') return ['127.0.0.1'];
    const { records } = yield* askNameServer(network, node, ip, actor, name, 'A', search);
    return records.filter((r) => r.type === 'A').map((r) => r.value);
  };
  const addressOf = function* (host: string): Sim<string> {
    const [address] = isAddress(host) ? [host] : yield* resolve(host);
    if (address === undefined) throw new NetworkError('noSuchHost', `dial tcp: lookup ${host} on ${nameServer}: no such host`);
    return address;
  };
  return {
    *http({ method, url, headers = {}, body = '', timeout: limit = CONNECT_TIMEOUT, connectTimeout = limit }) {
      const target = parseUrl(url);
      if (!target) throw new NetworkError('noSuchHost', `parse ${JSON.stringify(url)}: invalid URL`);
      const { host, port, path } = target;
      const address = yield* addressOf(host);
      const own = { Host: port === 80 || port === 443 ? host : `${host}:${port}` };
      return yield* network.exchange(node, ip, actor, address, port, { method, path, headers: { ...own, ...headers }, body, remote: ip }, limit, url, false, connectTimeout);
    },
    *connect(host, port, limit) {
      yield* network.exchange(node, ip, actor, yield* addressOf(host), port, undefined, limit, `${host}:${port}`);
    },
    resolve,
    *dns(name, type) {
      return yield* askNameServer(network, node, ip, actor, name, type, search);
    },
  };
}
