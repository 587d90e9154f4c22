// Job: runs Pods until enough of them have ended well, or too many badly.
// Upstream: pkg/controller/job/job_controller.go
//
// What a reconcile notes:
//   count    { wanted, exist, ready, terminating, succeeded, failed, awaited } the Pods that should run and those that are
//   create   { pods } · created { pods, failed } · delete { pods, names } · adopt, release { kind, name }
//   backoff  { failures, time } no new Pod yet, for so many microseconds, after so many failures in a row
//   failing  { reason }, enough { reason } why the Job is about to end, as soon as that is known
//   suspend, resume {}
//   counted  { pods } Pods that are counted and may go · finish { type, reason }
//   status   { active, ready, succeeded, failed, terminating } what is written
//
// Simplified: the caches of a Job and its Pods are waited for as those of a ReplicaSet are; a real controller also counts
// such skips in a metric.

import { defineController, watch, type Context } from '../../client/controller.ts';
import { WorkQueue } from '../../client/workqueue.ts';
import type { Sim } from '../../kernel/task.ts';
import { Job } from '../../kinds/job.ts';
import { Pod } from '../../kinds/pod.ts';
import { Consistency } from '../shared/consistency.ts';
import { mayBelongTo } from '../shared/owners.ts';
import { podsByController } from '../shared/pods.ts';
import { free, jobChanged, podChanged } from './changes.ts';
import { sync } from './sync.ts';
import type { State } from './tracking.ts';

export const job = defineController<State>({
  name: 'job',
  account: 'job-controller',
  workers: 5,
  state(context) {
    const pods = context.informer(Pod);
    return {
      jobs: context.informer(Job),
      pods,
      byController: podsByController(pods),
      consistency: new Consistency(),
      backoffs: new Map(),
      removals: new Map(),
      orphans: new WorkQueue(context.kernel, 'job-controller'),
    };
  },
  watches: [
    watch<Job, State>(Job, (changed, context, old, gone) => jobChanged(changed, context, old, gone)),
    watch<Pod, State>(Pod, (pod, context, old, gone) => (mayBelongTo('Job', pod, old) ? podChanged(pod, context, old, gone) : NO_KEYS)),
  ],
  tasks: (context) => [{ name: 'orphans', body: freeOrphans(context) }],
  reconcile: (context, key) => sync(context, key),
});
const NO_KEYS: readonly string[] = [];

function* freeOrphans(context: Context<State>): Sim<void> {
  for (;;) yield* free(context, yield* context.state.orphans.take());
}
