import { beforeAll, expect, test } from 'vitest';
import { Session } from '../../session/session.ts';
import { sceneAt } from './scene.ts';
import { sceneIndex } from './sceneIndex.ts';
import type { Scene } from './sceneTypes.ts';

const session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [], boot: true });
beforeAll(() => session.runTo(session.cluster.bootEnd));
const at = (seconds: number): Scene => sceneAt(sceneIndex(session.reader), seconds * 1e6, 0);
const parts = ({ etcd, hub, manager, scheduler }: Scene): readonly string[] => [etcd, hub, manager, scheduler].map(({ phase }) => phase);

test('the parts of the control plane come one after the other', () => {
  expect(parts(at(0.2))).toEqual(['off', 'off', 'off', 'off']);
  expect(parts(at(0.9))).toEqual(['starting', 'starting', 'starting', 'starting']);
  // Its process runs, and there is nobody yet to give it its lease.
  expect(parts(at(1.5))).toEqual(['on', 'starting', 'starting', 'starting']);
  expect(parts(at(3))).toEqual(['on', 'on', 'starting', 'starting']);
  expect(parts(at(5))).toEqual(['on', 'on', 'on', 'on']);
  expect(at(3).kubectl.kubeadm).toBe(true);
  expect(at(5).kubectl.kubeadm).toBe(false);
});

test('every machine has its place from the beginning, with power or without, known to the API server or not', () => {
  const names = (s: Scene): readonly string[] => s.nodes.map((n) => `${n.name} ${n.phase}`);
  expect(names(at(0))).toEqual(['worker-1 off', 'worker-2 off', 'worker-3 off']);
  expect(at(0).controlPlanes.map((n) => [n.name, n.phase])).toEqual([['control-plane', 'starting']]);
  expect(at(3.6).controlPlanes.map((n) => [n.name, n.phase])).toEqual([['control-plane', 'on']]);
  expect(names(at(9.6))).toEqual(['worker-1 on', 'worker-2 starting', 'worker-3 off']);
  expect(names(at(32))).toEqual(['worker-1 on', 'worker-2 on', 'worker-3 on']);
});

test('nothing of it is there where the boot is not told', () => {
  const other = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
  other.runTo(1e6 as never);
  const scene = sceneAt(sceneIndex(other.reader), 0.5e6, other.cluster.bootEnd);
  expect(parts(scene)).toEqual(['on', 'on', 'on', 'on']);
  expect(scene.nodes).toEqual([]);
});
