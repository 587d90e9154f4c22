// --raw: the API by hand, the answer as it comes.
// Upstream: k8s.io/kubectl/pkg/rawhttp

import { parseTarget, type Method, type Stream } from '../sim/api/http.ts';
import { goQuote } from '../sim/api/yaml/goQuote.ts';
import { goOrderedBody } from '../sim/api/schema/goOrder.ts';
import type { WatchEvent } from '../sim/api/types.ts';
import { ConnectionError } from '../sim/client/transport.ts';
import type { Sim } from '../sim/kernel/task.ts';
import { KubectlError } from './errors.ts';
import type { Invocation } from './invocation.ts';
import { compactJson, jsonString } from './output/json.ts';
import { events } from './watching.ts';

export function* rawRequest(k: Invocation, method: Method, url: string, file: string): Sim<void> {
  if (!/^(\/|[a-z][a-z0-9+.-]*:)/i.test(url)) throw new KubectlError(`--raw must be a valid URL path: parse ${goQuote(url)}: invalid URI for request`);
  const { path, query } = parseTarget(url);
  const body = file === '' ? undefined : yield* fileBody(k, file);
  const { http, process } = k;
  const watching = query.watch === 'true' || query.watch === '1';
  const response = yield* patient(http.exchange({ method, path, query, accept: 'application/json, */*', ...(body === undefined ? {} : { body }), stream: watching }));
  if (!response.stream) {
    k.out(rawText(path, response.body));
    return;
  }
  if (!watching) {
    yield* events<string>(response.stream as unknown as Stream<string>, function* (text) {
      k.out(text);
    });
    return;
  }
  process.interruptCode = 130;
  yield* events<WatchEvent>(response.stream as unknown as Stream<WatchEvent>, function* (event) {
    k.out(`${compactJson({ type: event.type, object: event.object }, { ordered: true })}\n`);
  });
}

/** Nothing but the HTTP client's own timeout ends such a request, and that has words of its own. */
function* patient<T>(exchange: Sim<T>): Sim<T> {
  try {
    return yield* exchange;
  } catch (error) {
    if (!(error instanceof ConnectionError) || error.kind !== 'timeout') throw error;
    throw new ConnectionError('timeout', error.message.replace(/context deadline exceeded$/, 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)'));
  }
}

function* fileBody(k: Invocation, file: string): Sim<string> {
  if (file === '-') return yield* k.process.readAll();
  const text = k.process.files.read(file);
  if (text === undefined) throw new KubectlError(`open ${file}: no such file or directory`);
  return text;
}

/** The forms in which the real server writes its documents. */
function rawText(path: string, body: unknown): string {
  if (body === undefined) return '';
  if (typeof body === 'string') return body;
  if (path === '/' || path === '/version') return prettyJson(body);
  const text = compactJson(goOrderedBody(body), { ordered: true });
  return path.startsWith('/openapi/') ? text : `${text}\n`;
}

/** As the server writes it for a person: two spaces for each level. */
export const prettyJson = (value: unknown): string => twoSpaces(value, '');

function twoSpaces(value: unknown, indent: string): string {
  if (typeof value === 'string') return jsonString(value);
  if (typeof value !== 'object' || value === null) return compactJson(value);
  const deeper = `${indent}  `;
  const parts = Array.isArray(value) ? value.map((v) => twoSpaces(v, deeper)) : Object.entries(value).map(([k, v]) => `${jsonString(k)}: ${twoSpaces(v, deeper)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return parts.length ? `${open}\n${parts.map((p) => deeper + p).join(',\n')}\n${indent}${close}` : `${open}${close}`;
}
