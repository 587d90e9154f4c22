// Where tests find the recordings of a real cluster: beside the repository while KubeStage is developed. In a clone of the
// repository alone, what testdata holds of them is unpacked into the cache; tests that need more are skipped there, and
// say so.

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { fnv1a } from '../base/text.ts';

const ROOT = repository(import.meta.dirname);
const SHARED = resolve(ROOT, '../shared');
const UNPACKED = join(ROOT, 'node_modules/.cache/kubestage/testdata');

/** Upwards to package.json: the command line is bundled into a folder below it, so that no count of steps would do. */
function repository(from: string): string {
  return existsSync(join(from, 'package.json')) || dirname(from) === from ? from : repository(dirname(from));
}

/** The path of something in the shared folder, or of the repository's own copy of it, or undefined where there is none. */
export function sharedPath(relative: string): string | undefined {
  const path = resolve(SHARED, relative);
  if (existsSync(path)) return path;
  const [folder = '', ...rest] = relative.split('/');
  const packed = join(ROOT, 'testdata', `${folder}.json.br`);
  if (existsSync(SHARED) || !existsSync(packed)) return undefined;
  const own = join(unpack(packed, folder), ...rest);
  return existsSync(own) ? own : undefined;
}

/** Unpacks once for each state of the pack; several test processes may do so at the same time. */
function unpack(packed: string, folder: string): string {
  const bytes = readFileSync(packed);
  const target = join(UNPACKED, `${folder}-${fnv1a(bytes.toString('latin1')).toString(16)}`);
  if (existsSync(target)) return target;
  const making = `${target}.${process.pid}`;
  for (const [path, text] of Object.entries(JSON.parse(brotliDecompressSync(bytes).toString('utf8')) as Record<string, string>)) {
    mkdirSync(dirname(join(making, path)), { recursive: true });
    writeFileSync(join(making, path), text);
  }
  try {
    renameSync(making, target);
  } catch {
    // Another process was first.
    rmSync(making, { recursive: true, force: true });
  }
  return target;
}

/** The lines of a JSONL file (also gzipped), parsed. */
export function jsonLines<T>(path: string): T[] {
  const bytes = readFileSync(path);
  const text = path.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8');
  return text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as T);
}

export const SKIPPED = 'skipped: this clone has no ../shared folder with recordings of a real cluster';
