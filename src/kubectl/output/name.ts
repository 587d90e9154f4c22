// -o name and what commands say they did: `pod/web-1`, `deployment.apps/web created`.
// Upstream: k8s.io/cli-runtime/pkg/printers/name.go

import { KubectlError } from './errors.ts';
import { apiVersionOf, groupOf, itemsOf, kindOf, nameOf } from './object.ts';

export const NO_KIND = 'missing apiVersion or kind; try GetObjectKind().SetGroupVersionKind() if you know the type';

/** A line for each object; without an operation only what it is. */
export function printNames(object: unknown, operation = ''): string {
  return itemsOf(object).map((item) => `${resourceName(item)}${operation && ` ${operation}`}\n`).join('');
}

/** `deployment.apps/web` */
export function resourceName(object: unknown): string {
  const kind = kindOf(object);
  if (kind === '' && apiVersionOf(object) === '') throw new KubectlError(NO_KIND);
  const group = groupOf(object);
  return `${kind === '' ? '<unknown>' : kind.toLowerCase()}${group && `.${group}`}/${nameOf(object) || '<unknown>'}`;
}
