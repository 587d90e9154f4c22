import { describe, expect, it } from 'vitest';
import { parseTime, rfc3339 } from '../../../base/time.ts';
import type { CronJob } from '../../kinds/cronJob.ts';
import { parseCron } from '../../kinds/shared/cron.ts';
import { due, jobNameFor, untilNext } from './missed.ts';
import { nextAfter, type Schedule } from './schedule.ts';
import { offsetMs, zonedText } from './zones.ts';

const ms = (text: string): number => parseTime(text) as number;
const scheduleOf = (text: string): Schedule => parseCron(text) as Schedule;
function times(text: string, from: string, n: number): readonly string[] {
  const out: string[] = [];
  for (let at = nextAfter(scheduleOf(text), ms(from)); at !== undefined && out.length < n; at = nextAfter(scheduleOf(text), at)) out.push(rfc3339(at));
  return out;
}

describe('the next time of a schedule', () => {
  it.each([
    ['* * * * *', '2026-01-05T09:00:30Z', ['2026-01-05T09:01:00Z', '2026-01-05T09:02:00Z']],
    ['*/15 9-10 * * *', '2026-01-05T10:40:00Z', ['2026-01-05T10:45:00Z', '2026-01-06T09:00:00Z']],
    ['0 0 31 * *', '2026-01-31T00:00:00Z', ['2026-03-31T00:00:00Z', '2026-05-31T00:00:00Z']],
    ['0 12 1 * mon', '2026-01-05T12:00:00Z', ['2026-01-12T12:00:00Z', '2026-01-19T12:00:00Z', '2026-01-26T12:00:00Z', '2026-02-01T12:00:00Z']],
    ['0 0 29 2 *', '2026-01-01T00:00:00Z', ['2028-02-29T00:00:00Z']],
    ['@every 90s', '2026-01-05T09:00:10Z', ['2026-01-05T09:01:40Z']],
  ])('%s', (text, from, want) => expect(times(text, from, want.length)).toEqual(want));

  it('goes by the clocks of the time zone', () => {
    expect(times('TZ=Asia/Seoul 0 9 * * *', '2026-01-05T00:00:01Z', 1)).toEqual(['2026-01-06T00:00:00Z']);
    expect(times('TZ=Asia/Kolkata 30 5 * * *', '2026-01-04T00:00:01Z', 1)).toEqual(['2026-01-05T00:00:00Z']);
  });

  it('leaves out the hour that clocks leave out, and counts the one twice that they show twice', () => {
    expect(times('TZ=Europe/Berlin 30 2 * * *', '2026-03-28T12:00:00Z', 1)).toEqual(['2026-03-30T00:30:00Z']);
    expect(times('TZ=Europe/Berlin 30 * * * *', '2026-10-24T23:45:00Z', 3)).toEqual(['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T02:30:00Z']);
  });

  it('gives up where there is no such day', () => expect(nextAfter(scheduleOf('0 0 31 2 *'), ms('2026-01-05T09:00:00Z'))).toBeUndefined());
});

describe('clocks', () => {
  it.each([
    ['UTC', '2026-07-01T00:00:00Z', '2026-07-01T00:00:00Z'],
    ['Europe/London', '2026-03-29T00:59:59Z', '2026-03-29T00:59:59Z'],
    ['Europe/London', '2026-03-29T01:00:00Z', '2026-03-29T02:00:00+01:00'],
    ['America/New_York', '2026-11-01T05:59:59Z', '2026-11-01T01:59:59-04:00'],
    ['America/New_York', '2026-11-01T06:00:00Z', '2026-11-01T01:00:00-05:00'],
    ['Australia/Sydney', '2026-01-05T00:00:00Z', '2026-01-05T11:00:00+11:00'],
    ['Australia/Sydney', '2026-07-05T00:00:00Z', '2026-07-05T10:00:00+10:00'],
    ['Pacific/Chatham', '2026-01-05T00:00:00Z', '2026-01-05T13:45:00+13:45'],
    ['America/St_Johns', '2026-01-05T00:00:00Z', '2026-01-04T20:30:00-03:30'],
    ['Europe/Dublin', '2026-07-05T00:00:00Z', '2026-07-05T01:00:00+01:00'],
    ['Europe/Dublin', '2026-01-05T00:00:00Z', '2026-01-05T00:00:00Z'],
    ['Asia/Gaza', '2026-07-05T00:00:00Z', '2026-07-05T03:00:00+03:00'],
  ])('%s at %s', (zone, at, want) => expect(zonedText(zone, ms(at))).toBe(want));

  it('that never heard of a zone show UTC', () => expect(offsetMs('Nowhere/Land', ms('2026-07-01T00:00:00Z'))).toBe(0));
});

describe('what a CronJob has missed', () => {
  const cronJob = (more: object = {}, spec: object = {}): CronJob => ({ metadata: { name: 'tick', creationTimestamp: '2026-01-05T09:00:00Z' }, spec: { schedule: '* * * * *', ...spec }, ...more }) as unknown as CronJob;
  const every = scheduleOf('* * * * *');
  const look = (cj: CronJob, now: string): unknown => {
    const found = due(cj, ms(now), every, true);
    return found && [found.at === undefined ? '' : rfc3339(found.at), found.missed];
  };

  it('is counted from the last Job, or from its creation', () => {
    expect(look(cronJob(), '2026-01-05T09:00:59Z')).toEqual(['', 'none']);
    expect(look(cronJob(), '2026-01-05T09:01:00Z')).toEqual(['2026-01-05T09:01:00Z', 'none']);
    expect(look(cronJob({ status: { lastScheduleTime: '2026-01-05T09:04:00Z' } }), '2026-01-05T09:08:30Z')).toEqual(['2026-01-05T09:08:00Z', 'few']);
    expect(look(cronJob(), '2026-01-05T12:00:00Z')).toEqual(['2026-01-05T12:00:00Z', 'many']);
  });

  it('is nothing before the deadline', () => {
    expect(look(cronJob({}, { startingDeadlineSeconds: 20 }), '2026-01-05T09:05:30Z')).toEqual(['', 'none']);
    expect(look(cronJob({}, { startingDeadlineSeconds: 200 }), '2026-01-05T12:00:00Z')).toEqual(['2026-01-05T12:00:00Z', 'few']);
  });

  it('is looked for again a little after the next time', () => {
    expect(untilNext(cronJob(), ms('2026-01-05T09:00:10Z'), every)).toBe(50_100);
    expect(untilNext(cronJob({ status: { lastScheduleTime: '2026-01-05T09:01:00Z' } }), ms('2026-01-05T09:01:00Z') + 100, every)).toBe(60_000);
  });

  it('names its Jobs by the minute', () => expect(jobNameFor(cronJob(), ms('2026-01-05T09:01:00Z'))).toBe('tick-29460061'));
});
