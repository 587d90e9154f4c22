// Old and new: finds the ReplicaSet of the present template, or makes it, and counts revisions.
// Upstream: pkg/controller/deployment/sync.go (getAllReplicaSetsAndSyncRevision, getNewReplicaSet), util/deployment_util.go

import { deepFreeze } from '../../../base/json.ts';
import { quote } from '../../../base/text.ts';
import { ApiError } from '../../api/errors.ts';
import { isExpected } from '../../client/controller.ts';
import { referenceTo } from '../../client/recorder.ts';
import type { Kind } from '../../api/kind.ts';
import type { Sim } from '../../kernel/task.ts';
import { Deployment } from '../../kinds/deployment.ts';
import { ReplicaSet } from '../../kinds/replicaSet.ts';
import { controllerOf, controllerReference } from '../shared/owners.ts';
import { isNamespaceTerminating } from '../shared/podControl.ts';
import { equalIgnoringHash, HASH_LABEL, templateHash } from '../shared/templateHash.ts';
import { conditionOf, hasDeadline, makeCondition, setCondition } from './conditions.ts';
import { DESIRED_REPLICAS, fenceposts, findNew, MAX_REPLICAS, newReplicas, replicasOf, REVISION, REVISION_HISTORY, revisionOf } from './replicaSets.ts';
import type { Work } from './work.ts';

export interface Sets {
  readonly new: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
  readonly all: readonly ReplicaSet[];
}

/** What a Deployment does not hand down to its ReplicaSets. */
const OWN_ANNOTATIONS = new Set(['kubectl.kubernetes.io/last-applied-configuration', REVISION, REVISION_HISTORY, DESIRED_REPLICAS, MAX_REPLICAS, 'deprecated.deployment.rollback.to']);
const MAX_HISTORY_LENGTH = 2000;

type Annotations = Readonly<Record<string, string>>;

export function* setsAndRevision(work: Work, sets: readonly ReplicaSet[], create: boolean): Sim<Sets> {
  const existing = findNew(work.deployment, sets);
  const old = sets.filter((rs) => rs.metadata.uid !== existing?.metadata.uid);
  const revision = old.reduce((max, rs) => Math.max(max, revisionOf(rs)), 0) + 1;
  const current = existing ? yield* refresh(work, existing, revision) : create ? yield* createNew(work, old, revision) : undefined;
  return { new: current, old, all: current ? [...old, current] : old };
}

/** The annotations that a ReplicaSet should have as the newest; the same object where it has them. */
export function newSetAnnotations(deployment: Deployment, has: Annotations, revision: number): Annotations {
  let next = has;
  const set = (key: string, value: string): void => {
    if (next[key] !== value) next = { ...next, [key]: value };
  };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) if (!OWN_ANNOTATIONS.has(key)) set(key, value);
  const oldText = has[REVISION];
  if (oldText !== undefined && oldText !== '' && !/^[+-]?\d+$/.test(oldText)) return has;
  const old = Number(oldText ?? 0);
  if (old >= revision) return next;
  set(REVISION, String(revision));
  // It was a revision before: this is a rollback, and its old number is remembered.
  if (oldText !== undefined) set(REVISION_HISTORY, longerHistory(has[REVISION_HISTORY] ?? '', oldText));
  return next;
}

function longerHistory(history: string, revision: string): string {
  if (history === '') return revision;
  const entries = history.split(',');
  let length = history.length + revision.length + 1;
  let start = 0;
  while (length > MAX_HISTORY_LENGTH && start < entries.length) length -= (entries[start++] as string).length + 1;
  return length > MAX_HISTORY_LENGTH ? history : [...entries.slice(start), revision].join(',');
}

function* refresh(work: Work, existing: ReplicaSet, revision: number): Sim<ReplicaSet> {
  const { client, kernel } = work.context;
  const { deployment } = work;
  const has = existing.metadata.annotations ?? {};
  const annotations = newSetAnnotations(deployment, has, revision);
  const minReadySeconds = deployment.spec.minReadySeconds ?? 0;
  if (annotations !== has || (existing.spec.minReadySeconds ?? 0) !== minReadySeconds) {
    const { minReadySeconds: _old, ...spec } = existing.spec;
    const next = { ...existing, metadata: { ...existing.metadata, annotations }, spec: { ...spec, ...(minReadySeconds ? { minReadySeconds } : {}) } };
    return yield* client.update(ReplicaSet, deepFreeze(next));
  }
  let changed = adoptRevision(work, annotations[REVISION] ?? '');
  if (hasDeadline(deployment) && !conditionOf(work.conditions, 'Progressing')) {
    work.setConditions(setCondition(work.conditions, makeCondition('Progressing', 'True', 'FoundNewReplicaSet', `Found new replica set ${quote(existing.metadata.name)}`, kernel.timestamp())));
    changed = true;
  }
  if (changed) yield* work.writeStatus();
  return existing;
}

/** The Deployment shows the revision of its newest ReplicaSet. */
function adoptRevision(work: Work, revision: string): boolean {
  if (work.deployment.metadata.annotations?.[REVISION] === revision) return false;
  work.annotate(REVISION, revision);
  return true;
}

function* createNew(work: Work, old: readonly ReplicaSet[], revision: number): Sim<ReplicaSet> {
  const { deployment, context } = work;
  const { client, recorder, kernel } = context;
  const wanted = newReplicaSet(deployment, old, revision);
  const replicas = wanted.spec.replicas;
  const { name } = wanted.metadata;
  let created: ReplicaSet;
  let existed = false;
  try {
    created = yield* client.create(ReplicaSet, deployment.metadata.namespace, wanted);
  } catch (error) {
    if (!isExpected(error) || isNamespaceTerminating(error)) throw error;
    if (error instanceof ApiError && error.reason === 'AlreadyExists') {
      created = yield* ownOrCollision(work, name, error);
      existed = true;
    } else {
      const message = `Failed to create new replica set ${quote(name)}: ${error.message}`;
      yield* reportFailure(work, message);
      recorder.event(referenceTo(deployment), 'Warning', 'ReplicaSetCreateError', message);
      throw error;
    }
  }
  if (!existed && replicas > 0) {
    context.note('scale', { set: name, from: 0, to: replicas });
    recorder.event(referenceTo(deployment), 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${created.metadata.name} from 0 to ${replicas}`);
  }
  let changed = adoptRevision(work, String(revision));
  if (!existed && hasDeadline(deployment)) {
    work.setConditions(setCondition(work.conditions, makeCondition('Progressing', 'True', 'NewReplicaSetCreated', `Created new replica set ${quote(created.metadata.name)}`, kernel.timestamp())));
    changed = true;
  }
  if (changed) yield* work.writeStatus();
  return created;
}

function newReplicaSet(deployment: Deployment, old: readonly ReplicaSet[], revision: number) {
  const { spec, metadata, status } = deployment;
  const { template, selector, minReadySeconds } = spec;
  const hash = templateHash(template, status.collisionCount);
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  const replicas = newReplicas(deployment, old, 0);
  const annotations = {
    ...newSetAnnotations(deployment, {}, revision),
    [DESIRED_REPLICAS]: String(replicasOf(deployment)),
    [MAX_REPLICAS]: String(replicasOf(deployment) + fenceposts(deployment).surge),
  };
  return deepFreeze({
    kind: 'ReplicaSet',
    apiVersion: 'apps/v1',
    metadata: { name: `${metadata.name.slice(0, 253 - hash.length - 1)}-${hash}`, namespace: metadata.namespace, labels, annotations, ownerReferences: [controllerReference(deployment, Deployment as unknown as Kind)] },
    spec: {
      replicas,
      ...(minReadySeconds ? { minReadySeconds } : {}),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  });
}

/** A ReplicaSet of that name is there: our own, made a moment ago, or another one by the same hash. */
function* ownOrCollision(work: Work, name: string, error: ApiError): Sim<ReplicaSet> {
  const { deployment, context } = work;
  const found = context.state.sets.get(`${deployment.metadata.namespace ?? ''}/${name}`);
  if (!found) throw error;
  if (controllerOf(found)?.uid === deployment.metadata.uid && found.spec.template && equalIgnoringHash(deployment.spec.template, found.spec.template)) return found;
  const collisionCount = (deployment.status.collisionCount ?? 0) + 1;
  context.note('collision', { set: name, collisions: collisionCount });
  work.setStatus({ ...deployment.status, collisionCount });
  yield* tolerating(work);
  throw error;
}

function* reportFailure(work: Work, message: string): Sim<void> {
  if (!hasDeadline(work.deployment)) return;
  work.setConditions(setCondition(work.conditions, makeCondition('Progressing', 'False', 'ReplicaSetCreateError', message, work.context.kernel.timestamp())));
  yield* tolerating(work);
}

/** There is a larger trouble to report; whether this write succeeds is of no matter. */
function* tolerating(work: Work): Sim<void> {
  try {
    yield* work.writeStatus();
  } catch (error) {
    if (!isExpected(error)) throw error;
  }
}
