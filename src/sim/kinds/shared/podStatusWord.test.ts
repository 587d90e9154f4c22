import { describe, expect, test } from 'vitest';
import { podStatusWord, summarizePod } from './podStatusWord.ts';

type Pod = Parameters<typeof podStatusWord>[0];

const pod = (status: object, spec: object = {}, metadata: object = {}): Pod => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', ...metadata }, spec: { containers: [{ name: 'c' }, { name: 'd' }], ...spec }, status }) as unknown as Pod;
const running = { ready: true, restartCount: 1, state: { running: { startedAt: '2026-01-05T09:00:00Z' } } };
const ended = (exitCode: number, reason?: string): object => ({ ready: false, restartCount: 0, state: { terminated: { exitCode, ...(reason ? { reason } : {}) } } });

describe('the word for a Pod', () => {
  test.each<[string, Pod]>([
    ['Pending', pod({ phase: 'Pending' })],
    ['Evicted', pod({ phase: 'Failed', reason: 'Evicted' })],
    ['SchedulingGated', pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] })],
    ['ContainerCreating', pod({ phase: 'Pending', containerStatuses: [{ ready: false, restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } }] })],
    ['Running', pod({ phase: 'Running', containerStatuses: [running, running] })],
    ['ExitCode:3', pod({ phase: 'Failed', containerStatuses: [ended(3)] })],
    ['Error', pod({ phase: 'Failed', containerStatuses: [ended(1, 'Error')] })],
    ['NotReady', pod({ phase: 'Running', containerStatuses: [ended(0, 'Completed'), running] })],
    ['Init:0/1', pod({ phase: 'Pending', initContainerStatuses: [{ ready: false, restartCount: 0, state: { running: {} } }] }, { initContainers: [{ name: 'i' }] })],
    ['Init:CrashLoopBackOff', pod({ phase: 'Pending', initContainerStatuses: [{ ready: false, restartCount: 2, state: { waiting: { reason: 'CrashLoopBackOff' } } }] }, { initContainers: [{ name: 'i' }] })],
    ['Terminating', pod({ phase: 'Running' }, {}, { deletionTimestamp: '2026-01-05T09:00:00Z' })],
    ['Completed', pod({ phase: 'Succeeded', containerStatuses: [ended(0, 'Completed')] }, {}, { deletionTimestamp: '2026-01-05T09:00:00Z' })],
  ])('is %s', (word, object) => {
    expect(podStatusWord(object)).toBe(word);
  });

  test('comes with counts in which sidecars have a part', () => {
    const object = pod(
      { phase: 'Running', conditions: [{ type: 'Initialized', status: 'True' }], initContainerStatuses: [{ name: 's', started: true, ...running }], containerStatuses: [running, ended(1, 'Error')] },
      { initContainers: [{ name: 's', restartPolicy: 'Always' }] },
    );
    expect(summarizePod(object)).toMatchObject({ ready: 2, containers: 3, restarts: 2 });
  });
});
