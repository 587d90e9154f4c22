// Patches against the answers of a real API server. Decoding is taken from the schema; defaults, validation and what
// admission and strategies change are left out by rule: see `serverOnly` and `beyond`.
// `PRINT=1 npx vitest run src/sim/api/patch` prints what is not equal.

import { expect, test } from 'vitest';
import { deepFreeze, equal, isObject } from '../../../base/json.ts';
import { withoutManaged } from '../../../testing/cases/apiStories.ts';
import { jsonLines, sharedPath, SKIPPED } from '../../../testing/shared.ts';
import { ApiError, invalid, invalidValue, type Status } from '../errors.ts';
import { PATCH_TYPES } from '../http.ts';
import { decodeInto, strictError } from '../schema/decode.ts';
import { typeOf } from '../schema/schema.ts';
import type { SchemaType } from '../schema/schemaType.ts';
import { applyJsonPatch } from './jsonPatch.ts';
import { applyMergePatch } from './mergePatch.ts';
import { readPatchBody, type FieldValidation } from './patchBody.ts';
import { patchedText } from './patchedText.ts';
import { patchRefused, restoreError } from './restore.ts';
import { applyStrategicMergePatch } from './strategic.ts';

interface Case {
  readonly id: string;
  readonly path: string;
  readonly contentType: string;
  readonly original: { readonly apiVersion: string; readonly kind: string };
  readonly patch: unknown;
  readonly code: number;
  readonly result?: Record<string, unknown>;
  readonly status?: Status;
  readonly warnings?: readonly string[];
}

const file = sharedPath('golden-api/patches.jsonl');

test.skipIf(!file)(`patches give what the API server gives ${file ? '' : `(${SKIPPED})`}`, () => {
  const count = { equal: 0, different: 0, serverOnly: 0 };
  for (const recorded of jsonLines<Case>(file as string)) {
    const c = filledIn(recorded);
    const problem = check(deepFreeze(c));
    if (problem === undefined) count.equal++;
    else if (problem === SERVER) count.serverOnly++;
    else {
      count.different++;
      if (process.env.PRINT) console.log(c.id, problem);
    }
  }
  if (process.env.PRINT) console.log(count);
  expect(count.equal / (count.equal + count.different)).toBeGreaterThanOrEqual(0.99);
  expect(count.equal).toBeGreaterThanOrEqual(960);
});

const SERVER = 'server only';

/** Placeholders would not decode as times and numbers. */
function filledIn(c: Case): Case {
  const text = JSON.stringify(c).replaceAll('<time>', '2026-01-01T00:00:00Z').replaceAll('<microtime>', '2026-01-01T00:00:00.000000Z');
  return JSON.parse(text.replaceAll(/\\?"<nodePort>\\?"/g, '30000')) as Case;
}

function check(c: Case): string | undefined {
  const type = typeOf(c.original.apiVersion, c.original.kind) as SchemaType;
  const validation = (new URL(`http://x${c.path}`).searchParams.get('fieldValidation') ?? 'Warn') as FieldValidation;
  try {
    const { object, warnings } = run(c, type, validation);
    if (c.code !== 200) return serverOnly(c) ? SERVER : `wanted ${c.code} ${c.status?.message}, got an object`;
    const differences = beyond(object, c.result, '');
    const missing = warnings.filter((w) => !(c.warnings ?? []).includes(w));
    return differences.length + missing.length === 0 ? undefined : [...differences, ...missing].join('; ');
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const want = [c.code, withoutManaged(c.status?.message ?? ''), causes(c.status)];
    const got = [error.code, withoutManaged(error.status.message ?? ''), causes(error.status)];
    return equal(want, got) ? undefined : `wanted ${JSON.stringify(want)}, got ${JSON.stringify(got)}`;
  }
}

function run(c: Case, type: SchemaType, validation: FieldValidation): { readonly object: Record<string, unknown>; readonly warnings: readonly string[] } {
  const { patch, strictErrors } = readPatchBody(c.contentType, c.patch, validation);
  const strategic = c.contentType === PATCH_TYPES.strategic;
  const patched = strategic ? applyStrategicMergePatch(c.original, patch, type) : c.contentType === PATCH_TYPES.json ? applyJsonPatch(c.original, patch) : applyMergePatch(c.original, patch);
  const refuse = (why: string): ApiError => (strategic ? patchRefused(patch, why) : invalid('', '', '', [invalidValue('patch', patchedText(patched, c.original), why)]));
  const unfit = strategic ? restoreError(patched, c.original, type) : undefined;
  if (unfit !== undefined) throw refuse(unfit);
  const kind = (patched as { readonly kind?: unknown }).kind;
  if (!strategic && typeof kind === 'string' && kind !== c.original.kind) throw refuse(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(c.original.apiVersion)} in scheme "pkg/runtime/scheme.go:111"`);
  const { object, error, strictErrors: unknown } = decodeInto(type, patched, validation !== 'Ignore');
  if (error !== undefined) throw refuse(error);
  const warnings = [...strictErrors, ...unknown];
  if (validation === 'Strict' && warnings.length) throw refuse(strictError(warnings));
  return { object, warnings };
}

/** Refusals that come after the patch: names, versions, validation, admission. */
function serverOnly(c: Case): boolean {
  const message = c.status?.message ?? '';
  if (/^[A-Z]\S* "[^"]*" is invalid: /.test(message)) return true;
  return /the name of the object|the object has been modified|is forbidden|undeterminable|field is immutable/.test(message);
}

const causes = (status: Status | undefined): unknown => status?.details?.causes?.map((cause) => [cause.reason, cause.field]);

/** What a write through the main resource does not change, or changes by itself. */
const KEPT = /^\.(status|apiVersion|kind|metadata\.(generation|managedFields))(\.|$)/;

/** Differences that neither defaults nor the server's own changes explain. */
function beyond(mine: unknown, want: unknown, path: string): string[] {
  if (KEPT.test(path) || equal(mine, want)) return [];
  // Only in the answer: a default. Written by Go although empty: filled in by one.
  if (mine === undefined || mine === null || mine === '' || mine === 0 || (isObject(mine) && Object.keys(mine).length === 0)) return [];
  if (isObject(mine) && isObject(want)) return Object.keys(mine).flatMap((key) => beyond(mine[key], want[key], `${path}.${key}`));
  if (Array.isArray(mine) && Array.isArray(want) && mine.length === want.length) return mine.flatMap((item, i) => beyond(item, want[i], `${path}[${i}]`));
  return [`${path}: mine ${JSON.stringify(mine)}, want ${JSON.stringify(want)}`];
}
