// The processes of one container: what the runtime sees as a running container when programs really run.

import type { Prng } from '../../base/prng.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { draw, type Quantiles } from '../kernel/link.ts';
import type { Sim } from '../kernel/task.ts';
import type { Catalog, Child, ComponentHost, HttpHandler, Input, Network, ProcessInfo, Program } from '../programs/program.ts';
import { ContainerFiles, type ContainerLayers } from './containerFiles.ts';
import type { ContainerLog } from './containerLog.ts';
import type { FixedTree } from './files.ts';
import { ContainerProcess, type ProcessOptions } from './process.ts';
import { RuntimeError, type ContainerConfig, type Exit, type PodNetwork, type RunningContainer, type Streams } from './runtimeTypes.ts';

/** From the start of a container to the first instruction of its program. */
const STARTUP: Quantiles = [[0, 3_000], [0.5, 8_000], [0.9, 20_000], [1, 50_000]];

/** A pid namespace: of one container, or of several that share it. */
export class PidNamespace {
  readonly processes = new Map<number, ContainerProcess>();
  /** Process 1 is the sandbox's own (`pause`). */
  readonly shared: boolean;
  private last: number;

  constructor(shared: boolean) {
    this.shared = shared;
    this.last = shared ? 1 : 0;
  }

  next(): number {
    // A shell script has started a few processes by the time that its last one runs.
    return ++this.last;
  }

  list(): ProcessInfo[] {
    const own = [...this.processes.values()].map((p) => p.info());
    return this.shared ? [{ pid: 1, user: 65_535, command: '/pause', startedAt: own[0]?.startedAt ?? (0 as never) }, ...own] : own;
  }
}

export interface ContainerParts {
  readonly kernel: Kernel;
  readonly node: string;
  readonly config: ContainerConfig;
  readonly log: ContainerLog;
  readonly ip: string;
  readonly podNetwork: PodNetwork;
  readonly catalog: Catalog;
  readonly host: ComponentHost | undefined;
  readonly imageTree: FixedTree;
  readonly namespace: PidNamespace;
  readonly exited: (exit: Exit) => void;
}

export class ContainerProcesses implements RunningContainer {
  readonly kernel: Kernel;
  readonly config: ContainerConfig;
  readonly node: string;
  readonly ip: string;
  readonly host: ComponentHost | undefined;
  readonly namespace: PidNamespace;
  readonly files: ContainerFiles;
  readonly name: string;
  memory = 0;
  private readonly parts: ContainerParts;
  private readonly layers: ContainerLayers;
  private readonly own = new Set<ContainerProcess>();
  private main: ContainerProcess | undefined;
  private net: Network | undefined;
  private prng: Prng | undefined;
  private cpuByPid: Map<number, number> | undefined;
  private listening: Map<number, ContainerProcess> | undefined;
  private oomKilled = false;
  private over = false;
  private readonly attached = new Set<Streams>();
  private input: InputQueue | undefined;

  constructor(parts: ContainerParts) {
    const { config } = parts;
    this.parts = parts;
    this.kernel = parts.kernel;
    this.config = config;
    this.node = parts.node;
    this.ip = parts.ip;
    this.host = parts.host;
    this.namespace = parts.namespace;
    this.name = `${config.pod.name}/${config.name}`;
    this.layers = {
      image: parts.imageTree,
      upper: undefined,
      mounts: [...config.mounts].sort((a, b) => b.path.length - a.path.length),
      readOnlyRoot: config.readOnlyRoot,
      removed: undefined,
      terminationPath: config.terminationPath.replace(/^\/+/, ''),
      termination: '',
      startedAt: parts.kernel.now,
    };
    this.files = new ContainerFiles(this.layers, config.user, () => this.kernel.now);
  }

  get network(): Network {
    return (this.net ??= this.parts.podNetwork.from(this.node, this.ip, this.config.pod));
  }

  get random(): Prng {
    return (this.prng ??= this.kernel.freshStream(`process/${this.config.pod.uid}/${this.config.name}/${this.config.restartCount}`));
  }

  get cpu(): number {
    let sum = 0;
    if (this.cpuByPid) for (const milli of this.cpuByPid.values()) sum += milli;
    return sum;
  }

  /** Starts the first process; throws RuntimeError where that cannot be done. */
  launch(): void {
    const { config, parts } = this;
    const { image } = config.stored;
    const own = config.command.length === 0;
    const argv = own ? image.entrypoint.concat(config.args.length ? config.args : image.cmd) : config.command.concat(config.args);
    const [first] = argv;
    if (first === undefined) throw new RuntimeError('failed to create containerd task: failed to create shim task: no command specified');
    const env = new Map(config.env);
    const program = this.find(first, env);
    if (typeof program === 'number') throw new RuntimeError(startProblem(first, program));
    if (config.stdin) this.input = new InputQueue();
    const { log, kernel } = parts;
    const { input } = this;
    const write = (stream: 'stdout' | 'stderr') => (text: string) => {
      log.write(stream, text, kernel.now);
      for (const streams of this.attached) (stream === 'stdout' || config.tty ? streams.stdout : streams.stderr)(text);
    };
    const stdout = write('stdout');
    this.main = this.create({
      argv,
      program,
      env,
      cwd: config.workingDir || image.workingDir || '/',
      stdin: input ? () => input.read() : undefined,
      stdout,
      stderr: config.tty ? stdout : write('stderr'),
      tty: config.tty,
    });
    this.main.begin(draw(STARTUP, this.random));
  }

  // ---- as the runtime sees it ----

  stop(): void {
    this.main?.deliver(this.config.stored.image.stopSignal ?? 'SIGTERM', false);
  }

  kill(): void {
    const { main } = this;
    if (!main || this.over) return;
    // The caller may be one of our own processes.
    this.kernel.soon(() => main.die(137));
  }

  *exec(argv: readonly string[], streams: Streams): Sim<number> {
    const env = new Map(this.config.env);
    if (!env.has('HOME')) env.set('HOME', this.home());
    if (streams.tty) env.set('TERM', 'xterm');
    const program = this.find(argv[0] ?? '', env);
    if (typeof program === 'number') throw new RuntimeError(execProblem(argv[0] ?? '', program));
    if (this.over) throw new RuntimeError('container not running');
    const { stdin } = streams;
    const typed = stdin && streams.tty ? new InputQueue() : undefined;
    const input = typed ?? stdin;
    const process = this.create({
      argv,
      program,
      env,
      cwd: this.config.workingDir || this.config.stored.image.workingDir || '/',
      stdin: input ? () => input.read() : undefined,
      stdout: streams.stdout,
      stderr: streams.tty ? streams.stdout : streams.stderr,
      tty: streams.tty,
    });
    const line = stdin && typed && this.kernel.spawn(`${this.name}/tty`, this.discipline(stdin, typed, process));
    process.begin();
    try {
      return yield* process.child().wait();
    } finally {
      line?.cancel();
      // Whoever waited is gone (a probe that took too long): so is the command.
      if (process.code === undefined) this.kernel.soon(() => process.die(137));
    }
  }

  /** What a terminal does before a program reads: Ctrl+C drops the line and interrupts whoever has the terminal. */
  private *discipline(from: Input, to: InputQueue, first: ContainerProcess): Sim<void> {
    for (;;) {
      const piece = yield* from.read();
      if (piece === undefined) break;
      const at = piece.lastIndexOf('\x03');
      if (at < 0) {
        to.put(piece);
        continue;
      }
      // Simplified: no process groups; the youngest process counts as the one in front.
      const front = [...this.own].reduce((young, process) => (process.pid > young.pid ? process : young), first);
      front.deliver('SIGINT', true);
      // A shell at its prompt lives on and asks anew.
      if (front === first) to.put('\n');
      if (at < piece.length - 1) to.put(piece.slice(at + 1));
    }
    to.end();
  }

  attach(streams: Streams): { readonly detach: () => void } {
    this.attached.add(streams);
    const { input } = this;
    const { stdin } = streams;
    if (input && stdin) {
      const once = this.config.stdinOnce;
      this.kernel.spawn(`${this.name}/stdin`, forward(stdin, input, once));
    }
    return { detach: () => void this.attached.delete(streams) };
  }

  // ---- as its processes see it ----

  /** The program of a name; 127: none of that name, 126: there is a file, but it is none. */
  find(name: string, env: ReadonlyMap<string, string>): Program | 126 | 127 {
    const { catalog, config } = this.parts;
    const base = name.slice(name.lastIndexOf('/') + 1);
    if (this.path(name, env) !== undefined) {
      const program = catalog.program(base);
      if (program) return program;
    }
    const file = name.includes('/') ? name : undefined;
    const stat = file === undefined ? undefined : this.files.stat(file);
    if (stat && file !== undefined) {
      const content = stat.kind === 'directory' ? '' : (this.files.read(file) ?? '');
      const interpreter = /^#!\s*(\S+)/.exec(content)?.[1];
      if (stat.kind !== 'directory' && (stat.mode & 0o111) !== 0 && interpreter) {
        const shell = catalog.program(interpreter.slice(interpreter.lastIndexOf('/') + 1));
        if (shell) return script(shell, file);
      }
      return 126;
    }
    void config;
    return 127;
  }

  /** Where the file of a program would be. */
  path(name: string, env: ReadonlyMap<string, string>): string | undefined {
    const { catalog, config } = this.parts;
    const { image } = config.stored;
    const base = name.slice(name.lastIndexOf('/') + 1);
    if (base === '') return undefined;
    const own = image.programs.includes(base);
    if (!own && !catalog.base(image.base).has(base)) return !name.includes('/') && this.files.stat(`/usr/bin/${base}`) && catalog.program(base) ? `/usr/bin/${base}` : undefined;
    if (!name.includes('/')) return (env.get('PATH') ?? '/bin') === '' ? undefined : `${own ? '/usr/local/bin' : '/bin'}/${base}`;
    return /^\/((usr\/)?(local\/)?s?bin\/)?[^/]+$/.test(name) ? name : undefined;
  }

  start(options: ProcessOptions): Child {
    const process = this.create(options);
    process.begin();
    return process.child();
  }

  listen(process: ContainerProcess, port: number, handler: HttpHandler): void {
    this.parts.podNetwork.listen(this.ip, port, process, handler);
    (this.listening ??= new Map()).set(port, process);
  }

  closePort(process: ContainerProcess, port: number): void {
    if (this.listening?.get(port) !== process) return;
    this.listening.delete(port);
    this.parts.podNetwork.close(this.ip, port, process);
  }

  grow(bytes: number): void {
    this.memory += bytes;
    const { memoryLimit } = this.config;
    if (memoryLimit === 0 || this.memory <= memoryLimit || this.oomKilled || this.over) return;
    this.oomKilled = true;
    this.kill();
  }

  setCpu(pid: number, milli: number): void {
    if (milli) (this.cpuByPid ??= new Map()).set(pid, milli);
    else this.cpuByPid?.delete(pid);
  }

  ended(process: ContainerProcess, code: number): void {
    this.own.delete(process);
    this.namespace.processes.delete(process.pid);
    this.cpuByPid?.delete(process.pid);
    if (this.listening) for (const [port, owner] of [...this.listening]) if (owner === process) this.closePort(process, port);
    this.parts.podNetwork.hangUp(process);
    if (process !== this.main || this.over) return;
    this.over = true;
    // With the first process all others end; not within this step, since one of them may be running it.
    this.kernel.soon(() => {
      for (const other of [...this.own]) other.die(137);
    });
    this.input?.end();
    this.parts.exited({ code, reason: this.oomKilled && code === 137 ? 'OOMKilled' : '', termination: this.layers.termination });
  }

  private create(options: ProcessOptions): ContainerProcess {
    const process = new ContainerProcess(this, this.namespace.next(), options);
    this.own.add(process);
    this.namespace.processes.set(process.pid, process);
    return process;
  }

  private home(): string {
    return this.config.user.uid === 0 ? '/root' : '/';
  }
}

/** A file that names its interpreter: the interpreter runs it. */
function script(shell: Program, file: string): Program {
  return {
    name: file,
    ...(shell.stoppedBySigterm === undefined ? {} : { stoppedBySigterm: shell.stoppedBySigterm }),
    *main(proc) {
      const args = [file, ...proc.args];
      return yield* shell.main(Object.create(proc, { args: { value: args, writable: true } }) as typeof proc);
    },
  };
}

/** Standard input that arrives while the container runs. */
class InputQueue implements Input {
  private readonly pieces: string[] = [];
  private closed = false;
  private waiting: (() => void) | undefined;

  put(text: string): void {
    this.pieces.push(text);
    this.waiting?.();
  }

  end(): void {
    this.closed = true;
    this.waiting?.();
  }

  *read(): Sim<string | undefined> {
    while (this.pieces.length === 0) {
      if (this.closed) return undefined;
      yield {
        begin: (_kernel, done) => {
          this.waiting = () => {
            this.waiting = undefined;
            done(undefined);
          };
          return () => {
            this.waiting = undefined;
          };
        },
      };
    }
    return this.pieces.shift();
  }
}

function* forward(from: Input, to: InputQueue, once: boolean): Sim<void> {
  for (;;) {
    const piece = yield* from.read();
    if (piece === undefined) break;
    to.put(piece);
  }
  if (once) to.end();
}

const startProblem = (name: string, code: 126 | 127): string =>
  `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${lookupProblem(name, code)}`;

const execProblem = (name: string, code: 126 | 127): string => `OCI runtime exec failed: exec failed: unable to start container process: ${lookupProblem(name, code)}`;

function lookupProblem(name: string, code: 126 | 127): string {
  if (code === 126) return `exec: "${name}": permission denied`;
  return name.includes('/') ? `exec: "${name}": stat ${name}: no such file or directory` : `exec: "${name}": executable file not found in $PATH`;
}
