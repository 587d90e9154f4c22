// The entries of metadata.managedFields, read and written. A manager is its name, how it acted (Apply or Update), the
// subresource it wrote through and, for Update, the version it wrote in. An entry that did not change stays the same
// object, so a chain of revisions shares them.
// Upstream: k8s.io/apimachinery/pkg/util/managedfields/internal/managedfields.go

import { compareText } from '../../../base/text.ts';
import { parseTime } from '../../../base/time.ts';
import type { ManagedFieldsEntry } from '../types.ts';
import { isEmpty, type FieldSet } from './fieldSet.ts';
import { decodeFields, encodeFields, FieldsError } from './fieldsV1.ts';

export interface Owner {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource: string;
  readonly apiVersion: string;
  readonly set: FieldSet;
}

/** Owners by identity, and the times of their entries (an entry may be without). */
export interface Managed {
  readonly owners: Map<string, Owner>;
  readonly times: Map<string, string | undefined>;
  /** The entries that this was read from. */
  readonly entries: readonly ManagedFieldsEntry[];
}

/** Go's identity of a manager: conflicts and the oldest updates are sorted by it. */
export function identity(owner: Omit<Owner, 'set'>): string {
  return JSON.stringify({
    manager: owner.manager || undefined,
    operation: owner.operation,
    apiVersion: owner.operation === 'Update' ? owner.apiVersion : undefined,
    subresource: owner.subresource || undefined,
  });
}

export const noOwners = (): Managed => ({ owners: new Map(), times: new Map(), entries: [] });

/** Throws FieldsError where an entry makes no sense. */
export function decodeManaged(entries: readonly ManagedFieldsEntry[]): Managed {
  const managed: Managed = { owners: new Map(), times: new Map(), entries };
  entries.forEach((entry, i) => {
    const { operation, apiVersion, fieldsType } = entry;
    if (operation !== 'Apply' && operation !== 'Update') throw new FieldsError('operation must be `Apply` or `Update`');
    if (!apiVersion) throw new FieldsError('apiVersion must not be empty');
    if (!fieldsType) throw new FieldsError(`missing fieldsType in managed fields entry ${i}`);
    if (fieldsType !== 'FieldsV1') throw new FieldsError(`invalid fieldsType ${JSON.stringify(fieldsType)} in managed fields entry ${i}`);
    const owner: Owner = { manager: entry.manager ?? '', operation, subresource: entry.subresource ?? '', apiVersion, set: decodeFields(entry.fieldsV1 ?? {}) };
    const id = identity(owner);
    managed.owners.set(id, owner);
    managed.times.set(id, entry.time);
  });
  return managed;
}

/** Sorted: Apply before Update, the oldest first. */
export function encodeManaged(managed: Managed): readonly ManagedFieldsEntry[] {
  const before = new Map<string, ManagedFieldsEntry>();
  for (const entry of managed.entries) before.set(entryIdentity(entry), entry);
  const entries: ManagedFieldsEntry[] = [];
  for (const [id, owner] of managed.owners) entries.push(encodeOwner(owner, managed.times.get(id), before.get(id)));
  entries.sort(compareEntries);
  const same = entries.length === managed.entries.length && entries.every((entry, i) => entry === managed.entries[i]);
  return same ? managed.entries : entries;
}

function encodeOwner(owner: Owner, time: string | undefined, before: ManagedFieldsEntry | undefined): ManagedFieldsEntry {
  const fieldsV1 = encodeFields(owner.set);
  if (before?.fieldsV1 && before.time === time && before.apiVersion === owner.apiVersion && (before.fieldsV1 === fieldsV1 || decodeFields(before.fieldsV1) === owner.set)) return before;
  return {
    ...(owner.manager ? { manager: owner.manager } : {}),
    operation: owner.operation,
    apiVersion: owner.apiVersion,
    ...(time !== undefined ? { time } : {}),
    fieldsType: 'FieldsV1',
    fieldsV1,
    ...(owner.subresource ? { subresource: owner.subresource } : {}),
  };
}

function entryIdentity(entry: ManagedFieldsEntry): string {
  return identity({ manager: entry.manager ?? '', operation: entry.operation ?? 'Update', apiVersion: entry.apiVersion ?? '', subresource: entry.subresource ?? '' });
}

function compareEntries(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  return (
    compareText(a.operation ?? '', b.operation ?? '') ||
    secondsOf(a.time) - secondsOf(b.time) ||
    compareText(a.manager ?? '', b.manager ?? '') ||
    compareText(a.apiVersion ?? '', b.apiVersion ?? '') ||
    compareText(a.subresource ?? '', b.subresource ?? '')
  );
}

/** Whole seconds since 1970; 0 without a time. */
export const secondsOf = (time: string | undefined): number => (time === undefined ? 0 : Math.floor((parseTime(time) ?? 0) / 1000));

/** Removes owners of nothing. */
export function dropEmpty(owners: Map<string, Owner>): void {
  for (const [id, owner] of owners) if (isEmpty(owner.set)) owners.delete(id);
}

/** Whether entries say the same but for their times: then nothing needs to be written. */
export function sameOwnership(a: readonly ManagedFieldsEntry[], b: readonly ManagedFieldsEntry[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  const others = new Map(b.map((entry) => [entryIdentity(entry), entry]));
  return a.every((entry) => {
    const other = others.get(entryIdentity(entry));
    return other !== undefined && other.apiVersion === entry.apiVersion && encodeFields(decodeFields(other.fieldsV1 ?? {})) === encodeFields(decodeFields(entry.fieldsV1 ?? {}));
  });
}
