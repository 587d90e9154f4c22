// Writes the generated schema: node tools/schema/generate.mjs [--check]
//   structure.json     types, fields, lists, patches - from the OpenAPI documents of a real server (the shared folder)
//   descriptions.json  what each type and field means - from the npm package kubernetes-models
// --check writes nothing and fails where the committed files differ from fresh ones. Where the shared folder is absent
// (a user's clone), the structure is taken as committed and compared with kubernetes-models as far as that knows it.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildDescriptions, compareWithModels } from './descriptions.mjs';
import { buildStructure } from './structure.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const facts = resolve(root, '../shared/golden-api/facts/openapi-v3');
const out = (name) => resolve(root, 'src/sim/api/schema/generated', name);
const check = process.argv.includes('--check');
let failed = false;

const structure = existsSync(facts) ? structureFromFacts() : committedStructure();
report('structure.json', existsSync(facts) ? encode(structure) : undefined);
report('descriptions.json', encode(buildDescriptions(structure)));
for (const line of compareWithModels(structure)) {
  console.error(`kubernetes-models differs: ${line}`);
  failed = true;
}
process.exit(failed ? 1 : 0);

function structureFromFacts() {
  return buildStructure(facts, JSON.parse(readFileSync(resolve(here, 'goFacts.json'), 'utf8')), 'v1.36.3');
}

function committedStructure() {
  console.log(`structure.json: not made anew, for there is no ${facts}; taken as committed`);
  return JSON.parse(readFileSync(out('structure.json'), 'utf8'));
}

function report(name, text) {
  if (text === undefined) return;
  const old = existsSync(out(name)) ? readFileSync(out(name), 'utf8') : '';
  if (old === text) return console.log(`${name}: up to date`);
  if (!check) {
    writeFileSync(out(name), text);
    return console.log(`${name}: written, ${text.length} bytes`);
  }
  console.error(`${name}: differs from a fresh one; run node tools/schema/generate.mjs`);
  failed = true;
}

/** One type a line, so that a change is a readable difference. */
function encode(value) {
  return `${JSON.stringify(value, null, 1)}\n`;
}
