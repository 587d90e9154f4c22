// Commands that only read, over the recorded history of a whole cluster: what kubectl prints, and which requests it sends.
// SHOW=area/name prints what differs, REQ=1 also the requests, ONLY=area/name plays a part.

import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seconds, type Micros } from '../base/time.ts';
import { ApiServer } from '../sim/apiserver/server.ts';
import { INSTANT } from '../sim/apiserver/timing.ts';
import { Scheme } from '../sim/api/scheme.ts';
import type { KubeObject } from '../sim/api/types.ts';
import { Store } from '../sim/etcd/store.ts';
import { Kernel } from '../sim/kernel/kernel.ts';
import { KINDS } from '../sim/kinds/index.ts';
import { parseYaml } from '../sim/api/yaml.ts';
import { queryText } from '../sim/api/http.ts';
import { bootstrap } from '../sim/apiserver/bootstrap.ts';
import { NO_TIMES } from './process.ts';
import { ShellHarness } from '../testing/shellHarness.ts';
import { SKIPPED, jsonLines, sharedPath } from '../testing/shared.ts';

interface Step {
  readonly run?: string;
  readonly exit?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly startMs: number;
  readonly endMs: number;
}

const root = sharedPath('golden');
const SHOW = process.env.SHOW ?? '';
const ONLY = process.env.ONLY ?? '';

/** What is missing: kinds of custom resources, leases (both are no part of a recording), and what a moment decides. */
const FLOOR = 0.92;

/** Commands that change nothing: they can be played over a recording of what a whole cluster did. */
const READING = /^kubectl (-\S+ )*(get|describe|events|explain|api-resources|api-versions|wait|top|cluster-info|version|rollout (status|history)|auth can-i|auth whoami|config|options|diff)\b/;

const normalizer = async (): Promise<Normalize> =>
  ((await import(/* @vite-ignore */ sharedPath('tools/golden/normalize.mjs') as string)) as { normalizeText: Normalize }).normalizeText;

type Normalize = (text: string) => string[];

test.skipIf(!root)(root ? 'commands that read print what the real ones printed, over the recorded history' : SKIPPED, async () => {
  const score = await playAreas(readdirSync(root as string).filter((area) => !area.includes('.')));
  if (!ONLY) expect(score.equal / score.total).toBeGreaterThan(FLOOR);
}, 300_000);

async function playAreas(areas: readonly string[]): Promise<{ equal: number; total: number }> {
  const normalize = await normalizer();
  let equal = 0;
  let total = 0;
  for (const area of [...areas].sort()) {
    for (const name of readdirSync(join(root as string, area)).sort()) {
      if (ONLY && !`${area}/${name}`.includes(ONLY)) continue;
      const result = play(join(root as string, area, name), `${area}/${name}`, normalize);
      equal += result.equal;
      total += result.total;
      if (SHOW && result.total) console.log(`${area}/${name} ${result.equal}/${result.total}`);
    }
  }
  if (SHOW) console.log(`steps ${equal}/${total}`);
  return { equal, total };
}

function play(folder: string, label: string, normalizeText: Normalize): { equal: number; total: number } {
  const transcript = JSON.parse(readFileSync(join(folder, 'transcript.json'), 'utf8')) as { started: string; steps: Step[] };
  const cluster = JSON.parse(readFileSync(join(folder, 'cluster.json'), 'utf8')) as { objects: { key: string; value: KubeObject }[] };
  const scenario = parseYaml(readFileSync(join(folder, 'scenario.yaml'), 'utf8')) as unknown as { steps: { run?: string; stdin?: string; env?: Record<string, string>; background?: string; timeout?: number }[] };
  const kernel = new Kernel({ seed: 1, epochMs: Date.parse(transcript.started) });
  const store = new Store<KubeObject>(kernel);
  const server = new ApiServer({ kernel, store, scheme: new Scheme(KINDS), times: INSTANT });
  bootstrap(server.state as never);
  const put = (key: string, value: KubeObject): void => {
    store.put(key, store.get(key)?.modRevision ?? 0, (revision) => ({ ...value, metadata: { ...value.metadata, resourceVersion: String(revision) } }));
  };
  for (const { key, value } of cluster.objects) if (!store.get(key)) put(key, value);
  const times = { ...NO_TIMES };
  const h = new ShellHarness(kernel, server, { times });
  if (existsSync(join(folder, 'history.jsonl'))) {
    for (const { t, op, key, value } of jsonLines<{ t: number; op: string; key: string; value: KubeObject }>(join(folder, 'history.jsonl'))) {
      kernel.at((t * 1000) as Micros, () => (op === 'put' ? put(key, value) : store.delete(key, store.get(key)?.modRevision ?? 0)));
    }
  }
  for (const file of files(folder)) h.shell.writeFile(file, readFileSync(join(folder, file), 'utf8'));
  const golden = existsSync(join(folder, 'requests.jsonl')) ? jsonLines<{ t: number; component: string; method: string; uri: string }>(join(folder, 'requests.jsonl')) : [];
  let equal = 0;
  let total = 0;
  transcript.steps.forEach((step, i) => {
    if (!step.run || !READING.test(step.run)) return;
    const { stdin, env, background, timeout } = scenario.steps[i] ?? {};
    if (background || timeout) return;
    total++;
    const limit = seconds(120);
    // A busy machine starts kubectl late; what it then sees depends on that.
    const first = golden.find((r) => r.component === 'kubectl' && r.t >= step.startMs && r.t < step.endMs);
    times.startMs = first ? first.t - step.startMs : 0;
    kernel.runUntil(Math.max(kernel.now, step.startMs * 1000) as Micros);
    let got: { exit: number | undefined; stdout: string; stderr: string; requests: readonly { method: string; path: string; query: Readonly<Record<string, string>> }[] };
    try {
      got = h.run(step.run, { ...(stdin === undefined ? {} : { stdin }), ...(env ? { env } : {}), limit });
    } catch (error) {
      got = { exit: -1, stdout: '', stderr: String((error as Error).stack), requests: [] };
      kernel.halted = undefined;
    }
    const view = (s: { stdout?: string; stderr?: string }): string => [...normalizeText(s.stdout ?? ''), ...normalizeText(s.stderr ?? '').map((l) => `! ${l}`)].join('\n');
    const [want, have] = [view(step), view(got)];
    const same = step.exit === got.exit && want === have;
    if (same) equal++;
    if (!SHOW || !label.includes(SHOW) || !step.run.includes(process.env.CMD ?? '')) return;
    if (!same) console.log(`--- ${label} $ ${step.run}  exit ${step.exit}/${got.exit}\n${diff(want, have)}`);
    if (!process.env.REQ) return;
    const sent = golden.filter((r) => r.component === 'kubectl' && r.t >= step.startMs && r.t < step.endMs).map((r) => `${r.method} ${r.uri}`);
    const ours = got.requests.map((r) => `${r.method} ${r.path}${queryText(r.query)}`);
    const plain = (list: readonly string[]): string => list.map((l) => l.replace(/hash=\w+/, 'hash=H').replace(/timeoutSeconds=\d+/, 'timeoutSeconds=N').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'UID')).join('\n');
    if (plain(sent) !== plain(ours)) console.log(`--- requests of ${label} $ ${step.run}\n${diff(plain(sent), plain(ours))}`);
  });
  return { equal, total };
}

function diff(want: string, have: string): string {
  const a = want.split('\n');
  const b = have.split('\n');
  return [...a.filter((l) => !b.includes(l)).map((l) => `  - ${l.slice(0, 300)}`), ...b.filter((l) => !a.includes(l)).map((l) => `  + ${l.slice(0, 300)}`)].join('\n');
}

function files(folder: string, at = ''): string[] {
  return readdirSync(join(folder, at), { withFileTypes: true }).flatMap((entry) => {
    const path = at ? `${at}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return files(folder, path);
    return ['transcript.json', 'requests.jsonl', 'history.jsonl', 'cluster.json', 'floor.json', 'scenario.yaml'].includes(entry.name) ? [] : [path];
  });
}
