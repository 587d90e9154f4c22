// All fields that an object sets: every leaf, every item of a list, every key of a map, and what is set to nothing.
// Upstream: sigs.k8s.io/structured-merge-diff/typed/tofieldset.go

import { isObject } from '../../../base/json.ts';
import { fieldType, type ListShape, type MapShape, type TypeShape } from '../patch/typeShape.ts';
import { FieldSetBuilder, type FieldSet } from './fieldSet.ts';
import { fieldStep, itemStep } from './pathElement.ts';
import { asList, asMap, emptyMap, formOf } from './typed.ts';

export function toFieldSet(value: unknown, shape: TypeShape): FieldSet {
  const builder = new FieldSetBuilder();
  walk(value, shape, [], builder);
  return builder.build();
}

function walk(value: unknown, shape: TypeShape, path: string[], set: FieldSetBuilder): void {
  switch (formOf(shape, value)) {
    case 'map':
      return walkMap(value, shape.map as MapShape, path, set);
    case 'list':
      return walkList(value, shape.list as ListShape, path, set);
    default:
      set.insert(path);
  }
}

function walkMap(value: unknown, map: MapShape, path: string[], set: FieldSetBuilder): void {
  if (map.atomic) return set.insert(path);
  const object = asMap(value);
  for (const key in object) {
    const item = object[key];
    const type = fieldType(map, key);
    if (item === undefined || !type) continue;
    path.push(fieldStep(key));
    walk(item, type, path, set);
    if (item === null || (isObject(item) && emptyMap(item)) || !map.fields.has(key)) set.insert(path);
    path.pop();
  }
}

function walkList(value: unknown, list: ListShape, path: string[], set: FieldSetBuilder): void {
  if (list.type === 'atomic') return set.insert(path);
  const items = asList(value);
  if (!items) return;
  const steps = items.map((item) => itemStep(list, item));
  const count = new Map<string, number>();
  for (const step of steps) count.set(step, (count.get(step) ?? 0) + 1);
  items.forEach((item, i) => {
    const step = steps[i] as string;
    path.push(step);
    // Of repeated items only that they are there is owned.
    if (count.get(step) === 1) walk(item, list.element, path, set);
    set.insert(path);
    path.pop();
  });
}
