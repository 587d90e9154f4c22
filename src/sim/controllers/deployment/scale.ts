// Changing the size of a ReplicaSet, with the Event that says so; and sharing out a new size of the Deployment among its
// ReplicaSets in the middle of a rollout.
// Upstream: pkg/controller/deployment/sync.go (scale, scaleReplicaSet)

import { deepFreeze } from '../../../base/json.ts';
import { referenceTo } from '../../client/recorder.ts';
import type { Sim } from '../../kernel/task.ts';
import { ReplicaSet } from '../../kinds/replicaSet.ts';
import type { Sets } from './revisions.ts';
import { activeOrLatest, activeSets, annotated, bySizeNewer, bySizeOlder, DESIRED_REPLICAS, fenceposts, isSaturated, MAX_REPLICAS, newestFirst, proportion, replicasOf, sumReplicas } from './replicaSets.ts';
import type { Work } from './work.ts';

/** The ReplicaSet as it is then, and whether it has another size. */
export interface Scaled {
  readonly set: ReplicaSet;
  readonly scaled: boolean;
}

export function* scaleSet(work: Work, set: ReplicaSet, size: number): Sim<Scaled> {
  const { deployment, context } = work;
  const from = replicasOf(set);
  const desired = replicasOf(deployment);
  const max = desired + fenceposts(deployment).surge;
  if (from === size && annotated(set, DESIRED_REPLICAS) === desired && annotated(set, MAX_REPLICAS) === max) return { set, scaled: false };
  const annotations = { ...set.metadata.annotations, [DESIRED_REPLICAS]: String(desired), [MAX_REPLICAS]: String(max) };
  const next = yield* context.client.update(ReplicaSet, deepFreeze({ ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas: size } }));
  if (from === size) return { set: next, scaled: false };
  context.note('scale', { set: set.metadata.name, from, to: size });
  context.recorder.event(referenceTo(deployment), 'Normal', 'ScalingReplicaSet', `Scaled ${from < size ? 'up' : 'down'} replica set ${set.metadata.name} from ${from} to ${size}`);
  return { set: next, scaled: true };
}

/** The Deployment's size changed (or it is paused): no step of a rollout, only the right number of replicas. */
export function* scale(work: Work, sets: Sets): Sim<void> {
  const { deployment } = work;
  const desired = replicasOf(deployment);
  const old = [...sets.old].sort(newestFirst);
  const only = activeOrLatest(sets.new, old);
  if (only) {
    if (replicasOf(only) !== desired) yield* scaleSet(work, only, desired);
    return;
  }
  if (isSaturated(deployment, sets.new)) {
    for (const set of activeSets(old)) yield* scaleSet(work, set, 0);
    return;
  }
  if (deployment.spec.strategy?.type !== 'RollingUpdate') return;
  for (const { set, size } of shares(work, activeSets(sets.new ? [...old, sets.new] : old))) yield* scaleSet(work, set, size);
}

/** What is to be added or taken away, shared out from the largest to the smallest; the largest gets what is left over. */
function shares(work: Work, active: readonly ReplicaSet[]): readonly { readonly set: ReplicaSet; readonly size: number }[] {
  const { deployment } = work;
  const desired = replicasOf(deployment);
  const allowed = desired > 0 ? desired + fenceposts(deployment).surge : 0;
  const toAdd = allowed - sumReplicas(active);
  const sorted = [...active];
  if (toAdd > 0) sorted.sort(bySizeNewer);
  else if (toAdd < 0) sorted.sort(bySizeOlder);
  let added = 0;
  const sizes = sorted.map((set) => {
    const share = proportion(deployment, set, toAdd, added);
    added += share;
    return replicasOf(set) + share;
  });
  work.context.note('proportional', { toAdd, sets: sorted.length });
  return sorted.map((set, i) => ({ set, size: i === 0 && toAdd !== 0 ? Math.max(0, (sizes[0] as number) + toAdd - added) : (sizes[i] as number) }));
}
