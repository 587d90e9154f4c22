// kubectl port-forward: local ports that lead to ports of a Pod, until Ctrl+C.
// Upstream: k8s.io/kubectl/pkg/cmd/portforward/portforward.go, k8s.io/client-go/tools/portforward
// Simplified: what goes through is one HTTP exchange after the other, not bytes.

import { compareText } from '../../base/text.ts';
import { ApiError } from '../../sim/api/errors.ts';
import type { PortForward, PortItem } from '../../sim/api/remoteStream.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { Deferred } from '../../sim/kernel/signal.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import type { Pod } from '../../sim/kinds/pod.ts';
import type { Service } from '../../sim/kinds/service.ts';
import { ipFamily } from '../../sim/kinds/shared/ipRules.ts';
import { KubectlError } from '../errors.ts';
import { Helper } from '../helper.ts';
import type { AnyItem } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { logValues } from '../klog.ts';
import { kindOf } from '../output/object.ts';
import { attachablePod } from '../podPicking.ts';
import { typed } from '../typed.ts';
import { hostPort } from '../describe/values.ts';

export const portForward: CommandModule = {
  name: 'port-forward',
  *run(k) {
    const { args } = k;
    const [what = '', ...ports] = args;
    if (args.length < 2) throw k.usage('TYPE/NAME and list of ports are required for port-forward');
    const found = yield* k.find({ continueOnError: true, namespace: k.namespace, defaultNamespace: true, resourceNames: { resource: 'pods', names: [what] } });
    const { infos, error } = yield* found.infos();
    if (error) throw error;
    const object = infos[0]?.object as AnyItem;
    const pod = (yield* attachablePod(k, object, k.flags.duration('pod-running-timeout'))) as unknown as Pod;
    const wanted = kindOf(object) === 'Service' ? throughService(ports, object as unknown as Service, pod) : throughPod(ports, pod);
    const { status } = (yield* new Helper(k.http, typed('v1', 'Pod')).get(k.namespace, pod.metadata.name)) as unknown as Pod;
    if (status.phase !== 'Running') throw new KubectlError(`unable to forward port because pod is not running. Current status=${status.phase ?? ''}`);
    const addresses = listenAddresses(k.flags.list('address'));
    yield* forward(k, pod, wanted.map(parsePair), addresses);
  },
};

// ---- which ports ----

const split = (port: string): readonly [local: string, remote: string] => {
  const parts = port.split(':');
  return parts.length === 2 ? [parts[0] as string, parts[1] as string] : [parts[0] as string, parts[0] as string];
};

const isNumber = (text: string): boolean => /^[+-]?\d+$/.test(text);
const joined = (local: string, remote: string): string => (local === remote ? remote : `${local}:${remote}`);

function throughPod(ports: readonly string[], pod: Pod): readonly string[] {
  const all = pod.spec.containers.flatMap((c) => c.ports ?? []);
  const numberOf = (text: string): number => {
    if (isNumber(text)) return Number(text);
    const named = all.find((p) => p.name === text);
    if (!named) throw new KubectlError(`Pod '${pod.metadata.name}' does not have a named port '${text}'`);
    return named.containerPort;
  };
  const tcp = new Set(all.filter((p) => p.protocol !== 'UDP').map((p) => p.containerPort));
  const onlyUdp = new Set(all.filter((p) => p.protocol === 'UDP' && !tcp.has(p.containerPort)).map((p) => p.containerPort));
  refuseUdp(ports, numberOf, onlyUdp);
  return ports.map((port) => {
    const [local, remote] = split(port);
    if (remote === '') throw new KubectlError('remote port cannot be empty');
    return isNumber(remote) ? port : local === remote ? String(numberOf(remote)) : `${local}:${numberOf(remote)}`;
  });
}

function throughService(ports: readonly string[], service: Service, pod: Pod): readonly string[] {
  const all = service.spec.ports ?? [];
  const { name } = service.metadata;
  const numberOf = (text: string): number => {
    if (isNumber(text)) return Number(text);
    const named = all.find((p) => p.name === text);
    if (!named) throw new KubectlError(`Service '${name}' does not have a named port '${text}'`);
    return named.port;
  };
  const tcp = new Set(all.filter((p) => p.protocol !== 'UDP').map((p) => p.port));
  refuseUdp(ports, numberOf, new Set(all.filter((p) => p.protocol === 'UDP' && !tcp.has(p.port)).map((p) => p.port)));
  return ports.map((text) => {
    const [given, remote] = split(text);
    const number = numberOf(remote);
    const local = given === remote ? String(number) : given;
    const port = all.find((p) => p.port === number);
    if (!port) throw new KubectlError(`Service ${name} does not have a service port ${number}`);
    return joined(local, String(targetOf(service, port, pod)));
  });
}

function targetOf(service: Service, { port, targetPort }: NonNullable<Service['spec']['ports']>[number], pod: Pod): number {
  if (service.spec.clusterIP === 'None') return port;
  if (targetPort === undefined || targetPort === 0) return port;
  if (typeof targetPort === 'number') return targetPort;
  const found = pod.spec.containers.flatMap((c) => c.ports ?? []).find((p) => p.name === String(targetPort));
  if (!found) throw new KubectlError(`Pod '${pod.metadata.name}' does not have a named port '${String(targetPort)}'`);
  return found.containerPort;
}

function refuseUdp(ports: readonly string[], numberOf: (text: string) => number, onlyUdp: ReadonlySet<number>): void {
  for (const port of ports) {
    const [, remote] = split(port);
    if (remote !== '' && onlyUdp.has(numberOf(remote))) throw new KubectlError(`UDP protocol is not supported for ${remote}`);
  }
}

interface Pair {
  local: number;
  readonly remote: number;
}

function parsePair(text: string): Pair {
  const parts = text.split(':');
  if (parts.length > 2) throw new KubectlError(`invalid port format '${text}'`);
  const [local, remote] = parts.length === 1 ? [text, text] : [parts[0] || '0', parts[1] ?? ''];
  const pair = { local: portNumber('local', local), remote: portNumber('remote', remote) };
  if (pair.remote === 0) throw new KubectlError('remote port must be > 0');
  return pair;
}

function portNumber(end: 'local' | 'remote', text: string): number {
  const fault = !/^\d+$/.test(text) ? 'invalid syntax' : Number(text) > 65535 ? 'value out of range' : undefined;
  if (fault) throw new KubectlError(`error parsing ${end} port '${text}': strconv.ParseUint: parsing ${goQuote(text)}: ${fault}`);
  return Number(text);
}

function listenAddresses(given: readonly string[]): readonly string[] {
  const out = new Set<string>();
  for (const address of given) {
    if (address === 'localhost') {
      out.add('127.0.0.1');
      out.add('::1');
    } else if (ipFamily(address)) out.add(address);
    else throw new KubectlError(`${address} is not a valid IP`);
  }
  return [...out].sort(compareText);
}

// ---- the tunnel ----

function* forward(k: Invocation, pod: Pod, pairs: readonly Pair[], addresses: readonly string[]): Sim<void> {
  const { process } = k;
  const { name, namespace = '' } = pod.metadata;
  let stream: PortForward;
  try {
    stream = (yield* k.http.open<PortItem>({ method: 'GET', path: `/api/v1/namespaces/${namespace}/pods/${name}/portforward`, accept: 'application/json, */*' })) as unknown as PortForward;
  } catch (error) {
    throw error instanceof ApiError ? new KubectlError(`error upgrading connection: ${error.message}`) : error;
  }
  process.interruptCode = 0;
  const { tunnels } = process.session;
  const mine: number[] = [];
  const waiting = new Map<number, Deferred<PortItem>>();
  const lost = new Deferred<void>();
  let ids = 0;
  stream.onItem = (item) => {
    for (const one of (Array.isArray(item) ? item : [item]) as readonly PortItem[]) {
      waiting.get(one.id)?.resolve(one);
      waiting.delete(one.id);
    }
  };
  stream.onEnd = () => lost.resolve();
  try {
    for (const pair of pairs) {
      if (pair.local === 0) pair.local = 32_768 + process.kernel.stream('kubectl/port').below(28_000);
      if (tunnels.has(pair.local)) {
        const problems = addresses.map((a) => `unable to create listener: Error listen ${a.includes(':') ? 'tcp6' : 'tcp4'} ${hostPort(a, pair.local)}: bind: address already in use`);
        k.err(`Unable to listen on port ${pair.local}: Listeners failed to create with the following errors: [${problems.join(' ')}]\n`);
        continue;
      }
      mine.push(pair.local);
      tunnels.set(pair.local, {
        *http({ method, path, headers, body }) {
          k.out(`Handling connection for ${pair.local}\n`);
          const id = ids++;
          const answer = new Deferred<PortItem>();
          waiting.set(id, answer);
          stream.request(id, { port: pair.remote, method, path, headers, body });
          const item = yield* answer.wait();
          if (!('error' in item)) return item;
          logValues(process, 'E', 'portforward.go:487', 'Unhandled Error', [['err', `an error occurred forwarding ${pair.local} -> ${pair.remote}: ${item.error}`]]);
          lost.resolve();
          return { status: 0, body: '' };
        },
      });
      for (const address of addresses) k.out(`Forwarding from ${hostPort(address, pair.local)} -> ${pair.remote}\n`);
    }
    if (mine.length === 0) throw new KubectlError(`unable to listen on any of the requested ports: [${pairs.map((p) => `{${p.local} ${p.remote}}`).join(' ')}]`);
    yield* lost.wait();
    throw new KubectlError('lost connection to pod');
  } finally {
    for (const port of mine) tunnels.delete(port);
    stream.close();
  }
}
