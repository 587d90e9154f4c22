// TTL controller: tells kubelets by an annotation how long they may keep Secrets and ConfigMaps in their cache; longer in
// larger clusters.
// Upstream: pkg/controller/ttl/ttl_controller.go

import { PATCH_TYPES } from '../../api/http.ts';
import { defineController, watch } from '../../client/controller.ts';
import type { Informer } from '../../client/informer.ts';
import type { Sim } from '../../kernel/task.ts';
import { Node } from '../../kinds/node.ts';

const ANNOTATION = 'node.alpha.kubernetes.io/ttl';

/** Up to how many nodes, and for how many seconds. */
const BOUNDARIES = [
  { max: 100, seconds: 0 },
  { max: 500, seconds: 15 },
  { max: 1000, seconds: 30 },
  { max: 2000, seconds: 60 },
  { max: 10_000, seconds: 300 },
] as const;

export const nodeTtl = defineController<Informer<Node>>({
  name: 'ttl',
  account: 'ttl-controller',
  workers: 5,
  state: (context) => context.informer(Node),
  watches: [watch<Node>(Node, (node, _context, old, gone) => (gone || (old && old.metadata.annotations === node.metadata.annotations) ? [] : [node.metadata.name]))],
  *reconcile({ state, client }, name): Sim<void> {
    const node = state.get(name);
    const wanted = String((BOUNDARIES.find(({ max }) => state.size <= max) ?? { seconds: 600 }).seconds);
    if (!node || node.metadata.annotations?.[ANNOTATION] === wanted) return;
    yield* client.patch(Node, undefined, name, PATCH_TYPES.strategic, { metadata: { annotations: { [ANNOTATION]: wanted } } });
  },
});
