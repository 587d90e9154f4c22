// SchedulingGates keeps a Pod out of the queue until whoever set the gates has removed all of them.
// Upstream: pkg/scheduler/framework/plugins/schedulinggates

import type { PluginEntry } from '../plugin.ts';
import { unresolvable } from '../status.ts';

const NAME = 'SchedulingGates';

export const schedulingGates: PluginEntry = {
  name: NAME,
  create: () => ({
    name: NAME,
    preEnqueue(pod) {
      const gates = pod.pod.spec.schedulingGates ?? [];
      if (gates.length === 0) return undefined;
      return unresolvable(NAME, `waiting for scheduling gates: [${gates.map((gate) => gate.name).join(' ')}]`);
    },
  }),
};
