// Paths to fields as selectable fields and validation rules name them: `.spec.color`, `.spec['a.b']`.
// Upstream: k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go ValidFieldPath

import { valueSchema, type JsonSchema } from './jsonSchema.ts';

export type FoundField = { readonly path: string; readonly root: string; readonly schema: JsonSchema } | { readonly error: string };

const NOWHERE = 'does not refer to a valid field';

/** `inBrackets`: whether names in brackets may be used. */
export function findField(text: string, schema: JsonSchema, inBrackets = true): FoundField {
  const tokens = text.match(/'(?:[^'\\]|\\[^])*'|[.[\]]|[^.[\]]+/g) ?? [];
  let at = schema;
  let path = '';
  let root = '';
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token !== '.' && token !== '[') return { error: `expected [ or . but got: ${token}` };
    const bracket = token === '[';
    if (bracket && !inBrackets) return { error: 'array notation is not allowed' };
    let name = tokens[++i];
    if (name === undefined) return { error: 'unexpected end of JSON path' };
    if (bracket) {
      if (name.length < 2 || !name.startsWith("'") || !name.endsWith("'")) return { error: `expected single quoted string but got ${name}` };
      name = name.slice(1, -1).replace(/\\(.)/g, '$1');
    }
    const values = valueSchema(at);
    const isNamed = at.properties !== undefined && Object.keys(at.properties).length > 0;
    const next = isNamed ? at.properties?.[name] : values;
    if (!next) return { error: NOWHERE };
    const step = isNamed ? (path ? `.${name}` : name) : `[${name}]`;
    path += step;
    root ||= step;
    at = next;
    if (bracket && tokens[++i] !== ']') return { error: tokens[i] === undefined ? 'unexpected end of JSON path' : `expected ] but got ${tokens[i]}` };
  }
  return { path, root, schema: at };
}
