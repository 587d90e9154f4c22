import { describe, expect, test } from 'vitest';
import { DurationError, formatDuration, humanDuration, parseDuration, shortHumanDuration } from './duration.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('Go durations', () => {
  test.each([
    ['1h30m', 90 * MINUTE, '1h30m0s'],
    ['90s', 90_000, '1m30s'],
    ['1.5s', 1500, '1.5s'],
    ['100ms', 100, '100ms'],
    ['-2m', -2 * MINUTE, '-2m0s'],
    ['0', 0, '0s'],
    ['2us', 0.002, '2µs'],
  ])('%s', (text, ms, again) => {
    expect(parseDuration(text)).toBe(ms);
    expect(formatDuration(ms)).toBe(again);
  });

  test.each([
    ['', 'time: invalid duration ""'],
    ['1', 'time: missing unit in duration "1"'],
    ['x', 'time: invalid duration "x"'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
  ])('%s is none', (text, message) => {
    expect(() => parseDuration(text)).toThrow(new DurationError(message));
  });
});

test.each([
  [-3000, '<invalid>'],
  [0, '0s'],
  [119_000, '119s'],
  [2 * MINUTE + 5000, '2m5s'],
  [10 * MINUTE + 5000, '10m'],
  [3 * HOUR + 4 * MINUTE, '3h4m'],
  [8 * HOUR + 4 * MINUTE, '8h'],
  [2 * DAY + 5 * HOUR, '2d5h'],
  [8 * DAY + 5 * HOUR, '8d'],
  [800 * DAY, '2y70d'],
  [3000 * DAY, '8y'],
])('an age of %i ms is %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

test('short ages have one unit', () => {
  expect([59_000, 90_000, 3 * HOUR, 50 * HOUR].map(shortHumanDuration)).toEqual(['59s', '1m', '3h', '2d']);
});
