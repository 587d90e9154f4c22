// Files of recorded cases: JSONL, one case a line, read piece by piece; a JSON list of cases, or one case; brotli (.br) or
// gzip (.gz) over either; and packs as in testdata, { path: text } of several such files.

import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { isObject } from '../base/json.ts';
import { callerPath, fileBytes, problemWith, whatIs } from './files.ts';
import { Problem } from './problem.ts';

export type Fields = Readonly<Record<string, unknown>>;

export interface CaseLine {
  /** `validation.jsonl, line 3`, for who has to look. */
  readonly place: string;
  readonly value: Fields & { readonly id: string; readonly area: string };
}

export interface CaseSource {
  /** The name of the file, without folder and packing: `lists.jsonl`. */
  readonly name: string;
  readonly lines: Iterable<CaseLine>;
}

/** Longer is no line of any recording, and unpacked more is no such file. */
const LONGEST_LINE = 64 * 2 ** 20;
const LONGEST_TEXT = 400 * 2 ** 20;
const PIECE = 2 ** 18;
const NEWLINE = 10;

/** `formats`: what the command reads, for who gave it something else. */
export function* caseSources(path: string, formats: string): Generator<CaseSource> {
  const kind = whatIs(path);
  if (kind === 'folder') throw new Problem(`${path} is a folder, not a file of cases; ${formats}`);
  const packed = /\.(br|gz)$/.exec(path)?.[1];
  const name = basename(path).replace(/\.(br|gz)$/, '');
  if (!packed && !name.endsWith('.json')) {
    yield { name, lines: cases(path, linesOf(path), formats) };
    return;
  }
  const text = packed ? unpacked(path, packed) : fileBytes(path).toString('utf8');
  if (!name.endsWith('.json')) {
    yield { name, lines: cases(path, textLines(text), formats) };
    return;
  }
  const whole = wholeOf(path, text, formats);
  if (whole === undefined) yield { name, lines: cases(path, textLines(text), formats) };
  else if (Array.isArray(whole)) yield { name, lines: whole.map((value, i) => checked(`${path}, item ${i + 1}`, value, formats)) };
  else if (isPack(whole)) {
    for (const inner of Object.keys(whole).sort()) {
      if (inner.endsWith('.jsonl')) yield { name: basename(inner), lines: cases(`${path}: ${inner}`, textLines(whole[inner] as string), formats) };
    }
  } else yield { name, lines: [checked(path, whole, formats)] };
}

function unpacked(path: string, how: string): string {
  try {
    const options = { maxOutputLength: LONGEST_TEXT };
    return (how === 'br' ? brotliDecompressSync(fileBytes(path), options) : gunzipSync(fileBytes(path), options)).toString('utf8');
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${path} is not ${how === 'br' ? 'brotli' : 'gzip'}, or unpacks to more than ${LONGEST_TEXT / 2 ** 20} MB`);
  }
}

/** Undefined: one JSON value a line, whatever its name says. */
function wholeOf(path: string, text: string, formats: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    try {
      JSON.parse(text.slice(0, text.indexOf('\n')));
      return undefined;
    } catch {
      throw new Problem(`${path} is no JSON: ${oneLine(error)}; ${formats}`);
    }
  }
}

/** The parser quotes what it read, line ends too. */
const oneLine = (error: unknown): string => (error as Error).message.replace(/\s+/g, ' ');

const isPack = (value: unknown): value is Readonly<Record<string, string>> => isObject(value) && Object.keys(value).some((key) => key.endsWith('.jsonl')) && Object.values(value).every((text) => typeof text === 'string');

function* cases(file: string, lines: Iterable<string>, formats: string): Generator<CaseLine> {
  let number = 0;
  for (const line of lines) {
    number++;
    const text = number === 1 ? line.replace(/^\uFEFF/, '').trim() : line.trim();
    if (text === '') continue;
    const place = `${file}, line ${number}`;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      throw new Problem(`${place} is no JSON: ${oneLine(error)}; ${formats}`);
    }
    yield checked(place, value, formats);
  }
}

function checked(place: string, value: unknown, formats: string): CaseLine {
  if (!isObject(value) || typeof value.id !== 'string' || typeof value.area !== 'string') throw new Problem(`${place} is no recorded case, which has an id and an area; ${formats}`);
  return { place, value: value as CaseLine['value'] };
}

function* textLines(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    yield text.slice(from, end < 0 ? undefined : end);
    from = end < 0 ? text.length : end + 1;
  }
}

/** Holds no more of the file than a line. */
function* linesOf(path: string): Generator<string> {
  const file = open(path);
  try {
    const piece = Buffer.alloc(PIECE);
    let left: Buffer[] = [];
    let length = 0;
    for (;;) {
      const read = readSync(file, piece);
      if (read === 0) break;
      let from = 0;
      for (let end = piece.indexOf(NEWLINE); end >= 0 && end < read; end = piece.indexOf(NEWLINE, from)) {
        yield Buffer.concat([...left, piece.subarray(from, end)]).toString('utf8');
        left = [];
        length = 0;
        from = end + 1;
      }
      left.push(Buffer.from(piece.subarray(from, read)));
      length += read - from;
      if (length > LONGEST_LINE) throw new Problem(`${path} has a line of more than ${LONGEST_LINE / 2 ** 20} MB`);
    }
    if (length > 0) yield Buffer.concat(left).toString('utf8');
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  try {
    return openSync(callerPath(path), 'r');
  } catch (error) {
    throw problemWith(path, error);
  }
}
