// What kubectl prints, used well and badly: every command of the recorded scenarios, against a cluster that begins as the
// recorded one did. SHOW=1 prints what differs, ONLY=name plays one scenario, SAVE=folder keeps the runs for compare.mjs.

import { expect, test } from 'vitest';
import { compareGolden, goldenCases, saveRun, stepDifferences } from '../testing/goldenData.ts';
import { playGolden } from './goldenPlayer.ts';

const { SHOW, ONLY = '', SAVE } = process.env;

/** Steps that come out equal, of those that two real clusters agree on. */
const FLOORS: Readonly<Record<string, number>> = { 'kubectl-errors': 0.95, 'kubectl-verbs': 0.95 };

test.each(Object.keys(FLOORS))('%s: commands print what the real ones printed', (area) => {
  let equal = 0;
  let total = 0;
  for (const golden of goldenCases(area)) {
    if (!golden.name.includes(ONLY)) continue;
    const run = playGolden(golden.folder);
    if (SAVE) saveRun(SAVE, golden, run);
    const compared = compareGolden(golden, run);
    const { score } = compared;
    equal += score.steps;
    total += score.of;
    console.log(`${golden.name}: steps ${score.steps}/${score.of}, objects ${score.objects.toFixed(3)}, events ${score.events.toFixed(3)}, writes ${score.writes.toFixed(3)}`);
    if (SHOW) console.log(stepDifferences(compared));
  }
  console.log(`${area}: ${equal}/${total} steps`);
  if (!ONLY) expect(equal / total).toBeGreaterThanOrEqual(FLOORS[area] as number);
});
