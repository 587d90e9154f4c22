// The kubelet's own API, which the API server passes requests on to: logs, exec, attach, port-forward.
// Upstream: pkg/kubelet/server/server.go, pkg/kubelet/kubelet_pods.go (GetKubeletContainerLogs, validateContainerLogStatus),
// pkg/registry/core/pod/strategy.go (LogLocation, streamLocation), pkg/kubelet/kuberuntime/logs

import { milliseconds, parseTime, rfc3339Micro, seconds, type Micros } from '../../base/time.ts';
import { badRequest, failure, type ApiError, type Status } from '../api/errors.ts';
import { REPEATED, type Response } from '../api/http.ts';
import type { PortForward, PortItem, PortRequest, RemoteItem, RemoteStream } from '../api/remoteStream.ts';
import type { KubeObject } from '../api/types.ts';
import type { Exchange } from '../apiserver/context.ts';
import type { NodeProxy, ProxiedRequest, ProxiedResult } from '../apiserver/server.ts';
import type { ContainerStatus } from '../kinds/shared/podTypes.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { running, sleep, type Sim } from '../kernel/task.ts';
import type { SpanId } from '../kernel/trace.ts';
import type { Pod } from '../kinds/pod.ts';
import { NetworkError } from '../network/http.ts';
import type { Input } from '../programs/program.ts';
import { Pipe } from '../programs/shell/pipe.ts';
import type { LogLine } from './containerLog.ts';
import type { Kubelet } from './kubelet.ts';
import { LiveStream } from './liveStream.ts';
import { allContainers } from './podParts.ts';
import { RuntimeError, type PodNetwork } from './runtimeTypes.ts';

type Answer = (response: Response) => void;

/** Where the API server stands in the network. */
export interface ApiServerPlace {
  readonly network: PodNetwork;
  readonly node: string;
}

export class NodeApi implements NodeProxy {
  private readonly kernel: Kernel;
  private readonly kubeletOf: (node: string) => Kubelet | undefined;
  private readonly place: ApiServerPlace;

  constructor(kernel: Kernel, kubeletOf: (node: string) => Kubelet | undefined, place: ApiServerPlace) {
    this.kernel = kernel;
    this.kubeletOf = kubeletOf;
    this.place = place;
  }

  fetch(request: ProxiedRequest, done: (result: ProxiedResult) => void): void {
    this.kernel.spawn(`proxy/${request.address}:${request.port}`, fetched(this.place, request, done));
  }

  forward(exchange: Exchange, object: KubeObject, answer: Answer): void {
    const pod = object as Pod;
    const { info, request } = exchange;
    const { query } = request;
    const log = info.subresource === 'log';
    const container = info.subresource === 'portforward' ? '' : containerOf(pod, query.container ?? '', log);
    const node = pod.spec.nodeName ?? '';
    const kubelet = this.kubeletOf(node);
    const address = `${kubelet?.options.facts.ip ?? node}:10250`;
    this.kernel.after(milliseconds(1.5), () => {
      if (!kubelet?.running) {
        const refused = `dial tcp ${address}: connect: connection refused`;
        const { namespace, name } = pod.metadata;
        answer(refusal(failure(500, '', log ? `Get "https://${address}/containerLogs/${namespace}/${name}/${container}": ${refused}` : `error dialing backend: ${refused}`)));
        return;
      }
      switch (info.subresource) {
        case 'log':
          this.log(kubelet, pod, container, query, answer);
          break;
        case 'exec':
          this.exec(kubelet, pod, container, query, answer);
          break;
        case 'attach':
          this.attach(kubelet, pod, container, query, answer);
          break;
        case 'portforward':
          this.portForward(kubelet, pod, answer);
          break;
        default:
          answer(refusal(failure(404, 'NotFound', 'the server could not find the requested resource')));
      }
    });
  }

  // ---- logs ----

  private log(kubelet: Kubelet, pod: Pod, container: string, query: Query, answer: Answer): void {
    const status = kubelet.parts?.status.get(uidOnNode(pod)) ?? pod.status;
    const all = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? []), ...(status.ephemeralContainerStatuses ?? [])];
    const found = logOwner(all.find((c) => c.name === container), container, pod.metadata.name, query.previous === 'true');
    if ('problem' in found) {
      answer(refusal(badRequest(found.problem)));
      return;
    }
    const log = kubelet.options.runtime.log(found.id);
    if (!log) {
      answer(text(`unable to retrieve container logs for containerd://${found.id}`));
      return;
    }
    const { kernel } = this;
    const stamps = query.timestamps === 'true';
    const shown = (line: LogLine): string => (stamps ? `${rfc3339Micro(kernel.epochMs + line.at / 1000).replace('Z', '000Z')} ${line.text}` : line.text);
    const chosen = select(log.lines, query, kernel).map(shown).join('');
    const limit = query.limitBytes === undefined ? Infinity : Number(query.limitBytes);
    if (query.follow !== 'true') {
      answer(text(chosen.slice(0, limit)));
      return;
    }
    const stream = new LiveStream<string>(kernel);
    answer({ code: 200, headers: TEXT, stream: stream as LiveStream<unknown> });
    if (chosen) stream.send(chosen);
    const stop = log.follow((line) => {
      if (line) stream.send(shown(line));
      else stream.end();
    });
    stream.onClose = stop;
  }

  // ---- exec and attach ----

  private exec(kubelet: Kubelet, pod: Pod, container: string, query: Query, answer: Answer): void {
    const { runtime } = kubelet.options;
    const id = runningContainer(kubelet, pod, container);
    if (id === undefined) {
      answer(refusal(failure(500, 'InternalError', `unable to upgrade connection: container not found (${JSON.stringify(container)})`)));
      return;
    }
    const command = (query.command ?? '').split(REPEATED);
    const { stream, input } = this.connection(query);
    answer({ code: 101, stream: stream as unknown as LiveStream<unknown> });
    const body = runtime.exec(id, command, {
      stdin: input,
      stdout: (t) => stream.send({ channel: 'stdout', text: t }),
      stderr: (t) => stream.send({ channel: 'stderr', text: t }),
      tty: query.tty === 'true',
    });
    const task = this.kernel.spawn(`exec/${pod.metadata.name}/${container}`, ended(body, stream, id));
    stream.onClose = () => {
      // The task may be the one that closes.
      this.kernel.soon(() => task.cancel());
    };
  }

  private attach(kubelet: Kubelet, pod: Pod, container: string, query: Query, answer: Answer): void {
    const { runtime } = kubelet.options;
    const id = runningContainer(kubelet, pod, container);
    const process = id === undefined ? undefined : runtime.process(id);
    if (id === undefined || !process) {
      answer(refusal(failure(500, 'InternalError', `unable to upgrade connection: container ${container} not found in pod ${pod.metadata.name}_${pod.metadata.namespace}`)));
      return;
    }
    const { stream, input } = this.connection(query);
    answer({ code: 101, stream: stream as unknown as LiveStream<unknown> });
    const { detach } = process.attach({
      stdin: input,
      stdout: (t) => stream.send({ channel: 'stdout', text: t }),
      stderr: (t) => stream.send({ channel: 'stderr', text: t }),
      tty: query.tty === 'true',
    });
    const stop = runtime.log(id)?.follow((line) => {
      if (line) return;
      stream.send({ channel: 'error', status: SUCCESS });
      stream.end();
    });
    stream.onClose = () => {
      detach();
      stop?.();
    };
  }

  private connection(query: Query): { readonly stream: RemoteLiveStream; readonly input: Input | undefined } {
    const pipe = query.stdin === 'true' ? new Pipe() : undefined;
    return { stream: new RemoteLiveStream(this.kernel, pipe), input: pipe };
  }

  // ---- port-forward ----

  private portForward(kubelet: Kubelet, pod: Pod, answer: Answer): void {
    const sandbox = kubelet.options.runtime.pod(uidOnNode(pod))?.sandboxes.find((s) => s.ready);
    if (!sandbox) {
      answer(refusal(failure(500, 'InternalError', `unable to upgrade connection: pod not found (${JSON.stringify(`${pod.metadata.name}_${pod.metadata.namespace}`)})`)));
      return;
    }
    const { kernel } = this;
    const { network } = kubelet.options;
    const stream = new PortStream(kernel, (id, request) => {
      kernel.spawn(`portForward/${pod.metadata.name}:${request.port}`, forwarded(id, request));
    });
    const forwarded = function* (id: number, request: PortRequest): Sim<void> {
      // The bytes take the way of the connection that was taken over: kubectl, API server, kubelet.
      const url = `${pod.metadata.name}:${request.port}${request.path}`;
      const hop = (from: string, to: string): SpanId => kernel.trace.open('message', from, 'hop', kernel.now, running().span, { to, data: { type: 'hop', method: request.method, url, from, asked: url, to } });
      const spans: SpanId[] = [];
      const agent = `kubelet/${kubelet.node}`;
      try {
        for (const [from, to] of [['kubectl', 'kube-apiserver'], ['kube-apiserver', agent]] as const) {
          const span = hop(from, to);
          spans.push(span);
          yield* sleep(milliseconds(0.5));
          running().span = span;
          kernel.span = span;
        }
        const now = kubelet.options.runtime.pod(uidOnNode(pod))?.sandboxes.find((s) => s.id === sandbox.id);
        if (!now?.ready) {
          stream.send({ id, error: `error forwarding port ${request.port} to pod ${sandbox.id}, uid : ${now ? `network namespace for sandbox ${JSON.stringify(sandbox.id)} is closed` : `failed to find sandbox ${JSON.stringify(sandbox.id)} in store: not found`}` });
          return;
        }
        const { status, headers = {}, body } = yield* network.probe(kubelet.node, { method: request.method, scheme: 'http', host: sandbox.ip, port: request.port, path: request.path, headers: { ...request.headers, Host: request.headers.Host ?? 'localhost' }, timeout: seconds(120) });
        stream.send({ id, status, headers, body });
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        const namespace = sandbox.id.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
        const where = `/var/run/netns/cni-${namespace}`;
        stream.send({ id, error: `error forwarding port ${request.port} to pod ${sandbox.id}, uid : failed to execute portforward in network namespace ${JSON.stringify(where)}: failed to connect to localhost:${request.port} inside namespace ${JSON.stringify(where)}, IPv4: dial tcp4 127.0.0.1:${request.port}: connect: connection refused IPv6 dial tcp6 [::1]:${request.port}: connect: connection refused ` });
      } finally {
        for (const span of spans.reverse()) kernel.trace.close(span, kernel.now);
      }
    };
    answer({ code: 101, stream: stream as unknown as LiveStream<unknown> });
  }
}

function* fetched({ network, node }: ApiServerPlace, { address, port, method, path, body }: ProxiedRequest, done: (result: ProxiedResult) => void): Sim<void> {
  try {
    const response = yield* network.probe(node, { actor: 'kube-apiserver', method, scheme: 'http', host: address, port, path, headers: {}, body, timeout: seconds(30) });
    done({ status: response.status, type: response.headers?.['Content-Type'] ?? 'text/html', body: response.body });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    done({ problem: error.message });
  }
}

type Query = Readonly<Record<string, string>>;

const TEXT = { 'content-type': 'text/plain' } as const;
const text = (body: string): Response => ({ code: 200, headers: TEXT, body });
const refusal = (error: ApiError): Response => ({ code: error.code, body: error.status });

class RemoteLiveStream extends LiveStream<RemoteItem> implements RemoteStream {
  private readonly pipe: Pipe | undefined;

  constructor(kernel: Kernel, pipe: Pipe | undefined) {
    super(kernel);
    this.pipe = pipe;
  }

  write(piece: string | undefined): void {
    if (!this.pipe || this.closed) return;
    if (piece === undefined) this.pipe.end();
    else this.pipe.put(piece);
  }
}

class PortStream extends LiveStream<PortItem> implements PortForward {
  readonly request: (id: number, request: PortRequest) => void;

  constructor(kernel: Kernel, request: (id: number, request: PortRequest) => void) {
    super(kernel);
    this.request = request;
  }
}

/** Runs a command to its end, and says how it ended. */
function* ended(body: Sim<number>, stream: LiveStream<RemoteItem>, id: string): Sim<void> {
  let status: Status;
  try {
    const code = yield* body;
    status = code === 0 ? SUCCESS : exitStatus(code);
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    const message = `error executing command in container: failed to exec in container: failed to start exec "${reversed(id)}": ${error.message}`;
    status = failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] }).status;
  }
  stream.onClose = () => {};
  stream.send({ channel: 'error', status });
  stream.end();
}

/** The name of an exec is 64 hexadecimal digits of its own. */
const reversed = (id: string): string => [...id].reverse().join('');

const SUCCESS: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };

const exitStatus = (code: number): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: `command terminated with non-zero exit code: error executing command in container: exit code ${code}`,
  reason: 'NonZeroExitCode' as never,
  details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
});

function runningContainer(kubelet: Kubelet, pod: Pod, name: string): string | undefined {
  return kubelet.options.runtime.pod(uidOnNode(pod))?.containers.find((c) => c.name === name && c.state === 'running')?.id;
}

/** A mirror Pod has an identity of its own; on the node it is the Pod that it mirrors. Upstream: TranslatePodUID */
const uidOnNode = ({ metadata }: Pod): string => metadata.annotations?.['kubernetes.io/config.mirror'] ?? metadata.uid;

/** Which container is meant; refuses as the API server does. */
function containerOf(pod: Pod, asked: string, log: boolean): string {
  const { name } = pod.metadata;
  const { containers, initContainers } = pod.spec;
  if (asked) {
    for (const [, c] of allContainers(pod)) if (c.name === asked) return asked;
    throw badRequest(log ? `container ${asked} is not valid for pod ${name}` : `container ${asked} is not valid for pod ${name}`);
  }
  if (containers.length === 1) return containers[0]?.name ?? '';
  const names = containers.map((c) => c.name).join(' ');
  const init = initContainers?.length ? ` or one of the init containers: [${initContainers.map((c) => c.name).join(' ')}]` : '';
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names}]${init}`);
}

/** Whose log is meant: the container that runs, or ran last, or the one before. */
function logOwner(status: ContainerStatus | undefined, container: string, pod: string, previous: boolean): { readonly id: string } | { readonly problem: string } {
  const where = `container ${JSON.stringify(container)} in pod ${JSON.stringify(pod)}`;
  if (!status) return { problem: `${where} is not available` };
  const id = (text: string | undefined): string => (text ?? '').replace('containerd://', '');
  const { running, terminated, waiting } = status.state ?? {};
  const last = id(status.lastState?.terminated?.containerID);
  if (previous) return last ? { id: last } : { problem: `previous terminated ${where} not found` };
  if (running) return { id: id(status.containerID) };
  if (terminated) {
    const own = id(terminated.containerID) || last;
    return own ? { id: own } : { problem: `${where} is terminated` };
  }
  if (status.lastState?.terminated) return last ? { id: last } : { problem: `${where} is terminated` };
  const reason = waiting?.reason;
  if (reason === 'ErrImagePull') return { problem: `${where} is waiting to start: image can't be pulled` };
  if (reason === 'ImagePullBackOff') return { problem: `${where} is waiting to start: trying and failing to pull image` };
  return { problem: waiting ? `${where} is waiting to start: ${reason ?? ''}` : `${where} is waiting to start - no logs yet` };
}

function select(lines: readonly LogLine[], query: Query, kernel: Kernel): readonly LogLine[] {
  let from = -Infinity;
  if (query.sinceSeconds !== undefined) from = kernel.now - Number(query.sinceSeconds) * 1e6;
  else if (query.sinceTime !== undefined) from = ((parseTime(query.sinceTime) ?? 0) - kernel.epochMs) * 1000;
  let chosen: readonly LogLine[] = from === -Infinity ? lines : lines.filter((line) => line.at >= (from as Micros));
  const wanted = query.stream === 'Stdout' ? 'stdout' : query.stream === 'Stderr' ? 'stderr' : undefined;
  if (wanted) chosen = chosen.filter((line) => line.stream === wanted);
  const tail = query.tailLines;
  return tail === undefined ? chosen : Number(tail) <= 0 ? [] : chosen.slice(-Number(tail));
}
