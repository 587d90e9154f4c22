// What differs between two objects, as sets of fields. Atomic parts count as one field. Parts that both share by
// reference are not looked into, so comparing two revisions costs as much as they differ.
// Upstream: sigs.k8s.io/structured-merge-diff/typed/compare.go

import { equal } from '../../../base/json.ts';
import { fieldType, type ListShape, type MapShape, type TypeShape } from '../patch/typeShape.ts';
import { FieldSetBuilder, type FieldSet } from './fieldSet.ts';
import { fieldStep, itemStep } from './pathElement.ts';
import { asList, asMap, emptyMap, formsOf } from './typed.ts';

export interface Comparison {
  readonly removed: FieldSet;
  readonly modified: FieldSet;
  readonly added: FieldSet;
}

export function compare(left: unknown, right: unknown, shape: TypeShape): Comparison {
  const walker = new Walker();
  walker.walk(left, right, shape);
  return { removed: walker.removed.build(), modified: walker.modified.build(), added: walker.added.build() };
}

class Walker {
  readonly removed = new FieldSetBuilder();
  readonly modified = new FieldSetBuilder();
  readonly added = new FieldSetBuilder();
  private readonly path: string[] = [];

  walk(left: unknown, right: unknown, shape: TypeShape): void {
    if (left === right) return;
    let leaf = false;
    for (const form of formsOf(shape, left, right)) {
      if (form === 'map') leaf = this.map(left, right, shape.map as MapShape);
      else if (form === 'list') leaf = this.list(left, right, shape.list as ListShape);
      else leaf = this.leaf(left, right);
    }
    if (leaf) return;
    if (left === undefined) this.added.insert(this.path);
    else if (right === undefined) this.removed.insert(this.path);
  }

  private leaf(left: unknown, right: unknown): true {
    if (left === undefined) this.added.insert(this.path);
    else if (right === undefined) this.removed.insert(this.path);
    else if (!equal(left, right)) this.modified.insert(this.path);
    return true;
  }

  /** Answers whether it is a leaf: atomic, or empty on both sides. */
  private map(left: unknown, right: unknown, map: MapShape): boolean {
    const l = asMap(left);
    const r = asMap(right);
    if (map.atomic || (emptyMap(l) && emptyMap(r))) return this.leaf(left, right);
    for (const key in l) if (l[key] !== undefined) this.child(fieldStep(key), l[key], r?.[key], fieldType(map, key));
    for (const key in r) if (r[key] !== undefined && l?.[key] === undefined) this.child(fieldStep(key), undefined, r[key], fieldType(map, key));
    return false;
  }

  private list(left: unknown, right: unknown, list: ListShape): boolean {
    const l = asList(left);
    const r = asList(right);
    if (list.type === 'atomic' || (!l?.length && !r?.length)) return this.leaf(left, right);
    const before = byStep(list, l);
    const after = byStep(list, r);
    for (const [step, items] of before) this.items(step, items, after.get(step) ?? [], list.element);
    for (const [step, items] of after) if (!before.has(step)) this.items(step, [], items, list.element);
    return false;
  }

  /** Items with one key: usually one on each side; repeated ones are compared as a whole. */
  private items(step: string, before: readonly unknown[], after: readonly unknown[], element: TypeShape): void {
    if (before.length <= 1 && after.length <= 1) return this.child(step, before[0], after[0], element);
    if (before.length >= 2 && after.length >= 2) {
      if (!equal(before, after)) this.modified.insert([...this.path, step]);
    } else if (before.length >= 2) {
      if (after.length) this.child(step, undefined, after[0], element);
      this.removed.insert([...this.path, step]);
    } else {
      if (before.length) this.child(step, before[0], undefined, element);
      this.added.insert([...this.path, step]);
    }
  }

  private child(step: string, left: unknown, right: unknown, type: TypeShape | undefined): void {
    if (left === right || !type) return;
    this.path.push(step);
    this.walk(left, right, type);
    this.path.pop();
  }
}

function byStep(list: ListShape, items: readonly unknown[] | undefined): ReadonlyMap<string, readonly unknown[]> {
  const out = new Map<string, unknown[]>();
  for (const item of items ?? []) {
    const step = itemStep(list, item);
    const same = out.get(step);
    if (same) same.push(item);
    else out.set(step, [item]);
  }
  return out;
}
