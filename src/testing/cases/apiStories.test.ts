// Recorded patches and stories of server-side apply, answered by our API server as a whole: defaults, validation,
// admission and managedFields too. SHOW=patch/merge prints what is not equal among the cases whose id begins so.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CasePlayer, type CaseOutcome } from '../../sim/kinds/cases.ts';
import type { KubeObject } from '../../sim/api/types.ts';
import { jsonLines, sharedPath, SKIPPED } from '../shared.ts';
import { playPatch, playStory, type ApplyStory, type PatchCase } from './apiStories.ts';
import { differenceText } from './difference.ts';

const folder = sharedPath('golden-api');
const show = process.env.SHOW;

function ratio<T extends { readonly id: string }>(cases: readonly T[], play: (recorded: T) => CaseOutcome): number {
  let equal = 0;
  for (const recorded of cases) {
    const outcome = play(recorded);
    if (outcome.equal) equal++;
    else if (show !== undefined && recorded.id.startsWith(show)) console.log(`${recorded.id}\n  ${outcome.differences.map(differenceText).join('\n  ')}`);
  }
  if (show !== undefined) console.log(`${equal}/${cases.length}`);
  return equal / cases.length;
}

describe.skipIf(!folder)(`answers of a real API server (${SKIPPED})`, () => {
  const bootstrap = folder ? (JSON.parse(readFileSync(`${folder}/facts/bootstrap.json`, 'utf8')) as Readonly<Record<string, KubeObject>>) : {};

  test('to patches are ours, nearly always', () => {
    const player = new CasePlayer(bootstrap);
    expect(ratio(jsonLines<PatchCase>(`${folder}/patches.jsonl`), (recorded) => playPatch(player, recorded))).toBeGreaterThanOrEqual(0.998);
  });

  test('to stories of server-side apply are ours, nearly always', () => {
    expect(ratio(jsonLines<ApplyStory>(`${folder}/apply.jsonl`), (recorded) => playStory(recorded, bootstrap))).toBeGreaterThanOrEqual(0.97);
  });
});
