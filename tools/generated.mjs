// Checks (or with --write makes anew) every generated file that is committed.

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const GENERATORS = ['schema/generate.mjs', 'bootstrap/generate.mjs', 'notice.mjs'];
const flags = process.argv.includes('--write') ? [] : ['--check'];
let failed = false;
for (const generator of GENERATORS) {
  const { status } = spawnSync(process.execPath, [resolve(import.meta.dirname, generator), ...flags], { stdio: 'inherit' });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
