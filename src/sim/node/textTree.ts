// A few files whose text is worked out when somebody reads them; what is written to them stays.

import type { Micros } from '../../base/time.ts';
import { compareText } from '../../base/text.ts';
import type { FileStat } from '../programs/program.ts';
import type { FileTree } from './files.ts';

export class TextTree implements FileTree {
  readonly readOnly = false;
  readonly usedBytes = 0;
  readonly sizeBytes = 0;
  readonly device = 'overlay';
  private readonly files: Readonly<Record<string, () => string>>;
  private written: Map<string, string> | undefined;

  constructor(files: Readonly<Record<string, () => string>>) {
    this.files = files;
  }

  stat(path: string): FileStat | undefined {
    const content = this.read(path);
    if (content === undefined) return path === '' ? { kind: 'directory', mode: 0o755, uid: 0, gid: 0, size: 0, modifiedAt: 0 as Micros } : undefined;
    return { kind: 'file', mode: 0o644, uid: 0, gid: 0, size: content.length, modifiedAt: 0 as Micros };
  }

  read(path: string): string | undefined {
    return this.written?.get(path) ?? this.files[path]?.();
  }

  list(path: string): readonly string[] | undefined {
    return path === '' ? Object.keys(this.files).sort(compareText) : undefined;
  }

  write(path: string, content: string, append: boolean): void {
    (this.written ??= new Map()).set(path, append ? (this.read(path) ?? '') + content : content);
  }
}
