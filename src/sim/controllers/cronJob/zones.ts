// Local time in a time zone: by which rule clocks go there, and what they show at a moment.
// Upstream: Go's time (zoneinfo.go, tzset), with the rules of its tzdata

import { civil, unixMs, type CivilTime } from '../../../base/time.ts';
import { zoneRule } from '../../kinds/shared/timeZones.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;

/** How far clocks are ahead of UTC. */
export function offsetMs(zone: string, ms: number): number {
  const [standard, summer, begins, ends] = (zoneRule(zone) ?? '+00:00').split(' ');
  const base = readOffset(standard as string);
  if (summer === undefined) return base;
  const other = readOffset(summer);
  const { year } = civil(ms + base);
  const begin = changeMs(begins as string, year) - base;
  const end = changeMs(ends as string, year) - other;
  // South of the equator summer begins in one year and ends in the next.
  const inSummer = begin < end ? ms >= begin && ms < end : ms >= begin || ms < end;
  return inSummer ? other : base;
}

/** What clocks show. */
export const localTime = (zone: string, ms: number): CivilTime => civil(ms + offsetMs(zone, ms));

/** The moment at which clocks show this; where they never do, as if they had not been changed. Months may run over. */
export function momentOf(zone: string, year: number, month: number, day: number, hour: number, minute = 0): number {
  const years = Math.floor((month - 1) / 12);
  const local = unixMs(year + years, month - years * 12, 1, hour, minute) + (day - 1) * DAY;
  const first = local - offsetMs(zone, local);
  const second = local - offsetMs(zone, first);
  return second;
}

/** `2026-01-05T18:00:00+09:00` */
export function zonedText(zone: string, ms: number): string {
  const offset = offsetMs(zone, ms);
  const { year, month, day, hour, minute, second } = civil(ms + offset);
  const ahead = Math.abs(offset) / 60_000;
  const end = offset === 0 ? 'Z' : `${offset < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${end}`;
}

const two = (n: number): string => String(n).padStart(2, '0');

function readOffset(text: string): number {
  const [hours = 0, minutes = 0] = text.slice(1).split(':').map(Number);
  return (text.startsWith('-') ? -1 : 1) * (hours * HOUR + minutes * 60_000);
}

/** `M3.5.0/1` in a year, in the local time of before. */
function changeMs(rule: string, year: number): number {
  const [, month, week, weekday, sign, hour = '2', minute = '0'] = /^M(\d+)\.(\d)\.(\d)(?:\/(-?)(\d+)(?::(\d+))?)?$/.exec(rule) ?? [];
  const first = unixMs(year, Number(month), 1);
  let day = first + ((Number(weekday) - civil(first).weekday + 7) % 7) * DAY;
  for (let i = 1; i < Number(week) && civil(day + 7 * DAY).month === Number(month); i++) day += 7 * DAY;
  return day + (sign === '-' ? -1 : 1) * (Number(hour) * HOUR + Number(minute) * 60_000);
}
