// What runs in a container: a program. The kubelet's runtime starts it in a process; images are names for programs.
//
//   export const crasher: Program = { …, *main(proc) { proc.stdout('about to fail\n'); yield* sleep(seconds(2)); return 1; } };

import type { Micros } from '../../base/time.ts';
import type { Prng } from '../../base/prng.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Sim, Wait } from '../kernel/task.ts';

export interface HttpRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Who asks. */
  readonly remote: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export type HttpHandler = (request: HttpRequest) => Sim<HttpResponse>;

/** Files of a container: its image's, with volumes mounted over them. Paths are absolute. */
export interface FileSystem {
  read(path: string): string | undefined;
  write(path: string, content: string): void;
  append(path: string, content: string): void;
  remove(path: string): void;
  isDirectory(path: string): boolean;
  /** Names in a folder, sorted; undefined where there is none. */
  list(path: string): readonly string[] | undefined;
  mkdir(path: string): void;
}

/** How a process reaches others: names are resolved by the cluster's DNS, addresses by its network. */
export interface Network {
  /** Resolves and connects; throws NetworkError with the text a client library would print. */
  http(request: { readonly method: string; readonly url: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string; readonly timeout?: Micros }): Sim<HttpResponse>;
  /** TCP only: is anybody there? */
  connect(host: string, port: number, timeout: Micros): Sim<void>;
  resolve(name: string): Sim<readonly string[]>;
}

export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly kind: 'refused' | 'timeout' | 'noSuchHost' | 'unreachable';
  constructor(kind: 'refused' | 'timeout' | 'noSuchHost' | 'unreachable', message: string) {
    super(message);
    this.kind = kind;
  }
}

export interface Process {
  readonly kernel: Kernel;
  /** argv behind the program's own name. */
  readonly args: readonly string[];
  readonly argv0: string;
  readonly env: ReadonlyMap<string, string>;
  readonly hostname: string;
  readonly podIP: string;
  readonly nodeName: string;
  readonly user: number;
  readonly cwd: string;
  readonly files: FileSystem;
  readonly network: Network;
  readonly random: Prng;
  readonly pid: number;
  stdout(text: string): void;
  stderr(text: string): void;
  /** The next piece of standard input; undefined at its end. */
  stdin(): Sim<string | undefined>;
  /** Ends with the signal's name when one arrives that the program listens for. */
  signal(...names: readonly ('SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGQUIT')[]): Wait;
  /** Listens on a port of the Pod's address; throws where somebody does already: `bind() to 0.0.0.0:80 failed (98: Address already in use)`. */
  listen(port: number, handler: HttpHandler): void;
  close(port: number): void;
  /** Takes memory; beyond the container's limit the process is killed (OOMKilled). */
  allocate(bytes: number): void;
  free(bytes: number): void;
  /** CPU in use from now on, in thousandths of a core (for metrics). */
  setCpu(milli: number): void;
  /** Runs another program of the container in the foreground (`sh -c`, exec). */
  run(argv: readonly string[], options?: { readonly env?: ReadonlyMap<string, string>; readonly cwd?: string }): Sim<number>;
  /** The processes of the container, for ps. */
  processes(): readonly { readonly pid: number; readonly user: number; readonly command: string; readonly startedAt: Micros }[];
  /** Ends the process; never returns. */
  exit(code: number): never;
}

export interface Program {
  /** `nginx` */
  readonly name: string;
  /** Runs until it returns its exit code. A program that does not wait for SIGTERM is not stopped by it, unless it is `stoppedBySigterm`. */
  main(proc: Process): Sim<number>;
  /** True (the default of most programs): SIGTERM ends it at once, with 143, or with `sigtermCode`. */
  readonly stoppedBySigterm?: boolean;
  readonly sigtermCode?: number;
}

/** An image: what is in it and what it runs when nothing else is said. */
export interface Image {
  /** The repository as it is fully named: `docker.io/library/nginx`. */
  readonly repository: string;
  /** Which tags exist; by default every tag of plausible shape. */
  readonly tags?: RegExp;
  readonly sizeBytes: number;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly workingDir?: string;
  readonly user?: number;
  readonly stopSignal?: 'SIGTERM' | 'SIGQUIT' | 'SIGINT';
  readonly exposedPorts?: readonly number[];
  /** Program names that are on its PATH, besides those of `base`. */
  readonly programs: readonly string[];
  /** What else is there: a shell and the usual tools, or nothing. */
  readonly base: 'busybox' | 'debian' | 'alpine' | 'scratch';
  readonly files?: Readonly<Record<string, string>>;
  /** A stand-in: some plausible program instead of the real one; the page marks it. */
  readonly standIn?: boolean;
}
