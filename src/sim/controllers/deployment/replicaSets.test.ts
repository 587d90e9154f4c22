import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../kinds/deployment.ts';
import type { ReplicaSet } from '../../kinds/replicaSet.ts';
import { makeCondition, setCondition } from './conditions.ts';
import { activeOrLatest, DESIRED_REPLICAS, fenceposts, findNew, isSaturated, MAX_REPLICAS, newReplicas, proportion, sumTerminating } from './replicaSets.ts';

const rolling = (replicas: number, maxSurge: number | string, maxUnavailable: number | string): Deployment =>
  ({ spec: { replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } }, template: { spec: { containers: [] } } }, status: {} }) as never;

const set = (name: string, replicas: number, more: object = {}, annotations: Record<string, string> = {}): ReplicaSet =>
  ({ metadata: { name, creationTimestamp: '2026-01-01T00:00:00Z', annotations }, spec: { replicas }, status: { replicas, availableReplicas: replicas, ...more } }) as never;

describe('fenceposts', () => {
  it('rounds surge up and unavailability down', () => {
    expect(fenceposts(rolling(3, '25%', '25%'))).toEqual({ surge: 1, unavailable: 0 });
    expect(fenceposts(rolling(10, '25%', '25%'))).toEqual({ surge: 3, unavailable: 2 });
    expect(fenceposts(rolling(4, '25%', '50%'))).toEqual({ surge: 1, unavailable: 2 });
  });

  it('lets one be missing where neither would be allowed', () => {
    expect(fenceposts(rolling(2, 0, '10%'))).toEqual({ surge: 0, unavailable: 1 });
    expect(fenceposts(rolling(0, 0, 0))).toEqual({ surge: 0, unavailable: 0 });
  });
});

describe('newReplicas', () => {
  it('fills what room there is, and never more than wanted', () => {
    expect(newReplicas(rolling(10, 3, 2), [set('old', 10)], 0)).toBe(3);
    expect(newReplicas(rolling(10, 3, 2), [set('old', 8), set('new', 3)], 3)).toBe(5);
    expect(newReplicas(rolling(10, 3, 2), [set('old', 1), set('new', 9)], 9)).toBe(10);
    expect(newReplicas(rolling(10, 3, 2), [set('old', 13)], 0)).toBe(0);
  });

  it('keeps between all and none with any figures', () => {
    const n = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(n, n, n, n, n, (desired, surge, unavailable, old, current) => {
        const deployment = rolling(desired, surge, unavailable);
        const size = newReplicas(deployment, [set('old', old), set('new', current)], current);
        return size === current || (size <= Math.max(desired, current) && old + size <= desired + fenceposts(deployment).surge);
      }),
    );
  });
});

describe('the ReplicaSets of a Deployment', () => {
  const web = (name: string, image: string, creationTimestamp: string, replicas = 0): ReplicaSet =>
    ({ metadata: { name, creationTimestamp }, spec: { replicas, template: { metadata: { labels: { app: 'web', 'pod-template-hash': name } }, spec: { containers: [{ name: 'web', image }] } } }, status: {} }) as never;
  const deployment = { spec: { template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'b' }] } } } } as unknown as Deployment;

  it('of two with the same template the older is the new one', () => {
    const sets = [web('late', 'b', '2026-01-03T00:00:00Z'), web('early', 'b', '2026-01-02T00:00:00Z'), web('other', 'a', '2026-01-01T00:00:00Z')];
    expect(findNew(deployment, sets)?.metadata.name).toBe('early');
  });

  it('the one that is active counts, else the new one, else the latest', () => {
    const [a, b] = [web('a', 'a', '2026-01-01T00:00:00Z', 2), web('b', 'b', '2026-01-02T00:00:00Z')];
    expect(activeOrLatest(b, [a])).toBe(a);
    expect(activeOrLatest(web('b', 'b', '2026-01-02T00:00:00Z', 1), [a])).toBeUndefined();
    expect(activeOrLatest(undefined, [web('x', 'a', '2026-01-01T00:00:00Z'), b])).toBe(b);
  });

  it('does not say how many terminate while one of them does not', () => {
    expect(sumTerminating([set('a', 1, { terminatingReplicas: 2 }), set('b', 0)])).toBe(2);
    expect(sumTerminating([set('a', 1, { terminatingReplicas: 2 }), set('b', 0, { observedGeneration: 1 })])).toBeUndefined();
  });

  it('is saturated when all that is wanted is there', () => {
    const full = set('new', 3, {}, { [DESIRED_REPLICAS]: '3' });
    expect(isSaturated(rolling(3, 1, 0), full)).toBe(true);
    expect(isSaturated(rolling(4, 1, 0), full)).toBe(false);
    expect(isSaturated(rolling(3, 1, 0), set('new', 3))).toBe(false);
  });
});

describe('proportional scaling', () => {
  it('gives each its share of a new size', () => {
    const deployment = rolling(30, 3, 2);
    const old = set('old', 8, {}, { [MAX_REPLICAS]: '13' });
    const fresh = set('new', 5, {}, { [MAX_REPLICAS]: '13' });
    expect(proportion(deployment, old, 20, 0)).toBe(12);
    expect(proportion(deployment, fresh, 20, 12)).toBe(8);
  });

  it('takes all away from each where nothing is wanted', () => {
    expect(proportion(rolling(0, 3, 2), set('old', 8), -13, 0)).toBe(-8);
  });
});

describe('setCondition', () => {
  const old = makeCondition('Available', 'True', 'A', 'all', '2026-01-01T00:00:00Z');
  const other = makeCondition('Progressing', 'True', 'B', '', '2026-01-01T00:00:00Z');
  it('changes nothing while status and reason stay', () => {
    const conditions = [old, other];
    expect(setCondition(conditions, makeCondition('Available', 'True', 'A', 'another text', '2026-01-02T00:00:00Z'))).toBe(conditions);
  });
  it('keeps the time of the transition where only the reason changes, and moves to the end', () => {
    const [first, second] = setCondition([old, other], makeCondition('Available', 'True', 'C', '', '2026-01-02T00:00:00Z'));
    expect(first?.type).toBe('Progressing');
    expect(second).toMatchObject({ reason: 'C', lastTransitionTime: '2026-01-01T00:00:00Z', lastUpdateTime: '2026-01-02T00:00:00Z' });
  });
});
