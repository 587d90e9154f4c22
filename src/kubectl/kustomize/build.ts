// kubectl kustomize and -k: what a kustomization's folder comes to, as manifests.
// Upstream: sigs.k8s.io/kustomize/api/krusty/kustomizer.go, internal/target/kusttarget.go
// Simplified: of buildMetadata only managedByLabel has an effect.

import { toYaml } from '../../sim/api/yaml.ts';
import type { Files } from '../files.ts';
import { METADATA_LABELS, editAt } from './fieldSpecs.ts';
import { addHash } from './generated.ts';
import { fixReferences } from './nameReferences.ts';
import { sorted } from './order.ts';
import type { Resource } from './resource.ts';
import { Target } from './target.ts';
import { Loader } from './loader.ts';

/** Throws KubectlError; `warn` hears of fields that are going away. */
export function buildKustomization(files: Files, folder: string, warn: (line: string) => void): string {
  const target = new Target(Loader.at(files, folder), warn);
  let resources: readonly Resource[] = target.accumulate([]);
  for (const resource of resources) if (resource.needsHash) addHash(resource);
  fixReferences(resources);
  resources = sorted(resources.filter((r) => !isLocal(r)), target.kustomization.sortOptions);
  if (target.kustomization.buildMetadata?.includes('managedByLabel')) {
    for (const resource of resources) editAt(resource, METADATA_LABELS, (value) => ({ ...(value as object), 'app.kubernetes.io/managed-by': 'kustomize-v5.8.1' }), {});
  }
  for (const resource of resources) wordAnnotations(resource);
  return resources.map((resource) => toYaml(resource.object)).join('---\n');
}

/** They are written anew at the end, as texts: a patch may have put in a number. */
function wordAnnotations(resource: Resource): void {
  const { annotations } = resource.metadata as { annotations?: Readonly<Record<string, unknown>> };
  if (!annotations || Object.values(annotations).every((value) => typeof value === 'string')) return;
  editAt(resource, { path: 'metadata/annotations' }, (value) => Object.fromEntries(Object.entries(value as object).map(([key, text]) => [key, String(text)])), {});
}

/** Meant for other tools, not for a cluster. */
function isLocal({ metadata }: Resource): boolean {
  const value = (metadata.annotations as Readonly<Record<string, unknown>> | undefined)?.['config.kubernetes.io/local-config'];
  return value !== undefined && value !== 'false';
}
