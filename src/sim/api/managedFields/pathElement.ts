// One step of a path to a field, kept as the text that FieldsV1 uses: `f:spec`, `k:{"name":"c"}` (an item by its keys),
// `v:"x"` (an item of a set), `i:0`. Equal steps have equal texts.
// Upstream: sigs.k8s.io/structured-merge-diff/fieldpath/element.go, serialize-pe.go

import { isObject } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { goJson } from '../errors.ts';
import { goNumber } from '../patch/goText.ts';
import type { ListShape } from '../patch/typeShape.ts';

export const fieldStep = (name: string): string => `f:${name}`;
export const keyStep = (keys: Readonly<Record<string, unknown>>): string => {
  const names = Object.keys(keys).sort(compareText);
  return `k:{${names.map((name) => `${goJson(name)}:${goJson(keys[name])}`).join(',')}}`;
};
export const valueStep = (value: unknown): string => `v:${goJson(value)}`;

/** Why an item of a list cannot be told apart from the others. */
export class PathElementError extends Error {
  override readonly name = 'PathElementError';
}

/** The step to an item of a set or keyed list. */
export function itemStep(list: ListShape, item: unknown): string {
  return list.keys.length ? keyedStep(list, item) : setStep(item);
}

function keyedStep(list: ListShape, item: unknown): string {
  if (item === null || item === undefined) throw new PathElementError('associative list with keys may not have a null element');
  if (!isObject(item)) throw new PathElementError('associative list with keys may not have non-map elements');
  const first = list.keys[0] as string;
  if (list.keys.length === 1 && typeof item[first] === 'string') return `k:{"${first}":${goJson(item[first])}}`;
  const keys: Record<string, unknown> = {};
  let found = false;
  for (const name of list.keys) {
    const value = item[name] ?? (item[name] === null ? null : list.element.map?.fields.get(name)?.default);
    if (value === undefined) continue;
    keys[name] = value;
    found = true;
  }
  if (!found) {
    const names = list.keys.map((name) => JSON.stringify(name)).join(' ');
    throw new PathElementError(`associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`);
  }
  return keyStep(keys);
}

function setStep(item: unknown): string {
  if (item === null || item === undefined) throw new PathElementError("associative list without keys has an element that's an explicit null");
  if (Array.isArray(item)) throw new PathElementError('not supported: associative list with lists as elements');
  if (typeof item === 'object') throw new PathElementError("associative list without keys has an element that's a map type");
  return valueStep(item);
}

/** `.spec`, `[name="c"]`, `[="x"]`, `[0]`: as conflicts and errors name it. */
export function stepText(step: string): string {
  const rest = step.slice(2);
  switch (step[0]) {
    case 'f':
      return `.${rest}`;
    case 'k': {
      const keys = JSON.parse(rest) as Record<string, unknown>;
      return `[${Object.keys(keys).map((name) => `${name}=${valueText(keys[name])}`).join(',')}]`;
    }
    case 'v':
      return `[=${valueText(JSON.parse(rest))}]`;
    default:
      return `[${rest}]`;
  }
}

export const pathText = (path: readonly string[]): string => path.map(stepText).join('');

function valueText(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return goNumber(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(',')}]`;
  if (isObject(value)) return Object.keys(value).map((key) => `${key}=${valueText(value[key])}`).join('');
  return String(value);
}

const RANK: Readonly<Record<string, number>> = { f: 0, k: 1, v: 2, i: 3 };

/** Fields first, then keys, values and indices. */
export function compareSteps(a: string, b: string): number {
  if (a === b) return 0;
  const kind = a[0] as string;
  if (kind !== b[0]) return (RANK[kind] as number) - (RANK[b[0] as string] as number);
  if (kind === 'f') return compareText(a, b);
  if (kind === 'i') return Number(a.slice(2)) - Number(b.slice(2));
  return compareValues(JSON.parse(a.slice(2)), JSON.parse(b.slice(2)));
}

/** A total order: numbers, strings, booleans, lists, objects, null. */
function compareValues(a: unknown, b: unknown): number {
  const rank = valueRank(a) - valueRank(b);
  if (rank !== 0) return rank;
  if (typeof a === 'number') return a - (b as number);
  if (typeof a === 'string') return compareText(a, b as string);
  if (typeof a === 'boolean') return Number(a) - Number(b);
  if (Array.isArray(a)) {
    const other = b as unknown[];
    for (let i = 0; i < a.length && i < other.length; i++) {
      const order = compareValues(a[i], other[i]);
      if (order !== 0) return order;
    }
    return a.length - other.length;
  }
  if (!isObject(a) || !isObject(b)) return 0;
  const names = Object.keys(a).sort(compareText);
  const others = Object.keys(b).sort(compareText);
  for (let i = 0; i < names.length && i < others.length; i++) {
    const order = compareText(names[i] as string, others[i] as string) || compareValues(a[names[i] as string], b[others[i] as string]);
    if (order !== 0) return order;
  }
  return names.length - others.length;
}

function valueRank(value: unknown): number {
  if (value === null) return 5;
  if (Array.isArray(value)) return 3;
  const rank = { number: 0, string: 1, boolean: 2 }[typeof value as string];
  return rank ?? 4;
}
