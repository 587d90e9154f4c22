// Who set which field: managedFields, worked out only when somebody looks.
//
// Every write remembers the object before it, who wrote, and how to make again what the writer sent; the entries of
// `metadata.managedFields` follow from that chain. Most objects are never asked for them, so most writes pay nothing.
// Ownership counts from what was sent, not from what admission and strategies made of it.
// Upstream: k8s.io/apimachinery/pkg/util/managedfields

import type { FieldFilter } from '../api/managedFields/ownership.ts';
import { foldManagedFields, type ManagedWrite } from '../api/managedFields/update.ts';
import type { Kind } from '../api/kind.ts';
import { typeOf } from '../api/schema/schema.ts';
import type { KubeObject, ManagedFieldsEntry } from '../api/types.ts';
import { customType } from '../kinds/shared/crd/customType.ts';

export interface Write {
  readonly before: KubeObject | undefined;
  /** What the client wanted, decoded and defaulted; by default what was stored. */
  readonly sent?: (() => object) | undefined;
  readonly manager: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Where no built-in type says what its fields are. */
  readonly custom?: Kind | undefined;
  readonly subresource: string;
  readonly time: string;
  /** metadata.managedFields as the client sent them. */
  readonly submitted?: readonly ManagedFieldsEntry[] | undefined;
  /** 'same': the write changes no ownership (a deletion). Entries: already known (server-side apply works them out at once). */
  readonly known?: 'same' | readonly ManagedFieldsEntry[] | undefined;
  /** How long the chain of writes behind it is. */
  depth?: number;
}

/** A chain that nobody ever looks at must not keep all its objects alive. */
const LONGEST_CHAIN = 64;

export class Provenance {
  private readonly writes = new WeakMap<KubeObject, Write>();
  private readonly entries = new WeakMap<KubeObject, readonly ManagedFieldsEntry[]>();

  note(object: KubeObject, write: Write): void {
    if (write.known && write.known !== 'same') {
      this.entries.set(object, write.known);
      return;
    }
    write.depth = write.before ? (this.writes.get(write.before)?.depth ?? 0) + 1 : 0;
    this.writes.set(object, write);
    if (write.depth > LONGEST_CHAIN) this.managedFields(object);
  }

  /** An object whose fields are whose they were before: one that ends, or another form of it. */
  inherit(object: KubeObject, before: KubeObject): void {
    this.note(object, { before, manager: '', apiVersion: '', kind: '', subresource: '', time: '', known: 'same' });
  }

  managedFields(object: KubeObject): readonly ManagedFieldsEntry[] {
    const chain: { readonly object: KubeObject; readonly write: Write }[] = [];
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
      if (write.known !== 'same') chain.push({ object: at, write });
      at = write.before;
    }
    if (chain.length > 0) entries = foldManagedFields(entries, chain.reverse().flatMap(managedWrite));
    this.writes.delete(object);
    this.entries.set(object, entries);
    return entries;
  }

  /** The object with its managedFields, as it goes over the wire to somebody who reads them. */
  shown(object: KubeObject): KubeObject {
    const managedFields = this.managedFields(object);
    if (managedFields.length === 0) return object;
    return { ...object, metadata: { ...object.metadata, managedFields } };
  }
}

/** Where a kind has no status apart, every write may set it. */
export const ALL_FIELDS: FieldFilter = (set) => set;

function managedWrite({ object, write }: { readonly object: KubeObject; readonly write: Write }): ManagedWrite[] {
  const type = write.custom ? customType(write.custom) : typeOf(write.apiVersion, write.kind);
  if (!type) return [];
  const { before, sent, manager, apiVersion, time, subresource, submitted } = write;
  return [{ before, after: sent?.() ?? object, options: { type, manager, apiVersion, time, subresource, submitted, ...(write.custom && !write.custom.status ? { filter: ALL_FIELDS } : {}) } }];
}
