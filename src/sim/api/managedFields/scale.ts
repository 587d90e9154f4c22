// Applying a Scale: ownership of the replicas of a Deployment (or another scalable kind) is seen as ownership of the
// Scale's spec.replicas, and carried back afterwards. An entry that is new then has no time.
// Upstream: k8s.io/apimachinery/pkg/util/managedfields/scalehandler.go

import type { ManagedFieldsEntry } from '../types.ts';
import { difference, fieldSetOf, has, isEmpty, namedPath } from './fieldSet.ts';
import { decodeManaged, encodeManaged, type Managed } from './managers.ts';

const REPLICAS = namedPath('spec', 'replicas');
const ONLY_REPLICAS = fieldSetOf(REPLICAS);

/** The entries of the Scale. */
export function scaleEntries(parent: readonly ManagedFieldsEntry[]): readonly ManagedFieldsEntry[] {
  const managed = decodeManaged(parent);
  const scale: Managed = { owners: new Map(), times: new Map(), entries: [] };
  for (const [id, owner] of managed.owners) {
    if (!has(owner.set, REPLICAS)) continue;
    scale.owners.set(id, { ...owner, apiVersion: 'autoscaling/v1', set: ONLY_REPLICAS });
    scale.times.set(id, managed.times.get(id));
  }
  return encodeManaged(scale);
}

/** The parent's entries after its Scale was written. */
export function parentEntries(parent: readonly ManagedFieldsEntry[], scale: readonly ManagedFieldsEntry[], apiVersion: string): readonly ManagedFieldsEntry[] {
  const before = decodeManaged(parent);
  const after = decodeManaged(scale);
  const managed: Managed = { owners: new Map(), times: before.times, entries: parent };
  for (const [id, owner] of before.owners) {
    const kept = !has(owner.set, REPLICAS) || byName(after, owner.manager, owner.operation, owner.subresource);
    const set = kept ? owner.set : difference(owner.set, ONLY_REPLICAS);
    if (!isEmpty(set)) managed.owners.set(id, { ...owner, set });
  }
  for (const owner of after.owners.values()) {
    if (!has(owner.set, REPLICAS) || byName(before, owner.manager, owner.operation, owner.subresource)) continue;
    const id = JSON.stringify([owner.manager, owner.operation, owner.subresource]);
    managed.owners.set(id, { ...owner, apiVersion, set: ONLY_REPLICAS });
  }
  return encodeManaged(managed);
}

function byName(managed: Managed, manager: string, operation: string, subresource: string): boolean {
  for (const owner of managed.owners.values()) if (owner.manager === manager && owner.operation === operation && owner.subresource === subresource) return true;
  return false;
}
