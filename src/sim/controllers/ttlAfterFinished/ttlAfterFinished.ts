// TTL after finished: deletes a Job, and its Pods with it, so many seconds after it has ended.
// Upstream: pkg/controller/ttlafterfinished/ttlafterfinished_controller.go
//
// What a reconcile notes:
//   wait   { time } microseconds until its time is up
//   expire { name } its time is up: it is deleted

import { defineController, watch } from '../../client/controller.ts';
import { keyFor, type Informer } from '../../client/informer.ts';
import { Job } from '../../kinds/job.ts';
import { expireJob, expiresMs } from './expire.ts';

export const ttlAfterFinished = defineController<Informer<Job>>({
  name: 'ttl-after-finished',
  account: 'ttl-after-finished-controller',
  workers: 5,
  state: (context) => context.informer(Job),
  watches: [watch<Job>(Job, (job, _context, _old, gone) => (gone || expiresMs(job) === undefined ? [] : [keyFor(job)]))],
  reconcile: (context, key) => expireJob(context, key),
});
