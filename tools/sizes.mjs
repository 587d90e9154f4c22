// How much the built page sends: `node tools/sizes.mjs` prints it and fails beyond the limits. Run after `npm run build`.
// Initial JavaScript is what the page asks for before anybody does anything: the entry, the page it imports, one language,
// and what these import statically.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = resolve(import.meta.dirname, '../dist');
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
const size = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
const KB = 1000;

function withImports(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const imported of manifest[key].imports ?? []) withImports(imported, seen);
  return seen;
}

const initial = new Set(['index.html', 'src/ui/app/mount.tsx', 'src/locales/ko/index.ts'].flatMap((key) => [...withImports(key)]));
const javascript = [...initial].reduce((sum, key) => sum + size(manifest[key].file), 0);
const styles = [...new Set([...initial].flatMap((key) => manifest[key].css ?? []))].reduce((sum, file) => sum + size(file), 0);
const workers = Object.values(manifest).flatMap(({ assets = [] }) => assets).filter((file) => /\/worker-[^/]*\.js$/.test(file));
/** A worker's file and what it imports before it can begin; the rest is fetched while it works. */
function workerSize(file, seen = new Set()) {
  if (seen.has(file)) return 0;
  seen.add(file);
  const imported = [...readFileSync(join(dist, file), 'utf8').matchAll(/\bfrom\s*["']\.\/([^"']+\.js)["']/g)].map(([, name]) => `assets/${name}`);
  return size(file) + imported.reduce((sum, name) => sum + workerSize(name, seen), 0);
}
const worker = Math.max(...[...new Set(workers)].map((file) => workerSize(file)));

const LIMITS = [
  ['initial JavaScript', javascript, 160 * KB],
  ['initial styles', styles, 24 * KB],
  ['simulation worker', worker, 262 * KB],
];
let failed = false;
for (const [what, bytes, limit] of LIMITS) {
  const over = !(bytes <= limit);
  failed ||= over;
  console.log(`${what}: ${(bytes / KB).toFixed(1)} KB gzip of at most ${limit / KB}${over ? '  <- too much' : ''}`);
}
process.exitCode = failed ? 1 : 0;
