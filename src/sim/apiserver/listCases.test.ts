import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { differenceText, type Difference } from '../../testing/cases/difference.ts';
import { jsonLines, sharedPath, SKIPPED } from '../../testing/shared.ts';
import type { KubeObject } from '../api/types.ts';
import { CasePlayer, type RecordedCase } from '../kinds/cases.ts';
import { ListPlayer, type ListCase } from './listCases.ts';

const folder = sharedPath('golden-api');

interface Score {
  equal: number;
  total: number;
}

/** SHOW=lists/watch prints what is not equal among the cases whose id begins so. */
function report(id: string, differences: readonly Difference[]): void {
  const show = process.env.SHOW;
  if (show !== undefined && id.startsWith(show)) console.log(`${id}\n    ${differences.map(differenceText).join('\n    ')}`);
}

describe.skipIf(!folder)(`answers of a real API server (${SKIPPED})`, () => {
  const read = <T>(file: string): T[] => jsonLines<T>(`${folder}/${file}`);
  const bootstrap = (): Record<string, KubeObject> => JSON.parse(readFileSync(`${folder}/facts/bootstrap.json`, 'utf8')) as Record<string, KubeObject>;

  it('to lists, watches and deletions are ours, nearly always', () => {
    const cases = read<ListCase>('lists.jsonl');
    const player = new ListPlayer(cases, read<RecordedCase>('defaults.jsonl'), bootstrap());
    const score: Score = { equal: 0, total: 0 };
    for (const recorded of cases) {
      const outcome = player.play(recorded);
      if (!outcome) continue;
      score.total++;
      if (outcome.equal) score.equal++;
      else report(recorded.id, outcome.differences);
    }
    expect(score.total).toBeGreaterThanOrEqual(550);
    expect(score.equal / score.total, JSON.stringify(score)).toBeGreaterThanOrEqual(0.995);
  });

  it('to odd queries, methods, media types, deletions and users are ours, nearly always', () => {
    const player = new CasePlayer(bootstrap());
    const score: Score = { equal: 0, total: 0 };
    for (const recorded of read<RecordedCase>('validation.jsonl')) {
      if (recorded.area !== 'authorization' && !/^(query|method|type|delete|deletebody|missing-\w+|createopt|patchopt|raw\/yaml|raw\/sub)\//.test(recorded.id)) continue;
      const outcome = player.play(recorded);
      score.total++;
      if (outcome.equal) score.equal++;
      else report(recorded.id, outcome.differences);
    }
    expect(score.total).toBeGreaterThanOrEqual(500);
    expect(score.equal / score.total, JSON.stringify(score)).toBeGreaterThanOrEqual(0.98);
  });
});
