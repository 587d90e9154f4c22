// Request bodies: the media type, the object in it, and whether it is what the path names.
// Upstream: k8s.io/apiserver/pkg/endpoints/handlers (create.go, update.go, rest.go), runtime/serializer

import type { Draft } from '../../base/json.ts';
import { badRequest, failure } from '../api/errors.ts';
import type { Kind } from '../api/kind.ts';
import { decode, unrecognized } from '../api/schema/decode.ts';
import { typeOf } from '../api/schema/schema.ts';
import type { KubeObject } from '../api/types.ts';
import { parseYaml, YamlError } from '../api/yaml.ts';
import type { Exchange } from './context.ts';
import { readCustom } from './custom/customBody.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
/** Bytes. */
const LARGEST = 3 * 1024 * 1024;
const READABLE = ['application/json', 'application/yaml', PROTOBUF];

/**
 * The body as a fresh, defaulted draft of the kind. `known`: the object as it is stored; a component inside the simulation
 * sends back the parts that it read, and those need not be looked at again.
 */
export function readObject(exchange: Exchange, kind: Kind, body: unknown = exchange.request.body, known?: KubeObject): Draft<KubeObject> {
  const type = typeOf(kind.apiVersion, kind.kind);
  const { value, yaml } = readBody(exchange, kind, body);
  if (!type) {
    const { object, strictErrors } = readCustom(kind, value, exchange.fieldValidation);
    exchange.warnings.push(...strictErrors);
    return object;
  }
  const { object, strictErrors } = decode(type, value, exchange.fieldValidation, { ...(yaml === undefined ? {} : { text: yaml }), ...(known ? { known } : {}) });
  for (const error of strictErrors) exchange.warnings.push(error);
  const draft = object as Draft<KubeObject>;
  draft.apiVersion = kind.apiVersion;
  draft.kind = kind.kind;
  if (!known || !sharesSpec(draft, known)) kind.defaults?.(draft as never);
  return draft;
}

/**
 * The parts of a stored object that a write may take over without a look, if the client sends back those very parts. A
 * write of the status changes nothing else; in other writes strategies may still write to what was sent.
 */
export function partsKnown(exchange: Exchange, stored: KubeObject | undefined): KubeObject | undefined {
  if (!stored || exchange.kind.storedAs) return undefined;
  if (exchange.info.subresource === 'status') return stored;
  const { status } = stored as { status?: unknown };
  return status === undefined ? undefined : ({ status } as unknown as KubeObject);
}

/** What was stored has its defaults: a write that leaves the spec alone needs none. */
export function sharesSpec(draft: object, old: object): boolean {
  const { spec } = draft as { spec?: unknown };
  return spec !== undefined && spec === (old as { spec?: unknown }).spec;
}

interface Body {
  readonly value: unknown;
  /** What it was read from. */
  readonly yaml?: string;
}

/** JSON stays text, in which keys that occur twice can still be found; objects come from inside the simulation. */
function readBody({ request }: Exchange, kind: Kind, body: unknown): Body {
  const contentType = (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim() as string;
  if (!READABLE.includes(contentType)) {
    throw failure(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${READABLE.join(', ')}`);
  }
  if (typeof body === 'string' && body.length > LARGEST) throw failure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${LARGEST}`);
  if (typeof body !== 'string' || contentType === 'application/json') return { value: body };
  if (contentType === PROTOBUF) throw unrecognized(kind.kind, 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]', body);
  try {
    return { value: parseYaml(body), yaml: body };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw unrecognized(kind.kind, error.message, body);
  }
}

/** The object's own name and namespace must be those of the path. */
export function checkName({ info, kind }: Exchange, object: KubeObject): void {
  const { name, namespace } = object.metadata;
  if (!name) throw badRequest(`the name of the object (${info.name} based on URL) was undeterminable: name must be provided`);
  if (name !== info.name) throw badRequest(`the name of the object (${name}) does not match the name on the URL (${info.name})`);
  if (kind.namespaced && namespace && namespace !== info.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}
