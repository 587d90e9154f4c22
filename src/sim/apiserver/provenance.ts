// Who set which field: managedFields, worked out only when somebody looks.
//
// Every write remembers the object before it and who wrote; the entries of `metadata.managedFields` follow from that
// chain. Most objects are never asked for them, so most writes pay nothing. The served object carries them only where
// a request needs them (kubectl always strips them unless --show-managed-fields is given, but they are on the wire).
// Upstream: k8s.io/apimachinery/pkg/util/managedfields

import type { KubeObject, ManagedFieldsEntry } from '../api/types.ts';

export interface Write {
  readonly before: KubeObject | undefined;
  readonly manager: string;
  readonly operation: 'Update' | 'Apply';
  readonly apiVersion: string;
  readonly subresource: string;
  readonly time: string;
  /** Entries already known (server-side apply works them out at once; a client may have reset them). */
  readonly known?: readonly ManagedFieldsEntry[] | undefined;
}

export type Fold = (entries: readonly ManagedFieldsEntry[], before: KubeObject | undefined, after: KubeObject, write: Write) => readonly ManagedFieldsEntry[];

export class Provenance {
  private readonly writes = new WeakMap<KubeObject, Write>();
  private readonly entries = new WeakMap<KubeObject, readonly ManagedFieldsEntry[]>();
  private readonly depth = new WeakMap<KubeObject, number>();
  private readonly fold: Fold;

  constructor(fold: Fold) {
    this.fold = fold;
  }

  note(object: KubeObject, write: Write): void {
    if (write.known) {
      this.entries.set(object, write.known);
      return;
    }
    this.writes.set(object, write);
    const depth = write.before ? (this.depth.get(write.before) ?? 0) + 1 : 0;
    // A chain that nobody ever looks at must not keep all its objects alive.
    if (depth > 64) this.managedFields(object);
    else this.depth.set(object, depth);
  }

  managedFields(object: KubeObject): readonly ManagedFieldsEntry[] {
    const chain: KubeObject[] = [];
    let at: KubeObject | undefined = object;
    let entries: readonly ManagedFieldsEntry[] = [];
    while (at) {
      const known = this.entries.get(at);
      if (known) {
        entries = known;
        break;
      }
      const write = this.writes.get(at);
      if (!write) {
        entries = at.metadata.managedFields ?? [];
        break;
      }
      chain.push(at);
      at = write.before;
    }
    for (const link of chain.reverse()) {
      const write = this.writes.get(link) as Write;
      entries = this.fold(entries, write.before, link, write);
      this.writes.delete(link);
      this.entries.set(link, entries);
    }
    return entries;
  }

  /** The object with its managedFields, as it goes over the wire to somebody who reads them. */
  shown(object: KubeObject): KubeObject {
    const managedFields = this.managedFields(object);
    if (managedFields.length === 0) return object;
    return { ...object, metadata: { ...object.metadata, managedFields } };
  }
}
