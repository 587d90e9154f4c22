// Small web servers that tutorials deploy: each says who answered, in its own form.

import { milliseconds, type Micros } from '../../base/time.ts';
import { sleep, type Sim } from '../kernel/task.ts';
import type { HttpRequest, HttpResponse } from '../network/http.ts';
import { strftime } from './busybox/system.ts';
import type { Process, Program } from './program.ts';

type Answer = (proc: Process, request: HttpRequest) => HttpResponse;

interface Server {
  readonly name: string;
  readonly port: (proc: Process) => number;
  /** What it says when it listens. */
  readonly started: (proc: Process, port: number) => string;
  /** What it says of each request. */
  readonly logged?: (proc: Process, request: HttpRequest) => string;
  readonly answer: Answer;
  /** What keeps it from starting. */
  readonly problem?: (proc: Process) => { readonly text: string; readonly code: number } | undefined;
}

const server = ({ name, port, started, logged, answer, problem }: Server): Program => ({
  name,
  sigtermCode: 0,
  *main(proc) {
    yield* sleep(milliseconds(20 + proc.random.below(40)));
    const wrong = problem?.(proc);
    if (wrong) {
      proc.stderr(wrong.text);
      return wrong.code;
    }
    const number = port(proc);
    const handler = function* (request: HttpRequest): Sim<HttpResponse> {
      yield* sleep((150 + proc.random.below(400)) as Micros);
      if (logged) proc.stdout(logged(proc, request));
      return answer(proc, request);
    };
    try {
      proc.listen(number, handler);
    } catch {
      proc.stderr(`listen tcp :${number}: bind: address already in use\n`);
      return 1;
    }
    proc.stdout(started(proc, number));
    yield proc.signal('SIGTERM', 'SIGINT');
    return 0;
  },
});

const plain = (body: string, headers: Readonly<Record<string, string>> = {}): HttpResponse => ({ status: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers }, body });
const goTime = (proc: Process): string => strftime('%Y/%m/%d %T', proc.kernel.wallMs);
const numberOf = (proc: Process, name: string, fallback: number): number => Number(proc.env.get(name) || fallback);
/** `-text=hi`, `--text hi` */
function flag(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((arg) => new RegExp(`^--?${name}(=|$)`).test(arg));
  if (at < 0) return undefined;
  const arg = args[at] as string;
  return arg.includes('=') ? arg.slice(arg.indexOf('=') + 1) : args[at + 1];
}
const requestText = ({ method, path, headers }: HttpRequest, first = `${method} ${path} HTTP/1.1`): string => `${first}\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`).join('')}`;

export const HELLO_SERVERS: readonly Program[] = [
  server({
    name: 'hello-app',
    port: (proc) => numberOf(proc, 'PORT', 8080),
    started: (proc, port) => `${goTime(proc)} Server listening on port ${port}\n`,
    logged: (proc, { path }) => `${goTime(proc)} Serving request: ${path}\n`,
    answer: (proc) => plain(`Hello, world!\nVersion: ${versionOf(proc)}\nHostname: ${proc.hostname}\n`),
  }),
  server({
    name: 'http-echo',
    port: (proc) => Number((flag(proc.args, 'listen') ?? ':5678').split(':').pop()),
    problem: (proc) => ((flag(proc.args, 'text') ?? proc.env.get('ECHO_TEXT')) ? undefined : { text: 'Missing -text option!\n', code: 127 }),
    started: (proc, port) => `${goTime(proc)} [INFO] server is listening on :${port}\n`,
    logged: (proc, { headers, remote, method, path }) => `${goTime(proc)} ${headers.Host ?? ''} ${remote}:${40_000 + proc.random.below(20_000)} "${method} ${path} HTTP/1.1" 200 ${(flag(proc.args, 'text') ?? '').length + 1} "${headers['User-Agent'] ?? ''}" ${12 + proc.random.below(40)}µs\n`,
    answer: (proc, { path }) => (path === '/health' ? { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"status":"ok"}\n' } : plain(`${flag(proc.args, 'text') ?? proc.env.get('ECHO_TEXT') ?? ''}\n`, { 'X-App-Name': 'http-echo', 'X-App-Version': '1.0.0' })),
  }),
  server({
    name: 'nginx-hello',
    port: () => 80,
    started: () => '',
    logged: (proc, { remote, method, path, headers }) => `${remote} - - [${strftime('%d/%b/%Y:%T +0000', proc.kernel.wallMs)}] "${method} ${path} HTTP/1.1" 200 0 "-" "${headers['User-Agent'] ?? '-'}" "-"\n`,
    answer: (proc, { path }) => {
      const lines = [['Server address', `${proc.podIP}:80`], ['Server name', proc.hostname], ['Date', strftime('%d/%b/%Y:%T +0000', proc.kernel.wallMs)], ['URI', path]] as const;
      if (/:plain-text/.test(proc.image)) return plain(`${lines.map(([name, value]) => `${name}: ${value}\n`).join('')}Request ID: ${hex(proc, 32)}\n`);
      return { status: 200, headers: { 'Content-Type': 'text/html' }, body: `<!DOCTYPE html>\n<html>\n<head><title>Hello World</title></head>\n<body>\n${lines.map(([name, value]) => `<p><span>${name}:</span> <span>${value}</span></p>\n`).join('')}</body>\n</html>\n` };
    },
  }),
  server({
    name: 'echo-server',
    port: (proc) => numberOf(proc, 'PORT', 8080),
    started: (_proc, port) => `Echo server listening on port ${port}.\n`,
    logged: (proc, { remote, method, path }) => `${remote}:${40_000 + proc.random.below(20_000)} | ${method} ${path}\n`,
    answer: (proc, request) => plain(`Request served by ${proc.hostname}\n\n${requestText(request, `${request.method} ${request.path} HTTP/1.1`)}${request.body === '' ? '' : `\n${request.body}\n`}`),
  }),
  server({
    name: 'whoami',
    port: (proc) => Number(flag(proc.args, 'port') ?? proc.env.get('WHOAMI_PORT_NUMBER') ?? 80),
    started: (proc, port) => `${goTime(proc)} Starting up on port ${port}\n`,
    answer: (proc, request) => (request.path.startsWith('/health') ? plain('') : plain(`Hostname: ${proc.hostname}\nIP: 127.0.0.1\nIP: ::1\nIP: ${proc.podIP}\nRemoteAddr: ${request.remote}:${40_000 + proc.random.below(20_000)}\n${requestText(request)}\n`)),
  }),
  server({
    name: 'echoserver',
    port: () => 8080,
    started: () => 'Generating self-signed cert\nStarting nginx\n',
    logged: (proc, { remote, method, path, headers }) => `${remote} - - [${strftime('%d/%b/%Y:%T +0000', proc.kernel.wallMs)}] "${method} ${path} HTTP/1.1" 200 0 "-" "${headers['User-Agent'] ?? '-'}"\n`,
    answer: (proc, { method, path, headers, remote, body }) => plain(`\n\nHostname: ${proc.hostname}\n\nRequest Information:\n\tclient_address=${remote}\n\tmethod=${method}\n\treal path=${path}\n\tquery=${path.split('?')[1] ?? ''}\n\trequest_version=1.1\n\trequest_scheme=http\n\nRequest Headers:\n${Object.entries(headers).map(([name, value]) => `\t${name.toLowerCase()}=${value}\n`).join('')}\nRequest Body:\n\t${body || '-no body in request-'}\n\n`),
  }),
];

const versionOf = (proc: Process): string => {
  const tag = /:([^/@:]+)(@|$)/.exec(proc.image)?.[1] ?? '1.0';
  return /^\d+\.\d+$/.test(tag) ? `${tag}.0` : /^\d/.test(tag) ? tag : '1.0.0';
};

const hex = (proc: Process, n: number): string => Array.from({ length: n }, () => proc.random.below(16).toString(16)).join('');
