// What controllers ask of a Pod: does it count, is it ready, since when, is it available.
// Upstream: pkg/api/v1/pod/util.go, pkg/controller/controller_utils.go

import { parseTime } from '../../../base/time.ts';
import type { Informer } from '../../client/informer.ts';
import type { Index } from '../../client/informer.ts';
import type { Pod } from '../../kinds/pod.ts';
import { controllerOf } from './owners.ts';

export type PodCondition = NonNullable<Pod['status']['conditions']>[number];

export function podCondition(pod: Pod, type: string): PodCondition | undefined {
  const conditions = pod.status?.conditions;
  if (conditions) for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}

export const isTerminal = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** Neither ended nor on its way to its end. */
export const isActive = (pod: Pod): boolean => pod.metadata.deletionTimestamp === undefined && !isTerminal(pod);

/** On its way to its end, but not there yet. */
export const isTerminating = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined && !isTerminal(pod);

export const isReady = (pod: Pod): boolean => podCondition(pod, 'Ready')?.status === 'True';

/** When the Pod became what it is in this respect, in milliseconds since 1970; undefined where that is not known. */
export function readySince(pod: Pod): number | undefined {
  const time = podCondition(pod, 'Ready')?.lastTransitionTime;
  return time === undefined || time === null ? undefined : parseTime(time);
}

/** Ready for as long as is asked for. */
export function isAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  if (!isReady(pod)) return false;
  if (minReadySeconds === 0) return true;
  const since = readySince(pod);
  return since !== undefined && since + minReadySeconds * 1000 <= nowMs;
}

/** Pods by the uid of their controller; those without one under `orphansOf` their namespace. */
export function podsByController(informer: Informer<Pod>): Index<Pod> {
  return informer.index('controller', (pod) => [controllerOf(pod)?.uid ?? orphansOf(pod.metadata.namespace ?? '')]);
}

export const orphansOf = (namespace: string): string => `/${namespace}`;

/** Pods by the node they are on. */
export function podsByNode(informer: Informer<Pod>): Index<Pod> {
  return informer.index('node', (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : NONE));
}
const NONE: readonly string[] = [];

/** The conditions with this one set; the same list where nothing changes. Upstream: UpdatePodCondition */
export function withPodCondition(conditions: readonly PodCondition[] | undefined, condition: PodCondition, now: string): readonly PodCondition[] {
  const at = (conditions ?? []).findIndex((c) => c.type === condition.type);
  if (at < 0) return [...(conditions ?? []), { ...condition, lastTransitionTime: now }];
  const old = (conditions as readonly PodCondition[])[at] as PodCondition;
  if (old.status === condition.status && old.reason === condition.reason && old.message === condition.message && old.observedGeneration === condition.observedGeneration) return conditions as readonly PodCondition[];
  const next = { ...condition, lastTransitionTime: old.status === condition.status ? (old.lastTransitionTime as string) : now };
  return (conditions as readonly PodCondition[]).map((c, i) => (i === at ? next : c));
}
