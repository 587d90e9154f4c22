// A file on a node's disk that somebody writes there by hand; static Pods may mount it.

import type { Micros } from '../../base/time.ts';
import { cleanPath, parentOf } from './files.ts';
import type { Storage } from './hostPath.ts';

/** Writes the file, or takes it away. Simplified: who has it mounted loses it, too. */
export function putNodeFile(storage: Storage, path: string, content: string | undefined, now: Micros): void {
  const clean = cleanPath(path);
  if (content === undefined) {
    storage.hostPath('/')?.remove?.(clean);
    return;
  }
  storage.makeHostPath(`/${parentOf(clean)}`, false);
  storage.makeHostPath(path, true).write?.('', content, false, { uid: 0, gid: 0, now });
}
