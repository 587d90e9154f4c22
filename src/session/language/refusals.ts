// What came out of applying a document, taken apart: one finding for each thing that is wrong, in the words of whoever
// said it, with the field it is about.

import { deepCopy, isObject } from '../../base/json.ts';
import type { StatusCause } from '../../sim/api/errors.ts';
import type { Request } from '../../sim/api/http.ts';
import { decodeInto } from '../../sim/api/schema/decode.ts';
import { typeOf } from '../../sim/api/schema/schema.ts';
import type { SchemaType } from '../../sim/api/schema/schemaType.ts';
import { identityOf, type ManifestDocument } from './documents.ts';
import { misfits, type Misfit } from './misfits.ts';
import { parseFieldPath, scalars, type Path } from './nodes.ts';
import type { Outcome } from './rehearsal.ts';

export interface Finding {
  /** The words about this one thing. */
  readonly message: string;
  /** All that kubectl prints. */
  readonly output: string;
  readonly severity: 'error' | 'warning';
  readonly where: 'not sent' | 'refused' | 'note';
  /** The answer's code, where a server answered. */
  readonly code: number;
  readonly path: Path;
  readonly part: 'key' | 'value';
  /** Where in the document, where it is no field that is wrong. */
  readonly offset?: number;
  readonly misfit?: Misfit;
}

type Said = Pick<Finding, 'output' | 'severity' | 'where' | 'code'>;

export function findings(document: ManifestDocument, outcome: Outcome): readonly Finding[] {
  const lines = outcome.stderr.replace(/\n$/, '').split('\n');
  const output = lines.filter((line) => !line.startsWith('Warning: ')).join('\n');
  const warnings = lines.filter((line) => line.startsWith('Warning: ')).map((line) => warning(document, line));
  if (outcome.exit === 0) return warnings;
  const { refusals } = outcome;
  if (refusals.length === 0) return [...warnings, ...notSent(document, { output, severity: 'error', where: 'not sent', code: 0 })];
  const refused = refusals.flatMap(({ request, status }) => {
    const said: Said = { output, severity: 'error', where: 'refused', code: status.code ?? 0 };
    const { value, path, type } = targetOf(document, request);
    const found = refusal({ ...document, value }, said, status.message ?? '', status.details?.causes ?? [], type);
    return path.length === 0 ? found : found.map((finding) => ({ ...finding, path: [...path, ...finding.path] }));
  });
  return [...warnings, ...refused];
}

/** Which part of the document a request was about: the document, or one of the objects in a list. */
function targetOf(document: ManifestDocument, request: Request): { readonly value: unknown; readonly path: Path; readonly type: SchemaType | undefined } {
  const { value } = document;
  const whole = { value, path: [], type: typeFor(value) };
  if (!isObject(value) || !Array.isArray(value.items)) return whole;
  const sent = identityOf(request.body);
  const i = value.items.findIndex((item) => {
    const { kind, name } = identityOf(item);
    return sent.kind === '' ? request.path.endsWith(`/${name}`) : kind === sent.kind && name === sent.name;
  });
  return i < 0 ? whole : { value: value.items[i], path: ['items', i], type: typeFor(value.items[i]) };
}

export function typeFor(value: unknown): SchemaType | undefined {
  const { apiVersion, kind } = identityOf(value);
  return typeOf(apiVersion, kind);
}

function warning(document: ManifestDocument, line: string): Finding {
  const message = line.slice('Warning: '.length);
  const field = /^([a-z]\w*[.[][^\s:]*): /.exec(message)?.[1];
  return { message, output: line, severity: 'warning', where: 'note', code: 0, path: field ? parseFieldPath(field) : quotedPlace(document, message), part: 'value' };
}

// ---- kubectl itself ----

function notSent(document: ManifestDocument, said: Said): readonly Finding[] {
  const { output } = said;
  if (document.error) return [{ ...said, message: document.error.message, path: [], part: 'value', offset: document.error.offset }];
  const invalid = /error validating data: (.*?)(?:; if you choose|$)/s.exec(output);
  if (invalid) {
    const what = invalid[1] as string;
    const path: Path = /apiVersion isn't|GroupVersion/.test(what) ? ['apiVersion'] : /kind isn't/.test(what) ? ['kind'] : [];
    return [{ ...said, message: `error validating data: ${what}`, path, part: 'value' }];
  }
  const match = /no matches for kind .*/.exec(output);
  if (match) return [{ ...said, message: match[0], path: ['kind'], part: 'value' }];
  if (/resource name may not be empty$/.test(output)) return [{ ...said, message: 'resource name may not be empty', path: ['metadata', 'name'], part: 'value' }];
  const undecodable = /^error: unable to decode "[^"]*": (.*)$/s.exec(output);
  const message = undecodable ? (undecodable[1] as string) : output.replace(/^error: /, '');
  const type = typeFor(document.value);
  const misfit = type && message.startsWith('json: ') ? culprit(type, document.value, message) : undefined;
  return [{ ...said, message, path: misfit?.path ?? fieldOfGoText(message), part: 'value', ...(misfit ? { misfit } : {}) }];
}

/** `json: cannot unmarshal … into Go struct field X.metadata.labels of type …` → metadata, labels */
function fieldOfGoText(message: string): Path {
  const named = /Go struct field \w+\.(\S+) of type/.exec(message)?.[1];
  return named ? named.split('.').filter((part) => !/^[A-Z]/.test(part)) : [];
}

// ---- the server ----

function refusal(document: ManifestDocument, said: Said, message: string, causes: readonly StatusCause[], type: SchemaType | undefined): readonly Finding[] {
  const strict = /strict decoding error: (.*)$/s.exec(message)?.[1];
  if (strict !== undefined) return strictErrors(said, strict);
  if (causes.some((cause) => cause.field === 'patch') && type) {
    const first = misfits(type, document.value).next().value;
    const words = message.replace(/^.*": /s, '');
    return [{ ...said, message: words, path: first?.path ?? [], part: 'value', ...(first ? { misfit: first } : {}) }];
  }
  const unreadable = / cannot be handled as an? \S+: (.*)$/s.exec(message)?.[1];
  if (unreadable !== undefined && type) return typeErrors(document, said, unreadable, type);
  const fields = causes.filter((cause) => cause.field !== undefined && cause.field !== '<nil>');
  if (said.code === 422 && fields.length > 0) {
    const texts = new Set<string>();
    return fields.flatMap((cause) => {
      const text = `${cause.field}: ${cause.message ?? ''}`;
      if (texts.has(text)) return [];
      texts.add(text);
      return [{ ...said, message: text, path: parseFieldPath(cause.field as string), part: 'value' as const }];
    });
  }
  return [{ ...said, message, path: quotedPlace(document, message), part: 'value' }];
}

function strictErrors(said: Said, text: string): readonly Finding[] {
  return [...text.matchAll(/(?:unknown|duplicate) field ("(?:[^"\\]|\\.)*")/g)].map((m) => ({
    ...said,
    message: m[0],
    path: parseFieldPath(JSON.parse(m[1] as string) as string),
    part: 'key' as const,
  }));
}

const MOST = 20;

/** The server names one; the others are what it would name next, found by taking away what it named. */
function typeErrors(document: ManifestDocument, said: Said, first: string, type: SchemaType): readonly Finding[] {
  const out: Finding[] = [];
  const value = deepCopy(document.value);
  for (let message: string | undefined = first; message !== undefined && out.length < MOST; message = decodeInto(type, value, false).error) {
    const misfit = culprit(type, value, message);
    out.push({ ...said, message, path: misfit?.path ?? [], part: 'value', ...(misfit ? { misfit } : {}) });
    if (!misfit || misfit.path.length === 0) return out;
    clear(value, misfit.path);
  }
  return [...out, ...strictErrors(said, decodeInto(type, value, true).strictErrors.join(', '))];
}

function culprit(type: SchemaType, value: unknown, message: string): Misfit | undefined {
  const own = !message.startsWith('json: cannot unmarshal');
  const all = [...misfits(type, value)].filter((m) => m.own === own || (m.own && !own));
  const named = fieldOfGoText(message).join('.');
  const exact = all.find((m) => !own && m.path.filter((step) => typeof step === 'string').join('.') === named);
  // Keys of maps are not named.
  const above = all.find((m) => !own && named !== '' && m.path.filter((step) => typeof step === 'string').join('.').startsWith(`${named}.`));
  return exact ?? above ?? all.find((m) => m.own === own) ?? all[0];
}

/** A null fits everywhere and keeps the places of its neighbours. */
function clear(value: unknown, path: Path): void {
  let at: unknown = value;
  for (const step of path.slice(0, -1)) at = (at as Record<string | number, unknown>)[step];
  (at as Record<string | number, unknown>)[path[path.length - 1] as string | number] = null;
}

/** The value that a message quotes: `namespaces "shop" not found` is about the field that says shop. */
function quotedPlace(document: ManifestDocument, message: string): Path {
  const { root } = document;
  if (!root) return [];
  const { name } = identityOf(document.value);
  const quoted = [...message.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => m[1] as string);
  const all = [...scalars(root)];
  const hits = quoted.filter((text) => text !== '' && text !== name).flatMap((text) => all.filter(({ node }) => node.value === text));
  if (hits[0]) return hits[0].path;
  if (/namespaces "[^"]*" not found/.test(message)) return ['metadata', 'namespace'];
  return quoted.includes(name) && name !== '' ? ['metadata', 'name'] : [];
}
