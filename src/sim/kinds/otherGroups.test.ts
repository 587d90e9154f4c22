// The kinds of the groups besides core, apps, batch and autoscaling against recordings of a real server.
// SHOW=Ingress prints what differs for a kind, SHOW=all for every kind.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { jsonLines, sharedPath, SKIPPED } from '../../testing/shared.ts';
import { countCases, type CaseCount, type RecordedCase } from './cases.ts';

const GROUPS = [
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'scheduling.k8s.io',
  'node.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'certificates.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'resource.k8s.io',
];

const golden = sharedPath('golden-api');
const show = process.env.SHOW;

/** Plays the cases of our groups; equal and total by plural, and under '' for all. */
function play(file: string): Map<string, CaseCount> {
  if (golden === undefined) return new Map();
  const bootstrap = JSON.parse(readFileSync(`${golden}/facts/bootstrap.json`, 'utf8')) as never;
  return countCases(jsonLines<RecordedCase>(`${golden}/${file}`), bootstrap, ({ path }) => resourceOf(path), (resource, id, differences) => {
    if (show === 'all' || show === resource) console.log(`${id}\n  ${differences.join('\n  ')}`);
  });
}

function resourceOf(path: string): string | undefined {
  const [, apis, group, , ...rest] = (path.split('?')[0] as string).split('/');
  if (apis !== 'apis' || !GROUPS.includes(group as string)) return undefined;
  return rest[0] === 'namespaces' && rest.length > 2 ? rest[2] : rest[0];
}

function report(counts: Map<string, CaseCount>): void {
  console.log([...counts].map(([key, { equal, total }]) => `${key || 'all'} ${equal}/${total}`).join('\n'));
}

const ratio = (counts: Map<string, CaseCount>): number => {
  const { equal = 0, total = 1 } = counts.get('') ?? {};
  return equal / total;
};

describe.skipIf(golden === undefined)(golden === undefined ? SKIPPED : 'kinds of the other groups', () => {
  test('fill in defaults as the real server does', () => {
    const counts = play('defaults.jsonl');
    report(counts);
    expect(ratio(counts)).toBeGreaterThanOrEqual(0.98);
  });

  test('refuse what the real server refuses, in its words', () => {
    const counts = play('validation.jsonl');
    report(counts);
    expect(ratio(counts)).toBeGreaterThanOrEqual(0.99);
  });
});
