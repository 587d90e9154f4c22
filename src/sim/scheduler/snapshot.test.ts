import { expect, test } from 'vitest';
import { Prng } from '../../base/prng.ts';
import { fromMap } from '../api/selectors.ts';
import { NO_LISTERS } from './listers.ts';
import { podInfo } from './podInfo.ts';
import { Snapshot } from './snapshot.ts';
import { testNode, testPod } from './testObjects.ts';
import type { Pod } from './types.ts';

test('nodes are listed zone by zone in turns, zones and nodes in order of creation', () => {
  const snapshot = new Snapshot(NO_LISTERS);
  for (const [name, zone] of [['n1', 'b'], ['n2', 'b'], ['n3', 'a'], ['n4', ''], ['n5', 'b']] as const) snapshot.setNode(testNode(name, zone ? { 'topology.kubernetes.io/zone': zone } : {}));
  expect(snapshot.nodes.map((n) => n.name)).toEqual(['n1', 'n3', 'n4', 'n2', 'n5']);
  snapshot.removeNode('n1');
  snapshot.setNode(testNode('n4', { 'topology.kubernetes.io/zone': 'a' }));
  expect(snapshot.nodes.map((n) => n.name)).toEqual(['n2', 'n3', 'n5', 'n4']);
});

test('an assumed Pod counts, stays through updates without a node, and is replaced by the bound one', () => {
  const snapshot = new Snapshot(NO_LISTERS);
  snapshot.setNode(testNode('n1'));
  const pod = testPod('p', { containers: [{ name: 'c', image: 'app:1', resources: { requests: { cpu: '500m' } } }] });
  snapshot.assume(podInfo(pod), 'n1');
  snapshot.setPod({ ...pod, status: { phase: 'Pending' } });
  expect(snapshot.node('n1')?.requested('cpu')).toBe(500);
  snapshot.setPod({ ...pod, spec: { ...pod.spec, nodeName: 'n1' } });
  expect(snapshot.node('n1')?.requested('cpu')).toBe(500);
  snapshot.setPod({ ...pod, spec: { ...pod.spec, nodeName: 'n1' }, status: { phase: 'Succeeded' } });
  expect(snapshot.node('n1')?.requested('cpu')).toBe(0);
  expect(snapshot.nodeOf('default/p')).toBeUndefined();
});

test('Pods of a node that is not there count once it is', () => {
  const snapshot = new Snapshot(NO_LISTERS);
  snapshot.setPod(testPod('p', { nodeName: 'n1' }));
  expect(snapshot.nodes).toEqual([]);
  snapshot.setNode(testNode('n1'));
  expect(snapshot.node('n1')?.pods.size).toBe(1);
  snapshot.removeNode('n1');
  expect(snapshot.node('n1')).toBeUndefined();
});

test('an image has the size that the first node reported, on every node', () => {
  const snapshot = new Snapshot(NO_LISTERS);
  const withImage = (name: string, sizeBytes: number): Parameters<Snapshot['setNode']>[0] => {
    const node = testNode(name);
    return { ...node, status: { ...node.status, images: [{ names: ['web:1'], sizeBytes }] } };
  };
  snapshot.setNode(withImage('n1', 100));
  snapshot.setNode(withImage('n2', 200));
  expect(snapshot.image('web:1')).toEqual({ size: 100, nodes: new Set(['n1', 'n2']) });
  snapshot.removeNode('n1');
  snapshot.setNode(withImage('n2', 200));
  expect(snapshot.image('web:1')).toEqual({ size: 200, nodes: new Set(['n2']) });
});

test('after any changes the counts are those of a snapshot built anew', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const random = new Prng(seed, 'snapshot');
    const snapshot = new Snapshot(NO_LISTERS);
    const pods = new Map<string, Pod>();
    const nodes = new Map<string, ReturnType<typeof testNode>>();
    for (let i = 0; i < 400; i++) {
      const nodeName = `n${random.below(4)}`;
      switch (random.below(6)) {
        case 0: {
          const node = testNode(nodeName, { 'topology.kubernetes.io/zone': `z${random.below(2)}` });
          nodes.set(nodeName, node);
          snapshot.setNode(node);
          break;
        }
        case 1:
          nodes.delete(nodeName);
          snapshot.removeNode(nodeName);
          break;
        case 2: {
          const name = `p${random.below(12)}`;
          pods.delete(name);
          snapshot.removePod(`default/${name}`);
          break;
        }
        default: {
          const name = `p${random.below(12)}`;
          const pod = randomPod(random, name, nodeName);
          pods.set(name, pod);
          snapshot.setPod(pod);
        }
      }
    }
    const fresh = new Snapshot(NO_LISTERS);
    for (const node of nodes.values()) fresh.setNode(node);
    for (const pod of pods.values()) fresh.setPod(pod);
    expect(counts(snapshot)).toEqual(counts(fresh));
  }
});

function randomPod(random: Prng, name: string, nodeName: string): Pod {
  const port = random.below(3) === 0 ? { ports: [{ containerPort: 80, hostPort: 80 + random.below(2) }] } : {};
  const requests = { cpu: `${random.below(5)}00m`, ...(random.below(2) ? { 'example.com/gpu': '1' } : {}) };
  const pod = testPod(name, { nodeName, containers: [{ name: 'c', image: 'app:1', resources: { requests }, ...port }] }, { app: `a${random.below(3)}` });
  return random.below(8) === 0 ? { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-01-05T09:00:00Z' } } : pod;
}

function counts(snapshot: Snapshot): unknown {
  const perNode = snapshot.nodes.map((node) => [
    node.name,
    [...node.pods.keys()].sort(),
    ['cpu', 'memory', 'example.com/gpu'].map((r) => [node.requested(r), node.scoringRequested(r)]),
    [80, 81].map((port) => node.portTaken({ ip: '10.0.0.1', protocol: 'TCP', port }) || node.portTaken({ ip: '0.0.0.0', protocol: 'TCP', port })),
  ]);
  const groups = ['a0', 'a1', 'a2'].map((app) =>
    [...snapshot.groups.countLive('default', fromMap({ app }))].filter(([node]) => node.node).map(([node, n]) => `${node.name}=${n}`).sort(),
  );
  return { perNode: perNode.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)), groups };
}
