// One look at a Job: what was found, and the status as it grows until it is written.

import { deepCopy, deepFreeze, type Draft } from '../../../base/json.ts';
import type { Context } from '../../client/controller.ts';
import type { Sim } from '../../kernel/task.ts';
import { Job } from '../../kinds/job.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { Backoff } from './backoff.ts';
import type { Condition } from './conditions.ts';
import type { Intervals } from './indexes.ts';
import type { State } from './tracking.ts';

export interface Work {
  readonly key: string;
  job: Job;
  /** Of `job`, with what is to be written. */
  status: Draft<Job['status']>;
  readonly pods: readonly Pod[];
  readonly activePods: readonly Pod[];
  /** By uid: what the status had noted to be counted when the look began. */
  readonly uncounted: { readonly succeeded: ReadonlySet<string>; readonly failed: ReadonlySet<string> };
  readonly removals: ReadonlySet<string>;
  active: number;
  ready: number;
  terminating: number;
  succeeded: number;
  failed: number;
  backoff: Backoff;
  /** Why the Job ends. */
  finished: Condition | undefined;
  formerSucceeded: Intervals;
  succeededIndexes: Intervals;
  failedIndexes: Intervals | undefined;
  /** The last failed Pod of an index, kept until its successor is there: that one goes on counting. */
  lastFailed: ReadonlyMap<number, Pod>;
}

/** A count that is nothing is left out, as the Go type has it. */
export function count(status: Draft<Job['status']>, field: 'active' | 'succeeded' | 'failed', value: number): void {
  if (value === 0) delete status[field];
  else status[field] = value;
}

export function* flush({ client, state, note }: Context<State>, work: Work): Sim<void> {
  const { status } = work;
  note('status', { active: status.active ?? 0, ready: status.ready ?? 0, succeeded: status.succeeded ?? 0, failed: status.failed ?? 0, terminating: status.terminating ?? 0 });
  const written = yield* client.updateStatus(Job, { ...work.job, status: deepFreeze(deepCopy(status)) as Job['status'] });
  state.consistency.wrote(work.key, state.jobs, written);
  work.job = written;
  work.status = deepCopy(written.status);
}
