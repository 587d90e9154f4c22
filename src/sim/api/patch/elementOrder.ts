// Lists that are merged by key: finding items, and putting them into the order that patch and live object ask for.
// Upstream: k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (normalizeElementOrder and what it calls)

import { isObject } from '../../../base/json.ts';
import { DIRECTIVE } from './directives.ts';
import { goText, kindOf, type JsonKind } from './goText.ts';
import { BAD_ELEMENT_ORDER, internal, LIST_OF_LISTS, malformed, noMergeKey, PatchError, wrongType } from './patchErrors.ts';

export type Obj = { readonly [key: string]: unknown };
export type List = readonly unknown[];

/** The kind of the items of all lists together; they must be of one kind. */
export function elementKind(...lists: readonly List[]): JsonKind {
  let kind: JsonKind | undefined;
  for (const list of lists) {
    for (const item of list) {
      const own = kindOf(item);
      if (kind === undefined) {
        if (own === 'list') throw new PatchError('unprocessable', LIST_OF_LISTS);
        kind = own;
      } else if (own !== kind) throw internal(`list element types are not identical: ${goText(lists)}`);
    }
  }
  if (kind === undefined) throw internal('no elements in any of the given slices');
  return kind;
}

/** Patch items in the order of `patchOrder`, server-only items in that of `serverOrder`, interleaved as they stood on the server. */
export function inOrder(patchItems: List, serverOnly: List, patchOrder: List, serverOrder: List, mergeKey: string, kind: JsonKind): List {
  const right = sorted(patchItems, patchOrder, mergeKey, kind);
  const left = sorted(serverOnly, serverOrder, mergeKey, kind);
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  const out: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const l = indexOf(serverOrder, left[i], mergeKey, kind);
    const r = indexOf(serverOrder, right[j], mergeKey, kind);
    out.push(l >= 0 && r >= 0 && l < r ? left[i++] : right[j++]);
  }
  while (i < left.length) out.push(left[i++]);
  while (j < right.length) out.push(right[j++]);
  return out;
}

/** Sorts items by their place in `order`; items to be deleted go last. */
export function sorted(items: List, order: List, mergeKey: string, kind: JsonKind): List {
  let keep: List = items;
  let gone: List = [];
  if (kind === 'map') {
    requireMergeKey(mergeKey, items);
    requireMergeKey(mergeKey, order);
    [keep, gone] = splitDeletions(items);
  }
  if (keep.length > 1) {
    const places = keep.map((item) => indexOf(order, item, mergeKey, kind));
    // Insertion sort, as Go sorts short lists: an item without a place moves in front of what stands before it.
    const result = [...keep];
    for (let i = 1; i < result.length; i++) {
      for (let j = i; j > 0; j--) {
        const a = places[j] as number;
        const b = places[j - 1] as number;
        if (a >= 0 && b >= 0 && a >= b) break;
        [result[j], result[j - 1]] = [result[j - 1], result[j]];
        places[j] = b;
        places[j - 1] = a;
      }
    }
    keep = result;
  }
  return gone.length ? [...keep, ...gone] : keep;
}

export function indexOf(list: List, item: unknown, mergeKey: string, kind: JsonKind): number {
  if (kind !== 'map') return list.indexOf(item);
  const value = isObject(item) ? item[mergeKey] : undefined;
  for (let i = 0; i < list.length; i++) {
    const other = list[i];
    if ((isObject(other) ? other[mergeKey] : undefined) === value) return i;
  }
  return -1;
}

/** The place of the item whose merge key has this value. */
export function placeByKey(list: List, mergeKey: string, value: unknown): number {
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (!isObject(item)) throw internal(`value for key ${i} is not a map`);
    if (item[mergeKey] !== undefined && item[mergeKey] === value) return i;
  }
  return -1;
}

/** Items whose key stands in `by`, and the others. */
export function partition(items: List, by: List, mergeKey: string): [List, List] {
  const inside: unknown[] = [];
  const outside: unknown[] = [];
  for (const item of items) {
    let found: boolean;
    if (mergeKey === '') found = by.includes(item);
    else {
      if (!isObject(item)) throw wrongType('map', item);
      const value = item[mergeKey];
      if (value === undefined) throw noMergeKey(item, mergeKey);
      found = placeByKey(by, mergeKey, value) >= 0;
    }
    (found ? inside : outside).push(item);
  }
  return [inside, outside];
}

export function splitDeletions(items: List): [List, List] {
  let gone: unknown[] | undefined;
  for (const item of items) {
    if (!isObject(item)) throw wrongType('map', item);
    if (item[DIRECTIVE] === 'delete') (gone ??= []).push(item);
  }
  return gone ? [items.filter((item) => (item as Obj)[DIRECTIVE] !== 'delete'), gone] : [items, []];
}

function requireMergeKey(mergeKey: string, list: List): void {
  for (const item of list) {
    if (!isObject(item)) throw wrongType('map', item);
    if (item[mergeKey] === undefined) throw noMergeKey(item, mergeKey);
  }
}

/** The patch list must name its items in the order of the $setElementOrder list, and only such. */
export function checkOrder(patchList: unknown, order: unknown, mergeKey: string): void {
  if (!Array.isArray(order) || !Array.isArray(patchList)) throw malformed(BAD_ELEMENT_ORDER);
  if (order.length === 0 || patchList.length === 0) return;
  const items = mergeKey ? splitDeletions(patchList)[0] : (patchList as List);
  let i = 0;
  let at = 0;
  while (i < items.length && at < order.length) {
    const item = items[i];
    if (isObject(item) && item[DIRECTIVE] !== undefined) {
      i++;
      continue;
    }
    if (sameKey(item, order[at], mergeKey)) i++;
    at++;
  }
  if (i < items.length && at >= order.length) {
    throw internal(`The order in patch list:\n${goText(patchList)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`);
  }
}

export function sameKey(left: unknown, right: unknown, mergeKey: string): boolean {
  if (mergeKey === '') return left === right;
  if (!isObject(left)) throw wrongType('map', left);
  if (!isObject(right)) throw wrongType('map', right);
  if (left[mergeKey] === undefined) throw noMergeKey(left, mergeKey);
  if (right[mergeKey] === undefined) throw noMergeKey(right, mergeKey);
  return left[mergeKey] === right[mergeKey];
}

/** Go's way to drop duplicates: the last item takes the place of a repeated one. */
export function distinct(items: List): List {
  const out = [...items];
  for (let i = 0; i < out.length - 1; i++) {
    for (let j = i + 1; j < out.length; j++) {
      if (out[i] !== out[j]) continue;
      out[j] = out[out.length - 1];
      out.pop();
      j--;
    }
  }
  return out;
}
