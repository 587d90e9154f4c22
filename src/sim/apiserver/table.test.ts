import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sharedPath, SKIPPED } from '../../testing/shared.ts';
import { KINDS } from '../kinds/index.ts';
import { printerOf } from './table.ts';

const facts = sharedPath('golden-api/facts/tables.json');

describe.skipIf(!facts)(`the columns of Tables (${SKIPPED})`, () => {
  const recorded = facts ? (JSON.parse(readFileSync(facts, 'utf8')) as Record<string, unknown>) : {};

  it.each(Object.keys(recorded))('%s', (name) => {
    const kind = KINDS.find((k) => `${k.apiVersion}/${k.plural}` === name);
    expect(kind && printerOf(kind).columns).toEqual(recorded[name]);
  });
});
