// Lists and what stands in them: one answer of several things, several answers as one thing.
// Upstream: k8s.io/cli-runtime/pkg/resource/visitor.go, result.go

import { isObject } from '../base/json.ts';
import { ApiError } from '../sim/api/errors.ts';
import { aggregate, errorsOf } from './errors.ts';
import type { AnyItem, Info } from './info.ts';
import { listOf } from './output/object.ts';

export const isListObject = (object: AnyItem): boolean => Array.isArray(object.items) && object.kind !== 'Table';

/** Lists in lists, too. */
export function allItems(object: AnyItem): readonly AnyItem[] {
  const out: AnyItem[] = [];
  const queue = [object];
  for (let i = 0; i < queue.length; i++) {
    const current = queue[i] as AnyItem;
    if (!isListObject(current)) out.push(current);
    else {
      // Items of typed lists do not say what they are; their list does.
      const kind = typeof current.kind === 'string' && current.kind !== 'List' ? current.kind.replace(/List$/, '') : '';
      for (const item of current.items as readonly AnyItem[]) queue.push(isObject(item) && !item.kind && kind ? { apiVersion: current.apiVersion, kind, ...item } : item);
    }
  }
  return out;
}

/** As one object: the thing itself where one was asked for, else a List of all. */
export function asObject(infos: readonly Info[], singleImplied: boolean): AnyItem {
  const objects = infos.flatMap((info) => (info.object ? [info.object] : []));
  const [only] = objects;
  if (objects.length === 1 && only && (singleImplied || isListObject(only))) return only;
  return listOf(objects) as AnyItem;
}

/** Leaves out the errors that say that something is not there. */
export function withoutNotFound(error: Error | undefined): Error | undefined {
  if (!error) return undefined;
  return aggregate(errorsOf(error).filter((e) => !(e instanceof ApiError && e.reason === 'NotFound')));
}
