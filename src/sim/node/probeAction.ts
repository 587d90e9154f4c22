// One probe, made: HTTP, TCP, a command or gRPC.
// Upstream: pkg/kubelet/prober/prober.go, pkg/probe

import { seconds, type Micros } from '../../base/time.ts';
import type { Container, PodStatus, Probe } from '../kinds/shared/podTypes.ts';
import { NetworkError, type HttpResponse } from '../network/http.ts';
import type { Sim } from '../kernel/task.ts';
import type { Pod } from '../kinds/pod.ts';
import { podText } from './podParts.ts';
import type { Runtime } from './runtime.ts';
import { RuntimeError, type PodNetwork } from './runtimeTypes.ts';

export interface ProbeResult {
  readonly verdict: 'success' | 'failure' | 'error';
  readonly output: string;
  readonly warning?: boolean;
}

export interface Actor {
  readonly node: string;
  readonly runtime: Runtime;
  readonly network: PodNetwork;
}

export type Port = string | number | undefined;

/** The number of a port that may be given by name. */
export function portNumber(port: Port, container: Container): number | undefined {
  if (typeof port === 'number') return port;
  if (port === undefined) return undefined;
  const named = container.ports?.find((p) => p.name === port);
  if (named) return named.containerPort;
  const n = Number(port);
  return Number.isInteger(n) && n > 0 && n < 65_536 ? n : undefined;
}

const TRIES = 3;

export function* makeProbe(actor: Actor, pod: Pod, status: PodStatus, container: Container, containerId: string, probe: Probe): Sim<ProbeResult> {
  let result: ProbeResult = { verdict: 'error', output: '' };
  // Errors of the probe itself are tried again at once.
  for (let i = 0; i < TRIES; i++) {
    result = yield* once(actor, pod, status, container, containerId, probe);
    if (result.verdict !== 'error') return result;
  }
  return result;
}

function* once(actor: Actor, _pod: Pod, status: PodStatus, container: Container, containerId: string, probe: Probe): Sim<ProbeResult> {
  const limit = seconds(probe.timeoutSeconds ?? 1);
  const { exec, httpGet, tcpSocket, grpc } = probe;
  if (exec) {
    try {
      const { code, output, timedOut } = yield* actor.runtime.execSync(containerId, exec.command ?? [], limit);
      if (timedOut) return { verdict: 'failure', output: `command timed out: "${(exec.command ?? []).join(' ')}" timed out after ${probe.timeoutSeconds ?? 1}s` };
      return { verdict: code === 0 ? 'success' : 'failure', output: output.slice(0, 10 * 1024) };
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      return { verdict: 'error', output: `rpc error: code = Unknown desc = failed to exec in container: failed to start exec: ${error.message}: unknown` };
    }
  }
  const ip = status.podIP ?? '';
  if (httpGet) {
    const port = portNumber(httpGet.port as Port, container);
    if (port === undefined) return { verdict: 'error', output: `strconv.Atoi: parsing "${String(httpGet.port)}": invalid syntax` };
    const headers: Record<string, string> = { 'User-Agent': 'kube-probe/1.36', Accept: '*/*', Connection: 'close' };
    for (const { name, value } of httpGet.httpHeaders ?? []) headers[name] = value;
    return yield* httpProbe(actor, (httpGet.scheme ?? 'HTTP').toLowerCase(), httpGet.host || ip, port, httpGet.path || '/', headers, limit);
  }
  if (tcpSocket || grpc) {
    const port = tcpSocket ? portNumber(tcpSocket.port as Port, container) : grpc?.port;
    if (port === undefined) return { verdict: 'error', output: `strconv.Atoi: parsing "${String(tcpSocket?.port)}": invalid syntax` };
    const host = tcpSocket?.host || ip;
    try {
      yield* actor.network.dial(actor.node, host, port, limit);
      return { verdict: 'success', output: '' };
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      if (grpc) return { verdict: 'failure', output: `timeout: failed to connect service "${host}:${port}" within ${probe.timeoutSeconds ?? 1}s: context deadline exceeded` };
      return { verdict: 'failure', output: error.kind === 'timeout' ? `dial tcp ${host}:${port}: i/o timeout` : error.message };
    }
  }
  return { verdict: 'error', output: `missing probe handler for ${podText(_pod)}:${container.name}` };
}

function* httpProbe(actor: Actor, scheme: string, host: string, port: number, path: string, headers: Readonly<Record<string, string>>, limit: Micros): Sim<ProbeResult> {
  const url = `${scheme}://${host}:${port}${path.startsWith('/') ? path : `/${path}`}`;
  let response: HttpResponse;
  try {
    response = yield* actor.network.probe(actor.node, { method: 'GET', scheme, host, port, path: path.startsWith('/') ? path : `/${path}`, headers, timeout: limit });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const why = error.kind === 'timeout' ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)' : error.message;
    return { verdict: 'failure', output: `Get "${url}": ${why}` };
  }
  const { status } = response;
  if (status < 200 || status >= 400) return { verdict: 'failure', output: `HTTP probe failed with statuscode: ${status}` };
  if (status >= 300) return { verdict: 'success', output: `Probe terminated redirects, Response body: ${response.body}`, warning: false };
  return { verdict: 'success', output: response.body };
}
