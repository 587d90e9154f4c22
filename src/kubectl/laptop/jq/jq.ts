// jq: what tutorials put behind `kubectl get -o json`.
// Upstream: jq(1) 1.7

import type { Process, Program } from '../../../sim/programs/program.ts';
import type { Sim } from '../../../sim/kernel/task.ts';
import { allInput } from '../gnu/shared.ts';
import { documents, JsonTextError } from './documents.ts';
import { beginRun, valuesOf, type Filter, type Scope } from './filters.ts';
import { Parser } from './parser.ts';
import { JqSyntax } from './tokens.ts';
import { isObject, JqFailure, sortedKeys, truthy, type Json, compactJson, indentedJson } from './values.ts';

const SHORT: Readonly<Record<string, string>> = { r: 'raw-output', c: 'compact-output', n: 'null-input', s: 'slurp', R: 'raw-input', e: 'exit-status', S: 'sort-keys', j: 'join-output', a: 'ascii-output', C: 'color-output', M: 'monochrome-output', f: 'from-file', h: 'help', V: 'version' };
/** Words that follow. */
const TAKES: Readonly<Record<string, number>> = { arg: 2, argjson: 2, slurpfile: 2, rawfile: 2, indent: 1 };
const USAGE = 'Usage:\tjq [OPTIONS] FILTER [FILES...]\n\tjq [OPTIONS] --args FILTER [ARGUMENTS...]\n\tjq [OPTIONS] --jsonargs FILTER [JSON_VALUES...]\n';

interface Words {
  readonly flags: ReadonlySet<string>;
  readonly variables: Map<string, Json>;
  readonly rest: readonly string[];
  readonly indent: number;
}

export const jqProgram: Program = {
  name: 'jq',
  stoppedBySigterm: false,
  *main(proc) {
    const words = wordsOf(proc);
    if (typeof words === 'string') {
      proc.stderr(words);
      return 2;
    }
    const { flags, variables } = words;
    if (flags.has('help') || (words.rest.length === 0 && !flags.has('version'))) {
      if (flags.has('help')) proc.stdout(USAGE);
      else proc.stderr(USAGE);
      return flags.has('help') ? 0 : 2;
    }
    if (flags.has('version')) {
      proc.stdout('jq-1.7\n');
      return 0;
    }
    const [script, names] = flags.has('from-file') ? [fileText(proc, words.rest[0] as string) ?? '', words.rest.slice(1)] : [words.rest[0] as string, words.rest.slice(1)];
    let filter: Filter;
    try {
      filter = new Parser(script, [...variables.keys()]).whole();
    } catch (error) {
      if (!(error instanceof JqSyntax)) throw error;
      proc.stderr(`${error.message}\n`);
      return 3;
    }
    return yield* answered(proc, words, filter, names);
  },
};

function wordsOf(proc: Process): Words | string {
  const flags = new Set<string>();
  const variables = new Map<string, Json>([['$__prog_args', null]]);
  const named: Record<string, Json> = {};
  const out: string[] = [];
  let indent = 2;
  const { args } = proc;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (!/^-./.test(arg)) {
      out.push(arg);
      continue;
    }
    const names = arg.startsWith('--') ? [arg.slice(2)] : [...arg.slice(1)].map((letter) => SHORT[letter] ?? letter);
    for (const name of names) {
      if (name !== 'arg' && name !== 'argjson' && !(name in TAKES) && name !== 'tab' && name !== 'args' && !Object.values(SHORT).includes(name)) return `jq: Unknown option: ${arg}\n${USAGE}`;
      const values = args.slice(i + 1, i + 1 + (TAKES[name] ?? 0));
      if (values.length < (TAKES[name] ?? 0)) return `jq: --${name} takes ${TAKES[name] === 2 ? 'two parameters (e.g. --' + name + ' varname value)' : 'one parameter'}\n${USAGE}`;
      i += values.length;
      if (name === 'indent') indent = Number(values[0]);
      else if (name === 'tab') indent = -1;
      else if (values.length === 2) {
        const [key, text] = values as [string, string];
        try {
          named[key] = name === 'arg' ? text : name === 'argjson' ? (JSON.parse(text) as Json) : name === 'rawfile' ? fileText(proc, text) : [...documents(fileText(proc, text) ?? '')];
        } catch {
          return `jq: Invalid JSON text passed to --${name}\n${USAGE}`;
        }
        variables.set(`$${key}`, named[key]);
      } else flags.add(name);
    }
  }
  variables.set('$ARGS', { positional: [], named });
  return { flags, variables, rest: out, indent };
}

function fileText(proc: Process, name: string): string | undefined {
  return proc.files.read(name.startsWith('/') ? name : `${proc.cwd}/${name}`);
}

function* answered(proc: Process, { flags, variables, indent }: Words, filter: Filter, names: readonly string[]): Sim<number> {
  let failed = 0;
  const texts: string[] = [];
  for (const name of names) {
    const text = fileText(proc, name);
    if (text !== undefined) texts.push(text);
    else {
      proc.stderr(`jq: error: Could not open file ${name}: No such file or directory\n`);
      failed = 2;
    }
  }
  const text = names.length > 0 ? texts.join('') : flags.has('null-input') ? '' : yield* allInput(proc);
  const lines = text.split('\n').length - 1;
  const scope: Scope = { variables, functions: new Map() };
  let last: Json;
  const print = (value: Json): void => {
    last = value;
    const raw = (flags.has('raw-output') || flags.has('join-output')) && typeof value === 'string';
    proc.stdout((raw ? value : jsonText(flags.has('sort-keys') ? sorted(value) : value, flags.has('compact-output') ? 0 : indent)) + (flags.has('join-output') ? '' : '\n'));
  };
  const take = (input: Json): void => {
    beginRun();
    try {
      for (const value of valuesOf(filter, input, scope)) print(value);
    } catch (error) {
      // What a function does with a value that it was not made for.
      if (!(error instanceof JqFailure) && !(error instanceof TypeError) && !(error instanceof RangeError)) throw error;
      proc.stderr(`jq: error (at ${flags.has('null-input') ? '<unknown>' : `<stdin>:${lines}`})${error instanceof JqFailure && typeof error.value !== 'string' ? ' (not a string)' : ''}: ${error.message.replace(' (not a string)', '')}\n`);
      failed = 5;
    }
  };
  try {
    if (flags.has('null-input')) take(null);
    else if (flags.has('raw-input')) {
      if (flags.has('slurp')) take(text);
      else for (const line of text.replace(/\n$/, '').split('\n')) take(line);
    } else if (flags.has('slurp')) take([...documents(text)]);
    else for (const value of documents(text)) take(value);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    proc.stderr(`jq: parse error: ${error.message}\n`);
    return 2;
  }
  return failed || (flags.has('exit-status') && !truthy(last) ? (last === undefined ? 4 : 1) : 0);
}

function jsonText(value: Json, indent: number): string {
  if (indent === 0) return compactJson(value);
  const unit = indent < 0 ? '\t' : ' '.repeat(indent);
  return indentedJson(value).replace(/^(?: {4})+/gm, (spaces) => unit.repeat(spaces.length / 4));
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return (value as Json[]).map(sorted);
  return isObject(value) ? Object.fromEntries(sortedKeys(value).map((key) => [key, sorted(value[key])])) : value;
}
