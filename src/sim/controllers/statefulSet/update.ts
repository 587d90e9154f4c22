// Brings the Pods of a StatefulSet to where they should be. In order: a Pod is made when all before it are available, and
// taken away when all are and none after it is left; an update replaces one Pod at a time, the last one first. In parallel:
// all are made and taken away at once, but an update goes one by one all the same.
// Upstream: pkg/controller/statefulset/stateful_set_control.go (updateStatefulSet)
//
// So an update that breaks a Pod stops there, and stays stuck on it when the good template comes back: the broken Pod is
// never available, and nothing is done before it is, until somebody deletes it.

import type { Context } from '../../client/controller.ts';
import type { Sim } from '../../kernel/task.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { StatefulSet } from '../../kinds/statefulSet.ts';
import { isNotFound, slowStart } from '../shared/podControl.ts';
import { isAvailable } from '../shared/pods.ts';
import { createClaims, createPod, deletePod, isClaimStale, ownershipRight, updateOwnership, updatePod } from './podControl.ts';
import { templateOf, type Revisions } from './revisions.ts';
import { firstOrdinal, identityMatches, isCreated, isEnding, isInRange, isServing, isUnavailable, makePod, ordinalOf, revisionOf, storageMatches } from './setPods.ts';
import { figuresOf, type Figures } from './status.ts';
import type { State } from './state.ts';

export interface Outcome {
  readonly figures: Figures;
  readonly error: Error | undefined;
}

/** Whether to go no further. */
type Step = (pod: Pod) => Sim<boolean>;

export function* updateSet(context: Context<State>, key: string, set: StatefulSet, revisions: Revisions, pods: readonly Pod[]): Sim<Outcome> {
  const { spec, metadata } = set;
  const { kernel } = context;
  const { minReadySeconds = 0, updateStrategy } = spec;
  const inOrder = spec.podManagementPolicy !== 'Parallel';
  const count = (list: readonly Pod[]): Figures => figuresOf(list, minReadySeconds, kernel.wallMs, revisions);
  if (metadata.deletionTimestamp !== undefined) return { figures: count(pods), error: undefined };

  const replicas = replicasOf(set, revisions, pods);
  const condemned = pods.filter((pod) => !isInRange(set, pod) && ordinalOf(pod) >= 0).sort((a, b) => ordinalOf(b) - ordinalOf(a));
  const unavailable = (pod: Pod): boolean => isUnavailable(pod, minReadySeconds, kernel.wallMs);
  const firstUnavailable = replicas.find(unavailable) ?? [...condemned].reverse().find(unavailable);

  const steps: readonly (readonly [readonly Pod[], Step])[] = [
    [replicas, (pod) => keep(context, key, set, pod, inOrder)],
    [condemned, (pod) => rightClaims(context, set, pod)],
    [condemned, (pod) => condemn(context, set, pod, inOrder, firstUnavailable)],
  ];
  for (const [list, step] of steps) {
    const { stop, error } = yield* forAll(context, list, step, inOrder);
    if (stop || error) return { figures: count([...replicas, ...condemned]), error };
  }
  const figures = count([...replicas, ...condemned]);
  if (updateStrategy?.type === 'OnDelete') return { figures, error: undefined };
  return yield* replaceNext(context, set, revisions, replicas, figures, unavailable);
}

/** Those that are and those that should be: by number, with new ones where there is none. */
function replicasOf(set: StatefulSet, revisions: Revisions, pods: readonly Pod[]): readonly Pod[] {
  const start = firstOrdinal(set);
  const there = new Map(pods.filter((pod) => isInRange(set, pod)).map((pod) => [ordinalOf(pod), pod]));
  return Array.from({ length: set.spec.replicas ?? 0 }, (_, i) => there.get(start + i) ?? newPod(set, revisions, start + i));
}

/** Below the partition a Pod comes back as it was. */
function newPod(set: StatefulSet, { current, update }: Revisions, ordinal: number): Pod {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  const kept = rollingUpdate ? (rollingUpdate.partition ?? 0) : (set.status?.currentReplicas ?? 0);
  const revision = type === 'RollingUpdate' && ordinal < firstOrdinal(set) + kept ? current : update;
  return makePod(set, templateOf(revision), revision.metadata.name, ordinal);
}

function* forAll(context: Context<State>, pods: readonly Pod[], step: Step, inOrder: boolean): Sim<{ readonly stop: boolean; readonly error: Error | undefined }> {
  if (!inOrder) {
    const { error } = yield* slowStart(context as Context<never>, 'pods', pods.length, (i) => step(pods[i] as Pod));
    return { stop: false, error };
  }
  let stop = false;
  const { error } = yield* slowStart(context as Context<never>, 'pods', Math.min(pods.length, 1), function* () {
    for (const pod of pods) if ((stop = yield* step(pod))) return;
  });
  return { stop, error };
}

/** One that should be there. */
function* keep(context: Context<State>, key: string, set: StatefulSet, pod: Pod, inOrder: boolean): Sim<boolean> {
  const { kernel, note } = context;
  const { name } = pod.metadata;
  const phase = pod.status?.phase;
  const wait = (why: string): true => {
    note('wait', { name, why });
    return true;
  };
  if (phase === 'Failed' || phase === 'Succeeded') {
    // Whatever it ended with, it is to run; the next one of its name comes when this one is gone.
    if (!isEnding(pod)) yield* deletePod(context, set, pod, 'ended');
    return true;
  }
  if (!isCreated(pod)) {
    if (isClaimStale(context, set, pod)) return wait('claim');
    yield* createPod(context, key, set, pod);
    if (inOrder) return true;
  }
  if (phase === 'Pending') {
    yield* createClaims(context, set, pod);
    yield* updateOwnership(context, set, pod);
  }
  if (inOrder) {
    if (isEnding(pod)) return wait('ending');
    if (!isServing(pod)) return wait('notReady');
    if (!isAvailable(pod, set.spec.minReadySeconds ?? 0, kernel.wallMs)) return wait('notAvailable');
  }
  if (identityMatches(pod) && storageMatches(set, pod) && ownershipRight(context, set, pod)) return false;
  yield* updatePod(context, key, set, pod);
  return false;
}

function* rightClaims(context: Context<State>, set: StatefulSet, pod: Pod): Sim<boolean> {
  if (!ownershipRight(context, set, pod)) yield* updateOwnership(context, set, pod);
  return false;
}

/** One too many. In order, it has to wait for those before it to be well, but for itself. */
function* condemn(context: Context<State>, set: StatefulSet, pod: Pod, inOrder: boolean, firstUnavailable: Pod | undefined): Sim<boolean> {
  const { kernel, note } = context;
  const { name } = pod.metadata;
  if (isEnding(pod)) {
    if (inOrder) note('wait', { name, why: 'ending' });
    return inOrder;
  }
  if (inOrder && pod !== firstUnavailable && (!isServing(pod) || !isAvailable(pod, set.spec.minReadySeconds ?? 0, kernel.wallMs))) {
    note('wait', { name: firstUnavailable?.metadata.name ?? name, why: 'notReady' });
    return true;
  }
  yield* deletePod(context, set, pod, 'scale');
  return true;
}

/** The last one that is not of the new revision goes, once all after it are available. */
function* replaceNext(context: Context<State>, set: StatefulSet, { update }: Revisions, replicas: readonly Pod[], figures: Figures, unavailable: (pod: Pod) => boolean): Sim<Outcome> {
  const lowest = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  for (let i = replicas.length - 1; i >= lowest; i--) {
    const pod = replicas[i] as Pod;
    if (revisionOf(pod) !== update.metadata.name && !isEnding(pod)) {
      const { error } = yield* slowStart(context as Context<never>, 'update', 1, function* () {
        try {
          yield* deletePod(context, set, pod, 'update');
        } catch (failed) {
          if (!isNotFound(failed)) throw failed;
        }
      });
      return { figures: error ? figures : { ...figures, currentReplicas: figures.currentReplicas - 1 }, error };
    }
    if (unavailable(pod)) {
      context.note('wait', { name: pod.metadata.name, why: isEnding(pod) ? 'ending' : 'notReady' });
      break;
    }
  }
  return { figures, error: undefined };
}
