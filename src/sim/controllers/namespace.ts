// Namespace: empties a namespace that is being deleted, Pods first, and lets it go when nothing is left.
// Upstream: pkg/controller/namespace/namespace_controller.go, deletion/namespaced_resources_deleter.go
//
// What a reconcile notes:
//   delete     { resource, remaining } one kind of objects; Pods come first, and nothing else while there are any
//   remaining  { resources, finalizers, estimate } what is left after a round; `estimate` seconds until it should be gone
//   finalize   {} nothing is left

import { seconds } from '../../base/time.ts';
import { defineController, watch, type Result } from '../client/controller.ts';
import { keyFor } from '../client/informer.ts';
import type { Sim } from '../kernel/task.ts';
import { Namespace } from '../kinds/namespace.ts';
import { deleteContent, finalize } from './namespaceContent.ts';
import { isNotFound } from './shared/podControl.ts';

/** Objects that were made in the last moment must be seen by all API servers first. */
const GRACE = seconds(5);
export const namespace = defineController({
  name: 'namespace',
  account: 'namespace-controller',
  workers: 10,
  qps: 400,
  burst: 3000,
  watches: [
    watch(Namespace, (object, { queue }, _old, gone) => {
      if (!gone && object.metadata.deletionTimestamp !== undefined) queue.addAfter(keyFor(object), GRACE, 'namespaceDeletion');
      return [];
    }),
  ],
  *reconcile(context, name): Sim<Result | void> {
    const { client } = context;
    let found: Namespace;
    try {
      found = yield* client.get(Namespace, undefined, name);
    } catch (error) {
      if (isNotFound(error)) return;
      throw error;
    }
    if (found.metadata.deletionTimestamp === undefined || !found.spec.finalizers?.includes('kubernetes')) return;
    if (found.status.phase !== 'Terminating') found = yield* client.updateStatus(Namespace, { ...found, status: { ...found.status, phase: 'Terminating' } });
    const estimate = yield* deleteContent(context, found);
    if (estimate > 0) return { requeueAfter: seconds(Math.floor(estimate / 2) + 1) };
    context.note('finalize', {});
    yield* finalize(context, found);
  },
});
