// DynamicResources allocates the devices of resource claims. Here it is a stand-in that only says what it says of Pods without
// claims: its part of every failed Pod's message. Upstream: pkg/scheduler/framework/plugins/dynamicresources
// Simplified: resource claims and device classes are stored, but no devices are allocated; Pods with claims are placed as if they had none.

import type { NotesKey } from '../cycle.ts';
import { NOT_SIGNABLE, type PluginEntry } from '../plugin.ts';
import { failure, SKIP, unschedulable } from '../status.ts';

const NAME = 'DynamicResources';
const STATE: NotesKey<true> = { name: NAME };

export const dynamicResources: PluginEntry = {
  name: NAME,
  weight: 2,
  create: () => ({
    name: NAME,
    preFilter(cycle) {
      cycle.write(STATE, true);
      return SKIP;
    },
    // A Pod that an earlier plugin's PreFilter rejected has no state here, and upstream's error for it says no more than this.
    postFilter: (cycle) => ({ status: cycle.read(STATE) ? unschedulable(NAME, 'no new claims to deallocate') : failure(NAME, 'not found') }),
    score: () => () => 0,
    sign: (pod) => (pod.pod.spec.resourceClaims?.length ? NOT_SIGNABLE : undefined),
  }),
};
