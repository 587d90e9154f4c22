// JSON as Go's encoding/json reads it: the same language, but its errors have words and offsets of their own, and values
// may follow each other in one stream. Upstream: encoding/json scanner.go, stream.go

import type { Json } from '../../../base/json.ts';
import { goQuote } from './goQuote.ts';
import { utf8Length } from './bytes.ts';

/** `index` is where in the text; Go's offset counts bytes up to and with the bad one. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  readonly index: number;
  /** The text ended too early. */
  readonly early: boolean;
  constructor(message: string, index: number, early = false) {
    super(message);
    this.index = index;
    this.early = early;
  }
}

/** json.Unmarshal into an interface. */
export function parseGoJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    const end = skipJsonValue(text, 0);
    const rest = skipSpace(text, end);
    if (rest < text.length) throw invalid(text, rest, 'after top-level value');
    return JSON.parse(text.slice(0, end)) as Json;
  }
}

/** Bytes before a place in a text. */
export const byteOffset = (text: string, index: number): number => utf8Length(text.slice(0, index));

export function skipSpace(text: string, at: number): number {
  while (' \t\r\n'.includes(text[at] ?? 'x')) at++;
  return at;
}

/** The end of the value that starts at or after `at`. */
export function skipJsonValue(text: string, at: number): number {
  return value(text, skipSpace(text, at), 0);
}

function invalid(text: string, at: number, context: string): JsonSyntaxError {
  if (at >= text.length) return new JsonSyntaxError('unexpected end of JSON input', at, true);
  const char = text.charCodeAt(at);
  // Go looks at bytes; what is beyond ASCII shows its first byte.
  const shown = char < 0x80 ? text[at] : String.fromCharCode(firstByte(text, at));
  const quoted = shown === "'" ? `'\\''` : shown === '"' ? `'"'` : goQuote(shown as string, "'");
  return new JsonSyntaxError(`invalid character ${quoted} ${context}`, at);
}

function firstByte(text: string, at: number): number {
  const c = text.codePointAt(at) as number;
  return c < 0x800 ? 0xc0 | (c >> 6) : c < 0x10000 ? 0xe0 | (c >> 12) : 0xf0 | (c >> 18);
}

function value(text: string, at: number, depth: number): number {
  if (depth > 2000) throw invalid(text, at, 'exceeded max depth');
  switch (text[at]) {
    case '{':
      return object(text, at, depth);
    case '[':
      return array(text, at, depth);
    case '"':
      return string(text, at);
    case 't':
      return word(text, at, 'true');
    case 'f':
      return word(text, at, 'false');
    case 'n':
      return word(text, at, 'null');
  }
  if (/[-0-9]/.test(text[at] ?? '')) return number(text, at);
  throw invalid(text, at, 'looking for beginning of value');
}

function object(text: string, start: number, depth: number): number {
  let at = skipSpace(text, start + 1);
  if (text[at] === '}') return at + 1;
  for (;;) {
    if (text[at] !== '"') throw invalid(text, at, 'looking for beginning of object key string');
    at = skipSpace(text, string(text, at));
    if (text[at] !== ':') throw invalid(text, at, 'after object key');
    at = skipSpace(text, value(text, skipSpace(text, at + 1), depth + 1));
    if (text[at] === '}') return at + 1;
    if (text[at] !== ',') throw invalid(text, at, 'after object key:value pair');
    at = skipSpace(text, at + 1);
  }
}

function array(text: string, start: number, depth: number): number {
  let at = skipSpace(text, start + 1);
  if (text[at] === ']') return at + 1;
  for (;;) {
    at = skipSpace(text, value(text, at, depth + 1));
    if (text[at] === ']') return at + 1;
    if (text[at] !== ',') throw invalid(text, at, 'after array element');
    at = skipSpace(text, at + 1);
  }
}

function string(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    const char = text[at];
    if (char === '"') return at + 1;
    if (char === undefined || char < ' ') throw invalid(text, at, 'in string literal');
    if (char !== '\\') continue;
    at++;
    const escape = text[at] ?? '';
    if (escape === 'u') {
      for (let k = 0; k < 4; k++) {
        at++;
        if (!/[0-9a-fA-F]/.test(text[at] ?? '')) throw invalid(text, at, 'in \\u hexadecimal character escape');
      }
    } else if (!escape || !'bfnrt\\/"'.includes(escape)) throw invalid(text, at, 'in string escape code');
  }
}

function word(text: string, start: number, wanted: string): number {
  for (let i = 1; i < wanted.length; i++) {
    if (text[start + i] !== wanted[i]) throw invalid(text, start + i, `in literal ${wanted} (expecting ${goQuote(wanted[i] as string, "'")})`);
  }
  return start + wanted.length;
}

function number(text: string, start: number): number {
  let at = start;
  const digits = (context: string): void => {
    if (!/[0-9]/.test(text[at] ?? '')) throw invalid(text, at, context);
    while (/[0-9]/.test(text[at] ?? '')) at++;
  };
  if (text[at] === '-') at++;
  if (text[at] === '0') at++;
  else digits('in numeric literal');
  if (text[at] === '.') {
    at++;
    digits('after decimal point in numeric literal');
  }
  if (text[at] === 'e' || text[at] === 'E') {
    at++;
    if (text[at] === '+' || text[at] === '-') at++;
    digits('in exponent of numeric literal');
  }
  return at;
}
