// The manifests in a file of a kustomization, those in lists among them.
// Upstream: sigs.k8s.io/kustomize/api/resource/factory.go

import { isObject } from '../../base/json.ts';
import { parseDocuments } from '../../sim/api/yaml.ts';
import { KubectlError } from '../errors.ts';
import { Resource, gvkOf, textOf, type Manifest } from './resource.ts';

/** What can be read but is no YAML is a file, and nothing else is tried. */
export class MalformedYaml extends KubectlError {}

/** Runs what may fail; its words get a beginning. */
export function prefixed<T>(words: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof KubectlError && words) throw error instanceof MalformedYaml ? new MalformedYaml(`${words}: ${error.message}`) : new KubectlError(`${words}: ${error.message}`);
    throw error;
  }
}

export function manifestsIn(text: string, path: string): readonly Resource[] {
  const out: Resource[] = [];
  for (const document of parseDocuments(text)) {
    if (document.error) throw new MalformedYaml(`MalformedYAMLError: ${document.error.message.replace(/^error converting YAML to JSON: /, '')} in File: ${path}`);
    for (const object of unfolded(document.value)) out.push(new Resource(checked(object, path)));
  }
  return out;
}

function unfolded(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (isObject(value) && typeof value.kind === 'string' && value.kind.endsWith('List') && Array.isArray(value.items)) return value.items.flatMap(unfolded);
  return [value];
}

function checked(object: unknown, path: string): Manifest {
  if (!isObject(object)) throw new KubectlError(`missing Resource metadata in File: ${path}`);
  const { kind } = gvkOf(textOf(object.apiVersion), textOf(object.kind));
  if (kind === '') throw new KubectlError(`missing kind in object in File: ${path}`);
  const name = isObject(object.metadata) ? textOf(object.metadata.name) || textOf(object.metadata.generateName) : '';
  if (name === '') throw new KubectlError(`missing metadata.name in object in File: ${path}`);
  return object as Manifest;
}
