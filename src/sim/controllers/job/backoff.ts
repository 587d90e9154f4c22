// How long a Job waits after a failed Pod before it makes the next: 10 s, doubled with each failure in a row, 10 minutes
// at most, from the moment the last one ended. A success ends the row.
// Upstream: pkg/controller/job/backoff_utils.go

import { parseTime } from '../../../base/time.ts';
import type { Pod } from '../../kinds/pod.ts';
import { podCondition } from '../shared/pods.ts';
import { allIndexFailures } from './jobPods.ts';

const FIRST_MS = 10_000;
const LONGEST_MS = 600_000;

export interface Backoff {
  /** Failures since the last success. */
  readonly failures: number;
  /** When the last of them was, in milliseconds since 1970. */
  readonly lastMs: number | undefined;
}

export const NO_BACKOFF: Backoff = { failures: 0, lastMs: undefined };

/** With what has ended since. */
export function withEnded(backoff: Backoff, succeeded: readonly Pod[], failed: readonly Pod[]): Backoff {
  if (succeeded.length === 0) return failed.length === 0 ? backoff : { failures: backoff.failures + failed.length, lastMs: Math.max(...failed.map(finishedMs)) };
  const lastSuccess = Math.max(...succeeded.map(finishedMs));
  const later = failed.map(finishedMs).filter((ms) => ms > lastSuccess);
  return later.length === 0 ? NO_BACKOFF : { failures: later.length, lastMs: Math.max(...later) };
}

/** Milliseconds until the next Pod may be made. */
export function remainingMs({ failures, lastMs }: Backoff, nowMs: number): number {
  if (failures === 0 || lastMs === undefined) return 0;
  let wait = FIRST_MS;
  for (let i = 1; i < failures && wait < LONGEST_MS; i++) wait *= 2;
  return Math.max(0, Math.min(wait, LONGEST_MS) - (nowMs - lastMs));
}

/** The same for one index, by the last Pod of it that failed. */
export function remainingForIndexMs(lastFailed: Pod | undefined, nowMs: number): number {
  return lastFailed ? remainingMs({ failures: allIndexFailures(lastFailed) + 1, lastMs: finishedMs(lastFailed) }, nowMs) : 0;
}

/** When a Pod ended: its last container, or when it ceased to be ready, or when it was deleted, or when it was made. */
export function finishedMs(pod: Pod): number {
  const { metadata } = pod;
  const byContainers = containersFinishedMs(pod);
  if (byContainers !== undefined) return byContainers;
  const ready = podCondition(pod, 'Ready');
  if (ready?.status === 'False' && ready.lastTransitionTime) return parseTime(ready.lastTransitionTime) ?? 0;
  if (metadata.deletionTimestamp !== undefined) return (parseTime(metadata.deletionTimestamp) ?? 0) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  return parseTime(metadata.creationTimestamp) ?? 0;
}

function containersFinishedMs({ spec, status }: Pod): number | undefined {
  const sidecars = new Set((spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always').map((c) => c.name));
  let latest: number | undefined;
  for (const { state } of [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? []).filter((c) => sidecars.has(c.name))]) {
    const at = state?.terminated?.finishedAt;
    const ms = at ? parseTime(at) : undefined;
    if (ms === undefined) return undefined;
    if (latest === undefined || ms > latest) latest = ms;
  }
  return latest;
}
