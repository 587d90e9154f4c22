// FieldsV1, the form in which field sets stand in managedFields: `{"f:spec":{"f:replicas":{}}}`. A step that is a member
// and has members beneath it carries a `.`.
// Upstream: sigs.k8s.io/structured-merge-diff/fieldpath/serialize.go

import { deepFreeze, isObject } from '../../../base/json.ts';
import { FieldSetBuilder, type FieldSet } from './fieldSet.ts';
import { compareSteps, keyStep, valueStep } from './pathElement.ts';

/** managedFields that nobody can read. */
export class FieldsError extends Error {
  override readonly name = 'FieldsError';
}

const decoded = new WeakMap<object, FieldSet>();
const encoded = new WeakMap<FieldSet, object>();

export function encodeFields(set: FieldSet): object {
  let fields = encoded.get(set);
  if (!fields) {
    fields = deepFreeze(contents(set, false));
    encoded.set(set, fields);
    decoded.set(fields, set);
  }
  return fields;
}

function contents(set: FieldSet, self: boolean): Record<string, object> {
  const out: Record<string, object> = {};
  if (self) out['.'] = {};
  const steps = new Set([...set.members, ...set.children.keys()]);
  for (const step of [...steps].sort(compareSteps)) {
    const child = set.children.get(step);
    out[step] = child ? contents(child, set.members.has(step)) : {};
  }
  return out;
}

export function decodeFields(fields: object): FieldSet {
  let set = decoded.get(fields);
  if (!set) {
    const builder = new FieldSetBuilder();
    read(fields, [], builder);
    set = builder.build();
    // What can still be written to may be something else tomorrow.
    if (Object.isFrozen(fields)) decoded.set(fields, set);
  }
  return set;
}

/** Adds what lies beneath `path`, and the path itself where it has a dot or nothing beneath. */
function read(value: unknown, path: readonly string[], builder: FieldSetBuilder): void {
  if (!isObject(value)) throw new FieldsError('expected { or n');
  let beneath = false;
  for (const key in value) {
    if (key === '.') {
      builder.insert(path);
      continue;
    }
    const step = canonical(key);
    if (step === undefined) continue;
    beneath = true;
    read(value[key], [...path, step], builder);
  }
  if (!beneath) builder.insert(path);
}

/** One text for equal steps; undefined for kinds of steps that a later version may know. */
function canonical(key: string): string | undefined {
  if (key.length < 2) throw new FieldsError('key must be 2 characters long:');
  if (key[1] !== ':') throw new FieldsError(`missing colon: ${key}`);
  const rest = key.slice(2);
  try {
    switch (key[0]) {
      case 'f':
        return key;
      case 'k':
        return keyStep(JSON.parse(rest) as Record<string, unknown>);
      case 'v':
        return valueStep(JSON.parse(rest));
      case 'i':
        return `i:${Number(rest)}`;
      default:
        return undefined;
    }
  } catch {
    throw new FieldsError(`cannot read ${key}`);
  }
}
