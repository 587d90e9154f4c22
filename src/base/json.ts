// JSON values as the whole product handles them: frozen, shared between revisions, compared and printed in one stable way.
// Object keys keep their insertion order; everything that prints or hashes sorts them itself.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A tree that is still being built and belongs to nobody else yet. */
export type MutableJson = null | boolean | number | string | MutableJson[] | { [key: string]: MutableJson | undefined };

export type DeepReadonly<T> = T extends (infer U)[]
  ? readonly DeepReadonly<U>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** The reverse of DeepReadonly: what defaulting and admission may write to. */
export type Draft<T> = T extends readonly (infer U)[]
  ? Draft<U>[]
  : T extends object
    ? { -readonly [K in keyof T]: Draft<T[K]> }
    : T;

export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Freezes a tree; stops at parts that are frozen already, so the cost is that of the new parts only. Its lists are put in
 * their place anew, at their length: one that has grown by pushing has room for sixteen more, and what is frozen is kept.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) for (let i = 0; i < value.length; i++) deepFreeze(value[i]);
  else {
    for (const key in value) {
      const part = (value as Record<string, unknown>)[key];
      if (typeof part !== 'object' || part === null || Object.isFrozen(part)) continue;
      deepFreeze(Array.isArray(part) ? ((value as Record<string, unknown>)[key] = part.slice()) : part);
    }
  }
  return Object.freeze(value);
}

/** A copy that may be written to. */
export function deepCopy<T>(value: T): Draft<T> {
  return copy(value) as Draft<T>;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  const out: Record<string, unknown> = {};
  for (const key in value) {
    const item = copy((value as Record<string, unknown>)[key]);
    if (key === '__proto__') Object.defineProperty(out, key, { value: item, enumerable: true, writable: true, configurable: true });
    else out[key] = item;
  }
  return out;
}

/** Equality of JSON trees; a key whose value is undefined counts as absent. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i])) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const x = a as Record<string, unknown>;
  const y = b as Record<string, unknown>;
  let count = 0;
  for (const key in x) {
    if (x[key] === undefined) continue;
    count++;
    if (!equal(x[key], y[key])) return false;
  }
  for (const key in y) if (y[key] !== undefined) count--;
  return count === 0;
}

/** Compact JSON with sorted keys: the same text for equal values. */
export function stableText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(stableText).join(',')}]`;
  const object = value as Record<string, unknown>;
  const parts: string[] = [];
  for (const key of Object.keys(object).sort()) {
    if (object[key] !== undefined) parts.push(`${JSON.stringify(key)}:${stableText(object[key])}`);
  }
  return `{${parts.join(',')}}`;
}

/**
 * `next` with every part that equals the same part of `old` replaced by it, so that revisions share what did not change;
 * `old` itself where nothing did. `next` is written to where it is not frozen.
 */
export function share<T>(next: T, old: unknown): T {
  if (next === old || typeof next !== 'object' || typeof old !== 'object' || next === null || old === null) return next;
  const frozen = Object.isFrozen(next);
  if (Array.isArray(next)) {
    if (!Array.isArray(old)) return next;
    let same = next.length === old.length;
    for (let i = 0; i < next.length; i++) {
      const item = next[i] as unknown;
      const shared = i < old.length ? share(item, old[i]) : item;
      if (shared !== old[i]) same = false;
      if (shared !== item && !frozen) next[i] = shared;
    }
    return same ? (old as T) : next;
  }
  if (Array.isArray(old)) return next;
  const a = next as Record<string, unknown>;
  const b = old as Record<string, unknown>;
  let same = true;
  let count = 0;
  for (const key in a) {
    const value = a[key];
    if (value === undefined) continue;
    count++;
    const shared = share(value, b[key]);
    if (shared !== b[key]) same = false;
    if (shared !== value && !frozen) a[key] = shared;
  }
  if (same) for (const key in b) if (b[key] !== undefined) count--;
  return same && count === 0 ? (old as T) : next;
}
