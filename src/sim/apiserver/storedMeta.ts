// An object on its way into the store: its metadata may still be changed, and is put into ObjectMeta's order at the end.

import type { Draft } from '../../base/json.ts';
import type { KubeObject, ManagedFieldsEntry, OwnerReference } from '../api/types.ts';

export interface MutableMeta {
  name: string;
  generateName?: string | undefined;
  namespace?: string | undefined;
  uid: string;
  resourceVersion: string;
  generation?: number | undefined;
  creationTimestamp: string;
  deletionTimestamp?: string | undefined;
  deletionGracePeriodSeconds?: number | undefined;
  labels?: Record<string, string> | undefined;
  annotations?: Record<string, string> | undefined;
  ownerReferences?: OwnerReference[] | undefined;
  finalizers?: string[] | undefined;
  managedFields?: ManagedFieldsEntry[] | undefined;
  selfLink?: string | undefined;
}
export type DraftObject = { apiVersion: string; kind: string; metadata: MutableMeta; spec?: unknown; status?: unknown };

export const draftOf = (object: Draft<KubeObject>): DraftObject => object as unknown as DraftObject;

/** Metadata in the field order of ObjectMeta, with its revision. */
export function ordered(meta: MutableMeta, revision: number | undefined): MutableMeta {
  const resourceVersion = revision === undefined ? meta.resourceVersion : String(revision);
  const usual = resourceVersion ? usualMeta(meta, resourceVersion) : undefined;
  if (usual) return usual;
  const out: Partial<MutableMeta> = { name: meta.name };
  if (meta.generateName) out.generateName = meta.generateName;
  if (meta.namespace) out.namespace = meta.namespace;
  out.uid = meta.uid;
  if (resourceVersion) out.resourceVersion = resourceVersion;
  if (meta.generation) out.generation = meta.generation;
  out.creationTimestamp = meta.creationTimestamp;
  if (meta.deletionTimestamp) out.deletionTimestamp = meta.deletionTimestamp;
  if (meta.deletionGracePeriodSeconds !== undefined) out.deletionGracePeriodSeconds = meta.deletionGracePeriodSeconds;
  if (meta.labels && hasKeys(meta.labels)) out.labels = meta.labels;
  if (meta.annotations && hasKeys(meta.annotations)) out.annotations = meta.annotations;
  if (meta.ownerReferences?.length) out.ownerReferences = meta.ownerReferences;
  if (meta.finalizers?.length) out.finalizers = meta.finalizers;
  return out as MutableMeta;
}

/** The metadata of an Event or of a controller's Pod, written in one go: there are very many of them, and they are kept. */
function usualMeta(meta: MutableMeta, resourceVersion: string): MutableMeta | undefined {
  const { name, generateName, namespace, uid, generation, creationTimestamp, labels, ownerReferences } = meta;
  if (!namespace || meta.deletionTimestamp || meta.deletionGracePeriodSeconds !== undefined || meta.annotations || meta.finalizers) return undefined;
  if (!generateName && !generation && !labels && !ownerReferences) return { name, namespace, uid, resourceVersion, creationTimestamp };
  if (!generateName || !generation || !labels || !hasKeys(labels) || !ownerReferences?.length) return undefined;
  return { name, generateName, namespace, uid, resourceVersion, generation, creationTimestamp, labels, ownerReferences };
}

function hasKeys(object: object): boolean {
  for (const _key in object) return true;
  return false;
}
