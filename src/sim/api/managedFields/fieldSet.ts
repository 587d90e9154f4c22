// A set of fields, as a tree of steps: what one manager owns, or what a change touched. Sets are never changed once made;
// operations share what stays the same, so a chain of small changes to a large object costs little.
// Upstream: sigs.k8s.io/structured-merge-diff/fieldpath/set.go

import { compareSteps, fieldStep } from './pathElement.ts';
import { fieldType, type TypeShape } from '../patch/typeShape.ts';

export interface FieldSet {
  /** Steps that are themselves members. */
  readonly members: ReadonlySet<string>;
  /** Steps under which there are members. Never empty sets. */
  readonly children: ReadonlyMap<string, FieldSet>;
}

export type Path = readonly string[];

const NO_MEMBERS: ReadonlySet<string> = new Set();
const NO_CHILDREN: ReadonlyMap<string, FieldSet> = new Map();
export const NO_FIELDS: FieldSet = { members: NO_MEMBERS, children: NO_CHILDREN };

export const isEmpty = (set: FieldSet): boolean => set.members.size === 0 && set.children.size === 0;

/** A set in the making. */
export class FieldSetBuilder {
  private readonly members = new Set<string>();
  private readonly children = new Map<string, FieldSetBuilder>();

  /** Adds the field at `path[0 … length)`. */
  insert(path: Path, length = path.length): void {
    if (length > 0) this.beneath(path, 0, length - 1).members.add(path[length - 1] as string);
  }

  private beneath(path: Path, from: number, to: number): FieldSetBuilder {
    if (from === to) return this;
    const step = path[from] as string;
    let next = this.children.get(step);
    if (!next) this.children.set(step, (next = new FieldSetBuilder()));
    return next.beneath(path, from + 1, to);
  }

  get empty(): boolean {
    return this.members.size === 0 && this.children.size === 0;
  }

  build(): FieldSet {
    if (this.empty) return NO_FIELDS;
    const children = new Map<string, FieldSet>();
    for (const [step, child] of this.children) children.set(step, child.build());
    return make(this.members, children);
  }
}

export function fieldSetOf(...paths: readonly Path[]): FieldSet {
  const builder = new FieldSetBuilder();
  for (const path of paths) builder.insert(path);
  return builder.build();
}

/** `['metadata', 'name']` → a path of named fields. */
export const namedPath = (...names: readonly string[]): Path => names.map(fieldStep);

export function has(set: FieldSet, path: Path): boolean {
  let at: FieldSet | undefined = set;
  for (let i = 0; i < path.length - 1 && at; i++) at = at.children.get(path[i] as string);
  return !!at && path.length > 0 && at.members.has(path[path.length - 1] as string);
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  let members: Set<string> | undefined;
  for (const step of b.members) if (!a.members.has(step)) (members ??= new Set(a.members)).add(step);
  let children: Map<string, FieldSet> | undefined;
  for (const [step, child] of b.children) {
    const own = a.children.get(step);
    const both = own ? union(own, child) : child;
    if (both !== own) (children ??= new Map(a.children)).set(step, both);
  }
  return members || children ? make(members ?? a.members, children ?? a.children) : a;
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a;
  const members = new Set<string>();
  for (const step of a.members) if (b.members.has(step)) members.add(step);
  const children = new Map<string, FieldSet>();
  for (const [step, child] of a.children) {
    const other = b.children.get(step);
    if (!other) continue;
    const both = intersection(child, other);
    if (!isEmpty(both)) children.set(step, both);
  }
  return make(members, children);
}

/** What is in `a` and not in `b`; a parent does not take its children along. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return without(a, b, false);
}

/** Like difference, but a member of `b` takes all beneath it along. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  return without(a, b, true);
}

function without(a: FieldSet, b: FieldSet, recursive: boolean): FieldSet {
  if (a === b) return NO_FIELDS;
  let members: Set<string> | undefined;
  let children: Map<string, FieldSet> | undefined;
  for (const step of b.members) {
    if (a.members.has(step)) (members ??= new Set(a.members)).delete(step);
    if (recursive && a.children.has(step)) (children ??= new Map(a.children)).delete(step);
  }
  for (const [step, other] of b.children) {
    const own = (children ?? a.children).get(step);
    if (!own) continue;
    const rest = without(own, other, recursive);
    if (rest === own) continue;
    children ??= new Map(a.children);
    if (isEmpty(rest)) children.delete(step);
    else children.set(step, rest);
  }
  return members || children ? make(members ?? a.members, children ?? a.children) : a;
}

/** With all declared fields on the way to a member as members too: they can be removed as a whole. */
export function withNamedFields(set: FieldSet, shape: TypeShape | undefined): FieldSet {
  let members: Set<string> | undefined;
  const children = new Map<string, FieldSet>();
  for (const [step, child] of set.children) {
    let type: TypeShape | undefined;
    if (step.startsWith('f:') && shape?.map) {
      const name = step.slice(2);
      if (shape.map.fields.has(name)) (members ??= new Set(set.members)).add(step);
      type = fieldType(shape.map, name);
    } else if (step.startsWith('k:')) type = shape?.list?.element;
    children.set(step, withNamedFields(child, type));
  }
  return make(members ?? set.members, children);
}

export function sameFields(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  if (a.members.size !== b.members.size || a.children.size !== b.children.size) return false;
  for (const step of a.members) if (!b.members.has(step)) return false;
  for (const [step, child] of a.children) {
    const other = b.children.get(step);
    if (!other || !sameFields(child, other)) return false;
  }
  return true;
}

/** All paths: the members of a level in order, then what lies beneath. */
export function* paths(set: FieldSet, prefix: Path = []): Generator<Path> {
  for (const step of [...set.members].sort(compareSteps)) yield [...prefix, step];
  for (const step of [...set.children.keys()].sort(compareSteps)) yield* paths(set.children.get(step) as FieldSet, [...prefix, step]);
}

function make(members: ReadonlySet<string>, children: ReadonlyMap<string, FieldSet>): FieldSet {
  return members.size === 0 && children.size === 0 ? NO_FIELDS : { members, children };
}
