// What patches and field ownership must know of a type: which lists merge by which key, which parts change only as a
// whole, what a field holds. The API server takes the one half from Go's struct tags, the other from OpenAPI; both say
// the same, so there is one shape for both. A type that may hold several forms (int-or-string, raw JSON) has several set.
// Upstream: sigs.k8s.io/structured-merge-diff/schema/elements.go, k8s.io/apimachinery/third_party/forked/golang/json/fields.go

import type { Json } from '../../../base/json.ts';

export interface TypeShape {
  /** Go's name of a struct (`PodSpec`) or a scalar (`int32`, `v1.PullPolicy`), else `map` or `slice`: error texts name it. */
  readonly name: string;
  readonly map?: MapShape | undefined;
  readonly list?: ListShape | undefined;
  readonly scalar?: 'string' | 'numeric' | 'boolean' | 'untyped' | undefined;
}

export interface MapShape {
  /** A struct has declared fields; a map does not. */
  readonly struct: boolean;
  /** Owned and replaced as a whole. */
  readonly atomic: boolean;
  readonly fields: ReadonlyMap<string, FieldShape>;
  /** What undeclared keys hold; undefined where there may be none. */
  readonly element: TypeShape | undefined;
}

export interface ListShape {
  /** atomic: owned and replaced as a whole. set: of scalars. map: of objects told apart by `keys`. */
  readonly type: 'atomic' | 'set' | 'map';
  readonly keys: readonly string[];
  readonly element: TypeShape;
}

export interface FieldShape {
  readonly name: string;
  readonly type: TypeShape;
  /** How a strategic merge patch treats the field; '' is replace for lists, merge for objects. */
  readonly strategy: '' | 'merge' | 'replace';
  readonly retainKeys: boolean;
  /** '' where items are scalars or not merged. */
  readonly mergeKey: string;
  /** What stands for a missing key of a keyed list. */
  readonly default?: Json;
}

/** The declared field, or what the type holds under any other key. */
export function fieldType(map: MapShape, key: string): TypeShape | undefined {
  return map.fields.get(key)?.type ?? map.element;
}
