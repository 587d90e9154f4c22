// Ends containers: the Event, the preStop hook, the stop signal, and SIGKILL when the grace period is over.
// Upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go (killContainer), kuberuntime_termination_order.go

import { seconds, type Micros } from '../../base/time.ts';
import type { NodeWorkData } from '../api/spans.ts';
import type { Container } from '../kinds/shared/podTypes.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { all, race, running, timeout, type Sim } from '../kernel/task.ts';
import { Signal } from '../kernel/signal.ts';
import type { Pod } from '../kinds/pod.ts';
import { podEvent, type Parts } from './parts.ts';
import { allContainers, containerNamed, isSidecar, podKey, type AnyContainer } from './podParts.ts';
import { runHook } from './lifecycleHook.ts';
import type { PodInfo } from './runtimeTypes.ts';
import { MIN_GRACE_SECONDS } from './timing.ts';

export interface KillOptions {
  readonly message?: string;
  readonly reason?: '' | 'LivenessProbe' | 'StartupProbe';
  readonly graceSeconds?: number;
  readonly order?: TerminationOrder;
}

export function* killContainer(parts: Parts, pod: Pod, container: AnyContainer, id: string, options: KillOptions = {}): Sim<void> {
  const { kernel, node, runtime } = parts;
  const own = container as Container;
  let grace = options.graceSeconds ?? graceOf(pod, own, options.reason ?? '');
  const data: NodeWorkData = { type: 'node', node, pod: podKey(pod), container: container.name, detail: `${grace}s` };
  const span = kernel.trace.open('wait', `kubelet/${node}`, 'kill', kernel.now, running().span, { data });
  try {
    podEvent(parts, pod, 'Normal', 'Killing', options.message ?? `Stopping container ${container.name}`, container);
    const hook = own.lifecycle?.preStop;
    if (hook && grace > 0) {
      const began = kernel.now;
      const hooked = kernel.trace.open('work', `kubelet/${node}`, 'preStop', began, span, { data: { ...data, detail: '' } });
      const ip = parts.pleg.get(pod.metadata.uid)?.sandboxes[0]?.ip ?? '';
      const task = kernel.spawn(`preStop/${container.name}`, runHook(parts, pod, ip, own, id, hook), running().span);
      yield* race([{ begin: (_k: Kernel, done: (v: unknown) => void) => task.onEnd(() => done(undefined)) }, timeout(seconds(grace))]);
      kernel.trace.close(hooked, kernel.now);
      if (task.done) {
        const problem = yield* task.join();
        if (problem !== undefined) podEvent(parts, pod, 'Warning', 'FailedPreStopHook', 'PreStopHook failed', container);
      } else task.cancel();
      grace -= Math.trunc((kernel.now - began) / 1e6);
    }
    if (options.order && grace > 0) grace -= yield* options.order.waitForTurn(kernel, container.name, grace);
    yield* runtime.stopContainer(id, Math.max(grace, MIN_GRACE_SECONDS));
  } finally {
    options.order?.stopped(container.name);
    kernel.trace.close(span, kernel.now);
  }
}

/** A probe may give its victims less time than the Pod does. */
function graceOf(pod: Pod, container: Container, reason: string): number {
  const grace = pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 2;
  if (reason === 'StartupProbe') return container.startupProbe?.terminationGracePeriodSeconds ?? grace;
  if (reason === 'LivenessProbe') return container.livenessProbe?.terminationGracePeriodSeconds ?? grace;
  return grace;
}

/** All that runs of a Pod, then its sandboxes. */
export function* killPod(parts: Parts, pod: Pod, info: PodInfo | undefined, graceSeconds?: number): Sim<void> {
  const { kernel, runtime } = parts;
  const live = (info?.containers ?? []).filter((c) => c.state === 'running' || c.state === 'created');
  const order = (pod.spec.initContainers ?? []).some(isSidecar) ? new TerminationOrder(pod, live.map((c) => c.name)) : undefined;
  const bodies = live.map((c) => killContainer(parts, pod, containerNamed(pod, c.name) ?? unknownContainer(c.name, c.image), c.id, { ...(graceSeconds === undefined ? {} : { graceSeconds }), ...(order ? { order } : {}) }));
  if (bodies.length === 1) yield* bodies[0] as Sim<void>;
  else if (bodies.length > 1) yield* all(kernel, `kill/${pod.metadata.name}`, bodies);
  for (const sandbox of info?.sandboxes ?? []) yield* runtime.stopSandbox(pod.metadata.uid, sandbox.id);
}

const unknownContainer = (name: string, image: string): AnyContainer => ({ name, image }) as AnyContainer;

/** Sidecars end after the app containers, the last one first. */
export class TerminationOrder {
  private readonly waitsFor = new Map<string, readonly string[]>();
  private readonly live: Set<string>;
  private readonly changed = new Signal();

  constructor(pod: Pod, live: readonly string[]) {
    this.live = new Set(live);
    const main = pod.spec.containers.map((c) => c.name);
    const sidecars: string[] = [];
    for (const [group, c] of allContainers(pod)) if (group === 'initContainers' && isSidecar(c)) sidecars.push(c.name);
    sidecars.forEach((name, i) => this.waitsFor.set(name, [...main, ...sidecars.slice(i + 1)]));
  }

  stopped(name: string): void {
    if (this.live.delete(name)) this.changed.notify();
  }

  /** Whole seconds spent waiting. */
  *waitForTurn(kernel: Kernel, name: string, graceSeconds: number): Sim<number> {
    const before = this.waitsFor.get(name);
    if (!before) return 0;
    const began = kernel.now;
    const deadline = began + graceSeconds * 1e6;
    while (before.some((other) => this.live.has(other)) && kernel.now < deadline) {
      yield* race([this.changed, timeout((deadline - kernel.now) as Micros)]);
    }
    return Math.trunc((kernel.now - began) / 1e6);
  }
}
