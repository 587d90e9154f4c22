// Brings recordings of a real cluster from the shared folder into the repository, so that a clone can be held to them:
// one compressed file per area under testdata/golden. The same recordings give the same bytes.
//
//   node tools/golden/copy.mjs [AREA…]        the areas below, or those named, and the single files
//
// A packed area is brotli over JSON: { scenario: { path in its folder: text } }. Scenarios of one area begin with nearly
// the same cluster, which brotli's large window sees and gzip's small one does not: a third of the size.
// compare.mjs and normalize.mjs beside this file are copies too, of shared/tools/golden.

import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const AREAS = ['config', 'deployments', 'jobs', 'kubectl-errors', 'kubectl-verbs', 'namespaces-quota-rbac', 'node-real', 'nodes', 'pods', 'replicasets', 'rollouts-real', 'scheduling', 'services', 'static-pods', 'statefulsets', 'storage'];

/** Single files, below testdata as below shared. */
const FILES = ['golden-api/facts/discovery.json', 'golden-api/kubectl-local.jsonl'];

const root = resolve(import.meta.dirname, '../..');
const shared = resolve(root, '../shared');
const target = join(root, 'testdata/golden');

function filesOf(folder, at = '', out = {}) {
  for (const entry of readdirSync(join(folder, at), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = at ? `${at}/${entry.name}` : entry.name;
    if (entry.isDirectory()) filesOf(folder, path, out);
    else out[path] = readFileSync(join(folder, path), 'utf8');
  }
  return out;
}

const pack = (text) => {
  const bytes = Buffer.from(text);
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
};

mkdirSync(target, { recursive: true });
const wanted = process.argv.slice(2);
for (const area of wanted.length ? wanted : AREAS) {
  const from = join(shared, 'golden', area);
  const scenarios = {};
  for (const name of readdirSync(from).sort()) scenarios[name] = filesOf(join(from, name));
  const bytes = pack(JSON.stringify(scenarios));
  writeFileSync(join(target, `${area}.json.br`), bytes);
  console.log(`${area}: ${Object.keys(scenarios).length} scenarios, ${bytes.length} bytes`);
}
for (const file of FILES) {
  const path = join(root, 'testdata', `${file}.br`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, pack(readFileSync(join(shared, file), 'utf8')));
}
for (const name of ['compare.mjs', 'normalize.mjs']) copyFileSync(join(shared, 'tools/golden', name), join(import.meta.dirname, name));
