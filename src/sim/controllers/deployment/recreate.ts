// Recreate: all old Pods must be gone before the first new one is made.
// Upstream: pkg/controller/deployment/recreate.go

import type { Sim } from '../../kernel/task.ts';
import type { ReplicaSet } from '../../kinds/replicaSet.ts';
import { isTerminal } from '../shared/pods.ts';
import { activeSets, replicasOf, sumActual } from './replicaSets.ts';
import { setsAndRevision } from './revisions.ts';
import { scaleSet } from './scale.ts';
import { cleanUp, isComplete, syncRolloutStatus } from './status.ts';
import type { Work } from './work.ts';

export function* rolloutRecreate(work: Work, found: readonly ReplicaSet[]): Sim<void> {
  // Not made yet: it would have its Pods at once.
  let sets = yield* setsAndRevision(work, found, false);
  const old = activeSets(sets.old);
  let scaledDown = false;
  for (const set of old) if ((yield* scaleSet(work, set, 0)).scaled) scaledDown = true;
  if (scaledDown) return yield* syncRolloutStatus(work, sets);
  const left = Math.max(sumActual(sets.old), oldPods(work, sets.new, found));
  work.context.note('oldPods', { left });
  if (left > 0) return yield* syncRolloutStatus(work, sets);
  if (!sets.new) sets = yield* setsAndRevision(work, found, true);
  yield* scaleSet(work, sets.new as ReplicaSet, replicasOf(work.deployment));
  if (isComplete(work.deployment, work.deployment.status)) yield* cleanUp(work, sets.old);
  yield* syncRolloutStatus(work, sets);
}

/** Old Pods that still run, those on their way out included. */
function oldPods({ context }: Work, current: ReplicaSet | undefined, sets: readonly ReplicaSet[]): number {
  let left = 0;
  for (const set of sets) {
    if (set.metadata.uid === current?.metadata.uid) continue;
    for (const pod of context.state.podsByController.get(set.metadata.uid)) if (!isTerminal(pod)) left++;
  }
  return left;
}
