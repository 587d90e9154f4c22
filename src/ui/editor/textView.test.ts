import { expect, test } from 'vitest';
import { difference, lineOf, moved } from './textView.ts';

test('the shortest edit between two texts', () => {
  expect(difference('replicas: 3\n', 'replicas: 5\n')).toEqual({ from: 10, to: 11, text: '5' });
  expect(difference('aa', 'aaa')).toEqual({ from: 2, to: 2, text: 'a' });
  expect(difference('abc', 'abc')).toBeUndefined();
  expect(difference('', 'x')).toEqual({ from: 0, to: 0, text: 'x' });
});

test('marks move with their text and go when it is touched', () => {
  const ranges = [{ from: 0, to: 3 }, { from: 8, to: 11 }];
  expect(moved(ranges, 'one two three', 'one zwei three')).toEqual([{ from: 0, to: 3 }, { from: 9, to: 12 }]);
  expect(moved(ranges, 'one two three', 'one two xthree')).toEqual([{ from: 0, to: 3 }]);
  expect(moved(ranges, 'one two three', 'one two three\n')).toEqual(ranges);
});

test('lines count from 0', () => {
  expect([0, 1, 2, 3].map((i) => lineOf('a\nb\n', i))).toEqual([0, 0, 1, 1]);
});
