// The files that one process of a container sees: volumes over the container's own layer over the image.

import { compareText } from '../../base/text.ts';
import type { Micros } from '../../base/time.ts';
import { FileError, IS_A_DIRECTORY, NOT_A_DIRECTORY, NO_SUCH_FILE, PERMISSION_DENIED, READ_ONLY, type FileStat, type FileSystem, type Mount } from '../programs/program.ts';
import { cleanPath, MemoryTree, nameOf, parentOf, type FileTree, type Writer } from './files.ts';

export interface MountedTree {
  /** `/data`, or a single file's path where `single` is set. */
  readonly path: string;
  readonly tree: FileTree;
  readonly readOnly: boolean;
  /** A part of the volume; '' for all of it. */
  readonly subPath: string;
}

/** What the processes of a container share. */
export interface ContainerLayers {
  readonly image: FileTree;
  /** Made at the first write. */
  upper: MemoryTree | undefined;
  /** The longest paths first. */
  readonly mounts: readonly MountedTree[];
  readonly readOnlyRoot: boolean;
  /** Paths that were removed though the image has them. */
  removed: Set<string> | undefined;
  /** Where the container leaves its last words, relative. */
  readonly terminationPath: string;
  termination: string;
  readonly startedAt: Micros;
}

interface Place {
  readonly tree: FileTree | undefined;
  readonly path: string;
  readonly readOnly: boolean;
}

export class ContainerFiles implements FileSystem {
  private readonly layers: ContainerLayers;
  private readonly uid: number;
  private readonly gid: number;
  private readonly groups: readonly number[];
  private readonly now: () => Micros;

  constructor(layers: ContainerLayers, user: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] }, now: () => Micros) {
    this.layers = layers;
    this.uid = user.uid;
    this.gid = user.gid;
    this.groups = user.groups;
    this.now = now;
  }

  read(path: string): string | undefined {
    const at = this.follow(cleanPath(path));
    if (at === this.layers.terminationPath) return this.layers.termination;
    const stat = this.look(at);
    if (stat?.kind !== 'file') return undefined;
    if (!this.may(stat, 4)) throw new FileError(PERMISSION_DENIED);
    const { tree, path: inside } = this.place(at);
    if (tree) return tree.read(inside);
    return this.layers.upper?.read(at) ?? this.layers.image.read(at);
  }

  write(path: string, content: string): void {
    this.put(path, content, false);
  }

  append(path: string, content: string): void {
    this.put(path, content, true);
  }

  writeZeros(path: string, bytes: number): void {
    const { at, tree, inside } = this.forWriting(path);
    if (tree) tree.writeZeros?.(inside, bytes, this.writer());
    else this.upper().writeZeros(at, bytes, this.writer());
  }

  remove(path: string): void {
    const clean = cleanPath(path);
    const at = this.join(this.follow(parentOf(clean)), nameOf(clean));
    if (!this.look(at)) throw new FileError(NO_SUCH_FILE);
    const parent = this.look(parentOf(at));
    const { tree, path: inside, readOnly } = this.place(at);
    if (readOnly) throw new FileError(READ_ONLY);
    if (parent && !this.may(parent, 2)) throw new FileError(PERMISSION_DENIED);
    if (tree) {
      if (!tree.remove) throw new FileError(READ_ONLY);
      tree.remove(inside);
      return;
    }
    this.layers.upper?.remove(at);
    if (this.layers.image.stat(at)) (this.layers.removed ??= new Set()).add(at);
  }

  isDirectory(path: string): boolean {
    return this.look(this.follow(cleanPath(path)))?.kind === 'directory';
  }

  list(path: string): readonly string[] | undefined {
    const at = this.follow(cleanPath(path));
    const stat = this.look(at);
    if (stat?.kind !== 'directory') return undefined;
    const { tree, path: inside } = this.place(at);
    const names = new Set(tree ? (tree.list(inside) ?? []) : [...(this.layers.upper?.list(at) ?? []), ...(this.layers.image.list(at) ?? [])]);
    for (const name of this.mountedBelow(at)) names.add(name);
    if (this.layers.removed) for (const name of [...names]) if (this.layers.removed.has(this.join(at, name)) && !this.layers.upper?.has(this.join(at, name))) names.delete(name);
    return [...names].sort(compareText);
  }

  mkdir(path: string): void {
    const { at, tree, inside } = this.forWriting(path);
    if (tree) tree.mkdir?.(inside, this.writer());
    else this.upper().mkdir(at, this.writer());
  }

  stat(path: string): FileStat | undefined {
    const clean = cleanPath(path);
    const at = clean === '' ? '' : this.join(this.follow(parentOf(clean)), nameOf(clean));
    const stat = this.look(at);
    return stat?.kind === 'directory' ? this.measured(stat, at) : stat;
  }

  /** A folder as a file system in memory counts it. Of one that lies over the image's, only what lies over it counts. */
  private measured(stat: FileStat, at: string): FileStat {
    const merged = !this.place(at).tree && this.layers.image.stat(at) !== undefined;
    const names = merged ? new Set([...(this.layers.upper?.list(at) ?? []), ...this.mountedBelow(at)]) : (this.list(`/${at}`) ?? []);
    let size = 40;
    let links = merged ? 1 : 2;
    for (const name of names) {
      size += 20;
      if (!merged && this.look(this.join(at, name))?.kind === 'directory') links++;
    }
    return { ...stat, size, links };
  }

  /** First parts of the paths below a folder on which something is mounted. */
  private *mountedBelow(at: string): Generator<string> {
    const prefix = at === '' ? '' : `${at}/`;
    for (const mount of this.layers.mounts) {
      const target = cleanPath(mount.path);
      if (target.startsWith(prefix) && target !== at) yield target.slice(prefix.length).split('/')[0] as string;
    }
  }

  chmod(path: string, mode: number): void {
    const at = this.follow(cleanPath(path));
    const stat = this.look(at);
    if (!stat) throw new FileError(NO_SUCH_FILE);
    const { tree, path: inside, readOnly } = this.place(at);
    if (readOnly) throw new FileError(READ_ONLY);
    if (this.uid !== 0 && stat.uid !== this.uid) throw new FileError('Operation not permitted');
    if (tree) tree.chmod?.(inside, mode);
    else {
      if (!this.layers.upper?.has(at)) this.upper().write(at, this.layers.image.read(at) ?? '', false, this.writer());
      this.upper().chmod(at, mode);
    }
  }

  mounts(): readonly Mount[] {
    const root: Mount = { path: '/', device: 'overlay', sizeBytes: 107_374_182_400, usedBytes: 12_884_901_888 + (this.layers.upper?.usedBytes ?? 0) };
    return [root, ...this.layers.mounts.map(({ path, tree }) => ({ path, device: tree.device, sizeBytes: tree.sizeBytes || 107_374_182_400, usedBytes: tree.usedBytes }))];
  }

  private put(path: string, content: string, append: boolean): void {
    if (/^\/dev\/(null|stdout|stderr)$/.test(path)) return;
    const clean = cleanPath(path);
    if (clean === this.layers.terminationPath) {
      this.layers.termination = append ? this.layers.termination + content : content;
      return;
    }
    const { at, tree, inside } = this.forWriting(path);
    if (this.look(at)?.kind === 'directory') throw new FileError(IS_A_DIRECTORY);
    if (tree) {
      if (!tree.write) throw new FileError(READ_ONLY);
      tree.write(inside, content, append, this.writer());
      return;
    }
    const before = append && !this.layers.upper?.has(at) ? (this.layers.image.read(at) ?? '') : '';
    this.upper().write(at, before + content, append && before === '', this.writer());
    this.layers.removed?.delete(at);
  }

  private forWriting(path: string): { readonly at: string; readonly tree: FileTree | undefined; readonly inside: string } {
    const clean = cleanPath(path);
    const at = this.follow(clean);
    const { tree, path: inside, readOnly } = this.place(at);
    const parent = this.look(parentOf(at));
    if (!parent) throw new FileError(NO_SUCH_FILE);
    if (parent.kind !== 'directory') throw new FileError(NOT_A_DIRECTORY);
    if (readOnly || (tree && !tree.write)) throw new FileError(READ_ONLY);
    const existing = this.look(at);
    if (!this.may(existing ?? parent, 2)) throw new FileError(PERMISSION_DENIED);
    return { at, tree, inside };
  }

  /** Follows links, also in the middle of a path. */
  private follow(path: string, depth = 0): string {
    if (path === '') return '';
    const parts = path.split('/');
    let at = '';
    for (let i = 0; i < parts.length; i++) {
      const next = this.join(at, parts[i] as string);
      const stat = this.look(next);
      if (stat?.kind === 'link' && depth < 8) {
        const target = stat.target as string;
        const resolved = cleanPath(target.startsWith('/') ? target : `${at}/${target}`);
        return this.follow(cleanPath([resolved, ...parts.slice(i + 1)].join('/')), depth + 1);
      }
      at = next;
    }
    return at;
  }

  private join(folder: string, name: string): string {
    return folder === '' ? name : `${folder}/${name}`;
  }

  private place(at: string): Place {
    for (const { path, tree, readOnly, subPath } of this.layers.mounts) {
      const target = cleanPath(path);
      if (at !== target && !at.startsWith(target === '' ? '' : `${target}/`)) continue;
      const rest = at === target ? '' : at.slice(target.length + 1);
      return { tree, path: cleanPath(`${subPath}/${rest}`), readOnly: readOnly || tree.readOnly };
    }
    return { tree: undefined, path: at, readOnly: this.layers.readOnlyRoot };
  }

  private look(at: string): FileStat | undefined {
    const { tree, path } = this.place(at);
    if (tree) return tree.stat(path);
    const own = this.layers.upper?.stat(at);
    if (own) return own;
    if (this.layers.removed?.has(at)) return undefined;
    const fixed = this.layers.image.stat(at);
    if (fixed) return fixed.kind === 'directory' ? { ...fixed, modifiedAt: this.layers.startedAt } : fixed;
    if (at === this.layers.terminationPath) return { kind: 'file', mode: 0o666, uid: 0, gid: 0, size: this.layers.termination.length, modifiedAt: this.layers.startedAt };
    // Folders on the way to a mount are there although nobody made them.
    for (const mount of this.layers.mounts) if (cleanPath(mount.path).startsWith(`${at}/`)) return { kind: 'directory', mode: 0o755, uid: 0, gid: 0, size: 0, modifiedAt: this.layers.startedAt };
    return undefined;
  }

  private may(stat: FileStat, bit: number): boolean {
    if (this.uid === 0) return true;
    const shift = stat.uid === this.uid ? 6 : stat.gid === this.gid || this.groups.includes(stat.gid) ? 3 : 0;
    return ((stat.mode >> shift) & bit) !== 0;
  }

  private upper(): MemoryTree {
    return (this.layers.upper ??= new MemoryTree());
  }

  private writer(): Writer {
    return { uid: this.uid, gid: this.gid, now: this.now() };
  }
}
