import { describe, expect, it } from 'vitest';
import type { Job } from '../../kinds/job.ts';
import type { Pod } from '../../kinds/pod.ts';
import { pendingIndexes, wantedActive } from './manage.ts';
import { judgeFailure, metSuccessRule } from './policies.ts';
import { parseIndexes } from './indexes.ts';
import { surplusPods } from './surplus.ts';

interface Facts {
  readonly node?: string;
  readonly phase?: string;
  readonly ready?: string;
  readonly index?: number;
  readonly codes?: Readonly<Record<string, number>>;
}
const pod = (name: string, { node = 'n', phase = 'Running', ready, index, codes = {} }: Facts = {}): Pod =>
  ({
    metadata: { name, namespace: 'default', uid: name, creationTimestamp: '2026-01-05T09:00:00Z', ...(index === undefined ? {} : { annotations: { 'batch.kubernetes.io/job-completion-index': String(index) } }) },
    spec: { containers: [], ...(node ? { nodeName: node } : {}) },
    status: {
      phase,
      conditions: ready ? [{ type: 'Ready', status: 'True', lastTransitionTime: ready }] : [],
      containerStatuses: Object.entries(codes).map(([container, exitCode]) => ({ name: container, state: { terminated: { exitCode } } })),
    },
  }) as unknown as Pod;
const job = (spec: object): Job => ({ metadata: { name: 'j' }, spec }) as unknown as Job;
const names = (pods: readonly Pod[]): string => pods.map(({ metadata }) => metadata.name).join(' ');

describe('too many Pods of a Job', () => {
  it('takes those that have done least', () => {
    const pods = [pod('old', { ready: '2026-01-05T09:00:01Z' }), pod('unplaced', { node: '', phase: 'Pending' }), pod('young', { ready: '2026-01-05T09:00:09Z' }), pod('waiting', { phase: 'Pending' }), pod('unready')];
    expect(names(surplusPods(job({}), pods, 4))).toBe('unplaced waiting unready young');
    expect(surplusPods(job({}), pods, 0)).toEqual([]);
  });

  it('of an index leaves the one that has done most, and none of an index that is not there', () => {
    const indexed = job({ completionMode: 'Indexed', completions: 2 });
    const pods = [pod('a', { index: 0, ready: '2026-01-05T09:00:01Z' }), pod('b', { index: 0 }), pod('c', { index: 5 }), pod('d'), pod('e', { index: 1 })];
    expect(names(surplusPods(indexed, pods, 0))).toBe('c d b');
  });
});

describe('how many a Job wants', () => {
  it('never more than are still to succeed', () => {
    const wanted = (succeeded: number, completions: number | undefined, active = 0): number => wantedActive({ job: job({ completions, parallelism: 3 }), succeeded, active });
    expect([wanted(0, 5), wanted(3, 5), wanted(7, 5)]).toEqual([3, 2, 0]);
    // Without a number, a first success says that no more are to begin.
    expect([wanted(0, undefined), wanted(1, undefined, 2)]).toEqual([3, 2]);
  });

  it('waits for Pods on their way to their end where only failed ones are replaced', () => {
    const ending = { ...pod('x', { index: 1 }), metadata: { ...pod('x', { index: 1 }).metadata, deletionTimestamp: '2026-01-05T09:00:00Z' } };
    const look = { pods: [ending], activePods: [pod('y', { index: 0 })], succeededIndexes: parseIndexes('3', 6), failedIndexes: parseIndexes('4', 6) };
    const spec = { completionMode: 'Indexed', completions: 6 };
    expect(pendingIndexes({ ...look, job: job(spec) }, 9)).toEqual([1, 2, 5]);
    expect(pendingIndexes({ ...look, job: job({ ...spec, podReplacementPolicy: 'Failed' }) }, 9)).toEqual([2, 5]);
  });
});

describe("a Job's own rules", () => {
  const policy = {
    rules: [
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      { action: 'FailJob', onExitCodes: { containerName: 'main', operator: 'In', values: [42] } },
      { action: 'FailIndex', onExitCodes: { operator: 'NotIn', values: [1, 2] } },
    ],
  } as unknown as NonNullable<Job['spec']['podFailurePolicy']>;

  it('the first that fits decides of a failure', () => {
    expect(judgeFailure(policy, pod('p', { codes: { main: 42 } })).message).toBe('Container main for pod default/p failed with exit code 42 matching FailJob rule at index 1');
    expect(judgeFailure(policy, pod('p', { codes: { side: 42 } }))).toEqual({ counts: true, action: 'FailIndex' });
    expect(judgeFailure(policy, pod('p', { codes: { main: 1 } }))).toEqual({ counts: true });
    const disrupted = pod('p', { codes: { main: 42 } });
    expect(judgeFailure(policy, { ...disrupted, status: { ...disrupted.status, conditions: [{ type: 'DisruptionTarget', status: 'True' }] } } as Pod)).toEqual({ counts: false, action: 'Ignore' });
    expect(judgeFailure(undefined, disrupted)).toEqual({ counts: true });
  });

  it('enough indexes, or the ones that matter, are a success', () => {
    const rules = (...list: object[]): Job => job({ completions: 10, successPolicy: { rules: list } });
    const done = parseIndexes('0,2-4', 10);
    expect(metSuccessRule(rules({ succeededIndexes: '0-1' }, { succeededCount: 4 }), done)).toBe(1);
    expect(metSuccessRule(rules({ succeededIndexes: '1-5', succeededCount: 3 }), done)).toBe(0);
    expect(metSuccessRule(rules({ succeededCount: 5 }), done)).toBeUndefined();
    expect(metSuccessRule(rules({ succeededCount: 0 }), [])).toBeUndefined();
  });
});
