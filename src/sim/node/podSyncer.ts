// Brings a Pod's containers to what its spec says, and in the end takes them away: the three kinds of sync of a Pod worker.
// Upstream: pkg/kubelet/kubelet.go (SyncPod, SyncTerminatingPod, SyncTerminatedPod), kuberuntime_manager.go (SyncPod)

import { milliseconds, parseTime, type Micros } from '../../base/time.ts';
import type { ContainerStatus, PodStatus } from '../kinds/shared/podTypes.ts';
import { podReady, type Condition } from './conditions.ts';
import type { Sim } from '../kernel/task.ts';
import type { Pod } from '../kinds/pod.ts';
import { killContainer, killPod } from './containerKill.ts';
import { identityOf, startContainer } from './containerStart.ts';
import { StartError } from './imagePuller.ts';
import { podEvent, type Parts } from './parts.ts';
import { podActions, type PodActions } from './podActions.ts';
import { isSidecar, isStatic, isTerminal, podText, type AnyContainer } from './podParts.ts';
import { podStatusOf, type DraftStatus, type StartProblem } from './podStatus.ts';
import { SyncError, type PodSyncer, type PodUpdate } from './podWorkers.ts';
import { referencesOf } from './podRefs.ts';
import { RuntimeError, type PodInfo, type SandboxInfo } from './runtimeTypes.ts';
import { MountError } from './hostPath.ts';

export interface SyncerHooks {
  /** Whether the network of the node is ready; otherwise why not. */
  readonly networkProblem: () => string | undefined;
  /** The mirror of a static Pod is made where it is missing. */
  readonly reconcileMirror: (pod: Pod, mirror: Pod | undefined) => Sim<void>;
  /** The Pod's cgroup was taken away. */
  readonly cgroupGone: (uid: string) => boolean;
  readonly finished: (pod: Pod) => void;
  /** Every Pod is looked at again after a while, not only those that need it. */
  readonly alwaysResync: boolean;
}

export class KubeletSyncer implements PodSyncer {
  private readonly parts: () => Parts;
  private readonly hooks: SyncerHooks;

  constructor(parts: () => Parts, hooks: SyncerHooks) {
    this.parts = parts;
    this.hooks = hooks;
  }

  /** A Pod's status as it is now. */
  statusOf(pod: Pod, info: PodInfo | undefined, over: boolean, cgroupGone = this.hooks.cgroupGone(pod.metadata.uid)): DraftStatus {
    const { kernel, status, shape, probes, problems, quirks } = this.parts();
    const { uid } = pod.metadata;
    const previous = status.previous(pod);
    return podStatusOf({
      pod,
      info,
      previous,
      nodeIP: shape.ip,
      now: kernel.timestamp(),
      epochMs: kernel.epochMs,
      over,
      problem: (container) => problems.get(uid)?.get(container),
      startup: (id) => probes.verdict('startup', id),
      readiness: (id) => probes.verdict('readiness', id),
      probed: (container, kind) => probes.has(uid, container, kind),
      trigger: (container) => probes.trigger(uid, container),
      evict: this.deadline(pod, previous),
      quirks,
      cgroupGone,
      ip: info?.sandboxes[0]?.ip ?? '',
    });
  }

  /** The Ready condition for these containers. */
  readyCondition(pod: Pod, conditions: readonly Condition[], statuses: readonly ContainerStatus[], phase: string): ReturnType<typeof podReady> {
    return podReady(pod, conditions, statuses, phase);
  }

  *syncPod(update: PodUpdate, info: PodInfo | undefined): Sim<{ readonly terminal: boolean; readonly acted: boolean }> {
    const parts = this.parts();
    const { status, volumes, probes, workers, configMaps, secrets } = parts;
    const { pod } = update;
    const { uid, namespace = '' } = pod.metadata;
    const made = this.statusOf(pod, info, false);
    status.set(pod, made);
    if (isTerminal(made.phase)) return { terminal: true, acted: false };
    const network = this.hooks.networkProblem();
    if (network !== undefined && !pod.spec.hostNetwork) {
      const message = `network is not ready: container runtime network not ready: ${network}`;
      podEvent(parts, pod, 'Warning', 'NetworkNotReady', message);
      throw new SyncError(message, (parts.kernel.now + milliseconds(1000)) as Micros);
    }
    const interrupted = (): boolean => workers.isTerminating(uid);
    if (!interrupted()) {
      const refs = referencesOf(pod);
      for (const name of refs.configMaps) configMaps.add(uid, namespace, name);
      for (const name of refs.secrets) secrets.add(uid, namespace, name);
    }
    yield* this.hooks.reconcileMirror(pod, update.mirror);
    volumes.add(pod);
    volumes.refresh(pod);
    try {
      if (!(yield* volumes.waitForMounts(pod, interrupted))) return { terminal: false, acted: false };
    } catch (error) {
      if (!(error instanceof MountError)) throw error;
      throw new SyncError(error.message);
    }
    probes.add(pod);
    return yield* this.syncContainers(pod, info);
  }

  *syncTerminatingPod(update: PodUpdate, info: PodInfo | undefined, graceSeconds: number, statusFn: PodUpdate['statusFn']): Sim<void> {
    const parts = this.parts();
    const { status, probes, runtime } = parts;
    const { pod } = update;
    const { uid } = pod.metadata;
    const before = this.statusOf(pod, info, false);
    statusFn?.(before);
    status.set(pod, before);
    probes.stopLivenessAndStartup(uid);
    try {
      yield* killPod(parts, pod, info, graceSeconds);
      // What was started while nobody looked is not spared.
      const late = runtime.pod(uid);
      if (late?.containers.some((c) => c.state === 'running')) yield* killPod(parts, pod, late, graceSeconds);
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      podEvent(parts, pod, 'Warning', 'FailedKillPod', `error killing pod: ${error.message}`);
      throw new SyncError(`error killing terminating pod: ${error.message}`);
    }
    probes.remove(uid);
    const stopped = runtime.pod(uid);
    const after = this.statusOf(pod, stopped, true);
    statusFn?.(after);
    status.set(pod, after);
    parts.volumes.release(uid);
    // Where it shows, the next round of housekeeping takes the cgroup away.
    if (parts.quirks.cgroupV1) this.hooks.finished(pod);
  }

  *syncTerminatedPod(update: PodUpdate, info: PodInfo | undefined): Sim<void> {
    const { status, volumes, configMaps, secrets, quirks } = this.parts();
    const { pod } = update;
    const { uid } = pod.metadata;
    status.set(pod, quirks.noCgroups ? this.statusOf(pod, info, true, true) : this.statusOf(pod, info, true));
    volumes.release(uid);
    yield* volumes.waitForUnmount(uid);
    configMaps.release(uid);
    secrets.release(uid);
    status.terminate(pod);
  }

  needsResync(pod: Pod): boolean {
    return this.hooks.alwaysResync || isStatic(pod) || this.parts().volumes.isRefreshed(pod);
  }

  finished(pod: Pod): void {
    this.hooks.finished(pod);
  }

  /** A Pod may only live so long. Upstream: pkg/kubelet/active_deadline.go */
  private deadline(pod: Pod, previous: PodStatus): { readonly reason: string; readonly message: string } | undefined {
    const limit = pod.spec.activeDeadlineSeconds;
    if (limit === undefined || !previous.startTime) return undefined;
    const { kernel } = this.parts();
    const passed = kernel.wallMs >= (parseTime(previous.startTime) ?? kernel.wallMs) + limit * 1000;
    if (!passed) return undefined;
    const verdict = { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' };
    podEvent(this.parts(), pod, 'Normal', verdict.reason, verdict.message);
    return verdict;
  }

  // ---- containers ----

  private *syncContainers(pod: Pod, info: PodInfo | undefined): Sim<{ readonly terminal: boolean; readonly acted: boolean }> {
    const parts = this.parts();
    const { probes, runtime, workers } = parts;
    const { uid } = pod.metadata;
    const actions = podActions(pod, info, { liveness: (id) => probes.verdict('liveness', id), startup: (id) => probes.verdict('startup', id) });
    const errors: SyncError[] = [];
    let acted = false;
    if (actions.createSandbox && actions.sandboxId) podEvent(parts, pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    try {
      if (actions.killPod) {
        acted = true;
        yield* killPod(parts, pod, info);
      } else {
        for (const { info: target, container, message, reason } of actions.toKill) {
          acted = true;
          yield* killContainer(parts, pod, container, target.id, { message, reason });
        }
      }
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      throw new SyncError(error.message);
    }
    let sandbox: SandboxInfo | undefined = info?.sandboxes.find((s) => s.id === actions.sandboxId);
    if (actions.createSandbox) {
      acted = true;
      try {
        const { handler } = parts.runtimeClasses.get(pod.spec.runtimeClassName ?? '') ?? {};
        // The machines have no other runtime.
        if (handler !== undefined && handler !== 'runc') throw new RuntimeError(`rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for ${JSON.stringify(handler)} is configured`);
        sandbox = yield* runtime.runSandbox(identityOf(pod, parts.node), actions.attempt);
      } catch (error) {
        if (!(error instanceof RuntimeError)) throw error;
        if (workers.isTerminating(uid)) return { terminal: false, acted: false };
        podEvent(parts, pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${error.message}`);
        throw new SyncError(`failed to "CreatePodSandbox" for "${podText(pod)}" with CreatePodSandboxError: ${error.message}`);
      }
      parts.status.setSandboxReady(pod);
    }
    if (!sandbox || (actions.killPod && !actions.createSandbox)) return { terminal: false, acted };
    const started = yield* this.startAll(pod, info, actions, sandbox, errors);
    acted = acted || started;
    if (errors.length) throw earliest(errors);
    return { terminal: false, acted };
  }

  private *startAll(pod: Pod, info: PodInfo | undefined, actions: PodActions, sandbox: SandboxInfo, errors: SyncError[]): Sim<boolean> {
    const { spec } = pod;
    let acted = false;
    for (const i of actions.ephemeralToStart) {
      acted = true;
      yield* this.start(pod, spec.ephemeralContainers?.[i] as AnyContainer, info, sandbox, errors);
    }
    for (const i of actions.initToStart) {
      acted = true;
      const container = spec.initContainers?.[i] as AnyContainer;
      if (!(yield* this.start(pod, container, info, sandbox, errors)) && !isSidecar(container)) return acted;
    }
    for (const i of actions.toStart) {
      acted = true;
      yield* this.start(pod, spec.containers[i] as AnyContainer, info, sandbox, errors);
    }
    return acted;
  }

  private *start(pod: Pod, container: AnyContainer, info: PodInfo | undefined, sandbox: SandboxInfo, errors: SyncError[]): Sim<boolean> {
    const parts = this.parts();
    const { uid } = pod.metadata;
    try {
      yield* startContainer(parts, pod, container, info, sandbox);
      parts.problems.get(uid)?.delete(container.name);
      return true;
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      let byName = parts.problems.get(uid);
      if (!byName) parts.problems.set(uid, (byName = new Map<string, StartProblem>()));
      byName.set(container.name, { reason: error.reason, message: error.message });
      errors.push(new SyncError(`failed to "StartContainer" for "${container.name}" with ${error.reason}: ${JSON.stringify(error.message)}`, error.until, error.tells));
      return false;
    }
  }
}

/** Of several failures the one whose back-off ends first sets the time; those without one do not. */
function earliest(errors: readonly SyncError[]): SyncError {
  let best: SyncError | undefined;
  for (const error of errors) if (error.tells && error.until !== undefined && (best?.until === undefined || error.until < best.until)) best = error;
  return best ?? errors.find(({ until }) => until !== undefined) ?? (errors[0] as SyncError);
}
