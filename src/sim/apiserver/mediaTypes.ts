// Which form of an object a client asked for with Accept: JSON or YAML, and as what: itself, a Table, its metadata only.
// Upstream: k8s.io/apiserver/pkg/endpoints/handlers/negotiation, github.com/munnerlyn/goautoneg, go-restful's route.go
// Simplified: where only protobuf is asked for, JSON comes.

import { type ApiError, badRequest, errorText, failure, invalidValue } from '../api/errors.ts';
import type { Request } from '../api/http.ts';

export interface AcceptClause {
  readonly type: string;
  readonly subType: string;
  readonly q: number;
  readonly params: Readonly<Record<string, string>>;
}

export interface MediaTarget {
  readonly format: 'json' | 'yaml';
  readonly as?: { readonly kind: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList'; readonly version: 'v1' | 'v1beta1' } | undefined;
  /** Of Tables: what each row carries besides its cells. */
  readonly includeObject?: '' | 'None' | 'Metadata' | 'Object' | undefined;
}

const MEDIA_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'] as const;
const STREAM_TYPES = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'] as const;

export const PLAIN_JSON: MediaTarget = { format: 'json' };

/** Throws 406 where nothing that is offered is accepted. */
export function negotiateMediaType(request: Request, verb: string): MediaTarget {
  const { accept } = request.headers;
  if (accept === undefined || accept === '' || accept === 'application/json' || accept === '*/*') return PLAIN_JSON;
  if (!routeAccepts(accept)) throw noRoute(verb);
  for (const { type, subType, params } of parseAccept(accept)) {
    for (const offered of MEDIA_TYPES) {
      const [offeredType, offeredSubType] = offered.split('/') as [string, string];
      if (!((type === offeredType || type === '*') && (subType === offeredSubType || subType === '*'))) continue;
      if (params.stream !== undefined && params.stream !== '' && (params.stream !== 'watch' || offered === 'application/yaml')) continue;
      if (params.sv) continue;
      const as = transformation(params, offeredSubType);
      if (as === 'refused') continue;
      const includeObject = as?.kind === 'Table' ? includeObjectOf(request) : undefined;
      return { format: offered === 'application/yaml' ? 'yaml' : 'json', as, includeObject };
    }
  }
  throw refuseAccept();
}

/** go-restful looks at the bare types first, and knows no patterns but the one of everything. */
function routeAccepts(accept: string): boolean {
  return accept.split(',').some((clause) => {
    const type = (clause.split(';')[0] as string).trim();
    return type === '*/*' || (MEDIA_TYPES as readonly string[]).includes(type);
  });
}

function noRoute(verb: string): ApiError {
  const offered = verb === 'list' || verb === 'watch' ? [...MEDIA_TYPES, ...STREAM_TYPES] : MEDIA_TYPES;
  return failure(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${offered.join(', ')}`, {});
}

export const refuseAccept = (): ApiError => failure(406, 'NotAcceptable', `only the following media types are accepted: ${MEDIA_TYPES.join(', ')}`);

export const notAcceptable = (why: string): ApiError => failure(406, 'NotAcceptable', why);

function transformation(params: AcceptClause['params'], subType: string): MediaTarget['as'] | 'refused' {
  const { as, g, v } = params;
  if (as === undefined && g === undefined && v === undefined) return undefined;
  if (g !== 'meta.k8s.io' || (v !== 'v1' && v !== 'v1beta1')) return 'refused';
  if (as === 'Table') return subType === 'vnd.kubernetes.protobuf' ? 'refused' : { kind: as, version: v };
  return as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList' ? { kind: as, version: v } : 'refused';
}

function includeObjectOf(request: Request): NonNullable<MediaTarget['includeObject']> {
  const { includeObject = '' } = request.query;
  if (includeObject === '' || includeObject === 'None' || includeObject === 'Metadata' || includeObject === 'Object') return includeObject;
  throw badRequest(`Unable to convert to Table as requested: ${errorText(invalidValue('includeObject', includeObject, "must be 'Metadata', 'Object', 'None', or empty"))}`);
}

/** The clauses of an Accept header, the most wanted first. */
export function parseAccept(header: string): AcceptClause[] {
  const out: AcceptClause[] = [];
  for (const part of header.split(',')) {
    const [media = '', ...rest] = part.trim().split(';');
    const [type = '', ...subTypes] = media.split('/').map((t) => t.trim());
    const subType = subTypes.length === 0 && type === '*' ? '*' : subTypes[0];
    if (subType === undefined || subTypes.length > 1) continue;
    const params: Record<string, string> = {};
    let q = 1;
    for (const text of rest) {
      const pair = text.split('=');
      if (pair.length !== 2 || pair[1] === '') continue;
      const [key, value] = pair.map((t) => t.trim()) as [string, string];
      if (key === 'q') q = Number(value) || 0;
      else params[key] = value;
    }
    out.push({ type, subType, q, params });
  }
  return out.sort((a, b) => b.q - a.q || Number(a.type === '*') - Number(b.type === '*') || Number(a.subType === '*') - Number(b.subType === '*'));
}
