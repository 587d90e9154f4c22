// JSON merge patch (RFC 7386): apply it, and compute the one that leads from one object to another. kubectl uses the
// three-way form for custom resources, which have no strategic merge.
// Upstream: gopkg.in/evanphx/json-patch.v4 merge.go, k8s.io/apimachinery/pkg/util/jsonmergepatch/patch.go

import { deepCopy, equal, isObject } from '../../../base/json.ts';
import { internal, PatchError } from './patchErrors.ts';

type Obj = { readonly [key: string]: unknown };

/** The patched document; unchanged parts are shared with the original. */
export function applyMergePatch(original: unknown, patch: unknown): unknown {
  if (Array.isArray(patch)) return withoutNulls(patch);
  if (!isObject(patch)) throw new PatchError('badRequest', 'Invalid JSON Patch');
  return isObject(original) ? mergeObjects(original, patch) : withoutNulls(patch);
}

function mergeObjects(original: Obj, patch: Obj): Obj {
  let out: Record<string, unknown> | undefined;
  for (const key in patch) {
    const change = patch[key];
    if (change === undefined) continue;
    const now = original[key];
    if (change === null) {
      if (now === undefined) continue;
      out ??= { ...original };
      delete out[key];
      continue;
    }
    const next = merged(now, change);
    if (next === now) continue;
    out ??= { ...original };
    out[key] = next;
  }
  return out ?? original;
}

function merged(now: unknown, change: unknown): unknown {
  if (isObject(now) && isObject(change)) return mergeObjects(now, change);
  const next = isObject(now) ? deepCopy(change) : withoutNulls(change);
  return equal(now, next) ? now : next;
}

/** A copy of something new: null says "remove", and there is nothing to remove. Nulls that are items of lists stay. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const out: Record<string, unknown> = {};
  for (const key in value) if (value[key] !== null && value[key] !== undefined) out[key] = withoutNulls(value[key]);
  return out;
}

/** The merge patch that turns `original` into `modified`. Lists are replaced as a whole; parts are shared with `modified`. */
export function createMergePatch(original: Obj, modified: Obj): Obj {
  const patch: Record<string, unknown> = {};
  for (const key in modified) {
    const next = modified[key];
    if (next === undefined) continue;
    const now = original[key];
    if (now === undefined) patch[key] = next;
    else if (isObject(now) && isObject(next)) {
      const inner = createMergePatch(now, next);
      if (Object.keys(inner).length) patch[key] = inner;
    } else if (!equal(now, next)) patch[key] = next;
  }
  for (const key in original) if (original[key] !== undefined && modified[key] === undefined) patch[key] = null;
  return patch;
}

/**
 * What `kubectl apply` sends for kinds without strategic merge: deletions from `original` to `modified`, additions and
 * changes from `current` to `modified`.
 */
export function createThreeWayMergePatch(original: Obj, modified: Obj, current: Obj): Obj {
  const changes = nullsOnly(createMergePatch(current, modified), false);
  const deletions = nullsOnly(createMergePatch(original, modified), true);
  if (conflicts(changes, deletions)) throw internal('patch conflicts with changes made from original to current');
  return combine(deletions, changes);
}

/** Merges as a merge patch is applied, but the nulls of `first` are values here. */
function combine(first: Obj, second: Obj): Obj {
  const out: Record<string, unknown> = { ...first };
  for (const key in second) {
    const now = out[key];
    const next = second[key];
    out[key] = isObject(now) && isObject(next) ? combine(now, next) : withoutNulls(next);
  }
  return out;
}

function nullsOnly(patch: Obj, keep: boolean): Obj {
  const out: Record<string, unknown> = {};
  for (const key in patch) {
    const value = patch[key];
    if (value === null) {
      if (keep) out[key] = null;
    } else if (isObject(value)) {
      // An empty object that was set explicitly is a value, not an empty patch.
      if (Object.keys(value).length === 0) {
        if (!keep) out[key] = value;
        continue;
      }
      const inner = nullsOnly(value, keep);
      if (Object.keys(inner).length) out[key] = inner;
    } else if (!keep) out[key] = value;
  }
  return out;
}

function conflicts(left: unknown, right: unknown): boolean {
  if (isObject(left) && isObject(right)) {
    for (const key in left) if (right[key] !== undefined && conflicts(left[key], right[key])) return true;
    return false;
  }
  if (Array.isArray(left) && Array.isArray(right)) return left.length !== right.length || left.some((item, i) => conflicts(item, right[i]));
  return !equal(left, right);
}
