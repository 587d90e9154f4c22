// Takes fields and items out of an object. What is emptied by that becomes null, which the server drops on decoding;
// an atomic part of which something is to be removed goes as a whole.
// Upstream: sigs.k8s.io/structured-merge-diff/typed/remove.go

import { fieldType, type ListShape, type MapShape, type TypeShape } from '../patch/typeShape.ts';
import { isEmpty, type FieldSet } from './fieldSet.ts';
import { fieldStep, itemStep } from './pathElement.ts';
import { asList, asMap, formOf } from './typed.ts';

export function removeItems(value: unknown, remove: FieldSet, shape: TypeShape): unknown {
  if (isEmpty(remove)) return value;
  return removeFrom(value, remove, shape);
}

function removeFrom(value: unknown, remove: FieldSet, shape: TypeShape): unknown {
  switch (formOf(shape, value)) {
    case 'map':
      return fromMap(value, remove, shape.map as MapShape);
    case 'list':
      return fromList(value, remove, shape.list as ListShape);
    default:
      return value;
  }
}

function fromMap(value: unknown, remove: FieldSet, map: MapShape): unknown {
  const object = asMap(value);
  if (!object || map.atomic) return null;
  let out: Record<string, unknown> | undefined;
  let left = 0;
  for (const key in object) {
    const item = object[key];
    if (item === undefined) continue;
    const step = fieldStep(key);
    if (remove.members.has(step)) {
      out ??= { ...object };
      delete out[key];
      continue;
    }
    left++;
    const beneath = remove.children.get(step);
    const type = beneath && fieldType(map, key);
    if (!beneath || !type) continue;
    const next = removeFrom(item, beneath, type);
    if (next === item) continue;
    out ??= { ...object };
    out[key] = next;
  }
  if (left === 0) return null;
  return out ?? object;
}

function fromList(value: unknown, remove: FieldSet, list: ListShape): unknown {
  const items = asList(value);
  if (!items?.length || list.type === 'atomic') return null;
  let changed = false;
  const out: unknown[] = [];
  for (const item of items) {
    const step = itemStep(list, item);
    if (remove.members.has(step)) {
      changed = true;
      continue;
    }
    const beneath = remove.children.get(step);
    const next = beneath ? removeFrom(item, beneath, list.element) : item;
    if (next !== item) changed = true;
    out.push(next);
  }
  if (!changed) return items;
  return out.length ? out : null;
}
