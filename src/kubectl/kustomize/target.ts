// One kustomization: gathers what it names, adds what it generates, and changes all of that as it says.
// Upstream: sigs.k8s.io/kustomize/api/internal/target/kusttarget.go

import { isObject } from '../../base/json.ts';
import { parseDocuments } from '../../sim/api/yaml.ts';
import { KubectlError } from '../errors.ts';
import { absorb, generated } from './generated.ts';
import { readKustomization, type Kustomization } from './kustomization.ts';
import type { Loader } from './loader.ts';
import { transform } from './transformers.ts';
import { Resource, gvkOf, idText, textOf, type Manifest } from './resource.ts';

export class Target {
  readonly kustomization: Kustomization;
  private readonly loader: Loader;
  private readonly warn: (line: string) => void;

  constructor(loader: Loader, warn: (line: string) => void) {
    this.loader = loader;
    this.warn = warn;
    this.kustomization = readKustomization(loader, warn);
  }

  /** What is there already (of components: the parent's) is changed too. */
  accumulate(present: readonly Resource[]): Resource[] {
    const { kustomization, loader } = this;
    let resources = [...present];
    for (const path of [...(kustomization.resources ?? []), ...(kustomization.bases ?? [])]) prefixed('accumulating resources', () => append(resources, this.resource(path)));
    for (const args of kustomization.configMapGenerator ?? []) prefixed('', () => absorb(resources, generated('ConfigMap', args, kustomization, loader)));
    for (const args of kustomization.secretGenerator ?? []) prefixed('', () => absorb(resources, generated('Secret', args, kustomization, loader)));
    for (const path of kustomization.components ?? []) resources = prefixed('accumulating components', () => this.component(path).accumulate(resources));
    return transform(resources, kustomization, loader);
  }

  /** A file with manifests, or the folder of another kustomization. */
  private resource(path: string): readonly Resource[] {
    const { loader } = this;
    let problem: string;
    try {
      return prefixed(`accumulating resources from '${path}'`, () => manifestsIn(loader.open(path), path));
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      problem = error.message;
      // What can be read but is no manifest is a file all the same.
      if (loader.has(path)) throw error;
    }
    return prefixed(`accumulation err='${problem}'`, () => {
      const folder = loader.folder(path);
      const target = prefixed(`couldn't make target for path '${folder.root}'`, () => new Target(folder, this.warn));
      if (target.kustomization.kind === 'Component') throw new KubectlError(`expected kind != 'Component' for path '${folder.root}'`);
      return prefixed(`recursed accumulation of path '${folder.root}'`, () => target.accumulate([]));
    });
  }

  private component(path: string): Target {
    const folder = this.loader.folder(path);
    const target = new Target(folder, this.warn);
    if (target.kustomization.kind !== 'Component') throw new KubectlError(`accumulateDirectory: "expected kind 'Component' for path '${folder.root}' but got '${target.kustomization.kind ?? 'Kustomization'}'"`);
    return target;
  }
}

/** Runs what may fail; its words get a beginning. */
export function prefixed<T>(words: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof KubectlError && words) throw new KubectlError(`${words}: ${error.message}`);
    throw error;
  }
}

function append(resources: Resource[], added: readonly Resource[]): void {
  for (const resource of added) {
    if (resources.some((other) => idText(other.id) === idText(resource.id))) throw new KubectlError(`may not add resource with an already registered id: ${idText(resource.id)}`);
    resources.push(resource);
  }
}

/** The manifests of a text, those in lists among them. */
export function manifestsIn(text: string, path: string): readonly Resource[] {
  const out: Resource[] = [];
  for (const document of parseDocuments(text)) {
    if (document.error) throw new KubectlError(`MalformedYAMLError: ${document.error.message} in File: ${path}`);
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
