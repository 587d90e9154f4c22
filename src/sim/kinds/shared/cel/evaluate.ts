// CEL at work: the value of an expression. What cannot be computed (a field that is not there, a division by zero, a
// function that is not known here) is a CelError, which || and && forgive where the other side decides.
// Upstream: github.com/google/cel-go/interpreter
//
// Simplified: integers are exact up to 2^53, and of the functions beyond the language itself only the usual ones on
// strings and lists are known.

import { equal, isObject } from '../../../../base/json.ts';
import type { CelNode } from './parser.ts';

export class CelError extends Error {
  override readonly name = 'CelError';
}

type Values = ReadonlyMap<string, unknown>;

export function evaluate(node: CelNode, names: Values): unknown {
  switch (node.is) {
    case 'literal':
      return literal(node.type, node.text);
    case 'name':
      if (!names.has(node.name)) throw new CelError(`no such attribute: ${node.name}`);
      return names.get(node.name);
    case 'select':
      return field(evaluate(node.of, names), node.field);
    case 'list':
      return node.items.map((item) => evaluate(item, names));
    case 'map':
      return Object.fromEntries(node.entries.map(([key, value]) => [String(evaluate(key, names)), evaluate(value, names)]));
    case 'struct':
      throw new CelError('no such type');
    case 'call':
      return call(node, names);
  }
}

function literal(type: string, text: string): unknown {
  switch (type) {
    case 'bool':
      return text === 'true';
    case 'null_type':
      return null;
    case 'int':
    case 'uint':
    case 'double':
      return Number(text.replace(/[uU]$/, ''));
    default:
      return unquoted(text);
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v' };

function unquoted(text: string): string {
  const [, prefix = '', quotes = ''] = /^([rRbB]*)("""|'''|"|')/.exec(text) ?? [];
  const inner = text.slice(prefix.length + quotes.length, text.length - quotes.length);
  if (/r/i.test(prefix)) return inner;
  return inner.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([^]))/g, (_all, x?: string, u?: string, c?: string) => (x ?? u ? String.fromCharCode(Number.parseInt((x ?? u) as string, 16)) : (ESCAPES[c ?? ''] ?? c ?? '')));
}

function field(of: unknown, name: string): unknown {
  if (isObject(of) && Object.hasOwn(of, name)) return of[name];
  throw new CelError(`no such key: ${name}`);
}

type Call = CelNode & { readonly is: 'call' };

function call(node: Call, names: Values): unknown {
  const { name, args, target } = node;
  const at = (i: number): CelNode => args[i] as CelNode;
  switch (name) {
    case '_&&_':
      return either(node, names, false);
    case '_||_':
      return either(node, names, true);
    case '_?_:_':
      return evaluate(evaluate(at(0), names) === true ? at(1) : at(2), names);
  }
  if (name === 'has' && !target) {
    const selected = at(0);
    if (selected.is !== 'select') throw new CelError('invalid argument to has() macro');
    const of = evaluate(selected.of, names);
    return isObject(of) && Object.hasOwn(of, selected.field) && of[selected.field] !== undefined;
  }
  if (target && MACROS.has(name) && at(0)?.is === 'name') return macro(node, names);
  const values = [...(target ? [target] : []), ...args].map((arg) => evaluate(arg, names));
  return apply(name, values);
}

function either({ args }: Call, names: Values, decisive: boolean): boolean {
  let fault: unknown;
  for (const arg of args) {
    try {
      if (evaluate(arg, names) === decisive) return decisive;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      fault = error;
    }
  }
  if (fault) throw fault;
  return !decisive;
}

const MACROS = new Set(['all', 'exists', 'exists_one', 'existsOne', 'map', 'filter']);

function macro({ name, target, args }: Call, names: Values): unknown {
  const over = evaluate(target as CelNode, names);
  const items = Array.isArray(over) ? (over as unknown[]) : isObject(over) ? Object.keys(over) : [];
  const variable = (args[0] as CelNode & { is: 'name' }).name;
  const of = (node: CelNode, item: unknown): unknown => evaluate(node, new Map(names).set(variable, item));
  const test = args[1] as CelNode;
  switch (name) {
    case 'all':
      return items.every((item) => of(test, item) === true);
    case 'exists':
      return items.some((item) => of(test, item) === true);
    case 'filter':
      return items.filter((item) => of(test, item) === true);
    case 'map':
      return args[2] ? items.filter((item) => of(test, item) === true).map((item) => of(args[2] as CelNode, item)) : items.map((item) => of(test, item));
    default:
      return items.filter((item) => of(test, item) === true).length === 1;
  }
}

const size = (value: unknown): number => (typeof value === 'string' ? [...value].length : Array.isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : fail('no such overload'));

function fail(why: string): never {
  throw new CelError(why);
}

function apply(name: string, values: readonly unknown[]): unknown {
  const [a, b, c] = values as [never, never, never];
  const numbers = typeof a === 'number' && typeof b === 'number';
  switch (name) {
    case '_==_':
      return equal(a, b);
    case '_!=_':
      return !equal(a, b);
    case '_<_':
      return a < b;
    case '_<=_':
      return a <= b;
    case '_>_':
      return a > b;
    case '_>=_':
      return a >= b;
    case '_+_':
      return Array.isArray(a) ? [...(a as unknown[]), ...(b as unknown[])] : ((a as number) + (b as number));
    case '_-_':
      return numbers ? a - b : fail('no such overload');
    case '_*_':
      return numbers ? a * b : fail('no such overload');
    case '_/_':
      if ((b as number) === 0) fail('division by zero');
      return Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b;
    case '_%_':
      return (b as number) === 0 ? fail('modulus by zero') : a % b;
    case '!_':
      return !a;
    case '-_':
      return -a;
    case '@in':
      return Array.isArray(b) ? (b as unknown[]).some((item) => equal(item, a)) : isObject(b) && Object.hasOwn(b, String(a));
    case '_[_]':
      if (Array.isArray(a)) return (b as number) < (a as unknown[]).length ? (a as unknown[])[b] : fail('index out of bounds');
      return field(a, String(b));
    case 'size':
      return size(a);
    case 'startsWith':
      return (a as string).startsWith(b);
    case 'endsWith':
      return (a as string).endsWith(b);
    case 'contains':
      return (a as string).includes(b);
    case 'matches':
      return new RegExp(b as string, 'u').test(a);
    case 'lowerAscii':
      return (a as string).toLowerCase();
    case 'upperAscii':
      return (a as string).toUpperCase();
    case 'trim':
      return (a as string).trim();
    case 'split':
      return (a as string).split(b);
    case 'join':
      return (a as string[]).join(b ?? '');
    case 'replace':
      return (a as string).split(b).join(c);
    case 'substring':
      return [...(a as string)].slice(b, c).join('');
    case 'indexOf':
      return Array.isArray(a) ? (a as unknown[]).findIndex((item) => equal(item, b)) : (a as string).indexOf(b);
    case 'int':
    case 'uint':
      return Math.trunc(Number(a));
    case 'double':
      return Number(a);
    case 'string':
      return String(a);
    case 'bool':
      return a === true || (a as unknown) === 'true';
    case 'dyn':
      return a;
    case 'sum':
      return (a as number[]).reduce((x, y) => x + y, 0);
    case 'min':
    case 'max': {
      const all = (Array.isArray(a) ? a : values) as number[];
      return all.reduce((x, y) => ((name === 'min') === x < y ? x : y));
    }
    case 'isSorted':
      return (a as unknown[]).every((item, i, list) => i === 0 || (list[i - 1] as never) <= (item as never));
    default:
      return fail(`no such overload: ${name}`);
  }
}
