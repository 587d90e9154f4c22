// TaintToleration: taints with NoSchedule and NoExecute keep a Pod away, those with PreferNoSchedule cost points.
// Upstream: pkg/scheduler/framework/plugins/tainttoleration

import { normaliseToMax } from '../normalise.ts';
import type { PluginEntry } from '../plugin.ts';
import { unresolvable } from '../status.ts';
import { anyTolerates, toleratesScheduling } from '../taints.ts';

const NAME = 'TaintToleration';
const TAINTED = unresolvable(NAME, 'node(s) had untolerated taint(s)');

export const taintToleration: PluginEntry = {
  name: NAME,
  weight: 3,
  create: () => ({
    name: NAME,
    filter(cycle) {
      const { tolerations } = cycle.pod.pod.spec;
      return (node) => (node.taints.length === 0 || toleratesScheduling(tolerations, node.taints) ? undefined : TAINTED);
    },
    score(cycle) {
      const tolerations = (cycle.pod.pod.spec.tolerations ?? []).filter((t) => !t.effect || t.effect === 'PreferNoSchedule');
      return (node) => {
        if (node.taints.length === 0) return 0;
        return node.taints.filter((taint) => taint.effect === 'PreferNoSchedule' && !anyTolerates(tolerations, taint)).length;
      };
    },
    normalise: (_, scores) => normaliseToMax(scores, true),
    sign: (pod) => pod.pod.spec.tolerations,
  }),
};
