// The functions that awk has.
// Simplified: no getline, system, rand, no functions of one's own, no output into files and commands.

import type { Expression, Place } from './parser.ts';
import type { Runtime } from './runtime.ts';
import { formatted, input, numberOf, textOf, type Value } from './values.ts';

export interface Argument {
  readonly value: Expression;
  /** Where it can be assigned to. */
  readonly place: Place | undefined;
  /** A pattern between slashes. */
  readonly regexp: string | undefined;
  /** The name, where it is nothing but one. */
  readonly array: string | undefined;
}

export function builtin(name: string, args: readonly Argument[]): Expression | undefined {
  const value = (at: Runtime, i: number): Value => args[i]?.value(at) ?? '';
  const text = (at: Runtime, i: number): string => textOf(value(at, i));
  const number = (at: Runtime, i: number): number => numberOf(value(at, i));
  const pattern = (at: Runtime, i: number): string => args[i]?.regexp ?? text(at, i);
  switch (name) {
    case 'length': {
      const [first] = args;
      if (!first) return (at) => textOf(at.field(0)).length;
      return (at) => (first.array !== undefined && at.arrays.has(first.array) ? at.table(first.array).size : text(at, 0).length);
    }
    case 'substr':
      return (at) => {
        const from = Math.round(number(at, 1));
        const to = args[2] ? from + Math.round(number(at, 2)) : Infinity;
        return text(at, 0).slice(Math.max(0, from - 1), Math.max(0, to - 1));
      };
    case 'index':
      return (at) => text(at, 0).indexOf(text(at, 1)) + 1;
    case 'tolower':
      return (at) => text(at, 0).toLowerCase();
    case 'toupper':
      return (at) => text(at, 0).toUpperCase();
    case 'int':
      return (at) => Math.trunc(number(at, 0));
    case 'sqrt':
      return (at) => Math.sqrt(number(at, 0));
    case 'sprintf':
      return (at) => formatted(text(at, 0), args.slice(1).map((_arg, i) => value(at, i + 1)));
    case 'split':
      return (at) => {
        const separator = args[2] ? pattern(at, 2) : textOf(at.get('FS'));
        const parts = at.parts(text(at, 0), separator);
        const table = at.table(args[1]?.array ?? '');
        table.clear();
        parts.forEach((part, i) => table.set(String(i + 1), input(part)));
        return parts.length;
      };
    case 'match':
      return (at) => {
        const found = at.pattern(pattern(at, 1)).exec(text(at, 0));
        at.set('RSTART', found ? found.index + 1 : 0);
        at.set('RLENGTH', found ? found[0].length : -1);
        return found ? found.index + 1 : 0;
      };
    case 'sub':
    case 'gsub':
      return (at) => {
        const { source } = at.pattern(pattern(at, 0));
        const to = text(at, 1);
        const place = args[2]?.place;
        const before = args[2] ? text(at, 2) : textOf(at.field(0));
        let count = 0;
        const after = before.replace(new RegExp(source, name === 'gsub' ? 'g' : ''), (whole) => {
          count++;
          return to.replace(/\\(&|\\)|&/g, (_m, escaped: string | undefined) => escaped ?? whole);
        });
        if (count > 0) {
          if (place) place.set(at, after);
          else if (!args[2]) at.setField(0, after);
        }
        return count;
      };
    default:
      return undefined;
  }
}
