// A whole cluster against recordings of a real one: the recorded commands are played to it, and what they print, what the
// objects become, the Events and the requests are compared. 1 is as alike as two runs of the real cluster are.
//
// SHOW=1 prints what differs, ONLY=recreate plays the scenarios of that name, SAVE=folder keeps what was written for
// compare.mjs, AREAS=jobs,gc plays other areas (from the shared folder where they are not in the repository).

import { afterAll, describe, expect, test } from 'vitest';
import type { Comparison } from '../../tools/golden/compare.mjs';
import { compareGolden, goldenCases, saveRun, stepDifferences, type GoldenCase } from '../testing/goldenData.ts';
import { playGolden } from './goldenPlayer.ts';

interface Figures {
  /** Commands that come out equal, of those that two real clusters agree on. */
  readonly steps: number;
  readonly objects: number;
  readonly events: number;
  readonly writes: number;
}

/** What was reached, a little less where components race. */
const FLOORS: Readonly<Record<string, Figures>> = {
  deployments: { steps: 0.985, objects: 0.985, events: 0.985, writes: 0.98 },
  replicasets: { steps: 1, objects: 0.97, events: 1, writes: 0.96 },
  pods: { steps: 0.96, objects: 0.98, events: 0.99, writes: 0.985 },
  'static-pods': { steps: 0.9, objects: 0.9, events: 1, writes: 0.94 },
  statefulsets: { steps: 1, objects: 0.985, events: 1, writes: 0.99 },
  storage: { steps: 0.98, objects: 0.985, events: 1, writes: 0.98 },
  'namespaces-quota-rbac': { steps: 0.975, objects: 0.98, events: 0.99, writes: 0.98 },
  config: { steps: 1, objects: 1, events: 1, writes: 1 },
  'rollouts-real': { steps: 0.96, objects: 0.975, events: 0.985, writes: 0.985 },
  scheduling: { steps: 0.97, objects: 0.98, events: 0.99, writes: 0.98 },
  nodes: { steps: 0.98, objects: 0.985, events: 0.98, writes: 0.98 },
  'node-real': { steps: 0.95, objects: 0.985, events: 0.99, writes: 0.98 },
  services: { steps: 0.97, objects: 0.99, events: 0.99, writes: 0.99 },
  jobs: { steps: 0.98, objects: 0.98, events: 0.99, writes: 0.975 },
};

const { SHOW, ONLY = '', SAVE, AREAS } = process.env;
const areas = AREAS?.split(',') ?? Object.keys(FLOORS);

describe.each(areas)('%s', (area) => {
  const scores: Comparison['score'][] = [];
  const cases = goldenCases(area).filter(({ name }) => name.includes(ONLY));

  test.each(cases)('$name', (golden) => {
    const run = playGolden(golden.folder);
    if (SAVE) saveRun(SAVE, golden, run);
    const compared = compareGolden(golden, run);
    scores.push(compared.score);
    if (SHOW) show(golden, compared);
  });

  test.skipIf(!cases.length)('is as alike as it was', () => {
    const figures = sumUp(scores);
    const floor = FLOORS[area];
    if (floor && !ONLY) for (const key of Object.keys(floor) as (keyof Figures)[]) expect(figures[key], `${area}: ${key}`).toBeGreaterThanOrEqual(floor[key]);
  });

  afterAll(() => {
    const { steps, objects, events, writes } = sumUp(scores);
    console.log(`${area}: ${scores.length} scenarios, steps ${percent(steps)} of ${total(scores, 'of')}, objects ${percent(objects)}, events ${percent(events)}, writes ${percent(writes)}`);
  });
});

type Scores = readonly Comparison['score'][];

function sumUp(scores: Scores): Figures {
  const mean = (key: 'objects' | 'events' | 'writes'): number => total(scores, key) / scores.length;
  return { steps: total(scores, 'steps') / total(scores, 'of'), objects: mean('objects'), events: mean('events'), writes: mean('writes') };
}

const total = (scores: Scores, key: keyof Comparison['score']): number => scores.reduce((sum, score) => sum + score[key], 0);
const percent = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`;

function show({ name }: GoldenCase, compared: Comparison): void {
  const { score, objects, writes } = compared;
  const lines = [`${name}: steps ${score.steps}/${score.of}, objects ${percent(score.objects)}, events ${percent(score.events)}, writes ${percent(score.writes)}`, stepDifferences(compared)];
  for (const { name: object, final, way, want, got } of objects.rows) {
    if (final === 1 && way === 1) continue;
    lines.push(`${object} final ${final.toFixed(2)} way ${way.toFixed(2)}`);
    if (want && got) lines.push(...bagDifference(want.final, got.final), ...bagDifference(want.steps, got.steps));
  }
  lines.push(...bagDifference(objects.eventsWant, objects.eventsGot), ...bagDifference(writes.want, writes.got));
  console.log(lines.join('\n'));
}

function bagDifference(want: readonly string[], got: readonly string[]): string[] {
  const count = new Map<string, number>();
  for (const x of got) count.set(x, (count.get(x) ?? 0) + 1);
  for (const x of want) count.set(x, (count.get(x) ?? 0) - 1);
  return [...count].filter(([, n]) => n !== 0).map(([x, n]) => `  ${n > 0 ? '+' : '-'}${Math.abs(n)} ${x.replace(/\n/g, '\n     ')}`);
}
