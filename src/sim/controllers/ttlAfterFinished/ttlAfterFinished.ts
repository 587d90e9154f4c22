// TTL after finished: deletes a Job, and its Pods with it, so many seconds after it has ended.
// Upstream: pkg/controller/ttlafterfinished/ttlafterfinished_controller.go
//
// What a reconcile notes:
//   wait   { time } microseconds until its time is up
//   expire { name } its time is up: it is deleted

import { milliseconds, parseTime } from '../../../base/time.ts';
import { ApiError } from '../../api/errors.ts';
import { defineController, watch, type Context } from '../../client/controller.ts';
import { keyFor, splitKey, type Informer } from '../../client/informer.ts';
import type { Sim } from '../../kernel/task.ts';
import { Job } from '../../kinds/job.ts';

export const ttlAfterFinished = defineController<Informer<Job>>({
  name: 'ttl-after-finished',
  account: 'ttl-after-finished-controller',
  workers: 5,
  state: (context) => context.informer(Job),
  watches: [watch<Job>(Job, (job, _context, _old, gone) => (gone || expiresMs(job) === undefined ? [] : [keyFor(job)]))],
  *reconcile(context, key) {
    const job = context.state.get(key);
    if (!job || !isExpired(context, job, key)) return;
    // What is in the cache may be old: the time to live may have been changed since.
    const [namespace, name] = splitKey(key);
    let fresh: Job;
    try {
      fresh = yield* context.client.get(Job, namespace, name);
    } catch (error) {
      if (error instanceof ApiError && error.reason === 'NotFound') return;
      throw error;
    }
    if (isExpired(context, fresh, key)) yield* expire(context, fresh);
  },
});

/** When a Job is to go, in milliseconds since 1970; undefined where it is not, or not yet known. */
function expiresMs({ metadata, spec, status }: Job): number | undefined {
  const { ttlSecondsAfterFinished: ttl } = spec;
  const end = status?.conditions?.find(({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True');
  if (ttl === undefined || metadata.deletionTimestamp !== undefined || !end?.lastTransitionTime) return undefined;
  return (parseTime(end.lastTransitionTime) ?? 0) + ttl * 1000;
}

function isExpired({ kernel, queue, note }: Context<unknown>, job: Job, key: string): boolean {
  const at = expiresMs(job);
  if (at === undefined) return false;
  const left = at - kernel.wallMs;
  if (left <= 0) return true;
  note('wait', { time: Math.round(left * 1000) });
  queue.addAfter(key, milliseconds(left), 'ttl');
  return false;
}

function* expire({ client, note }: Context<unknown>, { metadata }: Job): Sim<void> {
  const { namespace, name, uid } = metadata;
  note('expire', { name });
  yield* client.delete(Job, namespace, name, { propagationPolicy: 'Foreground', preconditions: { uid } });
}
