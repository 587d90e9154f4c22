// A rolling update: in each look either some more new Pods, or some fewer old ones, so that there are never too many and
// never too few that are available.
// Upstream: pkg/controller/deployment/rolling.go

import { isExpected } from '../../client/controller.ts';
import type { Sim } from '../../kernel/task.ts';
import type { ReplicaSet } from '../../kinds/replicaSet.ts';
import { activeSets, availableOf, byAge, fenceposts, newReplicas, replicasOf, sumAvailable, sumReplicas } from './replicaSets.ts';
import { setsAndRevision } from './revisions.ts';
import { scaleSet } from './scale.ts';
import { cleanUp, isComplete, syncRolloutStatus } from './status.ts';
import type { Work } from './work.ts';

export function* rolloutRolling(work: Work, found: readonly ReplicaSet[]): Sim<void> {
  const sets = yield* setsAndRevision(work, found, true);
  const current = sets.new as ReplicaSet;
  const { deployment, context } = work;
  const { surge, unavailable } = fenceposts(deployment);
  context.note('bounds', { atMost: replicasOf(deployment) + surge, atLeast: replicasOf(deployment) - unavailable, replicas: sumReplicas(sets.all), available: sumAvailable(sets.all) });
  const grown = yield* growNew(work, sets.all, current);
  if (!grown && !(yield* shrinkOld(work, sets.old, current)) && isComplete(deployment, deployment.status)) yield* cleanUp(work, sets.old);
  yield* syncRolloutStatus(work, sets);
}

function* growNew(work: Work, all: readonly ReplicaSet[], current: ReplicaSet): Sim<boolean> {
  const { deployment } = work;
  const desired = replicasOf(deployment);
  const size = replicasOf(current);
  if (size === desired) return false;
  return (yield* scaleSet(work, current, size > desired ? desired : newReplicas(deployment, all, size))).scaled;
}

function* shrinkOld(work: Work, oldSets: readonly ReplicaSet[], current: ReplicaSet): Sim<boolean> {
  const { deployment } = work;
  const old = activeSets(oldSets);
  if (old.length === 0) return false;
  const minAvailable = replicasOf(deployment) - fenceposts(deployment).unavailable;
  const newUnavailable = replicasOf(current) - availableOf(current);
  const allowed = sumReplicas(oldSets) + replicasOf(current) - minAvailable - newUnavailable;
  work.context.note('shrink', { allowed, newUnavailable });
  if (allowed <= 0) return false;
  try {
    return (yield* takeFrom(work, old.sort(byAge), current, allowed, minAvailable)) > 0;
  } catch (error) {
    // Upstream passes over it as well: the status is written, and the next look tries again.
    if (!isExpected(error)) throw error;
    return false;
  }
}

/** How many fewer old Pods are wanted after this. */
function* takeFrom(work: Work, old: ReplicaSet[], current: ReplicaSet, allowed: number, minAvailable: number): Sim<number> {
  let down = 0;
  // Those that are not available first: they would only block the rollout.
  for (let i = 0; i < old.length && down < allowed; i++) {
    const set = old[i] as ReplicaSet;
    const unhealthy = replicasOf(set) - availableOf(set);
    if (replicasOf(set) === 0 || unhealthy === 0) continue;
    // More available than wanted: it is on its way down already.
    if (unhealthy < 0) return 0;
    const n = Math.min(allowed - down, unhealthy);
    old[i] = (yield* scaleSet(work, set, replicasOf(set) - n)).set;
    down += n;
  }
  let surplus = sumAvailable(old) + availableOf(current) - minAvailable;
  for (const set of old) {
    const n = Math.min(replicasOf(set), surplus);
    if (n <= 0) continue;
    yield* scaleSet(work, set, replicasOf(set) - n);
    surplus -= n;
    down += n;
  }
  return down;
}
