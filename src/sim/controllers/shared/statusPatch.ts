// The patch by which a controller changes a Pod's status: the difference to what it is, so that the kubelet's own writes
// are not undone.
// Upstream: pkg/util/pod/pod.go (PatchPodStatus)

import { must } from '../../../base/assert.ts';
import { createTwoWayPatch } from '../../api/patch/strategicDiff.ts';
import { PATCH_TYPES } from '../../api/http.ts';
import { typeOf } from '../../api/schema/schema.ts';
import type { Client } from '../../client/client.ts';
import type { Sim } from '../../kernel/task.ts';
import { Pod } from '../../kinds/pod.ts';

export function* patchPodStatus(client: Client, pod: Pod, status: Pod['status']): Sim<void> {
  const { namespace, name, uid } = pod.metadata;
  const type = must(typeOf('v1', 'Pod'), 'the type of Pods');
  const change = createTwoWayPatch({ status: pod.status }, { status }, type);
  if (Object.keys(change).length === 0) return;
  yield* client.patch(Pod, namespace, name, PATCH_TYPES.strategic, { metadata: { uid }, ...change }, 'status');
}
