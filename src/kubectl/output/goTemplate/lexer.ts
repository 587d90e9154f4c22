// Text of a Go template → tokens. Upstream: text/template/parse/lex.go

import { goQuote } from '../../../sim/api/yaml/goQuote.ts';

export type TokenKind =
  | 'error'
  | 'eof'
  | 'text'
  | 'left'
  | 'right'
  | 'space'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'string'
  | 'rawString'
  | 'char'
  | 'number'
  | 'complex'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'bool'
  | 'leftParen'
  | 'rightParen'
  | 'other'
  | 'keyword';

export interface TemplateToken {
  readonly kind: TokenKind;
  readonly text: string;
  /** Offset in the template. */
  readonly pos: number;
  readonly line: number;
}

/** `.` and `nil` are words of the language too. */
const KEYWORDS = new Set(['.', 'block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'nil', 'template', 'with']);

const SPACE = ' \t\r\n';
const isSpace = (c: string): boolean => c !== '' && SPACE.includes(c);
const isWordChar = (c: string): boolean => c === '_' || /^[\p{L}\p{Nd}]$/u.test(c);

export class TemplateLexer {
  private readonly input: string;
  private pos = 0;
  private start = 0;
  private inside = false;
  private depth = 0;
  private over: TemplateToken | undefined;

  constructor(input: string) {
    this.input = input;
  }

  next(): TemplateToken {
    if (this.over) return this.over;
    for (;;) {
      const token = this.inside ? this.action() : this.text();
      if (!token) continue;
      if (token.kind === 'error' || token.kind === 'eof') this.over = token;
      return token;
    }
  }

  private token(kind: TokenKind): TemplateToken {
    const token = { kind, text: this.input.slice(this.start, this.pos), pos: this.start, line: this.lineOf(this.start) };
    this.start = this.pos;
    return token;
  }

  private fail(message: string): TemplateToken {
    return { kind: 'error', text: message, pos: this.start, line: this.lineOf(this.start) };
  }

  private lineOf(pos: number): number {
    let line = 1;
    for (let i = this.input.indexOf('\n'); i >= 0 && i < pos; i = this.input.indexOf('\n', i + 1)) line++;
    return line;
  }

  private char(ahead = 0): string {
    const code = this.input.codePointAt(this.pos + ahead);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  private text(): TemplateToken | undefined {
    const open = this.input.indexOf('{{', this.pos);
    if (open < 0) {
      this.pos = this.input.length;
      return this.token(this.pos > this.start ? 'text' : 'eof');
    }
    if (open > this.pos) {
      const trims = this.input[open + 2] === '-' && isSpace(this.input[open + 3] ?? '');
      let end = open;
      while (trims && end > this.start && isSpace(this.input[end - 1] as string)) end--;
      this.pos = end;
      const token = end > this.start ? this.token('text') : undefined;
      this.start = this.pos = open;
      if (token) return token;
    }
    const trims = this.input[open + 2] === '-' && isSpace(this.input[open + 3] ?? '');
    const after = open + 2 + (trims ? 2 : 0);
    if (this.input.startsWith('/*', after)) return this.comment(after);
    this.pos = open + 2;
    const token = this.token('left');
    this.inside = true;
    this.start = this.pos = after;
    this.depth = 0;
    return token;
  }

  private comment(from: number): TemplateToken | undefined {
    this.start = from;
    const end = this.input.indexOf('*/', from + 2);
    if (end < 0) return this.fail('unclosed comment');
    this.pos = end + 2;
    const trims = this.trimsRight();
    if (!trims && !this.input.startsWith('}}', this.pos)) return this.fail('comment ends before closing delimiter');
    this.pos += trims ? 4 : 2;
    while (trims && isSpace(this.char())) this.pos++;
    this.start = this.pos;
    return undefined;
  }

  /** ` -}}` */
  private trimsRight(at = this.pos): boolean {
    return isSpace(this.input[at] ?? '') && this.input.startsWith('-}}', at + 1);
  }

  private right(): TemplateToken {
    const trims = this.trimsRight();
    if (trims) this.start = this.pos += 2;
    this.pos += 2;
    const token = this.token('right');
    while (trims && isSpace(this.char())) this.pos++;
    this.start = this.pos;
    this.inside = false;
    return token;
  }

  private action(): TemplateToken {
    if (this.trimsRight() || this.input.startsWith('}}', this.pos)) return this.depth === 0 ? this.right() : this.fail('unclosed left paren');
    const c = this.char();
    if (c === '') return this.fail('unclosed action');
    if (isSpace(c)) return this.space();
    this.pos += c.length;
    switch (c) {
      case '=':
        return this.token('assign');
      case ':':
        if (this.char() !== '=') return this.fail('expected :=');
        this.pos++;
        return this.token('declare');
      case '|':
        return this.token('pipe');
      case '"':
        return this.quoted('"', 'string', 'unterminated quoted string');
      case '`':
        return this.raw();
      case "'":
        return this.quoted("'", 'char', 'unterminated character constant');
      case '$':
        return this.name('variable');
      case '(':
        this.depth++;
        return this.token('leftParen');
      case ')':
        if (--this.depth < 0) return this.fail('unexpected right paren');
        return this.token('rightParen');
    }
    if (c === '.' && this.pos < this.input.length && !/[0-9]/.test(this.char())) return this.name('field');
    if (/[.+\-0-9]/.test(c)) {
      this.pos--;
      return this.number();
    }
    if (isWordChar(c)) return this.word();
    if (/^[\x20-\x7e]$/.test(c)) return this.token('other');
    const hex = (c.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    return this.fail(`unrecognized character in action: U+${hex}${/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(c) ? ` '${c}'` : ''}`);
  }

  private space(): TemplateToken {
    let end = this.pos;
    while (isSpace(this.input[end] ?? '')) end++;
    // The last space belongs to a trimming delimiter.
    if (this.trimsRight(end - 1)) {
      if (end - this.pos === 1) return this.right();
      end--;
    }
    this.pos = end;
    return this.token('space');
  }

  private atTerminator(): boolean {
    const c = this.char();
    return c === '' || isSpace(c) || '.,|:)('.includes(c) || this.input.startsWith('}}', this.pos);
  }

  private badCharacter(): TemplateToken {
    const c = this.char();
    const hex = (c.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    return this.fail(`bad character U+${hex} '${c}'`);
  }

  private word(): TemplateToken {
    while (isWordChar(this.char())) this.pos += this.char().length;
    if (!this.atTerminator()) return this.badCharacter();
    const word = this.input.slice(this.start, this.pos);
    return this.token(KEYWORDS.has(word) ? 'keyword' : word === 'true' || word === 'false' ? 'bool' : 'identifier');
  }

  /** `.name` and `$name`, or the dot and the dollar alone. */
  private name(kind: 'field' | 'variable'): TemplateToken {
    if (this.atTerminator()) return this.token(kind === 'variable' ? 'variable' : 'keyword');
    while (isWordChar(this.char())) this.pos += this.char().length;
    return this.atTerminator() ? this.token(kind) : this.badCharacter();
  }

  private quoted(quote: string, kind: TokenKind, problem: string): TemplateToken {
    for (;;) {
      let c = this.char();
      this.pos += c.length;
      if (c === '\\') {
        c = this.char();
        this.pos += c.length;
        if (c !== '' && c !== '\n') continue;
      }
      if (c === '' || c === '\n') return this.fail(problem);
      if (c === quote) return this.token(kind);
    }
  }

  private raw(): TemplateToken {
    const end = this.input.indexOf('`', this.pos);
    if (end < 0) return this.fail('unterminated raw quoted string');
    this.pos = end + 1;
    return this.token('rawString');
  }

  private number(): TemplateToken {
    const whole = this.scanNumber();
    const sign = this.char();
    // A second part would make it complex.
    if (whole && (sign === '+' || sign === '-')) {
      if (!this.scanNumber() || this.input[this.pos - 1] !== 'i') return this.badNumber();
      return this.token('complex');
    }
    return whole ? this.token('number') : this.badNumber();
  }

  private badNumber(): TemplateToken {
    return this.fail(`bad number syntax: ${goQuote(this.input.slice(this.start, this.pos))}`);
  }

  private scanNumber(): boolean {
    const m = /^[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*\.?[0-7_]*|0[bB][01_]*\.?[01_]*|[0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9_]*)?)i?/.exec(this.input.slice(this.pos));
    this.pos += (m as RegExpExecArray)[0].length;
    if (!isWordChar(this.char())) return true;
    this.pos += this.char().length;
    return false;
  }
}
