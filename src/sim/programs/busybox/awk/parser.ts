// Reads an awk program and makes functions of it.

import { builtin } from './builtins.ts';
import type { Runtime } from './runtime.ts';
import { AwkError, tokens, type Token } from './tokens.ts';
import { compared, formatted, numberOf, textOf, truthy, type Value } from './values.ts';

/** Letters of one text: who doubles it for ever comes to an end. */
const LONGEST = 1_000_000;

export type Expression = (at: Runtime) => Value;
type Statement = (at: Runtime) => void;

/** What may be assigned to. */
export interface Place {
  readonly get: Expression;
  readonly set: (at: Runtime, value: Value) => void;
}

export interface Rule {
  readonly on: 'BEGIN' | 'END' | 'record';
  readonly matches?: (at: Runtime) => boolean;
  /** None: the record is printed. */
  readonly action?: Statement;
}

/** How a statement leaves what it stands in. */
export class Leave extends Error {
  readonly how: 'next' | 'exit' | 'break' | 'continue';
  readonly code: number;
  constructor(how: Leave['how'], code = 0) {
    super(how);
    this.how = how;
    this.code = code;
  }
}

const ASSIGN = ['=', '+=', '-=', '*=', '/=', '%=', '^='];
const COMPARE = ['<', '<=', '==', '!=', '>', '>='];

export class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  /** Inside the list of a print, where `>` is a redirection. */
  private printing = false;

  constructor(source: string) {
    this.tokens = tokens(source);
  }

  rules(): readonly Rule[] {
    const out: Rule[] = [];
    for (this.skip(); this.now.type !== 'end'; this.skip()) out.push(this.rule());
    return out;
  }

  private get now(): Token {
    // Beyond the end there is nothing but the end.
    return this.tokens[Math.min(this.at, this.tokens.length - 1)] as Token;
  }

  private is(text: string): boolean {
    const { type } = this.now;
    return (type === 'punct' || type === 'keyword') && this.now.text === text;
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw this.unexpected();
  }

  private unexpected(): AwkError {
    return new AwkError(this.now.type === 'end' ? 'Unexpected end of string' : 'Unexpected token');
  }

  /** Newlines and semicolons between things. */
  private skip(): void {
    while (this.now.type === 'newline' || this.is(';')) this.at++;
  }

  private newlines(): void {
    while (this.now.type === 'newline') this.at++;
  }

  private rule(): Rule {
    for (const on of ['BEGIN', 'END'] as const) if (this.take(on)) return { on, action: this.block() };
    if (this.is('function')) throw new AwkError('functions of one’s own are beyond what is simulated');
    if (this.is('{')) return { on: 'record', action: this.block() };
    const first = this.expression();
    if (!this.take(',')) return { on: 'record', matches: (at) => truthy(first(at)), ...this.action() };
    this.newlines();
    const last = this.expression();
    let inside = false;
    const matches = (at: Runtime): boolean => {
      if (!inside && !truthy(first(at))) return false;
      inside = !truthy(last(at));
      return true;
    };
    return { on: 'record', matches, ...this.action() };
  }

  private action(): { readonly action?: Statement } {
    return this.is('{') ? { action: this.block() } : {};
  }

  // ---- statements ----

  private block(): Statement {
    this.expect('{');
    const list: Statement[] = [];
    for (this.skip(); !this.take('}'); this.skip()) list.push(this.statement());
    return (at) => {
      for (const statement of list) statement(at);
    };
  }

  private end(): void {
    if (this.take(';') || this.is('}') || this.now.type === 'end') return;
    if (this.now.type !== 'newline') throw this.unexpected();
    this.at++;
  }

  /** What follows `if (…)`, on the next line or here. */
  private body(): Statement {
    this.newlines();
    if (this.take(';')) return () => undefined;
    return this.statement();
  }

  private statement(): Statement {
    if (this.is('{')) return this.block();
    if (this.take('if')) return this.choice();
    if (this.take('while')) {
      const test = this.condition();
      return loop(() => undefined, test, () => undefined, this.body());
    }
    if (this.take('do')) {
      const body = this.body();
      this.skip();
      this.expect('while');
      const test = this.condition();
      this.end();
      let first = true;
      return loop(() => void (first = true), (at) => (first ? ((first = false), 1) : test(at)), () => undefined, body);
    }
    if (this.take('for')) return this.repeated();
    const simple = this.simple();
    this.end();
    return simple;
  }

  private condition(): Expression {
    this.expect('(');
    const test = this.expression();
    this.expect(')');
    return test;
  }

  private choice(): Statement {
    const test = this.condition();
    const yes = this.body();
    const before = this.at;
    this.skip();
    if (!this.take('else')) {
      this.at = before;
      return (at) => {
        if (truthy(test(at))) yes(at);
      };
    }
    const no = this.body();
    return (at) => (truthy(test(at)) ? yes(at) : no(at));
  }

  private repeated(): Statement {
    this.expect('(');
    const [name, word, array, close] = this.tokens.slice(this.at, this.at + 4);
    if (name?.type === 'name' && word?.text === 'in' && array?.type === 'name' && close?.text === ')') {
      this.at += 4;
      const body = this.body();
      return (at) => {
        for (const key of [...at.table(array.text).keys()]) {
          at.set(name.text, key);
          if (turn(body, at)) return;
        }
      };
    }
    const begin = this.is(';') ? () => undefined : this.simple();
    this.expect(';');
    const test = this.is(';') ? (): Value => 1 : this.expression();
    this.expect(';');
    const after = this.is(')') ? () => undefined : this.simple();
    this.expect(')');
    return loop(begin, test, after, this.body());
  }

  private simple(): Statement {
    for (const how of ['next', 'break', 'continue'] as const) {
      if (this.take(how)) {
        return () => {
          throw new Leave(how);
        };
      }
    }
    if (this.take('exit')) {
      const code = this.atEnd() ? undefined : this.expression();
      return (at) => {
        throw new Leave('exit', code ? numberOf(code(at)) : 0);
      };
    }
    if (this.take('delete')) return this.removal();
    if (this.is('print') || this.is('printf')) return this.printed();
    const expression = this.expression();
    return (at) => void expression(at);
  }

  private removal(): Statement {
    const name = this.now.text;
    this.at++;
    if (!this.take('[')) return (at) => at.table(name).clear();
    const key = this.subscript();
    return (at) => void at.table(name).delete(key(at));
  }

  private atEnd(): boolean {
    return this.is(';') || this.is('}') || this.now.type === 'newline' || this.now.type === 'end';
  }

  private printed(): Statement {
    const { text: verb } = this.now;
    this.at++;
    const list: Expression[] = [];
    // `print (a, b)` and `print (a) b` begin alike.
    const grouped = this.is('(') && this.closesList();
    if (grouped) this.at++;
    if (!grouped && !this.atEnd()) list.push(...this.listed(true));
    else if (grouped) {
      list.push(...this.listed(false));
      this.expect(')');
    }
    if (this.is('>') || this.is('>>') || this.is('|')) throw new AwkError('output of awk into files and commands is beyond what is simulated');
    if (verb === 'print') return (at) => at.write((list.length ? list.map((e) => textOf(e(at))).join(textOf(at.get('OFS'))) : textOf(at.field(0))) + textOf(at.get('ORS')));
    const [format, ...values] = list;
    if (!format) throw this.unexpected();
    return (at) => at.write(formatted(textOf(format(at)), values.map((e) => e(at))));
  }

  private closesList(): boolean {
    let depth = 0;
    for (let i = this.at; i < this.tokens.length; i++) {
      const { type, text } = this.tokens[i] as Token;
      if (type !== 'punct') continue;
      if (text === '(') depth++;
      if (text !== ')' || --depth > 0) continue;
      const after = this.tokens[i + 1] as Token;
      return after.type === 'newline' || after.type === 'end' || (after.type === 'punct' && [';', '}', '>', '>>', '|'].includes(after.text));
    }
    return false;
  }

  private listed(printing: boolean): Expression[] {
    const outer = this.printing;
    this.printing = printing;
    const list = [this.expression()];
    while (this.take(',')) {
      this.newlines();
      list.push(this.expression());
    }
    this.printing = outer;
    return list;
  }

  // ---- expressions, the loosest first ----

  private expression(): Expression {
    const before = this.at;
    const place = this.place();
    const sign = this.now.type === 'punct' && ASSIGN.includes(this.now.text) ? this.now.text : undefined;
    if (!place || sign === undefined) {
      this.at = before;
      return this.ternary();
    }
    this.at++;
    this.newlines();
    const right = this.expression();
    const operator = sign.slice(0, -1);
    return (at) => {
      const value = operator === '' ? right(at) : calculated(operator, numberOf(place.get(at)), numberOf(right(at)));
      place.set(at, value);
      return value;
    };
  }

  private ternary(): Expression {
    const test = this.either();
    if (!this.take('?')) return test;
    this.newlines();
    const yes = this.expression();
    this.newlines();
    this.expect(':');
    this.newlines();
    const no = this.expression();
    return (at) => (truthy(test(at)) ? yes(at) : no(at));
  }

  private either(): Expression {
    let left = this.both();
    while (this.take('||')) {
      this.newlines();
      const [a, b] = [left, this.both()];
      left = (at) => (truthy(a(at)) || truthy(b(at)) ? 1 : 0);
    }
    return left;
  }

  private both(): Expression {
    let left = this.member();
    while (this.take('&&')) {
      this.newlines();
      const [a, b] = [left, this.member()];
      left = (at) => (truthy(a(at)) && truthy(b(at)) ? 1 : 0);
    }
    return left;
  }

  private member(): Expression {
    let left = this.matched();
    while (this.take('in')) {
      const key = left;
      const { type, text: name } = this.now;
      if (type !== 'name') throw this.unexpected();
      this.at++;
      left = (at) => (at.table(name).has(textOf(key(at))) ? 1 : 0);
    }
    return left;
  }

  private matched(): Expression {
    let left = this.comparison();
    for (;;) {
      const not = this.is('!~');
      if (!not && !this.is('~')) return left;
      this.at++;
      const a = left;
      const pattern = this.patternOf();
      left = (at) => (at.pattern(pattern(at)).test(textOf(a(at))) !== not ? 1 : 0);
    }
  }

  /** Between slashes, or whatever an expression says. */
  private patternOf(): (at: Runtime) => string {
    const { type, text } = this.now;
    if (type === 'regexp') {
      this.at++;
      return () => text;
    }
    const value = this.comparison();
    return (at) => textOf(value(at));
  }

  private comparison(): Expression {
    const left = this.joined();
    const { type, text: sign } = this.now;
    if (type !== 'punct' || !COMPARE.includes(sign) || (this.printing && sign === '>')) return left;
    this.at++;
    const right = this.joined();
    return (at) => {
      const order = compared(left(at), right(at));
      const holds = sign === '<' ? order < 0 : sign === '<=' ? order <= 0 : sign === '==' ? order === 0 : sign === '!=' ? order !== 0 : sign === '>' ? order > 0 : order >= 0;
      return holds ? 1 : 0;
    };
  }

  /** Values beside each other are one text. */
  private joined(): Expression {
    let left = this.sum();
    while (this.beginsOperand()) {
      const [a, b] = [left, this.sum()];
      left = (at) => {
        const text = textOf(a(at)) + textOf(b(at));
        if (text.length > LONGEST) throw new AwkError('memory exhausted');
        return text;
      };
    }
    return left;
  }

  private beginsOperand(): boolean {
    const { type, text } = this.now;
    if (type === 'number' || type === 'string' || type === 'name' || type === 'call' || type === 'regexp') return true;
    return type === 'punct' && ['$', '(', '!', '-', '+', '++', '--'].includes(text);
  }

  private sum(): Expression {
    let left = this.product();
    for (;;) {
      const { text: sign } = this.now;
      if (!this.is('+') && !this.is('-')) return left;
      this.at++;
      const [a, b] = [left, this.product()];
      left = (at) => calculated(sign, numberOf(a(at)), numberOf(b(at)));
    }
  }

  private product(): Expression {
    let left = this.unary();
    for (;;) {
      const { text: sign } = this.now;
      if (!this.is('*') && !this.is('/') && !this.is('%')) return left;
      this.at++;
      const [a, b] = [left, this.unary()];
      left = (at) => calculated(sign, numberOf(a(at)), numberOf(b(at)));
    }
  }

  private unary(): Expression {
    if (this.take('!')) {
      const value = this.unary();
      return (at) => (truthy(value(at)) ? 0 : 1);
    }
    const minus = this.is('-');
    if (minus || this.is('+')) {
      this.at++;
      const value = this.unary();
      return (at) => (minus ? 0 - numberOf(value(at)) : numberOf(value(at)));
    }
    return this.power();
  }

  private power(): Expression {
    const base = this.stepped();
    if (!this.take('^')) return base;
    const exponent = this.unary();
    return (at) => calculated('^', numberOf(base(at)), numberOf(exponent(at)));
  }

  private stepped(): Expression {
    const before = this.is('++') ? 1 : this.is('--') ? -1 : 0;
    if (before !== 0) {
      this.at++;
      const place = this.place();
      if (!place) throw this.unexpected();
      return (at) => {
        const value = numberOf(place.get(at)) + before;
        place.set(at, value);
        return value;
      };
    }
    const start = this.at;
    const place = this.place();
    const by = place && this.is('++') ? 1 : place && this.is('--') ? -1 : 0;
    if (!place || by === 0) {
      this.at = start;
      return this.primary();
    }
    this.at++;
    return (at) => {
      const value = numberOf(place.get(at));
      place.set(at, value + by);
      return value;
    };
  }

  private place(): Place | undefined {
    if (this.take('$')) {
      const n = this.is('++') || this.is('--') || this.is('-') ? this.unary() : (this.place()?.get ?? this.primary());
      return { get: (at) => at.field(numberOf(n(at))), set: (at, value) => at.setField(numberOf(n(at)), value) };
    }
    const { type, text: name } = this.now;
    if (type !== 'name') return undefined;
    // Without parentheses only `length` is a function.
    if (name === 'length') return undefined;
    this.at++;
    if (!this.take('[')) return { get: (at) => at.get(name), set: (at, value) => at.set(name, value) };
    const key = this.subscript();
    const get: Expression = (at) => {
      const table = at.table(name);
      const k = key(at);
      if (!table.has(k)) table.set(k, UNSET_VALUE);
      return table.get(k) as Value;
    };
    return { get, set: (at, value) => void at.table(name).set(key(at), value) };
  }

  private subscript(): (at: Runtime) => string {
    const parts = this.listed(false);
    this.expect(']');
    return (at) => parts.map((part) => textOf(part(at))).join(textOf(at.get('SUBSEP')));
  }

  private primary(): Expression {
    const { type, text } = this.now;
    const place = this.place();
    if (place) return place.get;
    if (type === 'end') throw this.unexpected();
    this.at++;
    if (type === 'number') {
      const value = Number(text);
      return () => value;
    }
    if (type === 'string') return () => text;
    if (type === 'regexp') return (at) => (at.pattern(text).test(textOf(at.field(0))) ? 1 : 0);
    if (type === 'punct' && text === '(') {
      const outer = this.printing;
      this.printing = false;
      const inner = this.expression();
      this.printing = outer;
      this.expect(')');
      return inner;
    }
    if (type === 'name' && text === 'length') return (at) => textOf(at.field(0)).length;
    if (type === 'call') return this.call(text);
    this.at--;
    throw this.unexpected();
  }

  private call(name: string): Expression {
    this.expect('(');
    const outer = this.printing;
    this.printing = false;
    const args: { value: Expression; place: Place | undefined; regexp: string | undefined; array: string | undefined }[] = [];
    while (!this.is(')')) {
      const { type, text } = this.now;
      const start = this.at;
      const place = this.place();
      const bare = place !== undefined && (this.is(',') || this.is(')'));
      this.at = start;
      const value = this.expression();
      const alone = this.at === start + 1;
      args.push({ value, place: bare ? place : undefined, regexp: type === 'regexp' && alone ? text : undefined, array: type === 'name' && alone ? text : undefined });
      if (!this.take(',')) break;
      this.newlines();
    }
    this.expect(')');
    this.printing = outer;
    const made = builtin(name, args);
    if (!made) throw new AwkError(`Call to undefined function`);
    return made;
  }
}

const UNSET_VALUE: Value = { text: '', number: 0 };

/** True when the loop is to end. */
function turn(body: Statement, at: Runtime): boolean {
  at.step();
  try {
    body(at);
  } catch (error) {
    if (!(error instanceof Leave) || (error.how !== 'break' && error.how !== 'continue')) throw error;
    return error.how === 'break';
  }
  return false;
}

function loop(begin: Statement, test: Expression, after: Statement, body: Statement): Statement {
  return (at) => {
    for (begin(at); truthy(test(at)); after(at)) if (turn(body, at)) return;
  };
}

function calculated(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '^':
      return power(a, b);
    default:
      if (b === 0) throw new AwkError('Division by zero');
      return operator === '/' ? a / b : a % b;
  }
}

/** Whole exponents; roots differ between engines. */
function power(base: number, exponent: number): number {
  let out = 1;
  for (let i = 0; i < Math.min(Math.abs(Math.trunc(exponent)), 2048); i++) out *= base;
  return exponent < 0 ? 1 / out : out;
}
