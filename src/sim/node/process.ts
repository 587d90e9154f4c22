// A process in a container, as its program sees it: arguments, environment, files, signals, ports, memory.

import type { Prng } from '../../base/prng.ts';
import type { Micros } from '../../base/time.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { sleep, type Sim, type Task, type Wait } from '../kernel/task.ts';
import { SIGNAL_NUMBERS, type Child, type ComponentHost, type FileSystem, type HttpHandler, type Network, type Process, type ProcessInfo, type Program, type RunOptions, type SignalName } from '../programs/program.ts';
import type { ContainerProcesses } from './containerProcesses.ts';

/** Thrown by `exit`, caught by whatever runs the program. */
export class ProcessExit extends Error {
  override readonly name = 'ProcessExit';
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

export interface ProcessOptions {
  readonly argv: readonly string[];
  readonly program: Program;
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly stdin: (() => Sim<string | undefined>) | undefined;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly tty: boolean;
}

/** What nobody hears unless they ask for it. */
const IGNORED: readonly SignalName[] = ['SIGCHLD', 'SIGWINCH'];
const POLITE: readonly SignalName[] = ['SIGTERM', 'SIGINT', 'SIGQUIT'];

export class ContainerProcess implements Process {
  readonly pid: number;
  readonly container: ContainerProcesses;
  readonly startedAt: Micros;
  argv0: string;
  args: readonly string[];
  env: ReadonlyMap<string, string>;
  cwd: string;
  task: Task<void> | undefined;
  /** Set when it has ended. */
  code: number | undefined;
  private program: Program;
  private command: string;
  private readonly options: ProcessOptions;
  private held = 0;
  private dispositions: Map<SignalName, 'catch' | 'ignore'> | undefined;
  private caughtSignals: SignalName[] | undefined;
  private waiters: { readonly names: readonly SignalName[]; readonly done: (value: unknown) => void }[] | undefined;
  private endWaiters: (() => void)[] | undefined;

  constructor(container: ContainerProcesses, pid: number, options: ProcessOptions) {
    this.container = container;
    this.pid = pid;
    this.options = options;
    this.program = options.program;
    this.argv0 = options.argv[0] ?? '';
    this.args = options.argv.slice(1);
    this.command = options.argv.join(' ');
    this.env = options.env;
    this.cwd = options.cwd;
    this.startedAt = container.kernel.now;
  }

  get kernel(): Kernel {
    return this.container.kernel;
  }
  get hostname(): string {
    return this.container.config.pod.hostname;
  }
  get podIP(): string {
    return this.container.ip;
  }
  get podUid(): string {
    return this.container.config.pod.uid;
  }
  get nodeName(): string {
    return this.container.node;
  }
  get user(): number {
    return this.container.config.user.uid;
  }
  get group(): number {
    return this.container.config.user.gid;
  }
  get groups(): readonly number[] {
    return this.container.config.user.groups;
  }
  get files(): FileSystem {
    return this.container.files;
  }
  get network(): Network {
    return this.container.network;
  }
  get random(): Prng {
    return this.container.random;
  }
  get tty(): boolean {
    return this.options.tty;
  }
  get image(): string {
    return this.container.config.image;
  }
  get ports(): readonly number[] {
    return this.container.config.ports;
  }
  get host(): ComponentHost | undefined {
    return this.container.host;
  }

  stdout(text: string): void {
    this.options.stdout(text);
  }

  stderr(text: string): void {
    this.options.stderr(text);
  }

  *stdin(): Sim<string | undefined> {
    return this.options.stdin ? yield* this.options.stdin() : undefined;
  }

  signal(...names: readonly SignalName[]): Wait {
    for (const name of names) this.trap(name, 'catch');
    return {
      begin: (kernel, done) => {
        const at = this.caughtSignals?.findIndex((name) => names.includes(name)) ?? -1;
        if (at >= 0) {
          const [name] = (this.caughtSignals as SignalName[]).splice(at, 1);
          const entry = kernel.soon(() => done(name));
          return () => kernel.cancel(entry);
        }
        const waiter = { names, done };
        this.waiters = this.waiters?.concat(waiter) ?? [waiter];
        return () => {
          this.waiters = this.waiters?.filter((w) => w !== waiter);
        };
      },
    };
  }

  trap(name: SignalName, disposition: 'catch' | 'ignore' | 'default'): void {
    if (disposition === 'default') this.dispositions?.delete(name);
    else (this.dispositions ??= new Map()).set(name, disposition);
  }

  caught(): SignalName | undefined {
    return this.caughtSignals?.shift();
  }

  kill(pid: number, name: SignalName): boolean {
    const target = this.container.namespace.processes.get(pid);
    if (!target) return pid === 1 && this.container.namespace.shared;
    if (target === this) {
      // A signal to oneself arrives before anything else happens.
      const code = this.take(name, true);
      if (code !== undefined) throw new ProcessExit(code);
    } else target.deliver(name, true);
    return true;
  }

  /** A signal arrives. */
  deliver(name: SignalName, fromInside: boolean): void {
    this.kernel.soon(() => {
      const code = this.take(name, fromInside);
      if (code !== undefined) this.die(code);
    });
  }

  /** What a signal does: the exit code where it ends the process. From inside its container the first process cannot be killed. */
  private take(name: SignalName, fromInside: boolean): number | undefined {
    if (this.code !== undefined) return undefined;
    const first = this.pid === 1;
    if (name === 'SIGKILL') return first && fromInside ? undefined : 137;
    const disposition = this.dispositions?.get(name);
    if (disposition === 'ignore') return undefined;
    if (disposition === 'catch') {
      const waiter = this.waiters?.find((w) => w.names.includes(name));
      if (waiter) {
        this.waiters = this.waiters?.filter((w) => w !== waiter);
        waiter.done(name);
      } else (this.caughtSignals ??= []).push(name);
      return undefined;
    }
    if (IGNORED.includes(name)) return undefined;
    if (this.program.stoppedBySigterm !== false && POLITE.includes(name)) return this.program.sigtermCode ?? 0;
    return first ? undefined : 128 + SIGNAL_NUMBERS[name];
  }

  listen(port: number, handler: HttpHandler): void {
    this.container.listen(this, port, handler);
  }

  close(port: number): void {
    this.container.closePort(this, port);
  }

  allocate(bytes: number): void {
    this.held += bytes;
    this.container.grow(bytes);
  }

  free(bytes: number): void {
    const freed = Math.min(bytes, this.held);
    this.held -= freed;
    this.container.grow(-freed);
  }

  setCpu(milli: number): void {
    this.container.setCpu(this.pid, milli);
  }

  *run(argv: readonly string[], options: RunOptions = {}): Sim<number> {
    return yield* this.spawn(argv, options).wait();
  }

  spawn(argv: readonly string[], options: RunOptions = {}): Child {
    const program = this.container.find(argv[0] ?? '', options.env ?? this.env);
    if (typeof program === 'number') return ended(program);
    return this.container.start(this.childOptions(argv, program, options));
  }

  fork(name: string, body: (child: Process) => Sim<number>, options: RunOptions = {}): Child {
    return this.container.start(this.childOptions([name], { name, main: body, stoppedBySigterm: false }, options));
  }

  *exec(argv: readonly string[], options: RunOptions = {}): Sim<number> {
    const program = this.container.find(argv[0] ?? '', options.env ?? this.env);
    if (typeof program === 'number') return program;
    this.program = program;
    this.argv0 = argv[0] ?? '';
    this.args = argv.slice(1);
    this.command = argv.join(' ');
    if (options.env) this.env = options.env;
    // Handlers do not survive, what is ignored stays ignored.
    if (this.dispositions) for (const [name, disposition] of this.dispositions) if (disposition === 'catch') this.dispositions.delete(name);
    throw new ProcessExit(yield* program.main(this));
  }

  which(name: string): string | undefined {
    return this.container.path(name, this.env);
  }

  processes(): readonly ProcessInfo[] {
    return this.container.namespace.list();
  }

  setCommand(command: string): void {
    this.command = command;
  }

  exit(code: number): never {
    throw new ProcessExit(code);
  }

  info(): ProcessInfo {
    return { pid: this.pid, user: this.user, command: this.command, startedAt: this.startedAt };
  }

  // ---- for the container ----

  /** `after`: how long it takes until its first instruction. */
  begin(after = 0 as Micros): void {
    this.task = this.kernel.spawn(`${this.container.name}/${this.argv0}`, this.body(after));
  }

  /** Ends it from outside. */
  die(code: number): void {
    if (this.code !== undefined) return;
    this.task?.cancel();
    this.end(code);
  }

  onEnd(callback: () => void): void {
    if (this.code !== undefined) this.kernel.soon(callback);
    else (this.endWaiters ??= []).push(callback);
  }

  child(): Child {
    const wait = function* (this: ContainerProcess): Sim<number> {
      if (this.code === undefined) yield { begin: (_kernel, done) => (this.onEnd(() => done(undefined)), () => {}) };
      return this.code as unknown as number;
    }.bind(this);
    const isDone = (): boolean => this.code !== undefined;
    return {
      pid: this.pid,
      get done() {
        return isDone();
      },
      wait,
    };
  }

  private *body(after: Micros): Sim<void> {
    let code: number;
    if (after > 0) yield* sleep(after);
    try {
      code = yield* this.program.main(this);
    } catch (error) {
      if (!(error instanceof ProcessExit)) throw error;
      code = error.code;
    }
    this.end(code & 255);
  }

  private end(code: number): void {
    if (this.code !== undefined) return;
    this.code = code;
    if (this.held) this.free(this.held);
    this.container.ended(this, code);
    const { endWaiters } = this;
    this.endWaiters = undefined;
    for (const waiter of endWaiters ?? []) waiter();
  }

  private childOptions(argv: readonly string[], program: Program, options: RunOptions): ProcessOptions {
    const { stdin } = options;
    return {
      argv,
      program,
      env: options.env ?? this.env,
      cwd: options.cwd ?? this.cwd,
      stdin: stdin ? () => stdin.read() : this.options.stdin,
      stdout: options.stdout ?? this.options.stdout,
      stderr: options.stderr ?? this.options.stderr,
      tty: this.options.tty && !options.stdout && !stdin,
    };
  }
}

// eslint-disable-next-line require-yield
function* already(code: number): Sim<number> {
  return code;
}
const ended = (code: number): Child => ({ pid: 0, done: true, wait: () => already(code) });
