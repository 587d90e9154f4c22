// The strategic merge patch that leads from one object to another: what kubectl (apply, edit, diff, scale …) and kubelets
// send. Computed as Go does, directives included, so that the bodies on the wire are the real ones. Parts of the patch are
// shared with the objects it was made from.
// Upstream: k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (CreateTwoWayMergePatch, CreateThreeWayMergePatch)

import { deepFreeze, equal, isObject } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { DELETE_FROM_LIST, DIRECTIVE, ELEMENT_ORDER, RETAIN_KEYS } from './directives.ts';
import { distinct, elementKind, sameKey, sorted, type List, type Obj } from './elementOrder.ts';
import { goText, kindOf } from './goText.ts';
import { internal, LIST_OF_LISTS, noMergeKey, PatchError } from './patchErrors.ts';
import { listField, objectField } from './patchMeta.ts';
import { combineStrategicPatches } from './strategic.ts';
import type { SchemaType } from '../schema/schemaType.ts';
import { shapeOf } from './schemaShapes.ts';
import type { TypeShape } from './typeShape.ts';

interface DiffOptions {
  readonly elementOrder: boolean;
  readonly ignoreChanges?: boolean;
  readonly ignoreDeletions?: boolean;
  readonly retainKeys?: boolean;
}

/** `{}` where nothing differs. */
export function createTwoWayPatch(original: Obj, modified: Obj, type: SchemaType): Obj {
  return diffMaps(original, modified, shapeOf(type), { elementOrder: true });
}

/**
 * Deletions from `original` (what was applied last) to `modified` (what is applied now), additions and changes from
 * `current` (the live object) to `modified`.
 */
export function createThreeWayPatch(original: Obj, modified: Obj, current: Obj, type: SchemaType): Obj {
  const shape = shapeOf(type);
  const changes = diffMaps(current, modified, shape, { elementOrder: true, ignoreDeletions: true });
  const deletions = diffMaps(original, modified, shape, { elementOrder: true, ignoreChanges: true });
  return combineStrategicPatches(deletions, changes, shape);
}

function diffMaps(original: Obj, modified: Obj, shape: TypeShape, options: DiffOptions): Obj {
  const patch: Record<string, unknown> = {};
  for (const key in modified) {
    const next = modified[key];
    if (next === undefined) continue;
    const now = original[key];
    if (now === next) continue;
    if (now === undefined) {
      if (!options.ignoreChanges) patch[key] = next;
    } else if (key === DIRECTIVE) {
      if (typeof now !== 'string' || typeof next !== 'string') throw internal(`invalid value for special key: ${DIRECTIVE}`);
      patch[key] = next;
    } else if (kindOf(now) !== kindOf(next)) {
      if (!options.ignoreChanges) patch[key] = next;
    } else if (isObject(now) && isObject(next)) diffObjectField(key, now, next, patch, shape, options);
    else if (Array.isArray(now) && Array.isArray(next)) diffListField(key, now, next, patch, shape, options);
    else if (!options.ignoreChanges) patch[key] = next;
  }
  if (!options.ignoreDeletions) for (const key in original) if (original[key] !== undefined && modified[key] === undefined) patch[key] = null;
  if (options.retainKeys) {
    const keys = Object.keys(modified).filter((key) => modified[key] !== undefined && modified[key] !== null);
    if (keys.length && (Object.keys(patch).length > 0 || hasMore(original, modified))) patch[RETAIN_KEYS] = keys.sort(compareText);
  }
  return patch;
}

/** Whether the original has a field, and a value for it, that the modified object does not have. */
function hasMore(original: Obj, modified: Obj): boolean {
  for (const key in original) if (original[key] !== undefined && original[key] !== null && modified[key] === undefined) return true;
  return false;
}

function diffObjectField(key: string, now: Obj, next: Obj, patch: Record<string, unknown>, shape: TypeShape, options: DiffOptions): void {
  const field = orEqual(now, next, () => objectField(shape, key));
  if (!field) return;
  if (field.strategy === 'replace') {
    if (!options.ignoreChanges) patch[key] = next;
    return;
  }
  const inner = diffMaps(now, next, field.type, { ...options, retainKeys: field.retainKeys });
  if (Object.keys(inner).length) patch[key] = inner;
}

function diffListField(key: string, now: List, next: List, patch: Record<string, unknown>, shape: TypeShape, options: DiffOptions): void {
  const found = orEqual(now, next, () => listField(shape, key));
  if (!found) return;
  const { field, element } = found;
  if (field.strategy !== 'merge') {
    if (!options.ignoreChanges && !equal(now, next)) patch[key] = next;
    return;
  }
  const diff = diffLists(now, next, element, field.mergeKey, { ...options, retainKeys: field.retainKeys });
  if (diff.add.length) patch[key] = diff.add;
  if (diff.remove.length) patch[`${DELETE_FROM_LIST}/${key}`] = diff.remove;
  if (diff.order.length) patch[`${ELEMENT_ORDER}/${key}`] = diff.order;
}

/** A field that no one knows does no harm while both sides are equal. */
function orEqual<T>(now: unknown, next: unknown, find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof PatchError && equal(now, next)) return undefined;
    throw error;
  }
}

interface ListDiff {
  readonly add: List;
  readonly remove: List;
  readonly order: List;
}

function diffLists(now: List, next: List, element: TypeShape, mergeKey: string, options: DiffOptions): ListDiff {
  if (now.length === 0) return { add: options.ignoreChanges ? [] : next, remove: [], order: [] };
  const kind = elementKind(now, next);
  if (kind === 'list') throw new PatchError('unprocessable', LIST_OF_LISTS);
  if (kind !== 'map') {
    const from = byText(now);
    const { add, remove } = diffScalars(from, byText(next), options);
    const changed = (!options.ignoreDeletions && remove.length > 0) || (!options.ignoreChanges && !equal(from, next));
    return { add: sorted(add, next, mergeKey, kind), remove, order: options.elementOrder && changed ? next : [] };
  }
  const { changes, deletions } = diffItems(now as readonly Obj[], next as readonly Obj[], element, mergeKey, options);
  const add = [...sorted(changes, next, mergeKey, kind), ...deletions];
  const moved = !sameOrder(now, next, mergeKey);
  const changed = (!options.ignoreChanges && (add.length > 0 || moved)) || (!options.ignoreDeletions && add.length > 0);
  return { add, remove: [], order: options.elementOrder && changed ? orderOf(next as readonly Obj[], mergeKey) : [] };
}

/** The keys of the items. Patches of the same kind of thing name the same few orders, which are then the same list. */
function orderOf(items: readonly Obj[], mergeKey: string): List {
  let text = mergeKey;
  for (const item of items) {
    const key = item[mergeKey];
    if (typeof key !== 'string') return items.map((i) => ({ [mergeKey]: i[mergeKey] }));
    text += `\0${key}`;
  }
  let order = orders.get(text);
  if (!order) {
    if (orders.size >= MOST_ORDERS) orders.clear();
    orders.set(text, (order = deepFreeze(items.map((i) => ({ [mergeKey]: i[mergeKey] })))));
  }
  return order;
}
const orders = new Map<string, List>();
const MOST_ORDERS = 256;

function sameOrder(now: List, next: List, mergeKey: string): boolean {
  if (now.length !== next.length) return false;
  for (let i = 0; i < next.length; i++) if (!sameKey(now[i], next[i], mergeKey)) return false;
  return true;
}

/** Both sorted by text. */
function diffScalars(now: List, next: List, options: DiffOptions): { readonly add: List; readonly remove: List } {
  const add: unknown[] = [];
  const remove: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < now.length || j < next.length) {
    const order = i >= now.length ? 1 : j >= next.length ? -1 : compareText(goText(now[i]), goText(next[j]));
    if (order === 0) {
      i++;
      j++;
    } else if (order > 0) {
      if (!options.ignoreChanges) add.push(next[j]);
      j++;
    } else {
      if (!options.ignoreDeletions) remove.push(now[i]);
      i++;
    }
  }
  return { add, remove: distinct(remove) };
}

function diffItems(now: readonly Obj[], next: readonly Obj[], element: TypeShape, mergeKey: string, options: DiffOptions): { readonly changes: List; readonly deletions: List } {
  const changes: unknown[] = [];
  const deletions: unknown[] = [];
  const from = byText(now, mergeKey) as readonly Obj[];
  const to = byText(next, mergeKey) as readonly Obj[];
  let i = 0;
  let j = 0;
  while (i < from.length || j < to.length) {
    const a = i < from.length ? keyOf(from[i] as Obj, mergeKey) : undefined;
    const b = j < to.length ? keyOf(to[j] as Obj, mergeKey) : undefined;
    const order = a === undefined ? 1 : b === undefined ? -1 : compareText(goText(a), goText(b));
    if (order === 0) {
      const diff = diffMaps(from[i++] as Obj, to[j++] as Obj, element, options);
      if (Object.keys(diff).length) changes.push({ ...diff, [mergeKey]: b });
    } else if (order > 0) {
      if (!options.ignoreChanges) changes.push(to[j]);
      j++;
    } else {
      if (!options.ignoreDeletions) deletions.push({ [mergeKey]: a, [DIRECTIVE]: 'delete' });
      i++;
    }
  }
  return { changes, deletions };
}

function keyOf(item: Obj, mergeKey: string): unknown {
  const value = item[mergeKey];
  if (value === undefined) throw noMergeKey(item, mergeKey);
  return value;
}

/**
 * Sorted by Go's text of the items (or of one field). Equal ones change places, as in Go's insertion sort with its
 * comparison by "not greater": two ports of one number and different protocols are compared crosswise otherwise.
 */
function byText(list: List, field?: string): List {
  const entries = list.map((item) => ({ item, text: goText(field === undefined ? item : (item as Obj)[field]) }));
  for (let i = 1; i < entries.length; i++) {
    for (let j = i; j > 0; j--) {
      const a = entries[j - 1] as (typeof entries)[number];
      const b = entries[j] as (typeof entries)[number];
      if (compareText(b.text, a.text) > 0) break;
      entries[j - 1] = b;
      entries[j] = a;
    }
  }
  return entries.map((entry) => entry.item);
}
