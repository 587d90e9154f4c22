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
import { Process, REAL_TIMES, type ProcessTimes, type Reply, type ShellSession } from './process.ts';

/** What a cluster gives to whoever connects. */
export interface ShellConnection {
  readonly transport: Transport;
  readonly user: UserInfo;
  readonly group: TaskGroup;
}

export interface ShellOptions {
  readonly times?: ProcessTimes;
}

/** A command as the shell is given it. */
export interface Command {
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Under what address the API server is known on the machine of the person. */
const SERVER = 'https://127.0.0.1:6443';

/** The key under which prints lie in the trace. */
export const SHELL_KEY = 'shell/out';

export type PrintListener = (input: number, fd: 0 | 1 | 2 | 3, text: string, exit: number) => void;

interface Running {
  readonly process: Process;
  readonly task: Task<number>;
  readonly cause: SpanId;
}

export class Shell {
  readonly session: ShellSession;
  private readonly group: TaskGroup;
  private readonly kernel: Kernel;
  private readonly commands = new Map<number, Running>();
  private readonly listeners: PrintListener[] = [];

  constructor(connection: ShellConnection, options: ShellOptions = {}) {
    this.group = connection.group;
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
    const print = (fd: 1 | 2 | 3, text: string): void => this.emit(input, fd, text, 0, cause);
    const env = { HOME, ...command.env };
    const process = new Process({ session: this.session, kernel: this.kernel, args: command.args, env, stdin: command.stdin, print });
    const task = this.group.spawn(`kubectl-${input}`, this.run(input, process), cause);
    this.commands.set(input, { process, task, cause });
    task.onEnd(() => {
      if (this.commands.has(input)) this.end(input, process.interruptCode);
    });
  }

  reply(reply: Reply & { readonly to: number }): void {
    const running = this.commands.get(reply.to);
    if (!running) return;
    if (reply.what === 'interrupt') this.interrupt(running);
    else running.process.reply(reply);
  }

  private interrupt({ process, task }: Running): void {
    if (process.onInterrupt) process.onInterrupt();
    else task.cancel();
  }

  private *run(input: number, process: Process): Sim<number> {
    try {
      const code = yield* runKubectl(process);
      this.end(input, code);
      return code;
    } finally {
      for (const child of process.children) child.cancel();
    }
  }

  private end(input: number, exit: number): void {
    const running = this.commands.get(input);
    this.commands.delete(input);
    this.emit(input, 0, '', exit, running ? running.cause : this.kernel.span);
  }

  private emit(input: number, fd: 0 | 1 | 2 | 3, text: string, exit: number, span: SpanId): void {
    this.kernel.trace.change(0, SHELL_KEY, fd === 0 ? { input, fd, exit } : { input, fd, text }, span, this.kernel.now);
    for (const listener of this.listeners) listener(input, fd, text, exit);
  }
}
