// Which active Pods of a Job go when there are too many, or when two work on the same index: those that have done least.
// Upstream: pkg/controller/job/job_controller.go (activePodsForRemoval), indexed_job_utils.go, pkg/controller/controller_utils.go (ActivePods)

import { compareText } from '../../../base/text.ts';
import type { Job } from '../../kinds/job.ts';
import type { Pod } from '../../kinds/pod.ts';
import { isReady, readySince } from '../shared/pods.ts';
import { isIndexed, validIndex } from './jobPods.ts';

export function surplusPods(job: Job, active: readonly Pod[], atLeast: number): readonly Pod[] {
  const gone: Pod[] = [];
  let left = [...active];
  if (isIndexed(job)) {
    const byIndex = new Map<number, Pod[]>();
    for (const pod of active) {
      const index = validIndex(pod, job);
      if (index === undefined) gone.push(pod);
      else byIndex.set(index, [...(byIndex.get(index) ?? []), pod]);
    }
    left = [];
    for (const [, pods] of [...byIndex].sort(([a], [b]) => a - b)) {
      const sorted = pods.sort(leastFirst);
      left.push(sorted.pop() as Pod);
      gone.push(...sorted);
    }
  }
  if (gone.length >= atLeast) return gone;
  return [...gone, ...left.sort(leastFirst).slice(0, atLeast - gone.length)];
}

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** Unplaced before placed, waiting before running, not ready before ready; then the newest, those that restarted most before. */
export function leastFirst(a: Pod, b: Pod): number {
  const [readyA, readyB] = [isReady(a), isReady(b)];
  return (
    Number(Boolean(a.spec.nodeName)) - Number(Boolean(b.spec.nodeName)) ||
    phase(a) - phase(b) ||
    Number(readyA) - Number(readyB) ||
    (readyA && readyB ? newestFirst(readySince(a), readySince(b)) : 0) ||
    restarts(b) - restarts(a) ||
    compareText(b.metadata.creationTimestamp, a.metadata.creationTimestamp) ||
    compareText(a.metadata.name, b.metadata.name)
  );
}

const phase = ({ status }: Pod): number => PHASES[status?.phase ?? ''] ?? 0;
const restarts = ({ status }: Pod): number => Math.max(0, ...(status?.containerStatuses ?? []).map((c) => c.restartCount ?? 0));

/** What has no time comes first. */
function newestFirst(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
  return b - a;
}
