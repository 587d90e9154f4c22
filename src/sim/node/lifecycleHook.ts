// A lifecycle hook, run: it is made in the same ways as a probe.
// Upstream: pkg/kubelet/lifecycle/handlers.go

import { milliseconds, seconds, type Micros } from '../../base/time.ts';
import { sleep, type Sim } from '../kernel/task.ts';
import type { Pod } from '../kinds/pod.ts';
import type { Container, LifecycleHandler } from '../kinds/shared/podTypes.ts';
import { NetworkError } from '../network/http.ts';
import { podText } from './podParts.ts';
import { portNumber, type Actor, type Port } from './probeAction.ts';
import { RuntimeError } from './runtimeTypes.ts';

/** Runs a lifecycle hook; what went wrong, or undefined. */
export function* runHook(actor: Actor, pod: Pod, ip: string, container: Container, containerId: string, hook: LifecycleHandler): Sim<string | undefined> {
  const { exec, httpGet, sleep: nap } = hook;
  if (exec) {
    const command = exec.command ?? [];
    const where = `Exec lifecycle hook ([${command.join(' ')}]) for Container "${container.name}" in Pod "${podText(pod)}" failed - error: `;
    try {
      const { code, output } = yield* actor.runtime.execSync(containerId, command, 0 as Micros);
      return code === 0 ? undefined : `${where}command '${command.join(' ')}' exited with ${code}: ${output}, message: ${JSON.stringify(output)}`;
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      return `${where}rpc error: code = Unknown desc = failed to exec in container: failed to start exec: ${error.message}: unknown, message: ""`;
    }
  }
  if (httpGet) {
    const port = portNumber(httpGet.port as Port, container) ?? 80;
    const path = httpGet.path || '/';
    const scheme = (httpGet.scheme ?? 'HTTP').toLowerCase();
    const host = httpGet.host || ip;
    const where = `HTTP lifecycle hook (${path}) for Container "${container.name}" in Pod "${podText(pod)}" failed - error: `;
    try {
      const headers: Record<string, string> = { 'User-Agent': 'kube-lifecycle/1.36', Accept: '*/*' };
      for (const { name, value } of httpGet.httpHeaders ?? []) headers[name] = value;
      const { status, body } = yield* actor.network.probe(actor.node, { method: 'GET', scheme, host, port, path, headers, timeout: seconds(60) });
      return status >= 200 && status < 400 ? undefined : `${where}HTTP lifecycle hook failed with statuscode: ${status}, message: ${JSON.stringify(body)}`;
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      return `${where}Get "${scheme}://${host}:${port}${path}": ${error.message}, message: ""`;
    }
  }
  if (nap) {
    yield* sleep(seconds(nap.seconds));
    return undefined;
  }
  yield* sleep(milliseconds(1));
  return undefined;
}
