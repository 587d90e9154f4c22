// The learner's files as programs of containers know files.

import type { Micros } from '../../base/time.ts';
import type { Kernel } from '../../sim/kernel/kernel.ts';
import { FileError, IS_A_DIRECTORY, NO_SUCH_FILE, type FileStat, type FileSystem, type Mount } from '../../sim/programs/program.ts';
import type { Files } from '../files.ts';

export class LaptopFiles implements FileSystem {
  private readonly files: Files;
  private readonly kernel: Kernel;
  private readonly wrote: (path: string) => void;

  constructor(files: Files, kernel: Kernel, wrote: (path: string) => void) {
    this.files = files;
    this.kernel = kernel;
    this.wrote = wrote;
  }

  read(path: string): string | undefined {
    return this.files.read(path);
  }

  write(path: string, content: string): void {
    if (this.files.isFolder(path)) throw new FileError(IS_A_DIRECTORY);
    const folder = path.slice(0, path.lastIndexOf('/')) || '/';
    if (folder !== '/dev' && folder !== '/dev/fd' && !this.files.isFolder(folder)) throw new FileError(this.files.read(folder) === undefined ? NO_SUCH_FILE : 'Not a directory');
    this.files.write(path, content);
    this.wrote(path);
  }

  append(path: string, content: string): void {
    this.write(path, (this.files.read(path) ?? '') + content);
  }

  writeZeros(path: string, bytes: number): void {
    this.write(path, '\0'.repeat(Math.min(bytes, 1_000_000)));
  }

  remove(path: string): void {
    if (this.files.read(path) !== undefined) this.files.write(path, undefined);
    else if (this.files.isFolder(path)) this.files.removeFolder(path);
    else throw new FileError(NO_SUCH_FILE);
  }

  isDirectory(path: string): boolean {
    return this.files.isFolder(path);
  }

  list(path: string): readonly string[] | undefined {
    return this.files.list(path.replace(/\/\.$/, '') || '/');
  }

  mkdir(path: string): void {
    if (this.files.exists(path)) throw new FileError('File exists');
    this.files.makeFolder(path);
  }

  stat(path: string): FileStat | undefined {
    const text = this.files.read(path);
    const directory = text === undefined && this.files.isFolder(path);
    if (text === undefined && !directory) return undefined;
    return { kind: directory ? 'directory' : 'file', mode: directory ? 0o755 : 0o644, uid: 1000, gid: 1000, size: text?.length ?? 4096, modifiedAt: 0 as Micros };
  }

  chmod(): void {}

  mounts(): readonly Mount[] {
    return [{ path: '/', device: '/dev/vda1', sizeBytes: 100e9, usedBytes: 30e9 + this.kernel.now % 1000 }];
  }
}
