// What a Pod needs next: which of its containers to kill, which to start, whether its sandbox is to be made anew. Pure.
// Upstream: pkg/kubelet/kuberuntime/kuberuntime_manager.go (computePodActions, computeInitContainerActions)

import type { Pod } from '../kinds/pod.ts';
import type { Verdict } from './probes.ts';
import { definitionOf, isSidecar, newest, restartPolicyOf, shouldBeRestarted, type AnyContainer } from './podParts.ts';
import type { ContainerInfo, PodInfo } from './runtimeTypes.ts';

export interface ToKill {
  readonly info: ContainerInfo;
  readonly container: AnyContainer;
  readonly message: string;
  readonly reason: '' | 'LivenessProbe' | 'StartupProbe';
}

export interface PodActions {
  killPod: boolean;
  createSandbox: boolean;
  sandboxId: string;
  attempt: number;
  readonly ephemeralToStart: number[];
  initToStart: number[];
  toStart: number[];
  readonly toKill: ToKill[];
}

export interface ProbeVerdicts {
  readonly liveness: (containerId: string) => Verdict | undefined;
  readonly startup: (containerId: string) => Verdict | undefined;
}

export function podActions(pod: Pod, info: PodInfo | undefined, verdicts: ProbeVerdicts): PodActions {
  const { spec } = pod;
  const sandbox = info?.sandboxes[0];
  const usable = sandbox?.ready === true && (sandbox.hostNetwork || sandbox.ip !== '');
  const actions: PodActions = {
    killPod: !usable,
    createSandbox: !usable,
    sandboxId: sandbox?.id ?? '',
    attempt: sandbox ? sandbox.attempt + (usable ? 0 : 1) : 0,
    ephemeralToStart: [],
    initToStart: [],
    toStart: [],
    toKill: [],
  };
  if (!usable) {
    anew(pod, info, actions);
    return actions;
  }
  spec.ephemeralContainers?.forEach((c, i) => {
    if (!newest(info, c.name)) actions.ephemeralToStart.push(i);
  });
  const initialized = initActions(pod, info, verdicts, actions);
  if (actions.killPod || !initialized) return actions;
  let keep = 0;
  spec.containers.forEach((container, i) => {
    const status = newest(info, container.name);
    if (status?.state !== 'running') {
      if (shouldBeRestarted(container, pod, info)) actions.toStart.push(i);
      return;
    }
    let message: string;
    let reason: ToKill['reason'] = '';
    let restart = restartPolicyOf(pod, container) !== 'Never';
    if (status.definition !== definitionOf(container)) {
      message = `Container ${container.name} definition changed`;
      restart = true;
    } else if (verdicts.liveness(status.id) === 'failure') {
      message = `Container ${container.name} failed liveness probe`;
      reason = 'LivenessProbe';
    } else if (verdicts.startup(status.id) === 'failure') {
      message = `Container ${container.name} failed startup probe`;
      reason = 'StartupProbe';
    } else {
      keep++;
      return;
    }
    if (restart) {
      message += ', will be restarted';
      actions.toStart.push(i);
    }
    actions.toKill.push({ info: status, container, message, reason });
  });
  if (keep === 0 && actions.toStart.length === 0) {
    actions.killPod = true;
    // Sidecars must not keep a finished Pod alive.
    actions.initToStart = [];
  }
  return actions;
}

/** There is no sandbox, or it is dead: from the beginning, if the Pod is to go on at all. */
function anew(pod: Pod, info: PodInfo | undefined, actions: PodActions): void {
  const { spec } = pod;
  const never = spec.restartPolicy === 'Never' && !spec.containers.some((c) => restartPolicyOf(pod, c) !== 'Never');
  if (never && actions.attempt !== 0 && info?.containers.length) {
    actions.createSandbox = false;
    return;
  }
  const toStart: number[] = [];
  spec.containers.forEach((container, i) => {
    const status = newest(info, container.name);
    if (spec.restartPolicy === 'OnFailure' && status?.state === 'exited' && status.exitCode === 0) return;
    toStart.push(i);
  });
  if (toStart.length === 0) {
    actions.createSandbox = false;
    return;
  }
  if (spec.initContainers?.length) actions.initToStart = [0];
  else actions.toStart = toStart;
}

/** Init containers run one after the other; sidecars among them go on running. True: the app containers may start. */
function initActions(pod: Pod, info: PodInfo | undefined, verdicts: ProbeVerdicts, actions: PodActions): boolean {
  const { initContainers } = pod.spec;
  if (!initContainers?.length) return true;
  let initialized = pod.spec.containers.some((c) => {
    const state = newest(info, c.name)?.state;
    return state === 'running' || state === 'created';
  });
  let previous = initialized;
  const toStart = new Set<number>();
  for (let i = initContainers.length - 1; i >= 0; i--) {
    const container = initContainers[i] as AnyContainer;
    const sidecar = isSidecar(container);
    const status = newest(info, container.name);
    if (!status) {
      if (previous && sidecar) toStart.add(i);
      continue;
    }
    if (previous && !sidecar) continue;
    const last = i === initContainers.length - 1;
    if (status.state === 'running' && sidecar) {
      const { startupProbe, livenessProbe } = container as { startupProbe?: unknown; livenessProbe?: unknown };
      const startup = verdicts.startup(status.id);
      if (!startupProbe || startup === 'success') {
        if (last) initialized = true;
        else if (!previous) toStart.add(i + 1);
        if (status.definition !== definitionOf(container)) {
          actions.toKill.push({ info: status, container, message: `Init container ${container.name} definition changed`, reason: '' });
          toStart.add(i);
        } else if (livenessProbe && verdicts.liveness(status.id) === 'failure') {
          actions.toKill.push({ info: status, container, message: `Init container ${container.name} failed liveness probe`, reason: 'LivenessProbe' });
          toStart.add(i);
        }
      } else if (startup === 'failure') {
        actions.toKill.push({ info: status, container, message: `Init container ${container.name} failed startup probe`, reason: 'StartupProbe' });
        toStart.add(i);
      }
    } else if (status.state === 'exited') {
      if (sidecar) toStart.add(i);
      else if (status.exitCode !== 0) {
        if (restartPolicyOf(pod, container) === 'Never') {
          actions.killPod = true;
          actions.initToStart = [];
          return false;
        }
        toStart.add(i);
      } else if (last) initialized = true;
      else toStart.add(i + 1);
    } else if (status.state === 'created') toStart.add(i);
    previous = true;
  }
  if (!previous) toStart.add(0);
  actions.initToStart = [...toStart].sort((a, b) => a - b);
  return initialized;
}
