import { expect, test } from 'vitest';
import { nodesToFind, SchedulerCore, type Decision } from './core.ts';
import { NO_LISTERS } from './listers.ts';
import { PLUGINS } from './plugins/index.ts';
import { podInfo } from './podInfo.ts';
import { Ranking } from './ranking.ts';
import { Snapshot } from './snapshot.ts';
import { testNode, testPod } from './testObjects.ts';
import type { Node, Pod, PodSpec } from './types.ts';

const NOW = 1_800_000_000_000;
const asking = (cpu: string): Partial<PodSpec> => ({ containers: [{ name: 'c', image: 'app:1', resources: { requests: { cpu } } }] });

function cluster(nodes: readonly Node[], pods: readonly Pod[] = []): { snapshot: Snapshot; schedule: (pod: Pod) => Decision } {
  const snapshot = new Snapshot(NO_LISTERS);
  for (const node of nodes) snapshot.setNode(node);
  for (const pod of pods) snapshot.setPod(pod);
  const core = new SchedulerCore(snapshot, PLUGINS);
  return { snapshot, schedule: (pod) => core.schedule(podInfo(pod), NOW) };
}

test('a cluster without nodes says so', () => {
  expect(cluster([]).schedule(testPod('p')).message).toBe('no nodes available to schedule pods');
});

test('a Pod of another scheduler is not placed', () => {
  expect(cluster([testNode('n1')]).schedule(testPod('p', { schedulerName: 'mine' })).chosen).toBeUndefined();
});

test('a single feasible node is chosen without scores', () => {
  const decision = cluster([testNode('n1', {}, { cpu: '1' }), testNode('n2')]).schedule(testPod('p', asking('2')));
  expect(decision.chosen).toBe('n2');
  expect(decision.scores).toEqual([]);
  expect(decision.filtered.get('n1')).toEqual({ plugin: 'NodeResourcesFit', code: 'UnschedulableAndUnresolvable', reasons: ['Insufficient cpu'] });
});

test('deciding changes nothing: the same question has the same answer', () => {
  const { schedule } = cluster([testNode('n1'), testNode('n2')], [testPod('a', { nodeName: 'n1', ...asking('1') })]);
  expect(schedule(testPod('p', asking('1')))).toEqual(schedule(testPod('p', asking('1'))));
});

test('room that was made for a nominated Pod is kept from Pods of lower priority, not from higher ones', () => {
  const { snapshot, schedule } = cluster([testNode('n1')]);
  snapshot.nominate(podInfo(testPod('first', { priority: 100, ...asking('3') })), 'n1');
  expect(schedule(testPod('low', { priority: 10, ...asking('2') })).message).toBe(
    '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
  );
  expect(schedule(testPod('high', { priority: 1000, ...asking('2') })).chosen).toBe('n1');
  expect(schedule({ ...testPod('first', { priority: 100, ...asking('3') }), status: { nominatedNodeName: 'n1' } }).chosen).toBe('n1');
});

test('a Pod whose victims are still leaving its nominated node does not look for more', () => {
  const leaving = testPod('victim', { nodeName: 'n1', priority: 1, ...asking('4') });
  const { schedule } = cluster(
    [testNode('n1')],
    [
      {
        ...leaving,
        metadata: { ...leaving.metadata, deletionTimestamp: '2026-01-05T09:00:30Z' },
        status: { conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler' }] },
      },
    ],
  );
  const decision = schedule({ ...testPod('p', { priority: 100, ...asking('2') }), status: { nominatedNodeName: 'n1' } });
  expect(decision.message).toBe('0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to a terminating pod on the nominated node.');
});

test('matchFields that exclude each other reject the Pod before any node is looked at', () => {
  const term = { matchFields: [{ key: 'metadata.name', operator: 'In' as const, values: ['n1'] }, { key: 'metadata.name', operator: 'In' as const, values: ['n2'] }] };
  const decision = cluster([testNode('n1')]).schedule(testPod('p', { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } } }));
  expect(decision.message).toBe('0/1 nodes are available: pod affinity terms conflict. not found');
});

test('a claim that does not exist, and one that a controller has yet to make', () => {
  const { schedule } = cluster([testNode('n1')]);
  expect(schedule(testPod('p', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] })).message).toBe('0/1 nodes are available: persistentvolumeclaim "data" not found. not found');
  const volumes = [{ name: 'v', ephemeral: { volumeClaimTemplate: { spec: {} } } }];
  expect(schedule(testPod('p', { volumes })).message).toBe('0/1 nodes are available: waiting for ephemeral volume controller to create the persistentvolumeclaim "p-v". not found');
});

test('of a large cluster only a share is searched, and the next search goes on from there', () => {
  expect([99, 100, 250, 1000, 5000, 10_000].map((n) => nodesToFind(n, 0))).toEqual([99, 100, 120, 420, 500, 500]);
  expect(nodesToFind(1000, 30)).toBe(300);
  const { schedule } = cluster(Array.from({ length: 250 }, (_, i) => testNode(`n${i}`)));
  expect(schedule(testPod('a')).order).toHaveLength(120);
  expect(schedule(testPod('b')).order[0]).toBe('n120');
  expect(schedule(testPod('c')).order[0]).toBe('n240');
});

test('ties follow the shape of a heap: the first of the best, then the last', () => {
  const ranking = new Ranking(['a', 'b', 'c', 'd', 'e'], [1, 1, 1, 1, 1]);
  expect(Array.from({ length: 6 }, () => ranking.pop())).toEqual(['a', 'e', 'd', 'c', 'b', undefined]);
  const mixed = new Ranking(['a', 'b', 'c', 'd'], [1, 3, 2, 3]);
  expect(Array.from({ length: 4 }, () => mixed.pop())).toEqual(['b', 'd', 'c', 'a']);
});
