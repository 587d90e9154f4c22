// Which faults are in force: those that the inputs up to a moment began and did not end.

import type { SessionRecord } from '../../session/protocol.ts';
import type { Fault } from '../../sim/cluster/inputs.ts';

/** What names a fault while it lasts: `nodeDown worker-1`. */
export function faultName(fault: Fault): string {
  switch (fault.fault) {
    case 'nodeDown':
    case 'nodeUp':
      return `nodeDown ${fault.node}`;
    case 'cutNetwork':
    case 'healNetwork':
      return `cutNetwork ${fault.node}`;
    case 'stopComponent':
    case 'startComponent':
      return `stopComponent ${fault.component} ${fault.node ?? ''}`.trimEnd();
    case 'registryDown':
    case 'registryUp':
      return 'registryDown';
    case 'killContainer':
      return `killContainer ${fault.namespace}/${fault.pod}/${fault.container}`;
  }
}

const ENDS: readonly Fault['fault'][] = ['nodeUp', 'healNetwork', 'startComponent', 'registryUp'];

export function activeFaults(record: SessionRecord, at: number): ReadonlySet<string> {
  const active = new Set<string>();
  for (const timed of record.inputs) {
    if (timed.at > at || timed.input.type !== 'fault') continue;
    const { fault } = timed.input;
    if (ENDS.includes(fault.fault)) active.delete(faultName(fault));
    // A killed container is over in the moment.
    else if (fault.fault !== 'killContainer') active.add(faultName(fault));
  }
  return active;
}
