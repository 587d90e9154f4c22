// Boots the built worker with the rest of the program withheld: `node tools/workerBoot.mjs`, after `npm run build`. What a
// boot needs and does not find fails here, with its name; then it belongs to what comes first (tools/lateParts.mjs).

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const assets = resolve(import.meta.dirname, '../dist/assets');
const folder = mkdtempSync(join(tmpdir(), 'kubestage-boot-'));
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
const files = readdirSync(assets).filter((file) => /\.(js|json|txt)$/.test(file));
for (const file of files) cpSync(join(assets, file), join(folder, file));
const rest = files.filter((file) => file.startsWith('_virtual_rest-parts'));
const worker = files.filter((file) => /^worker-[^/]*\.js$/.test(file));
if (rest.length !== 1 || worker.length !== 1) {
  console.error(`one worker and one rest expected in dist/assets, found ${worker.length} and ${rest.length}; run npm run build`);
  process.exit(1);
}
writeFileSync(join(folder, rest[0]), 'export const fill = () => new Promise(() => {});');

const finish = (code, words) => {
  rmSync(folder, { recursive: true, force: true });
  (code === 0 ? console.log : console.error)(words);
  process.exit(code);
};
// What a worker has and Node has not.
globalThis.self = globalThis;
globalThis.fetch = async (url) => {
  const text = readFileSync(fileURLToPath(String(url)), 'utf8');
  return { json: async () => JSON.parse(text), text: async () => text };
};
globalThis.reportError = (error) => finish(1, error.message);
globalThis.postMessage = (message) => {
  if (message.type === 'batch') setTimeout(() => globalThis.onmessage({ data: { type: 'credit', branch: 1 } }), 0);
  else if (message.type === 'halted') finish(1, message.message);
  else if (message.type === 'opened') finish(0, `boots without the rest, to ${message.bootEnd / 1e6} s`);
};
await import(pathToFileURL(join(folder, worker[0])).href);
globalThis.onmessage({ data: { type: 'open', branch: 1, record: { version: 1, seed: 42, shape: 'default', inputs: [] }, to: 0 } });
