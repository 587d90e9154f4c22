import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { typeOf, schemaKinds } from '../../sim/api/schema/schema.ts';
import type { SchemaType } from '../../sim/api/schema/schemaType.ts';
import { lint } from './lint.ts';
import { STORED_FIELDS } from './storedFields.ts';
import { testCluster } from './testing/testCluster.ts';

const SIM = resolve(import.meta.dirname, '../../sim');

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => (entry.isDirectory() ? sources(resolve(folder, entry.name)) : /(?<!\.test)\.ts$/.test(entry.name) ? readFileSync(resolve(folder, entry.name), 'utf8') : ''))
    .join('\n');
}

function owners(): ReadonlyMap<string, ReadonlySet<string>> {
  const seen = new Map<string, Set<string>>();
  const walk = (type: SchemaType | undefined): void => {
    if (!type) return;
    if (type.element) walk(type.element);
    if (type.shape !== 'struct' || seen.has(type.id)) return;
    seen.set(type.id, new Set());
    for (const field of type.table().fields) {
      const known = byOwner.get(field.owner) ?? new Set();
      known.add(field.name);
      byOwner.set(field.owner, known);
      walk(field.type);
    }
  };
  const byOwner = new Map<string, Set<string>>();
  for (const { group, version, kind } of schemaKinds()) walk(typeOf(group ? `${group}/${version}` : version, kind));
  return byOwner;
}

test('every field that is said to be stored only is a field', () => {
  const known = owners();
  for (const [owner, names] of Object.entries(STORED_FIELDS)) for (const name of names) expect(known.get(owner)?.has(name), `${owner}.${name}`).toBe(true);
});

test('nothing acts on a field that is said to be stored only', () => {
  const words = new Set(['controllers', 'scheduler', 'node', 'network', 'programs'].map((folder) => sources(resolve(SIM, folder))).join('\n').match(/\b[a-zA-Z]\w*\b/g));
  const acted = Object.entries(STORED_FIELDS).flatMap(([owner, names]) => names.filter((name) => words.has(name)).map((name) => `${owner}.${name}`));
  expect(acted, 'take these out of storedFields.ts if the simulation now acts on them').toEqual([]);
});

test('a note says so at the field, and at the kind of an object that nothing acts on', () => {
  const { live, cache } = testCluster();
  const text = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  hostUsers: false\n  containers:\n    - name: web\n      image: nginx:1.27\n---\napiVersion: storage.k8s.io/v1\nkind: CSIDriver\nmetadata:\n  name: disks.example.com\nspec: {}\n';
  const notes = lint(live, text, 'x.yaml', cache).problems;
  expect(notes.map((p) => [p.severity, p.where, text.slice(p.from, p.to), p.note?.key])).toEqual([
    ['info', 'note', 'hostUsers', 'editor.noteStoredField'],
    ['info', 'note', 'CSIDriver', 'editor.noteStoredKind'],
  ]);
});
