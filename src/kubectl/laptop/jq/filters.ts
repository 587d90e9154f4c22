// What a jq filter is: for one value it gives any number of values, each with the place where it stands in what came in,
// as long as it stands in it.

import { at, fail, isObject, typeName, type Json, type Step, compactJson } from './values.ts';

export interface Found {
  readonly value: Json;
  /** Undefined: made, not found. */
  readonly path: readonly Step[] | undefined;
}

export interface Scope {
  readonly variables: ReadonlyMap<string, Json>;
  readonly functions: ReadonlyMap<string, Closure>;
}

export interface Closure {
  readonly call: (input: Found, args: readonly Filter[], scope: Scope) => readonly Found[];
}

export type Filter = (input: Found, scope: Scope) => readonly Found[];

/** How many values one run may make: a filter without an end ends. */
const MOST = 200_000;
let left = MOST;
/** Another run begins. */
export const beginRun = (): void => void (left = MOST);
export const made = (value: Json): Found => {
  if (--left < 0) fail('more values than this page simulates');
  return { value, path: undefined };
};
export const valuesOf = (filter: Filter, input: Json, scope: Scope): readonly Json[] => filter(made(input), scope).map((found) => found.value);
export const pathsOf = (filter: Filter, input: Json, scope: Scope): readonly (readonly Step[])[] =>
  filter({ value: input, path: [] }, scope).map(({ value, path }) => path ?? fail(`Invalid path expression with result ${compactJson(value).slice(0, 11)}`));
export const stepInto = ({ value, path }: Found, step: Step): Found => ({ value: at(value, step), path: path && [...path, step] });

export function everyIn(input: Found): readonly Found[] {
  const { value } = input;
  if (Array.isArray(value)) return value.map((_item, i) => stepInto(input, i));
  if (isObject(value)) return Object.keys(value).map((key) => stepInto(input, key));
  return fail(`Cannot iterate over ${value === null || value === undefined ? 'null' : `${typeName(value)} (${compactJson(value).slice(0, 10)})`}`);
}
