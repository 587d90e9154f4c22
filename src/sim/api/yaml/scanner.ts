// Characters → tokens of YAML 1.1, with the block structure made explicit (block starts and ends) and simple keys found
// by looking ahead. kubectl reads manifests with go-yaml v2, a libyaml: when and where it gives up is part of its
// messages, so tokens are fetched only when they are asked for, in the same order.
// Upstream: go.yaml.in/yaml/v2 scannerc.go

import { Cursor, TAB, SPACE, YamlError, isBlank, isBlankOrEnd, isBreak, isWord, type Mark } from './cursor.ts';
import { scanDirective, scanTag } from './directives.ts';
import { scanBlockScalar, scanFlowScalar, scanPlainScalar } from './scalars.ts';

export type TokenKind =
  | 'streamStart'
  | 'streamEnd'
  | 'version'
  | 'tagDirective'
  | 'documentStart'
  | 'documentEnd'
  | 'blockSequence'
  | 'blockMapping'
  | 'blockEnd'
  | 'flowSequence'
  | 'flowSequenceEnd'
  | 'flowMapping'
  | 'flowMappingEnd'
  | 'blockEntry'
  | 'flowEntry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  readonly kind: TokenKind;
  readonly start: Mark;
  readonly end: Mark;
  /** Text of a scalar, name of an anchor, handle of a tag, version. */
  readonly value: string;
  /** Of a tag: what follows the handle. */
  readonly suffix: string;
  readonly plain: boolean;
}

interface SimpleKey {
  possible: boolean;
  required: boolean;
  token: number;
  mark: Mark;
}

/** Go's limit is 10,000; ours keeps the recursive parser within the stack. */
const MAX_DEPTH = 2000;

export class Scanner {
  readonly cursor: Cursor;
  flowLevel = 0;
  /** Column of the innermost block collection; -1 outside of all. */
  indent = -1;
  /** Whether a key without `?` may start here. */
  simpleKeyAllowed = true;
  private readonly indents: number[] = [];
  private readonly keys: SimpleKey[] = [];
  private readonly keyOfToken = new Map<number, number>();
  private queue: Token[] = [];
  private head = 0;
  private taken = 0;
  private started = false;

  constructor(text: string) {
    this.cursor = new Cursor(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
  }

  peek(): Token {
    while (this.needsMore()) this.fetch();
    return this.queue[this.head] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.head++;
    this.taken++;
    if (this.head > 64 && this.head === this.queue.length) {
      this.queue = [];
      this.head = 0;
    }
    return token;
  }

  /** The next token if it is of one of these kinds. */
  nextOf(a: TokenKind, b: TokenKind): Token | undefined {
    const { kind } = this.peek();
    return kind === a || kind === b ? this.next() : undefined;
  }

  fail(problem: string, mark: Mark = this.cursor.mark()): never {
    throw new YamlError(problem, mark.line === 0 ? 0 : mark.line + 1, mark);
  }

  private needsMore(): boolean {
    if (this.head === this.queue.length) return true;
    const key = this.keyOfToken.get(this.taken);
    return key !== undefined && this.isValid(this.keys[key] as SimpleKey);
  }

  private push(kind: TokenKind, start: Mark, end: Mark, value = '', suffix = '', plain = false): void {
    this.queue.push({ kind, start, end, value, suffix, plain });
  }

  private insert(position: number, kind: TokenKind, mark: Mark): void {
    this.queue.splice(this.head + position - this.taken, 0, { kind, start: mark, end: mark, value: '', suffix: '', plain: false });
  }

  /** A token of `length` characters that stands for itself. */
  private indicator(kind: TokenKind, length = 1): void {
    const start = this.cursor.mark();
    for (let i = 0; i < length; i++) this.cursor.skip();
    this.push(kind, start, this.cursor.mark());
  }

  private fetch(): void {
    const { cursor } = this;
    if (!this.started) {
      this.started = true;
      this.keys.push({ possible: false, required: false, token: 0, mark: cursor.mark() });
      this.push('streamStart', cursor.mark(), cursor.mark());
      return;
    }
    this.toNextToken();
    this.unroll(cursor.column);
    const c = cursor.at();
    if (c === 0) return this.streamEnd();
    if (cursor.column === 0 && c === 37) return this.directive();
    if (cursor.atDocumentMarker()) return this.documentMarker(c === 45 ? 'documentStart' : 'documentEnd');
    switch (c) {
      case 91:
        return this.flowStart('flowSequence');
      case 123:
        return this.flowStart('flowMapping');
      case 93:
        return this.flowEnd('flowSequenceEnd');
      case 125:
        return this.flowEnd('flowMappingEnd');
      case 44:
        this.dropKey();
        this.simpleKeyAllowed = true;
        return this.indicator('flowEntry');
      case 42:
        return this.anchor('alias');
      case 38:
        return this.anchor('anchor');
      case 33: {
        this.saveKey();
        this.simpleKeyAllowed = false;
        const tag = scanTag(this);
        return this.push('tag', tag.start, tag.end, tag.handle, tag.suffix);
      }
      case 39:
      case 34: {
        this.saveKey();
        this.simpleKeyAllowed = false;
        const scalar = scanFlowScalar(this, c === 39);
        return this.push('scalar', scalar.start, scalar.end, scalar.value);
      }
    }
    const next = cursor.at(1);
    if (c === 45 && isBlankOrEnd(next)) return this.blockEntry();
    if (c === 63 && (this.flowLevel > 0 || isBlankOrEnd(next))) return this.key();
    if (c === 58 && (this.flowLevel > 0 || isBlankOrEnd(next))) return this.value();
    if ((c === 124 || c === 62) && this.flowLevel === 0) {
      this.dropKey();
      this.simpleKeyAllowed = true;
      const scalar = scanBlockScalar(this, c === 124);
      return this.push('scalar', scalar.start, scalar.end, scalar.value);
    }
    if (startsPlain(c, next, this.flowLevel)) {
      this.saveKey();
      this.simpleKeyAllowed = false;
      const scalar = scanPlainScalar(this);
      return this.push('scalar', scalar.start, scalar.end, scalar.value, '', true);
    }
    this.fail('found character that cannot start any token');
  }

  private toNextToken(): void {
    const { cursor } = this;
    for (;;) {
      while (cursor.at() === SPACE || (cursor.at() === TAB && (this.flowLevel > 0 || !this.simpleKeyAllowed))) cursor.skip();
      cursor.skipComment();
      if (!isBreak(cursor.at())) return;
      cursor.lineBreak();
      if (this.flowLevel === 0) this.simpleKeyAllowed = true;
    }
  }

  // ---- simple keys ----

  /** A key must be on one line and not too long. */
  private isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.mark.line === this.cursor.line && key.mark.index + 1024 >= this.cursor.pos) return true;
    if (key.required) this.fail("could not find expected ':'");
    key.possible = false;
    return false;
  }

  private saveKey(): void {
    if (!this.simpleKeyAllowed) return;
    const required = this.flowLevel === 0 && this.indent === this.cursor.column;
    this.dropKey();
    const key = { possible: true, required, token: this.taken + this.queue.length - this.head, mark: this.cursor.mark() };
    this.keys[this.keys.length - 1] = key;
    this.keyOfToken.set(key.token, this.keys.length - 1);
  }

  private dropKey(): void {
    const key = this.keys[this.keys.length - 1] as SimpleKey;
    if (!key.possible) return;
    if (key.required) this.fail("could not find expected ':'");
    key.possible = false;
    this.keyOfToken.delete(key.token);
  }

  // ---- block structure ----

  private roll(column: number, position: number, kind: TokenKind, mark: Mark): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > MAX_DEPTH) this.fail(`exceeded max depth of ${MAX_DEPTH}`);
    if (position < 0) this.push(kind, mark, mark);
    else this.insert(position, kind, mark);
  }

  private unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      const mark = this.cursor.mark();
      this.push('blockEnd', mark, mark);
      this.indent = this.indents.pop() as number;
    }
  }

  // ---- tokens ----

  private streamEnd(): void {
    const { cursor } = this;
    if (cursor.column !== 0) {
      cursor.column = 0;
      cursor.line++;
    }
    this.unroll(-1);
    this.dropKey();
    this.simpleKeyAllowed = false;
    this.push('streamEnd', cursor.mark(), cursor.mark());
  }

  private directive(): void {
    this.unroll(-1);
    this.dropKey();
    this.simpleKeyAllowed = false;
    const d = scanDirective(this);
    this.push(d.kind, d.start, d.end, d.value, d.suffix);
  }

  private documentMarker(kind: TokenKind): void {
    this.unroll(-1);
    this.dropKey();
    this.simpleKeyAllowed = false;
    this.indicator(kind, 3);
  }

  private flowStart(kind: TokenKind): void {
    this.saveKey();
    this.keys.push({ possible: false, required: false, token: this.taken + this.queue.length - this.head, mark: this.cursor.mark() });
    this.flowLevel++;
    if (this.flowLevel > MAX_DEPTH) this.fail(`exceeded max depth of ${MAX_DEPTH}`);
    this.simpleKeyAllowed = true;
    this.indicator(kind);
  }

  private flowEnd(kind: TokenKind): void {
    this.dropKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      const key = this.keys.pop() as SimpleKey;
      this.keyOfToken.delete(key.token);
    }
    this.simpleKeyAllowed = false;
    this.indicator(kind);
  }

  private blockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) this.fail('block sequence entries are not allowed in this context');
      this.roll(this.cursor.column, -1, 'blockSequence', this.cursor.mark());
    }
    this.dropKey();
    this.simpleKeyAllowed = true;
    this.indicator('blockEntry');
  }

  private key(): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) this.fail('mapping keys are not allowed in this context');
      this.roll(this.cursor.column, -1, 'blockMapping', this.cursor.mark());
    }
    this.dropKey();
    this.simpleKeyAllowed = this.flowLevel === 0;
    this.indicator('key');
  }

  private value(): void {
    const key = this.keys[this.keys.length - 1] as SimpleKey;
    if (this.isValid(key)) {
      this.insert(key.token, 'key', key.mark);
      this.roll(key.mark.column, key.token, 'blockMapping', key.mark);
      key.possible = false;
      this.keyOfToken.delete(key.token);
      this.simpleKeyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.simpleKeyAllowed) this.fail('mapping values are not allowed in this context');
        this.roll(this.cursor.column, -1, 'blockMapping', this.cursor.mark());
      }
      this.simpleKeyAllowed = this.flowLevel === 0;
    }
    this.indicator('value');
  }

  private anchor(kind: 'alias' | 'anchor'): void {
    this.saveKey();
    this.simpleKeyAllowed = false;
    const { cursor } = this;
    const start = cursor.mark();
    cursor.skip();
    const from = cursor.pos;
    while (isWord(cursor.at())) cursor.skip();
    const name = cursor.text.slice(from, cursor.pos);
    if (!name || !(isBlankOrEnd(cursor.at()) || '?:,]}%@`'.includes(String.fromCharCode(cursor.at())))) {
      this.fail('did not find expected alphabetic or numeric character');
    }
    this.push(kind, start, cursor.mark(), name);
  }
}

const NOT_PLAIN = new Set([...'-?:,[]{}#&*!|>\'"%@`'].map((c) => c.charCodeAt(0)));

function startsPlain(c: number, next: number, flowLevel: number): boolean {
  if (!isBlankOrEnd(c) && !NOT_PLAIN.has(c)) return true;
  if (c === 45) return !isBlank(next);
  return flowLevel === 0 && (c === 63 || c === 58) && !isBlankOrEnd(next);
}
