// Files as whoever typed the command names them. npm runs a script in the repository's folder and says in INIT_CWD where
// it was called, so that relative paths mean what they look like.

import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Problem } from './problem.ts';

export function callerPath(path: string): string {
  const { npm_lifecycle_event: script, INIT_CWD: from } = process.env;
  return from !== undefined && (script === 'kubestage' || script === 'bench') ? resolve(from, path) : resolve(path);
}

/** `file` or `folder`; a sentence where there is nothing. */
export function whatIs(path: string): 'file' | 'folder' {
  try {
    return statSync(callerPath(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    throw problemWith(path, error);
  }
}

export function fileBytes(path: string): Buffer {
  if (whatIs(path) === 'folder') throw new Problem(`${path} is a folder, not a file`);
  try {
    return readFileSync(callerPath(path));
  } catch (error) {
    throw problemWith(path, error);
  }
}

const REASONS: Readonly<Record<string, string>> = { ENOENT: 'does not exist', ENOTDIR: 'does not exist', EACCES: 'may not be read or written', EPERM: 'may not be read or written', EROFS: 'is on a disk that may not be written', EISDIR: 'is a folder', EEXIST: 'is a file, not a folder', ENOSPC: 'has no room left on its disk' };

export function problemWith(path: string, error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code = '', message } = error as { readonly code?: string; readonly message: string };
  return new Problem(`${path} ${REASONS[code] ?? `cannot be used: ${message}`}`);
}
