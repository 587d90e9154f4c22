// --sort-by: objects or rows of a table by the first value of a JSONPath. Texts that both are quantities are compared as
// such. Upstream: k8s.io/kubectl/pkg/cmd/get/sorter.go

import { compareText } from '../../base/text.ts';
import { compareQuantity, quantityProblem } from '../../sim/api/quantity.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { isInt64 } from '../../sim/api/yaml/goNumber.ts';
import { KubectlError, LogExit } from './errors.ts';
import { goSort } from './goSort.ts';
import { goType } from './goValue.ts';
import { parseJsonPath } from './jsonpath.ts';
import { findJsonPath } from './jsonpathFind.ts';
import { relaxedPath } from './relaxedPath.ts';

/** Objects in the order of a field; an error where none has it. */
export function sortObjects<T>(objects: readonly T[], sortBy: string): readonly T[] {
  if (objects.length === 0) return objects;
  const field = relaxedPath(sortBy);
  return sorted(objects, (object) => object, field, parseJsonPath(field), '*unstructured.Unstructured');
}

/** Rows of a Table, which carry their objects. */
export function sortRows<T extends { readonly object?: unknown }>(rows: readonly T[], sortBy: string): readonly T[] {
  let field = sortBy;
  try {
    field = relaxedPath(sortBy);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
  }
  let path;
  try {
    path = parseJsonPath(field);
  } catch (error) {
    throw error instanceof KubectlError ? new KubectlError(`sorting error: ${error.message}`) : error;
  }
  if (rows.length === 0) return rows;
  return sorted(rows, (row) => row.object, field, path, '[][][]reflect.Value');
}

function sorted<T>(items: readonly T[], objectOf: (item: T) => unknown, field: string, path: ReturnType<typeof parseJsonPath>, type: string): readonly T[] {
  const keyed = items.map((item) => ({ item, values: findJsonPath(path, objectOf(item))[0] ?? [] }));
  if (!keyed.some((k) => k.values.length > 0)) throw new KubectlError(`couldn't find any field with path ${goQuote(field)} in the list of objects`);
  const less = (a: (typeof keyed)[number], b: (typeof keyed)[number]): boolean => {
    if (a.values.length === 0) return true;
    if (b.values.length === 0) return false;
    try {
      return isLess(a.values[0], b.values[0]);
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      throw new LogExit('sorter.go:329', `Field ${field} in ${type} is an unsortable type: interface, err: ${error.message}`);
    }
  };
  // `less` is no order: what has no value is less than anything, also than its like.
  return goSort(keyed, less).map((k) => k.item);
}

function isLess(a: unknown, b: unknown): boolean {
  const none = (v: unknown): boolean => v === null || v === undefined;
  if (none(a)) return !none(b);
  if (none(b)) return false;
  if (typeof a === 'number') {
    if (typeof b === 'number' && isInt64(a) === isInt64(b)) return a < b;
    if (typeof b === 'number' && !(Number.isInteger(a) && Number.isInteger(b))) return a < b;
    throw new KubectlError('unsortable interface: interface');
  }
  if (typeof a !== 'string') throw new KubectlError(`unsortable type: ${goType(a)}`);
  if (typeof b !== 'string') throw new KubectlError('unsortable interface: interface');
  if (quantityProblem(a) === undefined && quantityProblem(b) === undefined) return compareQuantity(a, b) < 0;
  return compareText(a, b) < 0;
}
