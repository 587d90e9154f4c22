// Tools that reach others over the network beside curl: wget, nc, nslookup, ping, and busybox' own web server.

import { milliseconds, seconds, type Micros } from '../../../base/time.ts';
import { isAddress, NetworkError, parseUrl, type HttpRequest, type HttpResponse } from '../../network/http.ts';
import { Signal } from '../../kernel/signal.ts';
import { sleep, type Sim } from '../../kernel/task.ts';
import type { Process, Program } from '../program.ts';
import { applet, attempt, options, pathOf, rest } from './applet.ts';
import { reasonOf } from './reason.ts';

const wget = applet('wget', function* (proc, args) {
  const { flags, values, rest: urls } = options(args, 'OTtUSP', ['header', 'post-data', 'timeout', 'tries', 'user-agent', 'method']);
  const quiet = flags.has('q');
  const url = urls[0];
  if (url === undefined) {
    proc.stderr('BusyBox v1.36.1 multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [-P DIR] [-S] URL...\n');
    return 1;
  }
  const target = parseUrl(url);
  const limit = values.get('T') ?? values.get('timeout');
  const header = values.get('header');
  const name = values.get('O') ?? (target?.path.split('/').pop()?.split('?')[0] || 'index.html');
  try {
    if (!quiet) proc.stderr(`Connecting to ${target?.host ?? ''} (${yield* shownAddress(proc, target?.host ?? '', target?.port ?? 80)})\n`);
    const response = yield* proc.network.http({
      method: values.has('post-data') ? 'POST' : 'GET',
      url,
      headers: { 'User-Agent': 'Wget', ...(header ? Object.fromEntries([header.split(/:\s*/) as [string, string]]) : {}) },
      body: values.get('post-data') ?? '',
      ...(limit ? { timeout: seconds(Number(limit)) } : {}),
    });
    if (response.status >= 400) {
      proc.stderr(`wget: server returned error: HTTP/1.1 ${response.status} ${reasonOf(response.status)}\n`);
      return 1;
    }
    if (flags.has('spider')) return 0;
    if (name === '-') proc.stdout(response.body);
    else {
      if (!quiet) proc.stderr(`saving to '${name}'\n`);
      const problem = name === '/dev/null' ? undefined : attempt(() => proc.files.write(pathOf(proc, name), response.body));
      if (problem) {
        proc.stderr(`wget: can't open '${name}': ${problem}\n`);
        return 1;
      }
      if (!quiet) proc.stderr(`${name.padEnd(20)} 100% |********************************| ${String(response.body.length).padStart(5)}  0:00:00 ETA\n'${name}' saved\n`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const host = target?.host ?? url;
    proc.stderr(
      error.kind === 'noSuchHost'
        ? `wget: bad address '${host}'\n`
        : error.kind === 'timeout'
          ? `wget: download timed out\n`
          : error.kind === 'reset'
            ? 'wget: error getting response\n'
            : `wget: can't connect to remote host (${isAddress(host) ? host : yield* addressOf(proc, host)}): ${error.kind === 'refused' ? 'Connection refused' : 'Host is unreachable'}\n`,
    );
    return 1;
  }
});

function* addressOf(proc: Process, host: string): Sim<string> {
  if (isAddress(host)) return host;
  try {
    return (yield* proc.network.resolve(host))[0] ?? host;
  } catch (error) {
    if (error instanceof NetworkError) return host;
    throw error;
  }
}

function* shownAddress(proc: Process, host: string, port: number): Sim<string> {
  return `${yield* addressOf(proc, host)}:${port}`;
}

const nslookup = applet('nslookup', function* (proc, args) {
  const { rest: names, values } = options(args.map((a) => a.replace(/^-type=|^-query=|^-q=/, '--type=')));
  const name = names[0] ?? '';
  const type = (values.get('type') ?? 'a').toUpperCase() === 'SRV' ? 'SRV' : 'A';
  try {
    const { server, records } = yield* proc.network.dns(name, type);
    proc.stdout(`Server:\t\t${server}\nAddress:\t${server}:53\n\n`);
    if (records.length === 0) {
      proc.stdout(`** server can't find ${name}: NXDOMAIN\n\n`);
      return 1;
    }
    for (const r of records) {
      if (r.type === 'CNAME') proc.stdout(`${r.name}\tcanonical name = ${r.value}\n`);
      else if (r.type === 'SRV') proc.stdout(`${r.name}\tservice = ${r.value}\n`);
      else proc.stdout(`Name:\t${r.name}\nAddress: ${r.value}\n`);
    }
    proc.stdout('\n');
    return 0;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    proc.stderr(';; connection timed out; no servers could be reached\n\n');
    return 1;
  }
});

const nc = applet('nc', function* (proc, args) {
  const { flags, values, rest: operands } = options(args, 'pwei');
  const limit = seconds(Number(values.get('w') ?? 127));
  if (flags.has('l')) {
    const port = Number(values.get('p') ?? operands[0] ?? 0);
    const text = proc.tty ? '' : yield* rest(proc);
    let served = false;
    let wake: (() => void) | undefined;
    const handler = function* (request: HttpRequest): Sim<HttpResponse> {
      proc.stdout(`${request.method} ${request.path} HTTP/1.1\r\n`);
      yield* sleep(milliseconds(0.2));
      served = true;
      wake?.();
      return { status: 200, body: text };
    };
    try {
      proc.listen(port, handler);
    } catch {
      proc.stderr(`nc: bind: Address already in use\n`);
      return 1;
    }
    do {
      yield { begin: (_kernel, done) => ((wake = () => done(undefined)), () => (wake = undefined)) };
    } while (flags.has('k') || !served);
    return 0;
  }
  const [host = '', port = ''] = operands;
  try {
    yield* proc.network.connect(host, Number(port), limit);
    if (flags.has('v')) proc.stderr(`${host} (${yield* addressOf(proc, host)}:${port}) open\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    if (error.kind === 'noSuchHost') proc.stderr(`nc: bad address '${host}'\n`);
    else if (flags.has('v') || error.kind === 'refused') proc.stderr(`nc: ${host} (${yield* addressOf(proc, host)}:${port}): ${error.kind === 'refused' ? 'Connection refused' : 'Operation timed out'}\n`);
    return 1;
  }
});

const ping = applet('ping', function* (proc, args) {
  const { values, rest: hosts } = options(args, 'cWwi');
  const host = hosts[0] ?? '';
  const ip = yield* addressOf(proc, host);
  if (!isAddress(ip)) {
    proc.stderr(`ping: bad address '${host}'\n`);
    return 1;
  }
  proc.stdout(`PING ${host} (${ip}): 56 data bytes\n`);
  const n = Number(values.get('c') ?? Infinity);
  let ok = 0;
  let sent = 0;
  for (; sent < n; sent++) {
    const began = proc.kernel.now;
    try {
      // Any answer of the other end will do, a refusal too.
      yield* proc.network.connect(ip, 7, seconds(1));
      ok++;
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      if (error.kind === 'refused') {
        ok++;
        proc.stdout(`64 bytes from ${ip}: seq=${sent} ttl=62 time=${((proc.kernel.now - began) / 1000).toFixed(3)} ms\n`);
      }
    }
    if (sent + 1 < n) yield* sleep(seconds(1));
  }
  proc.stdout(`\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${ok} packets received, ${Math.round(((sent - ok) * 100) / sent)}% packet loss\n`);
  return ok ? 0 : 1;
});

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', htm: 'text/html', txt: 'text/plain', css: 'text/css', js: 'text/javascript', json: 'application/json', png: 'image/png', svg: 'image/svg+xml' };
export const contentType = (path: string): string => TYPES[path.split('.').pop() ?? ''] ?? 'application/octet-stream';

const httpd = applet('httpd', function* (proc, args) {
  const { flags, values } = options(args, 'phcuri');
  const port = Number((values.get('p') ?? '80').split(':').pop());
  const home = values.get('h') ?? proc.cwd;
  const handler = function* (request: HttpRequest): Sim<HttpResponse> {
    const response = yield* serveFile(proc, home, request);
    // busybox names the client by the number of its port, which is of no interest.
    if (flags.has('v')) proc.stderr(`[::ffff:${request.remote}]:${40_000 + proc.random.below(20_000)}: response:${response.status}\n`);
    return response;
  };
  try {
    proc.listen(port, handler);
  } catch {
    proc.stderr('httpd: bind: Address already in use\n');
    return 1;
  }
  // It has no handler for any signal: as the first process of a container it does not hear SIGTERM.
  yield* new Signal().wait();
  return 0;
});

function* serveFile(proc: Process, home: string, request: HttpRequest): Sim<HttpResponse> {
  const path = request.path.split('?')[0] as string;
  yield* sleep(200 as Micros);
  if (path.startsWith('/cgi-bin/')) {
    const script = `${home === '/' ? '' : home}${path}`;
    if (proc.files.stat(script)) {
      let body = '';
      yield* proc.run(['sh', script], { stdout: (t) => (body += t), cwd: home });
      const cut = body.indexOf('\n\n');
      return { status: 200, body: cut < 0 ? body : body.slice(cut + 2) };
    }
  }
  const file = `${home === '/' ? '' : home}${path.endsWith('/') ? `${path}index.html` : path}`;
  let content: string | undefined;
  attempt(() => (content = proc.files.read(file)));
  if (content === undefined) return { status: 404, headers: { 'Content-type': 'text/html' }, body: '<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n' };
  return { status: 200, headers: { 'Content-type': contentType(file) }, body: content };
}

export const NET_TOOLS: readonly Program[] = [wget, nslookup, nc, ping, httpd];
