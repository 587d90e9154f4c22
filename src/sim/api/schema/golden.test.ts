// What a real API server answered to thousands of bodies: every refusal that comes from reading the body, every warning
// about unknown and repeated fields, and that all other bodies can be read.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ApiError, type Status } from '../errors.ts';
import { parseTarget, requestInfo, type Method } from '../http.ts';
import { jsonLines, sharedPath, SKIPPED } from '../../../testing/shared.ts';
import { parseYaml, YamlError } from '../yaml.ts';
import { decode, decodeOptions, unrecognized, type Validation } from './decode.ts';
import { typeOf } from './schema.ts';
import type { SchemaType } from './schemaType.ts';

interface Case {
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  readonly contentType?: string;
  readonly body?: unknown;
  readonly code: number;
  readonly status?: Status | string;
  readonly warnings?: readonly string[];
  /** Where defaults.jsonl has its refusals. */
  readonly result?: Status;
}

const validation = sharedPath('golden-api/validation.jsonl');
const defaults = sharedPath('golden-api/defaults.jsonl');
const discovery = sharedPath('golden-api/facts/discovery.json');
const DECODING = /cannot be handled as a|^the object provided is unrecognized|does not match the expected API version/;
const STRICT = /^(unknown|duplicate) field /;

describe.skipIf(!validation || !discovery)(`bodies sent to a real server (${SKIPPED})`, () => {
  const kinds = resources(discovery ?? '');
  const all = [validation, defaults].flatMap((path) => (path ? jsonLines<Case>(path) : [])).map((c) => (c.result && c.code >= 400 ? { ...c, status: c.result } : c));
  const cases = all.filter((c) => isObjectBody(c, kinds));

  test('refuses what the server refused, in its words', () => {
    const refused = cases.filter((c) => c.code === 400 && DECODING.test(message(c)));
    expect(refused.length).toBeGreaterThan(2650);
    expectAll(refused, (c) => [play(c, kinds).status, c.status]);
  });

  test('reads everything else', () => {
    const others = cases.filter((c) => c.code !== 400 || !DECODING.test(message(c)));
    expectAll(others, (c) => [play(c, kinds).status, undefined]);
  });

  test('warns of unknown and repeated fields', () => {
    const answered = cases.filter((c) => c.code < 500 && c.code !== 400 && c.code !== 404);
    expectAll(answered, (c) => [play(c, kinds).warnings, (c.warnings ?? []).filter((w) => STRICT.test(w))]);
  });

  test('reads the options of deletions', () => {
    const deletions = all.filter((c) => c.method === 'DELETE' && c.body !== undefined && c.contentType === undefined);
    expect(deletions.length).toBeGreaterThan(20);
    expectAll(deletions, (c) => [deletion(c.body), c.code === 400 ? c.status : undefined]);
  });
});

/** Creations and replacements whose body is JSON or YAML. */
function isObjectBody(c: Case, kinds: ReadonlyMap<string, readonly [string, string]>): boolean {
  if (c.method !== 'POST' && c.method !== 'PUT') return false;
  if (c.contentType !== undefined && !/^application\/(json|yaml)/.test(c.contentType)) return false;
  const kind = kindOf(c, kinds);
  return c.body !== undefined && kind !== undefined && typeOf(...kind) !== undefined;
}

function kindOf(c: Case, kinds: ReadonlyMap<string, readonly [string, string]>): readonly [string, string] | undefined {
  const { path, query } = parseTarget(c.path);
  const info = requestInfo(c.method, path, query);
  const resource = info.subresource ? `${info.resource}/${info.subresource}` : info.resource;
  return kinds.get(`${info.group}/${info.version}/${resource}`);
}

function play(c: Case, kinds: ReadonlyMap<string, readonly [string, string]>): { readonly status?: Status; readonly warnings: readonly string[] } {
  const [apiVersion, kind] = kindOf(c, kinds) as readonly [string, string];
  const type = typeOf(apiVersion, kind);
  if (!type) throw new Error(`no type for ${apiVersion} ${kind}`);
  const asked = (parseTarget(c.path).query.fieldValidation ?? 'Warn') as Validation;
  try {
    if (c.contentType !== 'application/yaml') return { warnings: decode(type, filledIn(c.body), asked).strictErrors };
    return { warnings: decode(type, fromYaml(kind, String(c.body)), asked, { text: String(c.body) }).strictErrors };
  } catch (problem) {
    if (problem instanceof ApiError) return { status: problem.status, warnings: [] };
    throw problem;
  }
}

function fromYaml(kind: string, text: string): unknown {
  try {
    return parseYaml(text);
  } catch (problem) {
    if (problem instanceof YamlError) throw unrecognized(kind, problem.message, text);
    throw problem;
  }
}

function deletion(body: unknown): Status | undefined {
  try {
    decodeOptions(typeOf('v1', 'DeleteOptions') as SchemaType, body);
    return undefined;
  } catch (problem) {
    if (problem instanceof ApiError) return problem.status;
    throw problem;
  }
}

/** Something in the place of what differs from run to run. */
function filledIn(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  return JSON.parse(JSON.stringify(body).replace(/"<time>"/g, '"2026-01-05T09:00:00Z"').replace(/"<microtime>"/g, '"2026-01-05T09:00:00.000000Z"').replace(/"<nodePort>"/g, '30000')) as unknown;
}

const message = (c: Case): string => (typeof c.status === 'object' ? (c.status.message ?? '') : (c.status ?? ''));

/** `apps/v1/deployments/scale` → apiVersion and kind of the body. */
function resources(path: string): ReadonlyMap<string, readonly [string, string]> {
  const out = new Map<string, readonly [string, string]>();
  if (!path) return out;
  type List = { readonly groupVersion: string; readonly resources?: readonly { readonly name: string; readonly kind: string; readonly group?: string; readonly version?: string }[] };
  const documents = JSON.parse(readFileSync(path, 'utf8')) as Record<string, List>;
  for (const [key, list] of Object.entries(documents)) {
    if (key.includes(' ') || !list.resources) continue;
    const gv = list.groupVersion.includes('/') ? list.groupVersion : `/${list.groupVersion}`;
    for (const r of list.resources) {
      const own = list.groupVersion;
      out.set(`${gv}/${r.name}`, [r.version ? (r.group ? `${r.group}/${r.version}` : r.version) : own, r.kind]);
    }
  }
  return out;
}

/** All equal, or a failure that names the first few (all of them where SHOW_DIFFERENCES is set). */
function expectAll(cases: readonly Case[], compare: (c: Case) => readonly [unknown, unknown]): void {
  const differing: string[] = [];
  for (const c of cases) {
    const [ours, theirs] = compare(c);
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) differing.push(`${c.id}\n  ours   ${JSON.stringify(ours)}\n  theirs ${JSON.stringify(theirs)}`);
  }
  const shown = process.env.SHOW_DIFFERENCES ? differing : differing.slice(0, 5);
  expect(differing.length, `${cases.length - differing.length} of ${cases.length} equal\n${shown.join('\n')}`).toBe(0);
}
