// The conditions of a Job. Its end is told in two steps: first why it will end (FailureTarget, SuccessCriteriaMet), and
// once all its Pods are counted and gone, that it has (Failed, Complete).
// Upstream: pkg/controller/job/job_controller.go

import type { Draft } from '../../../base/json.ts';
import type { Job } from '../../kinds/job.ts';

export type Condition = NonNullable<Job['status']['conditions']>[number];
export type ConditionType = 'Complete' | 'Failed' | 'FailureTarget' | 'SuccessCriteriaMet' | 'Suspended';
type Conditions = Draft<readonly Condition[]>;

export function condition(type: ConditionType, status: 'True' | 'False', reason: string, message: string, now: string): Draft<Condition> {
  return { type, status, lastProbeTime: now, lastTransitionTime: now, reason, message };
}

export const failure = (reason: string, message: string, now: string): Condition => condition('FailureTarget', 'True', reason, message, now);

/** What the first step becomes in the second. */
export const lastStep = (first: Condition, now: string): Condition => condition(first.type === 'FailureTarget' ? 'Failed' : 'Complete', 'True', first.reason ?? '', first.message ?? '', now);

export const trueCondition = (status: Job['status'] | undefined, type: ConditionType): Condition | undefined => status?.conditions?.find((c) => c.type === type && c.status === 'True');

/** Whether the list was changed. One that is false is not added, for it was never true. */
export function ensureCondition(conditions: Conditions, next: Draft<Condition>): boolean {
  const at = conditions.findIndex(({ type }) => type === next.type);
  const old = conditions[at];
  if (!old) {
    if (next.status === 'False') return false;
    conditions.push(next);
    return true;
  }
  if (old.status === next.status && old.reason === next.reason && old.message === next.message) return false;
  conditions[at] = next;
  return true;
}
