// The strategic merge patches that real kubelets and a real kubectl computed and sent, against ours for the same objects;
// and what they made of the objects.

import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deepFreeze, equal } from '../../../base/json.ts';
import { jsonLines, sharedPath, SKIPPED } from '../../../testing/shared.ts';
import { canonical } from '../schema/decode.ts';
import { typeOf } from '../schema/schema.ts';
import type { SchemaType } from '../schema/schemaType.ts';
import { applyStrategicMergePatch } from './strategic.ts';
import { createThreeWayPatch, createTwoWayPatch } from './strategicDiff.ts';

type Obj = { readonly [key: string]: unknown };
interface Stored extends Obj {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly uid: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly status?: unknown;
}
interface Recorded {
  readonly t: number;
  readonly component: string;
  readonly uri: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly code: number;
  readonly patchType?: string;
  readonly request?: Obj;
}
interface Revision {
  readonly t: number;
  readonly op: string;
  readonly key: string;
  readonly value?: Stored;
}
interface Step {
  readonly request: Recorded;
  readonly patch: Obj;
  readonly before: Stored;
  readonly after: Stored;
  readonly type: SchemaType;
}

const root = sharedPath('golden');
const title = root ? '' : `(${SKIPPED})`;

/** The revisions around a request: the audit log and etcd write down times a little apart. */
function* steps(folder: string, wanted: (r: Recorded) => boolean): Generator<readonly Step[]> {
  const history = new Map<string, Revision[]>();
  for (const revision of jsonLines<Revision>(`${folder}/history.jsonl`)) history.set(revision.key, [...(history.get(revision.key) ?? []), revision]);
  for (const request of jsonLines<Recorded>(`${folder}/requests.jsonl`)) {
    if (request.patchType !== 'strategic' || request.code !== 200 || !request.request || /dryRun/.test(request.uri) || !wanted(request)) continue;
    const resource = request.resource?.split('.')[0];
    const key = [...history.keys()].find((k) => k.includes(`/${resource}/`) && k.endsWith(`/${request.namespace}/${request.name}`));
    const revisions = history.get(key ?? '') ?? [];
    const at = revisions.findIndex((h) => h.t >= request.t);
    const around: Step[] = [];
    for (let i = Math.max(1, at - 2); at >= 0 && i < Math.min(revisions.length, at + 4); i++) {
      const before = revisions[i - 1]?.value;
      const after = revisions[i]?.value;
      const type = before && typeOf(before.apiVersion, before.kind);
      if (before && after && type) around.push({ request, patch: deepFreeze(request.request), before: deepFreeze(before), after, type });
    }
    if (around.length) yield around;
  }
}

function folders(): string[] {
  const areas = readdirSync(root as string, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return areas.flatMap((area) => readdirSync(`${root}/${area.name}`).map((name) => `${root}/${area.name}/${name}`));
}

test.skipIf(!root)(`a kubelet's status patches are computed and applied as by the real ones ${title}`, () => {
  const count = { applied: 0, computed: 0, different: 0 };
  for (const folder of folders()) {
    for (const around of steps(folder, (r) => r.component.startsWith('kubelet') && r.resource === 'pods' && r.subresource === 'status')) {
      const step = around.find(({ before, patch, after, type }) => equal(canonical(type, applyStrategicMergePatch(before, patch, type)).status, after.status));
      if (!step) {
        count.different++;
        continue;
      }
      count.applied++;
      const { before, after, patch, type } = step;
      if (equal(createTwoWayPatch({ status: before.status }, { metadata: { uid: before.metadata.uid }, status: after.status }, type), patch)) count.computed++;
      else if (process.env.PRINT) console.log(folder, JSON.stringify(patch));
    }
  }
  if (process.env.PRINT) console.log(count);
  expect(count.different).toBe(0);
  expect(count.applied).toBeGreaterThanOrEqual(2000);
  expect(count.computed).toBe(count.applied);
});

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

test.skipIf(!root)(`kubectl apply sends the three-way patch that the real one sent ${title}`, () => {
  const count = { equal: 0, different: 0 };
  for (const folder of folders()) {
    for (const around of steps(folder, (r) => r.uri.includes('fieldManager=kubectl-client-side-apply'))) {
      const found = around.some(({ before, patch, type }) => {
        const was = before.metadata.annotations?.[LAST_APPLIED];
        const text = (patch as Partial<Stored>).metadata?.annotations?.[LAST_APPLIED] ?? was;
        if (text === undefined) return false;
        const config = JSON.parse(text) as Stored;
        const modified = { ...config, metadata: { ...config.metadata, annotations: { ...config.metadata.annotations, [LAST_APPLIED]: text } } };
        return equal(createThreeWayPatch(JSON.parse(was ?? '{}') as Obj, modified, before, type), patch);
      });
      count[found ? 'equal' : 'different']++;
      if (!found && process.env.PRINT) console.log(folder, JSON.stringify(around[0]?.patch));
    }
  }
  if (process.env.PRINT) console.log(count);
  expect(count.different).toBe(0);
  expect(count.equal).toBeGreaterThanOrEqual(18);
});
