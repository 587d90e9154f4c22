// JSON text with what a plain parse loses and Go's decoder sees: keys that occur twice, the order of keys that look like
// numbers, and how a number was written (1.0 is no integer to Go).
// Upstream: encoding/json, sigs.k8s.io/json (duplicate fields)

import { compareText } from '../../../base/text.ts';
import { JsonSyntaxError, parseGoJson, skipJsonValue, skipSpace } from '../yaml/goJson.ts';

/** An object whose keys a plain object cannot hold as they were written. */
export class RawObject {
  readonly entries: [string, unknown][];
  constructor(entries: [string, unknown][]) {
    this.entries = entries;
  }
}

/** A number whose text is not the one that JavaScript would write. */
export class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Plain values, with RawObject and NumberText where they are needed. Throws JsonSyntaxError in Go's words. */
export function readJsonText(text: string): unknown {
  checkSyntax(text);
  return new Reader(text).value();
}

function checkSyntax(text: string): void {
  let end: number;
  try {
    end = skipJsonValue(text, 0);
  } catch (problem) {
    // At the end Go looks for one more blank, and finds it wrong inside a word, a number or an escape.
    if (problem instanceof JsonSyntaxError && problem.early) skipJsonValue(`${text} `, 0);
    throw problem;
  }
  const rest = skipSpace(text, end);
  // Any second value will do to get the words for what follows the first.
  if (rest < text.length) parseGoJson(`null ${text.slice(rest)}`);
}

/** The value without its marks: of keys that occur twice, the last one counts. */
export function plainJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof NumberText) return Number(value.text);
  if (Array.isArray(value)) return value.map(plainJson);
  const out: Record<string, unknown> = {};
  if (value instanceof RawObject) for (const [key, item] of value.entries) put(out, key, plainJson(item));
  else for (const key in value) put(out, key, plainJson((value as Record<string, unknown>)[key]));
  return out;
}

/** A copy with sorted keys: Go turns YAML into JSON that way, so errors come in that order. */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const object = value as Readonly<Record<string, unknown>>;
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(object).sort(compareText)) put(out, key, sortedKeys(object[key]));
  return out;
}

/** encoding/json's word for a value that does not fit. */
export function jsonWord(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return 'number';
    default:
      return value instanceof NumberText ? 'number' : Array.isArray(value) ? 'array' : 'object';
  }
}

/** Sets a key, be it `__proto__`. */
export function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  else object[key] = value;
}

/** Reads text that is known to be well formed. */
class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  value(): unknown {
    this.space();
    switch (this.text.charCodeAt(this.at)) {
      case 0x7b:
        return this.object();
      case 0x5b:
        return this.array();
      case 0x22:
        return this.string();
      case 0x74:
        this.at += 4;
        return true;
      case 0x66:
        this.at += 5;
        return false;
      case 0x6e:
        this.at += 4;
        return null;
      default:
        return this.number();
    }
  }

  private space(): void {
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return;
      this.at++;
    }
  }

  /** Whether the closing sign comes next; if so it is taken, else a comma is. */
  private closes(sign: number): boolean {
    this.space();
    const c = this.text.charCodeAt(this.at);
    if (c === sign || c === 0x2c) this.at++;
    return c === sign;
  }

  private object(): unknown {
    this.at++;
    const out: Record<string, unknown> = {};
    let entries: [string, unknown][] | undefined;
    while (!this.closes(0x7d)) {
      this.space();
      const key = this.string();
      this.space();
      this.at++;
      const value = this.value();
      if (!entries && (Object.hasOwn(out, key) || key === '__proto__' || /^\d/.test(key))) entries = Object.entries(out);
      if (entries) entries.push([key, value]);
      else out[key] = value;
    }
    return entries ? new RawObject(entries) : out;
  }

  private array(): unknown[] {
    this.at++;
    const out: unknown[] = [];
    while (!this.closes(0x5d)) out.push(this.value());
    return out;
  }

  private string(): string {
    const start = this.at;
    let escaped = false;
    for (;;) {
      this.at++;
      const c = this.text.charCodeAt(this.at);
      if (c === 0x22) break;
      if (c === 0x5c) {
        escaped = true;
        this.at++;
      }
    }
    this.at++;
    if (!escaped) return this.text.slice(start + 1, this.at - 1);
    // Go keeps no half of a surrogate pair.
    return (JSON.parse(this.text.slice(start, this.at)) as string).replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  }

  private number(): number | NumberText {
    const text = /[-+.\deE]+/y;
    text.lastIndex = this.at;
    const digits = text.exec(this.text)?.[0] ?? '';
    this.at += digits.length;
    const value = Number(digits);
    return JSON.stringify(value) === digits ? value : new NumberText(digits);
  }
}
