// `run FILE…`: applies manifests to a fresh cluster, one after the other, lets time pass, and prints what became of them:
// what kubectl says of each file, what there is in their namespaces, what happened, and one line that sums it up.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { seconds, type Micros } from '../base/time.ts';
import type { PrintFd } from '../kubectl/shell.ts';
import { Session } from '../session/session.ts';
import type { RequestData } from '../sim/api/spans.ts';
import type { KubeObject } from '../sim/api/types.ts';
import type { SpanId } from '../sim/kernel/trace.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { callerPath, fileBytes, whatIs } from './files.ts';
import { Problem } from './problem.ts';

const MANIFEST = /\.(ya?ml|json)$/;
const LONGEST = 30 * 24 * 3600;
/** A command that has not ended by then waits for something that will not come. */
const PATIENCE = seconds(300);

export const run: Command = {
  usage: 'run FILE… [--seconds N] [--seed N]',
  about: 'applies manifests to a fresh cluster and prints what becomes of them',
  help: `Boots a cluster of one control plane and three workers, applies each FILE with kubectl (a folder: every manifest in it;
-: what is piped in), lets time pass, and prints what there is then, what happened, and a line that sums it up.

  --seconds N   how much simulated time passes after the last file (default 60)
  --seed N      another run of the same (default 42); the same seed gives the same run

Exit code: that of the first kubectl apply that failed, else 0; 2 if a file cannot be read.
`,
  run(args, print) {
    const given = readArguments(args, { values: ['seconds', 'seed'] });
    const lasts = given.count('seconds') ?? 60;
    if (lasts > LONGEST) throw new Problem(`--seconds ${lasts} is more than ${LONGEST} (30 days)`);
    if (given.rest.length === 0) throw new Problem(`no file given: kubestage ${run.usage}`);
    const seed = given.count('seed') ?? 42;
    // All of them before the cluster boots: a mistake in the last should not show after the first.
    const manifests = given.rest.flatMap(manifestsAt);
    const player = new Player(seed, print);
    let failed = 0;
    for (const { name, content } of manifests) failed ||= player.apply(name, content);
    player.wait(lasts);
    player.report(lasts);
    return failed;
  },
};

interface Manifest {
  readonly name: string;
  readonly content: string;
}

function manifestsAt(path: string): readonly Manifest[] {
  if (path === '-') return [{ name: 'stdin.yaml', content: readFileSync(0, 'utf8') }];
  if (whatIs(path) === 'file') return [{ name: basename(path), content: fileBytes(path).toString('utf8') }];
  const names = readdirSync(callerPath(path)).filter((name) => MANIFEST.test(name)).sort();
  if (names.length === 0) throw new Problem(`${path} is a folder without manifests (.yaml, .yml, .json)`);
  return names.map((name) => ({ name, content: fileBytes(join(path, name)).toString('utf8') }));
}

class Player {
  private readonly session: Session;
  private readonly print: (text: string) => void;
  private exit: number | undefined;
  private hideNodes = false;
  private readonly from: number;

  constructor(seed: number, print: (text: string) => void) {
    this.print = print;
    this.session = new Session({ version: 1, seed, shape: 'default', inputs: [] });
    this.session.runTo(this.session.cluster.bootEnd as Micros);
    this.from = this.session.kernel.trace.size;
    this.session.shell.onPrint((_input: number, fd: PrintFd, text: string, exit: number) => {
      if (fd === 0) this.exit = exit;
      else if (fd === 1 || fd === 2) this.print(this.hideNodes ? withoutNodes(text) : text);
    });
  }

  /** Its exit code. */
  apply(name: string, content: string): number {
    this.session.settle();
    this.session.input({ type: 'file', path: name, content });
    return this.kubectl('apply', '-f', name);
  }

  wait(lasts: number): void {
    this.session.runTo((this.session.kernel.now + seconds(lasts)) as Micros);
  }

  report(lasts: number): void {
    const written = this.written();
    const namespaces = [...new Set([...written.values()])].sort();
    for (const namespace of namespaces) {
      const own = namespace === 'default' ? [] : ['-n', namespace];
      this.kubectl('get', 'all', ...own);
      this.hideNodes = true;
      this.kubectl('events', ...own);
      this.hideNodes = false;
    }
    this.print(`\nAfter ${lasts} s: ${written.size} ${written.size === 1 ? 'object' : 'objects'} applied${this.counts(new Set(namespaces))}.\n`);
  }

  private kubectl(...args: readonly string[]): number {
    const { session } = this;
    const text = `kubectl ${args.map((arg) => (/^[\w./:=-]+$/.test(arg) ? arg : `'${arg}'`)).join(' ')}`;
    this.print(`$ ${text}\n`);
    this.exit = undefined;
    session.settle();
    session.input({ type: 'kubectl', args, text });
    session.run((session.kernel.now + PATIENCE) as Micros, () => this.exit === undefined);
    return this.exit ?? 1;
  }

  /** The objects that kubectl has written, and the namespace of each ('default' for those that have none). */
  private written(): ReadonlyMap<string, string> {
    const { trace } = this.session.kernel;
    const out = new Map<string, string>();
    for (let id = this.from + 1; id <= trace.size; id++) {
      const span = trace.span(id as SpanId);
      if (span.name !== 'request') continue;
      const { component, request, resource, namespace, name, code = 0 } = span.data as RequestData;
      if (component !== 'kubectl' || request.method === 'GET' || code >= 300) continue;
      out.set(`${resource}/${namespace}/${name}`, resource === 'namespaces' || namespace === '' ? 'default' : namespace);
    }
    return out;
  }

  private counts(namespaces: ReadonlySet<string>): string {
    const { store } = this.session.cluster;
    const pods = [...store.range('/registry/pods/')].map(({ value }) => value).filter((pod) => namespaces.has(pod.metadata.namespace ?? ''));
    const ready = pods.filter(isReady).length;
    const warnings = [...store.range('/registry/events/')].filter(({ value }) => namespaces.has(value.metadata.namespace ?? '') && isWarning(value)).length;
    return `${pods.length ? `, ${ready} of ${pods.length} Pods ready` : ''}${warnings ? `, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'} among the events` : ''}`;
  }
}

/** Events of nodes tell how the cluster booted, and are in the namespace default. */
const withoutNodes = (text: string): string => text.replace(/^.* Node\/.*\n/gm, '');

function isWarning(event: KubeObject): boolean {
  const { type, involvedObject } = event as { readonly type?: string; readonly involvedObject?: { readonly kind?: string } };
  return type === 'Warning' && involvedObject?.kind !== 'Node';
}

function isReady(pod: KubeObject): boolean {
  const { conditions = [] } = ((pod as { readonly status?: unknown }).status ?? {}) as { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  return conditions.some((c) => c.type === 'Ready' && c.status === 'True');
}
