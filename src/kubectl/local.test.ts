// kubectl against a server that knows only discovery and a few objects: the recorded command lines of the real one.
// SHOW=yaml prints what differs among the cases whose id begins so, SHOW=1 all of it.

import { expect, test } from 'vitest';
import { differenceText } from '../testing/cases/difference.ts';
import { KubectlPlayer, type KubectlCase } from '../testing/cases/kubectlLocal.ts';
import { goldenText } from '../testing/goldenData.ts';

const SHOW = process.env.SHOW;

test('commands print what the real kubectl printed', () => {
  const cases = goldenText('golden-api/kubectl-local.jsonl').trim().split('\n').map((line) => JSON.parse(line) as KubectlCase);
  const player = new KubectlPlayer(cases.filter((c) => !c.args), JSON.parse(goldenText('golden-api/facts/discovery.json')) as Readonly<Record<string, object>>);
  const areas = new Map<string, { equal: number; total: number }>();
  for (const c of cases) {
    if (!c.args) continue;
    const area = areas.get(c.area) ?? { equal: 0, total: 0 };
    areas.set(c.area, area);
    area.total++;
    const differences = player.play(c);
    if (differences.length === 0) area.equal++;
    else if (SHOW && c.id.startsWith(SHOW === '1' ? '' : SHOW)) console.log(`${c.id}\n  ${differences.map(differenceText).join('\n  ')}`);
  }
  if (SHOW) console.log([...areas].map(([name, a]) => `${name} ${a.equal}/${a.total}`).join('\n'));
  for (const [name, { equal, total }] of areas) expect(equal / total, name).toBeGreaterThanOrEqual(FLOORS[name] ?? 1);
});

/** Below 1: Go's random order of map keys, bytes that are no text, a whole number beyond 2^53, long help texts, a server without OpenAPI. */
const FLOORS: Readonly<Record<string, number>> = { 'custom-columns': 63 / 64, flags: 277 / 289, generators: 204 / 206, jsonpath: 144 / 147, yaml: 300 / 301 };
