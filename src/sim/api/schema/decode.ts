// What the API server does with a body that was sent: find out what it says it is, read it into that type, strictly or
// not, and see that it is what the path is about. The answer is a fresh object in the form in which Go would write it
// again: unknown fields and empty optional ones are gone, those that are always written are there (`status: {}`,
// `resources: {}`, `containers: null`), quantities and times are canonical.
// Upstream: k8s.io/apimachinery/pkg/runtime/serializer/{json/json.go,versioning/versioning.go},
// k8s.io/apiserver/pkg/endpoints/handlers/{create,update,rest}.go

import { badRequest, type ApiError } from '../errors.ts';
import { JsonSyntaxError } from '../yaml/goJson.ts';
import { goQuote } from '../yaml/goQuote.ts';
import { interpret, type Interpreted } from './interpret.ts';
import { Decoding } from './decoding.ts';
import { readJsonText, sortedKeys } from './jsonText.ts';
import { registered } from './registered.ts';
import type { GroupVersionKind, SchemaType } from './schemaType.ts';
import { summary } from './summary.ts';

export type Validation = 'Strict' | 'Warn' | 'Ignore';

export interface Decoded {
  readonly object: Record<string, unknown>;
  /** With Warn: the texts of the warnings, in order. */
  readonly strictErrors: readonly string[];
}

export interface BodySource {
  /** The YAML that was sent, where the body was read from such: some errors show its beginning. */
  readonly text?: string;
  /** Strict errors found before, such as keys that occur twice in YAML. */
  readonly strictErrors?: readonly string[];
  /** The object as it is stored: parts of the body that are its very parts are taken over as they are. */
  readonly known?: object;
}

/**
 * Reads a request's body as an object of the kind. The body is an object (frozen or not), or JSON as text, in which
 * keys that occur twice are found. Throws what the server would answer.
 */
export function decode(type: SchemaType, body: unknown, validation: Validation, source: BodySource = {}): Decoded {
  const want = type.kind as GroupVersionKind;
  const read = source.text === undefined ? readBody(body) : { value: sortedKeys(body) };
  if ('error' in read) throw unrecognized(want.kind, `couldn't get version/kind; json parse error: ${read.error}`, source.text ?? body);
  const said = interpret(read.value);
  if ('error' in said) throw unrecognized(want.kind, said.error, source.text ?? body);
  const is = withDefaults(said, want);
  const as = is.kind === want.kind && is.version === want.version && is.group === want.group ? { type } : registered(is, want);
  if ('error' in as) throw cannotHandle(is, want, as.error(body));
  const result = as.type === undefined ? NOTHING : decodeInto(as.type, read.value, validation !== 'Ignore', as.type === type ? source.known : undefined);
  if (result.error !== undefined) throw cannotHandle(is, want, result.error);
  if (as.conversion !== undefined) throw cannotHandle(is, want, as.conversion);
  const strictErrors = validation === 'Ignore' || !source.strictErrors ? result.strictErrors : [...source.strictErrors, ...result.strictErrors];
  if (validation === 'Strict' && strictErrors.length > 0) throw cannotHandle(is, want, strictError(strictErrors));
  if (is.group !== want.group || is.version !== want.version) {
    throw badRequest(`the API version in the data (${groupVersion(is)}) does not match the expected API version (${groupVersion(want)})`);
  }
  result.object.apiVersion = groupVersion(want);
  result.object.kind = want.kind;
  return { object: result.object, strictErrors };
}

export interface Outcome {
  /** Empty where there is an error. */
  readonly object: Record<string, unknown>;
  /** Why the value cannot be read into the type, in Go's words. */
  readonly error?: string | undefined;
  /** `unknown field "spec.x"`; only with `strict`, and only without an error. */
  readonly strictErrors: readonly string[];
}

const NOTHING: Outcome = { object: {}, strictErrors: [] };

/** Reads a value into a type, whatever it says of its kind: the result of a patch, a part of an object. */
export function decodeInto(type: SchemaType, value: unknown, strict: boolean, known?: object): Outcome {
  const decoding = new Decoding(strict);
  const object = decoding.run(type, value, known);
  return decoding.error === undefined ? { object, strictErrors: decoding.strictErrors } : { object, error: decoding.error, strictErrors: [] };
}

/** The object as Go writes it again. */
export function canonical(type: SchemaType, object: unknown): Record<string, unknown> {
  const result = decodeInto(type, object, false);
  if (result.error !== undefined) throw badRequest(result.error);
  return result.object;
}

/** The options of a DELETE: whatever kind of options they say they are, and with plainer errors. */
export function decodeOptions(type: SchemaType, body: unknown): Record<string, unknown> {
  const want = type.kind as GroupVersionKind;
  const read = readBody(body);
  if ('error' in read) throw badRequest(`couldn't get version/kind; json parse error: ${read.error}`);
  const said = interpret(read.value);
  if ('error' in said) throw badRequest(said.error);
  if (said.kind !== '' && said.kind !== want.kind) throw badRequest(noKind({ ...said, version: said.version || want.version }));
  return canonical(type, read.value);
}

/** `strict decoding error: unknown field "a", duplicate field "b"` */
export const strictError = (errors: readonly string[]): string => `strict decoding error: ${errors.join(', ')}`;

/** A body that does not even say what it is; also for YAML that cannot be read. */
export function unrecognized(kind: string, why: string, body: unknown): ApiError {
  return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(body)})`);
}

function cannotHandle(is: GroupVersionKind, want: GroupVersionKind, why: string): ApiError {
  return badRequest(`${is.kind} in version ${goQuote(is.version)} cannot be handled as a ${want.kind}: ${why}`);
}

type Read = { readonly value: unknown } | { readonly error: string };

function readBody(body: unknown): Read {
  if (typeof body === 'object') return { value: body };
  try {
    return { value: readJsonText(body === undefined ? '' : String(body)) };
  } catch (problem) {
    if (problem instanceof JsonSyntaxError) return { error: problem.message };
    throw problem;
  }
}

function withDefaults(said: Interpreted, want: GroupVersionKind): GroupVersionKind {
  const kind = said.kind || want.kind;
  const silent = said.version === '' && (said.group === '' || said.group === want.group);
  return silent ? { group: want.group, version: want.version, kind } : { group: said.group, version: said.version, kind };
}

const groupVersion = (of: GroupVersionKind): string => (of.group ? `${of.group}/${of.version}` : of.version);

const noKind = (of: GroupVersionKind): string => `no kind ${goQuote(of.kind)} is registered for version ${goQuote(groupVersion(of))} in scheme "pkg/runtime/scheme.go:111"`;
