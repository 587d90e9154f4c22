// Fields that name something else: an object of the cluster, or something in the same manifest. By the type that has them.

import { isObject } from '../../base/json.ts';
import type { LiveCluster } from './rehearsal.ts';
import { nodeAt, type Path } from './nodes.ts';
import { splitManifest } from './documents.ts';
import { valueAt } from './fixes/fixContext.ts';

/** The plural under /registry, by `Type.field`. */
const OBJECTS: Readonly<Record<string, string>> = {
  'ObjectMeta.namespace': 'namespaces',
  'PodSpec.nodeName': 'minions',
  'PodSpec.serviceAccountName': 'serviceaccounts',
  'PodSpec.priorityClassName': 'priorityclasses',
  'PodSpec.runtimeClassName': 'runtimeclasses',
  'ConfigMapKeySelector.name': 'configmaps',
  'ConfigMapEnvSource.name': 'configmaps',
  'ConfigMapVolumeSource.name': 'configmaps',
  'ConfigMapProjection.name': 'configmaps',
  'SecretKeySelector.name': 'secrets',
  'SecretEnvSource.name': 'secrets',
  'SecretProjection.name': 'secrets',
  'SecretVolumeSource.secretName': 'secrets',
  'LocalObjectReference.name': 'secrets',
  'IngressTLS.secretName': 'secrets',
  'PersistentVolumeClaimVolumeSource.claimName': 'persistentvolumeclaims',
  'PersistentVolumeClaimSpec.storageClassName': 'storageclasses',
  'PersistentVolumeClaimSpec.volumeName': 'persistentvolumes',
  'StatefulSetSpec.serviceName': 'services/specs',
  'IngressServiceBackend.name': 'services/specs',
  'IngressSpec.ingressClassName': 'ingressclasses',
};

/** What the name of a kind beside it says: `kind: Deployment, name: |`. */
const BY_KIND = new Set(['CrossVersionObjectReference.name', 'RoleRef.name', 'Subject.name']);

const CLUSTER_WIDE = new Set(['namespaces', 'minions', 'priorityclasses', 'runtimeclasses', 'storageclasses', 'persistentvolumes', 'ingressclasses', 'clusterroles']);

export interface Reference {
  readonly name: string;
  /** Where it comes from: `ConfigMap`, `this file`. */
  readonly from: string;
}

export function referencesFor(live: LiveCluster, topic: string, namespace: string, siblingKind: string): readonly Reference[] {
  const plural = BY_KIND.has(topic) ? live.state.scheme.kinds.find((k) => k.kind === siblingKind)?.storage : OBJECTS[topic];
  if (plural === undefined) return [];
  const prefix = CLUSTER_WIDE.has(plural) ? `/registry/${plural}/` : `/registry/${plural}/${namespace}/`;
  return live.state.store.range(prefix, { limit: 200 }).map(({ value }) => ({ name: value.metadata.name, from: value.kind }));
}

/** Kinds that a `Type.field` refers to, so that names from the same file are offered too. */
export function kindReferredTo(live: LiveCluster, topic: string, siblingKind: string): string | undefined {
  if (BY_KIND.has(topic)) return siblingKind;
  const plural = OBJECTS[topic];
  return plural === undefined ? undefined : live.state.scheme.kinds.find((k) => k.storage === plural)?.kind;
}

export function namesInText(text: string, kind: string): readonly string[] {
  return splitManifest(text).flatMap(({ value }) => {
    const name = isObject(value) && value.kind === kind ? valueAt(value, ['metadata', 'name']) : undefined;
    return typeof name === 'string' ? [name] : [];
  });
}

/** Labels of Pods, in the text and in the cluster: what a selector may look for. */
export function podLabels(live: LiveCluster, text: string, namespace: string): readonly { readonly key: string; readonly value: string }[] {
  const out = new Map<string, { readonly key: string; readonly value: string }>();
  const take = (labels: unknown): void => {
    if (!isObject(labels)) return;
    for (const [key, value] of Object.entries(labels)) if (!/pod-template-hash|controller-revision-hash|^kubernetes\.io|^batch\./.test(key)) out.set(`${key}=${String(value)}`, { key, value: String(value) });
  };
  for (const { value } of splitManifest(text)) {
    take(valueAt(value, ['spec', 'template', 'metadata', 'labels']));
    take(valueAt(value, ['spec', 'selector', 'matchLabels']));
    if (isObject(value) && value.kind === 'Pod') take(valueAt(value, ['metadata', 'labels']));
  }
  for (const { value } of live.state.store.range(`/registry/pods/${namespace}/`, { limit: 200 })) take(value.metadata.labels);
  return [...out.values()];
}

export function nodeLabels(live: LiveCluster): readonly { readonly key: string; readonly value: string }[] {
  const out = new Map<string, { readonly key: string; readonly value: string }>();
  for (const { value } of live.state.store.range('/registry/minions/', { limit: 100 })) {
    for (const [key, label] of Object.entries(value.metadata.labels ?? {})) out.set(`${key}=${label}`, { key, value: label });
  }
  return [...out.values()];
}

/** Keys of the data of a ConfigMap or Secret. */
export function dataKeys(live: LiveCluster, text: string, topic: string, namespace: string, name: string): readonly string[] {
  const [plural, kind] = topic === 'ConfigMapKeySelector.key' ? ['configmaps', 'ConfigMap'] : topic === 'SecretKeySelector.key' ? ['secrets', 'Secret'] : [];
  if (plural === undefined) return [];
  const stored = live.state.store.get(`/registry/${plural}/${namespace}/${name}`)?.value;
  const written = splitManifest(text).find(({ value }) => isObject(value) && value.kind === kind && valueAt(value, ['metadata', 'name']) === name)?.value;
  return [...new Set([stored, written].flatMap((object) => [valueAt(object, ['data']), valueAt(object, ['stringData'])].flatMap((data) => (isObject(data) ? Object.keys(data) : []))))];
}

/** Named ports of the containers in the text. */
export function portNames(text: string): readonly string[] {
  const out = new Set<string>();
  for (const { value } of splitManifest(text)) {
    for (const spec of [valueAt(value, ['spec', 'template', 'spec']), valueAt(value, ['spec'])]) {
      const containers = isObject(spec) && Array.isArray(spec.containers) ? (spec.containers as readonly unknown[]) : [];
      for (const container of containers) {
        const ports = isObject(container) && Array.isArray(container.ports) ? (container.ports as readonly unknown[]) : [];
        for (const port of ports) if (isObject(port) && typeof port.name === 'string') out.add(port.name);
      }
    }
  }
  return [...out];
}

/** Names of the volumes of the Pod that a path leads through. */
export function volumeNames(text: string, offset: number, path: Path): readonly string[] {
  const document = splitManifest(text).find((d) => d.from <= offset && offset <= d.to);
  const at = path.findIndex((step) => step === 'containers' || step === 'initContainers' || step === 'ephemeralContainers');
  if (!document?.root || at < 0) return [];
  const volumes = nodeAt(document.root, [...path.slice(0, at), 'volumes']) ? valueAt(document.value, [...path.slice(0, at), 'volumes']) : undefined;
  return Array.isArray(volumes) ? volumes.flatMap((v) => (isObject(v) && typeof v.name === 'string' ? [v.name] : [])) : [];
}
