// kubectl's own JSONPath: a template of text and {actions}, with ranges and filters, and errors of its own.
// This file reads a template; jsonpathFind.ts applies it.
// Upstream: k8s.io/client-go/util/jsonpath/parser.go

import { KubectlError } from './errors.ts';
import { unescapeGo } from './goUnquote.ts';

export interface SliceParam {
  readonly known: boolean;
  readonly value: number;
  /** The end of a single index: one more than its start. */
  readonly derived: boolean;
}

export type PathNode =
  | { readonly kind: 'list'; readonly nodes: PathNode[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'array'; readonly params: readonly [SliceParam, SliceParam, SliceParam] }
  | { readonly kind: 'filter'; readonly left: ListNode; readonly right: ListNode; readonly operator: string }
  | { readonly kind: 'number'; readonly value: number; readonly float: boolean }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'union'; readonly lists: readonly ListNode[] }
  | { readonly kind: 'identifier'; readonly name: string };

export type ListNode = Extract<PathNode, { kind: 'list' }>;

/** Throws KubectlError with the parser's text. */
export function parseJsonPath(template: string): ListNode {
  return new PathParser(template).parse();
}

const END = '';

class PathParser {
  private readonly input: string;
  private readonly root: ListNode = { kind: 'list', nodes: [] };
  private pos = 0;
  private start = 0;
  private width = 0;

  constructor(input: string) {
    this.input = input;
  }

  parse(): ListNode {
    while (this.text()) this.action();
    return this.root;
  }

  /** Up to the next `{`; whether there is one. */
  private text(): boolean {
    const open = this.input.indexOf('{', this.pos);
    this.pos = open < 0 ? this.input.length : open;
    if (this.pos > this.start) this.root.nodes.push({ kind: 'text', text: this.take() });
    return open >= 0;
  }

  private action(): void {
    this.pos++;
    this.take();
    const list: ListNode = { kind: 'list', nodes: [] };
    this.root.nodes.push(list);
    const { nodes } = list;
    for (;;) {
      if (this.ahead('}')) {
        this.pos++;
        this.take();
        return;
      }
      if (this.ahead('[?(')) {
        this.filter(nodes);
        continue;
      }
      if (this.ahead('..')) {
        this.recursive(nodes);
        continue;
      }
      const c = this.next();
      if (c === END || c === '\r' || c === '\n') throw new KubectlError('unclosed action');
      if (c === ' ' || c === '@' || c === '$') this.take();
      else if (c === '[') this.array(nodes);
      else if (c === '"' || c === "'") this.quote(nodes, c);
      else if (c === '.') this.field(nodes);
      else if (c === '+' || c === '-' || isDigit(c)) {
        this.backup();
        this.number(nodes);
      } else if (isAlphaNumeric(c)) {
        this.backup();
        this.identifier(nodes);
      } else throw new KubectlError(`unrecognized character in action: ${unicodeName(c)}`);
    }
  }

  private identifier(nodes: PathNode[]): void {
    while (!isTerminator(this.next()));
    this.backup();
    const name = this.take();
    nodes.push(name === 'true' || name === 'false' ? { kind: 'bool', value: name === 'true' } : { kind: 'identifier', name });
  }

  private recursive(nodes: PathNode[]): void {
    if (nodes[nodes.length - 1]?.kind === 'recursive') throw new KubectlError('invalid multiple recursive descent');
    this.pos += 2;
    this.take();
    nodes.push({ kind: 'recursive' });
    const c = this.next();
    this.backup();
    if (isAlphaNumeric(c)) this.field(nodes);
  }

  private number(nodes: PathNode[]): void {
    const sign = this.next();
    if (sign !== '+' && sign !== '-') this.backup();
    for (let c = this.next(); c === '.' || isDigit(c); c = this.next());
    this.backup();
    const text = this.take();
    const float = !/^[+-]?\d+$/.test(text) || !(Number(text) >= -9223372036854775808 && Number(text) < 9223372036854775808);
    if (float && !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new KubectlError(`cannot parse number ${text}`);
    nodes.push({ kind: 'number', value: Number(text), float });
  }

  private array(nodes: PathNode[]): void {
    for (let c = this.next(); c !== ']'; c = this.next()) {
      if (c === END || c === '\n') throw new KubectlError('unterminated array');
    }
    let text = this.take().slice(1, -1);
    if (text === '*') text = ':';
    const parts = text.split(',');
    if (parts.length > 1) {
      nodes.push({ kind: 'union', lists: parts.map((part) => inner(`[${part.replace(/^ +| +$/g, '')}]`)) });
      return;
    }
    const key = /^'([^']*)'$/.exec(text);
    if (key) {
      nodes.push(...inner(`.${key[1]}`).nodes);
      return;
    }
    const slice = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
    if (!slice) throw new KubectlError(`invalid array index ${text}`);
    const first = param(slice[1] ?? '');
    const end: SliceParam = slice[2] === undefined ? { known: true, value: first.value + 1, derived: true } : param(slice[2].slice(1));
    nodes.push({ kind: 'array', params: [first, end, param((slice[3] ?? '').slice(1))] });
  }

  private filter(nodes: PathNode[]): void {
    this.pos += 3;
    this.take();
    let begun = false;
    let ended = false;
    let pair = '';
    for (;;) {
      const c = this.next();
      if (c === END || c === '\n') throw new KubectlError('unterminated filter');
      if (c === '"' || c === "'") {
        if (!begun) {
          begun = true;
          pair = c;
        } else if (this.input[this.pos - 2] !== '\\' && c === pair) ended = true;
      } else if (c === ')' && begun === ended) break;
    }
    if (this.next() !== ']') throw new KubectlError('unclosed array expect ]');
    const text = this.take().slice(0, -2);
    const m = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text);
    if (m) nodes.push({ kind: 'filter', left: inner(m[1] as string), right: inner(m[3] as string), operator: m[2] as string });
    else nodes.push({ kind: 'filter', left: inner(text), right: { kind: 'list', nodes: [] }, operator: 'exists' });
  }

  private quote(nodes: PathNode[], end: string): void {
    for (;;) {
      const c = this.next();
      if (c === END || c === '\n') throw new KubectlError('unterminated quoted string');
      if (c === end && this.input[this.pos - 2] !== '\\') break;
    }
    const quoted = this.take();
    const text = unescapeGo(quoted.slice(1, -1), end);
    if (text === undefined) throw new KubectlError(`unquote string ${quoted} error invalid syntax`);
    nodes.push({ kind: 'text', text });
  }

  private field(nodes: PathNode[]): void {
    this.take();
    for (;;) {
      const c = this.next();
      if (c === '\\') this.next();
      else if (isTerminator(c)) break;
    }
    this.backup();
    const name = this.take();
    nodes.push(name === '*' ? { kind: 'wildcard' } : { kind: 'field', name: name.replaceAll('\\', '') });
  }

  // ---- characters ----

  private take(): string {
    const text = this.input.slice(this.start, this.pos);
    this.start = this.pos;
    return text;
  }

  private next(): string {
    const code = this.input.codePointAt(this.pos);
    const c = code === undefined ? END : String.fromCodePoint(code);
    this.width = c.length;
    this.pos += this.width;
    return c;
  }

  private backup(): void {
    this.pos -= this.width;
  }

  private ahead(text: string): boolean {
    return this.input.startsWith(text, this.pos);
  }
}

/** What stands in one action. */
function inner(text: string): ListNode {
  return parseJsonPath(`{${text}}`).nodes[0] as ListNode;
}

function param(text: string): SliceParam {
  if (text === '') return { known: false, value: 0, derived: false };
  if (!/\d/.test(text)) throw new KubectlError(`array index ${text} is not a number`);
  return { known: true, value: Number(text), derived: false };
}

const isDigit = (c: string): boolean => /^\p{Nd}$/u.test(c);
const isAlphaNumeric = (c: string): boolean => c === '_' || /^[\p{L}\p{Nd}]$/u.test(c);
const isTerminator = (c: string): boolean => c === END || ' \t\r\n.,[]$@{}'.includes(c);

/** %#U */
function unicodeName(c: string): string {
  const hex = (c.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(c) ? `U+${hex} '${c}'` : `U+${hex}`;
}
