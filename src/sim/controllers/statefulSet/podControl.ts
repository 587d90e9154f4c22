// Creating, changing and deleting a StatefulSet's Pods and their claims, each with its Event on the set.
// Upstream: pkg/controller/statefulset/stateful_pod_control.go

import { deepFreeze } from '../../../base/json.ts';
import { isExpected, RetryLater, type Context } from '../../client/controller.ts';
import { ApiError } from '../../api/errors.ts';
import { referenceTo } from '../../client/recorder.ts';
import type { Sim } from '../../kernel/task.ts';
import { PersistentVolumeClaim } from '../../kinds/persistentVolumeClaim.ts';
import { Pod } from '../../kinds/pod.ts';
import type { StatefulSet } from '../../kinds/statefulSet.ts';
import { belongsToFormerPod, hasOtherController, isOwnershipRight, retentionOf, rightOwners } from './retention.ts';
import { claimName, claimTemplates, identityMatches, ordinalOf, storageMatches, withIdentity } from './setPods.ts';
import type { State } from './state.ts';

type Verb = 'Create' | 'Update' | 'Delete';

function say({ recorder }: Context<State>, set: StatefulSet, verb: Verb, what: string, error?: Error): void {
  const where = `in StatefulSet ${set.metadata.name}`;
  if (error) recorder.event(referenceTo(set), 'Warning', `Failed${verb}`, `${verb} ${what} ${where} failed error: ${error.message}`);
  else recorder.event(referenceTo(set), 'Normal', `Successful${verb}`, `${verb} ${what} ${where} success${what.startsWith('Pod ') ? 'ful' : ''}`);
}

const isThere = (error: unknown): boolean => error instanceof ApiError && error.reason === 'AlreadyExists';

/** `key` is the set's. */
export function* createPod(context: Context<State>, key: string, set: StatefulSet, pod: Pod): Sim<void> {
  const { client, state, note } = context;
  const what = `Pod ${pod.metadata.name}`;
  try {
    yield* createClaims(context, set, pod);
    note('create', { name: pod.metadata.name });
    const created = yield* client.create(Pod, set.metadata.namespace, pod);
    state.consistency.wrote(key, state.pods, created);
  } catch (error) {
    if (isExpected(error) && !isThere(error)) say(context, set, 'Create', what, error);
    throw error;
  }
  yield* updateOwnership(context, set, pod);
  say(context, set, 'Create', what);
}

export function* deletePod(context: Context<State>, set: StatefulSet, { metadata }: Pod, why: 'scale' | 'update' | 'ended'): Sim<void> {
  context.note('delete', { name: metadata.name, why });
  try {
    yield* context.client.delete(Pod, metadata.namespace, metadata.name);
  } catch (error) {
    if (isExpected(error)) say(context, set, 'Delete', `Pod ${metadata.name}`, error);
    throw error;
  }
  say(context, set, 'Delete', `Pod ${metadata.name}`);
}

/** Labels and claims that a Pod lacks, which can only be one that was adopted or changed by hand. */
export function* updatePod(context: Context<State>, key: string, set: StatefulSet, pod: Pod): Sim<void> {
  const { client, state } = context;
  const what = `Pod ${pod.metadata.name}`;
  try {
    if (!storageMatches(set, pod)) yield* createClaims(context, set, pod);
    if (!ownershipRight(context, set, pod)) yield* updateOwnership(context, set, pod);
    if (identityMatches(pod) && storageMatches(set, pod)) return;
    state.consistency.wrote(key, state.pods, yield* client.update(Pod, withIdentity(set, pod)));
  } catch (error) {
    if (isExpected(error)) say(context, set, 'Update', what, error);
    throw error;
  }
  say(context, set, 'Update', what);
}

// ---- claims ----

const claimOf = ({ state }: Context<State>, set: StatefulSet, template: string, pod: Pod): PersistentVolumeClaim | undefined => state.claims.get(`${set.metadata.namespace}/${claimName(set, template, ordinalOf(pod))}`);
const templateNames = (set: StatefulSet): readonly string[] => claimTemplates(set).map(({ metadata }) => metadata?.name ?? '');

/** One that is being deleted with the former Pod of this name must be gone first. */
export function isClaimStale(context: Context<State>, set: StatefulSet, pod: Pod): boolean {
  if (retentionOf(set).whenScaled === 'Retain') return false;
  return templateNames(set).some((name) => {
    const claim = claimOf(context, set, name, pod);
    return claim !== undefined && belongsToFormerPod(claim, pod);
  });
}

export function* createClaims(context: Context<State>, set: StatefulSet, pod: Pod): Sim<void> {
  const { namespace } = set.metadata;
  const failures: string[] = [];
  for (const template of claimTemplates(set)) {
    const name = claimName(set, template.metadata?.name ?? '', ordinalOf(pod));
    const existing = claimOf(context, set, template.metadata?.name ?? '', pod);
    if (existing) {
      if (existing.metadata.deletionTimestamp !== undefined) failures.push(`pvc ${name} is being deleted`);
      continue;
    }
    const labels = { ...template.metadata?.labels, ...set.spec.selector.matchLabels };
    const claim = deepFreeze({ ...template, metadata: { ...template.metadata, name, namespace, ...(Object.keys(labels).length ? { labels } : {}) } });
    try {
      context.note('claim', { name });
      yield* context.client.create(PersistentVolumeClaim, namespace, claim);
      say(context, set, 'Create', `Claim ${name} Pod ${pod.metadata.name}`);
    } catch (error) {
      if (!isExpected(error)) throw error;
      failures.push(`failed to create PVC ${name}: ${error.message}`);
      if (!isThere(error)) say(context, set, 'Create', `Claim ${name} for Pod ${pod.metadata.name}`, error);
    }
  }
  if (failures.length) throw new RetryLater(failures.length === 1 ? failures[0] : `[${failures.join(', ')}]`);
}

export const ownershipRight = (context: Context<State>, set: StatefulSet, pod: Pod): boolean =>
  templateNames(set).every((name) => {
    const claim = claimOf(context, set, name, pod);
    return !claim || isOwnershipRight(claim, set, pod);
  });

/** As far as the cache knows of the claims; a later look does the others. */
export function* updateOwnership(context: Context<State>, set: StatefulSet, pod: Pod): Sim<void> {
  const { client, recorder } = context;
  for (const name of templateNames(set)) {
    const claim = claimOf(context, set, name, pod);
    if (!claim) continue;
    if (hasOtherController(claim, set, pod)) {
      recorder.event(referenceTo(set), 'Warning', 'ConflictingController', `PersistentVolumeClaim ${claim.metadata.name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`);
    }
    if (isOwnershipRight(claim, set, pod)) continue;
    const { ownerReferences: _old, ...metadata } = claim.metadata;
    const ownerReferences = rightOwners(claim, set, pod);
    yield* client.update(PersistentVolumeClaim, deepFreeze({ ...claim, metadata: { ...metadata, ...(ownerReferences.length ? { ownerReferences } : {}) } }));
  }
}
