// NodeUnschedulable: a cordoned node takes only Pods that tolerate being there.
// Upstream: pkg/scheduler/framework/plugins/nodeunschedulable

import type { PluginEntry } from '../plugin.ts';
import { unresolvable } from '../status.ts';
import { anyTolerates } from '../taints.ts';

const NAME = 'NodeUnschedulable';
const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const;
const CORDONED = unresolvable(NAME, 'node(s) were unschedulable');

export const nodeUnschedulable: PluginEntry = {
  name: NAME,
  create: () => ({
    name: NAME,
    filter(cycle) {
      if (anyTolerates(cycle.pod.pod.spec.tolerations, TAINT)) return undefined;
      return (node) => (node.unschedulable ? CORDONED : undefined);
    },
    sign: (pod) => pod.pod.spec.tolerations,
  }),
};
