// bash on the learner's machine: the shell of containers, and jobs beside it.
// Upstream: bash(1), JOB CONTROL

import type { Sim } from '../../sim/kernel/task.ts';
import type { SignalName } from '../../sim/programs/program.ts';
import { signalNamed, type Builtin } from '../../sim/programs/shell/builtins.ts';
import { Shell, type Io } from '../../sim/programs/shell/shell.ts';
import type { Command } from '../../sim/programs/shell/syntax.ts';
import { Jobs, type Job } from './jobs.ts';
import type { Laptop } from './laptop.ts';
import type { LaptopProcess } from './laptopProcess.ts';
import { ProcessGroup } from './terminal.ts';

export class Bash extends Shell {
  readonly jobs: Jobs;
  readonly laptop: Laptop;
  private readonly process: LaptopProcess;

  constructor(proc: LaptopProcess, from: Bash | undefined, laptop: Laptop) {
    super(proc, 'bash', [], from);
    this.process = proc;
    this.laptop = laptop;
    this.jobs = from?.jobs ?? new Jobs();
    if (!from) this.aliases.set('k', 'kubectl');
  }

  override builtin(name: string): Builtin | undefined {
    return Object.hasOwn(JOB_BUILTINS, name) ? bound(JOB_BUILTINS[name] as BashBuiltin, this) : super.builtin(name);
  }

  protected override startBackground(command: Command, io: Io, text: string): void {
    const group = new ProcessGroup(this.process.group_.terminal);
    this.process.nextGroup = group;
    const child = this.fork(command, io);
    this.lastBackground = child.pid;
    this.background.push(child);
    const job = this.jobs.add(child, text, group);
    this.laptop.group.spawn('job', this.jobs.follow(job));
    this.process.group_.terminal.print(2, `[${job.id}] ${child.pid}\n`);
    this.status = 0;
  }

  /** A line was given up in the middle of a function: its arguments go with it. */
  leaveFunctions(): void {
    this.args = [];
    this.locals = [];
  }

  *foreground(job: Job, io: Io): Sim<number> {
    const { terminal } = this.process.group_;
    io.stdout(`${job.text}\n`);
    terminal.foreground.add(job.group);
    try {
      return yield* job.child.wait();
    } finally {
      terminal.foreground.delete(job.group);
      if (job.child.done) this.jobs.drop(job);
    }
  }
}

type BashBuiltin = (shell: Bash, args: readonly string[], io: Io) => Sim<number>;

const bound = (builtin: BashBuiltin, shell: Bash): Builtin => (_shell, args, io) => builtin(shell, args, io);

const immediate = (body: (shell: Bash, args: readonly string[], io: Io) => number): BashBuiltin =>
  // eslint-disable-next-line require-yield
  function* (shell, args, io) {
    return body(shell, args, io);
  };

const missing = (name: string, spec: string | undefined, io: Io): number => {
  io.stderr(`bash: ${name}: ${spec ?? 'current'}: no such job\n`);
  return 1;
};

/** Of the page's terminal, not the shell's: what completes, how keys act. */
const nothing = immediate(() => 0);

const JOB_BUILTINS: Readonly<Record<string, BashBuiltin>> = {
  complete: nothing,
  compgen: nothing,
  compopt: nothing,
  shopt: nothing,
  bind: nothing,
  autoload: nothing,
  compinit: nothing,
  jobs: immediate((shell, args, io) => {
    shell.jobs.list(io.stdout, args.includes('-l'), args.includes('-p'));
    return 0;
  }),
  *fg(shell, [spec], io) {
    const job = shell.jobs.find(spec);
    return job ? yield* shell.foreground(job, io) : missing('fg', spec, io);
  },
  bg: immediate((shell, [spec], io) => {
    const job = shell.jobs.find(spec);
    if (!job) return missing('bg', spec, io);
    io.stderr(`bash: bg: job ${job.id} already in background\n`);
    return 0;
  }),
  disown: immediate((shell, [spec], io) => {
    const job = shell.jobs.find(spec);
    if (!job) return missing('disown', spec, io);
    shell.jobs.drop(job);
    return 0;
  }),
  *wait(shell, args) {
    let status = 0;
    const chosen = args.length === 0 ? shell.jobs.all() : args.map((spec) => shell.jobs.find(spec));
    for (const job of chosen) {
      if (!job) return 127;
      const code = yield* job.child.wait();
      if (args.length > 0) {
        status = code;
        shell.jobs.drop(job);
      }
    }
    return status;
  },
  kill: immediate((shell, args, io) => {
    let name: string | undefined = 'SIGTERM';
    const targets: string[] = [];
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as string;
      if (arg === '-s') name = signalNamed(args[++i] ?? '');
      else if (/^-[A-Za-z0-9]+$/.test(arg) && targets.length === 0) name = signalNamed(arg.slice(1));
      else targets.push(arg);
    }
    if (targets.length === 0) {
      io.stderr('kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n');
      return 2;
    }
    let status = 0;
    for (const target of targets) {
      const job = target.startsWith('%') ? shell.jobs.find(target) : undefined;
      const pid = job?.child.pid ?? Number(target);
      if (name !== undefined && !Number.isNaN(pid) && shell.laptop.kill(pid, name as SignalName)) {
        shell.jobs.signalled(pid, name);
        continue;
      }
      io.stderr(target.startsWith('%') ? `bash: kill: ${target}: no such job\n` : Number.isNaN(pid) ? `bash: kill: ${target}: arguments must be process or job IDs\n` : `bash: kill: (${target}) - No such process\n`);
      status = 1;
    }
    return status;
  }),
};
