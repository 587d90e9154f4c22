import { expect, it } from 'vitest';
import { seconds, type Micros } from '../../base/time.ts';
import { Kernel } from '../kernel/kernel.ts';
import { TaskGroup, type Sim } from '../kernel/task.ts';
import { helps, type ClusterEvent } from './hints.ts';
import { SchedulingQueue, type QueuedPod } from './queue.ts';
import { testNode as node, testPod as pod } from './testObjects.ts';

const NO_LABELS = (): undefined => undefined;
const port = { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }] }] } as const;

/** A queue whose Pods are collected as they are taken. */
function queueOf(): { kernel: Kernel; queue: SchedulingQueue; taken: QueuedPod[] } {
  const kernel = new Kernel({ seed: 1 });
  const queue = new SchedulingQueue(kernel, (event, plugin, waiting) => helps(event, plugin, waiting, NO_LABELS));
  const taken: QueuedPod[] = [];
  new TaskGroup(kernel, 'test').spawn(
    'take',
    (function* (): Sim<void> {
      for (;;) taken.push(yield* queue.take());
    })(),
  );
  return { kernel, queue, taken };
}

it('lets a rejected Pod wait until something happens that may help it', () => {
  const { kernel, queue, taken } = queueOf();
  queue.add(pod('a', port), 'default/a');
  kernel.runUntil(seconds(1));
  const item = taken[0] as QueuedPod;
  queue.putBack(item, ['NodePorts']);
  const other = pod('b', { ...port, nodeName: 'n1' });
  queue.move({ what: 'podPlaced', pod: other });
  kernel.runUntil(seconds(60));
  expect([taken.length, queue.counts().unschedulable]).toEqual([1, 1]);
  queue.move({ what: 'podGone', pod: other });
  kernel.runUntil(seconds(61));
  expect([taken.length, item.attempts]).toEqual([2, 2]);
});

it('does not wait for the end of a back-off while there is nothing else to do, unless the attempt failed', () => {
  const { kernel, queue, taken } = queueOf();
  queue.add(pod('a', {}), 'default/a');
  kernel.runUntil(seconds(1));
  const item = taken[0] as QueuedPod;
  const gone: ClusterEvent = { what: 'podGone', pod: pod('b', { nodeName: 'n1' }) };
  queue.move(gone);
  queue.putBack(item, ['NodeResourcesFit']);
  kernel.runUntil((kernel.now + 1000) as Micros);
  expect(taken.length).toBe(2);
  queue.putBack(item, []);
  kernel.runUntil((kernel.now + 1000) as Micros);
  expect([taken.length, queue.counts().backoff]).toEqual([2, 1]);
  kernel.runUntil((kernel.now + seconds(3)) as Micros);
  expect(taken.length).toBe(3);
});

it('knows which change of a node helps which plugin', () => {
  const old = node('n1', {});
  const change = (over: object): ClusterEvent => ({ what: 'nodeChanged', old, node: { ...old, ...over } as typeof old });
  const plain = pod('a', {});
  expect(helps(change({ metadata: { ...old.metadata, labels: { disk: 'ssd' } } }), 'NodeAffinity', pod('b', { nodeSelector: { disk: 'ssd' } }), NO_LABELS)).toBe(true);
  expect(helps(change({ metadata: { ...old.metadata, labels: { disk: 'hdd' } } }), 'NodeAffinity', pod('b', { nodeSelector: { disk: 'ssd' } }), NO_LABELS)).toBe(false);
  expect(helps(change({ spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } }), 'TaintToleration', plain, NO_LABELS)).toBe(false);
  const tainted = { ...old, spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } } as typeof old;
  expect(helps({ what: 'nodeChanged', old: tainted, node: old }, 'TaintToleration', plain, NO_LABELS)).toBe(true);
  expect(helps({ what: 'nodeChanged', old: tainted, node: old }, 'NodeResourcesFit', plain, NO_LABELS)).toBe(false);
});
