// The kinds of the groups besides core, apps, batch and autoscaling against recordings of a real server.
// SHOW=Ingress prints what differs for a kind, SHOW=all for every kind.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { jsonLines, sharedPath, SKIPPED } from '../../testing/shared.ts';
import { CasePlayer, type RecordedCase } from './cases.ts';

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

interface Count {
  equal: number;
  total: number;
}

/** Plays the cases of our groups; equal and total by plural, and under '' for all. */
function play(file: string, chosen: (c: RecordedCase) => boolean = () => true): Map<string, Count> {
  const counts = new Map<string, Count>();
  if (golden === undefined) return counts;
  const bootstrap = JSON.parse(readFileSync(`${golden}/facts/bootstrap.json`, 'utf8')) as never;
  let player = new CasePlayer(bootstrap);
  for (const recorded of jsonLines<RecordedCase>(`${golden}/${file}`)) {
    const resource = resourceOf(recorded.path);
    if (!resource || !chosen(recorded)) continue;
    let differences: readonly string[];
    try {
      differences = player.play(recorded).differences;
    } catch (error) {
      differences = [`failed: ${(error as Error).stack}`];
      player = new CasePlayer(bootstrap);
    }
    for (const key of ['', resource]) {
      const count = counts.get(key) ?? { equal: 0, total: 0 };
      counts.set(key, count);
      count.total++;
      if (differences.length === 0) count.equal++;
    }
    if (differences.length && (show === 'all' || show === resource)) console.log(`${recorded.id}\n  ${differences.join('\n  ')}`);
  }
  return counts;
}

function resourceOf(path: string): string | undefined {
  const [, apis, group, , ...rest] = (path.split('?')[0] as string).split('/');
  if (apis !== 'apis' || !GROUPS.includes(group as string)) return undefined;
  return rest[0] === 'namespaces' && rest.length > 2 ? rest[2] : rest[0];
}

function report(counts: Map<string, Count>): void {
  console.log([...counts].map(([key, { equal, total }]) => `${key || 'all'} ${equal}/${total}`).join('\n'));
}

const ratio = (counts: Map<string, Count>): number => {
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
