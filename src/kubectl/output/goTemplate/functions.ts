// What can be called in a template: Go's own functions and kubectl's `exists` and `base64decode`.
// Upstream: text/template/funcs.go, k8s.io/cli-runtime/pkg/printers/template.go

import { compareText } from '../../../base/text.ts';
import { base64Decode, utf8Bytes, utf8Text } from '../../../sim/api/yaml/bytes.ts';
import { plain, sprint, sprintf, sprintln } from './printf.ts';
import { GoNumber, NOTHING, boxed, goInt, isMap, kindOf, numberOf, ref, truth, typeName, type Ref } from './values.ts';

/** A function's own refusal; the template adds where. */
export class CallError extends Error {
  override readonly name = 'CallError';
}

export interface TemplateFunction {
  /** Arguments that must be there. */
  readonly fixed: number;
  readonly variadic: boolean;
  /** The type of arguments where it is not any: for `printf`'s format and the like. */
  readonly text?: boolean;
  readonly call: (args: readonly Ref[]) => Ref;
}

const any = (fixed: number, variadic: boolean, call: (args: readonly Ref[]) => Ref): TemplateFunction => ({ fixed, variadic, call });
const text = (call: (value: string, rest: readonly Ref[]) => string, variadic = false): TemplateFunction => ({
  fixed: 1,
  variadic,
  text: true,
  call: ([first, ...rest]) => ref(call(first?.value as string, rest)),
});

export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  // `and` and `or` stop early, so the runner has them.
  ['and', any(1, true, () => NOTHING)],
  ['or', any(1, true, () => NOTHING)],
  ['call', any(1, true, callValue)],
  ['html', any(0, true, (args) => ref(htmlEscape(joined(args))))],
  ['index', any(1, true, index)],
  ['slice', any(1, true, slice)],
  ['js', any(0, true, (args) => ref(jsEscape(joined(args))))],
  ['len', any(1, false, ([item]) => ref(goInt(length(item as Ref))))],
  ['not', any(1, false, ([arg]) => ref(!truth(arg?.value)))],
  ['print', any(0, true, (args) => ref(sprint(args.map((a) => a.value))))],
  ['printf', text((format, rest) => sprintf(format, rest.map((a) => a.value)), true)],
  ['println', any(0, true, (args) => ref(sprintln(args.map((a) => a.value))))],
  ['urlquery', any(0, true, (args) => ref(urlEscape(joined(args))))],
  ['eq', any(1, true, ([first, ...rest]) => ref(equalAny(first as Ref, rest)))],
  ['ne', any(2, false, ([a, b]) => ref(!equalAny(a as Ref, [b as Ref])))],
  ['lt', any(2, false, ([a, b]) => ref(less(a as Ref, b as Ref)))],
  ['le', any(2, false, ([a, b]) => ref(less(a as Ref, b as Ref) || equalAny(a as Ref, [b as Ref])))],
  ['gt', any(2, false, ([a, b]) => ref(!(less(a as Ref, b as Ref) || equalAny(a as Ref, [b as Ref]))))],
  ['ge', any(2, false, ([a, b]) => ref(!less(a as Ref, b as Ref)))],
  ['exists', any(1, true, ([item, ...keys]) => ref(exists(item as Ref, keys)))],
  ['base64decode', text(decode)],
]);

function decode(value: string): string {
  const bytes = base64Decode(value);
  if (typeof bytes === 'number') throw new CallError(`base64 decode failed: illegal base64 data at input byte ${bytes}`);
  return utf8Text(bytes).text;
}

function callValue([fn]: readonly Ref[]): Ref {
  if (kindOf(fn?.value) === 'nil') throw new CallError('call of nil');
  throw new CallError(`non-function ${plain(fn?.value)} of type ${typeName(ref(fn?.value))}`);
}

// ---- containers ----

function length(item: Ref): number {
  const { value } = item;
  switch (kindOf(value)) {
    case 'nil':
      throw new CallError(value === undefined ? 'reflect: call of reflect.Value.Type on zero Value' : 'len of nil pointer');
    case 'string':
      return utf8Bytes(value as string).length;
    case 'list':
      return (value as readonly unknown[]).length;
    case 'map':
      return Object.keys(value as object).length;
  }
  throw new CallError(`len of type ${typeName(ref(value))}`);
}

function position(at: Ref, most: number): number {
  const kind = kindOf(at.value);
  if (kind === 'nil') throw new CallError('cannot index slice/array with nil');
  if (kind !== 'int' && kind !== 'uint') throw new CallError(`cannot index slice/array with type ${typeName(ref(at.value))}`);
  const n = numberOf(at.value);
  if (n < 0 || n > most) throw new CallError(`index out of range: ${n}`);
  return n;
}

function index([item, ...keys]: readonly Ref[]): Ref {
  let current = item as Ref;
  if (kindOf(current.value) === 'nil') throw new CallError('index of untyped nil');
  for (const key of keys) {
    const { value } = current;
    switch (kindOf(value)) {
      case 'nil':
        throw new CallError('index of nil pointer');
      case 'list': {
        const n = position(key, (value as readonly unknown[]).length);
        if (n === (value as readonly unknown[]).length) throw new CallError('reflect: slice index out of range');
        current = boxed((value as readonly unknown[])[n]);
        break;
      }
      case 'string': {
        const bytes = utf8Bytes(value as string);
        const n = position(key, bytes.length);
        if (n === bytes.length) throw new CallError('reflect: string index out of range');
        current = ref(new GoNumber(bytes[n] as number, 'uint8'));
        break;
      }
      case 'map':
        if (kindOf(key.value) === 'nil') throw new CallError('value is nil; should be of type string');
        if (typeof key.value !== 'string') throw new CallError(`value has type ${typeName(ref(key.value))}; should be string`);
        current = boxed(Object.hasOwn(value as object, key.value) ? (value as Record<string, unknown>)[key.value] : null);
        break;
      default:
        throw new CallError(`can't index item of type ${typeName(ref(value))}`);
    }
  }
  return current;
}

function slice([item, ...keys]: readonly Ref[]): Ref {
  const value = item?.value;
  const kind = kindOf(value);
  if (kind === 'nil') throw new CallError('slice of untyped nil');
  if (keys.length > 3) throw new CallError(`too many slice indexes: ${keys.length}`);
  if (kind !== 'string' && kind !== 'list') throw new CallError(`can't slice item of type ${typeName(ref(value))}`);
  if (kind === 'string' && keys.length === 3) throw new CallError('cannot 3-index slice a string');
  const content = kind === 'string' ? utf8Bytes(value as string) : (value as readonly unknown[]);
  const [start = 0, end = content.length, most] = keys.map((key) => position(key, content.length));
  if (start > end) throw new CallError(`invalid slice index: ${start} > ${end}`);
  if (most !== undefined && end > most) throw new CallError(`invalid slice index: ${end} > ${most}`);
  return ref(content instanceof Uint8Array ? utf8Text(content.slice(start, end)).text : content.slice(start, end));
}

function exists(item: Ref, keys: readonly Ref[]): boolean {
  let { value } = item;
  // Upstream: without a key, also what is not there exists.
  if (keys.length === 0) return true;
  for (const { value: key } of keys) {
    if (kindOf(value) === 'nil') return false;
    if (isMap(value)) {
      if (typeof key !== 'string') return false;
      value = Object.hasOwn(value, key) ? value[key] : null;
    } else if (Array.isArray(value) || typeof value === 'string') {
      const kind = kindOf(key);
      const size = typeof value === 'string' ? utf8Bytes(value).length : value.length;
      if ((kind !== 'int' && kind !== 'uint') || numberOf(key) < 0 || numberOf(key) >= size) return false;
      value = typeof value === 'string' ? 0 : (value[numberOf(key)] as unknown);
    } else return false;
  }
  return kindOf(value) !== 'nil';
}

// ---- comparison ----

const basic = (kind: string): boolean => !['nil', 'map', 'list'].includes(kind);
const same = (a: string, b: string): boolean => a === b || ((a === 'int' || a === 'uint') && (b === 'int' || b === 'uint'));

function equalAny(first: Ref, rest: readonly Ref[]): boolean {
  if (rest.length === 0) throw new CallError('missing argument for comparison');
  return rest.some((other) => equal(first, other));
}

function equal(a: Ref, b: Ref): boolean {
  const [x, y] = [kindOf(a.value), kindOf(b.value)];
  if (basic(x) && same(x, y)) return x === 'bool' || x === 'string' ? a.value === b.value : numberOf(a.value) === numberOf(b.value);
  if (x === 'nil' || y === 'nil') return x === y;
  if (basic(x) || basic(y)) throw new CallError(`incompatible types for comparison: ${typeName(ref(a.value))} and ${typeName(ref(b.value))}`);
  if (x !== y) throw new CallError(`non-comparable types ${plain(a.value)}: ${typeName(ref(a.value))}, ${typeName(ref(b.value))}: ${plain(b.value)}`);
  throw new CallError(`non-comparable type ${plain(b.value)}: ${typeName(ref(b.value))}`);
}

function less(a: Ref, b: Ref): boolean {
  const [x, y] = [kindOf(a.value), kindOf(b.value)];
  if (!basic(x) || !basic(y)) throw new CallError('invalid type for comparison');
  if (!same(x, y)) throw new CallError(`incompatible types for comparison: ${typeName(ref(a.value))} and ${typeName(ref(b.value))}`);
  if (x === 'bool') throw new CallError('invalid type for comparison');
  if (x === 'string') return compareText(a.value as string, b.value as string) < 0;
  return numberOf(a.value) < numberOf(b.value);
}

// ---- escaping ----

/** One text is taken as it is; else as `print` has it. */
function joined(args: readonly Ref[]): string {
  const [first] = args;
  if (args.length === 1 && typeof first?.value === 'string') return first.value;
  return sprint(args.map((a) => (kindOf(a.value) === 'nil' ? '<no value>' : a.value)));
}

const HTML: Readonly<Record<string, string>> = { '\0': '\ufffd', '"': '&#34;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const htmlEscape = (value: string): string => value.replace(/[\0"'&<>]/g, (c) => HTML[c] as string);

const JS: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '"': '\\"', '<': '\\u003C', '>': '\\u003E', '&': '\\u0026', '=': '\\u003D' };

function jsEscape(value: string): string {
  let out = '';
  for (const c of value) {
    const code = c.codePointAt(0) as number;
    if (JS[c] !== undefined) out += JS[c];
    else if (code >= 0x80 ? /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(c) : code >= 0x20) out += c;
    else out += `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
  }
  return out;
}

/** Upstream: net/url.QueryEscape */
function urlEscape(value: string): string {
  let out = '';
  for (const b of utf8Bytes(value)) {
    const c = String.fromCharCode(b);
    if (/[A-Za-z0-9_.~-]/.test(c)) out += c;
    else out += c === ' ' ? '+' : `%${b.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
