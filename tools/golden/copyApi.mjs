// Brings the recorded requests of a real API server and the recorded decisions of a real scheduler into the repository, so
// that every clone can be held to them: testdata/golden-api.json.br and testdata/golden-scheduler.json.br, brotli over
// JSON { path: text }. src/testing/shared.ts unpacks them where there is no shared folder.
//
//   node tools/golden/copyApi.mjs

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const root = resolve(import.meta.dirname, '../..');
const target = join(root, 'testdata');
mkdirSync(target, { recursive: true });
for (const folder of ['golden-api', 'golden-scheduler']) {
  const from = resolve(root, '../shared', folder);
  const files = {};
  for (const path of readdirSync(from, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/\.(json|jsonl)$/.test(path)) files[path.replaceAll('\\', '/')] = readFileSync(join(from, path), 'utf8');
  }
  const bytes = Buffer.from(JSON.stringify(files));
  const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  writeFileSync(join(target, `${folder}.json.br`), packed);
  console.log(`${folder}: ${Object.keys(files).length} files, ${bytes.length} bytes, packed ${packed.length}`);
}
