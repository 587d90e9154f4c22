import { expect, test } from 'vitest';
import { Session } from '../../session/session.ts';
import { tell } from '../../trace/testing/stories.ts';
import { Lane, Lanes, type Mark } from './lanes.ts';

test('a Deployment and a refused Service on their lanes', () => {
  const { session, origin } = tell('documents');
  const lanes = new Lanes(session.reader, origin);
  const names = lanes.list.map((lane) => lane.name);
  expect(names.slice(0, 5)).toEqual(['kubectl', 'kube-apiserver', 'etcd', 'deployment-controller', 'replicaset-controller']);
  expect(names).toContain('kube-scheduler');
  expect(names.slice(-3)).toEqual(['node/worker-1', 'node/worker-2', 'node/worker-3']);
  const marks = new Set<Mark>();
  lanes.list.forEach((lane) => lane.each(0, Infinity, (_span, mark) => marks.add(mark)));
  expect([...marks].sort()).toEqual(['err', 'pull', 'rev', 'srv', 'status', 'watch', 'work', 'write']);
});

test('a lane finds what touches a stretch, however long ago it began', () => {
  const lane = new Lane('x');
  lane.add(1, 'pull', 5, 900_000);
  for (let i = 2; i < 100_000; i++) lane.add(i, 'work', i * 10, i * 10 + 4);
  const found: number[] = [];
  const before = performance.now();
  for (let n = 0; n < 100; n++) {
    found.length = 0;
    lane.each(500_003, 500_021, (span) => found.push(span));
  }
  expect(found).toEqual([1, 50_000, 50_001, 50_002]);
  if (process.env.SHOW_TIMES) console.log(`a look into 100,000 spans: ${((performance.now() - before) / 100).toFixed(3)} ms`);
  expect(lane.density([500_000, 500_100, 500_200])).toEqual([10, 10]);
});

test('in a boot that is told, all controllers share the lane of their process', () => {
  const session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [], boot: true });
  session.runTo(session.cluster.bootEnd);
  const lanes = new Lanes(session.reader, 0);
  expect(lanes.list.map((lane) => lane.name)).toEqual(['kubectl', 'kubeadm', 'kube-apiserver', 'etcd', 'kube-controller-manager', 'kube-scheduler', 'node/control-plane', 'node/worker-1', 'node/worker-2', 'node/worker-3']);
  expect(lanes.nameOf('replicaset-controller')).toBe('kube-controller-manager');
  expect(lanes.list[1]?.size).toBeGreaterThan(5);
  expect(lanes.list[4]?.size).toBeGreaterThan(20);
});
