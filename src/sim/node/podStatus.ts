// A Pod's status as its kubelet works it out: from what the runtime says, what the probes found, why starting failed, and
// what was said before.
// Upstream: pkg/kubelet/kubelet_pods.go (generateAPIPodStatus, convertToAPIContainerStatuses)

import { equal } from '../../base/json.ts';
import { rfc3339, type Micros } from '../../base/time.ts';
import { isPodLevelResource } from '../api/podResources.ts';
import type { Pod } from '../kinds/pod.ts';
import type { Container, ContainerStatus, PodStatus, Resources } from '../kinds/shared/podTypes.ts';
import { containersReady, isInitialized, KUBELET_CONDITIONS, phaseOf, podInitialized, podReady, type Condition } from './conditions.ts';
import { isSidecar, isStatic, isTerminal, shouldBeRestarted, type AnyContainer } from './podParts.ts';
import { levelLimits, levelRequests } from './podResourceList.ts';
import type { ContainerInfo, PodInfo } from './runtimeTypes.ts';

/** Why a container could not be started at the last try. Upstream: pkg/kubelet/reason_cache.go */
export interface StartProblem {
  readonly reason: string;
  readonly message: string;
}

/** What only some runtimes report. */
export interface StatusQuirks {
  /** The identity of the first process. */
  readonly user: boolean;
  /** A memory request of 0 beside a CPU request (the runtime of hollow-3). */
  readonly zeroMemory: boolean;
  /** A cgroup v1 node says that a Pod without a limit may use 9007199254740988Ki. */
  readonly cgroupV1: boolean;
  /** No cgroups are made (the runtime of hollow-3): once a Pod's end is complete, nothing is known of its resources. */
  readonly noCgroups: boolean;
}

export interface StatusInput {
  readonly pod: Pod;
  readonly info: PodInfo | undefined;
  /** What the status manager holds, or the Pod's own status. */
  readonly previous: PodStatus;
  readonly nodeIP: string;
  readonly now: string;
  readonly epochMs: number;
  /** The Pod has ended for good. */
  readonly over: boolean;
  readonly problem: (container: string) => StartProblem | undefined;
  readonly startup: (containerId: string) => 'success' | 'failure' | undefined;
  readonly readiness: (containerId: string) => 'success' | 'failure' | undefined;
  /** Whether a probe of that kind is at work. */
  readonly probed: (container: string, kind: 'startup' | 'readiness') => boolean;
  /** A container that is not ready yet is probed for it at once. */
  readonly trigger: (container: string) => void;
  /** Why the Pod has to end although its containers would go on (a deadline). */
  readonly evict: { readonly reason: string; readonly message: string } | undefined;
  readonly quirks: StatusQuirks;
  /** The Pod's cgroup is gone. */
  readonly cgroupGone: boolean;
  /** The address of the sandbox, kept when the sandbox is gone. */
  readonly ip: string;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
export type DraftStatus = Writable<PodStatus> & { conditions: Condition[] };
type DraftContainer = Writable<ContainerStatus>;

export function podStatusOf(input: StatusInput): DraftStatus {
  const { pod, info, previous, over, quirks } = input;
  const { spec, metadata } = pod;
  const generation = isStatic(pod) ? undefined : metadata.generation;
  const init = spec.initContainers;
  const ephemeral = spec.ephemeralContainers;
  const containerStatuses = convert(input, spec.containers, previous.containerStatuses, Boolean(init?.length), false).sort((a, b) => (a.name < b.name ? -1 : 1));
  const initStatuses = init?.length ? convert(input, init, previous.initContainerStatuses, true, true) : undefined;
  const ephemeralStatuses = ephemeral?.length ? convert(input, ephemeral, previous.ephemeralContainerStatuses, Boolean(init?.length), false) : undefined;
  const all = initStatuses ? [...initStatuses, ...containerStatuses] : containerStatuses;
  markReady(input, spec.containers, containerStatuses, initStatuses);

  let phase = phaseOf(pod, all, over);
  let { reason, message } = previous.phase === phase ? previous : {};
  if (isTerminal(pod.status?.phase)) phase = pod.status.phase as string;
  if (input.evict) {
    phase = 'Failed';
    ({ reason, message } = input.evict);
  }
  const status: DraftStatus = { conditions: [] } as unknown as DraftStatus;
  if (generation) status.observedGeneration = generation;
  status.phase = phase as NonNullable<PodStatus['phase']>;
  const kept = (pod.status?.conditions ?? []).filter((c) => !KUBELET_CONDITIONS.includes(c.type));
  const disruption = previous.conditions?.find((c) => c.type === 'DisruptionTarget');
  if (disruption && !kept.some((c) => c.type === 'DisruptionTarget')) kept.push(disruption);
  const ready = info?.sandboxes[0]?.ready === true && Boolean(info.sandboxes[0].ip);
  const made: Condition[] = [];
  const add = (type: string, made_: { readonly status: string; readonly reason?: string; readonly message?: string }): void => {
    const condition: Record<string, unknown> = { type };
    if (generation) condition.observedGeneration = generation;
    condition.lastProbeTime = null;
    condition.lastTransitionTime = null;
    condition.status = made_.status;
    if ('reason' in made_) condition.reason = made_.reason;
    if ('message' in made_) condition.message = made_.message;
    made.push(condition as unknown as Condition);
  };
  add('PodReadyToStartContainers', { status: ready ? 'True' : 'False' });
  add('Initialized', podInitialized(pod, all, phase));
  add('Ready', podReady(pod, pod.status?.conditions ?? [], all, phase));
  add('ContainersReady', containersReady(pod, all, phase));
  add('PodScheduled', { status: 'True' });
  status.conditions = [...kept, ...made];
  if (message) status.message = message;
  if (reason) status.reason = reason;
  status.hostIP = input.nodeIP;
  status.hostIPs = [{ ip: input.nodeIP }];
  const ip = spec.hostNetwork ? input.nodeIP : input.ip || previous.podIP;
  if (ip) {
    status.podIP = ip;
    status.podIPs = [{ ip }];
  }
  if (previous.startTime) status.startTime = previous.startTime;
  if (initStatuses) status.initContainerStatuses = initStatuses;
  status.containerStatuses = containerStatuses;
  if (pod.status?.qosClass) status.qosClass = pod.status.qosClass;
  if (ephemeralStatuses) status.ephemeralContainerStatuses = ephemeralStatuses;
  levelResources(status, input, quirks);
  return status;
}

/** The Pod's resources as a whole: what was granted, and what its cgroup has. */
function levelResources(status: DraftStatus, { pod, cgroupGone }: StatusInput, quirks: StatusQuirks): void {
  const requests = levelRequests(pod);
  if (requests) status.allocatedResources = requests;
  if (cgroupGone) {
    status.resources = {};
    return;
  }
  const limits = levelLimits(pod);
  const resources: { limits?: Record<string, string>; requests?: Record<string, string> } = {};
  if (limits) resources.limits = limits;
  if (requests) resources.requests = requests;
  if (quirks.cgroupV1 && pod.status?.phase && pod.status.phase !== 'Pending' && !limits?.memory && !isStatic(pod)) resources.limits = { ...limits, memory: '9007199254740988Ki' };
  status.resources = resources;
}

function convert(input: StatusInput, containers: readonly AnyContainer[], before: readonly ContainerStatus[] | undefined, hasInit: boolean, isInit: boolean): DraftContainer[] {
  const { pod, info, problem } = input;
  return containers.map((container) => {
    const old = before?.find((s) => s.name === container.name);
    let status: DraftContainer;
    if (old?.state?.terminated) status = { ...old };
    else {
      status = {
        name: container.name,
        state: { waiting: { reason: hasInit ? 'PodInitializing' : 'ContainerCreating' } },
        lastState: old?.lastState ?? {},
        ready: false,
        restartCount: old?.restartCount ?? 0,
        image: container.image ?? '',
        imageID: '',
      };
    }
    let seen = 0;
    let newest: ContainerInfo | undefined;
    for (const found of info?.containers ?? []) {
      if (found.name !== container.name) continue;
      if (seen === 0) {
        newest = found;
        status = converted(input, container as Container, found);
        // The one before it may have been removed already.
        if (old && found.restartCount > 0) status.lastState = old.restartCount === found.restartCount || !old.state?.terminated ? (old.lastState ?? {}) : old.state;
      } else status.lastState = stateOf(found, input);
      if (++seen === 2) break;
    }
    const mounts = volumeMounts(container);
    if (mounts) status.volumeMounts = mounts;
    // A container that could not be started waits, and says why: but only now that the next sync looks at it.
    if (!(isInit && newest?.state === 'exited' && newest.exitCode === 0 && !isSidecar(container)) && shouldBeRestarted(container, pod, info)) {
      const why = problem(container.name);
      if (why) {
        if (status.state?.terminated) status.lastState = status.state;
        status.state = { waiting: { reason: why.reason, ...(why.message ? { message: why.message } : {}) } };
      }
    }
    return status;
  });
}

function converted(input: StatusInput, container: Container, found: ContainerInfo): DraftContainer {
  const status: DraftContainer = {
    name: container.name,
    state: stateOf(found, input),
    lastState: {},
    ready: false,
    restartCount: found.restartCount,
    image: found.image,
    imageID: found.imageId,
    containerID: `containerd://${found.id}`,
  };
  const { requests } = container.resources ?? {};
  if (requests && Object.keys(requests).length) status.allocatedResources = requests;
  status.resources = actualResources(container.resources, found, input.quirks);
  if (input.quirks.user) {
    const { uid, gid, groups } = found.user;
    status.user = { linux: { uid, gid, supplementalGroups: groups.length ? groups : [gid] } };
  }
  return status;
}

const NO_RESOURCES: Resources = {};

function actualResources(resources: Resources | undefined, found: ContainerInfo, quirks: StatusQuirks): Resources {
  if (!resources) return NO_RESOURCES;
  const { requests } = resources;
  if (quirks.zeroMemory && found.state === 'running' && requests && Object.keys(requests).length && requests.memory === undefined) return { ...resources, requests: { ...requests, memory: '0' } };
  return resources;
}

function stateOf(found: ContainerInfo, { epochMs }: StatusInput): NonNullable<ContainerStatus['state']> {
  const date = (at: Micros): string => rfc3339(epochMs + at / 1000);
  switch (found.state) {
    case 'created':
      return { waiting: {} };
    case 'running':
      return { running: { startedAt: date(found.startedAt) } };
    case 'exited':
      return {
        terminated: {
          exitCode: found.exitCode,
          ...(found.reason ? { reason: found.reason } : {}),
          ...(found.message ? { message: found.message } : {}),
          startedAt: found.startedAt ? date(found.startedAt) : '1970-01-01T00:00:00Z',
          finishedAt: date(found.finishedAt),
          containerID: `containerd://${found.id}`,
        },
      };
  }
}

const mountLists = new WeakMap<object, NonNullable<ContainerStatus['volumeMounts']>>();

function volumeMounts(container: AnyContainer): NonNullable<ContainerStatus['volumeMounts']> | undefined {
  const mounts = container.volumeMounts;
  if (!mounts?.length) return undefined;
  let out = mountLists.get(mounts);
  if (!out) {
    out = mounts.map(({ name, mountPath, readOnly }) => ({ name, mountPath, ...(readOnly ? { readOnly, recursiveReadOnly: 'Disabled' } : {}) }));
    mountLists.set(mounts, out);
  }
  return out;
}

/** What the probes say. Upstream: pkg/kubelet/prober/prober_manager.go UpdatePodStatus */
function markReady(input: StatusInput, containers: readonly Container[], statuses: readonly DraftContainer[], initStatuses: readonly DraftContainer[] | undefined): void {
  const { pod, probed, startup, readiness } = input;
  const started = (status: DraftContainer, container: Container): boolean => {
    if (!status.state?.running || !status.containerID) return false;
    const id = status.containerID.slice('containerd://'.length);
    if (!container.startupProbe) return true;
    const result = startup(id);
    return result ? result === 'success' : !probed(container.name, 'startup');
  };
  const ready = (status: DraftContainer, container: Container): boolean => {
    if (!container.readinessProbe) return true;
    const result = readiness((status.containerID as string).slice('containerd://'.length));
    if (result !== 'success') input.trigger(container.name);
    return result === 'success';
  };
  for (const container of containers) {
    const status = statuses.find((s) => s.name === container.name) as DraftContainer;
    status.started = started(status, container);
    if (status.started) status.ready = ready(status, container);
  }
  for (const container of pod.spec.initContainers ?? []) {
    const status = initStatuses?.find((s) => s.name === container.name);
    if (!status) continue;
    status.started = started(status, container);
    if (isSidecar(container)) {
      if (status.started) status.ready = ready(status, container);
      continue;
    }
    const { terminated } = status.state ?? {};
    status.ready = terminated?.exitCode === 0;
  }
}

/** Whether two statuses are the same as far as the kubelet is concerned. */
export function sameStatus(a: PodStatus, b: PodStatus): boolean {
  if (!sameConditions(a.conditions, b.conditions)) return false;
  for (const key of STATUS_FIELDS) if (!equal(a[key], b[key])) return false;
  return true;
}
const STATUS_FIELDS = ['phase', 'reason', 'message', 'observedGeneration', 'podIP', 'hostIP', 'startTime', 'containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses', 'resources', 'allocatedResources', 'qosClass', 'podIPs', 'hostIPs'] as const;

function sameConditions(a: readonly Condition[] | undefined, b: readonly Condition[] | undefined): boolean {
  const own = (list: readonly Condition[] | undefined): Condition[] => (list ?? []).filter((c) => KUBELET_CONDITIONS.includes(c.type) || c.type === 'DisruptionTarget');
  const x = own(a);
  const y = own(b);
  return x.length === y.length && x.every((c) => {
    const d = y.find((other) => other.type === c.type);
    return d !== undefined && c.status === d.status && c.reason === d.reason && c.message === d.message && c.observedGeneration === d.observedGeneration;
  });
}

export { isInitialized, isPodLevelResource };
