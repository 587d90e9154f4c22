// What travels between the addresses of a cluster: HTTP in its plainest form, and why a connection fails.

import type { Sim } from '../kernel/task.ts';

export interface HttpRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Who asks. */
  readonly remote: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** Who answered in the end, as the trace names him: behind a proxy, whom that asked. */
  readonly by?: string;
}

export type HttpHandler = (request: HttpRequest) => Sim<HttpResponse>;

export type NetworkFault = 'refused' | 'timeout' | 'noSuchHost' | 'unreachable' | 'reset';

/** A connection that came to nothing; the message is what a Go program would print. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly kind: NetworkFault;
  constructor(kind: NetworkFault, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** `http://web:8080/a?b` taken apart. */
export interface Target {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

export function parseUrl(url: string): Target | undefined {
  const m = /^(?:([a-z]+):\/\/)?(\[[0-9a-fA-F:]+\]|[^/:?#]+)(?::(\d+))?([/?][^#]*)?/.exec(url);
  if (!m?.[2]) return undefined;
  const scheme = m[1] ?? 'http';
  const path = m[4] ?? '/';
  return { scheme, host: m[2], port: m[3] === undefined ? (scheme === 'https' ? 443 : 80) : Number(m[3]), path: path.startsWith('?') ? `/${path}` : path };
}

export const isAddress = (host: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(':');
