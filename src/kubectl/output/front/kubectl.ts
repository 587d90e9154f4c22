// A small kubectl over recorded objects: enough of its commands to play the recordings of what needs no real server.
// For tests only; the real commands are in ../../commands.

import { ApiError } from '../../../sim/api/errors.ts';
import { findCommand, parseFlags, pathText, requestTimeoutOf, type CommandPath, type Flags } from '../../flags.ts';
import { KUBECTL } from '../../flags/table.ts';
import { dryRunOf, type DryRun } from '../../generators/context.ts';
import { errorOutput, KubectlError, LogExit, PartialOutputError, usageError } from '../errors.ts';
import { create, createFrom, token } from './create.ts';
import { annotate, label, patch, setEnvCommand, setImage, setResources, setSelector } from './edit.ts';
import { get } from './get.ts';
import { autoscale, expose, run } from './run.ts';
import type { World } from './world.ts';

export interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command of the test's kubectl works with. */
export class Call {
  readonly world: World;
  readonly path: CommandPath;
  readonly flags: Flags;
  readonly stdin: string;
  stdout = '';
  stderr = '';

  constructor(world: World, path: CommandPath, flags: Flags, stdin: string) {
    this.world = world;
    this.path = path;
    this.flags = flags;
    this.stdin = stdin;
  }

  get name(): string {
    return pathText(this.path);
  }

  get namespace(): string {
    return this.flags.text('namespace') || 'default';
  }

  usage(message: string): Error {
    return usageError(this.name, message);
  }

  dryRun(): DryRun['strategy'] {
    const { strategy, warning } = dryRunOf(this.flags);
    if (warning) this.stderr += `<klog> ${warning.place}] ${warning.text}\n`;
    return strategy;
  }
}

type Command = (call: Call) => void;

const COMMANDS: Readonly<Record<string, Command>> = {
  annotate,
  autoscale,
  create: createFrom,
  'create token': token,
  expose,
  get,
  label,
  patch,
  run,
  'set env': setEnvCommand,
  'set image': setImage,
  'set resources': setResources,
  'set selector': setSelector,
};

/** Groups of commands that do something else with a word that names none. */
const HELPFUL = new Set(['apply', 'certificate']);

/** Commands that the test's kubectl does not have. */
export class NotPlayed extends Error {}

export function kubectl(world: World, args: readonly string[], stdin = ''): Outcome {
  let call: Call | undefined;
  try {
    const { path, words } = findCommand(KUBECTL, args);
    const flags = parseFlags(path, words);
    if (flags.help) throw new NotPlayed('help');
    call = new Call(world, path, flags, stdin);
    call.stderr = flags.warnings.map((w) => `${w}\n`).join('');
    flags.checkRequired();
    const name = pathText(path.slice(1));
    const command = COMMANDS[name] ?? (name.startsWith('create ') && !path[path.length - 1]?.commands?.length ? create : undefined);
    const { commands } = path[path.length - 1] as { commands?: readonly unknown[] };
    if (!command && commands?.length && flags.args.length > 0 && path.length > 1 && !HELPFUL.has(name)) throw call.usage(`unknown command "${flags.args.join(' ')}"`);
    if (!command) throw new NotPlayed(name);
    requestTimeoutOf(flags);
    command(call);
    return { exit: 0, stdout: call.stdout, stderr: call.stderr };
  } catch (error) {
    if (!(error instanceof KubectlError || error instanceof ApiError)) throw error;
    const stdout = (call?.stdout ?? '') + (error instanceof PartialOutputError ? error.output : '');
    const text = error instanceof LogExit ? `<klog> ${error.place}] ${error.message}\n` : errorOutput(error);
    return { exit: 1, stdout, stderr: (call?.stderr ?? '') + text };
  }
}

