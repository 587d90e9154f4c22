// How a shell runs commands: the heart of sh.
//
// Simplified: in containers there is no job control; commands cost a little time, so that an endless loop does not stop the world.

import { milliseconds } from '../../../base/time.ts';
import { race, sleep, type Sim } from '../../kernel/task.ts';
import type { Child, Input, SignalName } from '../program.ts';
import { withAlias } from './alias.ts';
import { ArithmeticError } from './arithmetic.ts';
import { compound } from './compound.ts';
import { expandOne, expandWords, type Expander } from './expand.ts';
import { Leave } from './leave.ts';
import type { LineInput } from './pipe.ts';
import { pipeline } from './pipeline.ts';
import { processSubstitution } from './processSubstitution.ts';
import { redirected } from './redirects.ts';
import { ShellState } from './shellState.ts';
import { parseShell, ShellSyntaxError, type Command } from './syntax.ts';

export interface Io {
  readonly stdin: LineInput | undefined;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

const MAX_DEPTH = 200;

export class Shell extends ShellState implements Expander {
  readonly background: Child[] = [];
  readonly traps = new Map<string, string>();
  locals: Map<string, string | undefined>[] = [];
  /** A signal that ended a wait, until its trap has run. */
  pending: SignalName | undefined;
  private depth = 0;
  private fuel = 0;
  private inTrap = false;

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
      case 'while':
      case 'for':
      case 'case':
        return yield* redirected(this, command.redirects, io, (inner) => compound(this, command, inner));
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
      words = yield* expandWords(yield* processSubstitution(this, command.words), this);
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
