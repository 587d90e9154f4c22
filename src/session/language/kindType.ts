// The type of any kind, for completion and hover; checks are the server's.

import type { Scheme } from '../../sim/api/scheme.ts';
import { typeOf } from '../../sim/api/schema/schema.ts';
import type { SchemaType } from '../../sim/api/schema/schemaType.ts';
import { customType } from '../../sim/kinds/shared/crd/customType.ts';

/** Of a kind, built in or custom; undefined where nothing says what its fields are. */
export function kindType(scheme: Scheme, apiVersion: string, kind: string): SchemaType | undefined {
  const builtIn = typeOf(apiVersion, kind);
  if (builtIn) return builtIn;
  const custom = scheme.kind(apiVersion, kind);
  return custom?.openApiSchema ? customType(custom) : undefined;
}
