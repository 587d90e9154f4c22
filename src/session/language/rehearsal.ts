// A rehearsal of `kubectl apply`: the real kubectl before a copy of the cluster. So what the editor says of a manifest is
// what applying it would say, word for word.
//
// Documents are rehearsed one after the other and really stored in the copy, so that a ConfigMap may lie in a Namespace of
// the same file.
// Simplified: no controller acts in between; quotas and the like are as they were before the first document.

import { isObject } from '../../base/json.ts';
import type { Status } from '../../sim/api/errors.ts';
import type { Request, UserInfo } from '../../sim/api/http.ts';
import type { RequestData } from '../../sim/api/spans.ts';
import { parseYaml } from '../../sim/api/yaml.ts';
import { copyCluster, type ClusterCopy, type ClusterState } from '../../sim/cluster/clusterCopy.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { NO_SPAN, type SpanId } from '../../sim/kernel/trace.ts';
import { ClientCache } from '../../kubectl/cache.ts';
import { Files, HOME } from '../../kubectl/files.ts';
import { runKubectl } from '../../kubectl/kubectl.ts';
import { NO_TIMES, Process, type ShellSession } from '../../kubectl/process.ts';

/** What the language service needs to know of the cluster. */
export interface LiveCluster {
  readonly state: ClusterState;
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

/** Discovery and OpenAPI as kubectl keeps them on disk: the same for all rehearsals. */
export type RehearsalCache = ClientCache;
export const rehearsalCache = (): RehearsalCache => new ClientCache();

export class Rehearsal {
  private readonly copy: ClusterCopy;
  private readonly session: ShellSession;

  constructor(live: LiveCluster, cache: RehearsalCache) {
    this.copy = copyCluster(live.state, SERVER);
    const files = new Files();
    files.write(CONFIG_PATH, live.kubeConfig);
    this.session = { transport: this.copy.transport, user: live.user, files, cache, times: NO_TIMES, tunnels: new Map(), nextPid: 300 };
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
    const { kernel } = this.copy;
    const first = kernel.trace.size + 1;
    const span = kernel.trace.open('input', 'kubectl', 'rehearsal', kernel.now, NO_SPAN);
    const process = new Process({ session: this.session, kernel, args: ['apply', '-f', file], env: { HOME }, stdin: '', print });
    let exit: number | undefined;
    function* run(): Sim<void> {
      exit = yield* runKubectl(process);
    }
    kernel.spawn('rehearsal', run(), span);
    while (exit === undefined && kernel.step());
    for (const [, namespace = ''] of stdout.matchAll(/^namespace\/(\S+) created$/gm)) this.copy.settleNamespace(namespace);
    return { exit: exit ?? 1, stdout, stderr, refusals: this.refusals(first) };
  }

  private refusals(first: number): readonly Refusal[] {
    const { trace } = this.copy.kernel;
    const out: Refusal[] = [];
    for (let id = first; id <= trace.size; id++) {
      const span = trace.span(id as SpanId);
      if (span.name !== 'request') continue;
      const { request, refused } = span.data as RequestData;
      if (refused && request.method !== 'GET') out.push({ request, status: refused.status });
    }
    return out;
  }
}
