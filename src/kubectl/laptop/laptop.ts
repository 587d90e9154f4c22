// The learner's own machine: its shell with variables, aliases and jobs that stay from line to line, the processes it
// starts, its files, and the ports that kubectl opens on it.
//
// Simplified: there is one terminal; Ctrl+Z stops nothing.

import type { Prng } from '../../base/prng.ts';
import type { Kernel } from '../../sim/kernel/kernel.ts';
import type { Sim, TaskGroup } from '../../sim/kernel/task.ts';
import type { HttpHandler } from '../../sim/network/http.ts';
import type { FileSystem, Network, ProcessInfo, Program, SignalName } from '../../sim/programs/program.ts';
import { ArithmeticError } from '../../sim/programs/shell/arithmetic.ts';
import { Leave } from '../../sim/programs/shell/leave.ts';
import { parseShell, ShellSyntaxError, type Command as ParsedCommand } from '../../sim/programs/shell/syntax.ts';
import { HOME } from '../files.ts';
import { runKubectl } from '../kubectl.ts';
import { Process as KubectlProcess, type ShellSession } from '../process.ts';
import { Bash } from './bash.ts';
import { LaptopFiles } from './laptopFiles.ts';
import { laptopNetwork, type Outside } from './laptopNetwork.ts';
import { LaptopExit, LaptopProcess, type LaptopProcessOptions } from './laptopProcess.ts';
import { programNamed } from './programs.ts';
import { ProcessGroup, type Terminal } from './terminal.ts';

export interface LaptopOptions {
  readonly session: ShellSession;
  readonly kernel: Kernel;
  readonly group: TaskGroup;
  readonly outside: Outside | undefined;
}

export class Laptop {
  readonly session: ShellSession;
  readonly kernel: Kernel;
  readonly group: TaskGroup;
  readonly disk: FileSystem;
  readonly network: Network;
  readonly random: Prng;
  private readonly running = new Map<number, LaptopProcess>();
  private readonly written = new Set<string>();
  /** The shell as the last line left it. */
  private shell: Bash | undefined;
  private readonly pid: number;

  constructor({ session, kernel, group, outside }: LaptopOptions) {
    this.session = session;
    this.kernel = kernel;
    this.group = group;
    this.random = kernel.stream('laptop');
    this.disk = new LaptopFiles(session.files, kernel, (path) => this.written.add(path));
    this.network = laptopNetwork(this, outside);
    this.pid = this.nextPid();
  }

  /** Runs a line of the shell; its exit code. */
  *line(terminal: Terminal, text: string, env: Readonly<Record<string, string>>): Sim<number> {
    const group = new ProcessGroup(terminal);
    terminal.foreground.add(group);
    const { shows } = terminal;
    const err = (message: string): void => terminal.print(2, message);
    const vars = new Map(Object.entries({ HOME, USER: 'admin', PATH: '/usr/local/bin:/usr/bin:/bin', TERM: 'xterm-256color', SHELL: '/bin/bash', ...env }));
    const proc = new LaptopProcess(this, this.pid, { argv: ['bash'], program: SHELL, env: vars, cwd: this.shell?.cwd ?? this.session.files.folder, stdin: undefined, stdout: shows, stderr: err, shown: true, group });
    const shell = new Bash(proc, this.shell, this);
    for (const [name, value] of Object.entries(env)) shell.set(name, value);
    let command: ParsedCommand;
    try {
      command = parseShell(text);
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      err(`bash: ${error.inBash}\n`);
      shell.status = 2;
      this.shell = shell;
      return 2;
    }
    let over = false;
    try {
      yield* shell.run(command, { stdin: undefined, stdout: shows, stderr: err });
      over = true;
    } catch (error) {
      over = true;
      if (error instanceof Leave) shell.status = error.status;
      else if (error instanceof LaptopExit) shell.status = error.code;
      else if (error instanceof ArithmeticError) shell.miscalculated(error, { stdin: undefined, stdout: shows, stderr: err });
      else throw error;
    } finally {
      if (!over) shell.status = terminal.interruptCode;
      shell.leaveFunctions();
      this.shell = shell;
      this.told(terminal);
      shell.jobs.report(err);
    }
    return shell.status;
  }

  /** Ctrl+C; true: a program deals with it itself and the line goes on. */
  interrupt(terminal: Terminal): boolean {
    let taken = false;
    let ended = false;
    for (const group of terminal.foreground) {
      for (const process of [...group.processes]) {
        if (process.kubectl?.onInterrupt) {
          process.kubectl.onInterrupt();
          taken = true;
        } else {
          if (process.kubectl) terminal.interruptCode = process.kubectl.interruptCode;
          process.die(process.kubectl?.interruptCode ?? 130);
          ended = true;
        }
      }
    }
    return taken && !ended;
  }

  /** kubectl, as one of the programs. */
  *kubectl(proc: LaptopProcess): Sim<number> {
    const { session, kernel } = this;
    // Whoever reads from it may be gone, and it may print when it is not its turn.
    const safely = (write: () => void): void => {
      try {
        write();
      } catch (error) {
        if (!(error instanceof LaptopExit)) throw error;
        const { code } = error;
        kernel.soon(() => proc.die(code));
      }
    };
    session.files.wentTo = proc.cwd === session.files.folder ? undefined : proc.cwd;
    const process = new KubectlProcess({
      session,
      kernel,
      args: proc.args,
      env: Object.fromEntries(proc.env),
      stdin: proc.piped ? { read: () => proc.stdin() } : undefined,
      print: (fd, text) => safely(() => (fd === 1 ? proc.stdout(text) : fd === 2 ? proc.stderr(text) : proc.group_.terminal.print(3, text))),
      pid: proc.pid,
      wrote: (path) => this.written.add(session.files.absolute(path)),
    });
    proc.kubectl = process;
    try {
      return yield* runKubectl(process);
    } finally {
      for (const child of process.children) child.cancel();
    }
  }

  // ---- for processes ----

  find(name: string): Program | undefined {
    return programNamed(name.replace(/^\/(?:usr\/(?:local\/)?)?bin\//, ''));
  }

  start(options: LaptopProcessOptions): LaptopProcess {
    const process = new LaptopProcess(this, this.nextPid(), options);
    this.running.set(process.pid, process);
    options.group.processes.add(process);
    process.begin();
    return process;
  }

  ended(process: LaptopProcess): void {
    this.running.delete(process.pid);
    process.group_.processes.delete(process);
    if (!process.group_.foreground && process.group_.processes.size === 0) this.told(process.group_.terminal);
  }

  kill(pid: number, name: SignalName): boolean {
    const process = this.running.get(pid);
    if (!process) return false;
    // Who stops a job stops what it has started.
    for (const one of process.group_.foreground ? [process] : [...process.group_.processes]) one.deliver(name);
    return true;
  }

  list(): readonly ProcessInfo[] {
    return [...this.running.values()].map((process) => process.info());
  }

  listen(port: number, handler: HttpHandler): void {
    const { tunnels } = this.session;
    if (tunnels.has(port)) throw new Error(`bind() to 0.0.0.0:${port} failed (98: Address already in use)`);
    tunnels.set(port, { http: (request) => handler({ ...request, remote: '127.0.0.1' }) });
  }

  private nextPid(): number {
    const pid = this.session.nextPid;
    this.session.nextPid += 1 + this.random.below(3);
    return pid;
  }

  /** The editor beside the terminal hears of files that were written. */
  private told(terminal: Terminal): void {
    const { files } = this.session;
    for (const path of this.written) {
      const text = files.read(path);
      if (text !== undefined && !path.startsWith('/dev/')) terminal.print(4, `${path.startsWith(`${files.folder}/`) ? path.slice(files.folder.length + 1) : path}\n${text}`);
    }
    this.written.clear();
  }
}

/** The shell itself is no program that anybody starts. */
const SHELL: Program = {
  name: 'bash',
  // eslint-disable-next-line require-yield
  *main() {
    return 0;
  },
};
