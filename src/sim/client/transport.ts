// How a component reaches the API server: over a link, one request at a time or many. The client side knows nothing of
// the server but this.

import type { Kernel } from '../kernel/kernel.ts';
import type { Link } from '../kernel/link.ts';
import type { SpanId } from '../kernel/trace.ts';
import type { Request, Response } from '../api/http.ts';
import type { RequestData } from '../api/spans.ts';

/** Takes a request that has arrived and calls back with the answer when it leaves the server. */
export interface Endpoint {
  /** False: nobody listens on the port. */
  readonly listening: boolean;
  /** Requests that it is busy with. */
  readonly openRequests?: number;
  accept(request: Request, data: RequestData, span: SpanId, link: Link, answer: (response: Response) => void): void;
}

export interface Transport {
  readonly kernel: Kernel;
  readonly link: Link;
  readonly endpoint: Endpoint;
  /** `https://172.18.0.2:6443`, for messages and -v logs. */
  readonly server: string;
}

/** The server could not be reached, or went away before it answered. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly kind: 'refused' | 'timeout' | 'EOF';
  constructor(kind: 'refused' | 'timeout' | 'EOF', message: string) {
    super(message);
    this.kind = kind;
  }
}
