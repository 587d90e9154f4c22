// The name of a Go type as error texts print it: `int32`, `[]v1.Container`, `map[v1.ResourceName]string`.
// Upstream: reflect.Type.String

import type { SchemaType } from './schemaType.ts';

export function goTypeText(type: SchemaType): string {
  if (type.goName !== '') return type.goName;
  switch (type.shape) {
    case 'list':
      return `[]${goTypeText(type.element as SchemaType)}`;
    case 'map':
      return `map[${type.keyName}]${goTypeText(type.element as SchemaType)}`;
    case 'boolean':
      return 'bool';
    case 'double':
      return 'float64';
    case 'bytes':
      return '[]uint8';
    default:
      return type.shape;
  }
}
