// What a shell knows and how it runs commands: the heart of sh.
//
// Simplified: in containers there is no job control; commands cost a little time, so that an endless loop does not stop the world.

import { milliseconds } from '../../../base/time.ts';
import { race, sleep, type Sim } from '../../kernel/task.ts';
import { FileError, type Child, type Input, type Process, type SignalName } from '../program.ts';
import { ArithmeticError } from './arithmetic.ts';
import { builtinNamed, type Builtin } from './builtins.ts';
import { expandOne, expandPattern, expandWords, type Expander } from './expand.ts';
import { Leave } from './leave.ts';
import { patternOf } from './patterns.ts';
import type { LineInput } from './pipe.ts';
import { pipeline } from './pipeline.ts';
import { redirected } from './redirects.ts';
import { parseShell, ShellSyntaxError, type Command } from './syntax.ts';

export interface Io {
  readonly stdin: LineInput | undefined;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

const MAX_DEPTH = 200;

export class Shell implements Expander {
  readonly proc: Process;
  readonly vars: Map<string, string>;
  readonly exported: Set<string>;
  readonly functions: Map<string, Command>;
  readonly traps: Map<string, string>;
  readonly options: Set<string>;
  readonly background: Child[] = [];
  readonly aliases: Map<string, string>;
  args: readonly string[];
  readonly name: string;
  cwd: string;
  status = 0;
  lastBackground = 0;
  locals: Map<string, string | undefined>[] = [];
  private depth = 0;
  private fuel = 0;
  private inTrap = false;

  constructor(proc: Process, name: string, args: readonly string[], from?: Shell) {
    this.proc = proc;
    this.name = name;
    this.args = args;
    this.cwd = from?.cwd ?? proc.cwd;
    // What could be no variable's name is lost here.
    const given = from ? undefined : [...proc.env].filter(([key]) => /^[A-Za-z_]\w*$/.test(key));
    this.vars = new Map(from?.vars ?? given);
    this.exported = new Set(from?.exported ?? given?.map(([key]) => key));
    this.functions = new Map(from?.functions);
    this.aliases = new Map(from?.aliases);
    this.traps = new Map();
    this.options = new Set(from?.options);
    this.status = from?.status ?? 0;
    if (!from) {
      this.vars.set('PWD', this.cwd);
      this.exported.add('PWD');
      this.vars.set('SHLVL', String(Number(this.vars.get('SHLVL') ?? '0') + 1));
      this.exported.add('SHLVL');
      this.vars.set('IFS', ' \t\n');
    }
  }

  // ---- variables ----

  get strict(): boolean {
    return this.options.has('u');
  }

  get noGlob(): boolean {
    return this.options.has('f');
  }

  get(name: string): string | undefined {
    return this.vars.get(name);
  }

  set(name: string, value: string): void {
    this.vars.set(name, value);
    if (this.options.has('a')) this.exported.add(name);
  }

  /** It speaks as bash does. */
  get bash(): boolean {
    return /(^|\/)-?bash$/.test(this.name);
  }

  get braces(): boolean {
    return this.bash;
  }

  /** What the shell does itself under a name. */
  builtin(name: string): Builtin | undefined {
    return builtinNamed(name);
  }

  positional(): readonly string[] {
    return this.args;
  }

  special(name: string): string | undefined {
    switch (name) {
      case '?':
        return String(this.status);
      case '#':
        return String(this.args.length);
      case '$':
        return String(this.proc.pid);
      case '!':
        return this.lastBackground ? String(this.lastBackground) : undefined;
      case '-':
        return [...this.options].join('');
      case '0':
        return this.name;
      default:
        return this.args[Number(name) - 1];
    }
  }

  list(folder: string): readonly string[] | undefined {
    return this.proc.files.list(this.path(folder));
  }

  path(name: string): string {
    return name.startsWith('/') ? name : `${this.cwd === '/' ? '' : this.cwd}/${name}`;
  }

  fail(message: string): never {
    this.proc.stderr(`${this.name}: ${message}\n`);
    throw new Leave('exit', 2);
  }

  env(): ReadonlyMap<string, string> {
    const out = new Map<string, string>();
    for (const name of this.exported) {
      const value = this.vars.get(name);
      if (value !== undefined) out.set(name, value);
    }
    return out;
  }

  *substitute(script: string): Sim<string> {
    let output = '';
    const command = this.parsed(script);
    const write = (text: string): void => {
      output += text;
    };
    this.status = yield* this.fork(command, { stdin: undefined, stdout: write, stderr: (t) => this.proc.stderr(t) }).wait();
    return output.replace(/\n+$/, '');
  }

  // ---- running ----

  parsed(script: string): Command {
    try {
      return parseShell(script);
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      this.proc.stderr(`${this.name}: ${this.bash ? error.inBash : error.message}\n`);
      throw new Leave('exit', 2);
    }
  }

  /** Runs a script to its end, with its EXIT trap. */
  *script(command: Command, io: Io): Sim<number> {
    try {
      yield* this.run(command, io);
    } catch (error) {
      if (error instanceof ArithmeticError) this.miscalculated(error, io);
      else if (!(error instanceof Leave)) throw error;
      else if (error.what === 'exit' || error.what === 'return') this.status = error.status;
    }
    return yield* this.finish(io);
  }

  /** A calculation that failed where it ends what it stands in. */
  miscalculated(error: ArithmeticError, io: Io): void {
    io.stderr(`${this.name}: arithmetic ${error.message}\n`);
    this.status = this.bash ? 1 : 2;
  }

  *finish(io: Io): Sim<number> {
    const trap = this.traps.get('EXIT');
    if (trap !== undefined) {
      this.traps.delete('EXIT');
      const { status } = this;
      try {
        yield* this.run(this.parsed(trap), io);
        this.status = status;
      } catch (error) {
        if (!(error instanceof Leave)) throw error;
        this.status = error.what === 'exit' ? error.status : status;
      }
    }
    return this.status;
  }

  *run(command: Command, io: Io): Sim<number> {
    switch (command.type) {
      case 'list':
        for (const { command: item, background, text } of command.items) {
          if (background) this.startBackground(item, io, text);
          else yield* this.run(item, io);
        }
        return this.status;
      case 'and':
      case 'or': {
        const left = yield* this.tested(command.left, io);
        if ((left === 0) === (command.type === 'and')) yield* this.run(command.right, io);
        return this.status;
      }
      case 'pipeline':
        return yield* pipeline(this, command, io);
      case 'simple':
        return yield* this.simple(command, io);
      case 'function':
        this.functions.set(command.name, command.body);
        return this.end(0);
      case 'subshell':
        return yield* redirected(this, command.redirects, io, (inner) => this.waitFor(this.fork(command.body, inner), inner));
      case 'group':
        return yield* redirected(this, command.redirects, io, (inner) => this.run(command.body, inner));
      case 'if':
        return yield* redirected(this, command.redirects, io, (inner) => this.ifCommand(command, inner));
      case 'while':
        return yield* redirected(this, command.redirects, io, (inner) => this.loop(command, inner));
      case 'for':
        return yield* redirected(this, command.redirects, io, (inner) => this.forLoop(command, inner));
      case 'case':
        return yield* redirected(this, command.redirects, io, (inner) => this.caseCommand(command, inner));
    }
  }

  /** A command whose failure is not the end under `set -e`. */
  *tested(command: Command, io: Io): Sim<number> {
    const errexit = this.options.delete('e');
    try {
      return yield* this.run(command, io);
    } finally {
      if (errexit) this.options.add('e');
    }
  }

  private *ifCommand(command: Extract<Command, { type: 'if' }>, io: Io): Sim<number> {
    for (const { test, body } of command.branches) if ((yield* this.tested(test, io)) === 0) return yield* this.run(body, io);
    if (command.otherwise) return yield* this.run(command.otherwise, io);
    return this.end(0);
  }

  private *loop(command: Extract<Command, { type: 'while' }>, io: Io): Sim<number> {
    let status = 0;
    for (;;) {
      if (((yield* this.tested(command.test, io)) === 0) === command.until) break;
      if (!(yield* this.body(command.body, io))) break;
      status = this.status;
      yield* this.spend();
    }
    return this.end(status);
  }

  private *forLoop(command: Extract<Command, { type: 'for' }>, io: Io): Sim<number> {
    const values = command.words ? yield* expandWords(command.words, this) : this.args;
    let status = 0;
    for (const value of values) {
      this.set(command.name, value);
      if (!(yield* this.body(command.body, io))) break;
      status = this.status;
      yield* this.spend();
    }
    return this.end(status);
  }

  /** One round of a loop; false: it is over. */
  private *body(body: Command, io: Io): Sim<boolean> {
    try {
      yield* this.run(body, io);
      return true;
    } catch (error) {
      if (!(error instanceof Leave) || (error.what !== 'break' && error.what !== 'continue')) throw error;
      if (--error.levels > 0) throw error;
      return error.what === 'continue';
    }
  }

  private *caseCommand(command: Extract<Command, { type: 'case' }>, io: Io): Sim<number> {
    const word = yield* expandOne(command.word, this);
    for (const { patterns, body } of command.items) {
      for (const pattern of patterns) if (patternOf(yield* expandPattern(pattern, this)).test(word)) return yield* this.run(body, io);
    }
    return this.end(0);
  }

  protected startBackground(command: Command, io: Io, _text: string): void {
    const child = this.fork(command, { ...io, stdin: undefined });
    this.lastBackground = child.pid;
    this.background.push(child);
    this.status = 0;
  }

  *waitFor(child: Child, io: Io): Sim<number> {
    const status = yield* child.wait();
    yield* this.handleSignals(io);
    return this.end(status);
  }

  /** Another process that goes on from here. */
  fork(command: Command, io: Io): Child {
    const { proc } = this;
    const parent = this;
    const options = { stdout: io.stdout, stderr: io.stderr, env: this.env(), cwd: this.cwd, ...(io.stdin ? { stdin: io.stdin as Input } : {}) };
    const name = this.proc.argv0;
    // A plain command becomes the child itself.
    return proc.fork(
      name,
      function* (child) {
        const shell = new Shell(child, parent.name, parent.args, parent);
        return yield* shell.script(command, { stdin: io.stdin, stdout: (t) => child.stdout(t), stderr: (t) => child.stderr(t) });
      },
      options,
    );
  }

  private *simple(command: Extract<Command, { type: 'simple' }>, io: Io): Sim<number> {
    const { aliases } = this;
    if (aliases.size > 0) command = withAlias(command, aliases);
    let words: string[];
    try {
      words = yield* expandWords(yield* this.substituted(command.words), this);
    } catch (error) {
      if (!(error instanceof ArithmeticError)) throw error;
      io.stderr(`${this.name}: arithmetic ${error.message}\n`);
      return this.end(2);
    }
    const [name] = words;
    if (this.options.has('x') && name !== undefined) io.stderr(`+ ${words.join(' ')}\n`);
    if (name === undefined) {
      for (const [key, value] of command.assigns) this.set(key, yield* expandOne(value, this));
      return yield* redirected(this, command.redirects, io, () => this.nothing());
    }
    const assigned: (readonly [string, string])[] = [];
    for (const [key, value] of command.assigns) assigned.push([key, yield* expandOne(value, this)]);
    return yield* redirected(this, command.redirects, io, (inner) => this.invoke(words, assigned, inner));
  }

  /** `<(command)` becomes the name of a file with its output. */
  private *substituted(words: readonly string[]): Sim<readonly string[]> {
    if (!words.some((word) => word.startsWith('<('))) return words;
    const out: string[] = [];
    for (const word of words) {
      if (!word.startsWith('<(')) {
        out.push(word);
        continue;
      }
      const text = `${yield* this.substitute(word.slice(2, -1))}\n`;
      const name = 63 - out.length;
      // A container has no such folder; what it may write into is another matter.
      const path = [`/dev/fd/${name}`, `/tmp/.fd-${name}`].find((one) => this.kept(one, text));
      if (path === undefined) this.proc.stderr(`${this.name}: cannot make pipe for process substitution: Permission denied\n`);
      out.push(path ?? '/dev/null');
    }
    return out;
  }

  private kept(path: string, text: string): boolean {
    try {
      this.proc.files.write(path, text);
      return true;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return false;
    }
  }

  // eslint-disable-next-line require-yield
  private *nothing(): Sim<number> {
    return this.end(this.status);
  }

  private *invoke(words: readonly string[], assigned: readonly (readonly [string, string])[], io: Io): Sim<number> {
    const name = words[0] as string;
    const body = this.functions.get(name);
    if (body) return yield* this.call(body, words.slice(1), io);
    const builtin = this.builtin(name);
    if (builtin) {
      for (const [key, value] of assigned) this.set(key, value);
      yield* this.spend();
      const status = yield* builtin(this, words.slice(1), io);
      yield* this.handleSignals(io);
      return this.end(status);
    }
    return yield* this.external(words, assigned, io);
  }

  *external(words: readonly string[], assigned: readonly (readonly [string, string])[], io: Io): Sim<number> {
    const env = new Map(this.env());
    for (const [key, value] of assigned) env.set(key, value);
    // To make a process takes a moment.
    yield* sleep(milliseconds(0.7));
    const child = this.proc.spawn(words, { env, cwd: this.cwd, stdout: io.stdout, stderr: io.stderr, ...(io.stdin ? { stdin: io.stdin } : {}) });
    if (child.pid === 0) {
      const status = yield* child.wait();
      const name = words[0] as string;
      io.stderr(`${this.name}: ${name}: ${status === 126 ? 'Permission denied' : this.notFound(name)}\n`);
      return this.end(status);
    }
    return yield* this.waitFor(child, io);
  }

  private notFound(name: string): string {
    return !this.bash ? 'not found' : name.includes('/') ? 'No such file or directory' : 'command not found';
  }

  private *call(body: Command, args: readonly string[], io: Io): Sim<number> {
    if (++this.depth > MAX_DEPTH) {
      io.stderr(`${this.name}: maximum recursion depth exceeded\n`);
      throw new Leave('exit', 2);
    }
    const outer = this.args;
    this.args = args;
    this.locals.push(new Map());
    try {
      yield* this.run(body, io);
    } catch (error) {
      if (!(error instanceof Leave) || error.what !== 'return') throw error;
      this.status = error.status;
    } finally {
      this.args = outer;
      this.depth--;
      for (const [name, value] of this.locals.pop() as Map<string, string | undefined>) {
        if (value === undefined) this.vars.delete(name);
        else this.vars.set(name, value);
      }
    }
    return this.status;
  }

  /** Sets the status; a failure ends the shell under `set -e`. */
  end(status: number, mayEnd = true): number {
    this.status = status;
    if (mayEnd && status !== 0 && this.options.has('e')) throw new Leave('exit', status);
    return status;
  }

  /** Traps whose signals have come, run between two commands. */
  *handleSignals(io: Io): Sim<void> {
    if (this.inTrap) return;
    for (let name = this.proc.caught(); name !== undefined; name = this.proc.caught()) {
      const trap = this.traps.get(name);
      if (trap === undefined) continue;
      this.inTrap = true;
      const { status } = this;
      try {
        yield* this.run(this.parsed(trap), io);
      } finally {
        this.inTrap = false;
      }
      this.status = status;
    }
  }

  /** Waits for a child, or for a signal that is trapped. */
  *waitInterruptibly(child: Child): Sim<number> {
    const trapped = [...this.traps.keys()].filter((name): name is SignalName => name.startsWith('SIG') && this.traps.get(name) !== '');
    if (child.done || trapped.length === 0) return yield* child.wait();
    const { kernel } = this.proc;
    const task = kernel.spawn('wait', child.wait());
    const over = { begin: (_k: unknown, done: (v: unknown) => void) => task.onEnd(() => done(undefined)) };
    if (!task.done) {
      const first = yield* race([over, this.proc.signal(...trapped)]);
      if (first.index === 1) {
        task.cancel();
        this.pending = first.value as SignalName;
        return 143;
      }
    }
    return yield* task.join();
  }
  pending: SignalName | undefined;

  /** Builtins are quick, but a shell that does nothing else is slowed down. */
  *spend(): Sim<void> {
    if (++this.fuel % 32 !== 0) return;
    this.proc.setCpu(1000);
    yield* sleep(milliseconds(Math.min(100, 1 + Math.floor(this.fuel / 640))));
    this.proc.setCpu(0);
  }

  /** Something took real time: the next loop is quick again. */
  rest(): void {
    this.fuel = 0;
  }
}

type Simple = Extract<Command, { type: 'simple' }>;

/** A command whose first word is an alias, with what that stands for in its place. */
function withAlias(command: Simple, aliases: ReadonlyMap<string, string>): Simple {
  let out = command;
  const seen = new Set<string>();
  for (;;) {
    const [name] = out.words;
    const text = name === undefined || seen.has(name) ? undefined : aliases.get(name);
    if (text === undefined) return out;
    seen.add(name as string);
    let list: Command;
    try {
      list = parseShell(text);
    } catch (error) {
      if (error instanceof ShellSyntaxError) return out;
      throw error;
    }
    const first = list.type === 'list' && list.items.length === 1 ? list.items[0]?.command : undefined;
    if (first?.type !== 'simple') return out;
    out = { type: 'simple', assigns: [...out.assigns, ...first.assigns], words: [...first.words, ...out.words.slice(1)], redirects: [...first.redirects, ...out.redirects] };
  }
}
