// What the small tools have in common: options, paths, messages.

import type { Sim } from '../../kernel/task.ts';
import { FileError, type Process, type Program } from '../program.ts';
import { LineInput } from '../shell/pipe.ts';

export type Main = (proc: Process, args: readonly string[]) => Sim<number>;

/** A tool that no signal handler protects. */
export const applet = (name: string, main: Main): Program => ({ name, stoppedBySigterm: false, main: (proc) => main(proc, proc.args) });

/** A tool that needs no time. */
export const quick = (name: string, main: (proc: Process, args: readonly string[]) => number): Program =>
  applet(
    name,
    // eslint-disable-next-line require-yield
    function* (proc, args) {
      return main(proc, args);
    },
  );

export interface Options {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/** Short options as getopt reads them; `withValue` are letters that take one. Long options are kept as they are. */
export function options(args: readonly string[], withValue = '', longValues: readonly string[] = []): Options {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--') {
      rest.push(...args.slice(i + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const eq = arg.indexOf('=');
      const name = eq < 0 ? arg.slice(2) : arg.slice(2, eq);
      if (eq >= 0) values.set(name, arg.slice(eq + 1));
      else if (longValues.includes(name)) values.set(name, args[++i] ?? '');
      else flags.add(name);
    } else if (/^-[^-]/.test(arg)) {
      for (let j = 1; j < arg.length; j++) {
        const c = arg[j] as string;
        if (withValue.includes(c)) {
          values.set(c, j + 1 < arg.length ? arg.slice(j + 1) : (args[++i] ?? ''));
          break;
        }
        flags.add(c);
      }
    } else rest.push(arg);
  }
  return { flags, values, rest };
}

export const pathOf = (proc: Process, name: string): string => (name.startsWith('/') ? name : `${proc.cwd === '/' ? '' : proc.cwd}/${name}`);

/** Runs a file operation; its problem, or undefined. */
export function attempt(operation: () => void): string | undefined {
  try {
    operation();
    return undefined;
  } catch (error) {
    if (error instanceof FileError) return error.message;
    throw error;
  }
}

/** The texts of the files named, or of standard input; problems are printed as `name: can't open 'x': …`. */
export function* inputs(proc: Process, files: readonly string[], name: string): Sim<{ readonly texts: readonly { readonly file: string; readonly text: string }[]; readonly failed: boolean }> {
  if (files.length === 0) return { texts: [{ file: '-', text: yield* rest(proc) }], failed: false };
  const texts: { file: string; text: string }[] = [];
  let failed = false;
  for (const file of files) {
    if (file === '-') {
      texts.push({ file, text: yield* rest(proc) });
      continue;
    }
    const text = readFile(proc, file);
    if (typeof text === 'string') texts.push({ file, text });
    else {
      proc.stderr(`${name}: ${text.problem === 'Is a directory' ? `read error: ${text.problem}` : `can't open '${file}': ${text.problem}`}\n`);
      failed = true;
    }
  }
  return { texts, failed };
}

export function readFile(proc: Process, file: string): string | { readonly problem: string } {
  const path = pathOf(proc, file);
  if (path === '/dev/null') return '';
  try {
    const text = proc.files.read(path);
    if (text !== undefined) return text;
    return { problem: proc.files.isDirectory(path) ? 'Is a directory' : 'No such file or directory' };
  } catch (error) {
    if (error instanceof FileError) return { problem: error.message };
    throw error;
  }
}

export function* rest(proc: Process): Sim<string> {
  let out = '';
  for (let piece = yield* proc.stdin(); piece !== undefined; piece = yield* proc.stdin()) out += piece;
  return out;
}

/** Standard input line by line, as it comes. */
export const lineInput = (proc: Process): LineInput => new LineInput({ read: () => proc.stdin() });

export const linesOf = (text: string): string[] => {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
};

/** 1536 → `1.5K`. */
export function human(bytes: number): string {
  let n = bytes;
  let unit = 0;
  while (n >= 1024 && unit < 4) {
    n /= 1024;
    unit++;
  }
  return unit === 0 ? String(n) : `${n.toFixed(1)}${'KMGT'[unit - 1] as string}`;
}
