// nginx: serves files, logs as the official image does, and understands a little of its configuration: listen, root,
// return, proxy_pass. Also the nginx of the real-1 recordings, which is busybox' httpd behind a script.

import { milliseconds, type Micros } from '../../base/time.ts';
import { sleep, type Sim } from '../kernel/task.ts';
import { NetworkError, type HttpRequest, type HttpResponse, type NetworkFault } from '../network/http.ts';
import { contentType } from './busybox/net.ts';
import { strftime } from './busybox/system.ts';
import { FileError, type Process, type Program, type SignalName } from './program.ts';

export const welcomePage = (version: string): string => `<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n<p>version ${version}</p>\n</body>\n</html>\n`;

interface Location {
  readonly prefix: string;
  readonly exact: boolean;
  readonly root?: string;
  readonly status?: number;
  readonly text?: string;
  readonly pass?: string;
}
interface Server {
  readonly port: number;
  readonly root: string;
  readonly locations: readonly Location[];
}

export const DEFAULT_CONF = 'server {\n    listen       80;\n    server_name  localhost;\n\n    location / {\n        root   /usr/share/nginx/html;\n        index  index.html index.htm;\n    }\n}\n';

export const nginx: Program = {
  name: 'nginx',
  sigtermCode: 0,
  *main(proc) {
    if (proc.args.includes('-v') || proc.args.includes('-V')) {
      proc.stderr(`nginx version: nginx/${versionOf(proc)}\n`);
      return 0;
    }
    const order = proc.args.indexOf('-s');
    if (order >= 0) return tellMaster(proc, proc.args[order + 1] ?? '');
    let servers = configured(proc);
    if (typeof servers === 'string') {
      proc.stderr(`${stamp(proc)} [emerg] ${proc.pid}#${proc.pid}: ${servers}\nnginx: [emerg] ${servers}\n`);
      return 1;
    }
    if (proc.args.includes('-t')) {
      proc.stderr('nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n');
      return 0;
    }
    const open = { requests: 0 };
    for (const server of servers) {
      if (yield* bound(proc, server, open)) continue;
      proc.stderr(`${stamp(proc)} [emerg] ${proc.pid}#${proc.pid}: still could not bind()\nnginx: [emerg] still could not bind()\n`);
      return 1;
    }
    const notice = (text: string): void => proc.stderr(`${stamp(proc)} [notice] ${proc.pid}#${proc.pid}: ${text}\n`);
    notice('using the "epoll" event method');
    notice(`nginx/${versionOf(proc)}`);
    notice('start worker processes');
    notice(`start worker process ${proc.pid + 28}`);
    let signal = (yield proc.signal('SIGTERM', 'SIGQUIT', 'SIGINT', 'SIGHUP')) as string;
    for (; signal === 'SIGHUP'; signal = (yield proc.signal('SIGTERM', 'SIGQUIT', 'SIGINT', 'SIGHUP')) as string) {
      notice('signal 1 (SIGHUP) received, reconfiguring');
      const next = configured(proc);
      if (typeof next === 'string') {
        proc.stderr(`${stamp(proc)} [emerg] ${proc.pid}#${proc.pid}: ${next}\n`);
        continue;
      }
      notice('reconfiguring');
      for (const { port } of servers) proc.close(port);
      servers = next;
      for (const server of servers) yield* bound(proc, server, open);
      notice('start worker processes');
    }
    notice(signal === 'SIGQUIT' ? 'signal 3 (SIGQUIT) received, shutting down' : `signal 15 (SIGTERM) received, exiting`);
    // Nobody gets in any more; asked politely, it answers those who are in.
    for (const { port } of servers) proc.close(port);
    do yield* sleep(milliseconds(20));
    while (signal === 'SIGQUIT' && open.requests > 0);
    notice('exit');
    return 0;
  },
};

const ORDERS: Readonly<Record<string, SignalName>> = { stop: 'SIGTERM', quit: 'SIGQUIT', reload: 'SIGHUP', reopen: 'SIGUSR1' };

/** `nginx -s reload`: a second one tells the first. */
function tellMaster(proc: Process, order: string): number {
  const name = ORDERS[order];
  if (!name) {
    proc.stderr(`nginx: invalid option: "-s ${order}"\n`);
    return 1;
  }
  const master = proc.processes().find(({ pid, command }) => pid !== proc.pid && /^nginx\b/.test(command));
  const to = (text: string): void => proc.stderr(`${stamp(proc)} [${master ? 'notice' : 'error'}] ${proc.pid}#${proc.pid}: ${text}\n`);
  if (!master) {
    to('open() "/run/nginx.pid" failed (2: No such file or directory)');
    proc.stderr('nginx: [error] open() "/run/nginx.pid" failed (2: No such file or directory)\n');
    return 1;
  }
  to('signal process started');
  if (name !== 'SIGUSR1') proc.kill(master.pid, name);
  return 0;
}

/** The official image's entrypoint: says that it looks for configuration, then becomes what it is told to run. */
export const nginxEntrypoint: Program = {
  name: 'docker-entrypoint.sh',
  stoppedBySigterm: false,
  *main(proc) {
    const [command = 'nginx', ...args] = proc.args;
    if (command === 'nginx') {
      const say = (text: string): void => proc.stdout(`/docker-entrypoint.sh: ${text}\n`);
      say('/docker-entrypoint.d/ is not empty, will attempt to perform configuration');
      say('Looking for shell scripts in /docker-entrypoint.d/');
      yield* sleep(milliseconds(30));
      say('Configuration complete; ready for start up');
    }
    return yield* proc.exec([command, ...args]);
  },
};

/** The nginx of the real-1 recordings. */
export const realNginxEntrypoint: Program = {
  name: 'docker-entrypoint.sh',
  sigtermCode: 0,
  *main(proc) {
    const [command = 'nginx', ...args] = proc.args;
    if (command !== 'nginx') return yield* proc.exec([command, ...args]);
    proc.setCommand('{docker-entrypoi} /bin/sh /docker-entrypoint.sh nginx -g daemon off;');
    // The script starts a few small processes before the server.
    for (let i = 0; i < 5; i++) yield* proc.fork('sh', none).wait();
    proc.stdout('/docker-entrypoint.sh: Configuration complete; ready for start up\n');
    const child = proc.spawn(['httpd', '-f', '-v', '-p', '80', '-h', '/usr/share/nginx/html']);
    return yield* child.wait();
  },
};

/** Apache, as far as it serves files. */
export const httpdForeground: Program = {
  name: 'httpd-foreground',
  sigtermCode: 0,
  *main(proc) {
    try {
      proc.listen(80, none as never);
      proc.close(80);
    } catch {
      proc.stderr('(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80\n(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n');
      return 1;
    }
    const say = (text: string): void => proc.stderr(`[${strftime('%a %b %d %T.000000 %Y', proc.kernel.wallMs)}] [mpm_event:notice] [pid ${proc.pid}:tid ${proc.pid}] ${text}\n`);
    say('AH00489: Apache/2.4.65 (Unix) configured -- resuming normal operations');
    say("AH00094: Command line: 'httpd -D FOREGROUND'");
    return yield* proc.spawn(['httpd', '-f', '-p', '80', '-h', '/usr/local/apache2/htdocs']).wait();
  },
};

// eslint-disable-next-line require-yield
function* none(): Sim<number> {
  return 0;
}

/** Tries five times, as nginx does where the address is in use. */
function* bound(proc: Process, server: Server, open: { requests: number }): Sim<boolean> {
  const answer = function* (request: HttpRequest): Sim<HttpResponse> {
    open.requests++;
    try {
      return yield* serve(proc, server, request);
    } finally {
      open.requests--;
    }
  };
  for (let i = 0; i < 5; i++) {
    try {
      proc.listen(server.port, answer);
      return true;
    } catch {
      const text = `bind() to 0.0.0.0:${server.port} failed (98: Address already in use)`;
      proc.stderr(`${stamp(proc)} [emerg] ${proc.pid}#${proc.pid}: ${text}\nnginx: [emerg] ${text}\n`);
      yield* sleep(milliseconds(500));
    }
  }
  return false;
}

function* serve(proc: Process, server: Server, request: HttpRequest): Sim<HttpResponse> {
  const path = request.path.split('?')[0] as string;
  yield* sleep((150 + proc.random.below(250)) as Micros);
  const location = [...server.locations].sort((a, b) => Number(b.exact) - Number(a.exact) || b.prefix.length - a.prefix.length).find((l) => (l.exact ? path === l.prefix : path.startsWith(l.prefix)));
  let response: HttpResponse;
  if (location?.pass) response = yield* proxied(proc, location.pass, request);
  else if (location?.status !== undefined) response = { status: location.status, body: location.text ?? errorPage(proc, location.status), headers: { 'Content-Type': 'text/plain' } };
  else response = fileAt(proc, location?.root ?? server.root, path);
  const agent = request.headers['User-Agent'] ?? '-';
  proc.stdout(`${request.remote} - - [${strftime('%d/%b/%Y:%T %z', proc.kernel.wallMs)}] "${request.method} ${request.path} HTTP/1.1" ${response.status} ${response.body.length} "-" "${agent}" "-"\n`);
  return { ...response, headers: { Server: `nginx/${versionOf(proc)}`, ...response.headers } };
}

function* proxied(proc: Process, pass: string, request: HttpRequest): Sim<HttpResponse> {
  try {
    return yield* proc.network.http({ method: request.method, url: pass.replace(/\/$/, '') + request.path, headers: { ...request.headers, 'X-Forwarded-For': request.remote }, body: request.body, timeout: 60_000_000 as Micros });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    proc.stderr(`${stamp(proc)} [error] ${proc.pid + 28}#${proc.pid + 28}: *1 ${UPSTREAM_FAULTS[error.kind]} upstream, client: ${request.remote}, request: "${request.method} ${request.path} HTTP/1.1", upstream: "${pass}"\n`);
    const status = error.kind === 'timeout' ? 504 : 502;
    return { status, body: errorPage(proc, status) };
  }
}

/** What its error log says of an upstream, up to the word itself. */
export const UPSTREAM_FAULTS: Readonly<Record<NetworkFault, string>> = {
  timeout: 'upstream timed out (110: Operation timed out) while connecting to',
  noSuchHost: 'host not found in upstream while connecting to',
  refused: 'connect() failed (111: Connection refused) while connecting to',
  unreachable: 'connect() failed (113: Host is unreachable) while connecting to',
  reset: 'upstream prematurely closed connection while reading response header from',
};

function fileAt(proc: Process, root: string, path: string): HttpResponse {
  const file = `${root}${path}`;
  const candidates = path.endsWith('/') ? [`${file}index.html`, `${file}index.htm`] : [file];
  for (const candidate of candidates) {
    try {
      const content = proc.files.read(candidate);
      if (content !== undefined) return { status: 200, headers: { 'Content-Type': contentType(candidate) }, body: content };
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { status: 403, body: errorPage(proc, 403) };
    }
  }
  if (path.endsWith('/') && proc.files.isDirectory(file)) return { status: 403, body: errorPage(proc, 403) };
  proc.stderr(`${stamp(proc)} [error] ${proc.pid + 28}#${proc.pid + 28}: *1 open() "${file}" failed (2: No such file or directory)\n`);
  return { status: 404, body: errorPage(proc, 404) };
}

const TITLES: Readonly<Record<number, string>> = { 403: '403 Forbidden', 404: '404 Not Found', 500: '500 Internal Server Error', 502: '502 Bad Gateway', 503: '503 Service Temporarily Unavailable', 504: '504 Gateway Time-out' };
const errorPage = (proc: Process, status: number): string => {
  const title = TITLES[status] ?? String(status);
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${versionOf(proc)}</center>\r\n</body>\r\n</html>\r\n`;
};

const stamp = (proc: Process): string => strftime('%Y/%m/%d %T', proc.kernel.wallMs);

function versionOf(proc: Process): string {
  const tag = /:([^/@]+)(@|$)/.exec(proc.image)?.[1] ?? '';
  const m = /^(\d+\.\d+)(\.\d+)?/.exec(tag);
  return m ? `${m[1] as string}${m[2] ?? '.0'}` : '1.29.0';
}

/** The servers that the configuration makes, or what is wrong with it. */
function configured(proc: Process): readonly Server[] | string {
  const files = proc.files.list('/etc/nginx/conf.d')?.filter((n) => n.endsWith('.conf')).map((n) => `/etc/nginx/conf.d/${n}`) ?? [];
  let text = '';
  for (const file of files) text += `${proc.files.read(file) ?? ''}\n`;
  const main = proc.files.read('/etc/nginx/nginx.conf') ?? '';
  if (/\bserver\s*\{/.test(main)) text += main;
  // Most servers run with the configuration that the one before them had.
  if (text !== last.text) last = { text, servers: parsed(text) };
  return last.servers;
}
let last: { readonly text: string; readonly servers: readonly Server[] | string } = { text: '', servers: parsed('') };

function parsed(text: string): readonly Server[] | string {
  const clean = text.replace(/#.*$/gm, '');
  const servers: Server[] = [];
  for (const body of blocks(clean, /\bserver\s*\{/g)) {
    if (typeof body !== 'string') return 'unexpected end of file, expecting "}" in /etc/nginx/conf.d/default.conf';
    const locations: Location[] = [];
    let outer = body;
    for (const m of body.matchAll(/location\s+(=\s*|~\*?\s*|\^~\s*)?(\S+)\s*\{([^}]*)\}/g)) {
      const inner = m[3] as string;
      outer = outer.replace(m[0], '');
      const returned = /return\s+(\d+)\s*(?:'([^']*)'|"([^"]*)"|([^;]*))?;/.exec(inner);
      const root = /root\s+([^;\s]+);/.exec(inner)?.[1] ?? /alias\s+([^;\s]+);/.exec(inner)?.[1];
      const pass = /proxy_pass\s+([^;\s]+);/.exec(inner)?.[1];
      locations.push({
        prefix: m[2] as string,
        exact: (m[1] ?? '').startsWith('='),
        ...(root ? { root } : {}),
        ...(returned ? { status: Number(returned[1]), text: (returned[2] ?? returned[3] ?? returned[4] ?? '').trim().replace(/\\n/g, '\n') } : {}),
        ...(pass ? { pass } : {}),
      });
    }
    const direct = /return\s+(\d+)\s*(?:'([^']*)'|"([^"]*)"|([^;]*))?;/.exec(outer);
    if (direct) locations.push({ prefix: '/', exact: false, status: Number(direct[1]), text: (direct[2] ?? direct[3] ?? direct[4] ?? '').trim().replace(/\\n/g, '\n') });
    servers.push({ port: Number(/listen\s+(?:[\d.]+:)?(\d+)/.exec(outer)?.[1] ?? 80), root: /root\s+([^;\s]+);/.exec(outer)?.[1] ?? '/usr/share/nginx/html', locations });
  }
  const byPort = new Map(servers.map((s) => [s.port, s]));
  return byPort.size ? [...byPort.values()] : [{ port: 80, root: '/usr/share/nginx/html', locations: [] }];
}

/** The bodies of blocks with balanced braces. */
function blocks(text: string, opening: RegExp): (string | undefined)[] {
  const out: (string | undefined)[] = [];
  for (const m of text.matchAll(opening)) {
    let depth = 1;
    let i = (m.index ?? 0) + m[0].length;
    const from = i;
    while (i < text.length && depth > 0) {
      if (text[i] === '{') depth++;
      if (text[i] === '}') depth--;
      i++;
    }
    out.push(depth === 0 ? text.slice(from, i - 1) : undefined);
  }
  return out;
}
