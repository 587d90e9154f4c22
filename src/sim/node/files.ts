// Files in memory: what containers read and write. A tree of folders, plain files and links; the container's own layer
// over its image's files, with volumes mounted over both.
// Simplified: permissions are checked for the owner and for everybody else, not for groups but the volume's own.

import type { Micros } from '../../base/time.ts';
import { compareText } from '../../base/text.ts';
import { FileError, IS_A_DIRECTORY, NO_SPACE, NO_SUCH_FILE, type FileStat } from '../programs/program.ts';

export interface FileNode {
  readonly kind: 'file' | 'directory' | 'link';
  content: string;
  /** For files of zeros: their size instead of their content. */
  zeros: number;
  mode: number;
  uid: number;
  gid: number;
  modifiedAt: Micros;
}

/** A part of the tree: paths are relative to it, without a leading slash; '' is its root. */
export interface FileTree {
  readonly readOnly: boolean;
  stat(path: string): FileStat | undefined;
  read(path: string): string | undefined;
  list(path: string): readonly string[] | undefined;
  /** Absent where nothing can be written. */
  write?(path: string, content: string, append: boolean, by: Writer): void;
  writeZeros?(path: string, bytes: number, by: Writer): void;
  mkdir?(path: string, by: Writer): void;
  remove?(path: string): void;
  chmod?(path: string, mode: number): void;
  readonly usedBytes: number;
  readonly sizeBytes: number;
  readonly device: string;
}

export interface Writer {
  readonly uid: number;
  readonly gid: number;
  readonly now: Micros;
}

export const parentOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** `/a/./b/../c/` → `a/c` */
export function cleanPath(path: string): string {
  // Most paths are clean but for the slash in front.
  if (!path.includes('//') && !path.includes('/.') && !path.startsWith('.') && !path.endsWith('/')) return path.startsWith('/') ? path.slice(1) : path;
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return out.join('/');
}

export interface MemoryTreeOptions {
  readonly mode?: number;
  readonly gid?: number;
  /** Beyond this many bytes writes fail (a tmpfs with a size). */
  readonly limitBytes?: number;
  readonly device?: string;
  readonly now?: Micros;
}

/** A writable tree: an emptyDir, a folder of the node, a container's own layer. */
export class MemoryTree implements FileTree {
  readonly readOnly = false;
  usedBytes = 0;
  readonly device: string;
  private readonly nodes = new Map<string, FileNode>();
  private readonly root: FileNode;
  private readonly limitBytes: number;
  private readonly gid: number | undefined;
  /** Called after each change of size. */
  onGrow: (() => void) | undefined;

  constructor({ mode = 0o755, gid, limitBytes = 0, device = 'overlay', now = 0 as Micros }: MemoryTreeOptions = {}) {
    this.root = { kind: 'directory', content: '', zeros: 0, mode, uid: 0, gid: gid ?? 0, modifiedAt: now };
    this.gid = gid;
    this.limitBytes = limitBytes;
    this.device = device;
  }

  get sizeBytes(): number {
    return this.limitBytes || 107_374_182_400;
  }

  has(path: string): boolean {
    return path === '' || this.nodes.has(path);
  }

  stat(path: string): FileStat | undefined {
    const node = path === '' ? this.root : this.nodes.get(path);
    if (!node) return undefined;
    return { kind: node.kind, mode: node.mode, uid: node.uid, gid: node.gid, size: sizeOf(node), modifiedAt: node.modifiedAt, ...(node.kind === 'link' ? { target: node.content } : {}) };
  }

  read(path: string): string | undefined {
    const node = this.nodes.get(path);
    return node?.kind === 'file' ? node.content : undefined;
  }

  list(path: string): readonly string[] | undefined {
    const at = path === '' ? this.root : this.nodes.get(path);
    if (at && at.kind !== 'directory') return undefined;
    const prefix = path === '' ? '' : `${path}/`;
    const names: string[] = [];
    for (const key of this.nodes.keys()) if (key.startsWith(prefix) && !key.slice(prefix.length).includes('/') && key !== path) names.push(key.slice(prefix.length));
    // In a container's layer a folder of the image may hold files although the layer does not hold the folder.
    return at || names.length ? names.sort(compareText) : undefined;
  }

  write(path: string, content: string, append: boolean, by: Writer): void {
    const node = this.nodes.get(path);
    const grow = append ? content.length : content.length - (node ? sizeOf(node) : 0);
    this.reserve(grow);
    const file = node ?? this.create(path, 'file', by);
    if (file.kind !== 'file') throw new FileError(IS_A_DIRECTORY);
    file.content = append ? file.content + content : content;
    if (!append) file.zeros = 0;
    file.modifiedAt = by.now;
    this.grew(grow);
  }

  writeZeros(path: string, bytes: number, by: Writer): void {
    const node = this.nodes.get(path);
    const room = this.limitBytes ? this.limitBytes - this.usedBytes + (node ? sizeOf(node) : 0) : Infinity;
    const fits = Math.min(bytes, room);
    const grow = fits - (node ? sizeOf(node) : 0);
    const file = node ?? this.create(path, 'file', by);
    file.content = '';
    file.zeros = fits;
    file.modifiedAt = by.now;
    this.grew(grow);
    if (fits < bytes) throw new FileError(NO_SPACE);
  }

  mkdir(path: string, by: Writer): void {
    if (!this.nodes.has(path)) this.create(path, 'directory', by);
  }

  link(path: string, target: string, by: Writer): void {
    this.create(path, 'link', by).content = target;
  }

  remove(path: string): void {
    const prefix = `${path}/`;
    let freed = 0;
    for (const [key, node] of [...this.nodes]) {
      if (key !== path && !key.startsWith(prefix)) continue;
      freed += sizeOf(node);
      this.nodes.delete(key);
    }
    this.grew(-freed);
  }

  chmod(path: string, mode: number): void {
    const node = path === '' ? this.root : this.nodes.get(path);
    if (!node) throw new FileError(NO_SUCH_FILE);
    node.mode = mode;
  }

  private create(path: string, kind: FileNode['kind'], by: Writer): FileNode {
    const node: FileNode = { kind, content: '', zeros: 0, mode: kind === 'directory' ? 0o755 : kind === 'link' ? 0o777 : 0o644, uid: by.uid, gid: this.gid ?? by.gid, modifiedAt: by.now };
    this.nodes.set(path, node);
    return node;
  }

  private reserve(bytes: number): void {
    if (this.limitBytes && this.usedBytes + bytes > this.limitBytes) throw new FileError(NO_SPACE);
  }

  private grew(bytes: number): void {
    if (bytes === 0) return;
    this.usedBytes += bytes;
    this.onGrow?.();
  }
}

/** A folder of a tree, or one file of it, as a tree of its own. */
export class FolderOf implements FileTree {
  readonly readOnly = false;
  readonly device: string;
  private readonly whole: MemoryTree;
  private readonly base: string;

  constructor(whole: MemoryTree, base: string) {
    this.whole = whole;
    this.base = base;
    this.device = whole.device;
  }

  get usedBytes(): number {
    return this.whole.usedBytes;
  }

  get sizeBytes(): number {
    return this.whole.sizeBytes;
  }

  stat(path: string): FileStat | undefined {
    return this.whole.stat(this.at(path));
  }

  read(path: string): string | undefined {
    return this.whole.read(this.at(path));
  }

  list(path: string): readonly string[] | undefined {
    return this.whole.list(this.at(path));
  }

  write(path: string, content: string, append: boolean, by: Writer): void {
    this.whole.write(this.at(path), content, append, by);
  }

  writeZeros(path: string, bytes: number, by: Writer): void {
    this.whole.writeZeros(this.at(path), bytes, by);
  }

  mkdir(path: string, by: Writer): void {
    this.whole.mkdir(this.at(path), by);
  }

  remove(path: string): void {
    this.whole.remove(this.at(path));
  }

  chmod(path: string, mode: number): void {
    this.whole.chmod(this.at(path), mode);
  }

  private at(path: string): string {
    return this.base === '' || path === '' ? this.base || path : `${this.base}/${path}`;
  }
}

const sizeOf = (node: FileNode): number => (node.kind === 'directory' ? 0 : node.content.length + node.zeros);

/** A tree that nobody changes: an image's files. Shared by all containers of the image. */
export class FixedTree implements FileTree {
  readonly readOnly = true;
  readonly usedBytes = 0;
  readonly sizeBytes = 0;
  readonly device = 'overlay';
  private readonly files: ReadonlyMap<string, string>;
  private readonly folders: ReadonlyMap<string, readonly string[]>;

  constructor(files: Iterable<readonly [path: string, content: string]>, folders: readonly string[] = []) {
    const byPath = new Map<string, string>();
    const children = new Map<string, Set<string>>([['', new Set()]]);
    const folder = (path: string): void => {
      if (children.has(path)) return;
      children.set(path, new Set());
      folder(parentOf(path));
      children.get(parentOf(path))?.add(nameOf(path));
    };
    for (const path of folders) folder(cleanPath(path));
    for (const [path, content] of files) {
      const clean = cleanPath(path);
      byPath.set(clean, content);
      folder(parentOf(clean));
      children.get(parentOf(clean))?.add(nameOf(clean));
    }
    this.files = byPath;
    this.folders = new Map([...children].map(([path, names]) => [path, [...names].sort(compareText)]));
  }

  stat(path: string): FileStat | undefined {
    const content = this.files.get(path);
    if (content !== undefined) {
      const executable = /^(usr\/)?(local\/)?s?bin\//.test(path) || path.endsWith('.sh');
      return { kind: 'file', mode: executable ? 0o755 : 0o644, uid: 0, gid: 0, size: content.length, modifiedAt: 0 as Micros };
    }
    return this.folders.has(path) ? { kind: 'directory', mode: path === 'tmp' ? 0o1777 : 0o755, uid: 0, gid: 0, size: 0, modifiedAt: 0 as Micros } : undefined;
  }

  read(path: string): string | undefined {
    return this.files.get(path);
  }

  list(path: string): readonly string[] | undefined {
    return this.folders.get(path);
  }
}

/**
 * A volume whose content the kubelet writes and exchanges as a whole: files live in a folder named after the time, and
 * links lead there. Upstream: pkg/volume/util/atomic_writer.go
 */
export class AtomicTree implements FileTree {
  readonly readOnly = false;
  readonly sizeBytes = 0;
  readonly device: string;
  private payload: ReadonlyMap<string, string> = NOTHING;
  private folder = '';
  /** Content that is given and not written yet. Most volumes nobody ever looks into, and every Pod has one of them. */
  private given: Given | undefined;
  private written: MemoryTree | undefined;
  private readonly mode: number;
  private readonly createdAt: Micros;

  constructor(device: string, mode: number, now: Micros) {
    this.device = device;
    this.createdAt = now;
    this.mode = mode;
  }

  private settle(): MemoryTree {
    const tree = (this.written ??= new MemoryTree({ mode: this.mode, now: this.createdAt }));
    const { given } = this;
    this.given = undefined;
    if (given) this.unfold(tree, given);
    return tree;
  }

  get usedBytes(): number {
    return this.settle().usedBytes;
  }

  /** Exchanges the content; false where it is the same already. `stamp` names the folder: `..2026_01_05_09_00_00.123456789`. */
  replace(payload: ReadonlyMap<string, string>, modes: ReadonlyMap<string, number>, stamp: string, now: Micros): boolean {
    if (this.folder && same(payload, this.payload)) return false;
    if (this.given) this.settle();
    this.given = { payload, modes, stamp, now, before: this.payload, folder: this.folder };
    this.folder = stamp;
    this.payload = payload;
    return true;
  }

  private unfold(tree: MemoryTree, { payload, modes, stamp, now, before, folder }: Given): void {
    const by: Writer = { uid: 0, gid: 0, now };
    if (folder) tree.remove(folder);
    tree.mkdir(stamp, by);
    for (const [path, content] of payload) {
      const parts = path.split('/');
      for (let i = 1; i < parts.length; i++) tree.mkdir(`${stamp}/${parts.slice(0, i).join('/')}`, by);
      tree.write(`${stamp}/${path}`, content, false, by);
      tree.chmod(`${stamp}/${path}`, modes.get(path) ?? 0o644);
    }
    tree.remove('..data');
    tree.link('..data', stamp, by);
    const top = new Set([...payload.keys()].map((path) => path.split('/')[0] as string));
    for (const path of before.keys()) {
      const first = path.split('/')[0] as string;
      if (!top.has(first)) tree.remove(first);
    }
    for (const name of top) if (!tree.has(name)) tree.link(name, `..data/${name}`, folder ? by : { ...by, now: this.createdAt });
  }

  stat(path: string): FileStat | undefined {
    return this.settle().stat(path);
  }

  read(path: string): string | undefined {
    return this.settle().read(path);
  }

  list(path: string): readonly string[] | undefined {
    return this.settle().list(path);
  }
}

interface Given {
  readonly payload: ReadonlyMap<string, string>;
  readonly modes: ReadonlyMap<string, number>;
  readonly stamp: string;
  readonly now: Micros;
  /** What was there before, and in which folder ('': nothing). */
  readonly before: ReadonlyMap<string, string>;
  readonly folder: string;
}
const NOTHING: ReadonlyMap<string, string> = new Map();

function same(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) if (b.get(key) !== value) return false;
  return true;
}
