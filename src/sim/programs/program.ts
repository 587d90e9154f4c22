// What runs in a container: a program. The kubelet's runtime starts it in a process; images are names for programs.
//
//   export const crasher: Program = { …, *main(proc) { proc.stdout('about to fail\n'); yield* sleep(seconds(2)); return 1; } };

import type { Micros } from '../../base/time.ts';
import type { Prng } from '../../base/prng.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Sim, Wait } from '../kernel/task.ts';
import type { HttpHandler, HttpRequest, HttpResponse } from '../network/http.ts';

export type { HttpHandler, HttpRequest, HttpResponse } from '../network/http.ts';

export interface FileStat {
  readonly kind: 'file' | 'directory' | 'link';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly modifiedAt: Micros;
  /** Of links. */
  readonly target?: string;
  /** How many names it has: a folder's own, its `.` and its folders' `..`. */
  readonly links?: number;
}

/** Why a file operation failed, with the words of strerror. */
export class FileError extends Error {
  override readonly name = 'FileError';
}
export const NO_SUCH_FILE = 'No such file or directory';
export const PERMISSION_DENIED = 'Permission denied';
export const READ_ONLY = 'Read-only file system';
export const IS_A_DIRECTORY = 'Is a directory';
export const NOT_A_DIRECTORY = 'Not a directory';
export const NO_SPACE = 'No space left on device';

/** Files of a container: its image's, with volumes mounted over them. Paths are absolute. What cannot be done throws FileError. */
export interface FileSystem {
  read(path: string): string | undefined;
  write(path: string, content: string): void;
  append(path: string, content: string): void;
  /** A file of this many zero bytes, which takes room but is never spelled out. */
  writeZeros(path: string, bytes: number): void;
  remove(path: string): void;
  isDirectory(path: string): boolean;
  /** Names in a folder, sorted; undefined where there is none. */
  list(path: string): readonly string[] | undefined;
  mkdir(path: string): void;
  /** Of the path itself: a link is not followed. */
  stat(path: string): FileStat | undefined;
  chmod(path: string, mode: number): void;
  /** What is mounted where, the root first. */
  mounts(): readonly Mount[];
}
export interface Mount {
  readonly path: string;
  readonly device: string;
  readonly sizeBytes: number;
  readonly usedBytes: number;
}

/** How a process reaches others: names are resolved by the cluster's DNS, addresses by its network. */
export interface Network {
  /** Resolves and connects; throws NetworkError. */
  http(request: { readonly method: string; readonly url: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string; readonly timeout?: Micros; /** Until somebody is there; by default as long as for the whole. */ readonly connectTimeout?: Micros }): Sim<HttpResponse>;
  /** TCP only: is anybody there? */
  connect(host: string, port: number, timeout: Micros): Sim<void>;
  resolve(name: string): Sim<readonly string[]>;
  /** Asks the name server that resolv.conf names. */
  dns(name: string, type: 'A' | 'SRV' | 'PTR'): Sim<DnsAnswer>;
}
export interface DnsAnswer {
  readonly server: string;
  readonly records: readonly { readonly name: string; readonly type: string; readonly value: string }[];
}

/** What is known by its name: signals that programs meet. */
export type SignalName = 'SIGHUP' | 'SIGINT' | 'SIGQUIT' | 'SIGABRT' | 'SIGKILL' | 'SIGUSR1' | 'SIGSEGV' | 'SIGUSR2' | 'SIGPIPE' | 'SIGALRM' | 'SIGTERM' | 'SIGCHLD' | 'SIGWINCH';
export const SIGNAL_NUMBERS: Readonly<Record<SignalName, number>> = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGUSR1: 10, SIGSEGV: 11, SIGUSR2: 12, SIGPIPE: 13, SIGALRM: 14, SIGTERM: 15, SIGCHLD: 17, SIGWINCH: 28 };

/** Standard input: pieces of text, then undefined. */
export interface Input {
  read(): Sim<string | undefined>;
}

export interface RunOptions {
  readonly env?: ReadonlyMap<string, string>;
  readonly cwd?: string;
  readonly stdin?: Input;
  readonly stdout?: (text: string) => void;
  readonly stderr?: (text: string) => void;
}

export interface Child {
  readonly pid: number;
  readonly done: boolean;
  wait(): Sim<number>;
}

export interface ProcessInfo {
  readonly pid: number;
  readonly user: number;
  readonly command: string;
  readonly startedAt: Micros;
}

/** The parts of the control plane and of the node that some images stand for. */
export interface ComponentHost {
  /** Why the component ends before it began, as its log says it; undefined where nothing is wrong with its flags and files. */
  refuses?(component: string, at: ComponentPlace): string | undefined;
  /** The component begins to work; called again after a restart. */
  start(component: string, at: ComponentPlace): void;
  /** It ends. `asked`: by a signal that leaves it time to tidy up, not because its process was killed. */
  stop(component: string, at: ComponentPlace, asked: boolean): void;
  /** What the API server answers to whoever reaches it over the cluster's network. */
  serve?(request: HttpRequest): Sim<HttpResponse>;
  /** The watching part of an ingress controller. */
  ingress?(place: IngressPlace): IngressPart;
  /** The part of a provisioner of volumes that asks the API server. */
  provisioner?(place: ProvisionerPlace): ProvisionerPart;
  /** What the component says of itself when it is asked; without an answer it is well. */
  healthy?(component: string, at: ComponentPlace): boolean;
}
/** What an ingress controller's program knows of itself, and what it is told of. */
export interface IngressPlace {
  readonly node: string;
  readonly namespace: string;
  readonly pod: string;
  /** The service account's token, as the file has it. */
  readonly token: string;
  readonly userAgent: string;
  readonly electionId: string;
  /** `k8s.io/ingress-nginx`: Ingresses of classes that name it are its own; so are those with this class as an annotation. */
  readonly controllerClass: string;
  readonly ingressClass: string;
  readonly watchWithoutClass: boolean;
  /** `namespace/name` of a Service, or addresses, for the Ingresses' status; '': that of its node. */
  readonly publishService: string;
  readonly publishAddress: string;
  /** A line of its log: severity, place in the sources, text. */
  readonly log: (severity: 'I' | 'W' | 'E', at: string, text: string) => void;
  /** nginx has its first configuration and listens. */
  readonly listen: () => void;
}

/** The part of an ingress controller that watches the API server. */
export interface IngressPart {
  /** Who it is and whether it may ask; why it cannot go on, if so. */
  connect(): Sim<string | undefined>;
  /** Watches, and tells nginx. */
  start(): void;
  /** The first configuration is in place. */
  readonly ready: boolean;
  /** Where a request leads, by what nginx knows at this moment. */
  route(host: string, path: string): IngressRoute;
  /** It was asked to end: the Ingresses lose its address. */
  shutDown(): Sim<void>;
  stop(): void;
}
export interface IngressRoute {
  /** The server's name; `_`: no Ingress has this host. */
  readonly server: string;
  readonly redirect: boolean;
  /** `default-web-80` */
  readonly upstream: string;
  /** Nobody's: the page that says so. */
  readonly isDefault: boolean;
  readonly path: string;
  /** The next one's turn; undefined: nobody is ready. */
  next(): string | undefined;
}

/** What a provisioner's program knows of itself. */
export interface ProvisionerPlace {
  readonly node: string;
  readonly namespace: string;
  readonly pod: string;
  /** The service account's token, as the file has it. */
  readonly token: string;
  readonly userAgent: string;
  /** `rancher.io/local-path` */
  readonly name: string;
  readonly serviceAccount: string;
  readonly configMap: string;
  /** The text of the configuration file at this moment. */
  readonly config: () => string | undefined;
  /** A line of its log. */
  readonly log: (level: 'debug' | 'info' | 'warning' | 'error', text: string) => void;
  /** A line of the library's, in its form: severity, place in the sources, text. */
  readonly klog: (severity: 'I' | 'E', at: string, text: string) => void;
}

export interface ProvisionerPart {
  /** Reads what it needs; why it cannot go on, if so. */
  connect(): Sim<string | undefined>;
  /** Watches claims and volumes. */
  start(): void;
  /** What keeps it from being ready. */
  unready(): Sim<string | undefined>;
  stop(): void;
}

export interface ComponentPlace {
  readonly node: string;
  readonly podUid: string;
  readonly podIP: string;
  readonly args: readonly string[];
  readonly files: FileSystem;
  /** Says why it cannot go on (a scheduler that lost its lease): the program prints it and exits with 1. */
  readonly fail: (message: string) => void;
}

export interface Process {
  readonly kernel: Kernel;
  /** argv behind the program's own name. */
  readonly args: readonly string[];
  readonly argv0: string;
  readonly env: ReadonlyMap<string, string>;
  readonly hostname: string;
  readonly podIP: string;
  readonly podUid: string;
  readonly nodeName: string;
  readonly user: number;
  readonly group: number;
  readonly groups: readonly number[];
  readonly cwd: string;
  readonly files: FileSystem;
  readonly network: Network;
  readonly random: Prng;
  readonly pid: number;
  /** A terminal is at the other end of standard input and output. */
  readonly tty: boolean;
  /** The image's reference as the Pod names it. */
  readonly image: string;
  /** Ports that the container declares. */
  readonly ports: readonly number[];
  readonly host: ComponentHost | undefined;
  stdout(text: string): void;
  stderr(text: string): void;
  /** The next piece of standard input; undefined at its end. */
  stdin(): Sim<string | undefined>;
  /** Ends with the signal's name when one of them arrives; from the first call on they no longer end the process by themselves. */
  signal(...names: readonly SignalName[]): Wait;
  /** What a signal does from now on; `catch` keeps it for `caught`. */
  trap(name: SignalName, disposition: 'catch' | 'ignore' | 'default'): void;
  /** The oldest caught signal that nobody has looked at. */
  caught(): SignalName | undefined;
  /** Sends a signal; false where there is no such process. */
  kill(pid: number, name: SignalName): boolean;
  /** Listens on a port of the Pod's address; throws where somebody does already: `bind() to 0.0.0.0:80 failed (98: Address already in use)`. */
  listen(port: number, handler: HttpHandler): void;
  close(port: number): void;
  /** Takes memory; beyond the container's limit the process is killed (OOMKilled). */
  allocate(bytes: number): void;
  free(bytes: number): void;
  /** CPU in use from now on, in thousandths of a core (for metrics). */
  setCpu(milli: number): void;
  /** Runs another program of the container in the foreground (`sh -c`, exec). 127: there is none of that name; 126: it cannot be run. */
  run(argv: readonly string[], options?: RunOptions): Sim<number>;
  /** Starts another program of the container beside this one. */
  spawn(argv: readonly string[], options?: RunOptions): Child;
  /** A copy of this process that does something else, as a subshell is. */
  fork(name: string, body: (child: Process) => Sim<number>, options?: RunOptions): Child;
  /** Becomes another program, under the same pid. */
  exec(argv: readonly string[], options?: RunOptions): Sim<number>;
  /** What a name would run: `/bin/ls`. */
  which(name: string): string | undefined;
  /** The processes of the container, for ps. */
  processes(): readonly ProcessInfo[];
  /** How ps shows this process. */
  setCommand(command: string): void;
  /** Ends the process; never returns. */
  exit(code: number): never;
}

export interface Program {
  /** `nginx` */
  readonly name: string;
  /** Runs until it returns its exit code. */
  main(proc: Process): Sim<number>;
  /**
   * True (the default of servers): SIGTERM ends it at once, with `sigtermCode` (0). False: it has no handler, so the
   * signal ends it with 143, but the first process of a container does not hear it.
   */
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
  /** Files that depend on the tag. */
  readonly filesOf?: (tag: string) => Readonly<Record<string, string>>;
  /** A stand-in: some plausible program instead of the real one; the page marks it. */
  readonly standIn?: boolean;
}

/** Everything that containers can be made of: images by repository, programs by name. */
export interface Catalog {
  /** The image of a repository; undefined: there is none of that name anywhere. */
  image(repository: string): Image | undefined;
  program(name: string): Program | undefined;
  /** Names of the programs that come with a base. */
  base(base: Image['base']): ReadonlySet<string>;
  /** /etc/os-release */
  release(base: Image['base']): string | undefined;
}
