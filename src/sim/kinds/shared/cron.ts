// Schedules in cron's five fields or as `@daily` and `@every 1h`, read as CronJobs read them, with the reader's own
// words for what is wrong.
// Upstream: github.com/robfig/cron/v3 parser.go

import { DurationError, parseDuration } from '../../api/duration.ts';
import { isTimeZone } from './timeZones.ts';

/** Each field lists when it holds, by value. A day must fit both fields, or either where both are restricted. */
export interface CronSchedule {
  readonly minutes: readonly boolean[];
  readonly hours: readonly boolean[];
  readonly daysOfMonth: readonly boolean[];
  readonly months: readonly boolean[];
  readonly daysOfWeek: readonly boolean[];
  readonly anyDayOfMonth: boolean;
  readonly anyDayOfWeek: boolean;
  /** From `TZ=…` before the fields. */
  readonly timeZone?: string;
}

export type CronResult = { readonly schedule: CronSchedule } | { readonly everyMs: number } | { readonly error: string };

class CronError extends Error {}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MINUTE: Bounds = { min: 0, max: 59 };
const HOUR: Bounds = { min: 0, max: 23 };
const DAY: Bounds = { min: 1, max: 31 };
const MONTH: Bounds = { min: 1, max: 12, names: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] };
const WEEKDAY: Bounds = { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] };

const NAMED: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

export function parseCron(text: string): CronResult {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof CronError) return { error: error.message };
    throw error;
  }
}

function parse(text: string): CronResult {
  if (text === '') throw new CronError('empty spec string');
  const zone = /^(?:TZ|CRON_TZ)=([^ ]*)(.*)$/s.exec(text);
  const timeZone = zone?.[1];
  if (timeZone !== undefined && timeZone !== '' && timeZone !== 'Local' && !isTimeZone(timeZone)) throw new CronError(`provided bad location ${timeZone}: unknown time zone ${timeZone}`);
  const spec = zone ? (zone[2] as string).trim() : text;
  if (spec.startsWith('@')) {
    if (spec.startsWith('@every ')) return { everyMs: interval(spec) };
    const meaning = Object.hasOwn(NAMED, spec) ? NAMED[spec] : undefined;
    if (meaning === undefined) throw new CronError(`unrecognized descriptor: ${spec}`);
    return { schedule: fromFields(meaning.split(' '), timeZone) };
  }
  const fields = spec.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5) throw new CronError(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`);
  return { schedule: fromFields(fields, timeZone) };
}

function interval(spec: string): number {
  try {
    return Math.max(1000, parseDuration(spec.slice('@every '.length)));
  } catch (error) {
    if (error instanceof DurationError) throw new CronError(`failed to parse duration ${spec}: ${error.message}`);
    throw error;
  }
}

function fromFields(fields: readonly string[], timeZone: string | undefined): CronSchedule {
  const read = (index: number, bounds: Bounds): Field => readField(fields[index] ?? '', bounds);
  const minutes = read(0, MINUTE);
  const hours = read(1, HOUR);
  const days = read(2, DAY);
  const months = read(3, MONTH);
  const weekdays = read(4, WEEKDAY);
  return {
    minutes: minutes.values,
    hours: hours.values,
    daysOfMonth: days.values,
    months: months.values,
    daysOfWeek: weekdays.values,
    anyDayOfMonth: days.any,
    anyDayOfWeek: weekdays.any,
    ...(timeZone ? { timeZone } : {}),
  };
}

interface Field {
  readonly values: readonly boolean[];
  readonly any: boolean;
}

function readField(text: string, bounds: Bounds): Field {
  const values = Array.from({ length: bounds.max + 1 }, () => false);
  let any = false;
  for (const part of text.split(',')) if (part !== '') any = readRange(part, bounds, values) || any;
  return { values, any };
}

/** `5`, `1-5`, `mon-fri/2`, or a star, with or without a step. Answers whether it stands for every value. */
function readRange(text: string, { min, max, names }: Bounds, values: boolean[]): boolean {
  const [range = '', stepText, ...moreSteps] = text.split('/');
  const [low = '', high, ...moreBounds] = range.split('-');
  const star = low === '*' || low === '?';
  let start = min;
  let end = max;
  if (!star) {
    start = readNumber(low, names);
    if (high !== undefined && moreBounds.length === 0) end = readNumber(high, names);
    else if (high === undefined) end = start;
    else throw new CronError(`too many hyphens: ${text}`);
  }
  let step = 1;
  if (moreSteps.length > 0) throw new CronError(`too many slashes: ${text}`);
  if (stepText !== undefined) {
    step = readNumber(stepText);
    if (high === undefined) end = max;
  }
  if (start < min) throw new CronError(`beginning of range (${start}) below minimum (${min}): ${text}`);
  if (end > max) throw new CronError(`end of range (${end}) above maximum (${max}): ${text}`);
  if (start > end) throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) throw new CronError(`step of range should be a positive number: ${text}`);
  for (let value = start; value <= end; value += step) values[value] = true;
  return star && step === 1;
}

function readNumber(text: string, names?: readonly string[]): number {
  const named = text === '' ? -1 : (names?.indexOf(text.toLowerCase()) ?? -1);
  if (named >= 0) return named;
  if (!/^[+-]?\d+$/.test(text)) throw new CronError(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new CronError(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range`);
  if (number < 0) throw new CronError(`negative number (${number}) not allowed: ${text}`);
  return number;
}
