// Runs the command line of the simulation: bundles src/cli with Vite (a second or two), then starts it. Node 20 reads no
// TypeScript, so that this works everywhere the project does.
//
//   node tools/run.mjs bench pods --n 1000 --json

import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '..');
const bundles = join(root, 'node_modules/.cache/kubestage/cli');
// Several may run at a time, each from a bundle of its own.
const outDir = join(bundles, String(process.pid));

const remove = (folder) => rmSync(folder, { recursive: true, force: true });

function leftBehind() {
  try {
    return readdirSync(bundles).filter((name) => !isRunning(Number(name)));
  } catch {
    return [];
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

for (const name of leftBehind()) remove(join(bundles, name));

await build({
  root,
  configFile: false,
  logLevel: 'error',
  build: { ssr: 'src/cli/main.ts', outDir, emptyOutDir: true, target: 'node20', minify: false, sourcemap: true, rollupOptions: { output: { entryFileNames: 'cli.mjs' } } },
});

const child = spawn(process.execPath, ['--expose-gc', '--enable-source-maps', '--max-old-space-size=8192', join(outDir, 'cli.mjs'), ...process.argv.slice(2)], { stdio: 'inherit', cwd: process.cwd() });
child.on('exit', (code, signal) => {
  remove(outDir);
  process.exit(signal ? 1 : (code ?? 1));
});
