// awk: patterns and actions, line by line.
// Upstream: POSIX awk, with the messages of busybox
// Simplified: records are lines; see builtins.ts for what is not there.

import type { Sim } from '../../../kernel/task.ts';
import type { Process, Program } from '../../program.ts';
import { applet, lineInput, linesOf, readFile } from '../applet.ts';
import { Leave, Parser, type Rule } from './parser.ts';
import { Runtime } from './runtime.ts';
import { AwkError, unescaped } from './tokens.ts';
import { input, textOf } from './values.ts';

interface Words {
  readonly separator: string | undefined;
  readonly variables: readonly string[];
  readonly files: readonly string[];
  readonly program: string;
}

export const awk: Program = applet('awk', function* (proc, args) {
  const words = wordsOf(proc, args);
  if (typeof words === 'string') {
    proc.stderr(words);
    return 1;
  }
  const at = new Runtime((text) => proc.stdout(text));
  try {
    const rules = new Parser(words.program).rules();
    if (words.separator !== undefined) at.set('FS', words.separator === 't' ? '\t' : unescaped(words.separator));
    for (const assignment of words.variables) assign(at, assignment);
    for (const [name, value] of proc.env) at.table('ENVIRON').set(name, input(value));
    return yield* played(proc, at, rules, words.files);
  } catch (error) {
    if (!(error instanceof AwkError)) throw error;
    proc.stderr(`awk: cmd. line:1: ${error.message}\n`);
    return 1;
  }
});

function wordsOf(proc: Process, args: readonly string[]): Words | string {
  let separator: string | undefined;
  let program: string | undefined;
  const variables: string[] = [];
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--') {
      i++;
      break;
    }
    const [, letter = '', rest = ''] = /^-([Fvf])(.*)$/s.exec(arg) ?? [];
    if (letter === '') break;
    const value = rest !== '' ? rest : (args[++i] ?? '');
    if (letter === 'F') separator = value;
    else if (letter === 'v') variables.push(value);
    else {
      const text = readFile(proc, value);
      if (typeof text !== 'string') return `awk: can't open '${value}': ${text.problem}\n`;
      program = (program ?? '') + text;
    }
  }
  if (program === undefined) program = args[i++];
  if (program === undefined) return 'Usage: awk [OPTIONS] [AWK_PROGRAM] [FILE]...\n';
  return { separator, variables, files: args.slice(i), program };
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;

function assign(at: Runtime, text: string): void {
  const [, name = '', value = ''] = ASSIGNMENT.exec(text) ?? [];
  if (name !== '') at.set(name, input(unescaped(value)));
}

function* played(proc: Process, at: Runtime, rules: readonly Rule[], files: readonly string[]): Sim<number> {
  let code = 0;
  /** False: the program has asked to end. */
  const run = (part: readonly Rule[]): boolean => {
    try {
      for (const rule of part) {
        if (rule.matches && !rule.matches(at)) continue;
        if (rule.action) rule.action(at);
        else at.write(`${textOf(at.field(0))}\n`);
      }
    } catch (error) {
      if (!(error instanceof Leave) || error.how === 'break' || error.how === 'continue') throw error;
      if (error.how === 'next') return true;
      code = error.code;
      return false;
    }
    return true;
  };
  const [begin, records, end] = (['BEGIN', 'record', 'END'] as const).map((on) => rules.filter((rule) => rule.on === on)) as [Rule[], Rule[], Rule[]];
  let going = run(begin);
  if (going && (records.length > 0 || end.length > 0)) {
    const texts = files.filter((file) => !ASSIGNMENT.test(file));
    if (texts.length === 0) {
      for (const file of files) assign(at, file);
      const lines = lineInput(proc);
      for (let line = going ? yield* lines.readLine() : undefined; line !== undefined; line = yield* lines.readLine()) {
        at.take(line.replace(/\n$/, ''));
        going = run(records);
        if (!going) break;
      }
    }
    for (const file of texts.length > 0 ? files : []) {
      if (!going) break;
      if (ASSIGNMENT.test(file)) {
        assign(at, file);
        continue;
      }
      const text = readFile(proc, file);
      if (typeof text !== 'string') {
        proc.stderr(`awk: can't open '${file}': ${text.problem}\n`);
        code = 2;
        continue;
      }
      at.set('FILENAME', file);
      at.set('FNR', 0);
      for (const line of linesOf(text)) {
        at.take(line);
        going = run(records);
        if (!going) break;
      }
    }
  }
  // What ends with exit still has its END.
  run(end);
  return code;
}
