// kubectl against a server that knows only discovery and a few objects: the recorded command lines of the real one
// (kubectl-local.jsonl of the folder golden-api). Used by tests and by the command line.

import type { KubeObject } from '../../sim/api/types.ts';
import { failure as refusal, notFound } from '../../sim/api/errors.ts';
import { base64Decode, utf8Text } from '../../sim/api/yaml/bytes.ts';
import type { Endpoint } from '../../sim/client/transport.ts';
import { Kernel } from '../../sim/kernel/kernel.ts';
import { ShellHarness } from '../shellHarness.ts';
import { failure, type Difference } from './difference.ts';

export interface KubectlCase {
  readonly id: string;
  readonly area: string;
  /** Absent in the two lines of fixtures. */
  readonly args?: readonly string[];
  readonly stdin?: string;
  readonly exit?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** What the server held, by resource. */
  readonly objects?: Readonly<Record<string, readonly KubeObject[]>>;
  /** The working folder. */
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

const KINDS: Readonly<Record<string, string>> = { pods: 'Pod', configmaps: 'ConfigMap', services: 'Service', secrets: 'Secret' };

export class KubectlPlayer {
  private readonly harness: ShellHarness;

  /** `fixtures`: the lines of area fixtures; `discovery`: the documents of a real server (facts/discovery.json). */
  constructor(fixtures: readonly KubectlCase[], discovery: Readonly<Record<string, object>>) {
    const objects = Object.assign({}, ...fixtures.map((f) => f.objects)) as Readonly<Record<string, readonly KubeObject[]>>;
    this.harness = new ShellHarness(new Kernel({ seed: 1, epochMs: EPOCH }), endpoint(objects, discovery));
    const { shell } = this.harness;
    for (const { files = {}, binary = {} } of fixtures) {
      for (const name in files) shell.writeFile(name, files[name] as string);
      for (const name in binary) shell.writeFile(name, utf8Text(base64Decode(binary[name] as string) as Uint8Array).text);
    }
    shell.writeFile('config', CONFIG);
  }

  play({ args = [], stdin = '', exit, stdout = '', stderr = '', unstable }: KubectlCase): readonly Difference[] {
    let ours: { readonly exit: number | undefined; readonly stdout: string; readonly stderr: string };
    try {
      ours = this.harness.run(args, { stdin, env: { KUBECONFIG: 'config' } });
    } catch (error) {
      this.harness.kernel.halted = undefined;
      return [failure(error)];
    }
    const out: Difference[] = [];
    const compare = (field: string, recorded: unknown, own: unknown): void => void (recorded !== own && out.push({ field, recorded, ours: own }));
    compare('exit', exit, ours.exit);
    if (unstable) return out;
    compare('stdout', normal(stdout), normal(ours.stdout));
    compare('stderr', normal(stderr), normal(ours.stderr));
    return out;
  }
}

function endpoint(objects: Readonly<Record<string, readonly KubeObject[]>>, discovery: Readonly<Record<string, object>>): Endpoint {
  return {
    listening: true,
    accept(request, _data, _span, _link, answer) {
      const [, resource = '', name] = /^\/api\/v1\/(?:namespaces\/[^/]+\/)?(pods|configmaps|services|secrets)(?:\/([^/]+))?$/.exec(request.path) ?? [];
      if (resource) {
        const all = objects[resource] ?? [];
        const one = all.find((o) => o.metadata.name === name);
        if (!name) answer({ code: 200, body: { apiVersion: 'v1', kind: `${KINDS[resource] as string}List`, metadata: { resourceVersion: '1' }, items: all } });
        else if (one) answer({ code: 200, body: one });
        else answer({ code: 404, body: notFound('', resource, name).status });
        return;
      }
      const document = discovery[`${request.path} aggregated v2`];
      // All else the recorded server did not have, and of resources it said so in a Status.
      const isDocument = /^\/(apis?|openapi\/.*|version|apis\/[^/]+(\/[^/]+)?)$/.test(request.path);
      answer(document ? { code: 200, body: document } : { code: 404, body: isDocument ? '404 page not found\n' : refusal(404, 'NotFound', 'the server could not find the requested resource', {}).status });
    },
  };
}

const normal = (text: string): string =>
  text
    .replace(/^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, '<klog> ')
    .replace(/(resourceVersion\\*"?\s*[:=]\s*\\*"?)\d+/g, '$1<rv>')
    .replace(/https?:\/\/127\.0\.0\.1:\d+/g, 'http://<server>');
