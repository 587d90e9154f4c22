// kubectl: finds the command, reads its flags, runs it, and words what went wrong.
// Upstream: k8s.io/kubectl/pkg/cmd/cmd.go

import type { Sim } from '../sim/kernel/task.ts';
import { COMMANDS } from './commands/index.ts';
import { ExitError, KubectlError, LogExit, ending, isExpected } from './errors.ts';
import { findCommand, parseFlags, pathText, type CommandPath, type Flags } from './flags.ts';
import { KUBECTL } from './flags/table.ts';
import { helpText } from './help/helpText.ts';
import { Invocation } from './invocation.ts';
import { logLine, logValues } from './klog.ts';
import { configPath } from './kubeConfig.ts';
import type { Process } from './process.ts';

/** Runs one command line; its exit code. */
export function* runKubectl(process: Process): Sim<number> {
  try {
    yield* run(process);
    return 0;
  } catch (error) {
    if (!isExpected(error)) throw error;
    if (error instanceof LogExit) {
      logLine(process, 'F', error.place, error.message);
      return 1;
    }
    const { text, code } = ending(error);
    process.err(text);
    return code;
  }
}

function* run(process: Process): Sim<void> {
  const { args } = process;
  if (args[0] === 'help' && KUBECTL.commands?.every((c) => c.name !== 'help')) {
    help(process, args.slice(1));
    return;
  }
  if (args[0] === '-h' || args[0] === '--help') {
    process.out(helpText([KUBECTL]));
    return;
  }
  const { path, words } = findCommand(KUBECTL, args);
  const flags = parseFlags(path, words);
  for (const warning of flags.warnings) process.err(`${warning}\n`);
  if (flags.help) {
    process.out(helpText(path));
    return;
  }
  const module = COMMANDS[pathText(path.slice(1))];
  if (!module) {
    withoutModule(process, path, flags);
    return;
  }
  flags.checkRequired();
  const k = new Invocation(process, path, flags);
  logStart(k);
  if (!LOCAL_COMMANDS.has(pathText(path.slice(1)))) yield* process.busy(process.session.times.startMs);
  yield* module.run(k);
  if (flags.flag('warnings-as-errors') && k.http.warnings > 0) throw new KubectlError(`${k.http.warnings} warning${k.http.warnings === 1 ? '' : 's'} received`);
}

/** `kubectl help get` */
function help(process: Process, words: readonly string[]): void {
  try {
    process.out(helpText(findCommand(KUBECTL, words).path));
  } catch (error) {
    if (!isExpected(error)) throw error;
    process.err(`Unknown help topic [${words.map((word) => `\`${word}\``).join(' ')}]\n\n\n${helpText([KUBECTL]).replace(/^.*\n\n.*\n\n/, '')}\n`);
  }
}

/** Groups of commands, and commands that are not simulated. */
function withoutModule(process: Process, path: CommandPath, flags: Flags): void {
  const name = pathText(path.slice(1));
  const group = (path[path.length - 1]?.commands ?? []).length > 0;
  if (path.length === 1 || name === 'certificate') {
    process.out(helpText(path));
    return;
  }
  if (name === 'alpha') {
    process.err('No alpha commands are available in this version of kubectl\n');
    return;
  }
  if (!group) throw new KubectlError(`${pathText(path)} is not part of this simulation`);
  if (flags.args.length > 0) throw unknownSubcommand(path, flags.args);
  if (name === 'rollout') process.out(helpText(path));
  else process.err(helpText(path));
  throw new ExitError(1);
}

/** Commands that ask nobody and end at once. */
const LOCAL_COMMANDS = new Set(['options', 'config view', 'config current-context', 'config get-contexts', 'config set-context', 'config use-context']);

const unknownSubcommand = (path: CommandPath, args: readonly string[]): KubectlError =>
  new KubectlError(`unknown command ${JSON.stringify(args.join(' '))}\nSee '${pathText(path)} -h' for help and examples`);

const GATES: readonly (readonly [string, boolean])[] = [
  ['AtomicFIFO', true],
  ['ClientsAllowCARotation', true],
  ['ClientsAllowCBOR', false],
  ['ClientsAllowTLSCacheGC', true],
  ['ClientsPreferCBOR', false],
  ['InOrderInformers', true],
  ['InOrderInformersBatchProcess', true],
  ['InformerResourceVersion', true],
  ['UnlockWhileProcessingFIFO', true],
  ['WatchListClient', true],
];

function logStart(k: Invocation): void {
  if (k.http.verbosity < 6) return;
  logLine(k.process, 'I', 'loader.go:407', `Config loaded from file:  ${configPath(k.process, k.flags)}`);
  for (const [feature, enabled] of GATES) logValues(k.process, 'I', 'envvar.go:195', 'Feature gate default state', [['feature', feature], ['enabled', enabled]]);
}
