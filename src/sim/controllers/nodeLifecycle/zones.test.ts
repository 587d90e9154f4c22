import { describe, expect, it } from 'vitest';
import { seconds, type Micros } from '../../../base/time.ts';
import { evictionRate, TaintQueue, zoneState } from './zones.ts';
import { toleratedSeconds } from './taintEviction.ts';

describe('a zone', () => {
  it.each([
    [3, 0, 'normal'],
    [0, 1, 'fullDisruption'],
    [1, 2, 'normal'],
    [2, 3, 'partialDisruption'],
    [3, 3, 'normal'],
  ] as const)('with %d nodes ready and %d not is in %s', (ready, notReady, state) => {
    expect(zoneState(ready, notReady)).toBe(state);
  });

  it('is emptied slowly, or not at all, where much of it is silent', () => {
    expect([evictionRate('normal', 5), evictionRate('partialDisruption', 50), evictionRate('partialDisruption', 51), evictionRate('fullDisruption', 5)]).toEqual([0.1, 0, 0.01, 0.1]);
  });
});

describe('the queue of nodes to taint', () => {
  const at = (n: number): Micros => seconds(n);
  const entry = (name: string) => ({ name, uid: name, cause: 0 as never });

  it('lets one go at once and the next ten seconds later', () => {
    const queue = new TaintQueue();
    queue.add(entry('a'));
    queue.add(entry('b'));
    expect(queue.next(at(100))?.name).toBe('a');
    expect(queue.next(at(105))).toBeUndefined();
    expect(queue.delay(at(105))).toBe(seconds(5));
    expect(queue.next(at(110))?.name).toBe('b');
  });

  it('takes a node once, until it was removed', () => {
    const queue = new TaintQueue();
    expect(queue.add(entry('a'))).toBe(true);
    expect(queue.next(at(0))?.name).toBe('a');
    expect(queue.add(entry('a'))).toBe(false);
    queue.remove('a');
    expect(queue.add(entry('a'))).toBe(true);
  });

  it('stands still where the rate is nought', () => {
    const queue = new TaintQueue();
    queue.setRate(0, at(0));
    queue.add(entry('a'));
    expect(queue.delay(at(1000))).toBeUndefined();
    queue.setRate(0.1, at(1000));
    expect(queue.delay(at(1000))).toBe(seconds(10));
  });
});

describe('for how long taints are tolerated', () => {
  const taint = (key: string) => ({ key, effect: 'NoExecute' as const });
  const toleration = (key: string, tolerationSeconds?: number) => ({ key, operator: 'Exists' as const, effect: 'NoExecute' as const, ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }) });
  it.each([
    ['not at all', [toleration('a', 300)], [taint('a'), taint('b')], 0],
    ['for ever', [toleration('a')], [taint('a')], -1],
    ['for the shortest time', [toleration('a', 300), toleration('b', 20)], [taint('a'), taint('b')], 20],
    ['for a while, where another is tolerated for ever', [toleration('a'), toleration('b', 20)], [taint('a'), taint('b')], 20],
    ['no longer', [toleration('a', -5)], [taint('a')], 0],
  ])('%s', (_name, tolerations, taints, expected) => {
    expect(toleratedSeconds(tolerations, taints)).toBe(expected);
  });
});
