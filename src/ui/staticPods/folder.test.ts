import { expect, it } from 'vitest';
import type { Micros } from '../../base/time.ts';
import type { SessionRecord } from '../../session/protocol.ts';
import type { Input } from '../../sim/cluster/inputs.ts';
import { componentOf, folderAt, isFileName } from './folder.ts';

const first = [
  { node: 'control-plane', file: 'etcd.yaml', content: 'etcd' },
  { node: 'control-plane', file: 'kube-apiserver.yaml', content: 'server' },
];
const run = (...inputs: readonly Input[]): SessionRecord => ({ version: 1, seed: 1, shape: 'default', inputs: inputs.map((input, i) => ({ at: (i + 1) as Micros, input })) });

it('holds what the machine was made with, and what was written and removed up to a moment', () => {
  const record = run({ type: 'staticPod', node: 'worker-1', file: 'web.yaml', content: 'a' }, { type: 'staticPod', node: 'worker-1', file: 'web.yaml', content: 'b' }, { type: 'staticPod', node: 'worker-1', file: 'web.yaml' });
  expect([...folderAt(first, record, 'control-plane', 9).keys()]).toEqual(['etcd.yaml', 'kube-apiserver.yaml']);
  expect([0, 1, 2, 3].map((at) => folderAt(first, record, 'worker-1', at).get('web.yaml'))).toEqual([undefined, 'a', 'b', undefined]);
});

it('loses a file with the component that is stopped, and has it back when it is started', () => {
  const record = run({ type: 'fault', fault: { fault: 'stopComponent', component: 'kube-apiserver' } }, { type: 'fault', fault: { fault: 'startComponent', component: 'kube-apiserver' } }, { type: 'fault', fault: { fault: 'stopComponent', component: 'kubelet', node: 'control-plane' } });
  expect([1, 2, 3].map((at) => folderAt(first, record, 'control-plane', at).get('kube-apiserver.yaml'))).toEqual([undefined, 'server', 'server']);
  expect(folderAt(first, record, 'worker-1', 3).size).toBe(0);
});

it('knows the files of the control plane, and what a file may be called', () => {
  expect([componentOf('etcd.yaml'), componentOf('web.yaml')]).toEqual(['etcd', '']);
  expect(['web.yaml', '.hidden', '../etc', 'a/b', '', 'x'.repeat(200)].map(isFileName)).toEqual([true, false, false, false, false, false]);
});
