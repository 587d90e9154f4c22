// What is kept of a Job between two looks at it, and the finalizer by which its Pods wait to be counted.

import { seconds } from '../../../base/time.ts';
import type { Index, Informer } from '../../client/informer.ts';
import type { WorkQueue } from '../../client/workqueue.ts';
import type { Job } from '../../kinds/job.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { Consistency } from '../shared/consistency.ts';
import type { Backoff } from './backoff.ts';

export const TRACKING = 'batch.kubernetes.io/job-tracking';

export const isTracked = ({ metadata }: Pod): boolean => metadata.finalizers?.includes(TRACKING) ?? false;

/** What Pods do reaches the Job in batches, so that it does not write its status for each. */
export const BATCH = seconds(1);

export const managedElsewhere = ({ spec }: Job): boolean => spec.managedBy !== undefined && spec.managedBy !== 'kubernetes.io/job-controller';

export interface State {
  readonly jobs: Informer<Job>;
  readonly pods: Informer<Pod>;
  readonly byController: Index<Pod>;
  readonly consistency: Consistency;
  readonly backoffs: Map<string, Backoff>;
  /** Pods by uid, for each Job, whose finalizer was taken off and not seen gone yet. */
  readonly removals: Map<string, Set<string>>;
  /** Pods that no Job counts any more. */
  readonly orphans: WorkQueue;
}
