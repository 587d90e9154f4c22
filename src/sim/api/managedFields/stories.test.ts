// Stories of server-side apply against a real API server: after each step the owners of all fields, and the refusals.
// The object of each step is taken from the recording for the next one, so that defaults and admission, which are not
// under test here, are the server's. `PRINT=1 npx vitest run src/sim/api/managedFields` prints what is not equal.

import { expect, test } from 'vitest';
import { parseYaml } from '../yaml.ts';
import { deepFreeze, equal, isObject } from '../../../base/json.ts';
import { jsonLines, sharedPath, SKIPPED } from '../../../testing/shared.ts';
import { ApiError, type Status } from '../errors.ts';
import { decodeInto } from '../schema/decode.ts';
import { typeOf } from '../schema/schema.ts';
import type { SchemaType } from '../schema/schemaType.ts';
import type { ManagedFieldsEntry } from '../types.ts';
import { applyMergePatch } from '../patch/mergePatch.ts';
import { applyConfiguration } from './apply.ts';
import { parentEntries, scaleEntries } from './scale.ts';
import { updateManagedFields } from './update.ts';

type Obj = Record<string, unknown>;
interface Step {
  readonly method: string;
  readonly path: string;
  readonly contentType?: string;
  readonly body: unknown;
  readonly code: number;
  readonly result?: Obj;
  readonly status?: Status;
}
interface Story {
  readonly id: string;
  readonly steps: readonly Step[];
}

const TIME = '2026-01-01T00:00:00Z';
const file = sharedPath('golden-api/apply.jsonl');

test.skipIf(!file)(`managedFields, objects and conflicts are those of the API server ${file ? '' : `(${SKIPPED})`}`, () => {
  const count = { equal: 0, different: 0 };
  for (const story of jsonLines<Story>(file as string)) {
    const problems = play(story);
    count[problems.length ? 'different' : 'equal']++;
    if (problems.length && process.env.PRINT) console.log(story.id, problems.join('\n'));
  }
  if (process.env.PRINT) console.log(count);
  expect(count.equal / (count.equal + count.different)).toBeGreaterThanOrEqual(0.98);
  expect(count.equal).toBeGreaterThanOrEqual(150);
});

interface World {
  live: Obj | undefined;
  entries: readonly ManagedFieldsEntry[];
}

function play(story: Story): string[] {
  const problems: string[] = [];
  const worlds = new Map<string, World>();
  const managers = story.steps.map((step) => managerOf(step));
  story.steps.forEach((recorded, n) => {
    const step = JSON.parse(JSON.stringify(recorded).replaceAll('<time>', TIME)) as Step;
    const [path = ''] = step.path.split('?');
    const key = (step.method === 'POST' ? `${path}/${nameOf(step.result)}` : path).replace(/\/scale$/, '');
    const world = worlds.get(key) ?? { live: undefined, entries: [] };
    worlds.set(key, world);
    for (const problem of check(step, deepFreeze(world), (entry) => managers.includes(entry.manager ?? '') || entry.manager === 'before-first-apply')) problems.push(`step ${n}: ${problem}`);
    if (!step.result || step.path.includes('dryRun')) return;
    const scaled = path.endsWith('/scale');
    const live = scaled ? { ...world.live, spec: { ...(world.live?.spec as Obj), replicas: (step.result.spec as Obj).replicas } } : step.result;
    worlds.set(key, { live: withoutManaged(live), entries: scaled ? done.entries : ((step.result.metadata as { managedFields?: ManagedFieldsEntry[] }).managedFields ?? []).filter((e) => managers.includes(e.manager ?? '')) });
  });
  return problems;
}

/** What the last step made; a Scale's answer does not show it. */
let done: { readonly object: Obj; readonly entries: readonly ManagedFieldsEntry[] } = { object: {}, entries: [] };

function check(step: Step, world: World, own: (entry: ManagedFieldsEntry) => boolean): string[] {
  if (SERVER_ONLY.test(step.status?.message ?? '')) return [];
  try {
    done = act(step, world);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { message, details } = step.status ?? {};
    const same = step.code === error.code && message === error.status.message && equal(details, error.status.details);
    return same ? [] : [`wanted ${step.code} ${JSON.stringify(step.status)}, got ${JSON.stringify(error.status)}`];
  }
  if (step.code >= 300) return [`wanted ${step.code} ${step.status?.message}, got an object`];
  if (step.path.includes('/scale')) return [];
  const result = step.result as Obj;
  const want = ((result.metadata as { managedFields?: ManagedFieldsEntry[] }).managedFields ?? []).filter(own);
  const problems = beyond(decidedHere(done.object), result, '');
  if (!equal(want, done.entries)) problems.push(`managedFields\n  want ${JSON.stringify(want)}\n  got  ${JSON.stringify(done.entries)}`);
  return problems;
}

/** Refusals before or after applying. */
const SERVER_ONLY = /error decoding YAML|^PatchOptions|does not match the namespace|the object has been modified|^[A-Z]\S* "[^"]*" is invalid/;

function act(step: Step, { live, entries }: World): { readonly object: Obj; readonly entries: readonly ManagedFieldsEntry[] } {
  const [path = '', query] = step.path.split('?');
  const found = /^\/(?:api|apis\/([^/]+))\/([^/]+)/.exec(path) as RegExpExecArray;
  const apiVersion = found[1] ? `${found[1]}/${found[2]}` : (found[2] as string);
  const scaled = path.endsWith('/scale');
  const kind = String((live ?? step.result ?? (step.body as Obj)).kind);
  const type = typeOf(apiVersion, kind) as SchemaType;
  const options = { manager: managerOf(step), apiVersion, time: TIME, type };
  const force = new URLSearchParams(query).get('force') === 'true';
  if (step.contentType?.includes('apply-patch')) {
    const config = typeof step.body === 'string' ? (readYaml(step.body) as unknown) : step.body;
    if (scaled) {
      const applied = applyConfiguration({ ...options, live: scaleOf(live as Obj), managedFields: scaleEntries(entries), config, type: typeOf('autoscaling/v1', 'Scale') as SchemaType, apiVersion: 'autoscaling/v1', subresource: 'scale', force });
      return { object: applied.object, entries: parentEntries(entries, applied.managedFields, apiVersion) };
    }
    const applied = applyConfiguration({ ...options, live, managedFields: entries, config: deepFreeze(config), force });
    return { object: decodeInto(type, applied.object, false).object, entries: applied.managedFields };
  }
  const body = step.method === 'PATCH' ? (applyMergePatch(live, step.body) as Obj) : (step.body as Obj);
  const submitted = (body.metadata as { managedFields?: ManagedFieldsEntry[] } | undefined)?.managedFields;
  const result = step.result as Obj;
  const after = scaled ? { ...live, spec: { ...(live?.spec as Obj), replicas: (result.spec as Obj).replicas } } : beforeAdmission(result, body);
  const updated = updateManagedFields(entries, live, after, { ...options, submitted, ...(scaled ? { subresource: 'scale' } : {}) });
  return { object: result, entries: updated };
}

const managerOf = (step: Step): string => new URLSearchParams(step.path.split('?')[1]).get('fieldManager') ?? '';
const nameOf = (object: Obj | undefined): string => String((object?.metadata as Obj | undefined)?.name);

function readYaml(text: string): unknown {
  try {
    return parseYaml(text) as unknown;
  } catch {
    return undefined;
  }
}

const scaleOf = (live: Obj): Obj => ({ apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: nameOf(live), namespace: 'apply' }, spec: { replicas: (live.spec as Obj).replicas }, status: { replicas: 0 } });

function withoutManaged(object: Obj): Obj {
  const { managedFields: _, ...metadata } = object.metadata as Obj;
  return deepFreeze({ ...object, metadata });
}

/** The stored object without what admission added and with what the strategy dropped: ownership is settled before both. */
function beforeAdmission(result: Obj, body: Obj): Obj {
  const out = JSON.parse(JSON.stringify(result)) as { metadata: Obj; spec: Obj; kind: string };
  if (!(body.metadata as Obj | undefined)?.finalizers) delete out.metadata.finalizers;
  if (out.kind === 'Pod') {
    for (const field of ['volumes', 'tolerations', 'serviceAccount', 'serviceAccountName', 'priority', 'preemptionPolicy']) {
      if ((body.spec as Obj)[field] === undefined) delete out.spec[field];
    }
    for (const container of out.spec.containers as Obj[]) delete container.volumeMounts;
  }
  // A Secret's stringData becomes data on decoding already.
  const { stringData: _, ...sent } = body;
  return overlay(out, sent) as Obj;
}

/** What was sent counts, even where the server dropped it again. */
function overlay(object: unknown, sent: unknown): unknown {
  if (!isObject(object) || !isObject(sent)) return object ?? sent;
  const out: Obj = { ...object };
  for (const key in sent) out[key] = overlay(object[key], sent[key]);
  return out;
}

/** stringData is merged into data when a Secret is stored. */
const decidedHere = ({ data, stringData, ...rest }: Obj): Obj => (stringData === undefined ? { ...rest, data } : rest);

/** Differences beyond defaults, metadata that the server keeps, what strategies derive, and what admission adds. */
const KEPT = /^\.(metadata\.(uid|resourceVersion|creationTimestamp|managedFields|generation|namespace)|status|spec\.taints)(\.|$)/;

function beyond(mine: unknown, want: unknown, path: string): string[] {
  if (KEPT.test(path) || equal(mine, want)) return [];
  if (mine === undefined || mine === null || mine === '' || mine === 0 || (isObject(mine) && Object.keys(mine).length === 0)) return [];
  if (isObject(mine) && isObject(want)) return Object.keys(mine).flatMap((key) => beyond(mine[key], want[key], `${path}.${key}`));
  if (Array.isArray(mine) && Array.isArray(want) && mine.length === want.length) return mine.flatMap((item, i) => beyond(item, want[i], `${path}[${i}]`));
  return [`${path}: mine ${JSON.stringify(mine)}, want ${JSON.stringify(want)}`];
}
