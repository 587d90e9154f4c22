// The text of an object that a JSON or merge patch made, as refusals quote it: the library writes the keys of what it
// took apart in order, and leaves all else as it was.
// Upstream: gopkg.in/evanphx/json-patch.v4 (partialDoc is a Go map, lazyNode keeps raw text)

import { compareText } from '../../../base/text.ts';
import { goJson } from '../errors.ts';

export function patchedText(patched: unknown, original: unknown): string {
  if (typeof patched !== 'object' || patched === null || patched === original) return goJson(patched);
  const before = typeof original === 'object' && original !== null ? (original as Readonly<Record<string, unknown>>) : {};
  if (Array.isArray(patched)) return `[${patched.map((item, i) => patchedText(item, before[i])).join(',')}]`;
  const object = patched as Readonly<Record<string, unknown>>;
  const keys = Object.keys(object).filter((key) => object[key] !== undefined);
  return `{${keys.sort(compareText).map((key) => `${goJson(key)}:${patchedText(object[key], before[key])}`).join(',')}}`;
}
