// Plays the recorded runs of the real kubectl 1.36.3 for which printers, flags and generators suffice, byte for byte.
// SHOW=1 prints the differences, SHOW=<area> those of one area.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseTime } from '../../base/time.ts';
import { jsonLines, sharedPath, SKIPPED } from '../../testing/shared.ts';
import { kubectl, NotPlayed, type Outcome } from './front/kubectl.ts';
import { World, type Fixtures } from './front/world.ts';

interface Case extends Outcome {
  readonly id: string;
  readonly area: string;
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly unstable?: boolean;
}

const path = sharedPath('golden-api/kubectl-local.jsonl');
const discovery = sharedPath('golden-api/facts/discovery.json');

/** What recordings hide: version numbers inside dumps of objects. */
const hidden = (text: string): string => text.replace(/"resourceVersion":"\d+"/g, '"resourceVersion":"<rv>"');

interface Tally {
  equal: number;
  total: number;
  notPlayed: number;
}

function play(): ReadonlyMap<string, Tally> {
  const lines = jsonLines<Record<string, unknown>>(path as string);
  const fixtures = Object.assign({}, lines[0], lines[1]) as unknown as Fixtures;
  // From the ages in the recordings.
  const nowMs = (parseTime('2024-01-04T03:04:05Z') as number) + (2 * 365 + 322) * 86_400_000 + 3_600_000;
  const world = new World({ ...fixtures, nowMs }, JSON.parse(readFileSync(discovery as string, 'utf8')) as Record<string, unknown>);
  const tallies = new Map<string, Tally>();
  for (const c of lines.slice(2) as unknown as Case[]) {
    const tally = tallies.get(c.area) ?? { equal: 0, total: 0, notPlayed: 0 };
    tallies.set(c.area, tally);
    tally.total++;
    let got: Outcome | undefined;
    try {
      got = kubectl(world, c.args, c.stdin);
    } catch (error) {
      if (error instanceof NotPlayed) tally.notPlayed++;
      else if (process.env.SHOW) console.log(c.id, error);
      else throw error;
      continue;
    }
    const same = got.exit === c.exit && (c.unstable === true || (hidden(got.stdout) === c.stdout && hidden(got.stderr) === c.stderr));
    if (same) tally.equal++;
    else if (process.env.SHOW === '1' || process.env.SHOW === c.area) {
      console.log(`---- ${c.id}\n${JSON.stringify(c.args)}\n${c.stdin ?? ''}\nexpected ${c.exit}\n${c.stdout}${c.stderr}\ngot ${got.exit}\n${hidden(got.stdout)}${hidden(got.stderr)}`);
    }
  }
  return tallies;
}

describe.skipIf(!path || !discovery)(path ? 'recorded runs of kubectl' : SKIPPED, () => {
  test('are equal byte for byte', () => {
    const tallies = play();
    if (process.env.SHOW) console.table([...tallies].map(([area, t]) => ({ area, ...t })));
    for (const [area, { equal, total }] of tallies) expect(equal / total, area).toBeGreaterThanOrEqual(FLOORS[area] ?? 1);
  });
});

/**
 * Below 1: Go's random order of map keys (jsonpath), a whole number beyond 2^53 (yaml), commands that this kubectl does
 * not have (flags; those it has differ only in what concerns the kubeconfig, help and watching).
 */
const FLOORS: Readonly<Record<string, number>> = { jsonpath: 144 / 147, yaml: 300 / 301, flags: 126 / 289 };
