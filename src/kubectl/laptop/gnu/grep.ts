// grep. Upstream: GNU grep
// Simplified: no colours, no binary files; patterns of -P are those of JavaScript.

import { pathOf, readFile } from '../../../sim/programs/busybox/applet.ts';
import type { Process, Program } from '../../../sim/programs/program.ts';
import { Grep, type GrepFlags } from '../../../sim/programs/busybox/grep.ts';
import { inputLines, linesOf, optionsOf, tool, type Options } from './shared.ts';

const LONG = { 'ignore-case': 'i', 'invert-match': 'v', count: 'c', 'line-number': 'n', 'only-matching': 'o', quiet: 'q', silent: 'q', 'no-messages': 's', 'word-regexp': 'w', 'line-regexp': 'x', 'extended-regexp': 'E', 'fixed-strings': 'F', 'perl-regexp': 'P', 'after-context': 'A', 'before-context': 'B', context: 'C', regexp: 'e', file: 'f', 'max-count': 'm', 'files-with-matches': 'l', 'files-without-match': 'L', recursive: 'r', 'no-filename': 'h', 'with-filename': 'H' };

const grep = (name: string, mode: string): Program =>
  tool(name, function* (proc, args) {
    const options = optionsOf(args, 'eABCmf', LONG);
    const words = [...options.rest];
    const patterns = [...options.all('e'), ...options.all('f').flatMap((file) => linesOf(textOf(proc, file)))];
    if (patterns.length === 0 && !options.has('f')) patterns.push(words.shift() ?? '');
    let run: Grep;
    try {
      run = new Grep(asFlags(options, mode), patterns.flatMap((pattern) => pattern.split('\n')));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      proc.stderr(`${name}: ${patternProblem(patterns)}\n`);
      return 2;
    }
    const recursive = options.has('r') || options.has('R');
    const names = recursive ? walked(proc, words, options) : words;
    const titled = !options.has('h') && (options.has('H') || recursive || words.length > 1);
    const most = Number(options.value('m') ?? Infinity);
    let begun = 0;
    const take = (line: string): boolean => {
      const text = run.take(line.replace(/\n$/, ''));
      if (text !== undefined) proc.stdout(`${text}\n`);
      const own = run.found - begun;
      return !(own > 0 && (options.has('q') || options.has('l') || options.has('L'))) && !(own >= most && !options.has('A') && !options.has('C'));
    };
    let found = false;
    /** Whether the file is one that was looked for. */
    const end = (file: string): void => {
      const own = run.found > begun;
      if (options.has('L')) proc.stdout(own ? '' : `${file}\n`);
      else proc.stdout(run.end(file));
      if (own !== options.has('L')) found = true;
    };
    let failed = false;
    if (names.length === 0 && !recursive) {
      run.begin(titled ? '(standard input)' : '');
      const lines = inputLines(proc);
      for (let line = yield* lines.readLine(); line !== undefined; line = yield* lines.readLine()) if (!take(line)) break;
      end('(standard input)');
    }
    for (const file of names) {
      const text = readFile(proc, file);
      if (typeof text !== 'string') {
        if (!options.has('s')) proc.stderr(`${name}: ${file}: ${text.problem}\n`);
        failed = true;
        continue;
      }
      run.begin(titled ? file : '');
      begun = run.found;
      linesOf(text).every(take);
      end(file);
    }
    return failed && !(found && options.has('q')) ? 2 : found ? 0 : 1;
  });

function textOf(proc: Process, file: string): string {
  const text = readFile(proc, file);
  return typeof text === 'string' ? text : '';
}

/** egrep is `grep -E`; `-3` is as much context on both sides; nothing is printed of files that are only named. */
function asFlags(options: Options, mode: string): GrepFlags {
  return {
    has: (flag) => options.has(flag) || flag === mode || (flag === 'q' && options.has('L')),
    get: (flag) => options.value(flag) ?? (flag === 'C' ? options.value('#') : undefined),
  };
}

const patternProblem = (patterns: readonly string[]): string => {
  const text = patterns.join('');
  if (/\[[^\]]*$/.test(text)) return 'Unmatched [, [^, [:, [., or [=';
  return text.includes('(') ? 'Unmatched ( or \\(' : text.includes(')') ? 'Unmatched ) or \\)' : 'Invalid regular expression';
};

/** Files below folders; what a folder holds is named behind it. */
function walked(proc: Process, names: readonly string[], options: Options): readonly string[] {
  const glob = (pattern: string): RegExp => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`);
  const include = options.all('include').map(glob);
  const exclude = options.all('exclude').map(glob);
  const out: string[] = [];
  const visit = (path: string, shown: string): void => {
    for (const name of proc.files.list(path) ?? []) {
      const [inner, title] = [`${path}/${name}`, shown === '' ? name : `${shown}/${name}`];
      if (proc.files.isDirectory(inner)) visit(inner, title);
      else if ((include.length === 0 || include.some((p) => p.test(name))) && !exclude.some((p) => p.test(name))) out.push(title);
    }
  };
  if (names.length === 0) visit(proc.cwd, '');
  for (const name of names) {
    if (proc.files.isDirectory(pathOf(proc, name))) visit(pathOf(proc, name), name.replace(/\/$/, ''));
    else out.push(name);
  }
  return out;
}

export const GREPS: readonly Program[] = [grep('grep', ''), grep('egrep', 'E'), grep('fgrep', 'F')];
