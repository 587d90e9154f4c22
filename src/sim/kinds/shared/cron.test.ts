import { describe, expect, test } from 'vitest';
import { parseCron, type CronSchedule } from './cron.ts';

const values = (list: readonly boolean[]): number[] => list.flatMap((set, value) => (set ? [value] : []));

function schedule(text: string): CronSchedule {
  const result = parseCron(text);
  if (!('schedule' in result)) throw new Error(JSON.stringify(result));
  return result.schedule;
}

describe('cron', () => {
  test('reads lists, ranges, steps and names', () => {
    const { minutes, hours, daysOfMonth, months, daysOfWeek, anyDayOfMonth, anyDayOfWeek } = schedule('5,10-12,*/30 8-18/5 ? jan-mar MON');
    expect(values(minutes)).toEqual([0, 5, 10, 11, 12, 30]);
    expect(values(hours)).toEqual([8, 13, 18]);
    expect(values(daysOfMonth)).toHaveLength(31);
    expect(values(months)).toEqual([1, 2, 3]);
    expect(values(daysOfWeek)).toEqual([1]);
    expect([anyDayOfMonth, anyDayOfWeek]).toEqual([true, false]);
  });

  test('reads short words, intervals and time zones', () => {
    expect(values(schedule('@hourly').minutes)).toEqual([0]);
    expect(parseCron('@every 90s')).toEqual({ everyMs: 90_000 });
    expect(schedule('TZ=Europe/Berlin 0 0 * * *').timeZone).toBe('Europe/Berlin');
  });

  test.each([
    ['', 'empty spec string'],
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
    ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['@never', 'unrecognized descriptor: @never'],
  ])('says what is wrong with "%s"', (text, error) => {
    expect(parseCron(text)).toEqual({ error });
  });
});
