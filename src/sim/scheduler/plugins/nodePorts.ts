// NodePorts: the host ports of a Pod must be free on its node.
// Upstream: pkg/scheduler/framework/plugins/nodeports

import type { PluginEntry } from '../plugin.ts';
import { SKIP, unschedulable } from '../status.ts';

const NAME = 'NodePorts';
const TAKEN = unschedulable(NAME, "node(s) didn't have free ports for the requested pod ports");

export const nodePorts: PluginEntry = {
  name: NAME,
  create: () => ({
    name: NAME,
    preFilter: (cycle) => (cycle.pod.hostPorts.length === 0 ? SKIP : undefined),
    filter(cycle) {
      const { hostPorts } = cycle.pod;
      return (node) => (hostPorts.some((port) => node.portTaken(port)) ? TAKEN : undefined);
    },
    sign: (pod) => pod.hostPorts,
  }),
};
