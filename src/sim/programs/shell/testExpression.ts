// test and [: questions about strings, numbers and files.

import type { FileStat } from '../program.ts';
import type { Io, Shell } from './shell.ts';

/** 0: true, 1: false, 2: it cannot be understood. */
export function testExpression(shell: Shell, args: readonly string[], io: Io, name: string): number {
  let at = 0;
  let problem: string | undefined;
  const peek = (): string | undefined => args[at];
  const stat = (file: string): FileStat | undefined => {
    const path = shell.path(file);
    const found = shell.proc.files.stat(path);
    if (found?.kind !== 'link') return found;
    if (shell.proc.files.isDirectory(path)) return { ...found, kind: 'directory' };
    const content = shell.proc.files.read(path);
    return content === undefined ? undefined : { ...found, kind: 'file', size: content.length };
  };
  const number = (text: string): number => {
    if (!/^\s*[-+]?\d+\s*$/.test(text)) problem = `${shell.name}: ${text}: bad number`;
    return Number(text);
  };

  const primary = (): boolean => {
    const first = args[at++];
    if (first === undefined) return false;
    if (first === '(' && at < args.length) {
      const value = or();
      at++;
      return value;
    }
    if (first === '!' && at < args.length) return !primary();
    const op = peek();
    const second = args[at + 1];
    if (op !== undefined && second !== undefined && BINARY.has(op)) {
      at += 2;
      return compare(first, op, second);
    }
    if (/^-[a-zA-Z]$/.test(first) && op !== undefined) {
      at++;
      return unary(first, op);
    }
    return first !== '';
  };
  const and = (): boolean => {
    let value = primary();
    while (peek() === '-a') {
      at++;
      const right = primary();
      value = value && right;
    }
    return value;
  };
  const or = (): boolean => {
    let value = and();
    while (peek() === '-o') {
      at++;
      const right = and();
      value = value || right;
    }
    return value;
  };
  const compare = (a: string, op: string, b: string): boolean => {
    switch (op) {
      case '=':
      case '==':
        return a === b;
      case '!=':
        return a !== b;
      case '<':
        return a < b;
      case '>':
        return a > b;
      case '-eq':
        return number(a) === number(b);
      case '-ne':
        return number(a) !== number(b);
      case '-lt':
        return number(a) < number(b);
      case '-le':
        return number(a) <= number(b);
      case '-gt':
        return number(a) > number(b);
      case '-ge':
        return number(a) >= number(b);
      default: {
        const x = stat(a)?.modifiedAt ?? -1;
        const y = stat(b)?.modifiedAt ?? -1;
        return op === '-nt' ? x > y : op === '-ot' ? x < y : a === b;
      }
    }
  };
  const unary = (op: string, operand: string): boolean => {
    switch (op) {
      case '-n':
        return operand !== '';
      case '-z':
        return operand === '';
      case '-e':
      case '-a':
        return stat(operand) !== undefined;
      case '-f':
        return stat(operand)?.kind === 'file';
      case '-d':
        return stat(operand)?.kind === 'directory';
      case '-L':
      case '-h':
        return shell.proc.files.stat(shell.path(operand))?.kind === 'link';
      case '-s':
        return (stat(operand)?.size ?? 0) > 0;
      case '-r':
      case '-w':
      case '-O':
        return stat(operand) !== undefined;
      case '-x':
        return ((stat(operand)?.mode ?? 0) & 0o111) !== 0;
      case '-t':
        return shell.proc.tty;
      default:
        problem = `${shell.name}: ${op}: unknown operand`;
        return false;
    }
  };

  if (args.length === 0) return 1;
  const value = or();
  if (at < args.length) problem ??= `${shell.name}: ${args[at] as string}: unknown operand`;
  if (problem !== undefined) {
    io.stderr(`${problem}\n`);
    return 2;
  }
  void name;
  return value ? 0 : 1;
}

const BINARY = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);
