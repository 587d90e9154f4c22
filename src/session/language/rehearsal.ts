// A rehearsal of `kubectl apply`: the cluster's objects as they are now under an API server of their own, in a kernel of
// their own that takes no time, and the real kubectl before it. So what the editor says of a manifest is what applying it
// would say, word for word, and the cluster itself never hears of it: no revision, no random number, no time is used up.
//
// Documents are rehearsed one after the other and really stored, so a ConfigMap may lie in a Namespace of the same file.
// Simplified: no controller acts in between; of what controllers make, a new namespace gets its default service account,
// without which no Pod could be in it.

import { deepFreeze, isObject } from '../../base/json.ts';
import type { Status } from '../../sim/api/errors.ts';
import type { Request, UserInfo } from '../../sim/api/http.ts';
import { Scheme } from '../../sim/api/scheme.ts';
import type { RequestData } from '../../sim/api/spans.ts';
import type { KubeObject } from '../../sim/api/types.ts';
import { parseYaml } from '../../sim/api/yaml.ts';
import { parseIPv4 } from '../../sim/apiserver/allocators.ts';
import type { ServerState } from '../../sim/apiserver/context.ts';
import { ApiServer } from '../../sim/apiserver/server.ts';
import { INSTANT } from '../../sim/apiserver/timing.ts';
import type { Transport } from '../../sim/client/transport.ts';
import { Store } from '../../sim/etcd/store.ts';
import { Kernel } from '../../sim/kernel/kernel.ts';
import { Link } from '../../sim/kernel/link.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { NO_SPAN, type SpanId } from '../../sim/kernel/trace.ts';
import { ClientCache } from '../../kubectl/cache.ts';
import { Files, HOME } from '../../kubectl/files.ts';
import { runKubectl } from '../../kubectl/kubectl.ts';
import { NO_TIMES, Process, type ShellSession } from '../../kubectl/process.ts';

/** What the language service needs to know of the cluster. */
export interface LiveCluster {
  readonly state: ServerState;
  readonly user: UserInfo;
  /** The text of ~/.kube/config, which names the namespace to work in. */
  readonly kubeConfig: string;
}

/** The namespace of the chosen context. */
export function currentNamespace({ kubeConfig }: LiveCluster): string {
  const config = parseYaml(kubeConfig);
  if (!isObject(config) || !Array.isArray(config.contexts)) return 'default';
  const current = (config.contexts as readonly unknown[]).find((c) => isObject(c) && c.name === config['current-context']);
  const context = isObject(current) && isObject(current.context) ? current.context : {};
  return typeof context.namespace === 'string' && context.namespace !== '' ? context.namespace : 'default';
}

export interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The writes that the server refused. */
  readonly refusals: readonly Refusal[];
}

export interface Refusal {
  readonly request: Request;
  readonly status: Status;
}

const SERVER = 'https://127.0.0.1:6443';
const CONFIG_PATH = `${HOME}/.kube/config`;
const FREE: readonly (readonly [number, number])[] = [[0, 0], [1, 0]];

/** Discovery and OpenAPI as kubectl keeps them on disk: the same for all rehearsals. */
export type RehearsalCache = ClientCache;
export const rehearsalCache = (): RehearsalCache => new ClientCache();

export class Rehearsal {
  private readonly kernel: Kernel;
  private readonly store: Store<KubeObject>;
  private readonly session: ShellSession;

  constructor(live: LiveCluster, cache: RehearsalCache) {
    const { state } = live;
    const kernel = new Kernel({ seed: state.kernel.seed, epochMs: state.kernel.wallMs });
    const store = new Store<KubeObject>(kernel);
    store.load(state.store.range('').map(({ key, value, modRevision }) => ({ key, value, revision: modRevision })), state.store.revision);
    const server = new ApiServer({ kernel, store, scheme: new Scheme(state.scheme.kinds), times: INSTANT, config: state.config });
    takeAddresses(server.state);
    const transport: Transport = { kernel, link: new Link(kernel, 'rehearsal', FREE), endpoint: server, server: SERVER };
    const files = new Files();
    files.write(CONFIG_PATH, live.kubeConfig);
    this.kernel = kernel;
    this.store = store;
    this.session = { transport, user: live.user, files, cache, times: NO_TIMES, tunnels: new Map(), nextPid: 300 };
  }

  /** Applies one document under the name of its file. */
  apply(file: string, text: string): Outcome {
    this.session.files.write(file, text);
    let stdout = '';
    let stderr = '';
    const print = (fd: 1 | 2 | 3, words: string): void => {
      if (fd === 1) stdout += words;
      else if (fd === 2) stderr += words;
    };
    const { kernel } = this;
    const first = kernel.trace.size + 1;
    const span = kernel.trace.open('input', 'kubectl', 'rehearsal', kernel.now, NO_SPAN);
    const process = new Process({ session: this.session, kernel, args: ['apply', '-f', file], env: { HOME }, stdin: '', print });
    let exit: number | undefined;
    function* run(): Sim<void> {
      exit = yield* runKubectl(process);
    }
    kernel.spawn('rehearsal', run(), span);
    while (exit === undefined && kernel.step());
    this.settleNamespaces(stdout);
    return { exit: exit ?? 1, stdout, stderr, refusals: this.refusals(first) };
  }

  private refusals(first: number): readonly Refusal[] {
    const { trace } = this.kernel;
    const out: Refusal[] = [];
    for (let id = first; id <= trace.size; id++) {
      const span = trace.span(id as SpanId);
      if (span.name !== 'request') continue;
      const { request, refused } = span.data as RequestData;
      if (refused && request.method !== 'GET') out.push({ request, status: refused.status });
    }
    return out;
  }

  private settleNamespaces(stdout: string): void {
    for (const [, namespace = ''] of stdout.matchAll(/^namespace\/(\S+) created$/gm)) {
      this.store.put(`/registry/serviceaccounts/${namespace}/default`, 0, (revision) =>
        deepFreeze({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace, uid: '', resourceVersion: String(revision), creationTimestamp: this.kernel.timestamp() } }),
      );
    }
  }
}

/** A server that starts anew finds out from the Services what is given away. */
function takeAddresses({ store, allocators }: ServerState): void {
  for (const { value } of store.range('/registry/services/specs/')) {
    const { spec } = value as { readonly spec?: { readonly clusterIP?: string; readonly healthCheckNodePort?: number; readonly ports?: readonly { readonly nodePort?: number }[] } };
    if (!isObject(spec)) continue;
    const address = parseIPv4(spec.clusterIP ?? '');
    if (address !== undefined) allocators.addresses.take(address);
    for (const port of [...(spec.ports ?? []).map((p) => p.nodePort), spec.healthCheckNodePort]) if (port) allocators.nodePorts.take(port);
  }
}
