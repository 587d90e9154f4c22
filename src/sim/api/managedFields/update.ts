// managedFields after a create, an update or a patch: what the write changed is now the writer's own.
// Upstream: k8s.io/apimachinery/pkg/util/managedfields/internal/{fieldmanager,managedfieldsupdater,skipnonapplied,capmanagers}.go

import { compareText } from '../../../base/text.ts';
import type { SchemaType } from '../schema/schemaType.ts';
import type { ManagedFieldsEntry } from '../types.ts';
import { isEmpty, union } from './fieldSet.ts';
import { FieldsError } from './fieldsV1.ts';
import { decodeManaged, encodeManaged, identity, noOwners, secondsOf, type Managed, type Owner } from './managers.ts';
import { stripMeta, takeOver, type FieldFilter, type OwnershipContext } from './ownership.ts';
import { PathElementError } from './pathElement.ts';
import { resetFields } from './resetFields.ts';
import { zeroObject } from './zeroObject.ts';

export interface UpdateOptions {
  readonly type: SchemaType;
  readonly manager: string;
  readonly operation?: 'Update';
  readonly apiVersion: string;
  /** RFC 3339, whole seconds. */
  readonly time: string;
  readonly subresource?: string;
  /** What the write cannot set; by default what the kind's strategy puts back. */
  readonly filter?: FieldFilter | undefined;
  readonly convert?: OwnershipContext['convert'];
  /** What the client sent as metadata.managedFields, if it did: it may hand them over, or reset them. */
  readonly submitted?: readonly ManagedFieldsEntry[] | undefined;
}

/** One write. `before` is undefined when the object is created. */
export interface ManagedWrite {
  readonly before: object | undefined;
  /** As the client wanted it: what admission and strategies change afterwards is not the writer's. */
  readonly after: object;
  readonly options: UpdateOptions;
}

/** Entries that do not change stay the same objects. */
export function updateManagedFields(previous: readonly ManagedFieldsEntry[], before: object | undefined, after: object, options: UpdateOptions): readonly ManagedFieldsEntry[] {
  return foldManagedFields(previous, [{ before, after, options }]);
}

/** Several writes, one after another: cheaper than one by one, since only the last entries are made. */
export function foldManagedFields(previous: readonly ManagedFieldsEntry[], writes: readonly ManagedWrite[]): readonly ManagedFieldsEntry[] {
  let managed = decodeOr(previous) ?? noOwners();
  for (const { before, after, options } of writes) {
    managed = startingPoint(managed, options);
    // Who is no longer (or was never) tracked stays so until the first apply.
    if (managed.owners.size > 0 || before === undefined) tryUpdate(managed, before ?? zeroObject(options.type), after, options);
  }
  return encodeManaged(managed);
}

/** An object whose list items cannot be told apart keeps the entries that it has. */
function tryUpdate(managed: Managed, before: object, after: object, options: UpdateOptions): void {
  try {
    recordUpdate(managed, before, after, options);
  } catch (error) {
    if (!(error instanceof PathElementError)) throw error;
  }
}

function startingPoint(managed: Managed, options: UpdateOptions): Managed {
  const { submitted } = options;
  if (submitted && !options.subresource) {
    if (submitted.length === 0 || (submitted.length === 1 && isBlank(submitted[0] as ManagedFieldsEntry))) return noOwners();
    const given = decodeOr(submitted);
    if (given && given.owners.size > 0) return given;
  }
  return managed;
}

function isBlank(entry: ManagedFieldsEntry): boolean {
  return Object.values(entry).every((value) => value === undefined || value === '' || value === null);
}

function decodeOr(entries: readonly ManagedFieldsEntry[]): Managed | undefined {
  try {
    return decodeManaged(entries);
  } catch (error) {
    if (error instanceof FieldsError) return undefined;
    throw error;
  }
}

const SELF = 'current-operation';

/** Changes `managed`. */
export function recordUpdate(managed: Managed, before: object, after: object, options: UpdateOptions): void {
  const { owners, times } = managed;
  const changes = takeOver(bare(before), bare(after), owners, SELF, true, { ...options, filter: options.filter ?? resetFields(options.type, options.subresource ?? '') });
  const who = { manager: options.manager || 'unknown', operation: 'Update', subresource: options.subresource ?? '', apiVersion: options.apiVersion } as const;
  owners.set(SELF, { ...who, set: union(changes.modified, changes.added) });
  stripMeta(owners, SELF);
  const self = owners.get(SELF);
  owners.delete(SELF);
  if (self && !isEmpty(self.set)) {
    const id = identity(who);
    const mine = owners.get(id);
    owners.set(id, mine ? { ...who, set: union(mine.set, self.set) } : self);
    // A scale is recorded in the form of Scale and carried over, and its time does not come along.
    if (options.subresource !== 'scale') times.set(id, options.time);
  }
  capUpdaters(managed);
}

/** managedFields are not a field like others. */
export function bare(object: object): object {
  const metadata = (object as { readonly metadata?: { readonly managedFields?: unknown } }).metadata;
  if (!metadata || metadata.managedFields === undefined) return object;
  const { managedFields: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}

const MAX_UPDATERS = 10;

/** Of more than ten updaters the oldest are merged into `ancient-changes`, one entry for each version. */
function capUpdaters({ owners, times }: Managed): void {
  const updaters = [...owners].filter(([, owner]) => owner.operation === 'Update').map(([id]) => id);
  if (updaters.length <= MAX_UPDATERS) return;
  updaters.sort((a, b) => secondsOf(times.get(a)) - secondsOf(times.get(b)) || compareText(a, b));
  const first = new Map<string, string>();
  let left = updaters.length;
  for (const id of updaters) {
    if (left <= MAX_UPDATERS) break;
    const owner = owners.get(id) as Owner;
    const bucket = { manager: 'ancient-changes', operation: 'Update', subresource: '', apiVersion: owner.apiVersion } as const;
    const bucketId = identity(bucket);
    const oldest = first.get(owner.apiVersion);
    if (oldest === undefined) {
      first.set(owner.apiVersion, id);
      continue;
    }
    if (!owners.has(bucketId)) {
      owners.set(bucketId, { ...bucket, set: (owners.get(oldest) as Owner).set });
      owners.delete(oldest);
    }
    owners.set(bucketId, { ...bucket, set: union(owner.set, (owners.get(bucketId) as Owner).set) });
    owners.delete(id);
    left--;
    // The newer time: that of what was merged last.
    times.set(bucketId, times.get(id));
  }
}
