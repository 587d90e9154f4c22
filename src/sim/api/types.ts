// The shapes of objects as the API server serves them. TypeScript types come from the npm package kubernetes-models
// (types only, nothing of it reaches the bundle); here they are made read-only, and what the server always fills in
// is required.

import type { DeepReadonly, Draft } from '../../base/json.ts';

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: 'FieldsV1';
  readonly fieldsV1?: object;
  readonly subresource?: string;
}

export interface ObjectMeta {
  readonly name: string;
  readonly generateName?: string;
  /** Empty or absent on cluster-scoped objects. */
  readonly namespace?: string;
  readonly uid: string;
  /** A decimal number as text: the etcd revision of the object's last change. */
  readonly resourceVersion: string;
  readonly generation?: number;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

/** Any object of the API, as stored and served. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** An object whose fields are looked at without knowing its kind. */
export interface AnyObject extends KubeObject {
  readonly spec?: DeepReadonly<Record<string, unknown>>;
  readonly status?: DeepReadonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/**
 * A kind of kubernetes-models as the server serves it: read-only, with metadata; spec and status, where the kind has
 * them, are present.
 */
export type Served<T> = DeepReadonly<Omit<T, 'metadata' | 'spec' | 'status'>> &
  KubeObject &
  (T extends { spec?: infer S } ? { readonly spec: DeepReadonly<NonNullable<S>> } : unknown) &
  (T extends { status?: infer S } ? { readonly status: DeepReadonly<NonNullable<S>> } : unknown);

/** What a client sends to create an object: the server fills in the rest of the metadata. */
export type NewObject<T extends KubeObject> = Omit<T, 'metadata' | 'status'> & {
  readonly metadata: Partial<ObjectMeta>;
  readonly status?: T extends { status: infer S } ? S : never;
};

export type DraftOf<T> = Draft<T>;

export interface ListMeta {
  readonly resourceVersion?: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export interface ObjectList<T extends KubeObject = KubeObject> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ListMeta;
  readonly items: readonly T[];
}

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

export interface WatchEvent<T = KubeObject> {
  readonly type: WatchEventType;
  readonly object: T;
}
