import { expect, it } from 'vitest';
import type { Micros } from '../../base/time.ts';
import type { Fault, TimedInput } from '../../sim/cluster/inputs.ts';
import { activeFaults } from './active.ts';

const at = (time: number, fault: Fault): TimedInput => ({ at: time as Micros, input: { type: 'fault', fault } });
const record = {
  version: 1 as const,
  seed: 1,
  shape: 'default',
  inputs: [
    at(1, { fault: 'nodeDown', node: 'worker-1' }),
    at(2, { fault: 'stopComponent', component: 'kubelet', node: 'worker-2' }),
    at(3, { fault: 'stopComponent', component: 'kube-scheduler' }),
    at(4, { fault: 'killContainer', namespace: 'default', pod: 'web', container: 'nginx' }),
    at(5, { fault: 'nodeUp', node: 'worker-1' }),
    at(6, { fault: 'startComponent', component: 'kube-scheduler' }),
  ],
};

it('knows which faults are in force at a moment', () => {
  expect([...activeFaults(record, 0)]).toEqual([]);
  expect([...activeFaults(record, 4)]).toEqual(['nodeDown worker-1', 'stopComponent kubelet worker-2', 'stopComponent kube-scheduler']);
  expect([...activeFaults(record, 6)]).toEqual(['stopComponent kubelet worker-2']);
});
