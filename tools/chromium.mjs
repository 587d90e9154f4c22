// Finds a Chromium for the browser tests: an environment variable, Playwright's own, the system's. Installs one where there
// is none, by whatever way this machine offers. Used by playwright.config.ts and tools/test.mjs.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const FIXED = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'];

/** The path of a Chromium on this machine; undefined where there is none. */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  const own = chromium.executablePath();
  if (own && existsSync(own)) return own;
  const dirs = (process.env.PATH ?? '').split(delimiter);
  return [...dirs.flatMap((dir) => NAMES.map((name) => join(dir, name))), ...FIXED].find((path) => existsSync(path));
}

/** Ways to get one, best first; each is tried only where its tool exists. */
function ways() {
  const root = process.getuid?.() === 0;
  const packages = [
    ['apt-get', [['apt-get', 'update', '-qq'], ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium']]],
    ['dnf', [['dnf', 'install', '-y', 'chromium']]],
    ['apk', [['apk', 'add', 'chromium']]],
    ['pacman', [['pacman', '-Sy', '--noconfirm', 'chromium']]],
    ['zypper', [['zypper', '--non-interactive', 'install', 'chromium']]],
  ];
  const list = packages.filter(([tool]) => root && onPath(tool)).map(([, commands]) => commands);
  return [...list, [['npx', 'playwright', 'install', 'chromium']]];
}

const onPath = (tool) => (process.env.PATH ?? '').split(delimiter).some((dir) => existsSync(join(dir, tool)));

/** A Chromium's path, installing one if need be; undefined where nothing worked. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  for (const commands of ways()) {
    process.stdout.write(`No Chromium here; trying: ${commands.map((c) => c.join(' ')).join(' && ')}\n`);
    const done = commands.every(([command, ...args]) => spawnSync(command, args, { stdio: 'inherit', timeout: 600_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, shell: process.platform === 'win32' }).status === 0);
    const path = done ? findChromium() : undefined;
    if (path) return path;
  }
  return undefined;
}

export const chromiumArgs = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
