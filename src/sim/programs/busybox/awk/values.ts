// Values of awk: numbers, texts, and texts that came from outside and count as numbers where they look like one.

export interface Input {
  readonly text: string;
  /** Undefined where it does not look like a number. */
  readonly number: number | undefined;
}

export type Value = number | string | Input;

/** A variable that nobody has set: nothing, and zero. */
export const UNSET: Input = { text: '', number: 0 };

const LOOKS_NUMERIC = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
const LEADING_NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/;

export const input = (text: string): Input => ({ text, number: LOOKS_NUMERIC.test(text) ? Number(text) : undefined });

export function numberOf(value: Value): number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : value.number === undefined ? value.text : undefined;
  return text === undefined ? ((value as Input).number as number) : Number(LEADING_NUMBER.exec(text)?.[0] ?? 0);
}

export function textOf(value: Value, format = '%.6g'): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return value.text;
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? String(value) : formatted(format, [value]);
}

export function truthy(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  return value.number === undefined ? value.text !== '' : value.number !== 0;
}

const isNumeric = (value: Value): boolean => typeof value === 'number' || (typeof value !== 'string' && value.number !== undefined);

export function compared(a: Value, b: Value): number {
  if (isNumeric(a) && isNumeric(b)) return numberOf(a) - numberOf(b);
  const [x, y] = [textOf(a), textOf(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Simplified: a field is no wider, and has at most 100 digits after the point. */
const WIDEST = 10_000;

/** As printf writes it. */
export function formatted(format: string, values: readonly Value[]): string {
  let at = 0;
  const next = (): Value => values[at++] ?? UNSET;
  return format.replace(/%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z%])/g, (whole, flags: string, width: string | undefined, precision: string | undefined, type: string) => {
    if (type === '%') return '%';
    const wide = Math.max(-WIDEST, Math.min(WIDEST, width === '*' ? numberOf(next()) : Number(width ?? 0)));
    const digits = precision === '*' ? numberOf(next()) : precision === undefined ? (/\.[a-zA-Z]$/.test(whole) ? 0 : undefined) : Number(precision);
    const text = converted(type, next(), type === 's' || digits === undefined ? digits : Math.max(0, Math.min(100, digits)), flags);
    if (flags.includes('-') || wide < 0) return text.padEnd(Math.abs(wide));
    if (!flags.includes('0') || type === 's' || type === 'c') return text.padStart(wide);
    const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
    return sign + text.slice(sign.length).padStart(wide - sign.length, '0');
  });
}

function converted(type: string, value: Value, digits: number | undefined, flags: string): string {
  if (type === 's') return textOf(value).slice(0, digits);
  if (type === 'c') return typeof value === 'number' ? String.fromCharCode(value) : textOf(value).slice(0, 1);
  const n = numberOf(value);
  const sign = n >= 0 && flags.includes('+') ? '+' : n >= 0 && flags.includes(' ') ? ' ' : '';
  switch (type) {
    case 'd':
    case 'i':
      return sign + String(Math.trunc(n)).replace(/^(-?)(\d+)$/, (_m, minus: string, all: string) => minus + all.padStart(digits ?? 1, '0'));
    case 'u':
      return String(Math.trunc(Math.abs(n)));
    case 'x':
      return Math.trunc(n).toString(16);
    case 'X':
      return Math.trunc(n).toString(16).toUpperCase();
    case 'o':
      return Math.trunc(n).toString(8);
    case 'f':
    case 'F':
      return sign + n.toFixed(digits ?? 6);
    case 'e':
    case 'E':
      return sign + exponential(n, digits ?? 6);
    case 'g':
    case 'G':
      return sign + shortest(n, digits ?? 6);
    default:
      return '';
  }
}

/** C writes two digits of an exponent at least. */
const exponential = (n: number, digits: number): string => n.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');

function shortest(n: number, digits: number): string {
  if (n === 0 || !Number.isFinite(n)) return Number.isFinite(n) ? '0' : n > 0 ? 'inf' : Number.isNaN(n) ? 'nan' : '-inf';
  const exponent = Number(n.toExponential(Math.max(digits, 1) - 1).split('e')[1]);
  if (exponent < -4 || exponent >= Math.max(digits, 1)) return exponential(n, Math.max(digits, 1) - 1).replace(/\.?0+e/, 'e');
  const fixed = n.toFixed(Math.max(0, digits - 1 - exponent));
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}
