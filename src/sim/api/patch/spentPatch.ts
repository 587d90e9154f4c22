// What is left of a strategic merge patch once it has been merged: the real server takes ordered lists and directives out
// of the patch as it goes, and quotes the rest where it refuses the outcome.
// Upstream: k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (mergePatchIntoOriginal, applyRetainKeysDirective)

import { isObject } from '../../../base/json.ts';
import { ELEMENT_ORDER, RETAIN_KEYS } from './directives.ts';

export function spentPatch(patch: unknown, original: unknown): unknown {
  if (!isObject(patch) || !isObject(original)) return patch;
  const out: Record<string, unknown> = { ...patch };
  for (const key in patch) {
    if (key === RETAIN_KEYS) delete out[key];
    if (!key.startsWith(`${ELEMENT_ORDER}/`)) continue;
    delete out[key];
    delete out[key.slice(ELEMENT_ORDER.length + 1)];
  }
  for (const key in out) out[key] = spentPatch(out[key], original[key]);
  return out;
}
