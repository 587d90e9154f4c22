import { describe, expect, it } from 'vitest';
import { Seats } from './seats.ts';

const seated = (closings: readonly { at: number }[] = []): Seats => {
  const seats = new Seats();
  for (const [at, pod, table] of [[1, 'a', 'n'], [2, 'b', 'n'], [3, 'c', 'n'], [10, 'b', ''], [20, 'd', 'n'], [25, 'a', ''], [40, 'e', 'n']] as const) seats.add({ at, pod, table });
  seats.update(closings);
  return seats;
};

describe('seats', () => {
  it('are the lowest that are free, and kept', () => {
    const seats = seated();
    expect(['a', 'b', 'c'].map((pod) => seats.at(pod, 9))).toEqual([0, 1, 2]);
    expect([seats.at('c', 15), seats.at('d', 20)]).toEqual([2, 1]);
    expect(seats.at('e', 40)).toBe(0);
  });

  it('move up at milestones only', () => {
    const seats = seated([{ at: 12 }, { at: 30 }]);
    expect([seats.at('c', 11), seats.at('c', 12)]).toEqual([2, 1]);
    expect([seats.at('c', 29), seats.at('d', 29)]).toEqual([1, 2]);
    expect([seats.at('c', 30), seats.at('d', 30), seats.at('e', 40)]).toEqual([0, 1, 2]);
  });

  it('are the same when a milestone is learnt of late', () => {
    const list = [{ at: 12 }];
    const seats = seated(list);
    list.push({ at: 30 });
    seats.update(list);
    expect([seats.at('c', 30), seats.at('d', 30), seats.at('e', 40)]).toEqual([0, 1, 2]);
  });
});
