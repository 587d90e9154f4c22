// jq, as far as tutorials put it behind `kubectl get -o json`: paths, iteration, pipes, commas, a few functions.
// Upstream: jq(1)
// Simplified: no arithmetic, no variables, no definitions; what is not known is refused by name.

import { indentedJson, compactJson } from '../output/json.ts';

export class JqError extends Error {
  override readonly name = 'JqError';
}

type Filter = (input: unknown) => readonly unknown[];

const compileError = (what: string): JqError => new JqError(`jq: error: ${what} is not known to this page's jq\njq: 1 compile error`);

/** What a filter gives for an input. */
export function jq(script: string, input: unknown): readonly unknown[] {
  return new Parser(script).whole()(input);
}

/** How a value is printed. */
export function jqText(value: unknown, { raw, compact }: { readonly raw: boolean; readonly compact: boolean }): string {
  if (raw && typeof value === 'string') return value;
  return compact ? compactJson(value, { ordered: true }) : indentedJson(value, { ordered: true }).replace(/^(?: {4})+/gm, (spaces) => ' '.repeat(spaces.length / 2));
}

const TOKENS = /\s*(\.\.|\/\/|==|!=|<=|>=|\.[A-Za-z_]\w*|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|[A-Za-z_@]\w*|[.[\]{}()|,:?<>])/y;

class Parser {
  private readonly tokens: string[] = [];
  private at = 0;

  constructor(script: string) {
    TOKENS.lastIndex = 0;
    for (let at = 0; script.slice(at).trim() !== ''; at = TOKENS.lastIndex) {
      TOKENS.lastIndex = at;
      const token = TOKENS.exec(script)?.[1];
      if (token === undefined) throw compileError(script.slice(at).trim().slice(0, 20));
      this.tokens.push(token);
    }
  }

  whole(): Filter {
    const filter = this.tokens.length === 0 ? (input: unknown) => [input] : this.pipe();
    if (this.at < this.tokens.length) throw compileError(this.tokens[this.at] as string);
    return filter;
  }

  private take(text: string): boolean {
    if (this.tokens[this.at] !== text) return false;
    this.at++;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw compileError(this.tokens[this.at] ?? 'the end');
  }

  private pipe(): Filter {
    const left = this.comma();
    if (!this.take('|')) return left;
    const right = this.pipe();
    return (input) => left(input).flatMap((value) => right(value));
  }

  private comma(): Filter {
    const parts = [this.compared()];
    while (this.take(',')) parts.push(this.compared());
    return parts.length === 1 ? (parts[0] as Filter) : (input) => parts.flatMap((part) => part(input));
  }

  private compared(): Filter {
    let left = this.postfix();
    for (;;) {
      const operator = this.tokens[this.at] ?? '';
      if (!['==', '!=', '<', '>', '<=', '>=', 'and', 'or', '//'].includes(operator)) return left;
      this.at++;
      const [a, b] = [left, this.postfix()];
      left = (input) => {
        if (operator === '//') {
          const good = a(input).filter((value) => value !== null && value !== undefined && value !== false);
          return good.length > 0 ? good : b(input);
        }
        return a(input).flatMap((x) => b(input).map((y) => compare(operator, x, y)));
      };
    }
  }

  private postfix(): Filter {
    let filter = this.primary();
    for (;;) {
      const token = this.tokens[this.at] ?? '';
      if (/^\.[A-Za-z_]/.test(token)) {
        this.at++;
        filter = then(filter, field(token.slice(1)));
      } else if (token === '.' && this.tokens[this.at + 1]?.startsWith('"')) {
        this.at++;
        filter = then(filter, field(JSON.parse(this.tokens[this.at++] as string) as string));
      } else if (token === '.' && this.tokens[this.at + 1] === '[') this.at++;
      else if (token === '[') filter = then(filter, this.index());
      else if (token === '?') this.at++;
      else return filter;
    }
  }

  private index(): Filter {
    this.expect('[');
    if (this.take(']')) return (input) => (Array.isArray(input) ? input : typeof input === 'object' && input !== null ? Object.values(input) : fail(`Cannot iterate over ${typeName(input)}`));
    const key = this.take(':') ? undefined : this.tokens[this.at++];
    const range = key === undefined || this.take(':');
    if (!range) {
      this.expect(']');
      return key?.startsWith('"') ? field(JSON.parse(key) as string) : (input) => [Array.isArray(input) ? (input.at(Number(key)) ?? null) : input === null ? null : fail(`Cannot index ${typeName(input)} with number`)];
    }
    const to = this.tokens[this.at] === ']' ? undefined : Number(this.tokens[this.at++]);
    this.expect(']');
    return (input) => [Array.isArray(input) || typeof input === 'string' ? input.slice(key === undefined ? 0 : Number(key), to) : null];
  }

  private primary(): Filter {
    const token = this.tokens[this.at++];
    if (token === undefined) throw compileError('the end');
    if (token === '.') {
      const next = this.tokens[this.at] ?? '';
      if (!next.startsWith('"')) return (input) => [input];
      this.at++;
      return field(JSON.parse(next) as string);
    }
    if (token.startsWith('.') && token !== '..') return field(token.slice(1));
    if (token.startsWith('"')) return this.text(token);
    if (/^-?\d/.test(token)) return () => [Number(token)];
    if (token === '(') {
      const inner = this.pipe();
      this.expect(')');
      return inner;
    }
    if (token === '[') {
      if (this.take(']')) return () => [[]];
      const inner = this.pipe();
      this.expect(']');
      return (input) => [inner(input)];
    }
    if (token === '{') return this.object();
    return this.named(token);
  }

  /** A text, with `\(…)` in it. */
  private text(token: string): Filter {
    const parts = token.slice(1, -1).split(/\\\(((?:[^()]|\([^()]*\))*)\)/);
    const filters = parts.map((part, i): Filter => (i % 2 === 1 ? new Parser(part).whole() : () => [JSON.parse(`"${part}"`) as unknown]));
    return (input) => [filters.map((filter) => filter(input).map((value) => (typeof value === 'string' ? value : compactJson(value, { ordered: true }))).join('')).join('')];
  }

  private object(): Filter {
    const fields: (readonly [string, Filter])[] = [];
    while (!this.take('}')) {
      const token = this.tokens[this.at++] ?? '';
      const name = token.startsWith('"') ? (JSON.parse(token) as string) : token;
      fields.push([name, this.take(':') ? this.compared() : field(name)]);
      if (!this.take(',') && this.tokens[this.at] !== '}') throw compileError(this.tokens[this.at] ?? 'the end');
    }
    return (input) => fields.reduce<readonly Record<string, unknown>[]>((made, [name, value]) => made.flatMap((object) => value(input).map((v) => ({ ...object, [name]: v }))), [{}]);
  }

  private named(name: string): Filter {
    const argument = this.take('(') ? this.pipe() : undefined;
    if (argument) this.expect(')');
    const make = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (!make) throw compileError(`${name}/${argument ? 1 : 0}`);
    return make(argument ?? ((input) => [input]));
  }
}

const then = (left: Filter, right: Filter): Filter => (input) => left(input).flatMap((value) => right(value));
const truthy = (value: unknown): boolean => value !== false && value !== null && value !== undefined;
const typeName = (value: unknown): string => (value === null || value === undefined ? 'null' : Array.isArray(value) ? 'array' : typeof value);
const fail = (what: string): never => {
  throw new JqError(`jq: error (at <stdin>:0): ${what}`);
};

const field =
  (name: string): Filter =>
  (input) => {
    if (input === null || input === undefined) return [null];
    if (typeof input !== 'object' || Array.isArray(input)) return fail(`Cannot index ${typeName(input)} with ${JSON.stringify(name)}`);
    return [Object.hasOwn(input, name) ? (input as Record<string, unknown>)[name] : null];
  };

function compare(operator: string, a: unknown, b: unknown): boolean {
  const [x, y] = [JSON.stringify(a ?? null), JSON.stringify(b ?? null)];
  const less = typeof a === 'number' && typeof b === 'number' ? a < b : String(a) < String(b);
  switch (operator) {
    case '==':
      return x === y;
    case '!=':
      return x !== y;
    case 'and':
      return truthy(a) && truthy(b);
    case 'or':
      return truthy(a) || truthy(b);
    case '<':
      return less;
    case '>=':
      return !less;
    case '<=':
      return less || x === y;
    default:
      return !less && x !== y;
  }
}

const listed = (input: unknown): readonly unknown[] => (Array.isArray(input) ? input : fail(`Cannot iterate over ${typeName(input)}`));
const textOf = (value: unknown): string => (typeof value === 'string' ? value : compactJson(value, { ordered: true }));

const FUNCTIONS: Readonly<Record<string, (argument: Filter) => Filter>> = {
  select: (argument) => (input) => argument(input).filter(truthy).map(() => input),
  map: (argument) => (input) => [listed(input).flatMap((value) => argument(value))],
  length: () => (input) => [typeof input === 'object' && input !== null && !Array.isArray(input) ? Object.keys(input).length : input === null ? 0 : (input as string).length],
  keys: () => (input) => [Object.keys(input as object).sort()],
  not: () => (input) => [!truthy(input)],
  empty: () => () => [],
  true: () => () => [true],
  false: () => () => [false],
  null: () => () => [null],
  first: () => (input) => [listed(input)[0] ?? null],
  last: () => (input) => [listed(input).at(-1) ?? null],
  reverse: () => (input) => [[...listed(input)].reverse()],
  sort_by: (argument) => (input) => [[...listed(input)].sort((a, b) => (compare('<', argument(a)[0], argument(b)[0]) ? -1 : compare('==', argument(a)[0], argument(b)[0]) ? 0 : 1))],
  join: (argument) => (input) => [listed(input).map((value) => (value === null ? '' : textOf(value))).join(String(argument(input)[0]))],
  contains: (argument) => (input) => [argument(input).every((value) => (typeof input === 'string' ? input.includes(String(value)) : JSON.stringify(input).includes(JSON.stringify(value).slice(1, -1))))],
  startswith: (argument) => (input) => [String(input).startsWith(String(argument(input)[0]))],
  endswith: (argument) => (input) => [String(input).endsWith(String(argument(input)[0]))],
  test: (argument) => (input) => [new RegExp(String(argument(input)[0])).test(String(input))],
  has: (argument) => (input) => [Object.hasOwn(input as object, String(argument(input)[0]))],
  to_entries: () => (input) => [Object.entries(input as object).map(([key, value]) => ({ key, value: value as unknown }))],
  tostring: () => (input) => [textOf(input)],
  tonumber: () => (input) => [Number(input)],
  add: () => (input) => [listed(input).reduce<unknown>((sum, value) => (sum === null ? value : typeof sum === 'number' ? sum + Number(value) : Array.isArray(sum) ? [...(sum as unknown[]), ...(value as unknown[])] : `${String(sum)}${String(value)}`), null)],
  '@base64d': () => (input) => [atob(String(input))],
  '@base64': () => (input) => [btoa(String(input))],
  '@tsv': () => (input) => [listed(input).map(textOf).join('\t')],
  '@csv': () => (input) => [listed(input).map((value) => (typeof value === 'string' ? JSON.stringify(value) : textOf(value))).join(',')],
};
