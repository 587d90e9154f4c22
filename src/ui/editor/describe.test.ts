import { expect, test } from 'vitest';
import { en } from '../../locales/en/index.ts';
import { lateEn } from '../../locales/late/en.ts';
import { loadTranslate } from '../../locales/i18n.ts';
import { FIX_NAMES } from '../../session/language/fixes/fixContext.ts';
import { IMAGES } from '../../session/language/images.ts';
import { SNIPPETS } from '../../session/language/snippets.ts';
import { schemaKinds, typeOf } from '../../sim/api/schema/schema.ts';
import type { SchemaType } from '../../sim/api/schema/schemaType.ts';
import { fixText } from './describe.ts';
import { fieldMarkdown, shortText } from './describeField.ts';
import { fieldTopics } from './fieldTopics.ts';

const texts = en.editor as Readonly<Record<string, string>>;

test('everything the session may name has a text', () => {
  const wanted = [...FIX_NAMES.flatMap((name) => [`fix${name}`, `fix${name}Why`]), ...SNIPPETS.map((s) => `snippet${s.kind}`), ...IMAGES.map((i) => `image${i.note}`), 'noteDuplicate', 'noteStoredKind', 'noteStoredField'];
  expect(wanted.filter((key) => texts[key] === undefined)).toEqual([]);
});

test('every fix says with a tag what a click puts in', () => {
  for (const name of FIX_NAMES) expect(texts[`fix${name}`], name).toMatch(/<fix>.+<\/fix>/);
});

test('the list of short texts is that of the catalogue, and each is about a field that exists', () => {
  const keys = Object.keys(lateEn.fields);
  expect([...fieldTopics].filter((t) => t !== '').sort()).toEqual(keys.sort());
  const known = new Set(['apiVersion', 'kind', 'metadata', 'spec']);
  const seen = new Set<string>();
  const walk = (type: SchemaType | undefined): void => {
    if (!type) return;
    if (type.element) walk(type.element);
    if (type.shape !== 'struct' || seen.has(type.id)) return;
    seen.add(type.id);
    for (const field of type.table().fields) {
      known.add(`${field.owner}_${field.name}`);
      walk(field.type);
    }
  };
  for (const { group, version, kind } of schemaKinds()) walk(typeOf(group ? `${group}/${version}` : version, kind));
  expect(keys.filter((key) => !known.has(key))).toEqual([]);
});

test('a hover speaks the language of the page and leaves Kubernetes its own words', async () => {
  const ko = await loadTranslate('ko');
  const [own, official] = fieldMarkdown(ko, { field: 'spec.replicas', type: 'integer', required: false, default: '1', enum: [], description: 'Number of desired pods.', topic: 'DeploymentSpec.replicas', simulated: 'full' });
  expect(own).toContain('의도한 파드 수');
  expect(own).toContain('없으면 `1`');
  expect(official).toContain('Number of desired pods.');
  expect(shortText(ko, 'Pod.kind')).not.toBe('');
  expect(shortText(ko, 'Lifecycle.preStop')).toBe('');
  expect(fixText(ko, { title: 'editor.fixFieldName', params: { from: 'tagetPort', to: 'targetPort' }, edits: [] })).toBe('targetPort로 고칠까?');
});
