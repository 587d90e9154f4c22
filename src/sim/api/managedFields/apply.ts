// Server-side apply: merges a configuration into the live object, removes what its manager no longer applies, refuses to
// alter what others own (unless forced), and writes down who owns what.
// Upstream: k8s.io/apimachinery/pkg/util/managedfields/internal/{fieldmanager,structuredmerge,versioncheck}.go, sigs.k8s.io/structured-merge-diff/merge/update.go

import { equal, isObject } from '../../../base/json.ts';
import { badRequest, failure } from '../errors.ts';
import { shapeOf } from '../patch/schemaShapes.ts';
import type { SchemaType } from '../schema/schemaType.ts';
import type { ManagedFieldsEntry } from '../types.ts';
import { conflictStatus } from './conflictStatus.ts';
import { difference, isEmpty, type FieldSet } from './fieldSet.ts';
import { FieldsError } from './fieldsV1.ts';
import { takenFromLastApplied, withLastApplied } from './lastApplied.ts';
import { decodeManaged, encodeManaged, identity, type Managed, type Owner } from './managers.ts';
import { mergeTyped } from './mergeTyped.ts';
import { Conflicts, stripMeta, takeOver, type FieldFilter, type OwnershipContext } from './ownership.ts';
import { PathElementError } from './pathElement.ts';
import { prune } from './prune.ts';
import { resetFields } from './resetFields.ts';
import { toFieldSet } from './toFieldSet.ts';
import { typeError } from './typed.ts';
import { bare, recordUpdate } from './update.ts';
import { zeroObject } from './zeroObject.ts';

export interface ApplyOptions {
  /** The live object; undefined where applying creates it. */
  readonly live: object | undefined;
  /** Its managedFields. */
  readonly managedFields: readonly ManagedFieldsEntry[];
  /** What is applied, parsed. */
  readonly config: unknown;
  /** The type of the kind that the path stands for, and the version. */
  readonly type: SchemaType;
  readonly apiVersion: string;
  readonly manager: string;
  readonly force?: boolean;
  readonly subresource?: string;
  /** RFC 3339, whole seconds. */
  readonly time: string;
  readonly filter?: FieldFilter | undefined;
  readonly convert?: OwnershipContext['convert'];
}

export interface Applied {
  /**
   * Not yet decoded and defaulted: what was emptied, or applied as null, is null. Unchanged parts are shared with the
   * live object, which it is where nothing changed. Without managedFields.
   */
  readonly object: Obj;
  readonly managedFields: readonly ManagedFieldsEntry[];
}

type Obj = { readonly [key: string]: unknown };

/** The manager whose applies go on from `kubectl apply`. */
const KUBECTL = 'kubectl';

/** Throws ApiError: 409 with causes, 400 and 500 as the server answers. */
export function applyConfiguration(options: ApplyOptions): Applied {
  const config = checkedConfig(options);
  const live = options.live ? (bare(options.live) as Obj) : undefined;
  const applied = applyOrMigrate(live, config, options);
  if (options.manager !== KUBECTL) return applied;
  return { ...applied, object: withLastApplied(applied.object, config) };
}

function checkedConfig({ config, apiVersion, type }: ApplyOptions): Obj {
  const object = isObject(config) ? config : {};
  if (object.apiVersion !== apiVersion || object.kind !== type.kind?.kind) throw badRequest(`invalid object type: ${kindText(object.apiVersion, object.kind)}`);
  return object;
}

/** Go's text of a group, version and kind: `apps/v1, Kind=Deployment`, `/v1, Kind=Pod`. */
function kindText(apiVersion: unknown, kind: unknown): string {
  const version = typeof apiVersion === 'string' ? apiVersion : '';
  return `${version.includes('/') ? version : `/${version}`}, Kind=${typeof kind === 'string' ? kind : ''}`;
}

/** `default/web; apps/v1, Kind=Deployment` */
function objectText({ apiVersion, kind, metadata }: Obj): string {
  const { namespace, name } = isObject(metadata) ? metadata : {};
  return `${typeof namespace === 'string' ? namespace : ''}/${typeof name === 'string' ? name : ''}; ${kindText(apiVersion, kind)}`;
}

function applyOrMigrate(live: Obj | undefined, config: Obj, options: ApplyOptions): Applied {
  const managed = decodeOwners(options.managedFields);
  try {
    return applyOnce(live, config, managed, options.force === true, options);
  } catch (error) {
    if (error instanceof PathElementError) throw failure(500, '', `failed to create typed live object (${objectText(live ?? {})}): ${error.message}`);
    if (!(error instanceof Conflicts)) throw error;
    const taken = options.manager === KUBECTL ? takenFromLastApplied(live, options.apiVersion, shapeOf(options.type)) : undefined;
    const left = taken ? allowed(error.sets, taken) : error.sets;
    if (left.size === 0) return applyOnce(live, config, decodeOwners(options.managedFields), true, options);
    throw conflictStatus(left, managed.owners);
  }
}

function allowed(conflicts: ReadonlyMap<string, FieldSet>, taken: FieldSet): ReadonlyMap<string, FieldSet> {
  const left = new Map<string, FieldSet>();
  for (const [id, set] of conflicts) {
    const others = difference(set, taken);
    if (!isEmpty(others)) left.set(id, others);
  }
  return left;
}

function decodeOwners(entries: readonly ManagedFieldsEntry[]): Managed {
  try {
    return decodeManaged(entries);
  } catch (error) {
    if (error instanceof FieldsError) throw failure(500, '', `failed to decode managed fields: ${error.message}`);
    throw error;
  }
}

function applyOnce(live: Obj | undefined, config: Obj, managed: Managed, force: boolean, options: ApplyOptions): Applied {
  const { type, apiVersion } = options;
  const shape = shapeOf(type);
  const filter = options.filter ?? resetFields(type, options.subresource ?? '');
  // An object that was not tracked so far: all that it holds was set before the first apply.
  if (managed.owners.size === 0 && live) recordUpdate(managed, zeroObject(type), live, { ...options, manager: 'before-first-apply', filter });

  const metadata = isObject(config.metadata) ? config.metadata : {};
  if (metadata.managedFields !== undefined && metadata.managedFields !== null) throw badRequest('metadata.managedFields must be nil');
  const flaw = typeError(config, shape);
  if (flaw !== undefined) throw failure(500, '', `failed to create typed patch object (${objectText(config)}): ${flaw}`);

  const { owners, times } = managed;
  const base = live ?? {};
  const merged = mergeTyped(base, config, shape);
  const who = { manager: options.manager || 'unknown', operation: 'Apply', subresource: options.subresource ?? '', apiVersion } as const;
  const id = identity(who);
  const last = owners.get(id)?.set;
  const set = toFieldSet(config, shape);
  owners.set(id, { ...who, set: filter ? filter(set) : set } satisfies Owner);
  const next = prune(merged, last, owners, shape);
  takeOver(base, next, owners, id, force, { ...options, filter });
  stripMeta(owners, id);

  // Nothing changed: a new entry then has no time, an old one keeps its own.
  if (live && equal(live, next)) return { object: live, managedFields: encodeManaged(managed) };
  times.set(id, options.time);
  return { object: next as Obj, managedFields: encodeManaged(managed) };
}
