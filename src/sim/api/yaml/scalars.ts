// The five ways to write a scalar: plain, 'single', "double", | literal and > folded.
// Upstream: go.yaml.in/yaml/v2 scannerc.go

import { SPACE, TAB, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isDigit, type Cursor, type Mark } from './cursor.ts';
import type { Scanner } from './scanner.ts';

export interface ScannedScalar {
  readonly start: Mark;
  readonly end: Mark;
  readonly value: string;
}

/** How the line breaks between two words are folded: one becomes a space, of more the first is dropped. */
function folded(first: string, more: string): string {
  if (first !== '\n') return first + more;
  return more === '' ? ' ' : more;
}

interface Gap {
  /** White space within a line. */
  blanks: string;
  /** Whether a line ended in it. */
  lines: boolean;
  first: string;
  more: string;
}

/** Over white space and line breaks. */
function scanGap(cursor: Cursor, gap: Gap, onBlank?: () => void): void {
  for (;;) {
    const c = cursor.at();
    if (isBlank(c)) {
      if (gap.lines) onBlank?.();
      else gap.blanks += String.fromCharCode(c);
      cursor.skip();
    } else if (isBreak(c)) {
      if (gap.lines) gap.more += cursor.lineBreak();
      else {
        gap.blanks = '';
        gap.first = cursor.lineBreak();
        gap.lines = true;
      }
    } else return;
  }
}

export function scanPlainScalar(scanner: Scanner): ScannedScalar {
  const { cursor } = scanner;
  const { flowLevel } = scanner;
  const indent = scanner.indent + 1;
  const start = cursor.mark();
  let end = start;
  let value = '';
  let gap: Gap = { blanks: '', lines: false, first: '', more: '' };
  for (;;) {
    if (cursor.atDocumentMarker() || cursor.at() === 35) break;
    const from = cursor.pos;
    let c = cursor.at();
    while (!isBlankOrEnd(c)) {
      if (c === 58 && isBlankOrEnd(cursor.at(1))) break;
      if (flowLevel > 0 && (c === 44 || c === 63 || c === 91 || c === 93 || c === 123 || c === 125)) break;
      cursor.skip();
      c = cursor.at();
    }
    if (cursor.pos > from) {
      value += (gap.lines ? folded(gap.first, gap.more) : gap.blanks) + cursor.text.slice(from, cursor.pos);
      gap = { blanks: '', lines: false, first: '', more: '' };
      end = cursor.mark();
    }
    if (!(isBlank(c) || isBreak(c))) break;
    scanGap(cursor, gap, () => {
      if (cursor.column < indent && cursor.at() === TAB) scanner.fail('found a tab character that violates indentation');
    });
    if (flowLevel === 0 && cursor.column < indent) break;
  }
  if (gap.lines) scanner.simpleKeyAllowed = true;
  return { start, end, value };
}

export function scanFlowScalar(scanner: Scanner, single: boolean): ScannedScalar {
  const { cursor } = scanner;
  const quote = single ? 39 : 34;
  const start = cursor.mark();
  cursor.skip();
  let value = '';
  for (;;) {
    if (cursor.atDocumentMarker()) scanner.fail('found unexpected document indicator');
    if (cursor.at() === 0) scanner.fail('found unexpected end of stream');
    const gap: Gap = { blanks: '', lines: false, first: '', more: '' };
    let from = cursor.pos;
    let c = cursor.at();
    while (!isBlankOrEnd(c)) {
      if (c === quote && !(single && cursor.at(1) === quote)) break;
      if (c === quote) {
        value += cursor.text.slice(from, cursor.pos + 1);
        cursor.skip();
        cursor.skip();
        from = cursor.pos;
      } else if (!single && c === 92) {
        value += cursor.text.slice(from, cursor.pos);
        if (isBreak(cursor.at(1))) {
          cursor.skip();
          cursor.lineBreak();
          gap.lines = true;
          from = cursor.pos;
          break;
        }
        value += escape(scanner);
        from = cursor.pos;
      } else cursor.skip();
      c = cursor.at();
    }
    value += cursor.text.slice(from, cursor.pos);
    if (cursor.at() === quote) break;
    scanGap(cursor, gap);
    value += gap.lines ? folded(gap.first, gap.more) : gap.blanks;
  }
  cursor.skip();
  return { start, end: cursor.mark(), value };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

function escape(scanner: Scanner): string {
  const { cursor } = scanner;
  const letter = String.fromCharCode(cursor.at(1));
  const length = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  const text = ESCAPES[letter];
  if (length === 0 && text === undefined) scanner.fail('found unknown escape character');
  cursor.skip();
  cursor.skip();
  if (text !== undefined) return text;
  const hex = cursor.text.slice(cursor.pos, cursor.pos + length);
  if (hex.length < length || !/^[0-9a-fA-F]+$/.test(hex)) scanner.fail('did not find expected hexdecimal number');
  const code = parseInt(hex, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) scanner.fail('found invalid Unicode character escape code');
  for (let i = 0; i < length; i++) cursor.skip();
  return String.fromCodePoint(code);
}

export function scanBlockScalar(scanner: Scanner, literal: boolean): ScannedScalar {
  const { cursor } = scanner;
  const start = cursor.mark();
  cursor.skip();
  const head = blockHead(scanner);
  const block: Block = { indent: head.increment ? Math.max(scanner.indent, 0) + head.increment : 0, end: cursor.mark() };
  let value = '';
  let last = '';
  let breaks = blockBreaks(scanner, block);
  let leadingBlank = false;
  while (cursor.column === block.indent && cursor.at() !== 0) {
    const blank = isBlank(cursor.at());
    // A folded line break becomes a space, except beside lines that are indented further.
    if (!literal && !leadingBlank && !blank && last === '\n') {
      if (breaks === '') value += ' ';
    } else value += last;
    value += breaks;
    leadingBlank = blank;
    const from = cursor.pos;
    while (!isBreakOrEnd(cursor.at())) cursor.skip();
    value += cursor.text.slice(from, cursor.pos);
    last = cursor.at() === 0 ? '' : cursor.lineBreak();
    breaks = blockBreaks(scanner, block);
  }
  if (head.chomp !== '-') value += last;
  if (head.chomp === '+') value += breaks;
  return { start, end: block.end, value };
}

interface Block {
  indent: number;
  end: Mark;
}

/** What may follow `|` or `>`: how to chomp, by how much to indent, a comment. */
function blockHead(scanner: Scanner): { readonly chomp: string; readonly increment: number } {
  const { cursor } = scanner;
  let chomp = '';
  let increment = 0;
  for (let i = 0; i < 2; i++) {
    const c = cursor.at();
    if ((c === 43 || c === 45) && !chomp) chomp = String.fromCharCode(c);
    else if (isDigit(c) && !increment) {
      if (c === 48) scanner.fail('found an indentation indicator equal to 0');
      increment = c - 48;
    } else break;
    cursor.skip();
  }
  cursor.skipBlanks();
  cursor.skipComment();
  if (!isBreakOrEnd(cursor.at())) scanner.fail('did not find expected comment or line break');
  if (isBreak(cursor.at())) cursor.lineBreak();
  return { chomp, increment };
}

/** Indentation and empty lines; finds the block's indentation by its first line with content. */
function blockBreaks(scanner: Scanner, block: Block): string {
  const { cursor } = scanner;
  let breaks = '';
  let deepest = 0;
  block.end = cursor.mark();
  for (;;) {
    while ((block.indent === 0 || cursor.column < block.indent) && cursor.at() === SPACE) cursor.skip();
    if (cursor.column > deepest) deepest = cursor.column;
    if ((block.indent === 0 || cursor.column < block.indent) && cursor.at() === TAB) {
      scanner.fail('found a tab character where an indentation space is expected');
    }
    if (!isBreak(cursor.at())) break;
    breaks += cursor.lineBreak();
    block.end = cursor.mark();
  }
  if (block.indent === 0) block.indent = Math.max(deepest, scanner.indent + 1, 1);
  return breaks;
}
