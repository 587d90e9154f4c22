import { expect, it } from 'vitest';
import type { Micros } from '../../base/time.ts';
import { Session } from '../../session/session.ts';
import { APPLIED_AT, APPLIED_FOR, applyPods, packingInputs } from './binPacking.ts';

/** Node → Pods of the Deployment. */
function placed(packing: boolean): Readonly<Record<string, number>> {
  const session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
  const { bootEnd } = session.cluster;
  session.runTo(bootEnd);
  const manifest = session.cluster.firstManifests().find(({ file }) => file === 'kube-scheduler.yaml')?.content ?? '';
  if (packing) for (const input of packingInputs('control-plane', manifest)) session.input(input);
  session.runTo((bootEnd + APPLIED_AT) as Micros);
  for (const input of applyPods) session.input(input);
  session.runTo((bootEnd + APPLIED_AT + APPLIED_FOR) as Micros);
  const nodes: Record<string, number> = {};
  for (const { value } of session.cluster.store.range('/registry/pods/default/')) {
    const { nodeName = '' } = (value as unknown as { spec: { nodeName?: string } }).spec;
    nodes[nodeName] = (nodes[nodeName] ?? 0) + 1;
  }
  return nodes;
}

it('spreads by default, and packs as configured', () => {
  expect(placed(false)).toEqual({ 'worker-1': 2, 'worker-2': 2, 'worker-3': 2 });
  // The largest node stays empty.
  expect(placed(true)).toEqual({ 'worker-1': 3, 'worker-3': 3 });
});
