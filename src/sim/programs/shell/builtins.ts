// What the shell does itself, without another process.

import type { Sim } from '../../kernel/task.ts';
import { FileError, SIGNAL_NUMBERS, type SignalName } from '../program.ts';
import { ArithmeticError, evaluate } from './arithmetic.ts';
import { patternOf } from './patterns.ts';
import { ARRAY } from './syntax.ts';
import { testExpression } from './testExpression.ts';
import { TextInput, LineInput } from './pipe.ts';
import { Leave } from './leave.ts';
import type { Io, Shell } from './shell.ts';

export type Builtin = (shell: Shell, args: readonly string[], io: Io) => Sim<number>;

const immediate = (body: (shell: Shell, args: readonly string[], io: Io) => number): Builtin =>
  // eslint-disable-next-line require-yield
  function* (shell, args, io) {
    return body(shell, args, io);
  };

/** `TERM`, `sigterm`, `15` → SIGTERM; `EXIT` and `0` → EXIT. */
export function signalNamed(text: string): string | undefined {
  if (text === '0' || text.toUpperCase() === 'EXIT') return 'EXIT';
  if (/^\d+$/.test(text)) return Object.keys(SIGNAL_NUMBERS).find((name) => SIGNAL_NUMBERS[name as SignalName] === Number(text));
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
  return name in SIGNAL_NUMBERS ? name : undefined;
}

export function echo(args: readonly string[]): string {
  let newline = true;
  let escapes = false;
  let i = 0;
  for (; i < args.length && /^-[neE]+$/.test(args[i] as string); i++) {
    for (const c of (args[i] as string).slice(1)) {
      if (c === 'n') newline = false;
      else escapes = c === 'e';
    }
  }
  const text = args.slice(i).join(' ');
  return (escapes ? unescape(text) : text) + (newline ? '\n' : '');
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\\': '\\', e: '\x1b', '"': '"' };

export function unescape(text: string): string {
  return text.replace(/\\(0[0-7]{0,3}|x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)/g, (whole, body: string) => {
    if (/^[0-7]/.test(body)) return String.fromCharCode(Number.parseInt(body, 8));
    if (body[0] === 'x' && body.length > 1) return String.fromCharCode(Number.parseInt(body.slice(1), 16));
    return ESCAPES[body] ?? whole;
  });
}

export function printf(args: readonly string[]): string {
  const format = args[0] ?? '';
  const rest = args.slice(1);
  let out = '';
  let at = 0;
  do {
    const before = at;
    out += unescape(format.replace(/%%/g, '\0')).replace(/%([-+ 0#]*)(\d+|\*)?(?:\.(\d+))?([sdiouxXcbfeg])/g, (_m, flags: string, width: string | undefined, precision: string | undefined, type: string) => {
      const arg = rest[at++] ?? '';
      // Simplified: no wider than this, and at most 100 digits after the point.
      const wide = Math.min(10_000, Number(width ?? 0));
      const digits = Math.min(100, Number(precision ?? 6));
      let text: string;
      if (type === 's') text = precision === undefined ? arg : arg.slice(0, Number(precision));
      else if (type === 'b') text = unescape(arg);
      else if (type === 'c') text = arg.slice(0, 1);
      else {
        const n = Number(arg.startsWith("'") ? arg.charCodeAt(1) : arg) || 0;
        if (type === 'x' || type === 'X') text = type === 'x' ? Math.trunc(n).toString(16) : Math.trunc(n).toString(16).toUpperCase();
        else if (type === 'o') text = Math.trunc(n).toString(8);
        else if (type === 'f' || type === 'e' || type === 'g') text = type === 'e' ? n.toExponential(digits) : type === 'g' ? String(n) : n.toFixed(digits);
        else text = String(Math.trunc(n));
      }
      if (flags.includes('-')) return text.padEnd(wide);
      return text.padStart(wide, flags.includes('0') && type !== 's' ? '0' : ' ');
    });
    if (at === before) break;
  } while (at < rest.length);
  return out.replace(/\0/g, '%');
}

function* source(shell: Shell, script: string, io: Io): Sim<number> {
  return yield* shell.run(shell.parsed(script), io);
}

function* dot(shell: Shell, args: readonly string[], io: Io): Sim<number> {
  const file = args[0] ?? '';
  let content: string | undefined;
  try {
    content = shell.proc.files.read(shell.path(file));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
  if (content === undefined && shell.bash) {
    io.stderr(`${shell.name}: ${file || '.: filename argument required'}${file ? ': No such file or directory' : ''}\n`);
    return file ? 1 : 2;
  }
  if (content === undefined) {
    io.stderr(`${shell.name}: .: can't open '${file}': No such file or directory\n`);
    throw new Leave('exit', 2);
  }
  return yield* source(shell, content, io);
}

function question(shell: Shell, words: readonly string[], io: Io): number {
  if (words[0] === '!') return question(shell, words.slice(1), io) === 0 ? 1 : 0;
  const [left = '', operator = '', right = ''] = words;
  if (words.length === 3 && (operator === '==' || operator === '=' || operator === '!=')) return patternOf(right).test(left) === (operator !== '!=') ? 0 : 1;
  if (words.length === 3 && operator === '=~') {
    try {
      const found = new RegExp(right).exec(left);
      setArray(shell, 'BASH_REMATCH', found ? [...found].map((text) => text ?? '') : []);
      return found ? 0 : 1;
    } catch {
      return 2;
    }
  }
  if (words.length === 3 && (operator === '<' || operator === '>')) return (operator === '<' ? left < right : left > right) ? 0 : 1;
  return testExpression(shell, words, io, '[[');
}

/** The elements are variables of names that nothing else can have; the name alone is the first. */
function setArray(shell: Shell, name: string, values: readonly string[]): void {
  for (const key of [...shell.vars.keys()]) if (key.startsWith(`${name}[`)) shell.vars.delete(key);
  shell.vars.delete(name);
  values.forEach((value, i) => shell.vars.set(`${name}[${i}]`, value));
  if (values[0] !== undefined) shell.vars.set(name, values[0]);
}

function array(shell: Shell, [name = '', ...values]: readonly string[], io: Io): number {
  if (shell.bash) {
    setArray(shell, name, values);
    return 0;
  }
  io.stderr(`${shell.name}: syntax error: unexpected "("\n`);
  throw new Leave('exit', 2);
}

function assignments(shell: Shell, args: readonly string[], each: (name: string) => void): number {
  for (const arg of args) {
    const at = arg.indexOf('=');
    const name = at < 0 ? arg : arg.slice(0, at);
    each(name);
    if (at >= 0) shell.set(name, arg.slice(at + 1));
  }
  return 0;
}

export const BUILTINS: Readonly<Record<string, Builtin>> = {
  ':': immediate(() => 0),
  true: immediate(() => 0),
  false: immediate(() => 1),
  echo: immediate((_shell, args, io) => (io.stdout(echo(args)), 0)),
  printf: immediate((_shell, args, io) => (io.stdout(printf(args)), 0)),
  pwd: immediate((shell, _args, io) => (io.stdout(`${shell.cwd}\n`), 0)),
  cd: immediate((shell, args, io) => {
    const wanted = args[0] === '-' ? (shell.get('OLDPWD') ?? shell.cwd) : (args[0] ?? shell.get('HOME') ?? '/');
    const path = normal(shell.path(wanted));
    if (!shell.proc.files.isDirectory(path)) {
      const there = shell.proc.files.stat(path) !== undefined;
      const problem = there ? 'Not a directory' : 'No such file or directory';
      io.stderr(`${shell.name}: cd: ${shell.bash ? '' : "can't cd to "}${wanted}: ${problem}\n`);
      return shell.bash ? 1 : 2;
    }
    shell.set('OLDPWD', shell.cwd);
    shell.cwd = path;
    shell.set('PWD', path);
    return 0;
  }),
  exit: immediate((shell, args) => {
    throw new Leave('exit', args[0] === undefined ? shell.status : Number(args[0]) & 255);
  }),
  return: immediate((shell, args) => {
    throw new Leave('return', args[0] === undefined ? shell.status : Number(args[0]) & 255);
  }),
  break: immediate((shell, args) => {
    throw new Leave('break', shell.status, Number(args[0] ?? 1));
  }),
  continue: immediate((shell, args) => {
    throw new Leave('continue', shell.status, Number(args[0] ?? 1));
  }),
  export: immediate((shell, args, io) => {
    if (args.length === 0 || args[0] === '-p') for (const [name, value] of shell.env()) io.stdout(`export ${name}='${value}'\n`);
    return assignments(shell, args.filter((a) => a !== '-p'), (name) => shell.exported.add(name));
  }),
  readonly: immediate((shell, args) => assignments(shell, args, () => {})),
  local: immediate((shell, args) => assignments(shell, args, (name) => {
    const frame = shell.locals[shell.locals.length - 1];
    if (frame && !frame.has(name)) frame.set(name, shell.get(name));
  })),
  unset: immediate((shell, args) => {
    for (const name of args) {
      if (name === '-f' || name === '-v') continue;
      shell.vars.delete(name);
      shell.exported.delete(name);
      shell.functions.delete(name);
    }
    return 0;
  }),
  shift: immediate((shell, args) => {
    const n = Number(args[0] ?? 1);
    if (n > shell.args.length) return 1;
    shell.args = shell.args.slice(n);
    return 0;
  }),
  set: immediate((shell, args, io) => {
    if (args.length === 0) {
      for (const [name, value] of [...shell.vars].sort(([a], [b]) => (a < b ? -1 : 1))) io.stdout(`${name}='${value}'\n`);
      return 0;
    }
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as string;
      if (arg === '--') {
        shell.args = args.slice(i + 1);
        return 0;
      }
      if (arg === '-o' || arg === '+o') {
        i++;
        continue;
      }
      if (!/^[-+][a-z]+$/.test(arg)) {
        shell.args = args.slice(i);
        return 0;
      }
      for (const c of arg.slice(1)) {
        if (c === 'o') i++;
        else if (arg.startsWith('-')) shell.options.add(c);
        else shell.options.delete(c);
      }
    }
    return 0;
  }),
  [ARRAY]: immediate(array),
  test: immediate((shell, args, io) => testExpression(shell, args, io, 'test')),
  '[': immediate((shell, args, io) => {
    if (args[args.length - 1] !== ']') {
      io.stderr(`${shell.name}: [: missing ]\n`);
      return 2;
    }
    return testExpression(shell, args.slice(0, -1), io, '[');
  }),
  /** `[[ … ]]`: && and || bind as they stand, == takes a pattern, =~ an expression. */
  '[[': immediate((shell, args, io) => {
    const groups: string[][] = [[]];
    const joins: string[] = [];
    for (const arg of args.slice(0, -1)) {
      if (arg === '&&' || arg === '||') {
        joins.push(arg);
        groups.push([]);
      } else groups[groups.length - 1]?.push(arg);
    }
    let code = question(shell, groups[0] as string[], io);
    joins.forEach((join, i) => {
      if ((join === '&&') === (code === 0)) code = question(shell, groups[i + 1] as string[], io);
    });
    return code;
  }),
  let: immediate((shell, args, io) => {
    let value = 0;
    for (const arg of args) {
      try {
        value = evaluate(arg, shell);
      } catch (error) {
        if (!(error instanceof ArithmeticError)) throw error;
        io.stderr(`${shell.name}: let: arithmetic ${error.message}\n`);
        return 1;
      }
    }
    return value === 0 ? 1 : 0;
  }),
  trap: immediate((shell, args, io) => {
    if (args.length === 0) {
      for (const [name, action] of shell.traps) io.stdout(`trap -- '${action}' ${name.replace(/^SIG/, '')}\n`);
      return 0;
    }
    const [action, ...names] = args[0] === '--' ? args.slice(1) : args;
    for (const text of names.length ? names : [action as string]) {
      const name = signalNamed(text);
      if (name === undefined) {
        io.stderr(`${shell.name}: trap: ${text}: invalid signal specification\n`);
        return 1;
      }
      const reset = names.length === 0 || action === '-';
      if (reset) shell.traps.delete(name);
      else shell.traps.set(name, action as string);
      if (name !== 'EXIT') shell.proc.trap(name as SignalName, reset ? 'default' : action === '' ? 'ignore' : 'catch');
    }
    return 0;
  }),
  kill: immediate((shell, args, io) => {
    let name: string | undefined = 'SIGTERM';
    const pids: string[] = [];
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as string;
      if (arg === '-l') {
        io.stdout(`${Object.keys(SIGNAL_NUMBERS).map((n) => n.slice(3)).join(' ')}\n`);
        return 0;
      }
      if (arg === '-s') name = signalNamed(args[++i] ?? '');
      else if (/^-[A-Za-z0-9]+$/.test(arg) && pids.length === 0) name = arg === '-0' ? 'NONE' : signalNamed(arg.slice(1));
      else pids.push(arg);
    }
    if (name === undefined) {
      io.stderr(`${shell.name}: kill: bad signal name\n`);
      return 1;
    }
    let status = 0;
    for (const pid of pids) {
      const there = name === 'NONE' ? shell.proc.processes().some((p) => p.pid === Number(pid)) : shell.proc.kill(Number(pid), name as SignalName);
      if (there) continue;
      io.stderr(`${shell.name}: can't kill pid ${pid}: No such process\n`);
      status = 1;
    }
    return status;
  }),
  *wait(shell, args, io) {
    const chosen = args.length ? shell.background.filter((c) => args.includes(String(c.pid))) : shell.background;
    let status = args.length && chosen.length === 0 ? 127 : 0;
    for (const child of [...chosen]) {
      const result = yield* shell.waitInterruptibly(child);
      if (shell.pending) {
        const name = shell.pending;
        shell.pending = undefined;
        yield* source(shell, shell.traps.get(name) ?? '', io);
        return 128 + SIGNAL_NUMBERS[name];
      }
      if (args.length) status = result;
    }
    return status;
  },
  *read(shell, args, io) {
    let raw = false;
    let limit: number | undefined;
    const names: string[] = [];
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as string;
      if (arg === '-r') raw = true;
      else if (arg === '-p') io.stderr(args[++i] ?? '');
      else if (arg === '-t') limit = Number(args[++i]);
      else if (!arg.startsWith('-')) names.push(arg);
    }
    void limit;
    const line = yield* (io.stdin ?? new LineInput(new TextInput(''))).readLine();
    const ended = line === undefined || !line.endsWith('\n');
    const text = (line ?? '').replace(/\n$/, '');
    const words = (raw ? text : text.replace(/\\(.)/g, '$1')).trim().split(/[ \t]+/);
    if (names.length <= 1) shell.set(names[0] ?? 'REPLY', names.length ? words.join(' ') : text);
    else names.forEach((name, i) => shell.set(name, i === names.length - 1 ? words.slice(i).join(' ') : (words[i] ?? '')));
    return ended ? 1 : 0;
  },
  *eval(shell, args, io) {
    return yield* source(shell, args.join(' '), io);
  },
  *source(shell, args, io) {
    return yield* dot(shell, args, io);
  },
  *'.'(shell, args, io) {
    return yield* dot(shell, args, io);
  },
  *exec(shell, args, io) {
    if (args.length === 0) return 0;
    const code = yield* shell.proc.exec(args, { env: shell.env(), cwd: shell.cwd });
    io.stderr(`${shell.name}: exec: ${args[0]}: ${code === 126 ? 'Permission denied' : 'not found'}\n`);
    throw new Leave('exit', code);
  },
  *command(shell, args, io) {
    if (args[0] === '-v' || args[0] === '-V') {
      const name = args[1] ?? '';
      const found = shell.functions.has(name) || shell.builtin(name) ? name : shell.proc.which(name);
      if (found === undefined) return 127;
      io.stdout(`${found}\n`);
      return 0;
    }
    const builtin = shell.builtin(args[0] ?? '');
    if (builtin) return yield* builtin(shell, args.slice(1), io);
    return yield* shell.external(args, [], io);
  },
  type: immediate((shell, args, io) => {
    let status = 0;
    for (const name of args) {
      if (shell.aliases.has(name)) io.stdout(`${name} is aliased to \`${shell.aliases.get(name) ?? ''}'\n`);
      else if (shell.builtin(name)) io.stdout(`${name} is a shell builtin\n`);
      else if (shell.functions.has(name)) io.stdout(`${name} is a function\n`);
      else {
        const path = shell.proc.which(name);
        if (path) io.stdout(`${name} is ${path}\n`);
        else {
          io.stderr(shell.bash ? `${shell.name}: type: ${name}: not found\n` : `${name}: not found\n`);
          status = shell.bash ? 1 : 127;
        }
      }
    }
    return status;
  }),
  umask: immediate((_shell, args, io) => (args.length || io.stdout('0022\n'), 0)),
  times: immediate((_shell, _args, io) => (io.stdout('0m0.00s 0m0.00s\n0m0.00s 0m0.00s\n'), 0)),
  ulimit: immediate((_shell, _args, io) => (io.stdout('unlimited\n'), 0)),
  jobs: immediate(() => 0),
  hash: immediate(() => 0),
  alias: immediate((shell, args, io) => {
    if (args.length === 0) for (const [name, text] of shell.aliases) io.stdout(`${shell.bash ? 'alias ' : ''}${name}='${text}'\n`);
    let status = 0;
    for (const arg of args) {
      const at = arg.indexOf('=');
      if (at > 0) shell.aliases.set(arg.slice(0, at), arg.slice(at + 1));
      else if (shell.aliases.has(arg)) io.stdout(`${shell.bash ? 'alias ' : ''}${arg}='${shell.aliases.get(arg) ?? ''}'\n`);
      else {
        io.stderr(`${shell.name}: alias: ${arg}: not found\n`);
        status = 1;
      }
    }
    return status;
  }),
  unalias: immediate((shell, args, io) => {
    let status = 0;
    for (const name of args) {
      if (name === '-a') shell.aliases.clear();
      else if (!shell.aliases.delete(name)) {
        io.stderr(`${shell.name}: unalias: ${name}: not found\n`);
        status = 1;
      }
    }
    return status;
  }),
};

/** A path without `.` and `..`. */
function normal(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return `/${out.join('/')}`;
}

export const builtinNamed = (name: string): Builtin | undefined => (Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined);
