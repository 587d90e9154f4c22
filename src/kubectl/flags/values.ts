// The texts of flag values, each kind with the words of its errors. Upstream: strconv, encoding/csv, pflag

import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { KubectlError } from '../output/errors.ts';

const BOOLS: Readonly<Record<string, boolean>> = {
  '1': true,
  t: true,
  T: true,
  true: true,
  TRUE: true,
  True: true,
  '0': false,
  f: false,
  F: false,
  false: false,
  FALSE: false,
  False: false,
};

export function parseBool(text: string): boolean {
  const value = Object.hasOwn(BOOLS, text) ? BOOLS[text] : undefined;
  if (value === undefined) throw new KubectlError(`strconv.ParseBool: parsing ${goQuote(text)}: invalid syntax`);
  return value;
}

const INTEGER = /^([+-]?)(0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/;

/** In any base that Go's literals have. */
export function parseInteger(text: string, bits: 32 | 64, name = 'ParseInt'): number {
  const m = INTEGER.exec(text);
  if (!m) throw new KubectlError(`strconv.${name}: parsing ${goQuote(text)}: invalid syntax`);
  const digits = (m[2] as string).replaceAll('_', '');
  const size = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const limit = 1n << BigInt(bits - 1);
  if (size > (m[1] === '-' ? limit : limit - 1n)) throw new KubectlError(`strconv.${name}: parsing ${goQuote(text)}: value out of range`);
  return Number(m[1] === '-' ? -size : size);
}

/** strconv.Atoi: decimal only. */
export function parseDecimal(text: string): number {
  if (!/^[+-]?[0-9]+$/.test(text)) throw new KubectlError(`strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`);
  const value = BigInt(text.replace(/^\+/, ''));
  if (value > 9223372036854775807n || value < -9223372036854775808n) throw new KubectlError(`strconv.Atoi: parsing ${goQuote(text)}: value out of range`);
  return Number(value);
}

/** One line of comma-separated values with quotes. */
export function parseCsv(text: string): readonly string[] {
  if (text === '') return [];
  const out: string[] = [];
  let i = 0;
  for (;;) {
    if (text[i] !== '"') {
      const end = text.indexOf(',', i);
      const field = end < 0 ? text.slice(i) : text.slice(i, end);
      const quote = field.indexOf('"');
      if (quote >= 0) throw new KubectlError(`parse error on line 1, column ${i + quote + 1}: bare " in non-quoted-field`);
      out.push(field);
      if (end < 0) return out;
      i = end + 1;
      continue;
    }
    let field = '';
    const start = i++;
    for (;;) {
      const quote = text.indexOf('"', i);
      if (quote < 0) throw new KubectlError(`record on line 1; parse error on line 2, column 0: extraneous or missing " in quoted-field`);
      field += text.slice(i, quote);
      i = quote + 1;
      if (text[i] !== '"') break;
      field += '"';
      i++;
    }
    out.push(field);
    if (i >= text.length) return out;
    if (text[i] !== ',') throw new KubectlError(`parse error on line 1, column ${i - start + start}: extraneous or missing " in quoted-field`);
    i++;
  }
}

/** pflag's StringToString. */
export function parsePairs(text: string): readonly (readonly [string, string])[] {
  const equals = text.split('=').length - 1;
  if (equals === 0) throw new KubectlError(`${text} must be formatted as key=value`);
  const parts = equals === 1 ? [text.replace(/^"+|"+$/g, '')] : parseCsv(text);
  return parts.map((part) => {
    const at = part.indexOf('=');
    if (at < 0) throw new KubectlError(`${part} must be formatted as key=value`);
    return [part.slice(0, at), part.slice(at + 1)];
  });
}

/** component-base's MapStringString. */
export function parseStringMap(text: string): readonly (readonly [string, string])[] {
  return text
    .split(',')
    .filter(Boolean)
    .map((part) => {
      const at = part.indexOf('=');
      if (at < 0) throw new KubectlError('malformed pair, expect string=string');
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    });
}
