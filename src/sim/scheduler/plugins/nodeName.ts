// NodeName: a Pod that names its node goes nowhere else. (Such Pods normally never reach a scheduler.)
// Upstream: pkg/scheduler/framework/plugins/nodename

import type { PluginEntry } from '../plugin.ts';
import { unresolvable } from '../status.ts';

const NAME = 'NodeName';
const OTHER = unresolvable(NAME, "node(s) didn't match the requested node name");

export const nodeName: PluginEntry = {
  name: NAME,
  create: () => ({
    name: NAME,
    filter(cycle) {
      const wanted = cycle.pod.pod.spec.nodeName;
      return wanted ? (node) => (node.name === wanted ? undefined : OTHER) : undefined;
    },
    sign: (pod) => pod.pod.spec.nodeName,
  }),
};
