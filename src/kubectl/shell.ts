// The shell in which commands run: a working folder, and kubectl. A command is a task of its own; what it prints goes to
// the trace, so the terminal on the page is read from there like everything else.

import type { Kernel } from '../sim/kernel/kernel.ts';
import type { TaskGroup, Sim, Task } from '../sim/kernel/task.ts';
import type { SpanId } from '../sim/kernel/trace.ts';
import type { UserInfo } from '../sim/api/http.ts';
import type { Transport } from '../sim/client/transport.ts';
import { ClientCache } from './cache.ts';
import { Files, HOME } from './files.ts';
import { writeDefaultConfig } from './kubeConfig.ts';
import { runKubectl } from './kubectl.ts';
import { Laptop } from './laptop/laptop.ts';
import type { Outside } from './laptop/laptopNetwork.ts';
import { Terminal } from './laptop/terminal.ts';
import { Process, REAL_TIMES, type ProcessTimes, type Reply, type ShellSession } from './process.ts';

/** What a cluster gives to whoever connects. */
export interface ShellConnection {
  readonly transport: Transport;
  readonly user: UserInfo;
  readonly group: TaskGroup;
  /** The way to the cluster's nodes beside the API server. */
  readonly outside?: Outside;
}

export interface ShellOptions {
  readonly times?: ProcessTimes;
}

/** A command as the shell is given it. */
export interface Command {
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly text?: string;
  /** Run `text` as a whole line of the shell, not `args` as kubectl's. */
  readonly shell?: true;
}

/** Under what address the API server is known on the machine of the person. */
const SERVER = 'https://127.0.0.1:6443';

/** The key under which prints lie in the trace. */
export const SHELL_KEY = 'shell/out';

/** 0: the command has ended, 1 and 2: it printed, 3: it wants a text edited, 4: it wrote a file (its name, a line break, its text). */
export type PrintFd = 0 | 1 | 2 | 3 | 4;
export type PrintListener = (input: number, fd: PrintFd, text: string, exit: number) => void;

interface Running {
  /** The kubectl that runs, where it is all that does. */
  process: Process | undefined;
  /** What a line of the shell has as its terminal. */
  readonly terminal: Terminal | undefined;
  readonly task: Task<number>;
  readonly cause: SpanId;
}

export class Shell {
  readonly session: ShellSession;
  private readonly group: TaskGroup;
  private readonly kernel: Kernel;
  private readonly outside: Outside | undefined;
  private laptop: Laptop | undefined;
  private readonly commands = new Map<number, Running>();
  private readonly listeners: PrintListener[] = [];
  /** What was typed so far. */
  private readonly lines: string[] = [];

  constructor(connection: ShellConnection, options: ShellOptions = {}) {
    this.group = connection.group;
    this.outside = connection.outside;
    this.kernel = connection.transport.kernel;
    this.session = {
      transport: { ...connection.transport, server: SERVER },
      user: connection.user,
      files: new Files(),
      cache: new ClientCache(),
      times: options.times ?? REAL_TIMES,
      tunnels: new Map(),
      nextPid: 300,
    };
    writeDefaultConfig(this.session.files, SERVER, connection.user.name);
  }

  get files(): Files {
    return this.session.files;
  }

  /** The numbers of the inputs whose commands are not done. */
  get running(): readonly number[] {
    return [...this.commands.keys()];
  }

  /** Hears of everything that is printed; fd 0 is the end of a command. */
  onPrint(listener: PrintListener): void {
    this.listeners.push(listener);
  }

  writeFile(path: string, content: string | undefined): void {
    this.files.write(path, content);
  }

  readFile(path: string): string | undefined {
    return this.files.read(path);
  }

  start(input: number, command: Command, cause: SpanId): void {
    if (command.text !== undefined) this.lines.push(command.text);
    const print = (fd: 1 | 2 | 3 | 4, text: string): void => this.emit(input, fd, text, 0, cause);
    const terminal = command.shell ? new Terminal(print, [...this.lines]) : undefined;
    const task = this.group.spawn(`kubectl-${input}`, this.run(input, command, terminal, print), cause);
    this.commands.set(input, { process: undefined, terminal, task, cause });
    task.onEnd(() => {
      const running = this.commands.get(input);
      if (running) this.end(input, running.process?.interruptCode ?? running.terminal?.interruptCode ?? 130);
    });
  }

  reply(reply: Reply & { readonly to: number }): void {
    const running = this.commands.get(reply.to);
    if (!running) return;
    if (reply.what === 'interrupt') this.interrupt(running);
    else if (running.terminal) running.terminal.reply(reply);
    else running.process?.reply(reply);
  }

  private interrupt({ process, terminal, task }: Running): void {
    if (process?.onInterrupt) process.onInterrupt();
    else if (!terminal || !this.laptop?.interrupt(terminal)) task.cancel();
  }

  private *run(input: number, command: Command, terminal: Terminal | undefined, print: (fd: 1 | 2 | 3 | 4, text: string) => void): Sim<number> {
    const code = yield* terminal ? this.machine().line(terminal, command.text ?? '', command.env ?? {}) : this.kubectl(input, command, print);
    this.end(input, code);
    return code;
  }

  /** Made when it is first needed: what it consists of is loaded late. */
  /** The network as the machine has it. */
  readonly network = (): Laptop['network'] => this.machine().network;

  private machine(): Laptop {
    return (this.laptop ??= new Laptop({ session: this.session, kernel: this.kernel, group: this.group, outside: this.outside }));
  }

  private *kubectl(input: number, { args, env, stdin }: Command, print: (fd: 1 | 2 | 3, text: string) => void): Sim<number> {
    const process = new Process({ session: this.session, kernel: this.kernel, args, env: { HOME, ...env }, stdin, print });
    const running = this.commands.get(input);
    if (running) running.process = process;
    try {
      return yield* runKubectl(process);
    } finally {
      for (const child of process.children) child.cancel();
    }
  }

  private end(input: number, exit: number): void {
    const running = this.commands.get(input);
    this.commands.delete(input);
    this.emit(input, 0, '', exit, running ? running.cause : this.kernel.span);
  }

  private emit(input: number, fd: PrintFd, text: string, exit: number, span: SpanId): void {
    this.kernel.trace.change(0, SHELL_KEY, fd === 0 ? { input, fd, exit } : { input, fd, text }, span, this.kernel.now);
    for (const listener of this.listeners) listener(input, fd, text, exit);
  }
}
