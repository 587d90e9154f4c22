// When a schedule comes due next, by the clocks of its time zone. Hours that clocks leave out are left out; an hour that
// they show twice counts twice where the schedule names no hour.
// Upstream: github.com/robfig/cron/v3 spec.go, constantdelay.go

import type { CronResult, CronSchedule } from '../../kinds/shared/cron.ts';
import { localTime, momentOf } from './zones.ts';

export type Schedule = Exclude<CronResult, { readonly error: string }>;

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** A schedule that holds on no day (31 February) is given up after so many years. */
const YEARS = 5;

/** The first time after a moment, in milliseconds since 1970; undefined where there is none. */
export function nextAfter(schedule: Schedule, ms: number): number | undefined {
  if ('everyMs' in schedule) return Math.floor(ms / 1000) * 1000 + Math.floor(schedule.everyMs / 1000) * 1000;
  const { timeZone } = schedule.schedule;
  return search(schedule.schedule, timeZone === undefined || timeZone === 'Local' ? 'UTC' : timeZone, Math.floor(ms / 1000) * 1000 + 1000);
}

/** From the largest unit to the smallest; where one runs over, the larger ones are looked at again. */
function search({ months, hours, minutes, ...days }: CronSchedule, zone: string, from: number): number | undefined {
  const limit = localTime(zone, from).year + YEARS;
  for (let ms = from; ; ) {
    const now = localTime(zone, ms);
    if (now.year > limit) return undefined;
    if (!months[now.month]) ms = momentOf(zone, now.year, now.month + 1, 1, 0);
    else if (!dayMatches(days, now.day, now.weekday)) ms = midnight(zone, momentOf(zone, now.year, now.month, now.day + 1, 0));
    else if (!hours[now.hour]) ms = floorTo(ms, now, true) + HOUR;
    else if (!minutes[now.minute] || now.second !== 0) ms = floorTo(ms, now, false) + MINUTE;
    else return ms;
  }
}

function floorTo(ms: number, { minute, second }: { readonly minute: number; readonly second: number }, hour: boolean): number {
  return ms - second * 1000 - (hour ? minute * MINUTE : 0);
}

/** Where clocks leave midnight out, the day begins an hour later. */
function midnight(zone: string, ms: number): number {
  const { hour } = localTime(zone, ms);
  if (hour === 0) return ms;
  return hour > 12 ? ms + (24 - hour) * HOUR : ms - hour * HOUR;
}

function dayMatches({ daysOfMonth, daysOfWeek, anyDayOfMonth, anyDayOfWeek }: Pick<CronSchedule, 'daysOfMonth' | 'daysOfWeek' | 'anyDayOfMonth' | 'anyDayOfWeek'>, day: number, weekday: number): boolean {
  const [month, week] = [daysOfMonth[day] === true, daysOfWeek[weekday] === true];
  return anyDayOfMonth || anyDayOfWeek ? month && week : month || week;
}
