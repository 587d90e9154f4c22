// Spans of time as Go writes them (`1h30m0s`), and as kubectl shows ages (`2y322d`). In milliseconds, with fractions.
// Upstream: time.ParseDuration, time.Duration.String, k8s.io/apimachinery/pkg/util/duration

import { utf8Bytes } from './yaml/bytes.ts';

export class DurationError extends Error {
  override readonly name = 'DurationError';
}

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  '\u00b5s': 1_000n,
  '\u03bcs': 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const LIMIT = 1n << 63n;

/** Milliseconds. Throws DurationError with Go's text. */
export function parseDuration(text: string): number {
  const sign = text[0] === '-' || text[0] === '+' ? text[0] : '';
  let rest = text.slice(sign.length);
  if (rest === '0') return 0;
  const invalid = new DurationError(`time: invalid duration ${quoted(text)}`);
  if (rest === '') throw invalid;
  let total = 0n;
  while (rest !== '') {
    const m = /^([0-9]*)(?:\.([0-9]*))?([^.0-9]*)/.exec(rest) as RegExpExecArray;
    const [whole, digits, name] = [m[1] as string, m[2] ?? '', m[3] as string];
    if (whole === '' && digits === '') throw invalid;
    if (whole !== '' && BigInt(whole) > LIMIT) throw invalid;
    if (name === '') throw new DurationError(`time: missing unit in duration ${quoted(text)}`);
    const unit = UNITS[name];
    if (unit === undefined) throw new DurationError(`time: unknown unit ${quoted(name)} in duration ${quoted(text)}`);
    total += BigInt(whole || '0') * unit;
    if (digits !== '') total += (BigInt(digits.slice(0, 18)) * unit) / 10n ** BigInt(Math.min(digits.length, 18));
    if (total > LIMIT) throw invalid;
    rest = rest.slice(m[0].length);
  }
  if (total === LIMIT && sign !== '-') throw invalid;
  const ms = Number(total / 1_000_000n) + Number(total % 1_000_000n) / 1_000_000;
  return sign === '-' ? 0 - ms : ms;
}

/** The package time has its own way of quoting: bytes beyond ASCII in hex. */
function quoted(text: string): string {
  let out = '';
  for (const b of utf8Bytes(text)) {
    if (b < 0x20 || b >= 0x80) out += `\\x${b.toString(16).padStart(2, '0')}`;
    else out += b === 34 || b === 92 ? `\\${String.fromCharCode(b)}` : String.fromCharCode(b);
  }
  return `"${out}"`;
}

/** `1h30m0s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(ms: number): string {
  const ns = BigInt(Math.trunc(ms)) * 1_000_000n + BigInt(Math.round((ms - Math.trunc(ms)) * 1_000_000));
  if (ns === 0n) return '0s';
  const sign = ns < 0n ? '-' : '';
  const n = ns < 0n ? -ns : ns;
  if (n < 1_000n) return `${sign}${n}ns`;
  if (n < 1_000_000n) return `${sign}${decimal(n, 1_000n, 3)}\u00b5s`;
  if (n < 1_000_000_000n) return `${sign}${decimal(n, 1_000_000n, 6)}ms`;
  const minute = 60_000_000_000n;
  const seconds = `${decimal(n % minute, 1_000_000_000n, 9)}s`;
  const minutes = n / minute;
  if (minutes === 0n) return sign + seconds;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

function decimal(value: bigint, unit: bigint, width: number): string {
  const fraction = (value % unit).toString().padStart(width, '0').replace(/0+$/, '');
  return fraction ? `${value / unit}.${fraction}` : (value / unit).toString();
}

/** Two or three digits of meaning, as in the AGE column. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (days < 8) return pair(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  const years = Math.trunc(days / 365);
  return years < 8 ? pair(years, 'y', days % 365, 'd') : `${years}y`;
}

const pair = (a: number, unit: string, b: number, smaller: string): string => (b === 0 ? `${a}${unit}` : `${a}${unit}${b}${smaller}`);

/** One unit only. */
export function shortHumanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.trunc(seconds / 60)}m`;
  const hours = Math.trunc(seconds / 3600);
  if (hours < 24) return `${hours}h`;
  return hours < 8760 ? `${Math.trunc(hours / 24)}d` : `${Math.trunc(hours / 8760)}y`;
}
