// The JSON paths of printer columns and scale: `.spec.size`, `.status.conditions[?(@.type=="Ready")].status`.
// Upstream: k8s.io/client-go/util/jsonpath
// Simplified: no slices, no recursive descent, and filters compare one field with one value.

import { isObject } from '../../../base/json.ts';

const STEP = /\.([\w-]+)|\['([^']+)'\]|\[(\d+|\*)\]|\[\?\(@\.([\w.-]+)\s*==\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+))\)\]|\.\*/gy;

/** All values that the path leads to. */
export function readPath(object: unknown, path: string): readonly unknown[] {
  let found: readonly unknown[] = [object];
  STEP.lastIndex = 0;
  const text = path.replace(/\\\./g, '\u0000');
  while (STEP.lastIndex < text.length) {
    const step = STEP.exec(text);
    if (!step) return [];
    const [, name, quoted, index, field, ...values] = step;
    const key = (name ?? quoted)?.replace(/\u0000/g, '.');
    found = found.flatMap((value): readonly unknown[] => {
      if (key !== undefined) return isObject(value) && value[key] !== undefined ? [value[key]] : [];
      if (field !== undefined) return Array.isArray(value) ? value.filter((item) => String(readPath(item, `.${field}`)[0]) === (values.find((v) => v !== undefined) ?? '')) : [];
      if (index !== undefined && index !== '*') return Array.isArray(value) && Number(index) < value.length ? [value[Number(index)]] : [];
      return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
    });
  }
  return found;
}
