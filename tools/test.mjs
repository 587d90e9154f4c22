// `npm test`: everything, in the order in which a mistake is cheapest to find. Stops at the first step that fails and says
// which command runs that step alone.

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { ensureChromium } from './chromium.mjs';

const root = resolve(import.meta.dirname, '..');

const STEPS = [
  ['types', ['npx', 'tsc', '-p', '.']],
  ['types of the simulation, which knows neither browser nor Node', ['npx', 'tsc', '-p', 'tsconfig.sim.json']],
  ['lint', ['npx', 'oxlint']],
  ['generated files', ['node', 'tools/generated.mjs']],
  ['unit tests, import table, tidiness, recordings', ['npx', 'vitest', 'run']],
  ['build', ['npx', 'vite', 'build', '--logLevel', 'warn']],
  ['sizes', ['node', 'tools/sizes.mjs']],
  ['boot of the worker alone', ['node', 'tools/workerBoot.mjs']],
  ['browser tests', ['npx', 'playwright', 'test']],
];

const chromium = ensureChromium();
if (!chromium) {
  process.stderr.write('The browser tests need a Chromium, and none could be installed: install Chromium or Chrome yourself and set CHROMIUM_PATH to its program, then run npm test again.\n');
  process.exit(1);
}

const began = Date.now();
for (const [what, [command, ...args]] of STEPS) {
  const from = Date.now();
  process.stdout.write(`\n== ${what}\n`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, CHROMIUM_PATH: chromium }, shell: process.platform === 'win32' });
  if (status !== 0) {
    process.stderr.write(`\nFailed: ${what}. Alone: ${[command, ...args].join(' ')}\n`);
    process.exit(status ?? 1);
  }
  process.stdout.write(`   ${((Date.now() - from) / 1000).toFixed(1)} s\n`);
}
process.stdout.write(`\nAll green in ${((Date.now() - began) / 1000).toFixed(0)} s.\n`);
