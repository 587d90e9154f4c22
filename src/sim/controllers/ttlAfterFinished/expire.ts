// Looks whether the time of a Job that has ended is up, and deletes it then.
// Upstream: pkg/controller/ttlafterfinished/ttlafterfinished_controller.go (processJob)

import { milliseconds, parseTime } from '../../../base/time.ts';
import type { Context } from '../../client/controller.ts';
import { splitKey, type Informer } from '../../client/informer.ts';
import type { Sim } from '../../kernel/task.ts';
import { Job } from '../../kinds/job.ts';
import { isNotFound } from '../shared/podControl.ts';

export function* expireJob(context: Context<Informer<Job>>, key: string): Sim<void> {
  const job = context.state.get(key);
  if (!job || !isExpired(context, job, key)) return;
  // What is in the cache may be old: the time to live may have been changed since.
  const [namespace, name] = splitKey(key);
  let fresh: Job;
  try {
    fresh = yield* context.client.get(Job, namespace, name);
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  if (isExpired(context, fresh, key)) yield* expire(context, fresh);
}

/** When a Job is to go, in milliseconds since 1970; undefined where it is not, or not yet known. */
export function expiresMs({ metadata, spec, status }: Job): number | undefined {
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
