// Writes `sw.js` beside the built page: tools/offline.sw.js with the list of what was built and a version made of it.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';

/** Of no use without a network, or only to the build. */
const LEFT_OUT = /^(?:\.vite\/|sw\.js$)|\.map$/;

/** @returns {import('vite').Plugin} */
export function serviceWorker() {
  let outDir = '';
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    // After everything else is written, what lies in `public` too.
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        if (!existsSync(join(outDir, 'index.html'))) return;
        const files = readdirSync(outDir, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(outDir.length + 1).split(sep).join('/'))
          .filter((file) => !LEFT_OUT.test(file))
          .sort();
        const version = createHash('sha256');
        for (const file of files) version.update(file).update(readFileSync(join(outDir, file)));
        const source = readFileSync(join(import.meta.dirname, 'offline.sw.js'), 'utf8').replace('/* global self, caches, fetch, FILES, VERSION */\n', '');
        const head = `const FILES = ${JSON.stringify(['./', ...files.filter((file) => file !== 'index.html')])};\nconst VERSION = ${JSON.stringify(version.digest('hex').slice(0, 12))};\n`;
        writeFileSync(join(outDir, 'sw.js'), head + source);
      },
    },
  };
}
