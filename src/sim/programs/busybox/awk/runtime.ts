// What an awk program works on while it runs: the record and its fields, variables, arrays.

import { AwkError } from './tokens.ts';
import { UNSET, input, numberOf, textOf, type Value } from './values.ts';
import { regexpOf } from '../regexp.ts';

/** So that an endless loop of a one-liner ends. */
const MOST_FIELDS = 100_000;
const MOST_STEPS = 2_000_000;

export type Table = Map<string, Value>;

export class Runtime {
  readonly arrays = new Map<string, Table>();
  readonly write: (text: string) => void;
  private readonly variables = new Map<string, Value>([
    ['FS', ' '],
    ['OFS', ' '],
    ['ORS', '\n'],
    ['SUBSEP', '\x1c'],
    ['NR', 0],
    ['FNR', 0],
  ]);
  private record = '';
  /** Undefined: not split yet. */
  private fields: Value[] | undefined = [];
  private readonly patterns = new Map<string, RegExp>();
  private steps = 0;

  constructor(write: (text: string) => void) {
    this.write = write;
  }

  step(): void {
    if (++this.steps > MOST_STEPS) throw new AwkError('this loop has no end');
  }

  // ---- the record ----

  take(line: string): void {
    this.record = line;
    this.fields = undefined;
    for (const name of ['NR', 'FNR']) this.variables.set(name, numberOf(this.get(name)) + 1);
  }

  private split(): Value[] {
    return (this.fields ??= this.parts(this.record, textOf(this.get('FS'))).map(input));
  }

  parts(text: string, separator: string): readonly string[] {
    if (text === '') return [];
    if (separator === ' ') return text.trim() === '' ? [] : text.trim().split(/\s+/);
    if (separator === '') return [...text];
    // Groups would be among the parts.
    return text.split(separator.length === 1 ? separator : new RegExp(this.pattern(separator).source.replace(/\((?!\?)/g, '(?:')));
  }

  field(n: number): Value {
    if (n < 0 || !Number.isFinite(n)) throw new AwkError('Access to negative field');
    return n === 0 ? input(this.record) : (this.split()[Math.trunc(n) - 1] ?? UNSET);
  }

  setField(n: number, value: Value): void {
    if (n === 0) {
      this.record = textOf(value);
      this.fields = undefined;
      return;
    }
    const fields = this.widened(n);
    fields[n - 1] = value;
    this.rebuild();
  }

  private rebuild(): void {
    this.record = this.split().map((field) => textOf(field)).join(textOf(this.get('OFS')));
  }

  // ---- variables ----

  get(name: string): Value {
    return name === 'NF' ? this.split().length : (this.variables.get(name) ?? UNSET);
  }

  set(name: string, value: Value): void {
    if (name !== 'NF') {
      // The record is split by what the separator was when it was read.
      if (name === 'FS') this.split();
      this.variables.set(name, value);
      return;
    }
    const wanted = Math.max(0, Math.trunc(numberOf(value)));
    this.widened(wanted).length = wanted;
    this.rebuild();
  }

  /** The fields, at least so many. */
  private widened(n: number): Value[] {
    if (!(n <= MOST_FIELDS)) throw new AwkError('memory exhausted');
    const fields = this.split();
    while (fields.length < n) fields.push('');
    return fields;
  }

  table(name: string): Table {
    const found = this.arrays.get(name);
    if (found) return found;
    const made: Table = new Map();
    this.arrays.set(name, made);
    return made;
  }

  /** Extended, as all of awk's are. */
  pattern(source: string): RegExp {
    let found = this.patterns.get(source);
    if (!found) {
      try {
        found = regexpOf(source, true, false, false);
      } catch {
        throw new AwkError('bad regex');
      }
      this.patterns.set(source, found);
    }
    return found;
  }
}
