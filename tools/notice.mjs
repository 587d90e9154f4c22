// Writes NOTICE (who made what we ship) and public/licenses.txt (their licences in full, shipped with the built page):
// node tools/notice.mjs [--check]. What is shipped is what the lock file names outside development, plus the API descriptions.

import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
/** Development packages of which something reaches the page. */
const SHIPPED_DEV = { 'kubernetes-models': 'the descriptions of the Kubernetes API, made from its OpenAPI document' };
const LICENCE_FILES = /^licen[cs]e(\.md|\.txt)?$/i;

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const shipped = Object.entries(packages)
  .map(([path, entry]) => ({ path, name: path.replace(/.*node_modules\//, ''), ...entry }))
  .filter(({ path, name, dev }) => path !== '' && !name.startsWith('@types/') && name !== 'csstype' && (!dev || name in SHIPPED_DEV))
  .sort((a, b) => (a.path < b.path ? -1 : 1));

function licenceText({ path }) {
  for (const dir of [join(root, path), join(root, path, 'dist')]) {
    const file = existsSync(dir) && readdirSync(dir).find((name) => LICENCE_FILES.test(name));
    if (file) return readFileSync(join(dir, file), 'utf8').replace(/\r/g, '').trim();
  }
  throw new Error(`${path} has no licence file; say in tools/notice.mjs where its licence is`);
}

const blocks = shipped.map((entry) => ({ title: `${entry.name} ${entry.version} (${entry.license})`, text: licenceText(entry), why: SHIPPED_DEV[entry.name] }));
const holders = (text) => [...new Set(text.split('\n').map((line) => line.trim()).filter((line) => /^(Copyright|©)/.test(line) && /\d{4}|\(c\)|©/i.test(line) && line.length < 160))].slice(0, 4);

const notice = `KubeStage
Copyright 2026 The KubeStage Authors
Licensed under the Apache License, Version 2.0 (see LICENSE).

KubeStage is not affiliated with the Kubernetes project, the CNCF or the Linux Foundation. Kubernetes is a registered
trademark of the Linux Foundation.

The structure of the API, its descriptions and the texts of messages follow Kubernetes v1.36
(https://github.com/kubernetes/kubernetes), Copyright The Kubernetes Authors, Apache License, Version 2.0.

The built page contains the following works. Their licences in full: public/licenses.txt.

${blocks.map(({ title, text, why }) => [`- ${title}${why ? `: ${why}` : ''}`, ...holders(text).map((line) => `    ${line}`)].join('\n')).join('\n')}
`;
const apache = readFileSync(join(root, 'LICENSE'), 'utf8').trim();
const licences = `${notice}\n${blocks.map(({ title, text }) => `${'='.repeat(80)}\n${title}\n\n${text}\n`).join('\n')}\n${'='.repeat(80)}\nKubernetes API descriptions; KubeStage (Apache-2.0)\n\n${apache}\n`;

let stale = false;
for (const [file, text] of [['NOTICE', notice], ['public/licenses.txt', licences]]) {
  const path = join(root, file);
  const same = existsSync(path) && readFileSync(path, 'utf8') === text;
  if (same) console.log(`${file}: up to date`);
  else if (process.argv.includes('--check')) {
    console.error(`${file}: differs from a fresh one; run node tools/notice.mjs`);
    stale = true;
  } else {
    writeFileSync(path, text);
    console.log(`${file}: written`);
  }
}
process.exitCode = stale ? 1 : 0;
