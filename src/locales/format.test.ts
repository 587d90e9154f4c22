import { expect, test } from 'vitest';
import { formatCount, formatMoment, formatSpan } from './format.ts';

test('counts have separators and no needless decimals', () => {
  expect([0, 7, 999, 1248, 33120, 1234567, 0.5, 8.4, 1.23456, -1500].map(formatCount)).toEqual(['0', '7', '999', '1,248', '33,120', '1,234,567', '0.5', '8.4', '1.235', '-1,500']);
});

test('a moment is in seconds, finer at the beginning of a run', () => {
  expect([0, 43_000, 1_013_000, 21_412_000, 99_999_000, 415_300_000, 3_725_200_000].map(formatMoment)).toEqual(['0.000 s', '0.043 s', '1.013 s', '21.412 s', '99.999 s', '415.3 s', '3,725.2 s']);
});

test('a span has three figures at most', () => {
  expect([0, 20, 100, 5_400, 13_800, 99_940, 99_960, 310_000, 994_000, 996_000, 8_400_000, 9_960_000, 353_000_000].map((us) => formatSpan(us))).toEqual(['0 ms', '0.02 ms', '0.1 ms', '5.4 ms', '13.8 ms', '99.9 ms', '0.10 s', '0.31 s', '0.99 s', '1.0 s', '8.4 s', '10 s', '353 s']);
  expect([5_400, 8_400_000].map((us) => formatSpan(us, 'ko'))).toEqual(['5.4ms', '8.4초']);
});
