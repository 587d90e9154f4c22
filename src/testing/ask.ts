// One request to an API server, straight to its door, and the simulation run until it is answered. For tests only.

import { parseTarget, type Method, type Request, type Response, type UserInfo } from '../sim/api/http.ts';
import type { RequestData } from '../sim/api/spans.ts';
import type { ApiServer } from '../sim/apiserver/server.ts';
import type { Kernel } from '../sim/kernel/kernel.ts';
import type { Link } from '../sim/kernel/link.ts';
import { NO_SPAN } from '../sim/kernel/trace.ts';

export const ADMIN: UserInfo = { name: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated', 'system:masters'] };

export interface SendOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly user?: UserInfo;
}

/** The answer; undefined where none ever comes. */
export function ask({ kernel, server, link }: { readonly kernel: Kernel; readonly server: ApiServer; readonly link: Link }, method: Method, target: string, options: SendOptions = {}): Response | undefined {
  const { path, query } = parseTarget(target);
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'kubectl/v1.36.3', ...options.headers };
  if (options.body !== undefined && !headers['content-type']) headers['content-type'] = 'application/json';
  const request: Request = { method, path, query, headers, user: options.user ?? ADMIN, ...(options.body === undefined ? {} : { body: options.body }) };
  const data: RequestData = { type: 'request', component: 'test', request, verb: '', resource: '', subresource: '', namespace: '', name: '' };
  const span = kernel.trace.open('input', 'test', 'request', kernel.now, NO_SPAN);
  kernel.span = span;
  let response: Response | undefined;
  server.accept(request, data, span, link, (r) => {
    response = r;
  });
  while (!response && kernel.step());
  kernel.trace.close(span, kernel.now);
  return response;
}
