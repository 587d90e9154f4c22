// Putting taints on a node and taking them off: read it, patch the whole list, on the condition that nobody else changed
// the node in between.
// Upstream: pkg/controller/controller_utils.go (AddOrUpdateTaintOnNode, RemoveTaintOffNode), pkg/controller/util/node

import { deepFreeze, equal } from '../../../base/json.ts';
import { milliseconds, type Micros } from '../../../base/time.ts';
import { ApiError } from '../../api/errors.ts';
import { PATCH_TYPES } from '../../api/http.ts';
import type { Client } from '../../client/client.ts';
import { sleep, type Sim } from '../../kernel/task.ts';
import { Node } from '../../kinds/node.ts';
import type { Taint } from './nodeFit.ts';

export const sameTaint = (a: Pick<Taint, 'key' | 'effect'>, b: Pick<Taint, 'key' | 'effect'>): boolean => a.key === b.key && a.effect === b.effect;

const TRIES = 5;

/** Adds these and then takes those off, each by a request of its own. */
export function* swapTaints(client: Client, node: Node, add: readonly Taint[], remove: readonly Taint[]): Sim<void> {
  const now = client.transport.kernel.timestamp();
  if (add.length) yield* change(client, node.metadata.name, (taints) => [...taints.filter((taint) => !add.some((a) => sameTaint(a, taint))), ...add.map((taint) => ({ ...taint, timeAdded: now }))]);
  yield* removeTaints(client, node, remove);
}

/** False where the node, as far as is known, has none of them: nothing is asked then. */
export function* removeTaints(client: Client, node: Node, remove: readonly Taint[]): Sim<boolean> {
  const has = (taints: readonly Taint[] = []): boolean => taints.some((taint) => remove.some((r) => sameTaint(r, taint)));
  if (!has(node.spec.taints)) return false;
  yield* change(client, node.metadata.name, (taints) => taints.filter((taint) => !remove.some((r) => sameTaint(r, taint))));
  return true;
}

function* change(client: Client, name: string, edit: (taints: readonly Taint[]) => readonly Taint[]): Sim<void> {
  const random = client.transport.kernel.stream('taints');
  for (let attempt = 1; ; attempt++) {
    // The first look may be at a cache.
    const node = yield* client.get(Node, undefined, name, attempt === 1 ? { query: { resourceVersion: '0' } } : {});
    const before = node.spec.taints ?? [];
    const after = edit(before);
    if (equal(before, after)) return;
    try {
      yield* client.patch(Node, undefined, name, PATCH_TYPES.strategic, deepFreeze({ metadata: { resourceVersion: node.metadata.resourceVersion }, spec: { taints: after.length ? after : null } }));
      return;
    } catch (error) {
      if (!(error instanceof ApiError) || error.reason !== 'Conflict' || attempt >= TRIES) throw error;
    }
    yield* sleep(milliseconds(100 * (1 + random.float())) as Micros);
  }
}
