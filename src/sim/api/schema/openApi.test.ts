// The compact structure loses nothing: the published schemas can be made from it again.

import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sharedPath, SKIPPED } from '../../../testing/shared.ts';
import { openApiSchema, referencedTypes } from './openApi.ts';
import { schemaKinds, typeOf } from './schema.ts';
import type { SchemaType } from './schemaType.ts';

const folder = sharedPath('golden-api/facts/openapi-v3');

describe.skipIf(!folder)(`the schemas of a real server (${SKIPPED})`, () => {
  const published = folder ? schemasIn(folder) : {};

  test('are those made from the compact structure', () => {
    const made = new Map<string, SchemaType>();
    for (const { group, version, kind } of schemaKinds()) {
      const apiVersion = group ? `${group}/${version}` : version;
      for (const name of [kind, `${kind}List`]) {
        const type = typeOf(apiVersion, name);
        if (type && published[type.id]) referencedTypes(type, made);
      }
    }
    for (const [id, type] of made) expect(openApiSchema(type), id).toEqual(published[id]);
    const discovery = /\.(Patch|WatchEvent|API\w+|GroupVersionForDiscovery|ServerAddressByClientCIDR)$/;
    expect(Object.keys(published).filter((id) => !made.has(id) && !discovery.test(id))).toEqual([]);
  });
});

/** All schemas, references written in one way, without what is left out on purpose. */
function schemasIn(path: string): Record<string, unknown> {
  const out: Record<string, Record<string, unknown>> = {};
  for (const file of readdirSync(path).sort()) {
    const { schemas } = JSON.parse(readFileSync(resolve(path, file), 'utf8')) as { schemas: Record<string, Record<string, unknown>> };
    for (const [id, schema] of Object.entries(schemas)) out[id] ??= schema;
  }
  for (const schema of Object.values(out)) {
    delete schema['x-kubernetes-unions'];
    (schema.required as string[] | undefined)?.sort();
    const gvks = schema['x-kubernetes-group-version-kind'];
    if (Array.isArray(gvks)) schema['x-kubernetes-group-version-kind'] = gvks.slice(0, 1);
    for (const property of Object.values((schema.properties ?? {}) as Record<string, Record<string, unknown>>)) {
      if (property.$ref === undefined) continue;
      property.allOf = [{ $ref: property.$ref }];
      delete property.$ref;
    }
  }
  return out;
}
