// grep. Upstream: GNU grep
// Simplified: no colours, no binary files; patterns of -P are those of JavaScript.

import { regexpOf } from '../../../sim/programs/busybox/regexp.ts';
import { pathOf, readFile } from '../../../sim/programs/busybox/applet.ts';
import type { Process, Program } from '../../../sim/programs/program.ts';
import { inputLines, linesOf, optionsOf, tool, type Options } from './shared.ts';

const LONG = { 'ignore-case': 'i', 'invert-match': 'v', count: 'c', 'line-number': 'n', 'only-matching': 'o', quiet: 'q', silent: 'q', 'no-messages': 's', 'word-regexp': 'w', 'line-regexp': 'x', 'extended-regexp': 'E', 'fixed-strings': 'F', 'perl-regexp': 'P', 'after-context': 'A', 'before-context': 'B', context: 'C', regexp: 'e', file: 'f', 'max-count': 'm', 'files-with-matches': 'l', 'files-without-match': 'L', recursive: 'r', 'no-filename': 'h', 'with-filename': 'H' };

const grep = (name: string, mode: string): Program =>
  tool(name, function* (proc, args) {
    const options = optionsOf(args, 'eABCmf', LONG);
    const words = [...options.rest];
    const patterns = [...options.all('e'), ...options.all('f').flatMap((file) => linesOf(textOf(proc, file)))];
    if (patterns.length === 0 && !options.has('f')) patterns.push(words.shift() ?? '');
    let matchers: readonly RegExp[];
    try {
      matchers = patterns.flatMap((pattern) => pattern.split('\n')).map((pattern) => matcher(pattern, options, mode));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      proc.stderr(`${name}: ${patternProblem(patterns)}\n`);
      return 2;
    }
    const recursive = options.has('r') || options.has('R');
    const names = recursive ? walked(proc, words, options) : words;
    const titled = !options.has('h') && (options.has('H') || recursive || words.length > 1);
    let found = false;
    let failed = false;
    if (names.length === 0 && !recursive) {
      const search = new Search(proc, options, matchers, titled ? '(standard input)' : undefined);
      const lines = inputLines(proc);
      for (let line = yield* lines.readLine(); line !== undefined && !search.done; line = yield* lines.readLine()) search.take(line.replace(/\n$/, ''));
      return search.end('(standard input)') ? 0 : 1;
    }
    for (const file of names) {
      const text = readFile(proc, file);
      if (typeof text !== 'string') {
        if (!options.has('s')) proc.stderr(`${name}: ${file}: ${text.problem}\n`);
        failed = true;
        continue;
      }
      const search = new Search(proc, options, matchers, titled ? file : undefined);
      for (const line of linesOf(text)) {
        if (search.done) break;
        search.take(line);
      }
      if (search.end(file)) found = true;
    }
    return failed && !(found && options.has('q')) ? 2 : found ? 0 : 1;
  });

function textOf(proc: Process, file: string): string {
  const text = readFile(proc, file);
  return typeof text === 'string' ? text : '';
}

function matcher(pattern: string, options: Options, mode: string): RegExp {
  const fixed = options.has('F') || mode === 'F';
  const bounded = fixed || options.has('P') ? pattern : pattern.replaceAll('\\<', '\\b(?=\\w)').replaceAll('\\>', '\\b(?<=\\w)');
  const extended = options.has('E') || options.has('P') || mode === 'E';
  // In a basic pattern our own groups would be taken for text.
  const { source } = extended || fixed ? regexpOf(bounded, extended, fixed, false) : regexpOf(pattern.replaceAll('\\<', '\\b').replaceAll('\\>', '\\b'), false, false, false);
  const whole = options.has('x') ? `^(?:${source})$` : options.has('w') ? `(?<!\\w)(?:${source})(?!\\w)` : source;
  return new RegExp(whole, options.has('i') ? 'gi' : 'g');
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

/** One file, line by line. */
class Search {
  private readonly proc: Process;
  private readonly options: Options;
  private readonly matchers: readonly RegExp[];
  private readonly title: string | undefined;
  private readonly before: number;
  private readonly after: number;
  private readonly context: boolean;
  private readonly most: number;
  private number = 0;
  private count = 0;
  private left = 0;
  /** The line that was printed last. */
  private last = 0;
  private kept: string[] = [];

  constructor(proc: Process, options: Options, matchers: readonly RegExp[], title: string | undefined) {
    this.proc = proc;
    this.options = options;
    this.matchers = matchers;
    this.title = title;
    const both = options.value('C') ?? options.value('#');
    this.before = Number(options.value('B') ?? both ?? 0);
    this.after = Number(options.value('A') ?? both ?? 0);
    this.context = ['A', 'B', 'C', '#'].some(options.has);
    this.most = Number(options.value('m') ?? Infinity);
  }

  get done(): boolean {
    if (this.count >= this.most) return this.left === 0;
    return this.count > 0 && ['q', 'l', 'L'].some(this.options.has);
  }

  take(line: string): void {
    this.number++;
    const { options } = this;
    const hit = this.count < this.most && this.matchers.some((m) => ((m.lastIndex = 0), m.test(line))) !== options.has('v');
    if (!hit) {
      if (this.left > 0) {
        this.left--;
        this.print(line, this.number, '-');
      } else if (this.before > 0) this.kept = [...this.kept, line].slice(-this.before);
      return;
    }
    this.count++;
    if (['c', 'q', 'l', 'L'].some(options.has)) return;
    if (this.context && this.last > 0 && this.number - this.kept.length > this.last + 1) this.proc.stdout('--\n');
    this.kept.forEach((text, i) => this.print(text, this.number - this.kept.length + i, '-'));
    this.kept = [];
    this.left = this.after;
    if (!options.has('o')) this.print(line, this.number, ':');
    else if (!options.has('v')) for (const part of this.parts(line)) this.print(part, this.number, ':');
  }

  private parts(line: string): readonly string[] {
    const source = this.matchers.map((m) => `(?:${m.source})`).join('|');
    return [...line.matchAll(new RegExp(source, this.options.has('i') ? 'gi' : 'g'))].map((m) => m[0]).filter((part) => part !== '');
  }

  private print(line: string, number: number, mark: string): void {
    if (this.options.has('o') && mark === '-') return;
    this.last = number;
    this.proc.stdout(`${this.title === undefined ? '' : this.title + mark}${this.options.has('n') ? number + mark : ''}${line}\n`);
  }

  /** Whether the file is one that was looked for. */
  end(file: string): boolean {
    const { options, count } = this;
    if (options.has('L') && count === 0) this.proc.stdout(`${file}\n`);
    else if (options.has('l') && count > 0) this.proc.stdout(`${file}\n`);
    else if (options.has('c') && !options.has('q') && !options.has('l') && !options.has('L')) this.proc.stdout(`${this.title === undefined ? '' : `${this.title}:`}${count}\n`);
    return options.has('L') ? count === 0 : count > 0;
  }
}

export const GREPS: readonly Program[] = [grep('grep', ''), grep('egrep', 'E'), grep('fgrep', 'F')];
