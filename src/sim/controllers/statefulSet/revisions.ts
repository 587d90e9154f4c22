// The revisions of a StatefulSet's template: which its Pods have, and which they are to get.
// Upstream: pkg/controller/statefulset/stateful_set_control.go, pkg/controller/history/controller_history.go

import { deepFreeze, equal } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { ApiError } from '../../api/errors.ts';
import type { Kind } from '../../api/kind.ts';
import type { Context } from '../../client/controller.ts';
import type { Sim } from '../../kernel/task.ts';
import { ControllerRevision } from '../../kinds/controllerRevision.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { PodTemplateSpec } from '../../kinds/shared/podTypes.ts';
import { StatefulSet } from '../../kinds/statefulSet.ts';
import { controllerReference } from '../shared/owners.ts';
import { revisionHash } from '../shared/templateHash.ts';
import { revisionOf } from './setPods.ts';
import type { State } from './state.ts';

export interface Revisions {
  /** What Pods below the partition have, and all had before the update. */
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  readonly collisions: number;
}

const HASH_LABEL = 'controller.kubernetes.io/hash';

export const byRevision = (a: ControllerRevision, b: ControllerRevision): number =>
  a.revision - b.revision || compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) || compareText(a.metadata.name, b.metadata.name);

/** What a revision remembers: a patch that puts the template back as it was. */
const templatePatch = ({ spec }: StatefulSet): object => ({ spec: { template: { ...spec.template, $patch: 'replace' } } });

export function templateOf({ data }: ControllerRevision): PodTemplateSpec {
  const { $patch: _replace, ...template } = (data as unknown as { readonly spec: { readonly template: PodTemplateSpec & { readonly $patch?: string } } }).spec.template;
  return template;
}

/** `known` in the order of their numbers. A template that was there before gets the newest number again. */
export function* findRevisions(context: Context<State>, set: StatefulSet, known: readonly ControllerRevision[]): Sim<Revisions> {
  const { client, note } = context;
  const data = templatePatch(set);
  const newest = known.at(-1);
  const next = (newest?.revision ?? 0) + 1;
  let collisions = set.status?.collisionCount ?? 0;
  let update = known.filter((revision) => equal(revision.data, data)).at(-1);
  if (!update) {
    const made = yield* create(context, set, data, next, collisions);
    ({ collisions } = made);
    update = made.revision;
  } else if (newest && update !== newest && !equal(newest.data, data)) {
    note('revision', { name: update.metadata.name, revision: next, back: true });
    update = yield* client.update(ControllerRevision, deepFreeze({ ...update, revision: next }));
  } else update = newest as ControllerRevision;
  const current = known.find(({ metadata }) => metadata.name === set.status?.currentRevision);
  return { current: current ?? update, update, collisions };
}

/** Where another template has the same hash, the count of such collisions is hashed as well. */
function* create({ client, note }: Context<State>, set: StatefulSet, data: object, revision: number, from: number): Sim<{ readonly revision: ControllerRevision; readonly collisions: number }> {
  const { namespace, annotations } = set.metadata;
  for (let collisions = from; ; collisions++) {
    const hash = revisionHash(data, collisions);
    const name = `${set.metadata.name.slice(0, 223)}-${hash}`;
    const object = deepFreeze({
      kind: 'ControllerRevision',
      apiVersion: 'apps/v1',
      metadata: {
        name,
        labels: { ...set.spec.template.metadata?.labels, [HASH_LABEL]: hash },
        ...(annotations ? { annotations } : {}),
        ownerReferences: [controllerReference(set, StatefulSet as unknown as Kind)],
      },
      data,
      revision,
    });
    note('revision', { name, revision, back: false });
    try {
      return { revision: yield* client.create(ControllerRevision, namespace, object), collisions };
    } catch (error) {
      if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error;
      const existing = yield* client.get(ControllerRevision, namespace, name);
      if (equal(existing.data, data)) return { revision: existing, collisions };
    }
  }
}

/** Deletes the oldest beyond the limit; not those in use. */
export function* forgetOld(context: Context<State>, set: StatefulSet, known: readonly ControllerRevision[], { current, update }: Revisions, pods: readonly Pod[]): Sim<void> {
  const limit = set.spec.revisionHistoryLimit ?? 10;
  const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(revisionOf)]);
  const old = known.filter(({ metadata }) => !live.has(metadata.name));
  if (limit < 0 || old.length <= limit) return;
  for (const { metadata, revision } of old.slice(0, old.length - limit)) {
    context.note('forget', { name: metadata.name, revision });
    yield* context.client.delete(ControllerRevision, metadata.namespace, metadata.name);
  }
}
