// Keeps the API server's idea of each Pod's status in step with the kubelet's: one Pod after the other, each with a look
// at what is there now and a patch of what differs.
// Upstream: pkg/kubelet/status/status_manager.go

import { seconds } from '../../base/time.ts';
import { ApiError } from '../api/errors.ts';
import { PATCH_TYPES } from '../api/http.ts';
import { createTwoWayPatch } from '../api/patch/strategicDiff.ts';
import { typeOf } from '../api/schema/schema.ts';
import type { SchemaType } from '../api/schema/schemaType.ts';
import type { Client } from '../client/client.ts';
import { ConnectionError } from '../client/transport.ts';
import type { ContainerStatus, PodStatus } from '../kinds/shared/podTypes.ts';
import type { Task, TaskGroup } from '../kernel/task.ts';
import { running, sleep, type Sim } from '../kernel/task.ts';
import type { SpanId } from '../kernel/trace.ts';
import { Pod } from '../kinds/pod.ts';
import { containersReady, KUBELET_CONDITIONS, type Condition } from './conditions.ts';
import { isMirror, isStatic, isTerminal } from './podParts.ts';
import { sameStatus, type DraftStatus } from './podStatus.ts';

interface Held {
  status: PodStatus;
  version: number;
  sent: number;
  finished: boolean;
  pod: Pod;
  cause: SpanId;
}

export interface StatusManagerOptions {
  readonly client: Client;
  readonly group: TaskGroup;
  /** Whether containers of the Pod may still run; then its phase does not become terminal yet. */
  readonly mayRun: (uid: string) => boolean;
  /** The Pod of the API that stands for a static one. */
  readonly mirrorOf: (pod: Pod) => Pod | undefined;
}

const RETRY = seconds(10);

export class StatusManager {
  private readonly held = new Map<string, Held>();
  private readonly dirty = new Set<string>();
  private readonly options: StatusManagerOptions;
  private task: Task<void> | undefined;

  constructor(options: StatusManagerOptions) {
    this.options = options;
  }

  get(uid: string): PodStatus | undefined {
    return this.held.get(uid)?.status;
  }

  /** What was last said of the Pod, here or by the API server. */
  previous(pod: Pod): PodStatus {
    const held = this.held.get(pod.metadata.uid);
    const mirror = held || !isStatic(pod) ? undefined : this.options.mirrorOf(pod);
    // The mirror of what the file held before is another Pod's.
    return held?.status ?? (mirror?.metadata.annotations?.['kubernetes.io/config.hash'] === pod.metadata.uid ? mirror.status : pod.status) ?? ({} as PodStatus);
  }

  set(pod: Pod, status: DraftStatus): void {
    this.update(pod, status, false, false);
  }

  /** The sandbox is up: said at once, before the containers are. */
  setSandboxReady(pod: Pod): void {
    const previous = this.previous(pod);
    const conditions = (previous.conditions ?? []).map((c) => (c.type === 'PodReadyToStartContainers' ? { ...c, status: 'True' as const } : c));
    this.update(pod, { ...previous, conditions } as DraftStatus, false, false);
  }

  /** Nothing of the Pod is left: what has not ended by our knowledge ended unseen. */
  terminate(pod: Pod): void {
    const previous = this.previous(pod);
    const status = { ...previous } as DraftStatus;
    if (hasInitialized(pod) && previous.containerStatuses) status.containerStatuses = previous.containerStatuses.map(unseen);
    const init = previous.initContainerStatuses;
    if (init?.length) {
      // Those behind the last one that was ever tried never came to be.
      let tried = init.length;
      while (tried > 1 && init[tried - 1]?.state?.waiting && !init[tried - 1]?.lastState?.terminated) tried--;
      status.initContainerStatuses = init.map((c, i) => (i < tried ? unseen(c) : c));
    }
    if (!isStatic(pod) && !isTerminal(status.phase)) status.phase = 'Failed';
    this.update(pod, status, true, true);
  }

  remove(uid: string): void {
    this.held.delete(uid);
    this.dirty.delete(uid);
  }

  /** Whether the API has something else than what we sent last. */
  differs(pod: Pod): boolean {
    const held = this.held.get(pod.metadata.uid);
    return held !== undefined && held.sent >= held.version && !sameStatus(pod.status, this.merge(pod, held));
  }

  /** What stood for the Pod in the API is gone: nothing of what was sent is there any more. */
  forgetSent(uid: string): void {
    const held = this.held.get(uid);
    if (held) held.sent = 0;
  }

  /** The API's version of a Pod came: where its status is not ours (somebody wrote to it), ours is sent again. */
  reconcile(pod: Pod): void {
    const held = this.held.get(pod.metadata.uid);
    if (!held) return;
    if (held.sent < held.version) {
      // What could not be sent when it was new.
      if (isStatic(pod)) this.mark(pod.metadata.uid, held);
      return;
    }
    const goes = held.finished && pod.metadata.deletionTimestamp !== undefined;
    if (!goes && sameStatus(pod.status, this.merge(pod, held))) return;
    this.mark(pod.metadata.uid, held);
  }

  private update(pod: Pod, status: DraftStatus, force: boolean, finished: boolean): void {
    const { uid } = pod.metadata;
    const { kernel } = this.options.client.transport;
    const held = this.held.get(uid);
    const old = held?.status ?? this.previous(pod);
    const now = kernel.timestamp();
    status.conditions = (status.conditions ?? []).map((c) => {
      const before = old.conditions?.find((o) => o.type === c.type);
      // What says the same as before stays the same object: less to compare, less to keep.
      if (held && before && c.status === before.status && c.reason === before.reason && c.message === before.message && c.observedGeneration === before.observedGeneration && before.lastTransitionTime && KUBELET_CONDITIONS.includes(c.type)) return before;
      const lastTransitionTime = before && before.status === c.status && before.lastTransitionTime ? before.lastTransitionTime : c.lastTransitionTime && !KUBELET_CONDITIONS.includes(c.type) ? c.lastTransitionTime : now;
      return { ...c, lastTransitionTime } as Condition;
    });
    status.startTime = old.startTime ?? status.startTime ?? now;
    if (held && !force && sameStatus(held.status, status)) return;
    const next: Held = { status, version: (held?.version ?? 0) + 1, sent: held?.sent ?? 0, finished: finished || held?.finished === true, pod, cause: kernel.span };
    this.held.set(uid, next);
    this.mark(uid, next);
  }

  private mark(uid: string, held: Held): void {
    void held;
    this.dirty.add(uid);
    if (!this.task || this.task.done) this.task = this.options.group.spawn('status', this.work());
  }

  /** Round by round: what a round sends was decided when it began, so what changes meanwhile is sent by the next. */
  private *work(): Sim<void> {
    for (;;) {
      const round: [string, Held][] = [];
      for (const uid of this.dirty) {
        const held = this.held.get(uid);
        if (held) round.push([uid, held]);
      }
      this.dirty.clear();
      if (round.length === 0) return;
      for (const [uid, held] of round) {
        running().span = held.cause;
        try {
          yield* this.send(uid, held);
        } catch (error) {
          if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
          // The next round comes by the clock.
          this.dirty.add(uid);
          yield* sleep(RETRY);
        }
      }
    }
  }

  private *send(uid: string, held: Held): Sim<void> {
    const { client, mirrorOf } = this.options;
    const local = held.pod;
    const { namespace, name } = local.metadata;
    // Without a mirror there is nothing to write to; the next change of the status tries again.
    if (isStatic(local) && !mirrorOf(local)) return;
    let current: Pod;
    try {
      current = yield* client.get(Pod, namespace, name);
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return;
      throw error;
    }
    if (this.held.get(uid) === undefined) return;
    const mirror = isStatic(local) ? mirrorOf(local) : undefined;
    if (current.metadata.uid !== (mirror ? mirror.metadata.uid : uid)) {
      if (!isStatic(local)) this.remove(uid);
      return;
    }
    const { version } = held;
    const merged = this.merge(current, held);
    const patch = createTwoWayPatch({ metadata: {}, status: current.status }, { metadata: { uid: current.metadata.uid }, status: merged }, podType());
    let shown = current;
    // Whatever made the node look, what it now reports is news.
    const level = namespace === 'kube-system' ? {} : { level: 'story' as const };
    if (patch.status !== undefined) shown = yield* client.patch(Pod, namespace, name, PATCH_TYPES.strategic, patch, 'status', level);
    const after = this.held.get(uid);
    if (!after) return;
    after.sent = Math.max(after.sent, version);
    if (held.finished && current.metadata.deletionTimestamp && !isMirror(current) && isTerminal(shown.status.phase)) {
      yield* client.delete(Pod, namespace, name, { kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/__internal', gracePeriodSeconds: 0, preconditions: { uid: current.metadata.uid } } as never);
      this.remove(uid);
    }
  }

  /** Our status over the API's: conditions of others stay, and a terminal phase waits until nothing can run any more. */
  private merge(current: Pod, held: Held): PodStatus {
    const ours = held.status;
    const theirs = current.status;
    const mayRun = this.options.mayRun(held.pod.metadata.uid);
    const ending = !isTerminal(theirs.phase) && isTerminal(ours.phase);
    const conditions: Condition[] = [];
    for (const c of theirs.conditions ?? []) if (!KUBELET_CONDITIONS.includes(c.type)) conditions.push(c);
    for (const c of ours.conditions ?? []) {
      if (KUBELET_CONDITIONS.includes(c.type)) conditions.push(c);
      else if (c.type === 'DisruptionTarget' && (ending ? !mayRun : false)) {
        const at = conditions.findIndex((o) => o.type === c.type);
        if (at < 0) conditions.push(c);
        else conditions[at] = c;
      }
    }
    const status: DraftStatus = { ...ours, conditions };
    if (theirs.qosClass) status.qosClass = theirs.qosClass;
    const others = theirs as unknown as Record<string, unknown>;
    const draft = status as unknown as Record<string, unknown>;
    for (const key of OTHERS) if (others[key] !== undefined) draft[key] = others[key];
    if (ending && mayRun) {
      if (theirs.phase) status.phase = theirs.phase;
      else delete status.phase;
      for (const key of ['reason', 'message'] as const) {
        if (theirs[key] === undefined) delete status[key];
        else status[key] = theirs[key];
      }
    }
    if (isTerminal(status.phase)) {
      const isTrue = (type: string): boolean => conditions.some((c) => c.type === type && c.status === 'True');
      if (isTrue('Ready') || isTrue('ContainersReady')) {
        const generated = containersReady(held.pod, status.containerStatuses, status.phase as string);
        status.conditions = conditions.map((c) => {
          if (c.type !== 'Ready' && c.type !== 'ContainersReady') return c;
          const { reason: _r, message: _m, ...rest } = c;
          return { ...rest, ...generated, ...(c.status === 'True' ? { lastTransitionTime: this.options.client.transport.kernel.timestamp() } : {}) } as Condition;
        });
      }
    }
    return status;
  }
}

/** What others write into a Pod's status. */
const OTHERS = ['nominatedNodeName', 'resize', 'resourceClaimStatuses', 'extendedResourceClaimStatus'];

let type: SchemaType | undefined;
const podType = (): SchemaType => (type ??= typeOf('v1', 'Pod') as SchemaType);

/** Whether there is evidence that an app container was ever to be started. Upstream: hasPodInitialized */
function hasInitialized({ spec, status }: Pod): boolean {
  const init = spec.initContainers;
  if (!init?.length) return true;
  if (status.containerStatuses?.some((c) => c.lastState?.terminated || !c.state?.waiting)) return true;
  const last = status.initContainerStatuses?.at(-1);
  const container = init.find((c) => c.name === last?.name);
  if (!last || !container) return false;
  if (container.restartPolicy === 'Always') return last.started === true;
  return last.lastState?.terminated?.exitCode === 0 || last.state?.terminated?.exitCode === 0;
}

const unseen = (status: ContainerStatus): ContainerStatus =>
  status.state?.terminated
    ? status
    : {
        ...status,
        state: { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown', message: 'The container could not be located when the pod was terminated', startedAt: null as never, finishedAt: null as never } },
      };
