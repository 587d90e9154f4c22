import { expect, test } from 'vitest';
import { fitAxis, roundStep, zoomedAxis } from './axis.ts';

// As in the mock: 72 ms, then 0.9 s of nothing, 75 ms, 8.4 s of nothing, 115 ms.
const story = [
  { from: 0, to: 72_000, count: 10 },
  { from: 985_000, to: 1_060_000, count: 10 },
  { from: 9_445_000, to: 9_560_000, count: 10 },
];

test('what is empty for long is torn out, and the story fits', () => {
  const axis = fitAxis(story, 0, 9_560_000, 900);
  expect(axis.strips.map((s) => Math.round(s.lasts / 1e5) / 10)).toEqual([0.9, 8.4]);
  expect(axis.length).toBeGreaterThan(880);
  expect(axis.length).toBeLessThanOrEqual(901);
});

test('there and back', () => {
  for (const axis of [fitAxis(story, 0, 9_560_000, 900), zoomedAxis(story, 0, 9_560_000, 900, 7)]) {
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
  const dense = [
    { from: 0, to: 1000, count: 10 },
    { from: 2500, to: 3500, count: 10 },
    { from: 100_000, to: 101_000, count: 10 },
  ];
  expect(fitAxis(dense, 0, 101_000, 900).strips.map((s) => s.lasts)).toEqual([1500, 96_500]);
  const near = zoomedAxis([{ from: 0, to: 1000, count: 10 }, { from: 1100, to: 3500, count: 10 }], 0, 3500, 900, 6);
  expect(near.strips.map((s) => s.lasts)).toEqual([100]);
  expect(fitAxis([{ from: 0, to: 1000, count: 10 }, { from: 1100, to: 3500, count: 10 }], 0, 3500, 900).strips).toEqual([]);
});

test('ticks at round figures, apart from one another', () => {
  expect([3, 10, 11, 21, 60, 400, 700].map(roundStep)).toEqual([5, 10, 20, 50, 100, 500, 1000]);
  const axis = fitAxis(story, 0, 9_560_000, 900);
  const ticks = axis.ticks(0, 900, 0);
  expect(ticks.map((t) => t.label).filter((l) => l.includes(' '))).toEqual(['20 ms', '1.00 s', expect.stringMatching(/^9\.4\d s$/)]);
  expect(ticks[0]?.label).toBe('0');
  for (let i = 1; i < ticks.length; i++) expect((ticks[i]?.x ?? 0) - (ticks[i - 1]?.x ?? 0)).toBeGreaterThan(20);
  expect(ticks.length).toBeGreaterThan(6);
});

test('nothing yet is a straight line', () => {
  const axis = fitAxis([], 5, 5, 900);
  expect(axis.x(5)).toBe(0);
  expect(axis.strips).toEqual([]);
});

test('strips stay apart, also where a moment is all that is between two, as in a crash loop', () => {
  const loop = [0, 3, 6, 19, 22, 49, 52, 105].map((s) => ({ from: s * 1e6, to: s * 1e6 + 2000, count: 5 }));
  for (const zoom of [1, 1.5, 3, 8]) {
    const { strips } = zoomedAxis(loop, 0, 130e6, 600, zoom);
    expect(strips.length).toBeGreaterThan(3);
    for (let i = 1; i < strips.length; i++) expect((strips[i]?.x0 ?? 0) - (strips[i - 1]?.x1 ?? 0)).toBeGreaterThan(12);
  }
});
