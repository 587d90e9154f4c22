// Kubelets against recordings of real ones: what everybody else wrote is played to them, what they write is compared.
// SHOW=pods/first-day prints what is not equal.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { replay, type HistoryEntry } from '../../testing/nodeHarness.ts';
import { jsonLines, sharedPath, SKIPPED } from '../../testing/shared.ts';

interface Compared {
  readonly objects: { readonly rows: readonly { name: string; final: number; way: number; want?: Way; got?: Way }[]; readonly events: number; readonly eventsWant: string[]; readonly eventsGot: string[] };
  readonly writes: { readonly f1: number; readonly want: string[]; readonly got: string[] };
  readonly raw: { readonly objects: number; readonly events: number; readonly writes: number };
}
interface Way {
  readonly final: string[];
  readonly steps: string[];
}
interface Run {
  readonly steps: unknown[];
  readonly baseline: unknown[];
  readonly history: readonly HistoryEntry[];
  readonly requests: readonly object[];
}

const compareTool = sharedPath('tools/golden/compare.mjs');
const { SHOW, ONLY } = process.env;

const aboutKubelets = (entry: HistoryEntry): boolean => {
  const value = entry.value as { source?: { component?: string } } | undefined;
  return entry.key.startsWith('/registry/pods/') || (entry.key.startsWith('/registry/events/') && value?.source?.component === 'kubelet');
};

function recorded(scenario: string): Run {
  const folder = sharedPath(`golden/${scenario}`) as string;
  return {
    steps: [],
    baseline: (JSON.parse(readFileSync(resolve(folder, 'cluster.json'), 'utf8')) as { objects: unknown[] }).objects,
    history: jsonLines<HistoryEntry>(resolve(folder, 'history.jsonl')).filter(aboutKubelets),
    requests: jsonLines<{ component: string }>(resolve(folder, 'requests.jsonl')).filter((r) => r.component.startsWith('kubelet')),
  };
}

const bagDiff = (want: readonly string[], got: readonly string[]): string[] => {
  const count = new Map<string, number>();
  for (const x of got) count.set(x, (count.get(x) ?? 0) + 1);
  for (const x of want) count.set(x, (count.get(x) ?? 0) - 1);
  return [...count].filter(([, n]) => n !== 0).map(([x, n]) => `${n > 0 ? '+' : '-'}${Math.abs(n)} ${x}`);
};

const settled = (text: string): string => normalize(text).join('\n');
let normalize: (text: string) => string[] = (t) => t.split('\n');

export function score(scenario: string, compare: (a: Run, b: Run) => Compared): Compared['raw'] | undefined {
  const run = replay(scenario);
  if (!run) return undefined;
  const want = recorded(scenario);
  const hide = (r: Run): Run => JSON.parse(JSON.stringify(r).replace(/\bworker-[123]\b/g, 'worker-N')) as Run;
  const node = /^(scheduling|nodes|daemonsets|node-real)\b/.test(scenario);
  const got: Run = { steps: [], baseline: want.baseline, history: run.history.filter(aboutKubelets), requests: run.requests };
  const result = node ? compare(want, got) : compare(hide(want), hide(got));
  for (const { run: command, want: expected, got: printed } of run.outputs) if (SHOW && settled(expected) !== settled(printed)) console.log(`OUTPUT ${command}\n  want ${JSON.stringify(expected)}\n  got  ${JSON.stringify(printed)}`);
  const equal = run.outputs.filter((o) => settled(o.want) === settled(o.got)).length;
  if (run.outputs.length) console.log(`OUTPUTS ${scenario} ${equal}/${run.outputs.length}`);
  if (SHOW) {
    for (const row of result.objects.rows) {
      if (row.final === 1 && row.way === 1) continue;
      console.log(`${row.name} final ${row.final.toFixed(2)} way ${row.way.toFixed(2)}`);
      if (!row.want || !row.got) continue;
      for (const l of bagDiff(row.want.final, row.got.final).slice(0, 20)) console.log('  final', l);
      for (const l of bagDiff(row.want.steps, row.got.steps).slice(0, 12)) console.log('  change', l.replace(/\n/g, '\n       ').slice(0, 700));
    }
    for (const l of bagDiff(result.objects.eventsWant, result.objects.eventsGot)) console.log('  event', l);
    for (const l of bagDiff(result.writes.want, result.writes.got)) console.log('  write', l);
  }
  return result.raw;
}

const SCENARIOS = (ONLY ?? SHOW ?? 'pods/first-day').split(',');

it.skipIf(!compareTool)(`kubelets write what recorded ones wrote${compareTool ? '' : ` (${SKIPPED})`}`, async () => {
  const { compare } = (await import(/* @vite-ignore */ compareTool as string)) as { compare: (a: Run, b: Run) => Compared };
  ({ normalizeText: normalize } = (await import(/* @vite-ignore */ sharedPath('tools/golden/normalize.mjs') as string)) as { normalizeText: typeof normalize });
  for (const scenario of SCENARIOS) {
    const raw = score(scenario, compare);
    console.log(`SCORE ${scenario} ${Object.values(raw ?? {}).map((x) => x.toFixed(2)).join(" ")}`);
    expect(raw).toBeDefined();
  }
});
