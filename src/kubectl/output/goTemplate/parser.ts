// Tokens of a Go template → its tree, with the errors of the original. Upstream: text/template/parse/parse.go

import { goQuote } from '../../../sim/api/yaml/goQuote.ts';
import { unquoteGo, unquoteGoChar } from '../goUnquote.ts';
import { TemplateLexer, type TemplateToken, type TokenKind } from './lexer.ts';
import { nodeText, type Command, type Expression, type List, type Pipe, type Statement } from './nodes.ts';

export class TemplateParseError extends Error {
  override readonly name = 'TemplateParseError';
}

export interface ParsedTemplate {
  readonly root: List;
  /** By `define` and `block`. */
  readonly templates: ReadonlyMap<string, List>;
}

type End = Base & { readonly kind: 'end' } | (Base & { readonly kind: 'else' });
interface Base {
  readonly pos: number;
}

export function parseTemplate(name: string, text: string, functions: ReadonlySet<string>): ParsedTemplate {
  return new TemplateParser(name, text, functions).parse();
}

class TemplateParser {
  private readonly name: string;
  private readonly lexer: TemplateLexer;
  private readonly functions: ReadonlySet<string>;
  private readonly templates = new Map<string, List>();
  /** Up to three tokens that were looked at; the first is the one that errors name the line of. */
  private readonly tokens: TemplateToken[] = [];
  private peeked = 0;
  private variables = ['$'];
  private actionLine = 0;
  private ranges = 0;
  private depth = 0;

  constructor(name: string, text: string, functions: ReadonlySet<string>) {
    this.name = name;
    this.lexer = new TemplateLexer(text);
    this.functions = functions;
  }

  parse(): ParsedTemplate {
    const root: List = { kind: 'list', pos: this.peek().pos, nodes: [] };
    while (this.peek().kind !== 'eof') {
      if (this.peek().kind === 'left') {
        const left = this.next();
        if (isKeyword(this.nextNonSpace(), 'define')) {
          this.definition();
          continue;
        }
        this.backup2(left);
      }
      const node = this.textOrAction();
      if (node.kind === 'end' || node.kind === 'else') this.fail(`unexpected {{${node.kind}}}`);
      root.nodes.push(node);
    }
    this.templates.set(this.name, root);
    return { root, templates: this.templates };
  }

  // ---- tokens ----

  private next(): TemplateToken {
    if (this.peeked > 0) this.peeked--;
    else this.tokens[0] = this.lexer.next();
    return this.tokens[this.peeked] as TemplateToken;
  }

  private backup(): void {
    this.peeked++;
  }

  private backup2(first: TemplateToken): void {
    this.tokens[1] = first;
    this.peeked = 2;
  }

  private backup3(second: TemplateToken, first: TemplateToken): void {
    this.tokens[1] = first;
    this.tokens[2] = second;
    this.peeked = 3;
  }

  private peek(): TemplateToken {
    if (this.peeked > 0) return this.tokens[this.peeked - 1] as TemplateToken;
    this.peeked = 1;
    this.tokens[0] = this.lexer.next();
    return this.tokens[0];
  }

  private nextNonSpace(): TemplateToken {
    let token = this.next();
    while (token.kind === 'space') token = this.next();
    return token;
  }

  private peekNonSpace(): TemplateToken {
    const token = this.nextNonSpace();
    this.backup();
    return token;
  }

  private fail(message: string): never {
    throw new TemplateParseError(`template: ${this.name}:${this.tokens[0]?.line ?? 1}: ${message}`);
  }

  private unexpected(token: TemplateToken, context: string): never {
    if (token.kind === 'error') {
      let extra = '';
      if (this.actionLine !== 0 && this.actionLine !== token.line) {
        extra = `${token.text.endsWith(' action') ? '' : ' in action'} started at ${this.name}:${this.actionLine}`;
      }
      this.fail(token.text + extra);
    }
    this.fail(`unexpected ${tokenText(token)} in ${context}`);
  }

  private expect(kind: TokenKind, context: string): TemplateToken {
    const token = this.nextNonSpace();
    if (token.kind !== kind) this.unexpected(token, context);
    return token;
  }

  // ---- statements ----

  private definition(): void {
    const context = 'define clause';
    const token = this.nextNonSpace();
    const name = this.templateName(token, context);
    this.expect('right', context);
    const saved = this.variables;
    this.variables = ['$'];
    const [list, end] = this.itemList();
    if (end.kind !== 'end') this.fail(`unexpected {{${end.kind}}} in ${context}`);
    this.variables = saved;
    this.templates.set(name, list);
  }

  private itemList(): readonly [List, End] {
    const list: List = { kind: 'list', pos: this.peekNonSpace().pos, nodes: [] };
    while (this.peekNonSpace().kind !== 'eof') {
      const node = this.textOrAction();
      if (node.kind === 'end' || node.kind === 'else') return [list, node];
      list.nodes.push(node);
    }
    this.fail('unexpected EOF');
  }

  private textOrAction(): Statement | End {
    const token = this.nextNonSpace();
    if (token.kind === 'text') return { kind: 'text', pos: token.pos, text: token.text };
    if (token.kind !== 'left') this.unexpected(token, 'input');
    this.actionLine = token.line;
    const node = this.action();
    this.actionLine = 0;
    return node;
  }

  private action(): Statement | End {
    const token = this.nextNonSpace();
    if (token.kind === 'keyword') {
      switch (token.text) {
        case 'block':
          return this.block();
        case 'break':
        case 'continue':
          return this.jump(token);
        case 'else':
          return this.otherwise();
        case 'end':
          return { kind: 'end', pos: this.expect('right', 'end').pos };
        case 'if':
        case 'range':
        case 'with':
          return this.control(token.text);
        case 'template':
          return this.template();
      }
    }
    this.backup();
    const { pos } = this.peek();
    return { kind: 'action', pos, pipe: this.pipeline('command', 'right') };
  }

  private jump(token: TemplateToken): Statement {
    const kind = token.text as 'break' | 'continue';
    const end = this.nextNonSpace();
    if (end.kind !== 'right') this.unexpected(end, `{{${kind}}}`);
    if (this.ranges === 0) this.fail(`{{${kind}}} outside {{range}}`);
    return { kind, pos: token.pos };
  }

  private otherwise(): End {
    const ahead = this.peekNonSpace();
    if (isKeyword(ahead, 'if') || isKeyword(ahead, 'with')) return { kind: 'else', pos: ahead.pos };
    return { kind: 'else', pos: this.expect('right', 'else').pos };
  }

  private control(context: 'if' | 'range' | 'with'): Statement {
    const known = this.variables.length;
    const pipe = this.pipeline(context, 'right');
    if (context === 'range') this.ranges++;
    const [list, next] = this.itemList();
    if (context === 'range') this.ranges--;
    let otherwise: List | undefined;
    if (next.kind === 'else') {
      if (context !== 'range' && isKeyword(this.peek(), context)) {
        this.next();
        otherwise = { kind: 'list', pos: next.pos, nodes: [this.control(context)] };
      } else {
        const [more, end] = this.itemList();
        if (end.kind !== 'end') this.fail(`expected end; found {{${end.kind}}}`);
        otherwise = more;
      }
    }
    this.variables.length = known;
    return { kind: context, pos: pipe.pos, pipe, list, otherwise };
  }

  private block(): Statement {
    const context = 'block clause';
    const token = this.nextNonSpace();
    const name = this.templateName(token, context);
    const pipe = this.pipeline(context, 'right');
    const saved = this.variables;
    this.variables = ['$'];
    const [list, end] = this.itemList();
    if (end.kind !== 'end') this.fail(`unexpected {{${end.kind}}} in ${context}`);
    this.variables = saved;
    this.templates.set(name, list);
    return { kind: 'template', pos: token.pos, name, pipe };
  }

  private template(): Statement {
    const context = 'template clause';
    const token = this.nextNonSpace();
    const name = this.templateName(token, context);
    let pipe: Pipe | undefined;
    if (this.nextNonSpace().kind !== 'right') {
      this.backup();
      pipe = this.pipeline(context, 'right');
    }
    return { kind: 'template', pos: token.pos, name, pipe };
  }

  private templateName(token: TemplateToken, context: string): string {
    if (token.kind !== 'string' && token.kind !== 'rawString') this.unexpected(token, context);
    return this.unquote(token.text);
  }

  private unquote(text: string): string {
    const value = unquoteGo(text);
    if (value === undefined) this.fail('invalid syntax');
    return value;
  }

  // ---- expressions ----

  private pipeline(context: string, end: TokenKind): Pipe {
    const { pos } = this.peekNonSpace();
    const variables: string[] = [];
    let assign = false;
    for (;;) {
      const v = this.peekNonSpace();
      if (v.kind !== 'variable') break;
      this.next();
      // `$x foo` has a space that must come back.
      const after = this.peek();
      const next = this.peekNonSpace();
      if (next.kind === 'assign' || next.kind === 'declare') {
        assign = next.kind === 'assign';
        this.nextNonSpace();
        variables.push(v.text);
        this.variables.push(v.text);
      } else if (next.kind === 'other' && next.text === ',') {
        this.nextNonSpace();
        variables.push(v.text);
        this.variables.push(v.text);
        if (context === 'range' && variables.length < 2) {
          const { kind } = this.peekNonSpace();
          if (kind === 'variable' || kind === 'right' || kind === 'rightParen') continue;
          this.fail('range can only initialize variables');
        }
        this.fail(`too many declarations in ${context}`);
      } else if (after.kind === 'space') this.backup3(v, after);
      else this.backup2(v);
      break;
    }
    const commands: Command[] = [];
    for (;;) {
      const token = this.nextNonSpace();
      if (token.kind === end) break;
      if (!STARTS_OPERAND.has(token.kind) && !isKeyword(token, 'nil') && !isKeyword(token, '.')) this.unexpected(token, context);
      this.backup();
      commands.push(this.command());
    }
    if (commands.length === 0) this.fail(`missing value for ${context}`);
    commands.slice(1).forEach((command, i) => {
      if (['bool', 'dot', 'nil', 'number', 'string'].includes((command.args[0] as Expression).kind)) this.fail(`non executable command in pipeline stage ${i + 2}`);
    });
    return { kind: 'pipe', pos, assign, variables, commands };
  }

  private command(): Command {
    const { pos } = this.peekNonSpace();
    const args: Expression[] = [];
    for (;;) {
      this.peekNonSpace();
      const operand = this.operand();
      if (operand) args.push(operand);
      const token = this.next();
      if (token.kind === 'space') continue;
      if (token.kind === 'right' || token.kind === 'rightParen') this.backup();
      else if (token.kind !== 'pipe') this.unexpected(token, 'operand');
      break;
    }
    if (args.length === 0) this.fail('empty command');
    return { kind: 'command', pos, args };
  }

  private operand(): Expression | undefined {
    const node = this.term();
    if (!node || this.peek().kind !== 'field') return node;
    const { pos } = this.peek();
    const path: string[] = [];
    while (this.peek().kind === 'field') path.push(this.next().text.slice(1));
    switch (node.kind) {
      case 'field':
      case 'variable':
        return { kind: node.kind, pos, path: [...node.path, ...path] };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        this.fail(`unexpected . after term ${goQuote(nodeText(node))}`);
    }
    return { kind: 'chain', pos, node, path };
  }

  private term(): Expression | undefined {
    const token = this.nextNonSpace();
    const { pos, text } = token;
    switch (token.kind) {
      case 'identifier':
        if (!this.functions.has(text)) this.fail(`function ${goQuote(text)} not defined`);
        return { kind: 'identifier', pos, name: text };
      case 'keyword':
        if (text === '.') return { kind: 'dot', pos };
        if (text === 'nil') return { kind: 'nil', pos };
        break;
      case 'variable':
        if (!this.variables.includes(text)) this.fail(`undefined variable ${goQuote(text)}`);
        return { kind: 'variable', pos, path: [text] };
      case 'field':
        return { kind: 'field', pos, path: [text.slice(1)] };
      case 'bool':
        return { kind: 'bool', pos, value: text === 'true' };
      case 'char':
      case 'number':
        return this.number(token);
      case 'leftParen': {
        if (++this.depth > 500) this.fail('max expression depth exceeded');
        const pipe = this.pipeline('parenthesized pipeline', 'rightParen');
        this.depth--;
        return pipe;
      }
      case 'string':
      case 'rawString':
        return { kind: 'string', pos, quoted: text, value: this.unquote(text) };
    }
    this.backup();
    return undefined;
  }

  private number(token: TemplateToken): Expression {
    const { pos, text } = token;
    if (token.kind === 'char') {
      const code = unquoteGoChar(text);
      if (typeof code === 'string') this.fail(code === 'malformed' ? `malformed character constant: ${text}` : code);
      return { kind: 'number', pos, text, value: code, float: false, overflow: false };
    }
    const digits = text.replaceAll('_', '');
    const integer = /^([+-]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/.exec(digits);
    if (integer) {
      const body = integer[2] as string;
      const big = BigInt(/^0[0-7]/.test(body) ? `0o${body.slice(1)}` : body) * (integer[1] === '-' ? -1n : 1n);
      if (big > 18446744073709551615n || big < -9223372036854775808n) this.fail(`integer overflow: ${goQuote(text)}`);
      return { kind: 'number', pos, text, value: Number(big), float: false, overflow: big > 9223372036854775807n };
    }
    if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(digits)) this.fail(`illegal number syntax: ${goQuote(text)}`);
    const value = Number(digits);
    if (!Number.isFinite(value)) this.fail(`illegal number syntax: ${goQuote(text)}`);
    return { kind: 'number', pos, text, value, float: true, overflow: false };
  }
}

const STARTS_OPERAND = new Set<TokenKind>(['bool', 'char', 'complex', 'field', 'identifier', 'number', 'rawString', 'string', 'variable', 'leftParen']);

const isKeyword = (token: TemplateToken, word: string): boolean => token.kind === 'keyword' && token.text === word;

function tokenText(token: TemplateToken): string {
  if (token.kind === 'eof') return 'EOF';
  if (token.kind === 'keyword') return `<${token.text}>`;
  const chars = [...token.text];
  return chars.length > 10 ? `${goQuote(chars.slice(0, 10).join(''))}...` : goQuote(token.text);
}
