// Tags (`!!int`, `!foo`, `!<uri>`) and the two directives of a document's head (%YAML, %TAG).
// Upstream: go.yaml.in/yaml/v2 scannerc.go

import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isDigit, isWord, type Mark } from './cursor.ts';
import type { Scanner } from './scanner.ts';

export interface TagParts {
  readonly start: Mark;
  readonly end: Mark;
  readonly handle: string;
  readonly suffix: string;
}

export function scanTag(scanner: Scanner): TagParts {
  const { cursor } = scanner;
  const start = cursor.mark();
  let handle = '';
  let suffix: string;
  if (cursor.at(1) === 60) {
    cursor.skip();
    cursor.skip();
    suffix = tagUri(scanner, '');
    if (cursor.at() !== 62) scanner.fail("did not find the expected '>'");
    cursor.skip();
  } else {
    handle = tagHandle(scanner, false);
    if (handle.length > 1 && handle.endsWith('!')) suffix = tagUri(scanner, '');
    else {
      suffix = tagUri(scanner, handle);
      handle = '!';
      if (!suffix) [handle, suffix] = ['', '!'];
    }
  }
  if (!isBlankOrEnd(cursor.at())) scanner.fail('did not find expected whitespace or line break');
  return { start, end: cursor.mark(), handle, suffix };
}

function tagHandle(scanner: Scanner, directive: boolean): string {
  const { cursor } = scanner;
  if (cursor.at() !== 33) scanner.fail("did not find expected '!'");
  const from = cursor.pos;
  cursor.skip();
  while (isWord(cursor.at())) cursor.skip();
  if (cursor.at() === 33) cursor.skip();
  else if (directive && cursor.pos - from !== 1) scanner.fail("did not find expected '!'");
  return cursor.text.slice(from, cursor.pos);
}

const URI = new Set([...";/?:@&=+$,.!~*'()[]%"].map((c) => c.charCodeAt(0)));

/** `head` is what was already read of the tag, with its `!`. */
function tagUri(scanner: Scanner, head: string): string {
  const { cursor } = scanner;
  let out = head.slice(1);
  let some = head.length > 0;
  while (isWord(cursor.at()) || URI.has(cursor.at())) {
    if (cursor.at() === 37) out += uriEscape(scanner);
    else {
      out += String.fromCharCode(cursor.at());
      cursor.skip();
    }
    some = true;
  }
  if (!some) scanner.fail('did not find expected tag URI');
  return out;
}

/** Simplified: escapes of one byte only; tags with others are not used by anyone. */
function uriEscape(scanner: Scanner): string {
  const { cursor } = scanner;
  const hex = cursor.text.slice(cursor.pos + 1, cursor.pos + 3);
  if (!/^[0-9a-fA-F]{2}$/.test(hex)) scanner.fail('did not find URI escaped octet');
  for (let i = 0; i < 3; i++) cursor.skip();
  return String.fromCharCode(parseInt(hex, 16));
}

export interface Directive {
  readonly kind: 'version' | 'tagDirective';
  readonly start: Mark;
  readonly end: Mark;
  readonly value: string;
  readonly suffix: string;
}

export function scanDirective(scanner: Scanner): Directive {
  const { cursor } = scanner;
  const start = cursor.mark();
  cursor.skip();
  const from = cursor.pos;
  while (isWord(cursor.at())) cursor.skip();
  const name = cursor.text.slice(from, cursor.pos);
  if (!name) scanner.fail('could not find expected directive name');
  if (!isBlankOrEnd(cursor.at())) scanner.fail('found unexpected non-alphabetical character');
  let directive: Directive;
  if (name === 'YAML') {
    const value = version(scanner);
    directive = { kind: 'version', start, end: cursor.mark(), value, suffix: '' };
  } else if (name === 'TAG') {
    cursor.skipBlanks();
    const value = tagHandle(scanner, true);
    if (!isBlank(cursor.at())) scanner.fail('did not find expected whitespace');
    cursor.skipBlanks();
    const suffix = tagUri(scanner, '');
    if (!isBlankOrEnd(cursor.at())) scanner.fail('did not find expected whitespace or line break');
    directive = { kind: 'tagDirective', start, end: cursor.mark(), value, suffix };
  } else scanner.fail('found unknown directive name');
  cursor.skipBlanks();
  cursor.skipComment();
  if (!isBreakOrEnd(cursor.at())) scanner.fail('did not find expected comment or line break');
  if (isBreak(cursor.at())) cursor.lineBreak();
  return directive;
}

function version(scanner: Scanner): string {
  const { cursor } = scanner;
  cursor.skipBlanks();
  const major = versionNumber(scanner);
  if (cursor.at() !== 46) scanner.fail("did not find expected digit or '.' character");
  cursor.skip();
  return `${major}.${versionNumber(scanner)}`;
}

function versionNumber(scanner: Scanner): number {
  const { cursor } = scanner;
  let value = 0;
  let length = 0;
  while (isDigit(cursor.at())) {
    if (++length > 2) scanner.fail('found extremely long version number');
    value = value * 10 + cursor.at() - 48;
    cursor.skip();
  }
  if (length === 0) scanner.fail('did not find expected version number');
  return value;
}
