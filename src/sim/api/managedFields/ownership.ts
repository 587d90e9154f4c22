// The heart of field ownership: what a change of an object takes from other managers, and what only they still hold.
// Upstream: sigs.k8s.io/structured-merge-diff/merge/update.go, conflict.go; k8s.io/apimachinery/pkg/util/managedfields/internal/stripmeta.go

import { shapeOf } from '../patch/schemaShapes.ts';
import type { SchemaType } from '../schema/schemaType.ts';
import { compare, type Comparison } from './compare.ts';
import { difference, fieldSetOf, intersection, isEmpty, namedPath, union, type FieldSet } from './fieldSet.ts';
import { dropEmpty, type Owner } from './managers.ts';

/** Drops fields that a write cannot set: status through the main resource, spec through /status. */
export type FieldFilter = (set: FieldSet) => FieldSet;

export interface Versioned {
  readonly object: unknown;
  readonly type: SchemaType;
}

export interface OwnershipContext {
  readonly type: SchemaType;
  readonly apiVersion: string;
  readonly filter?: FieldFilter | undefined;
  /**
   * The object in another version; undefined where there is no such version any more, whose managers are then forgotten.
   * Without it other versions are taken to have the same fields.
   */
  readonly convert?: ((object: unknown, apiVersion: string) => Versioned | undefined) | undefined;
}

/** Fields that others own and the change would alter. */
export class Conflicts extends Error {
  override readonly name = 'Conflicts';
  readonly sets: ReadonlyMap<string, FieldSet>;
  constructor(sets: ReadonlyMap<string, FieldSet>) {
    super('conflicts');
    this.sets = sets;
  }
}

/** Takes what changed from all but `workflow`; answers what changed. Throws Conflicts unless `force`. */
export function takeOver(before: unknown, after: unknown, owners: Map<string, Owner>, workflow: string, force: boolean, context: OwnershipContext): Comparison {
  const own = filtered(compare(before, after, shapeOf(context.type)), context.filter);
  const versions = new Map<string, Comparison | undefined>([[context.apiVersion, own]]);
  const conflicts = new Map<string, FieldSet>();
  for (const [id, owner] of owners) {
    if (id === workflow) continue;
    const changes = changesIn(owner.apiVersion, before, after, versions, context);
    if (!changes) {
      owners.delete(id);
      continue;
    }
    const taken = union(intersection(owner.set, changes.modified), intersection(owner.set, changes.added));
    if (!isEmpty(taken)) conflicts.set(id, taken);
  }
  if (!force && conflicts.size) throw new Conflicts(conflicts);
  for (const [id, owner] of owners) {
    if (id === workflow) continue;
    const changes = versions.get(owner.apiVersion) as Comparison;
    const taken = conflicts.get(id);
    const set = difference(taken ? difference(owner.set, taken) : owner.set, changes.removed);
    if (set !== owner.set) owners.set(id, { ...owner, set });
  }
  dropEmpty(owners);
  return own;
}

function changesIn(apiVersion: string, before: unknown, after: unknown, versions: Map<string, Comparison | undefined>, context: OwnershipContext): Comparison | undefined {
  if (versions.has(apiVersion)) return versions.get(apiVersion);
  let changes = versions.get(context.apiVersion);
  if (context.convert) {
    const a = context.convert(before, apiVersion);
    const b = context.convert(after, apiVersion);
    changes = a && b ? filtered(compare(a.object, b.object, shapeOf(b.type)), context.filter) : undefined;
  }
  versions.set(apiVersion, changes);
  return changes;
}

function filtered(changes: Comparison, filter: FieldFilter | undefined): Comparison {
  return filter ? { removed: filter(changes.removed), modified: filter(changes.modified), added: filter(changes.added) } : changes;
}

const META = fieldSetOf(
  namedPath('apiVersion'),
  namedPath('kind'),
  namedPath('metadata'),
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion'].map((name) => namedPath('metadata', name)),
);

/** Nobody owns an object's name or version. */
export function stripMeta(owners: Map<string, Owner>, id: string): void {
  const owner = owners.get(id);
  if (!owner) return;
  const set = difference(owner.set, META);
  if (isEmpty(set)) owners.delete(id);
  else if (set !== owner.set) owners.set(id, { ...owner, set });
}
