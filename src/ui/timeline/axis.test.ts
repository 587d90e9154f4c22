import { expect, test } from 'vitest';
import { axisAt, fitAxis, roundStep } from './axis.ts';

// As in the mock: 72 ms, then 0.9 s of nothing, 75 ms, 8.4 s of nothing, 115 ms.
const story = [
  { from: 0, to: 72_000 },
  { from: 985_000, to: 1_060_000 },
  { from: 9_445_000, to: 9_560_000 },
];

test('what is empty for long is torn out, and the story fits', () => {
  const axis = fitAxis(story, 0, 9_560_000, 900);
  expect(axis.strips.map((s) => Math.round(s.lasts / 1e5) / 10)).toEqual([0.9, 8.4]);
  expect(axis.length).toBeGreaterThan(880);
  expect(axis.length).toBeLessThanOrEqual(901);
});

test('there and back', () => {
  for (const axis of [fitAxis(story, 0, 9_560_000, 900), axisAt(story, 0, 9_560_000, 900, 0.02)]) {
    let last = -1;
    for (let t = 0; t <= 9_560_000; t += 17_777) {
      const x = axis.x(t);
      expect(x).toBeGreaterThanOrEqual(last);
      expect(axis.time(x)).toBeCloseTo(t, 1);
      last = x;
    }
  }
});

test('closer, shorter gaps are torn, too; a gap is never more than a tenth of what is seen', () => {
  const dense = [{ from: 0, to: 1000 }, { from: 6000, to: 7000 }, { from: 100_000, to: 101_000 }];
  const axis = axisAt(dense, 0, 101_000, 900, 0.01);
  expect(axis.strips.map((s) => Math.round(s.lasts / 1000))).toEqual([93]);
  const near = axisAt(dense, 0, 101_000, 900, 1);
  expect(near.strips).toHaveLength(2);
});

test('ticks at round figures, apart from one another', () => {
  expect([3, 10, 11, 21, 60, 400, 700].map(roundStep)).toEqual([5, 10, 20, 50, 100, 500, 1000]);
  const axis = fitAxis(story, 0, 9_560_000, 900);
  const ticks = axis.ticks(0, 900, 0);
  expect(ticks.map((t) => t.label)).toEqual(['0', '20', '40', '60', '1.00 s', '1.02', '1.04', '1.06', '9.46 s', '9.48', '9.50', '9.52', '9.54', '9.56'].filter((l) => ticks.some((t) => t.label === l)));
  for (let i = 1; i < ticks.length; i++) expect((ticks[i]?.x ?? 0) - (ticks[i - 1]?.x ?? 0)).toBeGreaterThan(20);
  expect(ticks.length).toBeGreaterThan(6);
});

test('nothing yet is a straight line', () => {
  const axis = fitAxis([], 5, 5, 900);
  expect(axis.x(5)).toBe(0);
  expect(axis.strips).toEqual([]);
});
