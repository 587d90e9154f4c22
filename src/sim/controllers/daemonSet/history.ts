// The revisions of a DaemonSet's template, kept as ControllerRevisions so that one can go back to them.
// Upstream: pkg/controller/daemon/update.go (constructHistory, snapshot, cleanupHistory)

import { deepFreeze, equal } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { ApiError } from '../../api/errors.ts';
import type { Kind } from '../../api/kind.ts';
import { fromLabelSelector } from '../../api/selectors.ts';
import type { Context } from '../../client/controller.ts';
import type { Index } from '../../client/informer.ts';
import type { Sim } from '../../kernel/task.ts';
import { ControllerRevision } from '../../kinds/controllerRevision.ts';
import { DaemonSet } from '../../kinds/daemonSet.ts';
import type { Pod } from '../../kinds/pod.ts';
import { claim, controllerReference } from '../shared/owners.ts';
import { orphansOf } from '../shared/pods.ts';
import { templateHash } from '../shared/templateHash.ts';
import { REVISION_HASH } from './daemonPods.ts';

export interface History {
  readonly current: ControllerRevision;
  readonly old: readonly ControllerRevision[];
}

/** What a revision remembers: a patch that puts the template back as it was. */
const templatePatch = ({ spec }: DaemonSet): object => ({ spec: { template: { ...spec.template, $patch: 'replace' } } });

export function* constructHistory(context: Context<never>, set: DaemonSet, revisions: Index<ControllerRevision>): Sim<History> {
  const { client } = context;
  const candidates = [...revisions.get(set.metadata.uid), ...revisions.get(orphansOf(set.metadata.namespace ?? ''))];
  const histories = yield* claim<DaemonSet, ControllerRevision>(context, { owner: set, ownerKind: DaemonSet, kind: ControllerRevision, selector: fromLabelSelector(set.spec.selector) }, candidates);
  const wanted = templatePatch(set);
  const current: ControllerRevision[] = [];
  const old: ControllerRevision[] = [];
  for (const history of histories) (equal(history.data, wanted) ? current : old).push(history);
  const revision = old.reduce((max, history) => Math.max(max, history.revision), 0) + 1;
  const first = current.sort((a, b) => b.revision - a.revision)[0];
  if (!first) return { current: yield* snapshot(context, set, wanted, revision), old };
  for (const duplicate of current.slice(1)) yield* client.delete(ControllerRevision, duplicate.metadata.namespace, duplicate.metadata.name);
  if (first.revision >= revision) return { current: first, old };
  context.note('revision', { name: first.metadata.name, revision, back: true });
  return { current: yield* client.update(ControllerRevision, deepFreeze({ ...first, revision })), old };
}

function* snapshot(context: Context<never>, set: DaemonSet, data: object, revision: number): Sim<ControllerRevision> {
  const { client } = context;
  const { namespace, annotations } = set.metadata;
  const hash = templateHash(set.spec.template, set.status.collisionCount);
  const name = `${set.metadata.name}-${hash}`;
  const object = deepFreeze({
    kind: 'ControllerRevision',
    apiVersion: 'apps/v1',
    metadata: { name, namespace, labels: { ...set.spec.template.metadata?.labels, [REVISION_HASH]: hash }, ...(annotations ? { annotations } : {}), ownerReferences: [controllerReference(set, DaemonSet as unknown as Kind)] },
    data,
    revision,
  });
  context.note('revision', { name, revision, back: false });
  try {
    return yield* client.create(ControllerRevision, namespace, object);
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error;
    const existing = yield* client.get(ControllerRevision, namespace, name);
    if (equal(existing.data, data)) return existing;
    // Another template by the same hash: the next try hashes the count as well.
    const fresh = yield* client.get(DaemonSet, namespace, set.metadata.name);
    yield* client.updateStatus(DaemonSet, { ...fresh, status: { ...fresh.status, collisionCount: (fresh.status.collisionCount ?? 0) + 1 } });
    throw error;
  }
}

/** Deletes the oldest revisions beyond the limit, but none that a Pod still runs. */
export function* cleanUpHistory(context: Context<never>, set: DaemonSet, old: readonly ControllerRevision[], pods: Iterable<Pod>): Sim<void> {
  let surplus = old.length - (set.spec.revisionHistoryLimit ?? 10);
  if (surplus <= 0) return;
  const live = new Set<string>();
  for (const pod of pods) live.add(pod.metadata.labels?.[REVISION_HASH] ?? '');
  const sorted = [...old].sort((a, b) => a.revision - b.revision || compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) || compareText(a.metadata.name, b.metadata.name));
  for (const { metadata, revision } of sorted) {
    if (surplus <= 0) return;
    if (live.has(metadata.labels?.[REVISION_HASH] ?? '')) continue;
    context.note('forget', { name: metadata.name, revision });
    yield* context.client.delete(ControllerRevision, metadata.namespace, metadata.name);
    surplus--;
  }
}
