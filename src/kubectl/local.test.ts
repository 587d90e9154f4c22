// kubectl against a server that knows only discovery and a few objects: the recorded command lines of the real one.

import { expect, test } from 'vitest';
import { Kernel } from '../sim/kernel/kernel.ts';
import type { KubeObject } from '../sim/api/types.ts';
import type { Endpoint } from '../sim/client/transport.ts';
import { notFound } from '../sim/api/errors.ts';
import { base64Decode, utf8Text } from '../sim/api/yaml/bytes.ts';
import { ShellHarness } from '../testing/shellHarness.ts';
import { goldenText } from '../testing/goldenData.ts';

interface Case {
  readonly id: string;
  readonly area: string;
  readonly args?: readonly string[];
  readonly stdin?: string;
  readonly exit?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly objects?: Readonly<Record<string, readonly KubeObject[]>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly binary?: Readonly<Record<string, string>>;
  readonly unstable?: boolean;
}

/** Recorded on this day. */
const EPOCH = Date.UTC(2026, 10, 21, 12, 0, 0);

const CONFIG = `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: 'https://127.0.0.1:6443'}}]
contexts: [{name: x, context: {cluster: c, namespace: default, user: u}}]
users: [{name: u, user: {}}]
current-context: x
`;

/** The discovery documents of a real server. */
const discovery = JSON.parse(goldenText('golden-api/facts/discovery.json')) as Readonly<Record<string, object>>;

function harness(objects: Readonly<Record<string, readonly KubeObject[]>>, files: Readonly<Record<string, string>>): ShellHarness {
  const kernel = new Kernel({ seed: 1, epochMs: EPOCH });
  const endpoint: Endpoint = {
    listening: true,
    accept(request, _data, _span, _link, answer) {
      const m = /^\/api\/v1\/(?:namespaces\/([^/]+)\/)?(pods|configmaps|services|secrets)(?:\/([^/]+))?$/.exec(request.path);
      if (m) {
        const kind = { pods: 'Pod', configmaps: 'ConfigMap', services: 'Service', secrets: 'Secret' }[m[2] as string] as string;
        const all = objects[m[2] as string] ?? [];
        const one = all.find((o) => o.metadata.name === m[3]);
        if (!m[3]) answer({ code: 200, body: { apiVersion: 'v1', kind: `${kind}List`, metadata: { resourceVersion: '1' }, items: all } });
        else if (one) answer({ code: 200, body: one });
        else answer({ code: 404, body: notFound('', m[2] as string, m[3]).status });
        return;
      }
      const document = discovery[`${request.path} aggregated v2`];
      if (document) {
        answer({ code: 200, body: document });
        return;
      }
      // All else the recorded server did not have.
      answer({ code: 404, body: '404 page not found\n' });
    },
  };
  const h = new ShellHarness(kernel, endpoint);
  for (const [name, text] of Object.entries(files)) h.shell.writeFile(name, text);
  h.shell.writeFile('config', CONFIG);
  return h;
}

const normal = (text: string): string =>
  text
    .replace(/^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, '<klog> ')
    .replace(/(resourceVersion\\*"?\s*[:=]\s*\\*"?)\d+/g, '$1<rv>')
    .replace(/https?:\/\/127\.0\.0\.1:\d+/g, 'http://<server>');

const SHOW = process.env.SHOW;

test('commands print what the real kubectl printed', () => {
  const cases = goldenText('golden-api/kubectl-local.jsonl').trim().split('\n').map((line) => JSON.parse(line) as Case);
  const fixtures = cases.find((c) => c.id === 'fixtures/objects')?.objects ?? {};
  const files: Record<string, string> = { ...cases.find((c) => c.id === 'fixtures/files')?.files };
  for (const [name, bytes] of Object.entries(cases.find((c) => c.id === 'fixtures/files')?.binary ?? {})) files[name] = utf8Text(base64Decode(bytes) as Uint8Array).text;
  const areas = new Map<string, { equal: number; total: number }>();
  const h = harness(fixtures, files);
  for (const c of cases) {
    if (!c.args) continue;
    const area = areas.get(c.area) ?? { equal: 0, total: 0 };
    areas.set(c.area, area);
    area.total++;
    let got: { exit: number | undefined; stdout: string; stderr: string };
    try {
      got = h.run(c.args, { stdin: c.stdin ?? '', env: { KUBECONFIG: 'config' } });
    } catch (error) {
      got = { exit: -1, stdout: '', stderr: String((error as Error).stack) };
      h.kernel.halted = undefined;
    }
    const same = got.exit === c.exit && (c.unstable === true || (normal(got.stdout) === normal(c.stdout ?? '') && normal(got.stderr) === normal(c.stderr ?? '')));
    if (same) area.equal++;
    else if (SHOW && c.id.startsWith(SHOW === '1' ? '' : SHOW)) {
      console.log(`${c.id}: exit ${c.exit}/${got.exit}\n  want ${JSON.stringify([normal(c.stdout ?? ''), normal(c.stderr ?? '')]).slice(0, Number(process.env.WIDTH ?? 700))}\n  got  ${JSON.stringify([normal(got.stdout), normal(got.stderr)]).slice(0, Number(process.env.WIDTH ?? 700))}`);
    }
  }
  if (SHOW) console.log([...areas].map(([name, a]) => `${name} ${a.equal}/${a.total}`).join('\n'));
  for (const [name, { equal, total }] of areas) expect(equal / total, name).toBeGreaterThanOrEqual(FLOORS[name] ?? 1);
});

/** Below 1: Go's random order of map keys, bytes that are no text, a whole number beyond 2^53, long help texts, a server without OpenAPI. */
const FLOORS: Readonly<Record<string, number>> = { 'custom-columns': 63 / 64, flags: 258 / 289, generators: 204 / 206, jsonpath: 143 / 147, yaml: 300 / 301 };
