// curl, as far as people ask services with it.
// Upstream: curl(1) 8.14
// Simplified: no progress meter; an answer comes in one piece.

import { seconds } from '../../../base/time.ts';
import type { Sim } from '../../kernel/task.ts';
import { isAddress, NetworkError, parseUrl, type HttpResponse, type Target } from '../../network/http.ts';
import type { Process, Program } from '../program.ts';
import { applet, attempt, pathOf, readFile, rest } from './applet.ts';
import { reasonOf } from './reason.ts';
import { strftime } from './system.ts';

/** Short options that take a value, and the long names of all. */
const VALUED: Readonly<Record<string, string>> = { X: 'request', H: 'header', d: 'data', o: 'output', m: 'max-time', u: 'user', A: 'user-agent', w: 'write-out', b: 'cookie', e: 'referer', F: 'form', c: 'cookie-jar', E: 'cert', T: 'upload-file', x: 'proxy' };
const PLAIN: Readonly<Record<string, string>> = { s: 'silent', S: 'show-error', v: 'verbose', I: 'head', i: 'include', L: 'location', k: 'insecure', f: 'fail', O: 'remote-name', G: 'get', N: 'no-buffer', '4': 'ipv4', '6': 'ipv6', g: 'globoff', V: 'version', h: 'help', '#': 'progress-bar' };
const LONG_VALUED = new Set([...Object.values(VALUED), 'connect-timeout', 'data-raw', 'data-binary', 'data-urlencode', 'json', 'retry', 'retry-delay', 'retry-max-time', 'resolve', 'cacert', 'key', 'url', 'connect-to', 'capath', 'limit-rate', 'max-redirs', 'interface', 'unix-socket']);
const LONG_PLAIN = new Set([...Object.values(PLAIN), 'compressed', 'http1.1', 'http2', 'no-keepalive', 'no-progress-meter', 'fail-with-body', 'retry-connrefused', 'retry-all-errors', 'tlsv1.2', 'path-as-is', 'raw']);

interface Asked {
  readonly has: (name: string) => boolean;
  readonly all: (name: string) => readonly string[];
  readonly urls: readonly string[];
}

/** The options; a text where one is not known. */
function read(args: readonly string[]): Asked | { readonly problem: string } {
  const values = new Map<string, string[]>();
  const urls: string[] = [];
  const add = (name: string, value: string): void => void values.set(name, [...(values.get(name) ?? []), value]);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg.startsWith('--')) {
      const [name = '', inline] = arg.slice(2).split(/=(.*)/s);
      if (LONG_VALUED.has(name)) {
        const value = inline ?? args[++i];
        if (value === undefined) return { problem: `curl: option --${name}: requires parameter` };
        if (name === 'url') urls.push(value);
        else add(name, value);
      } else if (LONG_PLAIN.has(name)) add(name, '');
      else return { problem: `curl: option ${arg}: is unknown` };
      continue;
    }
    if (!/^-./.test(arg)) {
      urls.push(arg);
      continue;
    }
    for (let j = 1; j < arg.length; j++) {
      const c = arg[j] as string;
      const valued = VALUED[c];
      const plain = PLAIN[c];
      if (valued !== undefined) {
        const value = arg.slice(j + 1) || args[++i];
        if (value === undefined) return { problem: `curl: option -${c}: requires parameter` };
        add(valued, value);
        break;
      }
      if (plain === undefined) return { problem: `curl: option ${arg}: is unknown` };
      add(plain, '');
    }
  }
  return { has: (name) => values.has(name), all: (name) => values.get(name) ?? [], urls };
}

export const FAULTS = { refused: 7, timeout: 28, noSuchHost: 6, unreachable: 7, reset: 52 } as const;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export const curl: Program = applet('curl', function* (proc, args) {
  const asked = read(args);
  if ('problem' in asked) {
    proc.stderr(`${asked.problem}\ncurl: try 'curl --help' or 'curl --manual' for more information\n`);
    return 2;
  }
  if (asked.has('version')) {
    proc.stdout('curl 8.14.1 (x86_64-pc-linux-gnu) libcurl/8.14.1\nProtocols: http https\n');
    return 0;
  }
  if (asked.urls.length === 0) {
    proc.stderr("curl: try 'curl --help' or 'curl --manual' for more information\n");
    return 2;
  }
  let code = 0;
  for (const url of asked.urls) code = yield* one(proc, asked, url);
  return code;
});

interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function* one(proc: Process, asked: Asked, given: string): Sim<number> {
  const { has, all } = asked;
  const last = (name: string): string | undefined => all(name)[all(name).length - 1];
  const { text, type } = yield* bodyOf(proc, asked);
  let url = has('get') && text !== undefined ? `${given}${given.includes('?') ? '&' : '?'}${text}` : given;
  const body = has('get') ? '' : (text ?? '');
  const headers: Record<string, string> = {};
  const set = (name: string, value: string | undefined): void => {
    for (const known of Object.keys(headers)) if (known.toLowerCase() === name.toLowerCase()) delete headers[known];
    if (value !== undefined) headers[name] = value;
  };
  const user = last('user');
  if (user !== undefined) set('Authorization', `Basic ${btoa(user)}`);
  set('User-Agent', last('user-agent') ?? 'curl/8.14.1');
  set('Accept', type === 'application/json' && has('json') ? 'application/json' : '*/*');
  if (has('cookie')) set('Cookie', last('cookie'));
  if (text !== undefined && !has('get')) {
    set('Content-Length', String(utf8Length(body)));
    set('Content-Type', type);
  }
  for (const header of all('header')) {
    const [name = '', value = ''] = header.split(/:\s*(.*)/s);
    set(name, value === '' ? undefined : value);
  }
  let method = last('request') ?? (has('head') ? 'HEAD' : text === undefined || has('get') ? 'GET' : 'POST');
  const wait = last('max-time') ?? last('connect-timeout');
  const limit = wait === undefined ? undefined : Number(wait);
  const began = proc.kernel.now;
  for (let hops = 0; ; hops++) {
    const target = parseUrl(url);
    if (!target) {
      fault(proc, asked, `(3) URL rejected: No host part in the URL`);
      return 3;
    }
    let response: HttpResponse;
    try {
      response = yield* exchange(proc, asked, url, target, { method, headers, body }, limit);
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      explain(proc, asked, error, target, began, limit);
      if (has('write-out')) proc.stdout(written(last('write-out') ?? '', proc, undefined, began, url));
      return FAULTS[error.kind];
    }
    if (target.scheme === 'https' && !has('insecure') && !has('cacert')) {
      fault(proc, asked, '(60) SSL certificate problem: unable to get local issuer certificate\nMore details here: https://curl.se/docs/sslcerts.html');
      return 60;
    }
    const location = headerOf(response, 'location');
    const again = has('location') && REDIRECTS.has(response.status) && location !== undefined && hops < 50;
    const code = show(proc, asked, response, method, again);
    if (!again) {
      if (has('write-out')) proc.stdout(written(last('write-out') ?? '', proc, response, began, url));
      return code;
    }
    if (response.status <= 303 && method === 'POST') method = 'GET';
    url = /^\w+:\/\//.test(location) ? location : `${target.scheme}://${target.host}:${target.port}${location.startsWith('/') ? '' : '/'}${location}`;
  }
}

function* bodyOf(proc: Process, { all, has }: Asked): Sim<{ readonly text: string | undefined; readonly type: string }> {
  const parts: string[] = [];
  for (const name of ['data', 'data-binary', 'json'] as const) {
    for (const value of all(name)) {
      if (value === '@-') parts.push(yield* rest(proc));
      else if (value.startsWith('@')) {
        const text = readFile(proc, value.slice(1));
        parts.push(typeof text !== 'string' ? '' : name === 'data' ? text.replace(/[\r\n]/g, '') : text);
      } else parts.push(value);
    }
  }
  parts.push(...all('data-raw'));
  for (const value of all('data-urlencode')) {
    const at = value.indexOf('=');
    parts.push(at < 0 ? encodeURIComponent(value) : `${value.slice(0, at + (at > 0 ? 1 : 0))}${encodeURIComponent(value.slice(at + 1))}`);
  }
  return { text: parts.length > 0 ? parts.join(has('json') ? '' : '&') : undefined, type: has('json') ? 'application/json' : 'application/x-www-form-urlencoded' };
}

function* exchange(proc: Process, asked: Asked, url: string, target: Target, sent: Sent, limit: number | undefined): Sim<HttpResponse> {
  const verbose = asked.has('verbose');
  const note = (line: string): void => void (verbose && proc.stderr(`* ${line}\n`));
  // --resolve name:port:address
  const fixed = asked.all('resolve').map((entry) => entry.split(':')).find(([name, port]) => name === target.host && (port === '*' || Number(port) === target.port))?.[2];
  let ip = fixed ?? target.host;
  if (!isAddress(ip)) {
    if (verbose) {
      ip = (yield* proc.network.resolve(ip))[0] ?? ip;
      note(`Host ${target.host}:${target.port} was resolved.\n* IPv6: (none)\n* IPv4: ${ip}`);
    }
  }
  note(`  Trying ${ip}:${target.port}...`);
  const through = fixed === undefined ? url : `${target.scheme}://${fixed}:${target.port}${target.path}`;
  const host = { Host: target.port === (target.scheme === 'https' ? 443 : 80) ? target.host : `${target.host}:${target.port}` };
  const headers = Object.keys(sent.headers).some((name) => name.toLowerCase() === 'host') ? sent.headers : { ...host, ...sent.headers };
  const response = yield* proc.network.http({ method: sent.method, url: through, headers, body: sent.body, ...(limit === undefined ? {} : { timeout: seconds(limit) }) });
  if (verbose) {
    note(`Connected to ${target.host} (${ip}) port ${target.port}`);
    proc.stderr(`> ${sent.method} ${target.path} HTTP/1.1\n${Object.entries(headers).map(([name, value]) => `> ${name}: ${value}\n`).join('')}> \n`);
    note('Request completely sent off');
    proc.stderr(`${headLines(proc, response).map((line) => `< ${line}\n`).join('')}< \n`);
  }
  return response;
}

function show(proc: Process, asked: Asked, response: HttpResponse, method: string, again: boolean): number {
  const { has, all } = asked;
  if (has('fail') && response.status >= 400) {
    fault(proc, asked, `(22) The requested URL returned error: ${response.status}`);
    return 22;
  }
  const head = has('include') || has('head') ? `${headLines(proc, response).join('\r\n')}\r\n\r\n` : '';
  const shown = head + (again || method === 'HEAD' || has('head') ? '' : response.body);
  const [file] = has('remote-name') ? [parseUrl(asked.urls[0] as string)?.path.split(/[?#]/)[0]?.split('/').pop() || 'index.html'] : all('output');
  if (file === undefined || file === '-') proc.stdout(shown);
  else if (file !== '/dev/null') {
    const problem = attempt(() => proc.files.write(pathOf(proc, file), shown));
    if (problem !== undefined) {
      proc.stderr(`Warning: Failed to open the file ${file}: ${problem}\ncurl: (23) client returned ERROR on write, ${shown.length} bytes\n`);
      return 23;
    }
  }
  if (has('verbose') && !again) proc.stderr(`* Connection #0 to host ${parseUrl(asked.urls[0] as string)?.host ?? ''} left intact\n`);
  if (has('fail-with-body') && response.status >= 400) {
    fault(proc, asked, `(22) The requested URL returned error: ${response.status}`);
    return 22;
  }
  return 0;
}

const headerOf = ({ headers = {} }: HttpResponse, name: string): string | undefined => headers[Object.keys(headers).find((key) => key.toLowerCase() === name) ?? ''];

/** The status line and the headers, with those that every server sends. */
function headLines(proc: Process, response: HttpResponse): readonly string[] {
  const { headers = {} } = response;
  const lines = [`HTTP/1.1 ${response.status} ${reasonOf(response.status)}`];
  const known = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (!known.has('date')) lines.push(`Date: ${strftime('%a, %d %b %Y %T GMT', proc.kernel.wallMs)}`);
  if (!known.has('content-length') && response.status !== 204) lines.push(`Content-Length: ${utf8Length(response.body)}`);
  return lines;
}

function utf8Length(text: string): number {
  let n = 0;
  for (const char of text) {
    const c = char.codePointAt(0) as number;
    n += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  }
  return n;
}

function fault(proc: Process, { has }: Asked, text: string): void {
  if (!has('silent') || has('show-error')) proc.stderr(`curl: ${text}\n`);
}

function explain(proc: Process, asked: Asked, error: NetworkError, { host, port }: Target, began: number, limit: number | undefined): void {
  const ms = Math.round((proc.kernel.now - began) / 1000);
  if (asked.has('verbose') && (error.kind === 'refused' || error.kind === 'unreachable')) proc.stderr(`* connect to ${host} port ${port} failed: ${error.kind === 'refused' ? 'Connection refused' : 'No route to host'}\n* closing connection #0\n`);
  fault(proc, asked, failureWords(error, host, port, ms, limit !== undefined));
}

/** Why an exchange failed, in curl's words; `limited`: with --max-time. */
export function failureWords(error: NetworkError, host: string, port: number, ms: number, limited: boolean): string {
  switch (error.kind) {
    case 'noSuchHost':
      return `(6) Could not resolve host: ${host}`;
    case 'reset':
      return '(52) Empty reply from server';
    case 'timeout':
      if (error.message.includes('deadline')) return `(28) Operation timed out after ${ms} milliseconds with 0 bytes received`;
      if (limited) return `(28) Connection timed out after ${ms} milliseconds`;
      return `(28) Failed to connect to ${host} port ${port} after ${ms} ms: Could not connect to server`;
    default:
      return `(7) Failed to connect to ${host} port ${port} after ${ms} ms: Could not connect to server`;
  }
}

function written(format: string, proc: Process, response: HttpResponse | undefined, began: number, url: string): string {
  const time = ((proc.kernel.now - began) / 1e6).toFixed(6);
  const known: Readonly<Record<string, string>> = {
    http_code: String(response?.status ?? 0).padStart(3, '0'),
    response_code: String(response?.status ?? 0).padStart(3, '0'),
    time_total: time,
    time_connect: time,
    time_starttransfer: time,
    size_download: String(response ? utf8Length(response.body) : 0),
    content_type: (response && headerOf(response, 'content-type')) ?? '',
    url_effective: url,
    redirect_url: (response && headerOf(response, 'location')) ?? '',
    num_redirects: '0',
  };
  return format.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\r/g, '\r').replace(/%\{(\w+)\}/g, (_m, name: string) => known[name] ?? '');
}
