// What a plain scalar means: kubectl's YAML is go-yaml v2, a mix of YAML 1.1 (yes, on, 010 is eight) and 1.2 (no base 60).
// Upstream: go.yaml.in/yaml/v2 resolve.go

import { YamlError, type Mark } from './cursor.ts';

export type Resolved =
  | { readonly tag: '!!null' }
  | { readonly tag: '!!bool'; readonly value: boolean }
  | { readonly tag: '!!int' | '!!float'; readonly value: number }
  /** A time stays the text that it is written in. */
  | { readonly tag: '!!str' | '!!timestamp'; readonly value: string };

const WORDS = new Map<string, Resolved>();
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']) WORDS.set(word, { tag: '!!bool', value: true });
for (const word of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']) WORDS.set(word, { tag: '!!bool', value: false });
for (const word of ['', '~', 'null', 'Null', 'NULL']) WORDS.set(word, { tag: '!!null' });
for (const word of ['.nan', '.NaN', '.NAN']) WORDS.set(word, { tag: '!!float', value: NaN });
for (const word of ['.inf', '.Inf', '.INF']) {
  WORDS.set(word, { tag: '!!float', value: Infinity });
  WORDS.set(`+${word}`, { tag: '!!float', value: Infinity });
  WORDS.set(`-${word}`, { tag: '!!float', value: -Infinity });
}

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const DOT_FLOAT = /^\.[0-9]+([eE][-+]?[0-9]+)?$/;
const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;

export function resolvePlain(text: string, timestamps = true): Resolved {
  const first = text.charCodeAt(0);
  const digit = first >= 48 && first <= 57;
  const sign = first === 43 || first === 45;
  if (text !== '' && !digit && !sign && !'yYnNtTfFoO~.'.includes(text[0] as string)) return { tag: '!!str', value: text };
  const word = WORDS.get(text);
  if (word) return word;
  if (first === 46) {
    const value = DOT_FLOAT.test(text) ? Number(text) : Infinity;
    return Number.isFinite(value) ? { tag: '!!float', value } : { tag: '!!str', value: text };
  }
  if (!digit && !sign) return { tag: '!!str', value: text };
  if (timestamps && isTimestamp(text)) return { tag: '!!timestamp', value: text };
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = parseInteger(plain);
  if (integer !== undefined) return { tag: '!!int', value: integer };
  if (FLOAT.test(plain)) {
    const value = Number(plain);
    if (Number.isFinite(value)) return { tag: '!!float', value };
  }
  return { tag: '!!str', value: text };
}

/** Within int64, or uint64 where there is no sign. */
function parseInteger(text: string): number | undefined {
  const m = INTEGER.exec(text);
  if (!m) return undefined;
  const digits = m[2] as string;
  if (digits.length < 10 && (digits[0] !== '0' || digits.length === 1)) return m[1] === '-' ? 0 - Number(digits) : Number(digits);
  const octal = /^0[0-7]/.test(digits);
  const value = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  if (value > (m[1] === '' ? 18446744073709551615n : m[1] === '-' ? 9223372036854775808n : 9223372036854775807n)) return undefined;
  return Number(m[1] === '-' ? -value : value);
}

const TIMESTAMP = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(Z|[+-]\d\d:\d\d)| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?)?$/;

function isTimestamp(text: string): boolean {
  const m = TIMESTAMP.exec(text);
  if (!m) return false;
  const [year, month, day] = [Number(m[1]), Number(m[2]), Number(m[3])];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  if (month < 1 || month > 12 || day < 1 || day > days) return false;
  return Number(m[4] ?? m[8] ?? 0) < 24 && Number(m[5] ?? m[9] ?? 0) < 60 && Number(m[6] ?? m[10] ?? 0) < 60;
}

const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** Whether a string must be quoted so that it does not become something else when it is read. */
export const needsQuotes = (text: string): boolean => resolvePlain(text).tag !== '!!str' || BASE_60.test(text);

const RESOLVABLE = new Set(['', '!!str', '!!bool', '!!int', '!!float', '!!null', '!!timestamp']);

/** A scalar with a tag. */
export function resolveTagged(tag: string, text: string, mark: Mark): Resolved {
  if (!RESOLVABLE.has(tag) || tag === '!!str') return { tag: '!!str', value: text };
  const found = resolvePlain(text, tag === '' || tag === '!!timestamp');
  if (tag === '' || found.tag === tag) return found;
  if (tag === '!!float' && found.tag === '!!int' && Math.abs(found.value) < 9223372036854775808) return { tag: '!!float', value: found.value };
  throw new YamlError(`cannot decode ${found.tag} \`${text}\` as a ${tag}`, 0, mark);
}
