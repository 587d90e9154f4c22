// A probe's verdict in a Pod's status, without a sync of the Pod.
// Upstream: pkg/kubelet/status/status_manager.go (SetContainerReadiness, SetContainerStartup)

import type { Pod } from '../kinds/pod.ts';
import { containersReady, type Condition } from './conditions.ts';
import type { DraftStatus } from './podStatus.ts';
import type { KubeletSyncer } from './podSyncer.ts';
import type { StatusManager } from './statusManager.ts';

/** Writes the verdict into the status at once; nothing where it stands there already. */
export function setContainerFlag(statuses: StatusManager, syncer: KubeletSyncer, pod: Pod, containerId: string, flag: 'ready' | 'started', on: boolean): void {
  const status = statuses.get(pod.metadata.uid);
  if (!status) return;
  const id = `containerd://${containerId}`;
  const mark = <T extends { readonly containerID?: string; readonly ready: boolean; readonly started?: boolean }>(list: readonly T[] | undefined): readonly T[] | undefined =>
    list?.some((c) => c.containerID === id && c[flag] !== on) ? list.map((c) => (c.containerID === id ? { ...c, [flag]: on } : c)) : list;
  const containerStatuses = mark(status.containerStatuses);
  const initContainerStatuses = mark(status.initContainerStatuses);
  if (containerStatuses === status.containerStatuses && initContainerStatuses === status.initContainerStatuses) return;
  const next = { ...status, ...(containerStatuses ? { containerStatuses } : {}), ...(initContainerStatuses ? { initContainerStatuses } : {}) } as DraftStatus;
  if (flag === 'ready') {
    const all = [...(initContainerStatuses ?? []), ...(containerStatuses ?? [])];
    const ready = syncer.readyCondition(pod, status.conditions ?? [], all, status.phase as string);
    const containers = containersReady(pod, all, status.phase as string);
    next.conditions = (status.conditions ?? []).map((c) => {
      const made = c.type === 'Ready' ? ready : c.type === 'ContainersReady' ? containers : undefined;
      if (!made) return c;
      const { reason: _r, message: _m, ...rest } = c;
      return { ...rest, ...made } as Condition;
    });
  }
  statuses.set(pod, next);
}
