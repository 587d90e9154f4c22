// metadata.generation: 1 for a new object, one more with each change of what the user wants.
// Upstream: PrepareForCreate and PrepareForUpdate of pkg/registry/<group>/<kind>/strategy.go

import { equal, type Draft } from '../../../base/json.ts';
import type { KubeObject } from '../../api/types.ts';

type Mutable = { metadata: { generation?: number | undefined }; status?: unknown } & Record<string, unknown>;

export function firstGeneration(object: Draft<KubeObject>): void {
  (object as unknown as Mutable).metadata.generation = 1;
}

/** One more where one of the fields differs; by default the spec. */
export function nextGeneration(object: Draft<KubeObject>, old: KubeObject, fields: readonly string[] = ['spec']): void {
  const draft = object as unknown as Mutable;
  const was = old as unknown as Mutable;
  if (fields.some((f) => !equal(draft[f], was[f]))) draft.metadata.generation = (was.metadata.generation ?? 0) + 1;
}

/** The two hooks of a kind that counts generations. */
export const countGenerations = (fields?: readonly string[], create?: (object: Draft<KubeObject>) => void) => ({
  prepareForCreate: (object: Draft<KubeObject>): void => {
    firstGeneration(object);
    create?.(object);
  },
  prepareForUpdate: (object: Draft<KubeObject>, old: KubeObject): void => nextGeneration(object, old, fields),
});

/** A new object begins with this status, whatever the client sent. */
export const startWith = (status: object) => (object: Draft<KubeObject>): void => {
  (object as unknown as Mutable).status = { ...status };
};
