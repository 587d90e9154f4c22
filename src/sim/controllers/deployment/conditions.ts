// The conditions of a Deployment, and how one is set: nothing changes while status and reason stay the same.
// Upstream: pkg/controller/deployment/util/deployment_util.go (SetDeploymentCondition …)

import type { Deployment } from '../../kinds/deployment.ts';

export type Condition = NonNullable<Deployment['status']['conditions']>[number];
export type Conditions = readonly Condition[];

export function conditionOf(conditions: Conditions | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

export const makeCondition = (type: string, status: 'True' | 'False' | 'Unknown', reason: string, message: string, now: string): Condition => ({
  type,
  status,
  lastUpdateTime: now,
  lastTransitionTime: now,
  reason,
  message,
});

/** Moves to the end of the list what changes. */
export function setCondition(conditions: Conditions, condition: Condition): Conditions {
  const current = conditionOf(conditions, condition.type);
  if (current && current.status === condition.status && current.reason === condition.reason) return conditions;
  const kept = current?.status === condition.status ? { ...condition, lastTransitionTime: current.lastTransitionTime as string } : condition;
  return [...removeCondition(conditions, condition.type), kept];
}

export const removeCondition = (conditions: Conditions, type: string): Conditions => (conditionOf(conditions, type) ? conditions.filter((condition) => condition.type !== type) : conditions);

/** The largest int32 means: no deadline. */
export const hasDeadline = ({ spec }: Deployment): boolean => spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== 2_147_483_647;
