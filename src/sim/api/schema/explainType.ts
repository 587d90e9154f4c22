// A type as `kubectl explain` prints it between angle brackets: `[]Container`, `map[string]string`, `integer`.
// Upstream: k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl (typeGuess)

import type { SchemaType } from './schemaType.ts';

export function explainType(type: SchemaType): string {
  switch (type.shape) {
    case 'list':
      return `[]${explainType(type.element as SchemaType)}`;
    case 'map':
      return `map[string]${explainType(type.element as SchemaType)}`;
    case 'string':
    case 'bytes':
    case 'time':
    case 'microTime':
      return 'string';
    case 'int32':
    case 'int64':
      return 'integer';
    case 'double':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return type.name || 'Object';
  }
}
