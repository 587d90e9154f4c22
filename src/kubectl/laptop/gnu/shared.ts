// What the GNU tools of the learner's machine have in common: options, what they read, what they say of what is not there.

import { applet, readFile } from '../../../sim/programs/busybox/applet.ts';
import type { Process, Program } from '../../../sim/programs/program.ts';
import { LineInput } from '../../../sim/programs/shell/pipe.ts';
import type { Sim } from '../../../sim/kernel/task.ts';
import { misuse } from '../../shellMisuse.ts';
import type { LaptopProcess } from '../laptopProcess.ts';

export interface Options {
  readonly rest: readonly string[];
  has(flag: string): boolean;
  /** The last one given. */
  value(flag: string): string | undefined;
  all(flag: string): readonly string[];
}

/** Flags in any place, as getopt_long reads them. `valued`: short ones that take a word; `long`: what long ones are in short. */
export function optionsOf(args: readonly string[], valued: string, long: Readonly<Record<string, string>> = {}): Options {
  const given = new Map<string, string[]>();
  const rest: string[] = [];
  const add = (flag: string, value = ''): void => void given.set(flag, [...(given.get(flag) ?? []), value]);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--') {
      rest.push(...args.slice(i + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const at = arg.indexOf('=');
      const name = at < 0 ? arg.slice(2) : arg.slice(2, at);
      const short = Object.hasOwn(long, name) ? (long[name] as string) : name;
      if (at >= 0) add(short, arg.slice(at + 1));
      else if (short.length === 1 && valued.includes(short)) add(short, args[++i] ?? '');
      else add(short);
    } else if (!/^-./.test(arg)) rest.push(arg);
    else {
      for (let j = 1; j < arg.length; j++) {
        const flag = arg[j] as string;
        if (/\d/.test(flag)) {
          add('#', /^\d+/.exec(arg.slice(j))?.[0]);
          j += (/^\d+/.exec(arg.slice(j))?.[0] ?? '').length - 1;
        } else if (!valued.includes(flag)) add(flag);
        else {
          add(flag, j + 1 < arg.length ? arg.slice(j + 1) : (args[++i] ?? ''));
          break;
        }
      }
    }
  }
  return { rest, has: (flag) => given.has(flag), value: (flag) => given.get(flag)?.at(-1), all: (flag) => given.get(flag) ?? [] };
}

/** A tool that refuses what it does not know. */
export const tool = (name: string, main: (proc: Process, args: readonly string[]) => Sim<number>): Program =>
  applet(name, function* (proc, args) {
    const misused = misuse([name, ...args]);
    if (misused) {
      proc.stderr(misused.message);
      return misused.code;
    }
    return yield* main(proc, args);
  });

/** A piece of standard input; what the terminal says is nothing: nobody is waited for. */
export function* piece(proc: Process): Sim<string | undefined> {
  return (proc as LaptopProcess).piped ? yield* proc.stdin() : undefined;
}

export const inputLines = (proc: Process): LineInput => new LineInput({ read: () => piece(proc) });

export function* allInput(proc: Process): Sim<string> {
  let out = '';
  for (let next = yield* piece(proc); next !== undefined; next = yield* piece(proc)) out += next;
  return out;
}

export interface Source {
  /** As it was named; `-` for standard input. */
  readonly name: string;
  readonly text: string;
}

/** What is said of a file that cannot be read. */
export type Complaint = (name: string, problem: string) => string;

export const plainly = (tool: string): Complaint => (name, problem) => `${tool}: ${name}: ${problem}`;

/** The files named, or standard input. */
export function* sources(proc: Process, names: readonly string[], complaint: Complaint): Sim<{ readonly found: readonly Source[]; readonly failed: boolean }> {
  const found: Source[] = [];
  let failed = false;
  for (const name of names.length > 0 ? names : ['-']) {
    const text = name === '-' ? yield* allInput(proc) : readFile(proc, name);
    if (typeof text === 'string') found.push({ name, text });
    else {
      proc.stderr(`${complaint(name, text.problem)}\n`);
      failed = true;
    }
  }
  return { found, failed };
}

/** Each with its line break, where it has one. */
export const linesWith = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
export const linesOf = (text: string): readonly string[] => linesWith(text).map((line) => line.replace(/\n$/, ''));
