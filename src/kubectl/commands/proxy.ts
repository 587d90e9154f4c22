// kubectl proxy: a port of this machine behind which is the API server, with the credentials of whoever started it.
// Upstream: k8s.io/kubectl/pkg/cmd/proxy/proxy.go, k8s.io/kubectl/pkg/proxy/proxy_server.go
// Simplified: a watch is answered like a list; --www serves nothing.

import { parseTarget, type Method } from '../../sim/api/http.ts';
import { Client } from '../../sim/client/client.ts';
import { ConnectionError } from '../../sim/client/transport.ts';
import { Deferred } from '../../sim/kernel/signal.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { goOrderedBody } from '../../sim/api/schema/goOrder.ts';
import { KubectlError } from '../errors.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import type { Tunnel } from '../process.ts';
import { prettyJson } from '../raw.ts';

type Asked = Parameters<Tunnel['http']>[0];
type Answer = { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string };

export const proxy: CommandModule = {
  name: 'proxy',
  *run(k) {
    const { flags, process } = k;
    const { tunnels } = process.session;
    const address = flags.text('address');
    const port = flags.number('port') || 32_768 + process.kernel.stream('kubectl/port').below(28_000);
    const filter = filterOf(k);
    if (!k.http.target.reachable) throw new KubectlError(`The connection to the server ${k.http.server.replace(/^https?:\/\//, '')} was refused - did you specify the right host or port?`);
    if (tunnels.has(port)) throw new KubectlError(`listen tcp ${address}:${port}: bind: address already in use`);
    const prefix = flags.text('api-prefix').replace(/\/*$/, '');
    tunnels.set(port, { http: (request) => served(k, request, prefix, filter) });
    try {
      k.out(`Starting to serve on ${address}:${port}\n`);
      yield* new Deferred<void>().wait();
    } finally {
      tunnels.delete(port);
    }
  },
};

function filterOf(k: Invocation): (request: Asked) => boolean {
  const { flags } = k;
  if (flags.flag('disable-filter')) {
    k.err('Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious\n');
    return () => true;
  }
  const list = (name: string): readonly RegExp[] => flags.text(name).split(',').filter(Boolean).map((text) => new RegExp(text));
  const [paths, refused, hosts, methods] = [list('accept-paths'), list('reject-paths'), list('accept-hosts'), list('reject-methods')];
  return ({ method, path, headers }) => {
    const [bare = ''] = path.split('?');
    const host = (headers.Host ?? headers.host ?? 'localhost').replace(/:\d+$/, '');
    const any = (patterns: readonly RegExp[], text: string): boolean => patterns.some((pattern) => pattern.test(text));
    return !any(refused, bare) && any(paths, bare) && any(hosts, host) && !any(methods, method);
  };
}

function* served(k: Invocation, request: Asked, prefix: string, filter: (request: Asked) => boolean): Sim<Answer> {
  if (!filter(request)) return { status: 403, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: 'Forbidden\n' };
  if (prefix !== '' && !request.path.startsWith(`${prefix}/`)) return { status: 404, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' };
  const { transport, user } = k.process.session;
  const sent = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const client = new Client(transport, { actor: 'kubectl', component: 'kubectl', user, userAgent: sent['user-agent'] ?? 'Go-http-client/1.1' });
  const { path, query } = parseTarget(request.path.slice(prefix.length));
  const { watch: _watch, ...asked } = query;
  const body = bodyOf(request.body);
  // What curl says of a form by itself is JSON all the same.
  const type = sent['content-type'] === 'application/x-www-form-urlencoded' ? 'application/json' : sent['content-type'];
  try {
    const response = yield* client.roundTrip({ method: request.method as Method, path, query: asked, headers: { accept: sent.accept ?? '*/*', ...(type && body !== undefined ? { 'content-type': type } : {}) }, ...(body === undefined ? {} : { body }) });
    if (typeof response.body === 'string' || response.body === undefined) return { status: response.code, headers: { 'Content-Type': response.headers?.['content-type'] ?? 'text/plain' }, body: typeof response.body === 'string' ? response.body : '' };
    return { status: response.code, headers: { 'Content-Type': 'application/json' }, body: prettyJson(goOrderedBody(response.body)) };
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return { status: 502, body: `${error.message}\n` };
  }
}

function bodyOf(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The server says what is wrong with it.
    return text;
  }
}
