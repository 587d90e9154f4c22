import { expect, test } from 'vitest';
import { difference, lineOf, moved, movedProblems } from './textView.ts';

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

test('moves the fix of a mistake with it, and drops a fix that was touched', () => {
  const problem = { from: 10, to: 14, severity: 'error', message: 'unknown field', document: 0, where: 'refused', output: '', code: 400, field: 'port', fix: { title: 'x', params: {}, edits: [{ from: 10, to: 14, text: 'ports' }] } } as const;
  const before = 'abc: 1\n   port: 2\n';
  const after = 'abcde: 1\n   port: 2\n';
  expect(movedProblems([problem], before, after)).toEqual([{ ...problem, from: 12, to: 16, fix: { ...problem.fix, edits: [{ from: 12, to: 16, text: 'ports' }] } }]);
  const far = { ...problem, fix: { ...problem.fix, edits: [{ from: 2, to: 5, text: '' }] } };
  expect(movedProblems([far], before, after)[0]?.fix).toBeUndefined();
});
