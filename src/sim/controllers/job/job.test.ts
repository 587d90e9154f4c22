import { describe, expect, it } from 'vitest';
import { ControllerHarness } from '../../../testing/controllerHarness.ts';
import { QUICK } from '../../../testing/fakeNodes.ts';
import type { KubeObject } from '../../api/types.ts';
import type { CronJob } from '../../kinds/cronJob.ts';
import type { Job } from '../../kinds/job.ts';
import type { Pod } from '../../kinds/pod.ts';

const JOBS = '/apis/batch/v1/namespaces/default/jobs';
const PODS = '/api/v1/namespaces/default/pods';
const pod = { restartPolicy: 'Never', containers: [{ name: 'work', image: 'busybox:1' }] };

const empty = (): ControllerHarness => {
  const h = new ControllerHarness({ instant: true, times: QUICK });
  h.run(1);
  return h;
};
function started(spec: object = {}): ControllerHarness {
  const h = empty();
  h.create(JOBS, { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'work' }, spec: { template: { spec: pod }, ...spec } });
  h.run(3);
  return h;
}
const job = (h: ControllerHarness): Job => h.get<KubeObject>('/registry/jobs/default/work') as unknown as Job;
const pods = (h: ControllerHarness): Pod[] => h.all<KubeObject>('/registry/pods/default/') as unknown as Pod[];
const live = (h: ControllerHarness): Pod[] => pods(h).filter(({ metadata, status }) => !metadata.deletionTimestamp && status?.phase !== 'Succeeded' && status?.phase !== 'Failed');
const index = ({ metadata }: Pod): number => Number(metadata.annotations?.['batch.kubernetes.io/job-completion-index'] ?? -1);
const conditions = (h: ControllerHarness): string[] => (job(h).status.conditions ?? []).map(({ type, status, reason }) => `${type}=${status} ${reason}`);

function end(h: ControllerHarness, { metadata }: Pod, exitCode: number): void {
  const status = { phase: exitCode === 0 ? 'Succeeded' : 'Failed', conditions: [], containerStatuses: [{ name: 'work', image: 'busybox:1', imageID: '', ready: false, restartCount: 0, state: { terminated: { exitCode, finishedAt: h.kernel.timestamp() } } }] };
  h.request({ method: 'PATCH', path: `${PODS}/${metadata.name}/status`, headers: { 'content-type': 'application/merge-patch+json' }, body: { status } });
}

describe('a Job', () => {
  it('keeps as many Pods as it may until enough have succeeded, and counts each before it lets it go', () => {
    const h = started({ completions: 3, parallelism: 2 });
    expect(live(h)).toHaveLength(2);
    for (const one of live(h)) end(h, one, 0);
    h.run(3);
    expect(live(h)).toHaveLength(1);
    expect(job(h).status).toMatchObject({ active: 1, succeeded: 2, uncountedTerminatedPods: {} });
    expect(pods(h).filter(({ metadata }) => metadata.finalizers?.length)).toHaveLength(1);
    for (const one of live(h)) end(h, one, 0);
    h.run(3);
    expect(conditions(h)).toEqual(['SuccessCriteriaMet=True CompletionsReached', 'Complete=True CompletionsReached']);
    expect(job(h).status).toMatchObject({ succeeded: 3, ready: 0, terminating: 0 });
    expect(job(h).status.active).toBeUndefined();
  });

  it('without a number of completions ends with the first success, once the others have ended', () => {
    const h = started({ parallelism: 2 });
    const [first, second] = live(h) as [Pod, Pod];
    end(h, first, 0);
    h.run(3);
    expect(live(h)).toHaveLength(1);
    expect(conditions(h)).toEqual([]);
    end(h, second, 1);
    h.run(3);
    expect(conditions(h)).toContain('Complete=True CompletionsReached');
  });

  it('waits longer with each failure, and fails beyond its limit', () => {
    const h = started({ backoffLimit: 1 });
    end(h, live(h)[0] as Pod, 1);
    h.run(8);
    expect(live(h)).toHaveLength(0);
    h.run(5);
    expect(live(h)).toHaveLength(1);
    end(h, live(h)[0] as Pod, 1);
    h.run(3);
    expect(conditions(h)).toEqual(['FailureTarget=True BackoffLimitExceeded', 'Failed=True BackoffLimitExceeded']);
    expect(job(h).status.failed).toBe(2);
  });

  it('with podReplacementPolicy Failed replaces a Pod only when it is gone', () => {
    const h = started({ podReplacementPolicy: 'Failed' });
    h.nodes.stopped.add(live(h)[0]?.spec.nodeName as string);
    h.remove(`${PODS}/${live(h)[0]?.metadata.name}`);
    h.run(20);
    expect(live(h)).toHaveLength(0);
    expect(job(h).status).toMatchObject({ terminating: 1 });
  });

  it('leaves alone what another controller manages', () => {
    expect(pods(started({ managedBy: 'example.com/other' }))).toHaveLength(0);
  });

  it('that is suspended from the start begins when it goes on', () => {
    const h = started({ suspend: true });
    expect([pods(h).length, conditions(h), job(h).status.startTime]).toEqual([0, ['Suspended=True JobSuspended'], undefined]);
    h.patch(`${JOBS}/work`, { spec: { suspend: false } });
    h.run(2);
    expect([live(h).length, conditions(h), typeof job(h).status.startTime]).toEqual([1, ['Suspended=False JobResumed'], 'string']);
  });

  it('of Pods that somebody orphans takes the finalizer', () => {
    const h = started();
    h.remove(`${JOBS}/work`, { propagationPolicy: 'Orphan' });
    h.run(3);
    expect(pods(h).map(({ metadata }) => [metadata.finalizers ?? [], metadata.ownerReferences ?? []])).toEqual([[[], []]]);
  });
});

describe('an Indexed Job', () => {
  it('gives each index its Pods, and an index that failed the next', () => {
    const h = started({ completionMode: 'Indexed', completions: 3, parallelism: 3, backoffLimitPerIndex: 1 });
    expect(live(h).map(index).sort()).toEqual([0, 1, 2]);
    const second = live(h).find((one) => index(one) === 1) as Pod;
    expect([second.spec.hostname, second.metadata.name.slice(0, 7), second.metadata.annotations?.['batch.kubernetes.io/job-index-failure-count']]).toEqual(['work-1', 'work-1-', '0']);
    end(h, second, 1);
    h.run(13);
    const next = live(h).find((one) => index(one) === 1) as Pod;
    expect(next.metadata.annotations?.['batch.kubernetes.io/job-index-failure-count']).toBe('1');
    end(h, next, 1);
    h.run(3);
    expect(job(h).status.failedIndexes).toBe('1');
    for (const one of live(h)) end(h, one, 0);
    h.run(3);
    expect(job(h).status).toMatchObject({ completedIndexes: '0,2', failedIndexes: '1', succeeded: 2, failed: 2 });
    expect(conditions(h)).toEqual(['FailureTarget=True FailedIndexes', 'Failed=True FailedIndexes']);
  });

  it('succeeds as soon as its rules say so, and ends the others', () => {
    const h = started({ completionMode: 'Indexed', completions: 3, parallelism: 3, successPolicy: { rules: [{ succeededIndexes: '0' }] } });
    end(h, live(h).find((one) => index(one) === 0) as Pod, 0);
    h.run(5);
    expect(conditions(h)).toEqual(['SuccessCriteriaMet=True SuccessPolicy', 'Complete=True SuccessPolicy']);
    expect(live(h)).toHaveLength(0);
    expect(job(h).status.failed).toBeUndefined();
  });
});

describe('a CronJob', () => {
  const cron = (spec: object = {}): ControllerHarness => {
    const h = empty();
    h.create('/apis/batch/v1/namespaces/default/cronjobs', { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'tick' }, spec: { schedule: '* * * * *', jobTemplate: { metadata: { labels: { a: 'b' } }, spec: { template: { spec: pod } } }, ...spec } });
    return h;
  };
  const jobs = (h: ControllerHarness): string[] => h.all('/registry/jobs/default/').map(({ metadata }) => metadata.name);
  const status = (h: ControllerHarness): CronJob['status'] => (h.get<KubeObject>('/registry/cronjobs/default/tick') as unknown as CronJob).status;
  const endAll = (h: ControllerHarness, code: number): void => {
    for (const one of live(h)) end(h, one, code);
    h.run(5);
  };

  it('makes a Job each minute, named by it', () => {
    const h = cron();
    h.run(121);
    expect(jobs(h)).toEqual(['tick-29460061', 'tick-29460062']);
    expect(status(h).active?.map(({ name }) => name)).toEqual(jobs(h));
    expect(status(h).lastScheduleTime).toBe('2026-01-05T09:02:00Z');
    expect(h.all('/registry/jobs/default/')[0]?.metadata).toMatchObject({ labels: { a: 'b' }, annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-05T09:01:00Z' } });
  });

  it('keeps one of the Jobs that failed and so many that succeeded', () => {
    const h = cron({ successfulJobsHistoryLimit: 1 });
    for (const code of [0, 0, 1]) {
      h.run(58);
      endAll(h, code);
    }
    // The failed one waits for its next try.
    expect(jobs(h)).toEqual(['tick-29460062', 'tick-29460063']);
    expect(status(h).lastSuccessfulTime).toMatch(/^2026-01-05T09:02/);
  });

  it('replaces the Job that still runs, or waits for it', () => {
    const replacing = cron({ concurrencyPolicy: 'Replace' });
    replacing.run(123);
    expect(jobs(replacing)).toEqual(['tick-29460062']);
    const waiting = cron({ concurrencyPolicy: 'Forbid' });
    waiting.run(123);
    expect(jobs(waiting)).toEqual(['tick-29460061']);
    expect(waiting.events('tick')).toContain('Normal JobAlreadyActive Not starting job because prior execution is running and concurrency policy is Forbid');
    endAll(waiting, 0);
    // What it could not begin in time it begins now.
    expect(jobs(waiting)).toEqual(['tick-29460061', 'tick-29460062']);
  });
});

it('deletes a Job so long after its end', () => {
  const h = started({ ttlSecondsAfterFinished: 20 });
  end(h, live(h)[0] as Pod, 0);
  h.run(15);
  expect(job(h)).toBeDefined();
  h.run(15);
  expect([job(h), pods(h)]).toEqual([undefined, []]);
});
