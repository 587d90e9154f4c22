// The files that commands see: a working folder of texts, and what lies elsewhere under absolute paths. Folders exist by
// the files in them, or because somebody made them.

import { compareText } from '../base/text.ts';

export const HOME = '/home/admin';
export const WORK_FOLDER = `${HOME}/work`;

export class Files {
  /** The working folder. */
  folder = WORK_FOLDER;
  /** Where relative paths begin, if somebody went elsewhere. */
  wentTo: string | undefined;
  /** Names relative to the working folder, or absolute paths. */
  private readonly texts = new Map<string, string>();
  /** Folders that were made, empty or not. */
  private readonly made = new Set<string>();

  /** An absolute path. */
  absolute(path: string): string {
    return clean(path.startsWith('/') ? path : path.startsWith('~/') ? `${HOME}/${path.slice(2)}` : `${this.wentTo ?? this.folder}/${path}`);
  }

  read(path: string): string | undefined {
    return this.texts.get(this.normal(path));
  }

  makeFolder(path: string): void {
    this.made.add(this.normal(path));
  }

  removeFolder(path: string): void {
    this.made.delete(this.normal(path));
  }

  write(path: string, text: string | undefined): void {
    if (text === undefined) this.texts.delete(this.normal(path));
    else this.texts.set(this.normal(path), text);
  }

  /** All paths, in byte order. */
  paths(): readonly string[] {
    return [...this.texts.keys()].sort(compareText);
  }

  isFolder(path: string): boolean {
    const folder = this.normal(path);
    if (folder === '' || this.made.has(folder) || folder === HOME || folder === '/' || folder === '/tmp') return true;
    return this.paths().some((name) => name.startsWith(`${folder}/`));
  }

  exists(path: string): boolean {
    return this.read(path) !== undefined || this.isFolder(path);
  }

  /** The files below a folder, named as they were reached; those of folders in it only where `recursive`. */
  walk(path: string, recursive: boolean): readonly string[] {
    const folder = this.normal(path);
    const prefix = folder === '' ? '' : `${folder}/`;
    const shown = clean(path);
    const names = this.paths().filter((name) => name.startsWith(prefix) && (prefix !== '' || !name.startsWith('/')));
    const below = names.map((name) => name.slice(prefix.length)).filter((rest) => recursive || !rest.includes('/'));
    return below.map((rest) => (shown === '.' ? rest : `${shown.replace(/\/$/, '')}/${rest}`));
  }

  /** The names in a folder, those of folders among them; undefined where there is no such folder. */
  list(path: string): readonly string[] | undefined {
    if (!this.isFolder(path)) return undefined;
    const folder = this.absolute(path);
    const prefix = folder === '/' ? '/' : `${folder}/`;
    const all = [...this.texts.keys(), ...this.made, ''].map((name) => (name.startsWith('/') ? name : `${this.folder}/${name}`));
    return [...new Set(all.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length).split('/')[0] as string))].filter(Boolean).sort(compareText);
  }

  /** Paths that match a shell pattern; stars do not cross slashes. */
  glob(pattern: string): readonly string[] {
    const parts = (this.wentTo === undefined ? clean(pattern) : this.normal(pattern)).split('/').map(globPart);
    const candidates = new Set<string>();
    for (const name of this.paths()) {
      const segments = name.split('/');
      if (segments.length >= parts.length) candidates.add(segments.slice(0, parts.length).join('/'));
    }
    return [...candidates].filter((path) => path.split('/').every((segment, i) => (parts[i] as RegExp).test(segment))).sort(compareText);
  }

  /** Without `.` and `..`, relative to the working folder where it lies in it. */
  private normal(path: string): string {
    const full = this.absolute(path);
    if (full === this.folder) return '';
    return full.startsWith(`${this.folder}/`) ? full.slice(this.folder.length + 1) : full;
  }
}

function globPart(part: string): RegExp {
  const text = part.replace(/[.+^${}()|\\]/g, '\\$&').replaceAll('*', '[^/]*').replaceAll('?', '[^/]');
  return new RegExp(`^${text}$`);
}

/** Go's filepath.Clean. */
export function clean(path: string): string {
  const rooted = path.startsWith('/');
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.length > 0 && out[out.length - 1] !== '..') out.pop();
    else if (!rooted) out.push('..');
  }
  const text = out.join('/');
  return rooted ? `/${text}` : text || '.';
}
