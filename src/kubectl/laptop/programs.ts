// The programs of the learner's machine: kubectl, the small ones that people put around it, and curl.
// Simplified: where a tool is the same in containers it speaks as busybox' does.

import { seconds } from '../../base/time.ts';
import { sleep } from '../../sim/kernel/task.ts';
import { applet, quick } from '../../sim/programs/busybox/applet.ts';
import { copier } from '../../sim/programs/busybox/files.ts';
import { sedOf } from '../../sim/programs/busybox/sed.ts';
import { strftime } from '../../sim/programs/busybox/system.ts';
import type { Program } from '../../sim/programs/program.ts';
import { userProgram } from '../../sim/programs/userPrograms.ts';
import { COLUMNS } from './gnu/columns.ts';
import { DIFFERENCES } from './gnu/differences.ts';
import { ENDS } from './gnu/ends.ts';
import { GREPS } from './gnu/grep.ts';
import { LISTING } from './gnu/listing.ts';
import { SORTING } from './gnu/sorting.ts';
import { jqProgram } from './jq/jq.ts';
import { misuse } from '../shellMisuse.ts';
import { PROGRAMS, type Sink } from '../shellPrograms.ts';
import type { LaptopProcess } from './laptopProcess.ts';

/** Programs of containers that are the same here. */
const SHARED = new Set(['awk', 'basename', 'bash', 'curl', 'cut', 'date', 'dirname', 'env', 'expr', 'find', 'hostname', 'id', 'mkdir', 'nc', 'ping', 'printenv', 'printf', 'ps', 'rev', 'rmdir', 'seq', 'sh', 'sleep', 'stat', 'tar', 'timeout', 'touch', 'tr', 'uname', 'wget', 'which', 'whoami', 'xargs', 'yes']);

function sinkProgram(name: string): Program {
  return applet(name, function* (proc, args) {
    const { laptop, piped, group_ } = proc as LaptopProcess;
    const words = [name, ...args];
    const misused = misuse(words);
    if (misused) {
      proc.stderr(misused.message);
      return misused.code;
    }
    const { files } = laptop.session;
    files.wentTo = proc.cwd === files.folder ? undefined : proc.cwd;
    const out: Sink = { write: (text) => proc.stdout(text), end: () => 0 };
    const wrote = (path: string): void => laptop.disk.append(files.absolute(path), '');
    const sink = (PROGRAMS[name] as (typeof PROGRAMS)[string])({ words, files, history: group_.terminal.history, out, err: (text) => proc.stderr(text), wrote });
    // What the terminal says is nothing: nobody is waited for.
    if (piped && name === 'tee') for (let text = yield* proc.stdin(); text !== undefined; text = yield* proc.stdin()) sink.write(text);
    return sink.end();
  });
}

const CLEAR = '\x1b[H\x1b[2J';

/** `watch -n 1 kubectl get pods` */
const watch = applet('watch', function* (proc, args) {
  let every = 2;
  let i = 0;
  let title = true;
  for (; i < args.length && (args[i] as string).startsWith('-'); i++) {
    const arg = args[i] as string;
    const inline = /^(?:-n|--interval=)([\d.]+)$/.exec(arg)?.[1];
    if (inline) every = Number(inline);
    else if (arg === '-n' || arg === '--interval') every = Number(args[++i]);
    else if (arg === '-t' || arg === '--no-title') title = false;
  }
  const command = args.slice(i);
  if (command.length === 0) {
    proc.stderr('Usage:\n watch [options] command\n');
    return 1;
  }
  if (!(every >= 0.1)) every = 0.1;
  for (;;) {
    let output = '';
    const add = (text: string): void => void (output += text);
    yield* proc.run(['sh', '-c', command.join(' ')], { stdout: add, stderr: add });
    const left = `Every ${every.toFixed(1)}s: ${command.join(' ')}`;
    const head = title ? `${left}${' '.repeat(Math.max(2, 50 - left.length))}laptop: ${strftime('%a %b %e %T %Y', proc.kernel.wallMs)}\n\n` : '';
    proc.stdout(`${CLEAR}${head}${output}`);
    yield* sleep(seconds(every));
  }
});

/** An editor at hand is the page's own. */
const editor = (name: string): Program =>
  applet(name, function* (proc, args) {
    const file = args.find((arg) => !arg.startsWith('-'));
    const { group_, laptop } = proc as LaptopProcess;
    if (file === undefined || !group_.foreground) return 0;
    const { files } = laptop.session;
    const path = file.startsWith('/') ? file : `${proc.cwd}/${file}`;
    const text = yield* group_.terminal.edit(files.read(path) ?? '');
    laptop.disk.write(path, text);
    return 0;
  });

/** Who works on this machine may do everything: nobody is asked for a password. */
const sudo = applet('sudo', function* (proc, args) {
  const [name] = args;
  if (name === undefined) {
    proc.stderr('usage: sudo command\n');
    return 1;
  }
  const code = yield* proc.run(args);
  if (code === 127 && proc.which(name) === undefined) proc.stderr(`sudo: ${name}: command not found\n`);
  return code === 127 ? 1 : code;
});

/** `time kubectl get pods` */
const time = applet('time', function* (proc, args) {
  const began = proc.kernel.now;
  const code = args.length > 0 ? yield* proc.run(args[0] === 'k' ? ['kubectl', ...args.slice(1)] : args) : 0;
  if (code === 127) proc.stderr(`bash: ${args[0] ?? ''}: command not found\n`);
  const shown = (total: number): string => `${Math.floor(total / 60)}m${(total % 60).toFixed(3)}s`;
  const took = (proc.kernel.now - began) / 1e6;
  proc.stderr(`\nreal\t${shown(took)}\nuser\t${shown(Math.min(took, 0.06))}\nsys\t${shown(Math.min(took, 0.02))}\n`);
  return code;
});

/** `nohup command &`: nobody hangs up here. */
const nohup = applet('nohup', function* (proc, args) {
  const code = yield* proc.run(args);
  if (code === 127) proc.stderr(`nohup: failed to run command '${args[0] ?? ''}': No such file or directory\n`);
  return code;
});

/** What tutorials call and this machine has not. */
const absent = (name: string, hint: string): Program =>
  quick(name, (proc) => {
    proc.stderr(`bash: ${name}: command not found\n(${hint})\n`);
    return 127;
  });

const kubectl: Program = {
  name: 'kubectl',
  stoppedBySigterm: false,
  *main(proc) {
    return yield* (proc as LaptopProcess).laptop.kubectl(proc as LaptopProcess);
  },
};

const HERE = new Map<string, Program>([
  ['kubectl', kubectl],
  ...Object.keys(PROGRAMS).map((name) => [name, sinkProgram(name)] as const),
  ...[...LISTING, ...ENDS, ...SORTING, ...COLUMNS, ...GREPS, ...DIFFERENCES].map((program) => [program.name, program] as const),
  ['sed', sedOf(true)],
  ['cp', copier('cp', true)],
  ['mv', copier('mv', true)],
  ['jq', jqProgram],
  ['watch', watch],
  ['nohup', nohup],
  ['sudo', sudo],
  ['time', time],
  ...['vi', 'vim', 'nano', 'emacs', 'code'].map((name) => [name, editor(name)] as const),
  ['clear', quick('clear', (proc) => (proc.stdout(CLEAR), 0))],
  ['minikube', absent('minikube', 'the cluster of this page is running already: kubectl get nodes')],
  ['kind', absent('kind', 'the cluster of this page is running already: kubectl get nodes')],
  ['docker', absent('docker', 'containers run on the nodes of the cluster: kubectl run web --image=nginx')],
  ['helm', absent('helm', 'this machine has no charts: kubectl apply -f, or kubectl apply -k')],
  ['k9s', absent('k9s', 'the page itself shows what it would: watch kubectl get pods')],
]);

export const programNamed = (name: string): Program | undefined => HERE.get(name) ?? (SHARED.has(name) ? userProgram(name) : undefined);
