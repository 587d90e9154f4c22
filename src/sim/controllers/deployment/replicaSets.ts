// The ReplicaSets of a Deployment as figures and in their orders: what all steps of a rollout reckon with.
// Upstream: pkg/controller/deployment/util/deployment_util.go

import { compareText } from '../../../base/text.ts';
import type { Deployment } from '../../kinds/deployment.ts';
import type { ReplicaSet } from '../../kinds/replicaSet.ts';
import { scaledValue } from '../shared/intOrPercent.ts';
import { equalIgnoringHash } from '../shared/templateHash.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';

export const replicasOf = (owner: Deployment | ReplicaSet): number => owner.spec.replicas ?? 0;
export const availableOf = ({ status }: ReplicaSet): number => status.availableReplicas ?? 0;

const sum = (sets: readonly ReplicaSet[], value: (rs: ReplicaSet) => number): number => sets.reduce((total, rs) => total + value(rs), 0);
export const sumReplicas = (sets: readonly ReplicaSet[]): number => sum(sets, replicasOf);
export const sumAvailable = (sets: readonly ReplicaSet[]): number => sum(sets, availableOf);
export const sumActual = (sets: readonly ReplicaSet[]): number => sum(sets, ({ status }) => status.replicas ?? 0);
export const sumReady = (sets: readonly ReplicaSet[]): number => sum(sets, ({ status }) => status.readyReplicas ?? 0);

/** Undefined where a ReplicaSet that was looked after already does not tell. */
export function sumTerminating(sets: readonly ReplicaSet[]): number | undefined {
  let total = 0;
  for (const { status } of sets) {
    if (status.terminatingReplicas !== undefined) total += status.terminatingReplicas;
    else if ((status.observedGeneration ?? 0) !== 0) return undefined;
  }
  return total;
}

/** Those that have Pods, or should have. */
export const activeSets = (sets: readonly ReplicaSet[]): ReplicaSet[] => sets.filter((rs) => replicasOf(rs) > 0);

export const byAge = (a: ReplicaSet, b: ReplicaSet): number => compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) || compareText(a.metadata.name, b.metadata.name);
export const newestFirst = (a: ReplicaSet, b: ReplicaSet): number => byAge(b, a);
export const bySizeOlder = (a: ReplicaSet, b: ReplicaSet): number => replicasOf(b) - replicasOf(a) || byAge(a, b);
export const bySizeNewer = (a: ReplicaSet, b: ReplicaSet): number => replicasOf(b) - replicasOf(a) || byAge(b, a);

/** The one whose template is that of the Deployment; of several the oldest. */
export function findNew(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return [...sets].sort(byAge).find((rs) => rs.spec.template !== undefined && equalIgnoringHash(rs.spec.template, deployment.spec.template));
}

/** The only one that has Pods; where none has, the new one or else the newest; undefined where several have. */
export function activeOrLatest(newSet: ReplicaSet | undefined, old: readonly ReplicaSet[]): ReplicaSet | undefined {
  const active = activeSets(newSet ? [...old, newSet] : old);
  if (active.length > 1) return undefined;
  return active[0] ?? newSet ?? [...old].sort(newestFirst)[0];
}

export interface Fenceposts {
  readonly surge: number;
  readonly unavailable: number;
}

/** How many Pods a rollout may have too many and too few. Both nought would be a rollout that never moves. */
export function fenceposts({ spec }: Deployment): Fenceposts {
  const desired = spec.replicas ?? 0;
  if (spec.strategy?.type !== 'RollingUpdate') return { surge: 0, unavailable: 0 };
  const { maxSurge, maxUnavailable } = spec.strategy.rollingUpdate ?? {};
  const surge = scaledValue(maxSurge, desired, true);
  let unavailable = scaledValue(maxUnavailable, desired, false);
  if (surge === 0 && unavailable === 0) unavailable = 1;
  return { surge, unavailable: Math.min(unavailable, desired) };
}

/** How large the new ReplicaSet may be by now. */
export function newReplicas(deployment: Deployment, all: readonly ReplicaSet[], current: number): number {
  const desired = replicasOf(deployment);
  if (deployment.spec.strategy?.type !== 'RollingUpdate') return desired;
  const room = desired + fenceposts(deployment).surge - sumReplicas(all);
  return room <= 0 ? current : current + Math.min(room, desired - current);
}

/** A number in an annotation. */
export function annotated(object: ReplicaSet, key: string): number | undefined {
  const text = object.metadata.annotations?.[key];
  return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

export const revisionOf = (rs: ReplicaSet): number => annotated(rs, REVISION) ?? 0;

/** Whether the new one is all that the Deployment wants. */
export function isSaturated(deployment: Deployment, rs: ReplicaSet | undefined): boolean {
  if (!rs) return false;
  const desired = replicasOf(deployment);
  return replicasOf(rs) === desired && annotated(rs, DESIRED_REPLICAS) === desired && availableOf(rs) === desired;
}

/** How many of the replicas to add (or, where negative, to take away) this ReplicaSet gets by its share in the whole. */
export function proportion(deployment: Deployment, rs: ReplicaSet, toAdd: number, added: number): number {
  const size = replicasOf(rs);
  if (size === 0 || toAdd === 0 || toAdd === added) return 0;
  const fraction = fractionOf(deployment, rs, size);
  const allowed = toAdd - added;
  return toAdd > 0 ? Math.min(fraction, allowed) : Math.max(fraction, allowed);
}

function fractionOf(deployment: Deployment, rs: ReplicaSet, size: number): number {
  const desired = replicasOf(deployment);
  if (desired === 0) return -size;
  const before = annotated(rs, MAX_REPLICAS) || (deployment.status.replicas ?? 0);
  if (before === 0) return 0;
  return Math.trunc((size * (desired + fenceposts(deployment).surge)) / before + 0.5) - size;
}
