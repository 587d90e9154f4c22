// Finalizers that keep what is in use. Upstream: pkg/controller/volume/protectionutil/utils.go

import type { KubeObject } from '../../api/types.ts';

const has = ({ metadata }: KubeObject, finalizer: string): boolean => metadata.finalizers?.includes(finalizer) === true;

/** It is being deleted, and only the finalizer keeps it. */
export const isDeletionCandidate = (object: KubeObject, finalizer: string): boolean => object.metadata.deletionTimestamp !== undefined && has(object, finalizer);

export const lacksFinalizer = (object: KubeObject, finalizer: string): boolean => object.metadata.deletionTimestamp === undefined && !has(object, finalizer);

export function withFinalizer<T extends KubeObject>(object: T, finalizer: string): T {
  return { ...object, metadata: { ...object.metadata, finalizers: [...(object.metadata.finalizers ?? []), finalizer] } };
}

export function withoutFinalizer<T extends KubeObject>(object: T, finalizer: string): T {
  const { finalizers, ...metadata } = object.metadata;
  const left = (finalizers ?? []).filter((name) => name !== finalizer);
  return { ...object, metadata: left.length ? { ...metadata, finalizers: left } : metadata };
}
