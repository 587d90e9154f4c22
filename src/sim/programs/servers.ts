// Other servers: redis, the test image agnhost, databases as far as they log and listen.

import { milliseconds, seconds, type Micros } from '../../base/time.ts';
import { sleep, type Sim } from '../kernel/task.ts';
import { NetworkError, type HttpRequest, type HttpResponse } from '../network/http.ts';
import { applet, options } from './busybox/applet.ts';
import { strftime } from './busybox/system.ts';
import type { Process, Program } from './program.ts';

const text = (status: number, body: string, type = 'text/plain'): HttpResponse => ({ status, headers: { 'Content-Type': type }, body });

/** Waits for the end that it is asked for. */
function* untilStopped(proc: Process): Sim<string> {
  return (yield proc.signal('SIGTERM', 'SIGINT')) as string;
}

// ---- redis ----

/** One database for each server process; its clients speak to it by a request each. */
export const redisServer: Program = {
  name: 'redis-server',
  sigtermCode: 0,
  *main(proc) {
    const at = proc.args.indexOf('--port');
    const port = at >= 0 ? Number(proc.args[at + 1]) : 6379;
    const data = new Map<string, string>();
    const say = (mark: string, line: string): void => proc.stdout(`${proc.pid}:M ${strftime('%d %b %Y %T', proc.kernel.wallMs)}.000 ${mark} ${line}\n`);
    proc.stdout(`${proc.pid}:C ${strftime('%d %b %Y %T', proc.kernel.wallMs)}.000 * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n`);
    yield* sleep(milliseconds(15));
    try {
      proc.listen(port, function* (request) {
        yield* sleep(80 as Micros);
        return text(200, redisCommand(data, request.body.split('\n')));
      });
    } catch {
      proc.stdout(`${proc.pid}:M # Warning: Could not create server TCP listening socket *:${port}: bind: Address already in use\n${proc.pid}:M # Failed listening on port ${port} (tcp), aborting.\n`);
      return 1;
    }
    say('*', `Running mode=standalone, port=${port}.`);
    say('*', 'Server initialized');
    say('*', 'Ready to accept connections tcp');
    yield* untilStopped(proc);
    proc.stdout(`${proc.pid}:signal-handler (${Math.floor(proc.kernel.wallMs / 1000)}) Received SIGTERM scheduling shutdown...\n`);
    yield* sleep(milliseconds(30));
    say('#', 'User requested shutdown...');
    say('#', 'Redis is now ready to exit, bye bye...');
    return 0;
  },
};

function redisCommand(data: Map<string, string>, argv: readonly string[]): string {
  const [name = '', key = '', value = ''] = argv;
  const number = (n: number): string => {
    const next = Number(data.get(key) ?? 0) + n;
    if (Number.isNaN(next)) return '(error) ERR value is not an integer or out of range';
    data.set(key, String(next));
    return `(integer) ${next}`;
  };
  switch (name.toUpperCase()) {
    case 'PING':
      return argv.length > 1 ? `"${key}"` : 'PONG';
    case 'SET':
      data.set(key, value);
      return 'OK';
    case 'GET':
      return data.has(key) ? `"${data.get(key) as string}"` : '(nil)';
    case 'DEL':
      return `(integer) ${argv.slice(1).filter((k) => data.delete(k)).length}`;
    case 'EXISTS':
      return `(integer) ${argv.slice(1).filter((k) => data.has(k)).length}`;
    case 'INCR':
      return number(1);
    case 'DECR':
      return number(-1);
    case 'INCRBY':
      return number(Number(value));
    case 'KEYS':
      return [...data.keys()].sort().map((k, i) => `${i + 1}) "${k}"`).join('\n') || '(empty array)';
    case 'DBSIZE':
      return `(integer) ${data.size}`;
    case 'FLUSHALL':
      data.clear();
      return 'OK';
    default:
      return `(error) ERR unknown command '${name}', with args beginning with: ${argv.slice(1).map((a) => `'${a}' `).join('')}`;
  }
}

export const redisCli: Program = applet('redis-cli', function* (proc, args) {
  const { values, rest } = options(args, 'hpan');
  const host = values.get('h') ?? '127.0.0.1';
  const port = values.get('p') ?? '6379';
  try {
    const { body } = yield* proc.network.http({ method: 'POST', url: `http://${host}:${port}/`, body: rest.join('\n') });
    // Without a terminal the answers come bare.
    proc.stdout(`${proc.tty ? body : body.replace(/^"(.*)"$/, '$1').replace(/^\(nil\)$/, '').replace(/^\(integer\) /, '')}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    proc.stderr(`Could not connect to Redis at ${host}:${port}: ${error.kind === 'noSuchHost' ? 'Name or service not known' : error.kind === 'timeout' ? 'Connection timed out' : 'Connection refused'}\n`);
    return 1;
  }
});

// ---- agnhost ----

export const agnhost: Program = {
  name: 'agnhost',
  sigtermCode: 0,
  *main(proc) {
    const [command = 'pause'] = proc.args;
    const { values } = options(proc.args.slice(1), '', ['http-port', 'port', 'udp-port', 'delay-shutdown']);
    if (command === 'pause') {
      proc.stdout('Paused\n');
      yield* untilStopped(proc);
      return 0;
    }
    if (command === 'liveness') {
      const began = proc.kernel.now;
      proc.listen(8080, function* (request) {
        yield* sleep(200 as Micros);
        const age = (proc.kernel.now - began) / 1e6;
        // Well for ten seconds, then not any more.
        if (request.path.startsWith('/healthz')) return age > 10 ? text(500, `error: ${age}`) : text(200, 'ok');
        return text(200, 'ok');
      });
      yield* untilStopped(proc);
      return 0;
    }
    if (command === 'serve-hostname') {
      const port = Number(values.get('port') ?? 9376);
      proc.listen(port, function* () {
        yield* sleep(200 as Micros);
        return text(200, proc.hostname);
      });
      yield* untilStopped(proc);
      return 0;
    }
    if (command === 'netexec') {
      const port = Number(values.get('http-port') ?? 8080);
      proc.stdout(`Started HTTP server on port ${port}\n`);
      proc.listen(port, (request) => netexec(proc, request));
      yield* untilStopped(proc);
      yield* sleep(seconds(Number(values.get('delay-shutdown') ?? 0)));
      return 0;
    }
    proc.stderr(`Error: unknown command "${command}" for "app"\n`);
    return 1;
  },
};

function* netexec(proc: Process, request: HttpRequest): Sim<HttpResponse> {
  yield* sleep(200 as Micros);
  const [path = '', query = ''] = request.path.split('?');
  const params = new Map(query.split('&').map((p) => p.split('=').map(decodeURIComponent) as [string, string]));
  proc.stdout(`${request.method} ${request.path}\n`);
  switch (path) {
    case '/':
      return text(200, `NOW: ${strftime('%Y-%m-%d %T', proc.kernel.wallMs)} +0000 UTC`);
    case '/hostname':
    case '/hostName':
      return text(200, proc.hostname);
    case '/clientip':
      return text(200, `${request.remote}:40000`);
    case '/echo':
      return text(Number(params.get('code') ?? 200), params.get('msg') ?? '');
    case '/healthz':
      return text(200, '');
    case '/exit':
      proc.kernel.soon(() => proc.kill(proc.pid, 'SIGINT'));
      return text(200, '');
    case '/shell': {
      let output = '';
      yield* proc.run(['sh', '-c', params.get('shellCommand') ?? params.get('cmd') ?? ''], { stdout: (t) => (output += t), stderr: (t) => (output += t) });
      return text(200, JSON.stringify({ output }), 'application/json');
    }
    default:
      return text(404, '404 page not found\n');
  }
}

// ---- databases and brokers: what they say, and that somebody answers on their port ----

interface Talk {
  readonly name: string;
  readonly port: number;
  /** An environment variable without which it refuses to start. */
  readonly needs?: readonly string[];
  readonly refusal?: string;
  readonly startMs: number;
  readonly memory: number;
  readonly lines: (proc: Process) => readonly string[];
}

const daemon = (talk: Talk): Program => ({
  name: talk.name,
  sigtermCode: 0,
  *main(proc) {
    if (talk.needs && !talk.needs.some((name) => proc.env.get(name))) {
      yield* sleep(milliseconds(120));
      proc.stderr(talk.refusal ?? '');
      return 1;
    }
    proc.allocate(talk.memory);
    const lines = talk.lines(proc);
    for (const [i, line] of lines.entries()) {
      if (i === lines.length - 1) yield* sleep(milliseconds(talk.startMs + proc.random.below(talk.startMs)));
      proc.stderr(`${line}\n`);
    }
    proc.listen(talk.port, function* () {
      yield* sleep(300 as Micros);
      return text(200, '');
    });
    yield* untilStopped(proc);
    yield* sleep(milliseconds(120));
    return 0;
  },
});

const pg = (proc: Process, line: string): string => `${strftime('%Y-%m-%d %T', proc.kernel.wallMs)}.000 UTC [${proc.pid}] LOG:  ${line}`;

export const DATABASES: readonly Program[] = [
  daemon({
    name: 'postgres',
    port: 5432,
    needs: ['POSTGRES_PASSWORD', 'POSTGRES_HOST_AUTH_METHOD', 'POSTGRES_PASSWORD_FILE'],
    refusal: 'Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".\n',
    startMs: 900,
    memory: 60 * 1024 * 1024,
    lines: (proc) => [pg(proc, 'starting PostgreSQL'), pg(proc, 'listening on IPv4 address "0.0.0.0", port 5432'), pg(proc, 'database system is ready to accept connections')],
  }),
  daemon({ name: 'mongod', port: 27_017, startMs: 600, memory: 110 * 1024 * 1024, lines: () => ['{"s":"I","c":"CONTROL","msg":"MongoDB starting"}', '{"s":"I","c":"NETWORK","msg":"Waiting for connections","attr":{"port":27017}}'] }),
  daemon({ name: 'memcached', port: 11_211, startMs: 20, memory: 4 * 1024 * 1024, lines: () => [] }),
  daemon({ name: 'rabbitmq-server', port: 5672, startMs: 3000, memory: 140 * 1024 * 1024, lines: () => ['  ##  ##      RabbitMQ', ' completed with 3 plugins.'] }),
];
