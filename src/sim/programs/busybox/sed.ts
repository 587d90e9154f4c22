// sed: the substitutions, deletions and prints that scripts use.
// Simplified: no hold space, no branches.

import type { Sim } from '../../kernel/task.ts';
import type { Process, Program } from '../program.ts';
import { applet, lineInput, linesOf, options, pathOf, readFile } from './applet.ts';
import { regexpOf } from './regexp.ts';

type Test = (n: number, line: string, last: boolean) => boolean;

interface Step {
  readonly from: Test;
  readonly action: 's' | 'd' | 'p' | 'q' | 'a' | 'i' | 'c' | '=' | 'y' | 'n' | 'N';
  readonly pattern?: RegExp;
  readonly to?: string;
  readonly print?: boolean;
  /** Which match is replaced, and whether those behind it are, too. */
  readonly nth?: number;
  readonly all?: boolean;
  /** Of `y`: what each character becomes. */
  readonly letters?: ReadonlyMap<string, string>;
  /** Of `c` and `q`: whether the range ends here; the exit code. */
  readonly ends?: Test;
  readonly code?: number;
}

class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

const LONG: Readonly<Record<string, string>> = { '--quiet': '-n', '--silent': '-n', '--regexp-extended': '-E' };

/** GNU's sed says other things than busybox' of what is wrong. */
export const sedOf = (gnu: boolean): Program =>
  applet('sed', function* (proc, args) {
    const inPlace = args.find((arg) => /^-[nErsz]*i/.test(arg) || arg.startsWith('--in-place'));
    const suffix = inPlace === undefined ? '' : (/^-[nErsz]*i(.*)$/.exec(inPlace)?.[1] ?? /=(.*)$/.exec(inPlace)?.[1] ?? '');
    const words = args.map((arg) => (arg === inPlace ? arg.replace(/i.*$/, '').replace(/^--?$/, '') || '-u' : (LONG[arg] ?? arg.replace(/^--expression=/, '-e'))));
    const scripts = scriptsIn(words);
    const { flags, rest } = options(words, 'ef', ['expression']);
    const files = scripts.length > 0 ? rest : rest.slice(1);
    if (scripts.length === 0 && rest[0] === undefined) {
      proc.stderr(gnu ? 'Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n' : 'Usage: sed [-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\n');
      return 1;
    }
    let steps: readonly Step[];
    try {
      steps = parse((scripts.length > 0 ? scripts : [rest[0] as string]).join('\n'), flags.has('E') || flags.has('r'));
    } catch (error) {
      if (!(error instanceof ScriptError) && !(error instanceof SyntaxError)) throw error;
      proc.stderr(gnu ? `sed: -e expression #1, ${error instanceof ScriptError ? error.message : `char ${(scripts[0] ?? rest[0] ?? '').length}: Invalid regular expression`}\n` : 'sed: unsupported command\n');
      return 1;
    }
    const quiet = flags.has('n');
    let failed = false;
    const read = (file: string): string | undefined => {
      const text = readFile(proc, file);
      if (typeof text === 'string') return text;
      failed = true;
      proc.stderr(gnu ? (text.problem === 'Is a directory' ? (inPlace === undefined ? `sed: couldn't read ${file}: ${text.problem}\n` : `sed: couldn't edit ${file}: not a regular file\n`) : `sed: can't read ${file}: ${text.problem}\n`) : `sed: ${file}: ${text.problem}\n`);
      return undefined;
    };
    if (inPlace !== undefined) {
      for (const file of files) {
        const text = read(file);
        if (text === undefined) continue;
        let out = '';
        const run = new Run(steps, quiet, (part) => void (out += part));
        const lines = linesOf(text);
        lines.forEach((line, i) => run.take(line, i === lines.length - 1));
        if (suffix !== '') proc.files.write(pathOf(proc, suffix.includes('*') ? suffix.replace('*', file) : file + suffix), text);
        proc.files.write(pathOf(proc, file), text.endsWith('\n') || out === '' ? out : out.replace(/\n$/, ''));
      }
      return failed ? (gnu ? 2 : 1) : 0;
    }
    const run = new Run(steps, quiet, (part) => proc.stdout(part));
    yield* streamed(proc, run, files, read);
    return run.stopped ?? (failed ? (gnu ? 2 : 1) : 0);
  });

export const sed: Program = sedOf(false);

const scriptsIn = (words: readonly string[]): readonly string[] => words.flatMap((word, i) => (word === '-e' || /^-[nErsuz]+e$/.test(word) || word === '--expression' ? [words[i + 1] ?? ''] : /^-e./.test(word) ? [word.slice(2)] : []));

/** All files are one text; which line is the last is known when no other comes. */
function* streamed(proc: Process, run: Run, files: readonly string[], read: (file: string) => string | undefined): Sim<void> {
  let held: string | undefined;
  const take = (line: string): void => {
    if (held !== undefined && run.stopped === undefined) run.take(held, false);
    held = line;
  };
  for (const file of files.length > 0 ? files : ['-']) {
    if (file !== '-') {
      linesOf(read(file) ?? '').forEach(take);
      continue;
    }
    const lines = lineInput(proc);
    // Where nothing asks for the last line, nothing waits for it.
    for (let line = yield* lines.readLine(); line !== undefined && run.stopped === undefined; line = yield* lines.readLine()) {
      const plain = line.replace(/\n$/, '');
      if (run.asksForLast) take(plain);
      else run.take(plain, false);
    }
  }
  if (held !== undefined && run.stopped === undefined) run.take(held, true);
}

/** A script at work. */
class Run {
  /** The exit code, once the script has asked to end. */
  stopped: number | undefined;
  readonly asksForLast: boolean;
  private readonly steps: readonly Step[];
  private readonly quiet: boolean;
  private readonly write: (text: string) => void;
  private n = 0;
  /** Where a line waits for its next one, and what it is so far. */
  private waiting: { readonly at: number; readonly line: string; readonly behind: string } | undefined;

  constructor(steps: readonly Step[], quiet: boolean, write: (text: string) => void) {
    this.steps = steps;
    this.quiet = quiet;
    this.write = write;
    this.asksForLast = steps.some(({ from, action }) => asking.has(from) || action === 'n' || action === 'N');
  }

  take(original: string, last: boolean): void {
    if (this.stopped !== undefined) return;
    const n = ++this.n;
    let line = this.waiting ? this.waiting.line + original : original;
    let behind = this.waiting?.behind ?? '';
    const begin = this.waiting?.at ?? 0;
    this.waiting = undefined;
    let deleted = false;
    for (let i = begin; i < this.steps.length; i++) {
      const step = this.steps[i] as Step;
      if (!step.from(n, line, last)) continue;
      const { action, to = '' } = step;
      if (action === 'n' || action === 'N') {
        if (last) break;
        if (action === 'n' && !this.quiet) this.write(`${line}\n`);
        this.waiting = { at: i + 1, line: action === 'N' ? `${line}\n` : '', behind };
        return;
      }
      if (action === 's') {
        const changed = substituted(step, line);
        if (changed !== undefined) {
          line = changed;
          if (step.print) this.write(`${line}\n`);
        }
      } else if (action === 'y') line = [...line].map((c) => step.letters?.get(c) ?? c).join('');
      else if (action === 'p') this.write(`${line}\n`);
      else if (action === '=') this.write(`${n}\n`);
      else if (action === 'a') behind += `${to}\n`;
      else if (action === 'i') this.write(`${to}\n`);
      else if (action === 'q') {
        this.stopped = step.code ?? 0;
        break;
      } else {
        if (action === 'c' && (step.ends?.(n, line, last) ?? true)) this.write(`${to}\n`);
        deleted = true;
        break;
      }
    }
    if (!deleted && !this.quiet) this.write(`${line}\n`);
    if (behind !== '') this.write(behind);
  }
}

/** Undefined where nothing matches. */
function substituted({ pattern, to = '', nth = 1, all = false }: Step, line: string): string | undefined {
  let count = 0;
  let changed = false;
  const out = line.replace(pattern as RegExp, (...found: unknown[]) => {
    count++;
    if (count < nth || (count > nth && !all)) return found[0] as string;
    changed = true;
    return filledIn(to, found as string[]);
  });
  return changed ? out : undefined;
}

const filledIn = (to: string, groups: readonly string[]): string => to.replace(/\\(\d)|\\n|\\t|\\([^])|&/g, (whole, digit: string | undefined, plain: string | undefined) => (digit !== undefined ? (groups[Number(digit)] ?? '') : whole === '\\n' ? '\n' : whole === '\\t' ? '\t' : whole === '&' ? (groups[0] as string) : (plain as string)));

// ---- the script ----

const ADDRESS = /^(?:(\d+)~(\d+)|(\d+)|(\$)|\/((?:\\[^]|[^/\\])*)\/(I?)|\\([^\\\n])((?:\\[^]|(?!\7)[^\\])*)\7(I?))\s*/;

function parse(script: string, extended: boolean): readonly Step[] {
  const steps: Step[] = [];
  /** Blocks: what their addresses say. */
  const open: Test[] = [];
  let at = 0;
  const fail = (what: string, where = at): never => {
    throw new ScriptError(`char ${where}: ${what}`);
  };
  const space = (): void => void (at += (/^[\s;]*/.exec(script.slice(at)) as RegExpExecArray)[0].length);
  const address = (): { readonly test: Test; readonly line: number | undefined } | undefined => {
    const m = ADDRESS.exec(script.slice(at));
    if (!m) return undefined;
    at += m[0].length;
    const [, first, step, line, last, pattern, ignore, , other, ignoreOther] = m;
    if (step !== undefined) return { test: (n) => n >= Number(first) && (Number(step) === 0 ? n === Number(first) : (n - Number(first)) % Number(step) === 0), line: undefined };
    if (line !== undefined) return { test: (n) => n === Number(line), line: Number(line) };
    if (last !== undefined) {
      const test: Test = (_n, _line, isLast) => isLast;
      asking.add(test);
      return { test, line: undefined };
    }
    const regexp = regexpOf((pattern ?? other ?? '').replaceAll('\\/', '/'), extended, false, ignore === 'I' || ignoreOther === 'I');
    return { test: (_n, text) => regexp.test(text), line: undefined };
  };
  for (;;) {
    space();
    if (script[at] === '#') {
      at += (/^[^\n]*/.exec(script.slice(at)) as RegExpExecArray)[0].length;
      continue;
    }
    if (at >= script.length) break;
    if (script[at] === '}') {
      at++;
      if (open.pop() === undefined) fail("unexpected `}'");
      continue;
    }
    const first = address();
    let second: ReturnType<typeof address>;
    let more: number | undefined;
    if (first && script[at] === ',') {
      at++;
      at += (/^\s*/.exec(script.slice(at)) as RegExpExecArray)[0].length;
      const plus = /^\+(\d+)\s*/.exec(script.slice(at));
      if (plus) {
        at += plus[0].length;
        more = Number(plus[1]);
      } else second = address() ?? fail("unexpected `,'");
    }
    let negated = false;
    while (script[at] === '!' || (negated && /\s/.test(script[at] ?? ''))) {
      negated = true;
      at++;
    }
    const range = between(first, second, more);
    const own: Test = negated ? marked([range.test], (n, line, last) => !range.test(n, line, last)) : range.test;
    const outer = open[open.length - 1];
    const from = outer ? marked([own, outer], (n, line, last) => outer(n, line, last) && own(n, line, last)) : own;
    const action = script[at++];
    switch (action) {
      case undefined:
        fail('missing command', script.length);
        break;
      case '{':
        // What is asked once a line must have one answer for the whole block.
        open.push(remembered(from));
        break;
      case 's':
      case 'y': {
        const parts = splitBy(script.slice(at + 1), script[at] as string) ?? fail(`unterminated \`${action}' command`, script.length);
        const [pattern, to, length] = parts;
        at += 1 + length;
        if (action === 'y') {
          const [a, b] = [[...pattern.replaceAll('\\n', '\n')], [...to.replaceAll('\\n', '\n')]];
          if (a.length !== b.length) fail("strings for `y' command are different lengths");
          steps.push({ from, action, letters: new Map(a.map((c, i) => [c, b[i] as string])) });
          break;
        }
        const flags = (/^[gpiIemM0-9]*/.exec(script.slice(at)) as RegExpExecArray)[0];
        at += flags.length;
        if (/^[^\s;}#]/.test(script.slice(at))) fail("unknown option to `s'", at + 1);
        const base = regexpOf(pattern, extended, false, /i/i.test(flags));
        steps.push({ from, action, pattern: new RegExp(base.source, `${base.flags}g`), to, print: flags.includes('p'), nth: Number(/\d+/.exec(flags)?.[0] ?? 1), all: flags.includes('g') });
        break;
      }
      case 'd':
      case 'p':
      case 'n':
      case 'N':
      case '=':
        steps.push({ from, action });
        break;
      case 'q':
      case 'Q': {
        const code = /^\s*(\d+)/.exec(script.slice(at));
        at += code?.[0].length ?? 0;
        if (action === 'Q') steps.push({ from, action: 'd' });
        steps.push({ from, action: 'q', code: Number(code?.[1] ?? 0) });
        break;
      }
      case 'a':
      case 'i':
      case 'c': {
        const [all, text = ''] = /^[ \t]*(?:\\\n?)?((?:\\[^]|[^\\\n])*)/.exec(script.slice(at)) as RegExpExecArray;
        at += all.length;
        steps.push({ from, action, to: text.replace(/\\([^])/g, (_m, c: string) => (c === 't' ? '\t' : c === 'n' ? '\n' : c)), ...(action === 'c' && !negated && (second || more !== undefined) ? { ends: range.ends } : {}) });
        break;
      }
      default:
        fail(`unknown command: \`${action}'`);
    }
    if (/^[ \t]*[^\s;}#]/.test(script.slice(at)) && action !== '{') fail('extra characters after command', at + 1);
  }
  if (open.length > 0) throw new ScriptError(`char 0: unmatched \`{'`);
  return steps;
}

/** Tests that want to know which line is the last. */
const asking = new WeakSet<Test>();

function marked(of: readonly Test[], test: Test): Test {
  if (of.some((t) => asking.has(t))) asking.add(test);
  return test;
}

function remembered(test: Test): Test {
  let known = 0;
  let answer = false;
  return marked([test], (n, line, last) => {
    if (n !== known) answer = test(n, line, last);
    known = n;
    return answer;
  });
}

function between(first: { readonly test: Test; readonly line: number | undefined } | undefined, second: { readonly test: Test; readonly line: number | undefined } | undefined, more: number | undefined): { readonly test: Test; readonly ends: Test } {
  if (!first) return { test: () => true, ends: () => true };
  if (!second && more === undefined) return { test: first.test, ends: () => true };
  let inside = false;
  let begun = 0;
  const test: Test = (n, line, last) => {
    if (!inside) {
      if (!first.test(n, line, last)) return false;
      begun = n;
      inside = more !== undefined ? more > 0 : !(second?.line !== undefined && second.line <= n);
      return true;
    }
    if (more !== undefined ? n >= begun + more : second?.line !== undefined ? n >= second.line : second?.test(n, line, last)) inside = false;
    // Past the end already when it is asked again.
    return second?.line === undefined || n <= second.line;
  };
  return { test: marked([first.test, ...(second ? [second.test] : [])], test), ends: (_n, _line, last) => !inside || last };
}

/** Two parts, and how long they are with their delimiters. */
function splitBy(text: string, delimiter: string): readonly [string, string, number] | undefined {
  const parts: string[] = [''];
  let set = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    const last = parts.length - 1;
    if (c === '\\' && i + 1 < text.length) {
      const next = text[++i] as string;
      parts[last] = (parts[last] as string) + (next === delimiter ? delimiter : `\\${next}`);
    } else if (c === delimiter && !set) {
      if (last === 1) return [parts[0] as string, parts[1] as string, i + 1];
      parts.push('');
    } else {
      // A delimiter in brackets is one of the characters.
      if (last === 0 && c === '[' && delimiter !== '[') set = /^\[\^?\]?[^\]]*\]/.test(text.slice(i));
      else if (c === ']') set = false;
      parts[last] = (parts[last] as string) + c;
    }
  }
  return undefined;
}
