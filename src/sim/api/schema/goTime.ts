// Times as Go reads and writes them. Reading accepts a little more than RFC 3339 says (one-digit hours, a comma before
// the fraction), and each mistake has words of its own; writing is in UTC, with whole seconds or with six digits.
// Upstream: time/format.go (parse), k8s.io/apimachinery/pkg/apis/meta/v1/time.go, micro_time.go

import { civil, unixMs } from '../../../base/time.ts';
import { utf8Bytes } from '../yaml/bytes.ts';

/** The canonical text, null for the zero time, or what is wrong. */
export type TimeResult = { readonly text: string | null } | { readonly error: string };

const SECONDS = '2006-01-02T15:04:05Z07:00';
const MICROS = '2006-01-02T15:04:05.000000Z07:00';

const CANONICAL = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
const CANONICAL_MICRO = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;

export function readTime(text: string, micro: boolean): TimeResult {
  if ((micro ? CANONICAL_MICRO : CANONICAL).test(text) && !text.startsWith('000')) return { text };
  return new TimeReader(text, micro).read();
}

class TimeReader {
  private rest: string;
  private readonly whole: string;
  private readonly micro: boolean;

  constructor(text: string, micro: boolean) {
    this.whole = text;
    this.rest = text;
    this.micro = micro;
  }

  read(): TimeResult {
    try {
      return { text: this.parse() };
    } catch (problem) {
      if (problem instanceof TimeError) return { error: problem.message };
      throw problem;
    }
  }

  private parse(): string | null {
    const year = this.year();
    this.literal('-');
    const month = this.number('01', 1, 12, 'month', true);
    this.literal('-');
    const day = this.number('02', 0, 99, 'day', true);
    this.literal('T');
    const hour = this.number('15', 0, 23, 'hour', false);
    this.literal(':');
    const minute = this.number('04', 0, 59, 'minute', true);
    this.literal(':');
    const second = this.number('05', 0, 59, 'second', true);
    const fraction = this.micro ? this.sixDigits() : this.optionalFraction();
    const offsetSeconds = this.zone();
    if (this.rest !== '') throw this.problem(`: extra text: ${timeQuote(this.rest)}`);
    if (day < 1 || day > daysIn(year, month)) throw this.problem(': day out of range');
    return this.text(unixMs(year, month, day, hour, minute, second) - offsetSeconds * 1000, fraction);
  }

  private year(): number {
    const digits = this.rest.slice(0, 4);
    if (!/^\d{4}$/.test(digits)) throw this.cannot('2006', this.rest);
    this.rest = this.rest.slice(4);
    return Number(digits);
  }

  private literal(char: string): void {
    if (!this.rest.startsWith(char)) throw this.cannot(char, this.rest);
    this.rest = this.rest.slice(1);
  }

  private number(element: string, min: number, max: number, name: string, twoDigits: boolean): number {
    const digits = /^\d\d/.exec(this.rest)?.[0] ?? (twoDigits ? undefined : /^\d/.exec(this.rest)?.[0]);
    if (digits === undefined) throw this.cannot(element, this.rest);
    this.rest = this.rest.slice(digits.length);
    const value = Number(digits);
    if (value < min || value > max) throw this.problem(`: ${name} out of range`);
    return value;
  }

  /** `.123456`: exactly what the form of MicroTime has. */
  private sixDigits(): string {
    const digits = this.rest.slice(1, 7);
    if (!/^[.,]/.test(this.rest) || digits.length < 6 || !/^[+-]?\d+$/.test(digits)) throw this.cannot('.000000', this.rest);
    this.rest = this.rest.slice(7);
    if (Number(digits) < 0) throw this.problem(': fractional second out of range');
    return String(Number(digits)).padStart(6, '0');
  }

  private optionalFraction(): string {
    const match = /^[.,](\d+)/.exec(this.rest);
    if (match) this.rest = this.rest.slice(match[0].length);
    return match?.[1] ?? '';
  }

  private zone(): number {
    const before = this.rest;
    if (before.startsWith('Z')) {
      this.rest = before.slice(1);
      return 0;
    }
    const match = /^(.)(\d\d):(\d\d)/.exec(before);
    if (!match) throw this.cannot('Z07:00', before);
    const hours = Number(match[2]);
    const minutes = Number(match[3]);
    this.rest = before.slice(6);
    if (minutes > 60) throw this.problem(': time zone offset minute out of range');
    if (hours > 24) throw this.problem(': time zone offset hour out of range');
    if (match[1] !== '+' && match[1] !== '-') throw this.cannot('Z07:00', before);
    return (match[1] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60;
  }

  private text(ms: number, fraction: string): string | null {
    if (ms === ZERO && /^0*$/.test(fraction.slice(0, 9))) return null;
    const t = civil(ms);
    const date = `${pad(t.year, 4)}-${pad(t.month, 2)}-${pad(t.day, 2)}T${pad(t.hour, 2)}:${pad(t.minute, 2)}:${pad(t.second, 2)}`;
    return this.micro ? `${date}.${fraction}Z` : `${date}Z`;
  }

  private cannot(element: string, value: string): TimeError {
    return new TimeError(`parsing time ${timeQuote(this.whole)} as ${timeQuote(this.micro ? MICROS : SECONDS)}: cannot parse ${timeQuote(value)} as ${timeQuote(element)}`);
  }

  private problem(words: string): TimeError {
    return new TimeError(`parsing time ${timeQuote(this.whole)}${words}`);
  }
}

class TimeError extends Error {}

/** 1 January of year 1: what a time that was never set holds. */
const ZERO = unixMs(1, 1, 1);

const pad = (n: number, width: number): string => String(n).padStart(width, '0');

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The time package quotes in its own way: all that is not plain ASCII as bytes. */
function timeQuote(text: string): string {
  let out = '"';
  for (const char of text) {
    if (char === '"' || char === '\\') out += `\\${char}`;
    else if (char >= ' ' && char < '\x80') out += char;
    else for (const byte of utf8Bytes(char)) out += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `${out}"`;
}
