// CEL: tokens → tree.      Upstream: github.com/google/cel-go/parser
// Simplified: the first syntax error ends parsing, and the rarer ones are worded more simply.

import { CelFault } from './fault.ts';
import { tokenize, type Token } from './tokens.ts';

/** `at`: the place that a message about the node names. */
export type CelNode = { readonly at: number } & (
  | { readonly is: 'literal'; readonly type: 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'bool' | 'null_type'; readonly text: string }
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'select'; readonly of: CelNode; readonly field: string }
  | { readonly is: 'call'; readonly name: string; readonly target?: CelNode; readonly args: readonly CelNode[] }
  | { readonly is: 'list'; readonly items: readonly CelNode[] }
  | { readonly is: 'map'; readonly entries: readonly (readonly [CelNode, CelNode])[] }
  | { readonly is: 'struct'; readonly name: string; readonly fields: readonly { readonly name: string; readonly at: number; readonly value: CelNode }[] }
);

const STARTS = "'.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
const RESERVED = ['as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while'];
export const CEL_RESERVED: readonly string[] = [...RESERVED, 'true', 'false', 'null', 'in'];

const RELATIONS = ['<', '<=', '>=', '>', '==', '!=', 'in'];

export function parseCel(source: string): CelNode {
  return new Parser(tokenize(source)).whole();
}

class Parser {
  private readonly tokens: readonly Token[];
  private index = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  whole(): CelNode {
    const node = this.expression();
    if (this.now.kind !== 'EOF') {
      // With one token too many, leaving it out would mend the text.
      const lone = this.tokens[this.index + 1]?.kind === 'EOF';
      this.fail(`${lone ? 'extraneous' : 'mismatched'} input '${this.now.text}' expecting <EOF>`);
    }
    return node;
  }

  private get now(): Token {
    return this.tokens[this.index] as Token;
  }
  private is(text: string): boolean {
    return this.now.kind === 'op' && this.now.text === text;
  }
  private accept(text: string): Token | undefined {
    return this.is(text) ? (this.tokens[this.index++] as Token) : undefined;
  }
  private fail(text: string, at = this.now.at): never {
    throw new CelFault([{ at, text: `Syntax error: ${text}` }]);
  }
  private expect(text: string): void {
    if (this.accept(text)) return;
    if (this.now.kind === 'EOF') this.fail(`missing '${text}' at '<EOF>'`);
    this.fail(`mismatched input '${this.now.text}' expecting '${text}'`);
  }

  private expression(open = ''): CelNode {
    const condition = this.or(open);
    const mark = this.accept('?');
    if (!mark) return condition;
    const yes = this.or();
    this.expect(':');
    return { is: 'call', name: '_?_:_', args: [condition, yes, this.expression()], at: mark.at };
  }

  private chain(operators: readonly string[], part: () => CelNode): CelNode {
    let left = part();
    for (;;) {
      const operator = this.now.kind === 'op' && operators.includes(this.now.text) ? (this.tokens[this.index++] as Token) : undefined;
      if (!operator) return left;
      left = { is: 'call', name: operator.text === 'in' ? '@in' : `_${operator.text}_`, args: [left, part()], at: operator.at };
    }
  }

  private or(open = ''): CelNode {
    let first = open;
    const unary = (): CelNode => {
      const before = first;
      first = '';
      return this.unary(before);
    };
    const product = (): CelNode => this.chain(['*', '/', '%'], unary);
    const sum = (): CelNode => this.chain(['+', '-'], product);
    const relation = (): CelNode => this.chain(RELATIONS, sum);
    return this.chain(['||'], () => this.chain(['&&'], relation));
  }

  private unary(open: string): CelNode {
    const sign = this.accept('!') ?? this.accept('-');
    if (!sign) return this.member(open);
    if (sign.text === '-' && (this.now.kind === 'NUM_INT' || this.now.kind === 'NUM_FLOAT') && this.now.at === sign.at + 1) return this.member('');
    return { is: 'call', name: sign.text === '!' ? '!_' : '-_', args: [this.unary('')], at: sign.at };
  }

  private member(open: string): CelNode {
    let node = this.primary(open);
    for (;;) {
      const dot = this.accept('.');
      if (dot) {
        this.accept('?');
        const name = this.identifier();
        const call = this.is('(') ? this.now.at : -1;
        if (call >= 0) node = { is: 'call', name, target: node, args: this.args(), at: call };
        else node = { is: 'select', of: node, field: name, at: dot.at };
        continue;
      }
      const bracket = this.accept('[');
      if (bracket) {
        this.accept('?');
        node = { is: 'call', name: '_[_]', args: [node, this.expression()], at: bracket.at };
        this.expect(']');
        continue;
      }
      const name = this.is('{') ? dotted(node) : undefined;
      if (name === undefined) return node;
      node = this.struct(name);
    }
  }

  private identifier(): string {
    const token = this.now;
    if (token.kind !== 'IDENTIFIER') this.fail(`no viable alternative at input '.${token.kind === 'EOF' ? '' : token.text}'`);
    this.index++;
    return token.text.replace(/`/g, '');
  }

  /** `open`: what was just opened, whose closing may follow instead. */
  private primary(open: string): CelNode {
    const token = this.now;
    const { at, text } = token;
    switch (token.kind) {
      case 'NUM_INT':
      case 'NUM_UINT':
      case 'NUM_FLOAT':
        this.index++;
        return { is: 'literal', type: token.kind === 'NUM_INT' ? 'int' : token.kind === 'NUM_UINT' ? 'uint' : 'double', text, at };
      case 'STRING':
      case 'BYTES':
        this.index++;
        return { is: 'literal', type: token.kind === 'BYTES' ? 'bytes' : 'string', text, at };
      case 'IDENTIFIER':
        this.index++;
        return this.named(text, at);
    }
    if (this.accept('(')) {
      const node = this.expression();
      this.expect(')');
      return node;
    }
    if (this.accept('[')) {
      const items = this.items(']', () => this.expression('['));
      return { is: 'list', items, at };
    }
    if (this.accept('{')) {
      const entries = this.items('}', (): readonly [CelNode, CelNode] => {
        this.accept('?');
        const key = this.expression();
        this.expect(':');
        return [key, this.expression()];
      });
      return { is: 'map', entries, at };
    }
    if (this.accept('.')) return this.named(this.identifier(), at);
    return this.fail(`mismatched input '${text}' expecting {'[', '{', '(', ${open === '(' ? "')', " : ''}${STARTS}`);
  }

  private named(text: string, at: number): CelNode {
    if (text === 'true' || text === 'false') return { is: 'literal', type: 'bool', text, at };
    if (text === 'null') return { is: 'literal', type: 'null_type', text, at };
    if (RESERVED.includes(text)) throw new CelFault([{ at, text: `reserved identifier: ${text}` }]);
    const call = this.is('(') ? this.now.at : -1;
    if (call >= 0) return { is: 'call', name: text, args: this.args(), at: call };
    return { is: 'name', name: text, at };
  }

  private args(): CelNode[] {
    this.expect('(');
    let first = true;
    return this.items(')', () => {
      const node = this.expression(first ? '(' : '');
      first = false;
      return node;
    });
  }

  private items<T>(close: string, item: () => T): T[] {
    const out: T[] = [];
    while (!this.accept(close)) {
      out.push(item());
      if (!this.accept(',')) {
        this.expect(close);
        break;
      }
    }
    return out;
  }

  private struct(name: string): CelNode {
    const { at } = this.now;
    this.expect('{');
    const fields = this.items('}', () => {
      this.accept('?');
      const field = this.identifier();
      const colon = this.now.at;
      this.expect(':');
      return { name: field, at: colon, value: this.expression() };
    });
    return { is: 'struct', name, fields, at };
  }
}

/** `a.b.c` of a chain of names. */
export function dotted(node: CelNode): string | undefined {
  if (node.is === 'name') return node.name;
  if (node.is !== 'select') return undefined;
  const head = dotted(node.of);
  return head === undefined ? undefined : `${head}.${node.field}`;
}
