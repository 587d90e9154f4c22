// One kustomization: gathers what it names, adds what it generates, and changes all of that as it says.
// Upstream: sigs.k8s.io/kustomize/api/internal/target/kusttarget.go

import { KubectlError } from '../errors.ts';
import { absorb, generated } from './generated.ts';
import { readKustomization, type Kustomization } from './kustomization.ts';
import type { Loader } from './loader.ts';
import { MalformedYaml, manifestsIn, prefixed } from './manifests.ts';
import { transform } from './transformers.ts';
import { idText, type Resource } from './resource.ts';

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
    for (const path of [...(kustomization.resources ?? []), ...(kustomization.bases ?? [])]) prefixed('accumulating resources', () => this.addResource(resources, path));
    for (const args of kustomization.configMapGenerator ?? []) prefixed('', () => absorb(resources, generated('ConfigMap', args, kustomization, loader)));
    for (const args of kustomization.secretGenerator ?? []) prefixed('', () => absorb(resources, generated('Secret', args, kustomization, loader)));
    for (const path of kustomization.components ?? []) resources = prefixed('accumulating components', () => this.component(path).accumulate(resources));
    return transform(resources, kustomization, loader);
  }

  /** A file with manifests, or the folder of another kustomization. */
  private addResource(resources: Resource[], path: string): void {
    const { loader } = this;
    let problem: string;
    try {
      const manifests = prefixed(`accumulating resources from '${path}'`, () => manifestsIn(loader.load(path), path));
      prefixed(`merging resources from '${path}'`, () => append(resources, manifests));
      return;
    } catch (error) {
      if (!(error instanceof KubectlError) || error instanceof MalformedYaml) throw error;
      problem = error.message;
    }
    prefixed(`accumulation err='${problem}'`, () => {
      const folder = loader.folder(path);
      const target = prefixed(`couldn't make target for path '${folder.root}'`, () => new Target(folder, this.warn));
      if (target.kustomization.kind === 'Component') throw new KubectlError(`expected kind != 'Component' for path '${folder.root}'`);
      const below = prefixed(`recursed accumulation of path '${folder.root}'`, () => target.accumulate([]));
      prefixed(`recursed merging from path '${folder.root}'`, () => append(resources, below));
    });
  }

  private component(path: string): Target {
    const folder = this.loader.folder(path);
    const target = new Target(folder, this.warn);
    if (target.kustomization.kind !== 'Component') throw new KubectlError(`accumulateDirectory: "expected kind 'Component' for path '${folder.root}' but got '${target.kustomization.kind ?? 'Kustomization'}'"`);
    return target;
  }
}

function append(resources: Resource[], added: readonly Resource[]): void {
  for (const resource of added) {
    if (resources.some((other) => idText(other.id) === idText(resource.id))) throw new KubectlError(`may not add resource with an already registered id: ${idText(resource.id)}`);
    resources.push(resource);
  }
}
