// Dates without the platform's clock: simulated time is whole microseconds since the start of the run,
// and the run starts at a fixed date. Formatting follows Go's RFC 3339.

import type { Brand } from './brand.ts';

/** Whole microseconds of simulated time since the run began. */
export type Micros = Brand<number, 'Micros'>;

export const micros = (n: number): Micros => Math.round(n) as Micros;
export const milliseconds = (n: number): Micros => Math.round(n * 1000) as Micros;
export const seconds = (n: number): Micros => Math.round(n * 1_000_000) as Micros;
export const minutes = (n: number): Micros => seconds(n * 60);

/** Where simulated time begins, in milliseconds since 1970: Monday, 5 January 2026, 09:00:00 UTC. */
export const EPOCH_MS = 1_767_603_600_000;

export interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Within the second. */
  readonly micro: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/** Milliseconds (with fractions) since 1970 → calendar fields in UTC. After Howard Hinnant's days-to-civil algorithm. */
export function civil(unixMs: number): CivilTime {
  const days = Math.floor(unixMs / 86_400_000);
  const inDay = Math.round((unixMs - days * 86_400_000) * 1000);
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return {
    year: yoe + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: doy - Math.floor((153 * mp + 2) / 5) + 1,
    hour: Math.floor(inDay / 3_600_000_000),
    minute: Math.floor(inDay / 60_000_000) % 60,
    second: Math.floor(inDay / 1_000_000) % 60,
    micro: inDay % 1_000_000,
    weekday: (((days + 4) % 7) + 7) % 7,
  };
}

/** Calendar fields in UTC → milliseconds since 1970. */
export function unixMs(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, ms = 0): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const doe = yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy;
  return (era * 146_097 + doe - 719_468) * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1000 + ms;
}

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

/** The last few dates that were asked for: mostly the present ones, and those of what just began. */
const recent: { second: number; text: string }[] = Array.from({ length: 64 }, () => ({ second: Number.NaN, text: '' }));

/** `2026-01-05T09:00:00Z`, the form of metav1.Time. */
export function rfc3339(ms: number): string {
  const second = Math.floor(ms / 1000);
  const slot = recent[second & 63] as { second: number; text: string };
  if (slot.second !== second) {
    slot.second = second;
    slot.text = dateText(second);
  }
  return slot.text;
}

function dateText(second: number): string {
  const t = civil(second * 1000);
  // Joined rather than concatenated: engines keep a concatenation as a tree of its parts, and these texts are kept for long.
  return [t.year, '-', two(t.month), '-', two(t.day), 'T', two(t.hour), ':', two(t.minute), ':', two(t.second), 'Z'].join('');
}

/** `2026-01-05T09:00:00.000000Z`, the form of metav1.MicroTime. */
export function rfc3339Micro(ms: number): string {
  const t = civil(ms);
  return [t.year, '-', two(t.month), '-', two(t.day), 'T', two(t.hour), ':', two(t.minute), ':', two(t.second), '.', String(t.micro).padStart(6, '0'), 'Z'].join('');
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970, or undefined where the text is no RFC 3339 time. */
export function parseTime(text: string): number | undefined {
  const m = RFC3339.exec(text);
  if (!m) return undefined;
  const [year, month, day, hour, minute, second] = m.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59) return undefined;
  const zone = m[8] as string;
  const offset = /[Zz]/.test(zone) ? 0 : (zone[0] === '-' ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)));
  return unixMs(year, month, day, hour, minute, second) + (m[7] ? Math.floor(Number(`0${m[7]}`) * 1e6) / 1000 : 0) - offset * 60_000;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
