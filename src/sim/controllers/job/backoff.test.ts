import { describe, expect, it } from 'vitest';
import { parseTime } from '../../../base/time.ts';
import type { Pod } from '../../kinds/pod.ts';
import { finishedMs, NO_BACKOFF, remainingForIndexMs, remainingMs, withEnded } from './backoff.ts';

const at = (second: number): string => `2026-01-05T09:00:${String(second).padStart(2, '0')}Z`;
const ms = (second: number): number => parseTime(at(second)) as number;
const ended = (second: number, annotations: Record<string, string> = {}): Pod =>
  ({ metadata: { name: 'p', creationTimestamp: at(0), annotations }, spec: { containers: [] }, status: { containerStatuses: [{ name: 'c', state: { terminated: { finishedAt: at(second) } } }] } }) as unknown as Pod;

describe('the wait after failed Pods of a Job', () => {
  it('is 10 s after the first failure and doubles up to ten minutes', () => {
    const wait = (failures: number): number => remainingMs({ failures, lastMs: ms(5) }, ms(5)) / 1000;
    expect([0, 1, 2, 3, 6, 7, 8, 50].map(wait)).toEqual([0, 10, 20, 40, 320, 600, 600, 600]);
    expect(remainingMs({ failures: 1, lastMs: ms(5) }, ms(12))).toBe(3000);
    expect(remainingMs({ failures: 1, lastMs: ms(5) }, ms(30))).toBe(0);
  });

  it('counts the failures in a row, from the last of them', () => {
    const once = withEnded(NO_BACKOFF, [], [ended(3)]);
    expect(withEnded(once, [], [ended(9), ended(7)])).toEqual({ failures: 3, lastMs: ms(9) });
  });

  it('begins anew with a success, but for failures after it', () => {
    const thrice = { failures: 3, lastMs: ms(4) };
    expect(withEnded(thrice, [ended(8)], [])).toEqual(NO_BACKOFF);
    expect(withEnded(thrice, [ended(8)], [ended(6), ended(9)])).toEqual({ failures: 1, lastMs: ms(9) });
    expect(withEnded(thrice, [ended(8)], [ended(8)])).toEqual(NO_BACKOFF);
  });

  it('is each index its own where the limit is per index', () => {
    expect(remainingForIndexMs(undefined, ms(5))).toBe(0);
    expect(remainingForIndexMs(ended(5, { 'batch.kubernetes.io/job-index-failure-count': '1', 'batch.kubernetes.io/job-index-ignored-failure-count': '1' }), ms(5))).toBe(40_000);
  });

  it('asks the containers first, then the condition, then the deletion', () => {
    const { metadata, spec } = ended(0);
    const unready = { conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: at(6) }] };
    expect(finishedMs({ metadata, spec, status: unready } as unknown as Pod)).toBe(ms(6));
    expect(finishedMs({ metadata: { ...metadata, deletionTimestamp: at(40), deletionGracePeriodSeconds: 30 }, spec } as unknown as Pod)).toBe(ms(10));
    expect(finishedMs({ metadata, spec } as unknown as Pod)).toBe(ms(0));
  });
});
