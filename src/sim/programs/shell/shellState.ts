// What a shell knows: its variables, functions, aliases, options and where it stands.

import type { Process } from '../program.ts';
import { builtinNamed, type Builtin } from './builtins.ts';
import type { Expander } from './expand.ts';
import { Leave } from './leave.ts';
import type { Command } from './syntax.ts';

export abstract class ShellState implements Omit<Expander, 'substitute'> {
  readonly proc: Process;
  readonly vars: Map<string, string>;
  readonly exported: Set<string>;
  readonly functions: Map<string, Command>;
  readonly options: Set<string>;
  readonly aliases: Map<string, string>;
  args: readonly string[];
  readonly name: string;
  cwd: string;
  status = 0;
  lastBackground = 0;

  constructor(proc: Process, name: string, args: readonly string[], from?: ShellState) {
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

  /** Sets the status; a failure ends the shell under `set -e`. */
  end(status: number, mayEnd = true): number {
    this.status = status;
    if (mayEnd && status !== 0 && this.options.has('e')) throw new Leave('exit', status);
    return status;
  }
}
