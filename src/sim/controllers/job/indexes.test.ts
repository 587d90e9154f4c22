import { describe, expect, it } from 'vitest';
import { firstPending, hasIndex, indexesText, merge, overlap, parseIndexes, totalOf, withIndexes } from './indexes.ts';

describe('indexes of a Job', () => {
  it('reads and writes ranges of three and more, and neighbours one by one', () => {
    const intervals = parseIndexes('0,2,3,5-9', 100);
    expect(indexesText(intervals)).toBe('0,2,3,5-9');
    expect(indexesText(parseIndexes('0-1', 100))).toBe('0,1');
    expect(totalOf(intervals)).toBe(8);
  });

  it('leaves out what is beyond the completions, and what cannot be read', () => {
    expect(indexesText(parseIndexes('0,x,3-9', 5))).toBe('0,3,4');
    expect(parseIndexes('7', 5)).toEqual([]);
    expect(parseIndexes('', 5)).toEqual([]);
  });

  it('joins what meets', () => {
    expect(indexesText(withIndexes(parseIndexes('0-2,6', 10), [5, 3, 3]))).toBe('0-3,5,6');
    expect(indexesText(merge(parseIndexes('0-4', 10), parseIndexes('2-3,8', 10)))).toBe('0-4,8');
  });

  it('knows what is in it, and what two have in common', () => {
    const intervals = parseIndexes('1-3,7', 10);
    expect([0, 1, 3, 4, 7].map((index) => hasIndex(intervals, index))).toEqual([false, true, true, false, true]);
    expect(overlap(intervals, parseIndexes('3-8', 10))).toBe(2);
  });

  it('takes the lowest that are free', () => {
    expect(firstPending(parseIndexes('0,2-3', 10), 3, 10)).toEqual([1, 4, 5]);
    expect(firstPending(parseIndexes('0-8', 10), 3, 10)).toEqual([9]);
    expect(firstPending([], 2, 1)).toEqual([0]);
  });
});
