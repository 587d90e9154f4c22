// Shapes of the types of the schema, made when first asked for.
// Upstream: k8s.io/kube-openapi/pkg/schemaconv, the patchStrategy and patchMergeKey tags of the Go types

import type { Json } from '../../../base/json.ts';
import type { SchemaField, SchemaType } from '../schema/schemaType.ts';
import { zeroOfType } from '../schema/zero.ts';
import type { FieldShape, ListShape, MapShape, TypeShape } from './typeShape.ts';

const cache = new WeakMap<SchemaType, TypeShape>();

export function shapeOf(type: SchemaType): TypeShape {
  let shape = cache.get(type);
  if (!shape) cache.set(type, (shape = makeShape(type, UNSAID)));
  return shape;
}

/** What a field says of the list or map that it holds. */
type Place = Pick<SchemaField, 'listType' | 'listMapKeys' | 'mapType' | 'patchStrategy' | 'patchMergeKey'>;
const UNSAID: Place = { listType: '', listMapKeys: [], mapType: '', patchStrategy: [], patchMergeKey: '' };

const RAW_EXTENSION = 'io.k8s.apimachinery.pkg.runtime.RawExtension';

/** Anything, owned and replaced as a whole. */
const UNTYPED: TypeShape = {
  name: 'interface',
  scalar: 'untyped',
  get list(): ListShape {
    return { type: 'atomic', keys: [], element: UNTYPED };
  },
  get map(): MapShape {
    return { struct: false, atomic: true, fields: new Map(), element: UNTYPED };
  },
};

/** Anything; objects field by field, lists as a whole. */
const DEDUCED: TypeShape = {
  name: 'interface',
  scalar: 'untyped',
  get list(): ListShape {
    return { type: 'atomic', keys: [], element: UNTYPED };
  },
  get map(): MapShape {
    return { struct: false, atomic: false, fields: new Map(), element: DEDUCED };
  },
};

function makeShape(type: SchemaType, place: Place): TypeShape {
  const name = type.goName || type.name;
  switch (type.shape) {
    case 'struct':
      return new LazyShape(type.name || 'struct', () => structShape(type, place));
    case 'map':
      return new LazyShape('map', () => ({ struct: false, atomic: isAtomic(type, place), fields: new Map(), element: elementOf(type) }));
    case 'list':
      return new LazyShape('slice', undefined, () => listShape(type, place));
    case 'string':
      return { name: name || 'string', scalar: 'string' };
    case 'bytes':
      return { name: 'slice', scalar: 'string' };
    case 'boolean':
      return { name: name || 'bool', scalar: 'boolean' };
    case 'int32':
    case 'int64':
      return { name: name || type.shape, scalar: 'numeric' };
    case 'double':
      return { name: name || 'float64', scalar: 'numeric' };
    case 'quantity':
    case 'time':
    case 'microTime':
      return { name, scalar: 'untyped' };
    case 'raw':
      return type.id === RAW_EXTENSION ? UNTYPED : DEDUCED;
    default:
      return DEDUCED;
  }
}

const elementOf = (type: SchemaType): TypeShape => (type.element ? shapeOf(type.element) : DEDUCED);

const isAtomic = (type: SchemaType, place: Place): boolean => (place.mapType === '' ? type.atomic : place.mapType === 'atomic');

function structShape(type: SchemaType, place: Place): MapShape {
  const fields = new Map<string, FieldShape>();
  for (const field of type.table().fields) fields.set(field.name, fieldShape(field));
  return { struct: true, atomic: isAtomic(type, place), fields, element: type.element && shapeOf(type.element) };
}

function listShape(type: SchemaType, place: Place): ListShape {
  const element = elementOf(type);
  if (place.listType === 'map') return { type: 'map', keys: place.listMapKeys, element };
  if (place.listType === 'set') return { type: 'set', keys: [], element };
  if (place.listType === '' && place.patchStrategy.includes('merge')) {
    return place.patchMergeKey ? { type: 'map', keys: [place.patchMergeKey], element } : { type: 'set', keys: [], element };
  }
  return { type: 'atomic', keys: [], element };
}

function fieldShape(field: SchemaField): FieldShape {
  const { type, patchStrategy, patchMergeKey } = field;
  const special = field.mapType !== '' || field.listType !== '' || patchStrategy.length > 0;
  // What Go writes for a key that was left out tells items apart like any other value.
  const value = field.default ?? (field.always && !field.pointer ? (zeroOfType(type) as Json) : undefined);
  return {
    name: field.name,
    type: special ? makeShape(type, field) : shapeOf(type),
    strategy: patchStrategy.includes('merge') ? 'merge' : patchStrategy.includes('replace') ? 'replace' : '',
    retainKeys: patchStrategy.includes('retainKeys'),
    mergeKey: patchMergeKey,
    ...(value !== undefined && value !== null ? { default: value } : {}),
  };
}

class LazyShape implements TypeShape {
  readonly name: string;
  readonly scalar = undefined;
  private readonly makeMap: (() => MapShape) | undefined;
  private readonly makeList: (() => ListShape) | undefined;
  private madeMap: MapShape | undefined;
  private madeList: ListShape | undefined;

  constructor(name: string, makeMap: (() => MapShape) | undefined, makeList?: () => ListShape) {
    this.name = name;
    this.makeMap = makeMap;
    this.makeList = makeList;
  }

  get map(): MapShape | undefined {
    return (this.madeMap ??= this.makeMap?.());
  }

  get list(): ListShape | undefined {
    return (this.madeList ??= this.makeList?.());
  }
}
