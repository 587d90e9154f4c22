// Where tests find the recordings of a real cluster: beside the repository while KubeStage is developed. A user's clone
// has none; such tests are skipped there, and say so.

import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { resolve } from 'node:path';

const SHARED = resolve(import.meta.dirname, '../../../shared');

/** The path of something in the shared folder, or undefined where there is none. */
export function sharedPath(relative: string): string | undefined {
  const path = resolve(SHARED, relative);
  return existsSync(path) ? path : undefined;
}

/** The lines of a JSONL file (also gzipped), parsed. */
export function jsonLines<T>(path: string): T[] {
  const bytes = readFileSync(path);
  const text = path.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8');
  return text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as T);
}

export const SKIPPED = 'skipped: this clone has no ../shared folder with recordings of a real cluster';
