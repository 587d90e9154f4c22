// Reads what a kustomization names: files in or below its folder, and other kustomizations' folders.
// Upstream: sigs.k8s.io/kustomize/api/internal/loader/fileloader.go

import { KubectlError } from '../errors.ts';
import type { Files } from '../files.ts';

export class Loader {
  readonly files: Files;
  /** Absolute. */
  readonly root: string;
  private readonly parents: readonly string[];

  private constructor(files: Files, root: string, parents: readonly string[]) {
    this.files = files;
    this.root = root;
    this.parents = parents;
  }

  static at(files: Files, folder: string): Loader {
    return new Loader(files, rootOf(files, folder, folder), []);
  }

  /** The loader of a folder that this one names. */
  folder(path: string): Loader {
    const shown = this.absolute(path);
    const root = rootOf(this.files, shown, shown);
    const visited = [this.root, ...this.parents].find((seen) => seen === root || seen.startsWith(`${root}/`));
    if (visited !== undefined) throw new KubectlError(`cycle detected: candidate root '${root}' contains visited root '${visited}'`);
    return new Loader(this.files, root, [this.root, ...this.parents]);
  }

  /** Throws where there is no such file, or where it lies outside. */
  load(path: string): string {
    const full = this.absolute(path);
    const text = this.files.read(full);
    if (text === undefined) throw new KubectlError(this.files.isFolder(full) ? `'${full}' must resolve to a file` : missing(this.files, full, full));
    if (!full.startsWith(this.root === '/' ? '/' : `${this.root}/`)) throw new KubectlError(`security; file '${full}' is not in or below '${this.root}'`);
    return text;
  }

  has(path: string): boolean {
    return this.files.read(this.absolute(path)) !== undefined;
  }

  private absolute(path: string): string {
    return this.files.absolute(path.startsWith('/') ? path : `${this.root}/${path}`);
  }
}

function rootOf(files: Files, folder: string, shown: string): string {
  const full = files.absolute(folder);
  if (files.read(full) !== undefined) throw new KubectlError(`must build at directory: '${shown}': file is not directory`);
  if (!files.isFolder(full)) throw new KubectlError(`must build at directory: not a valid directory: ${missing(files, full, shown)}`);
  return full;
}

/** The first part of the path that is not there is what the kernel complains of. */
function missing(files: Files, full: string, shown: string): string {
  const parts = full.split('/');
  let depth = 2;
  while (depth < parts.length && files.exists(parts.slice(0, depth).join('/'))) depth++;
  return `evalsymlink failure on '${shown}' : lstat ${parts.slice(0, depth).join('/')}: no such file or directory`;
}
