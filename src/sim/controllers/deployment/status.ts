// What a Deployment reports: counts, conditions, progress and its deadline; and how many old ReplicaSets are kept.
// Upstream: pkg/controller/deployment/{sync,progress}.go

import { equal } from '../../../base/json.ts';
import { compareText, quote } from '../../../base/text.ts';
import { parseTime } from '../../../base/time.ts';
import type { Sim } from '../../kernel/task.ts';
import type { Deployment } from '../../kinds/deployment.ts';
import { ReplicaSet } from '../../kinds/replicaSet.ts';
import { isNotFound } from '../shared/podControl.ts';
import { conditionOf, hasDeadline, makeCondition, removeCondition, setCondition, type Condition, type Conditions } from './conditions.ts';
import { fenceposts, replicasOf, revisionOf, sumActual, sumAvailable, sumReady, sumReplicas, sumTerminating } from './replicaSets.ts';
import type { Sets } from './revisions.ts';
import type { Work } from './work.ts';

type Status = Deployment['status'];

export function isComplete({ spec, metadata }: Deployment, status: Status): boolean {
  const desired = spec.replicas ?? 0;
  return (status.updatedReplicas ?? 0) === desired && (status.replicas ?? 0) === desired && (status.availableReplicas ?? 0) === desired && (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
}

export function calculateStatus(deployment: Deployment, sets: Sets, now: string): Status {
  const available = sumAvailable(sets.all);
  const terminating = sumTerminating(sets.all);
  const { collisionCount, conditions = [] } = deployment.status;
  const enough = available >= replicasOf(deployment) - fenceposts(deployment).unavailable;
  const condition = enough
    ? makeCondition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now)
    : makeCondition('Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.', now);
  const figures = {
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: sumActual(sets.all),
    updatedReplicas: sets.new ? sumActual([sets.new]) : 0,
    readyReplicas: sumReady(sets.all),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sumReplicas(sets.all) - available),
  };
  const status: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(figures)) if (value !== 0) status[name] = value;
  if (terminating !== undefined) status.terminatingReplicas = terminating;
  status.conditions = setCondition(conditions, condition);
  if (collisionCount !== undefined) status.collisionCount = collisionCount;
  return status as Status;
}

/** After a mere change of size, or while paused: no progress is estimated. */
export function* syncStatus(work: Work, sets: Sets): Sim<void> {
  yield* store(work, calculateStatus(work.deployment, sets, work.context.kernel.timestamp()));
}

export function* syncRolloutStatus(work: Work, sets: Sets): Sim<void> {
  const { deployment, context } = work;
  const now = context.kernel.timestamp();
  const status = calculateStatus(deployment, sets, now);
  let conditions = status.conditions ?? [];
  const current = conditionOf(work.conditions, 'Progressing');
  if (!hasDeadline(deployment)) conditions = removeCondition(conditions, 'Progressing');
  else if (!((status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable')) conditions = progress(work, sets, status, conditions, current, now);
  const failure = replicaFailure(sets);
  conditions = failure ? setCondition(conditions, failure) : removeCondition(conditions, 'ReplicaFailure');
  const next = { ...status, conditions };
  if (equal(deployment.status, next)) requeueStuck(work, next, current);
  else yield* store(work, next);
}

function* store(work: Work, status: Status): Sim<void> {
  const { deployment, context } = work;
  if (equal(deployment.status, status)) return;
  context.note('status', {
    replicas: status.replicas ?? 0,
    updated: status.updatedReplicas ?? 0,
    ready: status.readyReplicas ?? 0,
    available: status.availableReplicas ?? 0,
    progressing: conditionOf(status.conditions, 'Progressing')?.reason ?? '',
  });
  work.setStatus(status);
  yield* work.writeStatus();
}

function progress(work: Work, sets: Sets, status: Status, conditions: Conditions, current: Condition | undefined, now: string): Conditions {
  const { deployment } = work;
  const who = sets.new ? `ReplicaSet ${quote(sets.new.metadata.name)}` : `Deployment ${quote(deployment.metadata.name)}`;
  if (isComplete(deployment, status)) return setCondition(conditions, makeCondition('Progressing', 'True', 'NewReplicaSetAvailable', `${who} has successfully progressed.`, now));
  if (hasProgressed(deployment.status, status)) {
    // The same reason again counts as well: the time of the last progress is what the deadline is measured from.
    const condition = makeCondition('Progressing', 'True', 'ReplicaSetUpdated', `${who} is progressing.`, now);
    const kept = current?.status === 'True' ? { ...condition, lastTransitionTime: current.lastTransitionTime as string } : condition;
    return setCondition(current ? removeCondition(conditions, 'Progressing') : conditions, kept);
  }
  if (timedOut(work, conditionOf(conditions, 'Progressing'))) return setCondition(conditions, makeCondition('Progressing', 'False', 'ProgressDeadlineExceeded', `${who} has timed out progressing.`, now));
  return conditions;
}

function hasProgressed(old: Status, next: Status): boolean {
  const outdated = ({ replicas = 0, updatedReplicas = 0 }: Status): number => replicas - updatedReplicas;
  return (
    (next.updatedReplicas ?? 0) > (old.updatedReplicas ?? 0) ||
    outdated(next) < outdated(old) ||
    (next.readyReplicas ?? 0) > (old.readyReplicas ?? 0) ||
    (next.availableReplicas ?? 0) > (old.availableReplicas ?? 0)
  );
}

function timedOut(work: Work, condition: Condition | undefined): boolean {
  if (!condition || condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  return deadline(work, condition) < work.context.kernel.wallMs;
}

const deadline = ({ deployment }: Work, condition: Condition): number => (parseTime(condition.lastUpdateTime ?? '') ?? 0) + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000;

/** Nothing moves: look again when the deadline is due. */
function requeueStuck(work: Work, status: Status, current: Condition | undefined): void {
  const { deployment, context } = work;
  if (!hasDeadline(deployment) || !current || isComplete(deployment, status) || current.reason === 'ProgressDeadlineExceeded') return;
  const left = deadline(work, current) - context.kernel.wallMs;
  // A second on top keeps clear of rounding.
  work.requeue = left < 1000 ? 'rateLimited' : left + 1000;
}

/** The trouble of the new ReplicaSet, or else of an old one. */
function replicaFailure(sets: Sets): Condition | undefined {
  for (const set of sets.new ? [sets.new, ...sets.old] : sets.old) {
    const found = set.status.conditions?.find((c) => c.type === 'ReplicaFailure');
    if (!found) continue;
    return {
      type: 'ReplicaFailure',
      status: found.status,
      lastUpdateTime: found.lastTransitionTime as string,
      lastTransitionTime: found.lastTransitionTime as string,
      ...(found.reason === undefined ? {} : { reason: found.reason }),
      ...(found.message === undefined ? {} : { message: found.message }),
    };
  }
  return undefined;
}

/** Deletes the oldest of the ReplicaSets that are kept only for going back to them. */
export function* cleanUp(work: Work, old: readonly ReplicaSet[]): Sim<void> {
  const { deployment, context } = work;
  const limit = deployment.spec.revisionHistoryLimit;
  if (limit === undefined || limit === 2_147_483_647) return;
  const alive = old.filter((set) => set.metadata.deletionTimestamp === undefined);
  const surplus = alive.length - limit;
  if (surplus <= 0) return;
  alive.sort((a, b) => revisionOf(a) - revisionOf(b) || compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) || compareText(a.metadata.name, b.metadata.name));
  for (const set of alive.slice(0, surplus)) {
    const { status, metadata } = set;
    if ((status.replicas ?? 0) !== 0 || replicasOf(set) !== 0 || (metadata.generation ?? 0) > (status.observedGeneration ?? 0)) continue;
    context.note('forget', { set: metadata.name, revision: revisionOf(set) });
    try {
      yield* context.client.delete(ReplicaSet, metadata.namespace, metadata.name);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}
