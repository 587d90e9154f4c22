// What was typed behind a command's name: files, `--flag`, `--name value` or `--name=value`. Whatever the command does not
// know is refused, so that a slip of the keyboard is not silently without effect.

import { Problem } from './problem.ts';

export interface Known {
  readonly flags?: readonly string[];
  /** Names that take a value. */
  readonly values?: readonly string[];
}

export interface Arguments {
  /** All that is no flag, in order. */
  readonly rest: readonly string[];
  has(flag: string): boolean;
  value(name: string): string | undefined;
  /** A whole number from 0 on. */
  count(name: string): number | undefined;
}

export function readArguments(args: readonly string[], { flags = [], values = [] }: Known): Arguments {
  const rest: string[] = [];
  const given = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--') {
      rest.push(...args.slice(i + 1));
      break;
    }
    const [, name = '', own] = /^--([^=]+)(?:=([^]*))?$/.exec(arg) ?? [];
    if (!arg.startsWith('-') || arg === '-') rest.push(arg);
    else if (flags.includes(name) && own === undefined) given.set(name, '');
    else if (flags.includes(name)) throw new Problem(`--${name} takes no value`);
    else if (!values.includes(name)) throw new Problem(`unknown flag ${arg}; known are ${[...flags, ...values, 'help'].map((f) => `--${f}`).join(', ')}`);
    else {
      const value = own ?? args[++i];
      if (value === undefined || value === '') throw new Problem(`--${name} needs a value`);
      given.set(name, value);
    }
  }
  return {
    rest,
    has: (flag) => given.has(flag),
    value: (name) => given.get(name),
    count(name) {
      const text = given.get(name);
      if (text === undefined) return undefined;
      if (!/^\d{1,15}$/.test(text)) throw new Problem(`--${name} ${text} is no whole number from 0 on`);
      return Number(text);
    },
  };
}
