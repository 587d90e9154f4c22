// The API server as programs in Pods reach it: plain HTTP to its address, with a service account's token, or without one.
// Simplified: tokens are names, and a watch is answered like a list.

import type { Method, UserInfo } from '../api/http.ts';
import { parseTarget } from '../api/http.ts';
import { failure } from '../api/errors.ts';
import { Client } from '../client/client.ts';
import { ConnectionError, type Transport } from '../client/transport.ts';
import type { Sim } from '../kernel/task.ts';
import type { HttpRequest, HttpResponse } from '../network/http.ts';

const ANONYMOUS: UserInfo = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/** Answers a request that came in over the cluster's network. */
export function* servePod(transport: Transport, actor: string, request: HttpRequest): Sim<HttpResponse> {
  const { authorization, ...sent } = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const user = userOf(authorization);
  if (!user) return json(401, failure(401, 'Unauthorized', 'Unauthorized').status);
  const { path, query } = parseTarget(request.path);
  const { watch: _watch, ...asked } = query;
  const client = new Client(transport, { actor, component: actor, user, userAgent: sent['user-agent'] ?? 'Go-http-client/1.1' });
  const body = bodyOf(request.body);
  const headers = sent['content-type'] && body !== undefined ? { 'content-type': sent['content-type'] } : undefined;
  try {
    const response = yield* client.roundTrip({ method: request.method as Method, path, query: asked, headers, ...(body === undefined ? {} : { body }) });
    return typeof response.body === 'string' ? { status: response.code, headers: { 'Content-Type': 'text/plain' }, body: response.body } : json(response.code, response.body ?? {});
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return { status: 504, body: `${error.message}\n` };
  }
}

function userOf(authorization: string | undefined): UserInfo | undefined {
  if (!authorization) return ANONYMOUS;
  const [, namespace, name] = /^Bearer\s+simulated\.([^.\s]+)\.(\S+)$/i.exec(authorization) ?? [];
  if (!namespace) return undefined;
  return { name: `system:serviceaccount:${namespace}:${name}`, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'] };
}

function bodyOf(text: string): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The server says what is wrong with it.
    return text;
  }
}

const json = (status: number, body: object): HttpResponse => ({ status, headers: { 'Content-Type': 'application/json' }, body: `${JSON.stringify(body, null, 2)}\n` });
