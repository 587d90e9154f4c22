// Jobs in the background, as bash numbers and lists them.

import type { Sim } from '../../sim/kernel/task.ts';
import type { Child } from '../../sim/programs/program.ts';
import type { ProcessGroup } from './terminal.ts';

export interface Job {
  readonly id: number;
  readonly child: Child;
  readonly text: string;
  readonly group: ProcessGroup;
  /** Undefined: it runs. */
  ended: string | undefined;
  /** The signal that it was sent. */
  signal: string | undefined;
}

const WORDS: Readonly<Record<string, string>> = { SIGTERM: 'Terminated', SIGKILL: 'Killed', SIGINT: 'Interrupt', SIGHUP: 'Hangup', SIGQUIT: 'Quit' };

export class Jobs {
  private jobs: Job[] = [];

  add(child: Child, text: string, group: ProcessGroup): Job {
    const job: Job = { id: (this.jobs[this.jobs.length - 1]?.id ?? 0) + 1, child, text, group, ended: undefined, signal: undefined };
    this.jobs.push(job);
    return job;
  }

  /** Waits for a job's end and keeps how it went. */
  *follow(job: Job): Sim<void> {
    const code = yield* job.child.wait();
    job.ended = job.signal ? (WORDS[job.signal] ?? job.signal) : code === 0 ? 'Done' : `Exit ${code}`;
  }

  all(): readonly Job[] {
    return [...this.jobs];
  }

  /** `%1`, `%%`, `%+`, `%-`, `%kubectl`, a pid; nothing: the current one. */
  find(spec = '%+'): Job | undefined {
    const name = spec.replace(/^%/, '');
    if (name === '' || name === '+' || name === '%') return this.jobs[this.jobs.length - 1];
    if (name === '-') return this.jobs[this.jobs.length - 2] ?? this.jobs[0];
    if (/^\d+$/.test(name)) return this.jobs.find((job) => (spec.startsWith('%') ? job.id : job.child.pid) === Number(name)) ?? this.jobs.find((job) => job.id === Number(name));
    return this.jobs.find((job) => (name.startsWith('?') ? job.text.includes(name.slice(1)) : job.text.startsWith(name)));
  }

  drop(job: Job): void {
    this.jobs = this.jobs.filter((one) => one !== job);
  }

  signalled(pid: number, name: string): void {
    const job = this.jobs.find(({ child }) => child.pid === pid);
    if (job) job.signal = name;
  }

  list(print: (text: string) => void, long: boolean, pids: boolean): void {
    for (const job of this.all()) print(pids ? `${job.child.pid}\n` : this.line(job, long));
    this.jobs = this.jobs.filter(({ ended }) => ended === undefined);
  }

  /** What is said of jobs that have ended since, before the next prompt. */
  report(print: (text: string) => void): void {
    for (const job of this.all()) if (job.ended !== undefined) print(this.line(job, false));
    this.jobs = this.jobs.filter(({ ended }) => ended === undefined);
  }

  private line(job: Job, long: boolean): string {
    const at = this.jobs.length - 1 - this.jobs.indexOf(job);
    const mark = at === 0 ? '+' : at === 1 ? '-' : ' ';
    return `[${job.id}]${mark}  ${long ? `${job.child.pid} ` : ''}${(job.ended ?? 'Running').padEnd(24)}${job.text}${job.ended === undefined ? ' &' : ''}\n`;
  }
}
