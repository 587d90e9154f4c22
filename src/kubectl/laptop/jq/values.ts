// Values of jq: JSON, its order, and what goes wrong with it.

import { compareText } from '../../../base/text.ts';
import { compactJson as goJson, indentedJson as indentedGoJson } from '../../output/json.ts';

/** Go writes `<`, `>` and `&` in JSON as numbers; jq does not. */
const unhidden = (text: string): string => text.replace(/\\(?:u(003c|003e|0026|2028|2029)|.)/g, (whole, code: string | undefined) => (code === undefined ? whole : String.fromCharCode(Number.parseInt(code, 16))));
export const compactJson = (value: Json): string => unhidden(goJson(value, { ordered: true }));
export const indentedJson = (value: Json): string => unhidden(indentedGoJson(value, { ordered: true }));

export type Json = unknown;
export type JsonObject = Readonly<Record<string, unknown>>;

/** A value that a filter was not made for; `try` and `?` catch it. */
export class JqFailure extends Error {
  override readonly name = 'JqFailure';
  /** What `catch` sees. */
  readonly value: Json;
  constructor(value: Json) {
    super(typeof value === 'string' ? value : `${compactJson(value)} (not a string)`);
    this.value = value;
  }
}

export const fail = (what: string): never => {
  throw new JqFailure(what);
};

const KINDS = ['null', 'false', 'true', 'number', 'string', 'array', 'object'];

export const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** As `type` names it. */
export const typeName = (value: Json): string => (value === null || value === undefined ? 'null' : Array.isArray(value) ? 'array' : typeof value);

export const truthy = (value: Json): boolean => value !== false && value !== null && value !== undefined;

/** `string ("abc")`: of a long one only the beginning. */
export function described(value: Json): string {
  const text = compactJson(value);
  const short = text.length > 11 ? `${text.slice(0, 10)}...` : text;
  return value === null || value === undefined ? 'null (null)' : `${typeName(value)} (${short})`;
}

const rank = (value: Json): number => KINDS.indexOf(typeof value === 'boolean' ? String(value) : typeName(value));

export function order(a: Json, b: Json): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number') return a - (b as number);
  if (typeof a === 'string') return compareText(a, b as string);
  if (Array.isArray(a)) return orderOfLists(a, b as readonly Json[]);
  if (!isObject(a)) return 0;
  const [x, y] = [sortedKeys(a), sortedKeys(b as JsonObject)];
  return orderOfLists(x, y) || orderOfLists(x.map((key) => a[key]), y.map((key) => (b as JsonObject)[key]));
}

function orderOfLists(a: readonly Json[], b: readonly Json[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const found = order(a[i], b[i]);
    if (found !== 0) return found;
  }
  return a.length - b.length;
}

export const sortedKeys = (object: JsonObject): string[] => Object.keys(object).sort(compareText);

export function arithmetic(operator: string, a: Json, b: Json): Json {
  const numbers = typeof a === 'number' && typeof b === 'number';
  switch (operator) {
    case '+':
      if (a === null || a === undefined) return b;
      if (b === null || b === undefined) return a;
      if (numbers) return a + b;
      if (typeof a === 'string' && typeof b === 'string') return a + b;
      if (Array.isArray(a) && Array.isArray(b)) return [...(a as Json[]), ...(b as Json[])];
      if (isObject(a) && isObject(b)) return { ...a, ...b };
      return fail(`${described(a)} and ${described(b)} cannot be added`);
    case '-':
      if (numbers) return a - b;
      if (Array.isArray(a) && Array.isArray(b)) return (a as Json[]).filter((item) => !(b as Json[]).some((other) => order(item, other) === 0));
      return fail(`${described(a)} and ${described(b)} cannot be subtracted`);
    case '*':
      if (numbers) return a * b;
      if (typeof a === 'string' && typeof b === 'number') return b > 0 ? a.repeat(Math.min(Math.ceil(b), 100_000)) : null;
      if (isObject(a) && isObject(b)) return merged(a, b);
      return fail(`${described(a)} and ${described(b)} cannot be multiplied`);
    case '/':
      if (numbers) return b === 0 ? fail(`${described(a)} and ${described(b)} cannot be divided because the divisor is zero`) : a / b;
      if (typeof a === 'string' && typeof b === 'string') return a === '' ? [] : a.split(b);
      return fail(`${described(a)} and ${described(b)} cannot be divided`);
    default:
      if (numbers) return Math.trunc(b) === 0 ? fail(`${described(a)} and ${described(b)} cannot be divided because the divisor is zero`) : Math.trunc(a) % Math.abs(Math.trunc(b));
      return fail(`${described(a)} and ${described(b)} cannot be divided`);
  }
}

function merged(a: JsonObject, b: JsonObject): JsonObject {
  const out: Record<string, Json> = { ...a };
  for (const [key, value] of Object.entries(b)) out[key] = isObject(value) && isObject(out[key]) ? merged(out[key], value) : value;
  return out;
}

// ---- places inside a value ----

export type Step = string | number | { readonly from: number | null; readonly to: number | null };

export function at(value: Json, step: Step): Json {
  if (value === null || value === undefined) return null;
  if (typeof step === 'string') return isObject(value) ? (Object.hasOwn(value, step) ? value[step] : null) : fail(`Cannot index ${typeName(value)} with string ${JSON.stringify(step)}`);
  if (typeof step === 'number') {
    if (!Array.isArray(value)) return fail(`Cannot index ${typeName(value)} with number`);
    return (value as Json[]).at(Math.floor(step)) ?? null;
  }
  if (typeof value === 'string') return [...value].slice(step.from ?? 0, step.to ?? undefined).join('');
  if (!Array.isArray(value)) return fail(`Cannot index ${typeName(value)} with object`);
  return (value as Json[]).slice(Math.floor(step.from ?? 0), step.to === null ? undefined : Math.ceil(step.to));
}

export const got = (value: Json, path: readonly Step[]): Json => path.reduce<Json>(at, value);

/** The value with another at that place. */
export function withAt(value: Json, path: readonly Step[], change: (old: Json) => Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  const inner = withAt(at(value, step), rest, change);
  if (typeof step === 'string') return { ...(value as JsonObject | null), [step]: inner };
  const list = [...((value as readonly Json[] | null) ?? [])];
  if (typeof step === 'number') {
    const index = step < 0 ? list.length + step : step;
    if (index < 0) return fail('Out of bounds negative array index');
    while (list.length < index) list.push(null);
    list[index] = inner;
    return list;
  }
  if (!Array.isArray(inner)) return fail('A slice of an array can only be assigned another array');
  const [from, to] = bounds(list, step);
  return [...list.slice(0, from), ...(inner as Json[]), ...list.slice(to)];
}

function bounds(list: readonly Json[], { from, to }: { readonly from: number | null; readonly to: number | null }): readonly [number, number] {
  const placed = (n: number | null, otherwise: number): number => (n === null ? otherwise : Math.max(0, Math.min(list.length, n < 0 ? list.length + n : n)));
  return [placed(from, 0), placed(to, list.length)];
}

/** Later places first, so that earlier ones stay where they are. */
export function without(value: Json, paths: readonly (readonly Step[])[]): Json {
  return [...paths].sort((a, b) => order(b, a)).reduce<Json>((left, path) => dropped(left, path), value);
}

function dropped(value: Json, [step, ...rest]: readonly Step[]): Json {
  if (step === undefined) return null;
  if (value === null || value === undefined) return null;
  if (rest.length > 0) {
    const inner = at(value, step);
    return inner === null ? value : withAt(value, [step], () => dropped(inner, rest));
  }
  if (typeof step === 'string') {
    if (!isObject(value)) return fail(`Cannot delete field at ${typeName(value)} index of ${Array.isArray(value) ? 'array' : typeName(value)}`);
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== step));
  }
  if (!Array.isArray(value)) return fail(`Cannot delete field at array index of ${typeName(value)}`);
  const list = value as readonly Json[];
  if (typeof step === 'number') return list.filter((_item, i) => i !== (step < 0 ? list.length + step : step));
  const [from, to] = bounds(list, step);
  return list.filter((_item, i) => i < from || i >= to);
}
