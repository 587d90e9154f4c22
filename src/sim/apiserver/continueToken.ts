// The token by which a client asks for the next page of a list: a revision and the key to go on from, in base64.
// Upstream: k8s.io/apiserver/pkg/storage/continue.go, encoding/base64

import { badRequest, type ApiError } from '../api/errors.ts';
import { JsonSyntaxError, parseGoJson } from '../api/yaml/goJson.ts';
import { isObject } from '../../base/json.ts';

export interface ContinueToken {
  /** -1: whatever is there now. */
  readonly revision: number;
  /** Without the prefix of the kind; the last object that was sent comes before it. */
  readonly start: string;
}

export function writeContinue({ revision, start }: ContinueToken): string {
  const text = JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start });
  return btoa(String.fromCharCode(...new TextEncoder().encode(text))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export function readContinue(text: string): ContinueToken {
  const token = parsed(decoded(text));
  if (token.v !== 'meta.k8s.io/v1') throw unusable(`server does not recognize this encoded version ${String(token.v ?? '')}`);
  if (!token.rv) throw unusable('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (!token.start) throw unusable('encoded start key empty (version meta.k8s.io/v1)');
  const start = String(token.start);
  if (start.split('/').some((part, i) => part === '.' || part === '..' || (part === '' && i > 0))) throw unusable(start);
  return { revision: Number(token.rv), start };
}

function parsed(json: string): Readonly<Record<string, unknown>> {
  try {
    const value = parseGoJson(json);
    if (isObject(value)) return value;
    throw unusable(`json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type storage.continueToken`);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw unusable(error.message);
    throw error;
  }
}

/** URL-safe base64 without padding. */
function decoded(text: string): string {
  const bad = text.search(/[^A-Za-z0-9_-]/);
  const at = bad >= 0 ? bad : text.length % 4 === 1 ? text.length - 1 : -1;
  if (at >= 0) throw unusable(`illegal base64 data at input byte ${at}`);
  const bytes = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

const unusable = (why: string): ApiError => badRequest(`invalid continue token: continue key is not valid: ${why}`);
