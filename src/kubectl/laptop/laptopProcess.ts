// A process on the learner's own machine, for the same programs that run in containers: arguments, environment, files,
// signals. What it is denied is memory and CPU to speak of, and a Pod around it.

import type { Prng } from '../../base/prng.ts';
import type { Micros } from '../../base/time.ts';
import type { Kernel } from '../../sim/kernel/kernel.ts';
import type { Sim, Task, Wait } from '../../sim/kernel/task.ts';
import { SIGNAL_NUMBERS, type Child, type FileSystem, type HttpHandler, type Input, type Network, type Process, type ProcessInfo, type Program, type RunOptions, type SignalName } from '../../sim/programs/program.ts';
import type { Process as KubectlProcess } from '../process.ts';
import type { Laptop } from './laptop.ts';
import type { ProcessGroup } from './terminal.ts';

/** Thrown by `exit`, caught by whatever runs the program. */
export class LaptopExit extends Error {
  override readonly name = 'LaptopExit';
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

export interface LaptopProcessOptions {
  readonly argv: readonly string[];
  readonly program: Program;
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  /** Undefined: the terminal, of those in the foreground. */
  readonly stdin: Input | undefined;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Standard output is the terminal. */
  readonly shown: boolean;
  readonly group: ProcessGroup;
}

export class LaptopProcess implements Process {
  readonly laptop: Laptop;
  readonly pid: number;
  readonly group_: ProcessGroup;
  readonly startedAt: Micros;
  argv0: string;
  args: readonly string[];
  env: ReadonlyMap<string, string>;
  cwd: string;
  /** Where it is kubectl. */
  kubectl: KubectlProcess | undefined;
  /** The group that the next child begins: a job in the background. */
  nextGroup: ProcessGroup | undefined;
  private readonly options: LaptopProcessOptions;
  private task: Task<void> | undefined;
  private code: number | undefined;
  private command: string;
  private readonly dispositions = new Map<SignalName, 'catch' | 'ignore'>();
  private caughtSignals: SignalName[] = [];
  private waiters: { readonly names: readonly SignalName[]; readonly done: (value: unknown) => void }[] = [];
  private endWaiters: (() => void)[] = [];

  constructor(laptop: Laptop, pid: number, options: LaptopProcessOptions) {
    this.laptop = laptop;
    this.pid = pid;
    this.options = options;
    this.group_ = options.group;
    this.argv0 = options.argv[0] ?? '';
    this.args = options.argv.slice(1);
    this.command = options.argv.join(' ');
    this.env = options.env;
    this.cwd = options.cwd;
    this.startedAt = laptop.kernel.now;
  }

  get kernel(): Kernel {
    return this.laptop.kernel;
  }
  readonly hostname = 'laptop';
  readonly podIP = '127.0.0.1';
  readonly podUid = '';
  readonly nodeName = '';
  readonly user = 1000;
  readonly group = 1000;
  readonly groups: readonly number[] = [1000];
  readonly image = '';
  readonly ports: readonly number[] = [];
  readonly host = undefined;
  get files(): FileSystem {
    return this.laptop.disk;
  }
  get network(): Network {
    return this.laptop.network;
  }
  get random(): Prng {
    return this.laptop.random;
  }
  get tty(): boolean {
    return this.options.shown && this.options.stdin === undefined;
  }
  /** Standard input comes from a pipe or a file. */
  get piped(): boolean {
    return this.options.stdin !== undefined || !this.group_.foreground;
  }

  stdout(text: string): void {
    if (text !== '') this.options.stdout(text);
  }

  stderr(text: string): void {
    if (text !== '') this.options.stderr(text);
  }

  *stdin(): Sim<string | undefined> {
    if (this.options.stdin) return yield* this.options.stdin.read();
    return this.group_.foreground ? yield* this.group_.terminal.read() : undefined;
  }

  signal(...names: readonly SignalName[]): Wait {
    for (const name of names) this.trap(name, 'catch');
    return {
      begin: (kernel, done) => {
        const at = this.caughtSignals.findIndex((name) => names.includes(name));
        if (at >= 0) {
          const [name] = this.caughtSignals.splice(at, 1);
          const entry = kernel.soon(() => done(name));
          return () => kernel.cancel(entry);
        }
        const waiter = { names, done };
        this.waiters.push(waiter);
        return () => (this.waiters = this.waiters.filter((w) => w !== waiter));
      },
    };
  }

  trap(name: SignalName, disposition: 'catch' | 'ignore' | 'default'): void {
    if (disposition === 'default') this.dispositions.delete(name);
    else this.dispositions.set(name, disposition);
  }

  caught(): SignalName | undefined {
    return this.caughtSignals.shift();
  }

  kill(pid: number, name: SignalName): boolean {
    return this.laptop.kill(pid, name);
  }

  /** A signal arrives. */
  deliver(name: SignalName): void {
    this.kernel.soon(() => {
      if (this.code !== undefined) return;
      const disposition = name === 'SIGKILL' ? undefined : this.dispositions.get(name);
      if (disposition === 'ignore' || name === 'SIGCHLD' || name === 'SIGWINCH') return;
      if (disposition === 'catch') {
        const waiter = this.waiters.find((w) => w.names.includes(name));
        if (!waiter) this.caughtSignals.push(name);
        else {
          this.waiters = this.waiters.filter((w) => w !== waiter);
          waiter.done(name);
        }
        return;
      }
      this.die(name === 'SIGINT' && this.kubectl ? this.kubectl.interruptCode : 128 + SIGNAL_NUMBERS[name]);
    });
  }

  listen(port: number, handler: HttpHandler): void {
    this.laptop.listen(port, handler);
  }
  close(port: number): void {
    this.laptop.session.tunnels.delete(port);
  }
  allocate(): void {}
  free(): void {}
  setCpu(): void {}

  *run(argv: readonly string[], options: RunOptions = {}): Sim<number> {
    return yield* this.spawn(argv, options).wait();
  }

  spawn(argv: readonly string[], options: RunOptions = {}): Child {
    const program = this.laptop.find(argv[0] ?? '');
    if (!program) return ended(127);
    return this.laptop.start(this.childOptions(argv, program, options)).child();
  }

  fork(name: string, body: (child: Process) => Sim<number>, options: RunOptions = {}): Child {
    return this.laptop.start(this.childOptions([name], { name, main: body, stoppedBySigterm: false }, options)).child();
  }

  *exec(argv: readonly string[], options: RunOptions = {}): Sim<number> {
    const program = this.laptop.find(argv[0] ?? '');
    if (!program) return 127;
    this.argv0 = argv[0] ?? '';
    this.args = argv.slice(1);
    this.command = argv.join(' ');
    if (options.env) this.env = options.env;
    throw new LaptopExit(yield* program.main(this));
  }

  which(name: string): string | undefined {
    return this.laptop.find(name) ? `/usr/bin/${name}` : undefined;
  }

  processes(): readonly ProcessInfo[] {
    return this.laptop.list();
  }

  setCommand(command: string): void {
    this.command = command;
  }

  exit(code: number): never {
    throw new LaptopExit(code);
  }

  info(): ProcessInfo {
    return { pid: this.pid, user: this.user, command: this.command, startedAt: this.startedAt };
  }

  begin(): void {
    this.task = this.laptop.group.spawn(`laptop/${this.argv0.slice(0, 40)}`, this.body());
  }

  /** Ends it from outside. */
  die(code: number): void {
    if (this.code !== undefined) return;
    this.task?.cancel();
    this.end(code);
  }

  child(): Child {
    const self = this;
    return {
      pid: this.pid,
      get done() {
        return self.code !== undefined;
      },
      *wait() {
        if (self.code === undefined) yield { begin: (_kernel, done) => (self.endWaiters.push(() => done(undefined)), () => {}) };
        return self.code as number;
      },
    };
  }

  private *body(): Sim<void> {
    let code: number;
    try {
      code = yield* this.options.program.main(this);
    } catch (error) {
      if (!(error instanceof LaptopExit)) throw error;
      code = error.code;
    }
    this.end(code & 255);
  }

  private end(code: number): void {
    if (this.code !== undefined) return;
    this.code = code;
    this.laptop.ended(this);
    const { endWaiters } = this;
    this.endWaiters = [];
    for (const waiter of endWaiters) waiter();
  }

  private childOptions(argv: readonly string[], program: Program, options: RunOptions): LaptopProcessOptions {
    const own = this.options;
    const group = this.nextGroup ?? this.group_;
    this.nextGroup = undefined;
    return {
      argv,
      program,
      env: options.env ?? this.env,
      cwd: options.cwd ?? this.cwd,
      stdin: options.stdin ?? own.stdin,
      stdout: options.stdout ?? own.stdout,
      stderr: options.stderr ?? own.stderr,
      shown: options.stdout === undefined || options.stdout === group.terminal.shows ? own.shown : false,
      group,
    };
  }
}

// eslint-disable-next-line require-yield
function* already(code: number): Sim<number> {
  return code;
}
const ended = (code: number): Child => ({ pid: 0, done: true, wait: () => already(code) });
