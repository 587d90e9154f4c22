// Times in all the ways in which Go reads them. The answers were checked against Go's own.

import { describe, expect, test } from 'vitest';
import { readTime } from './goTime.ts';

const SECONDS = '2006-01-02T15:04:05Z07:00';

describe('a time', () => {
  test.each([
    ['2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z'],
    ['2020-01-01T00:00:00.999Z', '2020-01-01T00:00:00Z'],
    ['2020-01-01T00:00:00,5Z', '2020-01-01T00:00:00Z'],
    ['2020-01-01T5:00:00Z', '2020-01-01T05:00:00Z'],
    ['2020-03-01T00:30:00+01:00', '2020-02-29T23:30:00Z'],
    ['0800-03-01T00:00:00Z', '0800-03-01T00:00:00Z'],
    ['0001-01-01T00:00:00Z', null],
  ])('%s is written as %s', (text, written) => {
    expect(readTime(text, false)).toEqual({ text: written });
  });

  test.each([
    ['', `parsing time "" as "${SECONDS}": cannot parse "" as "2006"`],
    ['x', `parsing time "x" as "${SECONDS}": cannot parse "x" as "2006"`],
    ['2020-01-01', `parsing time "2020-01-01" as "${SECONDS}": cannot parse "" as "T"`],
    ['2020-01-01T00:00:00', `parsing time "2020-01-01T00:00:00" as "${SECONDS}": cannot parse "" as "Z07:00"`],
    ['2020-01-01t00:00:00z', `parsing time "2020-01-01t00:00:00z" as "${SECONDS}": cannot parse "t00:00:00z" as "T"`],
    ['2020-13-01T00:00:00Z', 'parsing time "2020-13-01T00:00:00Z": month out of range'],
    ['2020-02-30T00:00:00Z', 'parsing time "2020-02-30T00:00:00Z": day out of range'],
    ['2020-01-01T25:00:00Z', 'parsing time "2020-01-01T25:00:00Z": hour out of range'],
    ['2020-01-01T00:00:00Zé', 'parsing time "2020-01-01T00:00:00Z\\xc3\\xa9": extra text: "\\xc3\\xa9"'],
  ])('%s is refused', (text, words) => {
    expect(readTime(text, false)).toEqual({ error: words });
  });
});

describe('a time with microseconds', () => {
  test('has six digits', () => {
    expect(readTime('2020-01-01T00:00:00.123456+01:00', true)).toEqual({ text: '2019-12-31T23:00:00.123456Z' });
    expect(readTime('2020-01-01T00:00:00Z', true)).toEqual({ error: 'parsing time "2020-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"' });
    expect(readTime('2020-01-01T00:00:00.1234567Z', true)).toEqual({ error: 'parsing time "2020-01-01T00:00:00.1234567Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "7Z" as "Z07:00"' });
  });
});
