// The command line as it is typed: what is said, and the exit code.

import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goldenCases } from '../testing/goldenData.ts';
import { sharedPath, SKIPPED } from '../testing/shared.ts';
import { main } from './commands.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kubestage-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Said {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

function kubestage(...args: readonly string[]): Said {
  let out = '';
  let err = '';
  const exit = main(args, (text) => (out += text), (text) => (err += text));
  return { exit, out, err: err.replaceAll(`${folder}/`, '') };
}

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** One sentence, exit code 2, nothing else. */
const refused = (err: string): Said => ({ exit: 2, out: '', err: `${err}\n` });

describe('arguments', () => {
  test('help is given wherever it is asked for', () => {
    expect(kubestage('--help').out).toContain('schedule FILE… [--diff] [--json]');
    for (const name of ['run', 'record', 'cases', 'schedule', 'bench', 'hash']) {
      expect(kubestage(name, '--help')).toMatchObject({ exit: 0, err: '' });
      expect(kubestage(name, 'x', '-h').out).toMatch(new RegExp(`^kubestage ${name} `));
    }
  });

  test('slips of the keyboard are told', () => {
    expect(kubestage('rnu')).toEqual(refused('unknown command rnu; known are run, record, cases, schedule, bench, hash (kubestage --help says more)'));
    expect(kubestage('toString').exit).toBe(2);
    expect(kubestage('schedule', '--jsno', 'x')).toEqual(refused('kubestage schedule: unknown flag --jsno; known are --diff, --json, --help'));
    expect(kubestage('cases', '--json=yes', 'x')).toEqual(refused('kubestage cases: --json takes no value'));
    expect(kubestage('run', 'x.yaml', '--seed')).toEqual(refused('kubestage run: --seed needs a value'));
    expect(kubestage('run', 'x.yaml', '--seed', '1.5')).toEqual(refused('kubestage run: --seed 1.5 is no whole number from 0 on'));
    expect(kubestage('schedule')).toEqual(refused('kubestage schedule: no file given: kubestage schedule FILE… [--diff] [--json]'));
  });
});

describe('files that are no cases', () => {
  test.each([
    ['gone.jsonl', undefined, 'gone.jsonl does not exist'],
    ['deploy.yaml', 'kind: Pod\n', 'deploy.yaml, line 1 is no JSON: Unexpected token'],
    ['bad.jsonl', '\n{"id":"a"', 'bad.jsonl, line 2 is no JSON: '],
    ['other.jsonl', '{"kind":"Pod"}\n', 'other.jsonl, line 1 is no recorded case, which has an id and an area; known are the files of golden-'],
    ['broken.json', '{\n "a": }', 'broken.json is no JSON: '],
    ['empty.jsonl', '\n', 'empty.jsonl has no cases; known are the files of golden-'],
    ['unpacked.jsonl.br', 'x', 'unpacked.jsonl.br is not brotli'],
    ['strange.jsonl', '{"id":"a","area":"b"}\n', 'strange.jsonl, line 1 (a) is no case of a'],
  ])('%s', (name, content, want) => {
    if (content !== undefined) file(name, content);
    for (const command of ['cases', 'schedule']) {
      const { exit, out, err } = kubestage(command, join(folder, name));
      expect({ exit, out, err: err.slice(0, `kubestage ${command}: ${want}`.length) }).toEqual({ exit: 2, out: '', err: `kubestage ${command}: ${want}` });
      expect(err.trim().split('\n')).toHaveLength(1);
    }
  });

  test('a folder', () => expect(kubestage('cases', folder).err).toContain('is a folder, not a file of cases'));
});

/** One recorded case of each kind, or the first few. */
function lines(path: string, count: number): readonly string[] {
  return readFileSync(sharedPath(path) as string, 'utf8').split('\n', count);
}

const recordings = sharedPath('golden-api') && sharedPath('golden-scheduler');

describe.skipIf(!recordings)(`recorded cases (${SKIPPED})`, () => {
  test('of a scheduler are counted by area, from any packing', () => {
    const some = lines('golden-scheduler/cases.jsonl', 3);
    const want = { 'resources-fit': { equal: 3, total: 3 } };
    for (const path of [file('s.jsonl', `${some.join('\r\n')}\n\n`), file('s.json', `[${some.join(',\n')}]`), file('s.jsonl.br', brotliCompressSync(Buffer.from(some.join('\n')))), file('pack.json.br', brotliCompressSync(Buffer.from(JSON.stringify({ 'cases.jsonl': some.join('\n') }))))]) {
      const { exit, out } = kubestage('schedule', path, '--json');
      expect([exit, JSON.parse(out)]).toEqual([0, want]);
    }
    expect(kubestage('schedule', join(folder, 's.jsonl')).out).toBe('area                         equal / total\nresources-fit                    3 / 3      100.0 %\n');
    expect(kubestage('cases', join(folder, 's.jsonl')).err).toContain('s.jsonl, line 1 (resources-fit/cpu-fits-all) is no case of an API server or kubectl, try: kubestage schedule; ');
  });

  test.each(['defaults', 'validation', 'patches', 'apply', 'lists', 'kubectl-local'])('of %s.jsonl are played', (kind) => {
    const path = file(`${kind}.jsonl`, lines(`golden-api/${kind}.jsonl`, kind === 'kubectl-local' ? 4 : 2).join('\n'));
    const { exit, out, err } = kubestage('cases', '--json', path);
    const areas = Object.values(JSON.parse(out) as Record<string, { equal: number; total: number }>);
    expect({ exit, err, areas: areas.map(({ equal, total }) => total - equal) }).toEqual({ exit: 0, err: '', areas: areas.map(() => 0) });
    expect(areas.reduce((n, { total }) => n + total, 0)).toBe(2);
  });

  test('that differ are shown, and are no failure', () => {
    const [line = ''] = lines('golden-api/defaults.jsonl', 1);
    const path = file('differs.jsonl', line.replace('"code":201', '"code":409'));
    const { id } = JSON.parse(line) as { id: string };
    expect(kubestage('cases', '--diff', path)).toMatchObject({ exit: 0, out: `${id}\n  code\n    expected 409\n    got      201\n\narea                         equal / total\ndefaults                         0 / 1      0.0 %\n` });
    expect(JSON.parse(kubestage('cases', '--diff', '--json', path).out)).toEqual({ defaults: { equal: 0, total: 1, differing: [{ id, differences: [{ field: 'code', expected: 409, got: 201 }] }] } });
  });
});

describe('run', () => {
  const manifest = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: "nginx:1.27"}]}\n';

  test('says what became of the manifests of a folder', () => {
    mkdirSync(join(folder, 'some'));
    file('some/a.yaml', manifest);
    file('some/b c.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n');
    const { exit, out } = kubestage('run', join(folder, 'some'), '--seconds', '20');
    expect(exit).toBe(0);
    expect(out).toContain("$ kubectl apply -f a.yaml\npod/p created\n$ kubectl apply -f 'b c.yaml'\nconfigmap/c created\n$ kubectl get all\n");
    expect(out).toMatch(/\npod\/p +1\/1 +Running +0 +20s\n/);
    expect(out).toMatch(/\n\nAfter 20 s: 2 objects applied, 1 of 1 Pods ready\.\n$/);
    expect(out).not.toContain('Node/');
  });

  test('fails as kubectl fails, and reads all files before it begins', () => {
    const bad = file('bad.yaml', 'kind: Nothing\n');
    expect(kubestage('run', bad, '--seconds', '0')).toMatchObject({ exit: 1 });
    expect(kubestage('run', bad, join(folder, 'gone.yaml'))).toEqual(refused('kubestage run: gone.yaml does not exist'));
  });
});

describe('record', () => {
  const out = (): string => join(folder, 'out');
  const [scenario] = goldenCases('replicasets');

  test('writes the four files of a recording, over others too', () => {
    const from = join(folder, 'scenario');
    mkdirSync(from);
    for (const [name, text] of Object.entries(scenario?.texts ?? {})) file(`scenario/${name}`, text);
    for (let i = 0; i < 2; i++) {
      expect(kubestage('record', from, '--out', out(), '--seed', '3')).toMatchObject({ exit: 0, err: '' });
      expect(readdirSync(out()).sort()).toEqual(['cluster.json', 'history.jsonl', 'requests.jsonl', 'transcript.json']);
    }
    expect(kubestage('record', from, '--out', from)).toMatchObject({ exit: 2 });
  });

  test('says what is wrong with a scenario', () => {
    const bad = (name: string, text: string): string => {
      mkdirSync(join(folder, name));
      file(`${name}/cluster.json`, '{"started":"2026-11-21T11:53:26Z","objects":[]}');
      file(`${name}/scenario.yaml`, text);
      return kubestage('record', join(folder, name), '--out', out()).err.replace(/^kubestage record: /, '').trim();
    };
    expect(bad('r1', 'cluster: huge\nsteps: []')).toBe('r1/scenario.yaml wants the cluster huge; known are default, hollow-3, real-1');
    expect(bad('r2', 'cluster: real-1\n')).toBe('r2/scenario.yaml has no steps');
    expect(bad('r3', 'cluster: real-1\nsteps: [{run: ls}]')).toBe('r3/scenario.yaml: step 1: run wants a kubectl command');
    expect(bad('r4', 'cluster: real-1\nsteps: [{sleep: 1}, {fly: 3}]')).toBe('r4/scenario.yaml: step 2 must be one of run, stop, sleep, settle, node, component, staticPod');
    expect(bad('r5', 'cluster: real-1\nsteps: [{staticPod: {put: x.yaml, node: worker-1}}]')).toBe('r5/scenario.yaml: step 1: staticPod puts x.yaml, which the folder does not have');
    expect(bad('r6', 'summary: [x')).toMatch(/^r6 cannot be read: yaml: /);
    expect(kubestage('record', join(folder, 'gone'), '--out', out())).toEqual(refused('kubestage record: gone does not exist'));
    expect(kubestage('record', folder, '--out', out()).err).toContain('is no scenario: it has no scenario.yaml and no cluster.json');
    expect(kubestage('record', join(folder, 'r1'))).toEqual(refused('kubestage record: --out is missing: kubestage record SCENARIO-FOLDER --out DIR [--seed N]'));
  });
});
