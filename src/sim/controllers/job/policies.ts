// What a Job's own rules say of its Pods: the podFailurePolicy of one that failed, the successPolicy of the indexes that
// have succeeded.
// Upstream: pkg/controller/job/pod_failure_policy.go, success_policy.go

import type { Job } from '../../kinds/job.ts';
import type { Pod } from '../../kinds/pod.ts';
import { overlap, parseIndexes, totalOf, type Intervals } from './indexes.ts';

type Policy = NonNullable<Job['spec']['podFailurePolicy']>;
type Rule = Policy['rules'][number];

export interface Verdict {
  /** The failure counts towards the limit. */
  readonly counts: boolean;
  readonly action?: Rule['action'];
  /** The whole Job fails, and this is why. */
  readonly message?: string;
}

/** The first rule that fits decides; a failure that none fits counts. */
export function judgeFailure(policy: Policy | undefined, pod: Pod): Verdict {
  for (const [index, rule] of (policy?.rules ?? []).entries()) {
    const why = reasonFor(rule, pod);
    if (why === undefined) continue;
    const { action } = rule;
    if (action === 'Ignore') return { counts: false, action };
    if (action === 'FailJob') return { counts: true, action, message: `${why} matching ${action} rule at index ${index}` };
    if (action === 'Count' || action === 'FailIndex') return { counts: true, action };
  }
  return { counts: true };
}

function reasonFor({ onExitCodes, onPodConditions }: Rule, { metadata, status }: Pod): string | undefined {
  const { namespace, name } = metadata;
  if (onExitCodes) {
    const { containerName, operator, values } = onExitCodes;
    for (const container of [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])]) {
      const code = container.state?.terminated?.exitCode;
      if (code === undefined || code === 0 || (containerName !== undefined && containerName !== null && containerName !== container.name)) continue;
      if (values.includes(code) === (operator === 'In')) return `Container ${container.name} for pod ${namespace}/${name} failed with exit code ${code}`;
    }
    return undefined;
  }
  const condition = status?.conditions?.find(({ type, status: is }) => onPodConditions?.some((pattern) => pattern.type === type && pattern.status === is));
  return condition && `Pod ${namespace}/${name} has condition ${condition.type}`;
}

/** The number of the first rule that is met. */
export function metSuccessRule(job: Job, succeeded: Intervals): number | undefined {
  const { successPolicy, completions = 0 } = job.spec;
  if (!successPolicy || succeeded.length === 0) return undefined;
  const at = successPolicy.rules.findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined) return succeededCount !== undefined && totalOf(succeeded) >= succeededCount;
    const wanted = parseIndexes(succeededIndexes, completions);
    if (wanted.length === 0) return false;
    const found = overlap(wanted, succeeded);
    return found === totalOf(wanted) || (succeededCount !== undefined && found >= succeededCount);
  });
  return at < 0 ? undefined : at;
}
