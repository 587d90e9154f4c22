// Flags as kubectl's command line reads them: `-oyaml`, `-o=yaml`, `-wA`, `--dry-run` without a value, lists with commas,
// `--`; and which command is meant. A command declares its flags and gets their values; the errors are the real ones.
// Upstream: github.com/spf13/pflag, github.com/spf13/cobra (Find, ParseFlags, ValidateRequiredFlags)

import { DurationError, parseDuration } from '../sim/api/duration.ts';
import { goQuote } from '../sim/api/yaml/goQuote.ts';
import { placeOf } from './help/usages.ts';
import { parseBool, parseCsv, parseInteger, parsePairs, parseStringMap } from './flags/values.ts';
import { KubectlError } from './output/errors.ts';

export type FlagType =
  | 'bool'
  | 'string'
  /** Values with commas are several; repeated ones add up. */
  | 'stringSlice'
  /** Repeated ones add up, commas stay. */
  | 'stringArray'
  | 'int'
  | 'int32'
  | 'int64'
  | 'duration'
  /** `a=b,c=d` */
  | 'stringToString'
  | 'mapStringString';

export interface FlagSpec {
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  readonly type: FlagType;
  /** As text; absent: empty, false or 0. */
  readonly default?: string;
  /** The value of the flag when it is given without one; such a flag never takes the next word. */
  readonly bare?: string;
  readonly required?: boolean;
  readonly hidden?: boolean;
  /** Said on standard error when the flag is used. */
  readonly deprecated?: string;
}

export interface CommandSpec {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly suggestFor?: readonly string[];
  readonly flags: readonly FlagSpec[];
  /** Known to all commands below, too. */
  readonly persistentFlags?: readonly FlagSpec[];
  readonly commands?: readonly CommandSpec[];
}

/** A command and those above it, the root first. */
export type CommandPath = readonly CommandSpec[];

export const pathText = (path: CommandPath): string => path.map((c) => c.name).join(' ');

/** The help was asked for, or there is nothing to run. */
export const HELP_FLAG: FlagSpec = { name: 'help', short: 'h', type: 'bool', default: 'false', bare: 'true' };

type Value = string | boolean | number | readonly string[] | ReadonlyMap<string, string>;

export class Flags {
  /** Words that are no flags. */
  readonly args: readonly string[];
  /** How many of them stand before `--`; undefined where there is none. */
  readonly argsBeforeDash: number | undefined;
  readonly help: boolean;
  /** What is said on standard error about flags that are going away. */
  readonly warnings: readonly string[];
  private readonly specs: ReadonlyMap<string, FlagSpec>;
  private readonly values: ReadonlyMap<string, Value>;

  constructor(parsed: { args: readonly string[]; dash: number | undefined; help: boolean; warnings: readonly string[]; specs: ReadonlyMap<string, FlagSpec>; values: ReadonlyMap<string, Value> }) {
    this.args = parsed.args;
    this.argsBeforeDash = parsed.dash;
    this.help = parsed.help;
    this.warnings = parsed.warnings;
    this.specs = parsed.specs;
    this.values = parsed.values;
  }

  /** Whether the flag was given. */
  changed(name: string): boolean {
    return this.values.has(name);
  }

  has(name: string): boolean {
    return this.specs.has(name);
  }

  text(name: string): string {
    return this.value(name) as string;
  }

  /** Of a flag that all commands know; a command's own flag of that name hides it. */
  globalText(name: string): string {
    return this.specs.get(name)?.type === 'string' ? this.text(name) : '';
  }

  flag(name: string): boolean {
    return this.value(name) as boolean;
  }

  number(name: string): number {
    return this.value(name) as number;
  }

  /** Milliseconds. */
  duration(name: string): number {
    return this.value(name) as number;
  }

  list(name: string): readonly string[] {
    return this.value(name) as readonly string[];
  }

  map(name: string): ReadonlyMap<string, string> {
    return this.value(name) as ReadonlyMap<string, string>;
  }

  private value(name: string): Value {
    const given = this.values.get(name);
    if (given !== undefined) return given;
    const spec = this.specs.get(name);
    if (!spec) throw new Error(`no flag --${name} is declared`);
    return initial(spec);
  }

  /** Throws where a flag that must be given was not. */
  checkRequired(): void {
    const missing = [...this.specs.values()].filter((spec) => spec.required && !this.values.has(spec.name)).map((spec) => goQuote(spec.name));
    if (missing.length > 0) throw new KubectlError(`required flag(s) ${missing.sort().join(', ')} not set`);
  }
}

function initial(spec: FlagSpec): Value {
  const text = spec.default ?? '';
  switch (spec.type) {
    case 'string':
      return text;
    case 'bool':
      return text === 'true';
    case 'stringSlice':
    case 'stringArray':
      return text === '' || text === '[]' ? [] : parseCsv(text.replace(/^\[(.*)\]$/s, '$1'));
    case 'stringToString':
    case 'mapStringString':
      return new Map();
    case 'duration':
      return text === '' ? 0 : parseDuration(text);
    default:
      return Number(text || '0');
  }
}

/** Go's word separators: `--all_namespaces` is `--all-namespaces`. */
const normalize = (name: string): string => name.replaceAll('_', '-');

function specsOf(path: CommandPath): Map<string, FlagSpec> {
  const specs = new Map<string, FlagSpec>();
  for (const command of path) for (const spec of command.persistentFlags ?? []) specs.set(spec.name, spec);
  for (const spec of path[path.length - 1]?.flags ?? []) specs.set(spec.name, spec);
  if (!specs.has('help')) specs.set('help', HELP_FLAG);
  return specs;
}

/** Reads the words after a command. Throws KubectlError with the hint to its help. */
export function parseFlags(path: CommandPath, words: readonly string[]): Flags {
  try {
    return new FlagReader(specsOf(path)).read(words);
  } catch (error) {
    if (error instanceof FlagProblem) throw new KubectlError(`${error.message}\nSee '${pathText(path)} --help' for usage.`);
    throw error;
  }
}

class FlagProblem extends Error {}

class FlagReader {
  private readonly specs: Map<string, FlagSpec>;
  private readonly shorts = new Map<string, FlagSpec>();
  private readonly values = new Map<string, Value>();
  private readonly warnings: string[] = [];
  private readonly args: string[] = [];
  private help = false;

  constructor(specs: Map<string, FlagSpec>) {
    this.specs = specs;
    for (const spec of specs.values()) if (spec.short) this.shorts.set(spec.short, spec);
  }

  read(words: readonly string[]): Flags {
    let dash: number | undefined;
    for (let i = 0; i < words.length; ) {
      const word = words[i++] as string;
      if (!word.startsWith('-') || word.length === 1) this.args.push(word);
      else if (word === '--') {
        dash = this.args.length;
        this.args.push(...words.slice(i));
        break;
      } else i = word.startsWith('--') ? this.long(word, words, i) : this.short(word, words, i);
      if (this.help) break;
    }
    return new Flags({ args: this.args, dash, help: this.help, warnings: this.warnings, specs: this.specs, values: this.values });
  }

  private long(word: string, words: readonly string[], next: number): number {
    const name = word.slice(2);
    if (name.startsWith('-') || name.startsWith('=')) throw new FlagProblem(`bad flag syntax: ${word}`);
    const equals = name.indexOf('=');
    const plain = equals < 0 ? name : name.slice(0, equals);
    const spec = this.specs.get(normalize(plain));
    if (!spec) throw new FlagProblem(`unknown flag: --${plain}`);
    if (equals >= 0) this.set(spec, name.slice(equals + 1));
    else if (spec.bare !== undefined) this.set(spec, spec.bare);
    else if (next < words.length) this.set(spec, words[next++] as string);
    else throw new FlagProblem(`flag needs an argument: ${word}`);
    return next;
  }

  /** `-wA`, `-oyaml`, `-o=yaml`, `-o yaml` */
  private short(word: string, words: readonly string[], next: number): number {
    for (let letters = word.slice(1); letters !== ''; ) {
      const letter = letters[0] as string;
      const spec = this.shorts.get(letter);
      if (!spec) throw new FlagProblem(`unknown shorthand flag: ${goQuote(letter, "'")} in -${letters}`);
      if (letters.length > 2 && letters[1] === '=') {
        this.set(spec, letters.slice(2));
        return next;
      }
      if (spec.bare !== undefined) {
        this.set(spec, spec.bare);
        letters = letters.slice(1);
        continue;
      }
      if (letters.length > 1) {
        this.set(spec, letters.slice(1));
        return next;
      }
      if (next >= words.length) throw new FlagProblem(`flag needs an argument: ${goQuote(letter, "'")} in -${letters}`);
      this.set(spec, words[next++] as string);
      return next;
    }
    return next;
  }

  private set(spec: FlagSpec, text: string): void {
    let value: Value;
    try {
      value = this.parsed(spec, text);
    } catch (error) {
      if (!(error instanceof KubectlError || error instanceof DurationError)) throw error;
      const shown = spec.short ? `-${spec.short}, --${spec.name}` : `--${spec.name}`;
      throw new FlagProblem(`invalid argument ${goQuote(text)} for ${goQuote(shown)} flag: ${error.message}`);
    }
    if (spec.name === 'help') this.help = value === true;
    if (spec.deprecated && !this.values.has(spec.name)) this.warnings.push(`Flag --${spec.name} has been deprecated, ${spec.deprecated}`);
    this.values.set(spec.name, value);
  }

  private parsed(spec: FlagSpec, text: string): Value {
    const before = this.values.get(spec.name);
    switch (spec.type) {
      case 'string':
        return text;
      case 'bool':
        return parseBool(text);
      case 'stringSlice':
        return [...((before ?? []) as readonly string[]), ...parseCsv(text)];
      case 'stringArray':
        return [...((before ?? []) as readonly string[]), text];
      case 'duration':
        return parseDuration(text);
      case 'stringToString':
        return new Map([...((before ?? []) as Iterable<[string, string]>), ...parsePairs(text)]);
      case 'mapStringString':
        return new Map([...((before ?? []) as Iterable<[string, string]>), ...parseStringMap(text)]);
      default:
        return parseInteger(text, spec.type === 'int32' ? 32 : 64);
    }
  }
}

/** --request-timeout in milliseconds, 0 for none: a number of seconds, or a duration. */
export function requestTimeoutOf(flags: Flags): number {
  const text = flags.text('request-timeout');
  if (/^\+?\d+$/.test(text)) return Number(text) * 1000;
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    throw new KubectlError('Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)');
  }
}

// ---- which command ----

export interface FoundCommand {
  readonly path: CommandPath;
  /** The words that belong to it, flags among them. */
  readonly words: readonly string[];
}

/** Goes down the tree as far as words name commands. Throws where the first word names none. */
export function findCommand(root: CommandSpec, words: readonly string[]): FoundCommand {
  let path: CommandPath = [root];
  let rest = words;
  for (;;) {
    const current = path[path.length - 1] as CommandSpec;
    const name = plainWords(path, rest)[0];
    const next = name === undefined ? undefined : current.commands?.find((c) => c.name === name || c.aliases?.includes(name));
    if (!next || name === undefined) break;
    rest = withoutWord(path, rest, name);
    path = [...path, next];
  }
  const unknown = plainWords(path, rest)[0];
  if (path.length === 1 && unknown !== undefined) throw new KubectlError(`unknown command ${goQuote(unknown)} for ${goQuote(root.name)}${suggestions(root, unknown)}`);
  return { path, words: rest };
}

/** Whether a word is a flag that takes the next word. */
function takesNext(specs: ReadonlyMap<string, FlagSpec>, word: string): boolean {
  if (!word.startsWith('-') || word.includes('=')) return false;
  if (word.startsWith('--')) return specs.get(normalize(word.slice(2)))?.bare === undefined;
  return word.length === 2 && [...specs.values()].find((spec) => spec.short === word[1])?.bare === undefined;
}

function plainWords(path: CommandPath, words: readonly string[]): readonly string[] {
  const specs = specsOf(path);
  const plain: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '--') break;
    if (takesNext(specs, word)) {
      i++;
      if (i >= words.length) break;
    } else if (word !== '' && !word.startsWith('-')) plain.push(word);
  }
  return plain;
}

/** Without the first occurrence of a word that is no flag's value. */
function withoutWord(path: CommandPath, words: readonly string[], name: string): readonly string[] {
  const specs = specsOf(path);
  for (let i = 0; i < words.length && words[i] !== '--'; i++) {
    const word = words[i] as string;
    if (takesNext(specs, word)) i++;
    else if (word === name) return [...words.slice(0, i), ...words.slice(i + 1)];
  }
  return words;
}

function suggestions(root: CommandSpec, typed: string): string {
  const near = [...(root.commands ?? [])].sort((a, b) => placeOf(a.name) - placeOf(b.name)).filter((c) => {
    const close = editDistance(typed.toLowerCase(), c.name.toLowerCase()) <= 2 || c.name.toLowerCase().startsWith(typed.toLowerCase());
    return close || c.suggestFor?.some((word) => word.toLowerCase() === typed.toLowerCase());
  });
  return near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map((c) => `\t${c.name}\n`).join('')}`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
