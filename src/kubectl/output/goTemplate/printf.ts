// fmt.Sprint and Sprintf for the values of templates. Upstream: fmt/print.go, fmt/format.go
// Simplified: %p and complex numbers are absent, %x of floats too.

import { compareText } from '../../../base/text.ts';
import { formatFloat, formatNumber } from '../../../sim/api/yaml/goNumber.ts';
import { goQuote } from '../../../sim/api/yaml/goQuote.ts';
import { utf8Bytes } from '../../../sim/api/yaml/bytes.ts';
import { goType } from '../goValue.ts';
import { GoNumber, isMap, kindOf, numberOf } from './values.ts';

/** Spaces only between two operands of which neither is text. */
export function sprint(args: readonly unknown[]): string {
  let out = '';
  args.forEach((arg, i) => {
    if (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string') out += ' ';
    out += plain(arg);
  });
  return out;
}

export const sprintln = (args: readonly unknown[]): string => `${args.map(plain).join(' ')}\n`;

/** %v */
export function plain(value: unknown): string {
  if (value instanceof GoNumber) return value.type === 'float64' ? formatFloat(value.value) : String(value.value);
  if (Array.isArray(value)) return `[${value.map(plain).join(' ')}]`;
  if (isMap(value)) return `map[${keys(value).map((key) => `${key}:${plain(value[key])}`).join(' ')}]`;
  if (typeof value === 'number') return formatNumber(value);
  return value === null || value === undefined ? '<nil>' : String(value);
}

const keys = (map: object): readonly string[] => Object.keys(map).sort(compareText);
const type = (value: unknown): string => (value instanceof GoNumber ? value.type : goType(value));

interface Flags {
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

export function sprintf(format: string, args: readonly unknown[]): string {
  let out = '';
  let used = 0;
  let reordered = false;
  const spec = /%([-+# 0]*)(?:\[(\d+)\])?(\*|\d+)?(?:\.(\[\d+\])?(\*|\d*))?(?:\[(\d+)\])?(.?)/gsu;
  let at = 0;
  for (let m = spec.exec(format); m; m = spec.exec(format)) {
    out += format.slice(at, m.index);
    at = spec.lastIndex;
    const [, flagText, firstIndex, widthText, , precisionText, index, verb] = m;
    let badIndex = false;
    const jump = (n: string | undefined): void => {
      if (n === undefined) return;
      reordered = true;
      if (Number(n) < 1 || Number(n) > args.length) badIndex = true;
      else used = Number(n) - 1;
    };
    const star = (what: string): number | undefined => {
      const value = args[used++];
      if (kindOf(value) === 'int' && Math.abs(numberOf(value)) <= 1e6) return numberOf(value);
      out += `%!(BAD${what})`;
      return undefined;
    };
    // An index stands before `*` or before the verb.
    jump(firstIndex);
    let width = widthText === '*' ? star('WIDTH') : widthText === undefined ? undefined : Number(widthText);
    const minus = (flagText as string).includes('-') || (width !== undefined && width < 0);
    if (width !== undefined && width < 0) width = -width;
    let precision = precisionText === undefined ? undefined : precisionText === '*' ? star('PREC') : Number(precisionText || '0');
    if (precision !== undefined && precision < 0) precision = undefined;
    jump(index);
    const has = (flag: string): boolean => (flagText as string).includes(flag);
    const flags: Flags = { plus: has('+'), minus, sharp: has('#'), space: has(' '), zero: has('0') && !minus, width, precision };
    if (!verb) out += '%!(NOVERB)';
    else if (verb === '%') out += '%';
    else if (badIndex) out += `%!${verb}(BADINDEX)`;
    else if (used >= args.length) out += `%!${verb}(MISSING)`;
    else out += formatted(args[used++], verb, flags);
  }
  out += format.slice(at);
  if (!reordered && used < args.length) {
    out += `%!(EXTRA ${args.slice(used).map((arg) => (arg === null || arg === undefined ? '<nil>' : `${type(arg)}=${plain(arg)}`)).join(', ')})`;
  }
  return out;
}

function formatted(value: unknown, verb: string, flags: Flags): string {
  if (verb === 'T') return pad(type(value), flags);
  if (value === null || value === undefined) return verb === 'v' ? pad('<nil>', flags) : `%!${verb}(<nil>)`;
  if (Array.isArray(value)) {
    if (verb === 'v' && flags.sharp) return `[]interface {}{${value.map((item) => nested(item, verb, flags)).join(', ')}}`;
    return `[${value.map((item) => formatted(item, verb, flags)).join(' ')}]`;
  }
  if (isMap(value)) {
    const sharp = verb === 'v' && flags.sharp;
    const pairs = keys(value).map((key) => `${formatted(key, verb, flags)}:${sharp ? nested(value[key], verb, flags) : formatted(value[key], verb, flags)}`);
    return sharp ? `map[string]interface {}{${pairs.join(', ')}}` : `map[${pairs.join(' ')}]`;
  }
  const text = scalar(value, verb, flags);
  return text ?? `%!${verb}(${type(value)}=${plain(value)})`;
}

const nested = (value: unknown, verb: string, flags: Flags): string => (value === null ? 'interface {}(nil)' : formatted(value, verb, flags));

function scalar(value: unknown, verb: string, flags: Flags): string | undefined {
  switch (kindOf(value)) {
    case 'bool':
      return verb === 'v' || verb === 't' ? pad(String(value), flags) : undefined;
    case 'string':
      return stringText(value as string, verb, flags);
    case 'float':
      return floatText(numberOf(value), verb, flags);
    default:
      return integerText(numberOf(value), verb, flags);
  }
}

function stringText(value: string, verb: string, flags: Flags): string | undefined {
  const cut = flags.precision === undefined ? value : [...value].slice(0, flags.precision).join('');
  switch (verb) {
    case 'v':
      return flags.sharp ? pad(goQuote(cut), flags) : pad(cut, flags);
    case 's':
      return pad(cut, flags);
    case 'q':
      if (flags.sharp && !/[`\x00-\x08\x0a-\x1f\x7f\ufeff]/.test(cut)) return pad(`\`${cut}\``, flags);
      return pad(goQuote(cut), flags);
    case 'x':
    case 'X': {
      let hex = [...utf8Bytes(cut)].map((b) => b.toString(16).padStart(2, '0')).join(flags.space ? ' ' : '');
      if (flags.sharp && hex) hex = `0x${hex}`;
      return pad(verb === 'X' ? hex.toUpperCase() : hex, flags);
    }
  }
  return undefined;
}

const BASES: Readonly<Record<string, readonly [number, string]>> = { d: [10, ''], v: [10, ''], b: [2, '0b'], o: [8, '0'], O: [8, '0o'], x: [16, '0x'], X: [16, '0X'] };

function integerText(value: number, verb: string, flags: Flags): string | undefined {
  if (verb === 'c' || verb === 'q' || verb === 'U') {
    if (value < 0 || value > 0x10ffff) return undefined;
    const char = String.fromCodePoint(value);
    if (verb === 'U') return pad(`U+${value.toString(16).toUpperCase().padStart(4, '0')}${flags.sharp ? ` '${char}'` : ''}`, flags);
    return pad(verb === 'c' ? char : goQuote(char, "'"), flags);
  }
  const base = BASES[verb];
  if (!base) return undefined;
  const big = BigInt(Math.trunc(value));
  let digits = (big < 0n ? -big : big).toString(base[0]);
  if (verb === 'X') digits = digits.toUpperCase();
  if (flags.precision !== undefined) digits = digits.padStart(flags.precision, '0');
  const prefix = (verb === 'O' || flags.sharp) && verb !== 'd' && verb !== 'v' ? base[1] : '';
  return padNumber(big < 0n ? '-' : '', prefix + digits, flags, flags.precision === undefined);
}

function floatText(value: number, verb: string, flags: Flags): string | undefined {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  const { precision } = flags;
  let digits: string;
  switch (verb) {
    case 'v':
      digits = precision === undefined ? formatFloat(size) : general(size, precision);
      break;
    case 'g':
    case 'G':
      digits = precision === undefined ? formatFloat(size) : general(size, precision);
      break;
    case 'f':
    case 'F':
      digits = fixed(size, precision ?? 6);
      break;
    case 'e':
    case 'E':
      digits = exponent(size.toExponential(Math.min(precision ?? 6, 100)));
      break;
    default:
      return undefined;
  }
  if (verb === 'G' || verb === 'E') digits = digits.toUpperCase();
  return padNumber(sign, digits, flags, true);
}

/** toFixed gives up at 1e21. */
function fixed(value: number, places: number): string {
  if (value < 1e21) return value.toFixed(Math.min(places, 100));
  return BigInt(value).toString() + (places ? `.${'0'.repeat(places)}` : '');
}

const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2');

function general(value: number, precision: number): string {
  const digits = Math.max(precision, 1);
  const power = value === 0 ? 0 : Number(value.toExponential(digits - 1).split('e')[1]);
  if (power < -4 || power >= digits) {
    const [mantissa = '', e = ''] = value.toExponential(digits - 1).split('e');
    return exponent(`${mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa}e${e}`);
  }
  const text = value.toFixed(Math.max(digits - 1 - power, 0));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function padNumber(sign: string, digits: string, flags: Flags, zeros: boolean): string {
  const lead = sign || (flags.plus ? '+' : flags.space ? ' ' : '');
  if (flags.zero && zeros && flags.width !== undefined) return lead + digits.padStart(flags.width - lead.length, '0');
  return pad(lead + digits, { ...flags, zero: false });
}

function pad(text: string, flags: Flags): string {
  const missing = (flags.width ?? 0) - [...text].length;
  if (missing <= 0) return text;
  return flags.minus ? text + ' '.repeat(missing) : (flags.zero ? '0' : ' ').repeat(missing) + text;
}
