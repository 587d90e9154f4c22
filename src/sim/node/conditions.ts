// The conditions of a Pod that its kubelet writes, and its phase. Pure.
// Upstream: pkg/kubelet/status/generate.go, pkg/kubelet/kubelet_pods.go (getPhase)

import type { Pod } from '../kinds/pod.ts';
import type { ContainerStatus, PodStatus } from '../kinds/shared/podTypes.ts';
import { isSidecar, isStatic, mayRestart, type AnyContainer } from './podParts.ts';

export type Condition = NonNullable<PodStatus['conditions']>[number];

export const KUBELET_CONDITIONS = ['PodScheduled', 'Ready', 'Initialized', 'ContainersReady', 'PodReadyToStartContainers', 'PodResizeInProgress', 'PodResizePending', 'AllContainersRestarting'];

interface Generated {
  readonly status: 'True' | 'False';
  readonly reason?: string;
  readonly message?: string;
}

const TRUE: Generated = { status: 'True' };

const list = (names: readonly string[]): string => `[${names.join(' ')}]`;

export function containersReady(pod: Pod, statuses: readonly ContainerStatus[] | undefined, phase: string): Generated {
  if (!statuses) return { status: 'False', reason: 'UnknownContainerStatuses' };
  const unknown: string[] = [];
  const unready: string[] = [];
  const look = (container: AnyContainer): void => {
    const status = statuses.find((s) => s.name === container.name);
    if (!status) unknown.push(container.name);
    else if (!status.ready) unready.push(container.name);
  };
  for (const container of pod.spec.initContainers ?? []) if (isSidecar(container)) look(container);
  for (const container of pod.spec.containers) look(container);
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const messages: string[] = [];
  if (unknown.length) messages.push(`containers with unknown status: ${list(unknown)}`);
  if (unready.length) messages.push(`containers with unready status: ${list(unready)}`);
  return messages.length ? { status: 'False', reason: 'ContainersNotReady', message: messages.join(', ') } : TRUE;
}

/** Ready: all containers are, and all readiness gates are open. */
export function podReady(pod: Pod, conditions: readonly Condition[], statuses: readonly ContainerStatus[] | undefined, phase: string): Generated {
  const containers = containersReady(pod, statuses, phase);
  if (containers.status !== 'True') return containers;
  const messages: string[] = [];
  for (const { conditionType } of pod.spec.readinessGates ?? []) {
    const condition = conditions.find((c) => c.type === conditionType);
    if (!condition) messages.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    else if (condition.status !== 'True') messages.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`);
  }
  return messages.length ? { status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') } : TRUE;
}

export function podInitialized(pod: Pod, statuses: readonly ContainerStatus[] | undefined, phase: string): Generated {
  const { initContainers } = pod.spec;
  if (!statuses && initContainers?.length) return { status: 'False', reason: 'UnknownContainerStatuses' };
  const unknown: string[] = [];
  const incomplete: string[] = [];
  for (const container of initContainers ?? []) {
    const status = statuses?.find((s) => s.name === container.name);
    if (!status) unknown.push(container.name);
    else if (isSidecar(container) ? !status.started : !status.ready) incomplete.push(container.name);
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'True', reason: 'PodCompleted' };
  // A Pod whose containers have started is past its init containers, whatever is known of them.
  if (isInitialized(pod, statuses)) return TRUE;
  const messages: string[] = [];
  if (unknown.length) messages.push(`containers with unknown status: ${list(unknown)}`);
  if (incomplete.length) messages.push(`containers with incomplete status: ${list(incomplete)}`);
  return messages.length ? { status: 'False', reason: 'ContainersNotInitialized', message: messages.join(', ') } : TRUE;
}

/** Whether one of the app containers has been started: then the Pod is past its init containers. Upstream: HasAnyRegularContainerStarted */
export function isInitialized(pod: Pod, statuses: readonly ContainerStatus[] | undefined): boolean {
  if (!statuses) return false;
  for (const container of pod.spec.containers) {
    const state = statuses.find((s) => s.name === container.name)?.state;
    if (state && !state.waiting && (state.running || state.terminated)) return true;
  }
  return false;
}

/** The phase that the containers' states make; `over`: the Pod is terminating for good, nothing starts again. Upstream: getPhase */
export function phaseOf(pod: Pod, statuses: readonly ContainerStatus[], over: boolean): string {
  const byName = (container: AnyContainer): ContainerStatus | undefined => statuses.find((s) => s.name === container.name);
  let pendingInit = 0;
  let failedInit = 0;
  let pendingSidecars = 0;
  let unknown = 0;
  let running = 0;
  let waiting = 0;
  for (const container of pod.spec.initContainers ?? []) {
    const status = byName(container);
    const { running: runs, terminated, waiting: waits } = status?.state ?? {};
    const last = status?.lastState?.terminated;
    if (isSidecar(container)) {
      if (!status) unknown++;
      else if (runs) {
        if (!status.started) pendingSidecars++;
        running++;
      } else if (waits && !last) {
        pendingSidecars++;
        waiting++;
      } else if (!terminated && !waits) {
        pendingSidecars++;
        unknown++;
      }
    } else if (terminated) {
      if (terminated.exitCode !== 0) failedInit++;
    } else if (waits && last) {
      if (last.exitCode !== 0) failedInit++;
    } else pendingInit++;
  }
  let stopped = 0;
  let succeeded = 0;
  let restartable = 0;
  for (const container of pod.spec.containers) {
    const status = byName(container);
    const { running: runs, terminated, waiting: waits } = status?.state ?? {};
    const last = status?.lastState?.terminated;
    if (runs) running++;
    else if (terminated || (waits && last)) {
      const { exitCode } = (terminated ?? last) as NonNullable<typeof terminated>;
      stopped++;
      if (terminated && exitCode === 0) succeeded++;
      if (mayRestart(container, pod, exitCode)) restartable++;
    } else if (waits) waiting++;
    else unknown++;
  }
  if (failedInit > 0 && pod.spec.restartPolicy === 'Never') return 'Failed';
  if (pendingInit > 0 || (pendingSidecars > 0 && !isInitialized(pod, statuses)) || waiting > 0) return 'Pending';
  if (running > 0 && unknown === 0) return 'Running';
  if (running > 0 || stopped === 0 || unknown > 0) return 'Pending';
  const ended = stopped === succeeded ? 'Succeeded' : 'Failed';
  if (over && !isStatic(pod)) return ended;
  return restartable > 0 ? 'Running' : ended;
}
