// Kubelets against recordings of real ones: what everybody else wrote is played to them, what they write is compared.
// The floors are what was reached; two recordings of the same scenario are not equal either (floor.json beside them).
//
// SHOW=pods/first-day prints what is not equal; ONLY=pods/first-day,pods/hooks prints the figures of some.

import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { recordedRun, replay, type Output, type Run } from '../../testing/nodeReplay.ts';
import { sharedPath, SKIPPED } from '../../testing/shared.ts';

interface Way {
  readonly final: string[];
  readonly steps: string[];
}
interface Compared {
  readonly objects: { readonly rows: readonly { name: string; final: number; way: number; want?: Way; got?: Way }[]; readonly eventsWant: string[]; readonly eventsGot: string[] };
  readonly writes: { readonly want: string[]; readonly got: string[] };
  readonly raw: Ratios;
}
interface Ratios {
  readonly objects: number;
  readonly events: number;
  readonly writes: number;
}
interface Score extends Ratios {
  readonly outputs: number;
}

const HOLLOW = 'deployments/crash-loop daemonsets/create jobs/two-at-a-time nodes/kubelet-stops nodes/apiserver-stops scheduling/insufficient-cpu statefulsets/delete namespaces-quota-rbac/config-and-secrets'.split(' ');
/** All of an area. */
const REAL = ['pods', 'static-pods', 'config', 'rollouts-real', 'node-real'];
/** Means over the scenarios of each. Timers fall differently in each run, so none reaches 1. */
const FLOORS: Readonly<Record<string, Score>> = {
  hollow: { objects: 0.98, events: 0.98, writes: 0.98, outputs: 0.99 },
  pods: { objects: 0.96, events: 0.98, writes: 0.97, outputs: 0.97 },
  'static-pods': { objects: 0.98, events: 0.97, writes: 0.97, outputs: 1 },
  config: { objects: 0.98, events: 0.99, writes: 0.98, outputs: 0.99 },
  'rollouts-real': { objects: 0.93, events: 0.95, writes: 0.95, outputs: 0.99 },
  'node-real': { objects: 0.95, events: 0.96, writes: 0.95, outputs: 0.99 },
};
/** One run of many: the recorded ones are single runs too. */
const SEED = 3;

const compareTool = sharedPath('tools/golden/compare.mjs');
const { SHOW, ONLY } = process.env;
const note = compareTool ? '' : ` (${SKIPPED})`;

const tool = async <T>(file: string): Promise<T> => (await import(/* @vite-ignore */ sharedPath(`tools/golden/${file}`) as string)) as T;

async function scoreOf(scenario: string): Promise<Score> {
  const { compare } = await tool<{ compare: (want: Run, got: Run) => Compared }>('compare.mjs');
  const { normalizeText } = await tool<{ normalizeText: (text: string) => string[] }>('normalize.mjs');
  const { run, outputs } = replay(scenario, SEED);
  const want = recordedRun(scenario);
  // Who runs where is the scheduler's choice; where it is not, nodes are compared by their names.
  const named = /^(scheduling|nodes|daemonsets|node-real)\b/.test(scenario);
  const hidden = (r: Run): Run => JSON.parse(JSON.stringify(r).replace(/\bworker-[123]\b/g, 'worker-N')) as Run;
  const result = named ? compare(want, run) : compare(hidden(want), hidden(run));
  const same = (o: Output): boolean => lines(o.want) === lines(o.got);
  const lines = (text: string): string => normalizeText(text).sort().join('\n');
  if (SHOW) show(result, outputs.filter((o) => !same(o)));
  return { ...result.raw, outputs: outputs.length ? outputs.filter(same).length / outputs.length : 1 };
}

function show({ objects, writes }: Compared, outputs: readonly Output[]): void {
  for (const { run, want, got } of outputs) console.log(`OUTPUT ${run}\n  want ${JSON.stringify(want)}\n  got  ${JSON.stringify(got)}`);
  for (const row of objects.rows) {
    if (row.final === 1 && row.way === 1) continue;
    console.log(`${row.name} final ${row.final.toFixed(2)} way ${row.way.toFixed(2)}`);
    if (!row.want || !row.got) continue;
    for (const l of bagDiff(row.want.final, row.got.final).slice(0, 20)) console.log('  final', l);
    for (const l of bagDiff(row.want.steps, row.got.steps).slice(0, 12)) console.log('  change', l.replace(/\n/g, '\n       ').slice(0, 700));
  }
  for (const l of bagDiff(objects.eventsWant, objects.eventsGot)) console.log('  event', l);
  for (const l of bagDiff(writes.want, writes.got)) console.log('  write', l);
}

function bagDiff(want: readonly string[], got: readonly string[]): string[] {
  const count = new Map<string, number>();
  for (const x of got) count.set(x, (count.get(x) ?? 0) + 1);
  for (const x of want) count.set(x, (count.get(x) ?? 0) - 1);
  return [...count].filter(([, n]) => n !== 0).map(([x, n]) => `${n > 0 ? '+' : '-'}${Math.abs(n)} ${x}`);
}

const chosen = SHOW ?? ONLY;
it.skipIf(!compareTool || !chosen).each((chosen ?? 'none').split(','))('%s', async (scenario) => {
  const score = await scoreOf(scenario);
  console.log(`SCORE ${scenario} ${Object.values(score).map((x) => (x as number).toFixed(2)).join(' ')}`);
});

const scenariosOf = (area: string): readonly string[] => (area === 'hollow' ? HOLLOW : readdirSync(sharedPath(`golden/${area}`) as string).map((name) => `${area}/${name}`));

it.skipIf(!compareTool || chosen).each(['hollow', ...REAL])(`kubelets write what recorded ones wrote: %s${note}`, async (area) => {
  const scenarios = scenariosOf(area);
  const sum = { objects: 0, events: 0, writes: 0, outputs: 0 };
  for (const scenario of scenarios) {
    const score = await scoreOf(scenario);
    for (const key of Object.keys(sum) as (keyof Score)[]) sum[key] += score[key] / scenarios.length;
  }
  const floor = FLOORS[area] as Score;
  for (const key of Object.keys(sum) as (keyof Score)[]) expect(sum[key], key).toBeGreaterThanOrEqual(floor[key]);
  console.log(`${area}: ${scenarios.length} scenarios, ${Object.entries(sum).map(([key, value]) => `${key} ${value.toFixed(3)}`).join(', ')}`);
}, 60_000);
