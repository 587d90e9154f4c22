// The annotation in which `kubectl apply` remembers what it was given, and which `--save-config` writes beforehand.
// Upstream: k8s.io/kubectl/pkg/util/apply.go

import { isObject } from '../../base/json.ts';
import { compactJson } from '../output/json.ts';
import type { Item } from '../output/object.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

export const lastAppliedOf = (object: unknown): string | undefined => {
  const text = annotationsOf(object)[LAST_APPLIED];
  return typeof text === 'string' ? text : undefined;
};

/** The text for the annotation. `typed`: the object is a Go struct, so it keeps the order of its fields. */
export function appliedText(object: Item, typed: boolean): string {
  const { [LAST_APPLIED]: _, ...rest } = annotationsOf(object);
  // Structs leave out empty annotations, plain objects show them.
  const annotations = typed && Object.keys(rest).length === 0 ? undefined : rest;
  return `${compactJson(withAnnotations(object, annotations), { ordered: typed })}\n`;
}

/** With the annotation: always, or only where it is there already. */
export function withSavedConfig(object: Item, always: boolean, typed: boolean): Item {
  if (!always && lastAppliedOf(object) === undefined) return object;
  return withAnnotations(object, { ...annotationsOf(object), [LAST_APPLIED]: appliedText(object, typed) });
}

function annotationsOf(object: unknown): Item {
  const metadata = isObject(object) && isObject(object.metadata) ? object.metadata : {};
  return isObject(metadata.annotations) ? metadata.annotations : {};
}

function withAnnotations(object: Item, annotations: Item | undefined): Item {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  return { ...object, metadata: { ...metadata, annotations } };
}
