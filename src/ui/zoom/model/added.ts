// How many fields of a created object nobody sent: those that defaulting filled in, and those that admission added.

import { isObject } from '../../../base/json.ts';
import type { RequestDetail } from '../../../session/protocol.ts';

/** What the server writes about every object, whoever sends it. */
const OWN = new Set(['metadata.uid', 'metadata.creationTimestamp', 'metadata.resourceVersion', 'metadata.generation', 'metadata.managedFields', 'metadata.name', 'metadata.generateName', 'status']);

/** Undefined where that is not known: for anything but a create that was stored. */
export function addedFields(detail: Pick<RequestDetail, 'body' | 'defaulted' | 'stored'>): { readonly defaults: number; readonly admission: number } | undefined {
  const { body, defaulted, stored } = detail;
  if (!isObject(body) || !isObject(defaulted) || !stored?.object || stored.before) return undefined;
  const sent = leaves(body);
  const filled = leaves(defaulted);
  const kept = leaves(stored.object);
  return { defaults: beyond(filled, sent), admission: beyond(kept, new Set([...filled, ...sent])) };
}

const beyond = (more: ReadonlySet<string>, than: ReadonlySet<string>): number => [...more].filter((path) => !than.has(path)).length;

function leaves(value: unknown, path = '', into = new Set<string>()): Set<string> {
  if (OWN.has(path)) return into;
  if (Array.isArray(value)) value.forEach((item, i) => leaves(item, `${path}[${i}]`, into));
  else if (isObject(value)) for (const [key, child] of Object.entries(value)) leaves(child, path === '' ? key : `${path}.${key}`, into);
  else into.add(path);
  return into;
}
