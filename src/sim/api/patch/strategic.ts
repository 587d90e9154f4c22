// Strategic merge patch: lists are merged by key where the type says so, and directives delete, replace and order.
// This is what `kubectl apply`, `kubectl patch` and every kubelet send, so it is quick: only what changes is copied, and
// what the patch sets to the value that is there already changes nothing.
// Upstream: k8s.io/apimachinery/pkg/util/strategicpatch/patch.go

import { deepCopy, equal, isObject } from '../../../base/json.ts';
import { DELETE_FROM_LIST, DIRECTIVE, ELEMENT_ORDER, listOf, maybeDirective, RETAIN_KEYS } from './directives.ts';
import { checkOrder, distinct, elementKind, inOrder, partition, placeByKey, type List, type Obj } from './elementOrder.ts';
import { goText, kindOf } from './goText.ts';
import { BAD_ELEMENT_ORDER, BAD_RETAIN_KEYS, internal, malformed, noMergeKey, unknownDirective, wrongType } from './patchErrors.ts';
import { goKind, listField, objectField } from './patchMeta.ts';
import type { SchemaType } from '../schema/schemaType.ts';
import { shapeOf } from './schemaShapes.ts';
import type { FieldShape, TypeShape } from './typeShape.ts';

/** The patched object; unchanged parts are shared with the original, the rest is fresh. Throws PatchError. */
export function applyStrategicMergePatch(original: unknown, patch: unknown, type: SchemaType): Obj {
  if (!isObject(original)) throw wrongType('map', original);
  if (!isObject(patch)) throw wrongType('map', patch);
  return mergeMap(original, patch, shapeOf(type), true);
}

/** One patch that does what two do, the second winning. Directives and nulls are kept. */
export function combineStrategicPatches(first: Obj, second: Obj, shape: TypeShape): Obj {
  return mergeMap(first, second, shape, false);
}

/** `live`: the original is an object, not another patch. */
function mergeMap(original: Obj, patch: Obj, shape: TypeShape, live: boolean): Obj {
  const directive = patch[DIRECTIVE];
  if (directive !== undefined) return obey(directive, patch);

  let out: Record<string, unknown> | undefined;
  const set = (key: string, value: unknown): void => {
    if ((out ?? original)[key] === value) return;
    // A key is left out, not deleted: an object that lost a key is slow for whoever reads it, for ever.
    if (value === undefined) out = without(out ?? original, key);
    else (out ??= { ...original })[key] = value;
  };
  let done: string[] | undefined;
  if (hasDirectives(patch)) {
    if (patch[RETAIN_KEYS] !== undefined) retainKeys(original, patch, live, set);
    for (const key in patch) {
      if (!key.startsWith(ELEMENT_ORDER)) continue;
      const list = orderedList(out ?? original, patch, key, shape, live, set);
      if (list !== undefined) (done ??= []).push(list);
    }
  }

  for (const key in patch) {
    const change = patch[key];
    if (change === undefined) continue;
    if (done?.includes(key)) continue;
    let name = key;
    let deletes = false;
    if (maybeDirective(key)) {
      if (key === RETAIN_KEYS || key.startsWith(ELEMENT_ORDER)) continue;
      if (key.startsWith(DELETE_FROM_LIST)) {
        if (!live) {
          set(key, change);
          continue;
        }
        name = listOf(key, DELETE_FROM_LIST) || key;
        deletes = true;
      }
    }
    if (change === null) {
      set(name, live ? undefined : null);
      continue;
    }
    const now = (out ?? original)[name];
    if (typeof now !== 'object' || now === null || kindOf(now) !== kindOf(change)) {
      // Not there, or of another kind: the patch's value stands, whatever its type is.
      if (!deletes) set(name, now === change ? now : newValue(change, live));
    } else if (Array.isArray(now)) {
      const { field, element } = listField(shape, name);
      set(name, mergeList(now, change as List, field, element, deletes, live));
    } else {
      const field = objectField(shape, name);
      set(name, field.strategy === 'replace' ? same(now, change) : mergeMap(now as Obj, change as Obj, field.type, live));
    }
  }
  return out ?? original;
}

function without(object: Obj, key: string): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const name in object) if (name !== key) out[name] = object[name];
  return out;
}

function hasDirectives(patch: Obj): boolean {
  for (const key in patch) if (maybeDirective(key)) return true;
  return false;
}

/** `$patch` in an object: replace it with the rest of the patch, or empty it. */
function obey(directive: unknown, patch: Obj): Obj {
  if (directive === 'replace') {
    const copy = deepCopy(patch) as Record<string, unknown>;
    delete copy[DIRECTIVE];
    return copy;
  }
  if (directive === 'delete') return {};
  throw unknownDirective(directive, patch);
}

function retainKeys(original: Obj, patch: Obj, live: boolean, set: (key: string, value: unknown) => void): void {
  const keys = patch[RETAIN_KEYS];
  if (!live) {
    const other = original[RETAIN_KEYS];
    if (other !== undefined && !equal(other, keys)) {
      throw internal(`${goText(other)} and ${goText(keys)} are not deep equal: this may happen when calculating the 3-way diff patch`);
    }
    if (other === undefined) set(RETAIN_KEYS, keys);
    return;
  }
  if (!Array.isArray(keys)) throw malformed(BAD_RETAIN_KEYS);
  for (const key in patch) {
    if (key === RETAIN_KEYS || patch[key] === null || patch[key] === undefined) continue;
    if (key.startsWith(DELETE_FROM_LIST) || key.startsWith(ELEMENT_ORDER)) continue;
    if (!keys.includes(key)) throw malformed(BAD_RETAIN_KEYS);
  }
  for (const key in original) if (!keys.includes(key)) set(key, undefined);
}

/** `$setElementOrder/<list>`: merges that list and puts it in order; answers its name when that settles it. */
function orderedList(original: Obj, patch: Obj, key: string, shape: TypeShape, live: boolean, set: (key: string, value: unknown) => void): string | undefined {
  const order = patch[key];
  if (!live) {
    const other = original[key];
    if (other !== undefined && !equal(other, order)) throw malformed(BAD_ELEMENT_ORDER);
    if (other === undefined) set(key, order);
  }
  if (!Array.isArray(order)) throw wrongType('list', order);
  const name = listOf(key, ELEMENT_ORDER);
  const now = original[name];
  const change = patch[name];
  if (now !== undefined && !Array.isArray(now)) throw wrongType('list', now);
  if (change !== undefined && !Array.isArray(change)) throw wrongType('list', change);
  const { field, element } = listField(shape, name);
  if (now && change && field.strategy === 'merge' && field.mergeKey !== '' && live) {
    const quick = mergeInOrder(now, change, order, field.mergeKey, element);
    if (quick) {
      set(name, sameItems(now, quick) ? now : quick);
      return name;
    }
  }
  checkOrder(change ?? [], order, field.mergeKey);

  let items: List;
  if (now === undefined && change === undefined) return undefined;
  if (change === undefined) items = now as List;
  else if (now === undefined) items = newValue(change, false) as List;
  else items = mergeList(now, change, field, element, false, live);

  const [fromPatch, serverOnly] = partition(items, order, field.mergeKey);
  const kind = elementKind(now ?? [], change ?? []);
  const result = inOrder(fromPatch, serverOnly, order, now ?? [], field.mergeKey, kind);
  set(name, now && sameItems(now, result) ? now : result);
  return name;
}

function mergeList(now: List, change: List, field: FieldShape, element: TypeShape, deletes: boolean, live: boolean): List {
  if (field.strategy !== 'merge' && !deletes) return same(now, change) as List;
  if (now.length === 0 && change.length === 0) return now;
  const key = field.mergeKey;
  const quick = live && !deletes && key !== '' ? mergeInPlace(now, change, key, element) : undefined;
  if (quick) return quick;
  const kind = elementKind(now, change);
  let original = now;
  let patch = change;
  let merged: List;
  if (kind !== 'map') {
    if (live && deletes) {
      const left = now.filter((item) => !change.includes(item));
      return left.length === now.length ? now : left;
    }
    merged = distinct([...now, ...change]);
  } else {
    if (key === '') throw internal(`cannot merge lists without merge key for ${goKind(element)}`);
    [original, patch] = specialItems(now, change, key);
    merged = mergeItems(original, patch, key, element, live);
  }
  const [fromPatch, serverOnly] = partition(merged, patch, key);
  const result = inOrder(fromPatch, serverOnly, patch, original, key, kind);
  return sameItems(now, result) ? now : result;
}

/** Beyond this a bit for each item does not fit into one number. */
const FEW = 30;

/**
 * The usual case of an ordered list, in one pass: nothing is deleted, the order names every item, and the patch's items
 * stand in it. Undefined in any other case.
 */
function mergeInOrder(now: List, change: List, order: List, key: string, element: TypeShape): List | undefined {
  if (now.length > FEW) return undefined;
  const out: unknown[] = [];
  let taken = 0;
  let seen = 0;
  let next = 0;
  for (const entry of order as readonly Obj[]) {
    const value = entry?.[key];
    if (value === undefined) return undefined;
    const item = change[next] as Obj | null | undefined;
    const changes = item !== undefined && item !== null && item[key] === value;
    if (changes && item[DIRECTIVE] !== undefined) return undefined;
    if (changes) next++;
    const at = placeNear(now, key, value, taken);
    if (at < 0) {
      if (changes) out.push(deepCopy(item));
      continue;
    }
    if (seen & (1 << at)) return undefined;
    seen |= 1 << at;
    taken++;
    out.push(changes ? mergeMap(now[at] as Obj, item, element, true) : now[at]);
  }
  return next === change.length && taken === now.length ? out : undefined;
}

/** The usual case of a list without an order: all items are there already, in the order of the patch. */
function mergeInPlace(now: List, change: List, key: string, element: TypeShape): List | undefined {
  if (now.length > FEW || !distinctKeys(now, key)) return undefined;
  let out: unknown[] | undefined;
  let last = -1;
  for (const item of change as readonly (Obj | null)[]) {
    const value = item?.[key];
    if (item === null || value === undefined || item[DIRECTIVE] !== undefined) return undefined;
    const at = placeNear(now, key, value, last + 1);
    if (at <= last) return undefined;
    last = at;
    const merged = mergeMap(now[at] as Obj, item, element, true);
    if (merged !== now[at]) (out ??= [...now])[at] = merged;
  }
  return out ?? now;
}

/** The place of the item with this key; the likeliest place is looked at first. */
function placeNear(list: List, key: string, value: unknown, likely: number): number {
  if (likely < list.length && (list[likely] as Obj | null)?.[key] === value) return likely;
  for (let i = 0; i < list.length; i++) if ((list[i] as Obj | null)?.[key] === value) return i;
  return -1;
}

function distinctKeys(list: List, key: string): boolean {
  for (let i = 0; i < list.length; i++) {
    const value = (list[i] as Obj | null)?.[key];
    if (value === undefined) return false;
    for (let j = 0; j < i; j++) if ((list[j] as Obj)[key] === value) return false;
  }
  return true;
}

/** Deletes what items with `$patch: delete` name, and starts anew where one says `$patch: replace`. */
function specialItems(now: List, change: List, mergeKey: string): [List, List] {
  let special = false;
  for (const item of change) if ((item as Obj)[DIRECTIVE] !== undefined) special = true;
  if (!special) return [now, change];
  let original = now;
  const rest: unknown[] = [];
  let replace = false;
  for (const item of change as readonly Obj[]) {
    const directive = item[DIRECTIVE];
    if (directive === undefined) rest.push(item);
    else if (directive === 'delete') {
      const value = item[mergeKey];
      if (value === undefined) throw noMergeKey(item, mergeKey);
      while (placeByKey(original, mergeKey, value) >= 0) {
        const at = placeByKey(original, mergeKey, value);
        original = [...original.slice(0, at), ...original.slice(at + 1)];
      }
    } else if (directive === 'replace') replace = true;
    else if (directive === 'merge') throw internal('merging lists cannot yet be specified in the patch');
    else throw unknownDirective(directive, item);
  }
  return replace ? [deepCopy(rest), []] : [original, rest];
}

function mergeItems(original: List, patch: List, mergeKey: string, element: TypeShape, live: boolean): List {
  if (patch.length === 0) return original;
  const merged = [...original];
  for (const item of patch as readonly Obj[]) {
    const value = item[mergeKey];
    if (value === undefined) throw noMergeKey(item, mergeKey);
    const at = placeByKey(merged, mergeKey, value);
    // A new item is taken as it is, with its nulls.
    if (at < 0) merged.push(live ? deepCopy(item) : item);
    else merged[at] = mergeMap(merged[at] as Obj, item, element, live);
  }
  return merged;
}

const same = (now: unknown, change: unknown): unknown => (equal(now, change) ? now : deepCopy(change));

function sameItems(a: List, b: List): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A value that was not there before: without what is to be deleted, and (for an object) without nulls. */
function newValue(value: unknown, live: boolean): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const out: unknown[] = [];
    for (const item of value) {
      const copy = newValue(item, live);
      if (copy !== undefined) out.push(copy);
    }
    return out;
  }
  const object = value as Obj;
  if (object[DIRECTIVE] !== undefined) return undefined;
  const out: Record<string, unknown> = {};
  for (const key in object) {
    if (live && object[key] === null) continue;
    const copy = newValue(object[key], live);
    if (copy !== undefined) out[key] = copy;
  }
  return out;
}
