// What printers ask of any object, without knowing its kind.

import { isObject } from '../../base/json.ts';

export type Item = { readonly [key: string]: unknown };

const metaOf = (object: unknown): Item => (isObject(object) && isObject(object.metadata) ? object.metadata : {});

export const nameOf = (object: unknown): string => text(metaOf(object).name);
export const namespaceOf = (object: unknown): string => text(metaOf(object).namespace);
export const labelsOf = (object: unknown): { readonly [key: string]: string } => {
  const { labels } = metaOf(object);
  return isObject(labels) ? (labels as { readonly [key: string]: string }) : {};
};
export const kindOf = (object: unknown): string => (isObject(object) ? text(object.kind) : '');
export const apiVersionOf = (object: unknown): string => (isObject(object) ? text(object.apiVersion) : '');

/** The group of an apiVersion. */
export function groupOf(object: unknown): string {
  const version = apiVersionOf(object);
  const slash = version.indexOf('/');
  return slash < 0 ? '' : version.slice(0, slash);
}

export const isList = (object: unknown): object is Item & { readonly items: readonly unknown[] } => isObject(object) && Array.isArray(object.items) && kindOf(object).endsWith('List');

/** The objects of a list, or the object. */
export const itemsOf = (object: unknown): readonly unknown[] => (isList(object) ? object.items : [object]);

/** kubectl's own list of what it found: of any kinds. */
export const listOf = (items: readonly unknown[]): Item => ({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } });

/** Without metadata.managedFields, shared as far as possible. */
export function withoutManagedFields(object: unknown): unknown {
  if (!isObject(object)) return object;
  if (isList(object)) return { ...object, items: object.items.map(withoutManagedFields) };
  const { metadata } = object;
  if (!isObject(metadata) || metadata.managedFields === undefined) return object;
  const { managedFields: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
