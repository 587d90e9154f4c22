// An OpenAPI document with what the documentation says of its built-in types and fields, where those texts are loaded.
// Simplified: the server's documents come without them, half a megabyte that only `kubectl explain` shows; so that no
// run depends on whether a page has fetched them, kubectl adds them where it explains.

import { isObject } from '../base/json.ts';
import type { Descriptions } from '../sim/api/schema/descriptions.ts';
import { typeById } from '../sim/api/schema/schema.ts';

type Schema = { readonly [key: string]: unknown };

export function documented(document: Schema, descriptions: Descriptions): Schema {
  const { components } = document;
  if (!isObject(components) || !isObject(components.schemas)) return document;
  const schemas: Record<string, unknown> = {};
  for (const [id, schema] of Object.entries(components.schemas)) schemas[id] = isObject(schema) ? withTexts(id, schema, descriptions) : schema;
  return { ...document, components: { ...components, schemas } };
}

function withTexts(id: string, schema: Schema, descriptions: Descriptions): Schema {
  const type = typeById(id);
  if (!type) return schema;
  const { properties } = schema;
  const own = withText(descriptions.ofType(type));
  if (!isObject(properties)) return { ...own, ...schema };
  const described: Record<string, unknown> = {};
  for (const field of type.table().fields) described[field.name] = { ...withText(descriptions.ofField(type, field)), ...(properties[field.name] as Schema) };
  return { ...own, ...schema, properties: described };
}

const withText = (description: string): Schema => (description ? { description } : {});
