// From `kubectl apply` to `kubectl apply --server-side`: what the last-applied annotation and the live object agree on was
// set by the same person, so taking it over is no conflict; and the annotation is kept up to date for the way back.
// Upstream: k8s.io/apimachinery/pkg/util/managedfields/internal/lastapplied{manager,updater}.go

import { isObject, stableText } from '../../../base/json.ts';
import { utf8Length } from '../yaml/bytes.ts';
import type { TypeShape } from '../patch/typeShape.ts';
import { compare } from './compare.ts';
import { difference, type FieldSet } from './fieldSet.ts';
import { toFieldSet } from './toFieldSet.ts';
import { typeError } from './typed.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const MAX_ANNOTATIONS_BYTES = 256 * 1024;

type Obj = { readonly [key: string]: unknown };

function annotationsOf(object: unknown): Obj | undefined {
  const metadata = isObject(object) ? object.metadata : undefined;
  const annotations = isObject(metadata) ? metadata.annotations : undefined;
  return isObject(annotations) ? annotations : undefined;
}

/** Fields that kubectl may take over without force. */
export function takenFromLastApplied(live: unknown, apiVersion: string, shape: TypeShape): FieldSet | undefined {
  const text = annotationsOf(live)?.[LAST_APPLIED];
  if (typeof text !== 'string' || text === '') return undefined;
  const last = parse(text);
  if (!isObject(last) || last.apiVersion !== apiVersion || typeError(live, shape) !== undefined || typeError(last, shape) !== undefined) return undefined;
  const changes = compare(last, live, shape);
  return difference(difference(difference(toFieldSet(last, shape), changes.modified), changes.added), changes.removed);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The object with the annotation saying what was applied just now, where it has the annotation at all. */
export function withLastApplied(object: Obj, config: Obj): Obj {
  const annotations = annotationsOf(object);
  if (!annotations || typeof annotations[LAST_APPLIED] !== 'string' || annotations[LAST_APPLIED] === '') return object;
  const next: Record<string, unknown> = { ...annotations, [LAST_APPLIED]: configText(config) };
  let bytes = 0;
  for (const key in next) bytes += utf8Length(key) + utf8Length(String(next[key]));
  if (bytes > MAX_ANNOTATIONS_BYTES) delete next[LAST_APPLIED];
  return { ...object, metadata: { ...(object.metadata as Obj), annotations: next } };
}

function configText(config: Obj): string {
  const annotations = annotationsOf(config);
  let bare = config;
  if (annotations && LAST_APPLIED in annotations) {
    const { [LAST_APPLIED]: _, ...rest } = annotations;
    bare = { ...config, metadata: { ...(config.metadata as Obj), annotations: rest } };
  }
  const text = stableText(bare).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `${text}\n`;
}
