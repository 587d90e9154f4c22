// proxy: the API server as a way to what listens behind a Pod, a Service or a node: `…/pods/web:80/proxy/index.html`.
// Upstream: pkg/registry/core/pod/strategy.go (ResourceLocation), pkg/registry/core/service/storage/storage.go
//
// Simplified: of a node's own API only its health is served.

import { failure, notFound } from '../../api/errors.ts';
import { keyOf, type Kind } from '../../api/kind.ts';
import type { AnyObject, KubeObject } from '../../api/types.ts';
import type { Exchange } from '../context.ts';
import type { Subresource } from './index.ts';

interface Target {
  readonly address: string;
  readonly port: number;
}

export const proxy: Subresource = (serving, exchange) => ({
  kind: 'read',
  read(answer) {
    const { request, info, kind } = exchange;
    const { nodes } = serving.server;
    const { name, port } = split(info.name);
    stored(exchange, kind, name);
    if (!nodes) throw failure(500, 'InternalError', 'no way to the nodes');
    if (kind.kind === 'Node') {
      const healthy = info.rest[0] === 'healthz';
      answer({ code: healthy ? 200 : 404, headers: TEXT, body: healthy ? 'ok' : '404 page not found\n' });
      return;
    }
    const target = kind.kind === 'Service' ? behindService(exchange, name, port) : behindPod(exchange, name, port);
    const body = typeof request.body === 'string' ? request.body : request.body === undefined ? '' : JSON.stringify(request.body);
    nodes.fetch({ ...target, method: request.method, path: pathOf(exchange), body }, (result) => {
      if ('problem' in result) {
        const { status } = failure(503, 'ServiceUnavailable', `error trying to reach service: ${result.problem}`);
        answer({ code: 503, body: status });
      } else answer({ code: result.status, headers: { 'content-type': result.type }, body: result.body });
    });
  },
});

const TEXT = { 'content-type': 'text/plain' } as const;

/** `https:web:8443`: a scheme and a port around the name. */
function split(name: string): { readonly name: string; readonly port: string } {
  const parts = name.split(':');
  if (parts.length === 3) return { name: parts[1] as string, port: parts[2] as string };
  return { name: parts[0] as string, port: parts[1] ?? '' };
}

function stored({ state, info }: Exchange, kind: Kind, name: string): AnyObject {
  const found = state.store.get(keyOf(kind, info.namespace, name));
  if (!found) throw notFound(kind.group, kind.plural, name);
  return found.value as AnyObject;
}

function behindPod(exchange: Exchange, name: string, port: string): Target {
  const pod = stored(exchange, exchange.kind, name);
  const spec = pod.spec as { readonly containers?: readonly { readonly ports?: readonly { readonly containerPort: number }[] }[] };
  const address = (pod.status as { readonly podIP?: string } | undefined)?.podIP;
  if (!address) throw failure(400, 'BadRequest', 'address not allowed');
  const first = spec.containers?.flatMap((c) => c.ports ?? [])[0]?.containerPort ?? 80;
  return { address, port: port ? Number(port) : first };
}

interface ServiceSpec {
  readonly ports?: readonly { readonly name?: string; readonly port: number }[];
}
interface Slice extends KubeObject {
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[];
  readonly endpoints?: readonly { readonly addresses: readonly string[]; readonly conditions?: { readonly ready?: boolean } }[];
}

function behindService(exchange: Exchange, name: string, asked: string): Target {
  const { state, info } = exchange;
  const { ports = [] } = stored(exchange, exchange.kind, name).spec as ServiceSpec;
  const port = asked ? ports.find((p) => p.name === asked || String(p.port) === asked) : ports[0];
  if (!port) throw failure(503, 'ServiceUnavailable', `no service port ${JSON.stringify(asked)} found for service ${JSON.stringify(name)}`);
  const choices: Target[] = [];
  for (const { value } of state.store.range(`/registry/endpointslices/${info.namespace}/`)) {
    const slice = value as Slice;
    const to = slice.ports?.find((p) => (p.name ?? '') === (port.name ?? ''))?.port;
    if (slice.metadata.labels?.['kubernetes.io/service-name'] !== name || to === undefined) continue;
    for (const { addresses, conditions } of slice.endpoints ?? []) if (conditions?.ready !== false) for (const address of addresses) choices.push({ address, port: to });
  }
  if (choices.length === 0) throw failure(503, 'ServiceUnavailable', `no endpoints available for service ${JSON.stringify(asked ? `${name}:${asked}` : name)}`);
  return choices[state.kernel.stream('proxy').below(choices.length)] as Target;
}

/** What is asked of the target: all behind `proxy`. */
function pathOf({ request, info }: Exchange): string {
  const path = `/${info.rest.join('/')}${info.rest.length && request.path.endsWith('/') ? '/' : ''}`;
  const query = Object.entries(request.query).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
  return query.length ? `${path}?${query.join('&')}` : path;
}
