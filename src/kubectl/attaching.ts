// Logs of containers, and connections to what runs in them: exec, attach.
// Upstream: k8s.io/kubectl/pkg/polymorphichelpers/logsforobject.go, k8s.io/kubectl/pkg/cmd/{logs,exec,attach}

import type { Status } from '../sim/api/errors.ts';
import { REPEATED, type Stream } from '../sim/api/http.ts';
import type { RemoteItem, RemoteStream } from '../sim/api/remoteStream.ts';
import type { Sim } from '../sim/kernel/task.ts';
import { ExitError, KubectlError } from './errors.ts';
import type { RemoteObject } from './helper.ts';
import type { Invocation } from './invocation.ts';
import { nameOf, namespaceOf } from './output/object.ts';
import { chosenContainer, type NamedContainer } from './podPicking.ts';
import { events } from './watching.ts';

export interface LogQuery {
  readonly [parameter: string]: string;
}

/** Reads one container's log: each piece of text as it comes. */
export function* readLog(k: Invocation, pod: RemoteObject, container: string, query: LogQuery, each: (text: string) => void): Sim<void> {
  const path = `/api/v1/namespaces/${namespaceOf(pod)}/pods/${nameOf(pod)}/log`;
  const follow = query.follow === 'true';
  const response = yield* k.http.exchange({ method: 'GET', path, query: { container, ...query }, stream: follow });
  if (response.stream) {
    yield* events<string>(response.stream as unknown as Stream<string>, function* (text) {
      each(text);
    });
    return;
  }
  if (typeof response.body === 'string') each(response.body);
}

/** What `run` shows of a Pod that was too quick to attach to. */
export function* shownLogs(k: Invocation, pod: RemoteObject, query: LogQuery): Sim<void> {
  const container = chosenContainer(k, pod, '', true);
  yield* readLog(k, pod, container.name, query, (text) => k.out(text));
}

export interface StreamOptions {
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet?: boolean;
}

/** Joins what a container prints and reads. */
export function* attachTo(k: Invocation, pod: RemoteObject, options: StreamOptions, containerName = ''): Sim<void> {
  const container = attachable(k, pod, containerName, options.quiet === true);
  let tty = options.tty && options.stdin;
  if (options.tty && !container.tty) {
    tty = false;
    if (!options.quiet) k.err(`error: Unable to use a TTY - container ${container.name} did not allocate one\n`);
  }
  if (!options.quiet) k.err("All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n");
  yield* connect(k, pod, 'attach', { container: container.name, stdin: options.stdin, tty });
}

function attachable(k: Invocation, pod: RemoteObject, name: string, quiet: boolean): NamedContainer {
  try {
    return chosenContainer(k, pod, name, quiet);
  } catch (error) {
    throw error instanceof KubectlError ? new KubectlError(`cannot attach to the container: ${error.message}`) : error;
  }
}

export interface Connection {
  readonly container: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly command?: readonly string[];
  /** All of standard input, where it is not the process'. */
  readonly input?: string;
  /** Where output goes, if not on. */
  readonly out?: (text: string) => void;
  readonly err?: (text: string) => void;
}

/** Takes over a connection to a container, until its other end closes it. Throws where the command failed. */
export function* connect(k: Invocation, pod: RemoteObject, subresource: 'exec' | 'attach', how: Connection): Sim<void> {
  const query: Record<string, string> = {
    ...(how.command ? { command: how.command.join(REPEATED) } : {}),
    container: how.container,
    ...(how.tty ? {} : { stderr: 'true' }),
    ...(how.stdin ? { stdin: 'true' } : {}),
    stdout: 'true',
    ...(how.tty ? { tty: 'true' } : {}),
  };
  const path = `/api/v1/namespaces/${namespaceOf(pod)}/pods/${nameOf(pod)}/${subresource}`;
  const stream = (yield* k.http.open<RemoteItem>({ method: 'GET', path, query, accept: 'application/json, */*' })) as unknown as RemoteStream;
  const { process } = k;
  if (how.input !== undefined) {
    stream.write(how.input);
    stream.write(undefined);
  } else if (how.stdin) process.children.push(process.kernel.spawn('kubectl/stdin', copyInput(k, stream)));
  // In a terminal Ctrl+C goes to the program at the other end.
  if (how.tty) process.onInterrupt = () => stream.write('\x03');
  let end: Status | undefined;
  try {
    yield* events<RemoteItem>(stream as unknown as Stream<RemoteItem>, function* (item) {
      if (item.channel === 'stdout') (how.out ?? ((text) => k.out(text)))(item.text);
      else if (item.channel === 'stderr') (how.err ?? ((text) => k.err(text)))(item.text);
      else if (item.channel === 'error') {
        end = item.status;
        return true;
      }
      return false;
    });
  } finally {
    process.onInterrupt = undefined;
  }
  if (end) reportEnd(end);
}

function* copyInput(k: Invocation, stream: RemoteStream): Sim<void> {
  if (!k.process.interactive) {
    const text = yield* k.process.readAll();
    if (text !== '') stream.write(text);
    stream.write(undefined);
    return;
  }
  for (;;) {
    const piece = yield* k.process.read();
    stream.write(piece);
    if (piece === undefined) return;
  }
}

/** Upstream: k8s.io/client-go/tools/remotecommand/v4.go, k8s.io/client-go/util/exec */
function reportEnd(status: Status): void {
  if (status.status === 'Success') return;
  const cause = status.details?.causes?.find((c) => c.reason === 'ExitCode');
  if (cause) {
    const code = Number(cause.message);
    throw new ExitError(code, `command terminated with exit code ${code}`);
  }
  throw new KubectlError(status.message ?? 'unknown');
}
