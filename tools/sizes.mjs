// How much the built page sends: `node tools/sizes.mjs` prints it and fails beyond the limits. Run after `npm run build`.
// Initial JavaScript is what the first paint waits for: the entry, the page it imports, the larger of the two languages, and
// what these import statically. What the panels need comes beside it and runs after that paint; `first screen in all` is
// both together, everything that is fetched before anybody does anything (without Monaco and the terminal's glass, which
// come when the page is idle). Another folder than dist: `node tools/sizes.mjs <folder>`.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = resolve(process.argv[2] ?? resolve(import.meta.dirname, '../dist'));
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
const size = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
const KB = 1000;

function withImports(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const imported of manifest[key].imports ?? []) withImports(imported, seen);
  return seen;
}

/** Everything that these ask for before they run. */
const partsOf = (keys) => new Set(keys.flatMap((key) => [...withImports(key)]));
const javascriptOf = (parts) => [...parts].reduce((sum, key) => sum + size(manifest[key].file), 0);
const stylesOf = (parts) => [...new Set([...parts].flatMap((key) => manifest[key].css ?? []))].reduce((sum, file) => sum + size(file), 0);

const languages = ['src/locales/en/index.ts', 'src/locales/ko/index.ts'];
const [language] = languages.sort((a, b) => size(manifest[b].file) - size(manifest[a].file));
const FIRST = ['index.html', 'src/ui/app/mount.tsx', language];
/** Asked for by the document with the first, run after the first paint. */
const SOON = ['src/ui/diagram/Stage.tsx', 'src/ui/app/panels.ts', 'src/ui/editor/exampleTexts.ts'];
const initial = partsOf(FIRST);
const firstScreen = partsOf([...FIRST, ...SOON, 'src/ui/diagram/boxes/motionFeatures.ts'].filter((key) => manifest[key]));
const javascript = javascriptOf(initial);
const styles = stylesOf(initial);
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
  ['simulation worker', worker, 250 * KB],
];
let failed = false;
for (const [what, bytes, limit] of LIMITS) {
  const over = !(bytes <= limit);
  failed ||= over;
  console.log(`${what}: ${(bytes / KB).toFixed(1)} KB gzip of at most ${limit / KB}${over ? '  <- too much' : ''}`);
}
console.log(`first screen in all: ${(javascriptOf(firstScreen) / KB).toFixed(1)} KB gzip of JavaScript, ${(stylesOf(firstScreen) / KB).toFixed(1)} of styles`);
process.exitCode = failed ? 1 : 0;
