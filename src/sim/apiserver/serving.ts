// One request on its way through the server, and what its handlers need to know of it.

import type { Request, RequestInfo, Response, UserInfo } from '../api/http.ts';
import type { Kind } from '../api/kind.ts';
import type { RequestData } from '../api/spans.ts';
import type { Link } from '../kernel/link.ts';
import type { SpanId } from '../kernel/trace.ts';
import type { Exchange, FieldValidation } from './context.ts';
import { checkWriteOptions } from './requestOptions.ts';
import type { ApiServer } from './server.ts';
import type { Plan } from './timing.ts';

/** A request while it is being served. */
export interface Serving {
  readonly server: ApiServer;
  readonly request: Request;
  readonly info: RequestInfo;
  readonly data: RequestData;
  readonly span: SpanId;
  readonly link: Link;
  readonly schedule: Plan;
  readonly answer: (response: Response) => void;
  warnings?: readonly string[];
}

export function exchangeFor(serving: Serving, kind: Kind, user: UserInfo): Exchange {
  const { request, info, server } = serving;
  const { query } = request;
  const warnings = [...(DEPRECATED[`${kind.apiVersion}/${kind.kind}`] ?? [])];
  serving.warnings = warnings;
  checkWriteOptions(request, info.verb);
  return {
    state: server.state,
    request,
    info,
    user,
    kind,
    dryRun: query.dryRun === 'All',
    fieldValidation: (query.fieldValidation || 'Warn') as FieldValidation,
    fieldManager: query.fieldManager || managerOf(request.headers['user-agent'] ?? ''),
    warnings,
  };
}

/** Without a fieldManager the user agent up to its first slash stands for it. */
function managerOf(userAgent: string): string {
  const slash = userAgent.indexOf('/');
  return userAgent.slice(0, Math.min(128, slash < 0 ? 128 : slash)) || 'unknown';
}

/** What every answer about a kind warns of. */
const DEPRECATED: Readonly<Record<string, readonly string[]>> = {
  'v1/ComponentStatus': ['v1 ComponentStatus is deprecated in v1.19+'],
  'v1/Endpoints': ['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'],
};
