// The files that a command reads: templates, manifests, what becomes a ConfigMap.

import { utf8Bytes, utf8Text } from '../../sim/api/yaml/bytes.ts';
import { KubectlError } from './errors.ts';

export interface Files {
  /** Undefined where there is no such file. */
  read(path: string): Uint8Array | string | undefined;
  /** The names in a folder, sorted; undefined where the path is none. */
  list(path: string): readonly string[] | undefined;
}

export const NO_FILES: Files = { read: () => undefined, list: () => undefined };

export function bytesOf(files: Files, path: string): Uint8Array | undefined {
  const content = files.read(path);
  return typeof content === 'string' ? utf8Bytes(content) : content;
}

/** os.ReadFile */
export function readFile(files: Files, path: string): Uint8Array {
  const bytes = bytesOf(files, path);
  if (bytes) return bytes;
  if (files.list(path)) throw new KubectlError(`read ${path}: is a directory`);
  throw new KubectlError(`open ${path}: no such file or directory`);
}

export const readText = (files: Files, path: string): string => utf8Text(readFile(files, path)).text;
