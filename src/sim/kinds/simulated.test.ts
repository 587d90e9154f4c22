// A kind that is served and on which nothing acts must say so: `simulated: 'stored'`. Whoever acts on a kind reads its
// objects by its definition or by its place in the store, so a kind of which no acting folder knows either is stored only.

import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { KINDS } from './index.ts';

const SIM = resolve(import.meta.dirname, '..');
const ACTING = ['controllers', 'node', 'network', 'apiserver', 'cluster', 'client'];
/** What is answered and not kept. */
const ANSWERED = /^(authentication|authorization)\.k8s\.io$/;
const source = ACTING.flatMap((folder) =>
  readdirSync(resolve(SIM, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$/.test(file) && !/generated/.test(file))
    .map((file) => readFileSync(resolve(SIM, folder, file), 'utf8')),
).join('\n');

const acted = (kind: string, plural: string): boolean => new RegExp(`import (type )?\\{[^}]*\\b${kind}\\b[^}]*\\} from '[^']*/kinds/`).test(source) || source.includes(`/registry/${plural}`) || source.includes(`'${plural}'`);

it('says of every kind on which nothing acts that it is stored, not simulated', () => {
  const silent = KINDS.filter((kind) => (kind.simulated ?? 'full') === 'full' && !ANSWERED.test(kind.group) && kind.verbs.includes('create') && !acted(kind.kind, kind.plural));
  expect(silent.map((kind) => kind.resource)).toEqual([]);
});

it('does not call simulated what has no controller here', () => {
  const simulated = (resource: string): string => KINDS.find((kind) => kind.resource === resource)?.simulated ?? 'full';
  for (const resource of ['horizontalpodautoscalers.autoscaling', 'networkpolicies.networking.k8s.io']) expect(simulated(resource), resource).toBe('stored');
});
