// One running command: where it prints, what it reads, and the session it belongs to.

import type { Kernel } from '../sim/kernel/kernel.ts';
import { Mailbox } from '../sim/kernel/signal.ts';
import type { Sim, Task } from '../sim/kernel/task.ts';
import type { Micros } from '../base/time.ts';
import type { UserInfo } from '../sim/api/http.ts';
import type { Transport } from '../sim/client/transport.ts';
import type { Files } from './files.ts';
import type { ClientCache } from './cache.ts';
import { sleep } from '../sim/kernel/task.ts';

/** What one shell's commands share. */
export interface ShellSession {
  readonly transport: Transport;
  readonly user: UserInfo;
  readonly files: Files;
  readonly cache: ClientCache;
  readonly times: ProcessTimes;
  /** Names of pending port-forwards and the like: local port → how to reach it. */
  readonly tunnels: Map<number, Tunnel>;
  nextPid: number;
}

/** A port of this machine that kubectl listens on (port-forward, proxy): takes one request; status 0: the connection was closed without an answer. */
export interface Tunnel {
  http(request: { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: string }): Sim<{ readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string }>;
}

/** How long a real kubectl is busy with itself, so that what others do meanwhile is as far as in reality. */
export interface ProcessTimes {
  /** From the start of the program to its first request. */
  readonly startMs: number;
  /** Reading an OpenAPI document of one group. */
  readonly openApiMs: number;
}

/** Fitted to the recordings of kubectl 1.36.3. */
export const REAL_TIMES: ProcessTimes = { startMs: 60, openApiMs: 32 };
export const NO_TIMES: ProcessTimes = { startMs: 0, openApiMs: 0 };

/** So often (in milliseconds of its own time) the program notices how busy the machine is. */
const SLICE = 8;
/** How much longer everything takes for each request that the API server works on, as in the recordings. */
const SLOWER = 0.5;
const CROWD = 6;

export interface Reply {
  readonly what: 'stdin' | 'eof' | 'edited' | 'interrupt';
  readonly text?: string | undefined;
}

export interface ProcessOptions {
  readonly session: ShellSession;
  readonly kernel: Kernel;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Standard input, where it comes from a file or a pipe. */
  readonly stdin?: string | { read(): Sim<string | undefined> } | undefined;
  /** Its number, where whoever starts it has given it one. */
  readonly pid?: number;
  /** Hears of files that it writes. */
  readonly wrote?: (path: string) => void;
  /** 1: standard output, 2: standard error, 3: a text that the person is asked to edit. */
  readonly print: (fd: 1 | 2 | 3, text: string) => void;
}

export class Process {
  readonly session: ShellSession;
  readonly kernel: Kernel;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly pid: number;
  /** The code with which Ctrl+C ends it. */
  interruptCode = 130;
  /** Takes Ctrl+C itself, where set. */
  onInterrupt: (() => void) | undefined;
  /** What of its own it has started. */
  readonly children: Task[] = [];
  private readonly print: ProcessOptions['print'];
  private readonly given: ProcessOptions['stdin'];
  readonly wrote: (path: string) => void;
  private readonly replies = new Mailbox<Reply>();

  constructor(options: ProcessOptions) {
    this.session = options.session;
    this.kernel = options.kernel;
    this.args = options.args;
    this.env = options.env;
    this.given = options.stdin;
    this.print = options.print;
    this.wrote = options.wrote ?? (() => undefined);
    this.pid = options.pid ?? options.session.nextPid;
    if (options.pid === undefined) options.session.nextPid += 4 + this.kernel.stream('kubectl/pid').below(3);
  }

  out(text: string): void {
    if (text !== '') this.print(1, text);
  }

  err(text: string): void {
    if (text !== '') this.print(2, text);
  }

  get files(): Files {
    return this.session.files;
  }

  /** Whether standard input is a person. */
  get interactive(): boolean {
    return this.given === undefined;
  }

  reply(reply: Reply): void {
    this.replies.put(reply);
  }

  /** Standard input up to its end. */
  *readAll(): Sim<string> {
    if (typeof this.given === 'string') return this.given;
    let text = '';
    for (;;) {
      const piece = yield* this.read();
      if (piece === undefined) return text;
      text += piece;
    }
  }

  /** The next piece that the person typed; undefined at the end of input. */
  *read(): Sim<string | undefined> {
    if (typeof this.given === 'object') return yield* this.given.read();
    for (;;) {
      const reply = yield* this.replies.take();
      if (reply.what === 'eof') return undefined;
      if (reply.what === 'stdin') return reply.text ?? '';
    }
  }

  /** Hands a text to the person and waits for it to come back; undefined where the editor was left by Ctrl+C. */
  *edit(text: string): Sim<string | undefined> {
    this.print(3, text);
    for (;;) {
      const reply = yield* this.replies.take();
      if (reply.what === 'edited') return reply.text ?? '';
    }
  }

  *sleepMs(ms: number): Sim<void> {
    if (ms > 0) yield* sleep(Math.round(ms * 1000) as Micros);
  }

  /** Time that the program takes itself; never twice the same, and more while the cluster on the same machine is busy. */
  *busy(ms: number): Sim<void> {
    const { endpoint } = this.session.transport;
    for (let left = ms * (0.75 + 0.4 * this.kernel.stream('kubectl/busy').float()); left > 0; left -= SLICE) {
      yield* this.sleepMs(Math.min(left, SLICE) * (1 + SLOWER * Math.min(endpoint.openRequests ?? 0, CROWD)));
    }
  }
}
