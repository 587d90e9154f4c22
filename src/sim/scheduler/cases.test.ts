// Decisions of a real kube-scheduler v1.36.3, played through the core.
// CASES=<regular expression> plays some; DIFFERENCES=1 prints what is not equal.

import { expect, test } from 'vitest';
import { jsonLines, sharedPath, SKIPPED } from '../../testing/shared.ts';
import { playScheduling } from '../../testing/cases/schedulerCase.ts';
import { playCase, type CaseResult, type RecordedCase } from './cases.ts';

const path = sharedPath('golden-scheduler/cases.jsonl');
const wanted = process.env['CASES'];

test.skipIf(!path)(path ? 'recorded scheduling decisions' : SKIPPED, () => {
  const cases = jsonLines<RecordedCase>(path as string).filter((c) => !wanted || new RegExp(wanted).test(c.id));
  const results = cases.map(playCase).filter((r) => !r.skipped);
  const areas = new Map<string, { equal: number; total: number }>();
  for (const r of results) {
    const area = areas.get(r.area) ?? { equal: 0, total: 0 };
    area.total++;
    if (r.differences.length === 0) area.equal++;
    areas.set(r.area, area);
  }
  const equal = results.filter((r) => r.differences.length === 0).length;
  const lines = [...areas].map(([area, { equal: e, total }]) => `${area}: ${e}/${total}`);
  console.log([...lines, `all: ${equal}/${results.length}, ${sum(results, (r) => r.compared.length)} fields; order of nodes ${sum(results, (r) => r.sameOrder)}/${sum(results, (r) => r.searches)}`].join('\n'));
  if (process.env['DIFFERENCES']) console.log(results.filter((r) => r.differences.length > 0).map(differences).join('\n'));
  if (wanted) return;
  // The command line plays the same cases, and those that the API server refused besides.
  const refused = jsonLines<RecordedCase>(path as string).filter((c) => c.rejected);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.flatMap(playScheduling)).toEqual([]);
  // What is left: victims among more than twelve equally important Pods on a node, whom Go's sort puts in no order of note.
  expect(equal / results.length).toBeGreaterThanOrEqual(0.998);
  for (const [area, { equal: e, total }] of areas) expect(`${area} ${e / total}`).toBe(`${area} ${area.startsWith('random') ? e / total : 1}`);
});

function sum(results: readonly CaseResult[], of: (result: CaseResult) => number): number {
  return results.reduce((n, r) => n + of(r), 0);
}

function differences(result: CaseResult): string {
  const text = (value: unknown): string => JSON.stringify(value)?.slice(0, 900) ?? 'nothing';
  return `${result.id}\n${result.differences.map((d) => `  ${d.field}\n    recorded ${text(d.recorded)}\n    ours     ${text(d.ours)}`).join('\n')}`;
}
