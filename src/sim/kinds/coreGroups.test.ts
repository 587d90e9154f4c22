// The kinds of core, apps, batch, autoscaling, discovery, events and coordination against recordings of a real server.
// SHOW=pods prints what differs for a resource, SHOW=all for every one.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { jsonLines, sharedPath, SKIPPED } from '../../testing/shared.ts';
import { countCases, type CaseCount, type RecordedCase } from './cases.ts';

const GROUPS = ['apps', 'batch', 'autoscaling', 'discovery.k8s.io', 'events.k8s.io', 'coordination.k8s.io'];
/** Cases about objects; those about reading, methods and media types are played by sim/apiserver/listCases.test.ts. */
const AREAS = /^(post|put|defaults|unknown|duplicate|case|raw|empty-post|missing-put|wrong-kind-post|wrong-version-post|list-post)\//;

const golden = sharedPath('golden-api');
const show = process.env.SHOW;

/** `pods`, `deployments.apps`, `horizontalpodautoscalers.autoscaling/v1` */
function resourceOf({ id, path }: RecordedCase): string | undefined {
  if (!AREAS.test(id)) return undefined;
  const [, root, ...rest] = (path.split('?')[0] as string).split('/');
  const group = root === 'apis' ? rest.shift() : '';
  if (root !== 'api' && !GROUPS.includes(group as string)) return undefined;
  const version = rest.shift();
  const resource = (rest[0] === 'namespaces' && rest.length > 2 ? rest[2] : rest[0]) ?? '';
  return group ? `${resource}.${group}${group === 'autoscaling' ? `/${version}` : ''}` : resource;
}

function play(file: string): Map<string, CaseCount> {
  if (golden === undefined) return new Map();
  const bootstrap = JSON.parse(readFileSync(`${golden}/facts/bootstrap.json`, 'utf8')) as never;
  const counts = countCases(jsonLines<RecordedCase>(`${golden}/${file}`), bootstrap, resourceOf, (resource, id, differences) => {
    if (show === 'all' || show === resource) console.log(`${id}\n  ${differences.join('\n  ')}`);
  });
  console.log([...counts].map(([key, { equal, total }]) => `${key || 'all'} ${equal}/${total}`).join('\n'));
  return counts;
}

/** Resources with fewer equal cases than that. */
const below = (counts: Map<string, CaseCount>, floor: number): string[] => [...counts].filter(([, { equal, total }]) => equal / total < floor).map(([key, { equal, total }]) => `${key || 'all'} ${equal}/${total}`);

describe.skipIf(golden === undefined)(golden === undefined ? SKIPPED : 'kinds of the core groups', () => {
  test('fill in defaults as the real server does', () => {
    const counts = play('defaults.jsonl');
    expect(counts.get('')?.total).toBeGreaterThanOrEqual(100);
    expect(below(counts, 0.99)).toEqual([]);
  });

  test('refuse what the real server refuses, in its words', () => {
    const counts = play('validation.jsonl');
    expect(counts.get('')?.total).toBeGreaterThanOrEqual(5000);
    expect(below(counts, 0.99)).toEqual([]);
  });
});
